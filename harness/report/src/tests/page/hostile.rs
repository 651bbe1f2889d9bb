//! Names, paths and source lines of anybody stay text, and the page fetches nothing.

use paceline_model::Comparison;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::document::{Element, by_id, elements, named};
use super::fixture::{alone, full};
use crate::tests::sample::everything;
use crate::text::visible;

/// Starts an element, ends others, an attribute, a comment, a template's block. No tag is whole, so that
/// what takes only one of the brackets away is seen.
const ATTACK: &str = "<img src=x onerror=alert(1) </script ></title ></style ><script >alert(1)\
</script ><img src=x onerror=alert(1)>\"'>{{ 7*7 }}{% raw %}<!--]]>&lt;b&amp;";

/// Puts the attack into every string of the document that may hold one.
fn poisoned(comparison: &Comparison) -> Comparison {
    let mut value = serde_json::to_value(comparison).unwrap();
    poison(&mut value, "");
    serde_json::from_value(value).unwrap()
}

fn poison(value: &mut Value, key: &str) {
    // Words, names and numbers that are checked when a document is read.
    const CHECKED: [&str; 19] = [
        "schema",
        "gate",
        "suite",
        "commit",
        "verdict",
        "name",
        "unit",
        "direction",
        "kind",
        "machine_class",
        "origin",
        "matched",
        "metric",
        "design",
        "started",
        "path",
        "on",
        "base_order",
        "head_order",
    ];
    match value {
        Value::String(text) if !CHECKED.contains(&key) => text.push_str(ATTACK),
        Value::Array(all) => all.iter_mut().for_each(|one| poison(one, key)),
        Value::Object(all) => {
            all.iter_mut().for_each(|(key, one)| poison(one, key));
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn assert_harmless(page: &str) -> Vec<Element> {
    let elements = elements(page);
    for element in &elements {
        assert!(element.name != "img", "an element of the attack");
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on"), "a handler: {name}={value}");
            assert!(name != "style", "a style of its own: {value}");
            let is_link = matches!(name.as_str(), "href" | "src" | "action" | "xlink:href");
            let is_local = value.starts_with('#') || value.starts_with("data:image/svg+xml,");
            assert!(!is_link || is_local, "a reference to elsewhere: {name}={value}");
        }
    }
    let scripts = named(&elements, "script");
    let (data, code): (Vec<_>, Vec<_>) =
        scripts.into_iter().partition(|script| script.attribute("type").is_some());
    assert_eq!(code.len(), 1, "another script got in");
    assert!(data.iter().all(|block| block.attribute("type") == Some("application/json")));
    assert_eq!(named(&elements, "style").len(), 1);
    assert_eq!(
        named(&elements, "title").iter().filter(|title| title.text.contains("·")).count(),
        1
    );
    elements
}

#[test]
fn hostile_text_in_every_field_stays_text() {
    let comparison = poisoned(&everything());
    let shown = serde_json::to_string(&comparison).unwrap();
    assert!(shown.matches("onerror").count() > 30, "the attack got nowhere");
    let elements = assert_harmless(&full(&comparison, &[]));
    let text = &by_id(&elements, "main").unwrap().text;
    assert!(text.matches("{{ 7*7 }}").count() > 20, "the text is not shown");
    assert!(!text.contains("49"), "a template filled in foreign text");
}

#[test]
fn a_thousand_hostile_names_are_text_in_the_page() {
    let everything = everything();
    for names in crate::tests::hostile::names(1000).chunks(everything.cases.len()) {
        let mut document = everything.clone();
        let mut shown = Vec::new();
        for (case, name) in document.cases.iter_mut().zip(names) {
            case.notes = vec![name.clone()];
            if let Ok(name) = name.parse() {
                case.id.workload = name;
            }
            shown.push(visible(case.id.workload.as_str()));
        }
        let elements = assert_harmless(&alone(&document));
        let text = &by_id(&elements, "main").unwrap().text;
        for name in shown {
            assert!(text.contains(&name), "{name:?} is not shown as it is");
        }
    }
}

#[test]
fn hostile_functions_files_and_lines_stay_text() {
    let comparison = everything();
    let mut profile = super::fixture::profile(&comparison.cases[1].id);
    profile.trees = vec![super::fixture::tree([ATTACK, "</script>", ATTACK])];
    for function in &mut profile.difference.as_mut().unwrap().functions {
        function.function.name.push_str(ATTACK);
        function.function.file.push_str(ATTACK);
        for line in &mut function.lines {
            line.base.iter_mut().chain(&mut line.head).for_each(|side| side.text.push_str(ATTACK));
        }
    }
    profile.memory[0].profiler.push_str(ATTACK);
    let page = crate::html::page(&crate::html::Page {
        comparison: &comparison,
        records: None,
        profiles: &[profile],
        history: &[],
    });
    let elements = assert_harmless(&page.unwrap());
    let data = by_id(&elements, "profile-1").unwrap();
    assert_eq!(data.attribute("data-encoding"), Some("plain"));
    let data: Value = serde_json::from_str(&data.text).unwrap();
    let name = data["trees"][0]["frames"][0]["name"].as_str().unwrap();
    assert!(name.starts_with("<img src=x"), "{name}");
}

#[test]
fn the_policy_names_the_digests_of_the_one_style_and_the_one_script() {
    use base64::Engine as _;
    let elements = elements(&alone(&everything()));
    let policy = elements
        .iter()
        .find(|element| element.attribute("http-equiv") == Some("Content-Security-Policy"))
        .and_then(|element| element.attribute("content"))
        .unwrap();
    let digest = |text: &str| {
        let digest = Sha256::digest(text.as_bytes());
        format!("'sha256-{}'", base64::prelude::BASE64_STANDARD.encode(digest))
    };
    let style = &named(&elements, "style")[0].text;
    let script = named(&elements, "script");
    let script = script.iter().find(|script| script.attribute("type").is_none()).unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains(&format!("style-src {};", digest(style))), "{policy}");
    assert!(policy.contains(&format!("script-src {};", digest(&script.text))), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}
