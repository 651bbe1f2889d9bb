//! Artifacts that a stranger made by hand.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::comments;
use super::forks::measured;
use super::play;
use crate::runner::{Hub, Outcome, Run};

/// The comparison in the artifact of a run.
fn comparison(hub: &Hub, run: &Run) -> PathBuf {
    hub.artifact(run.id, "benchmarks").join("1/comparison.json")
}

/// What fork-publish.yml makes of the artifact as it is now.
fn publish(hub: &Hub, run: &Run) -> Run {
    play(hub, "fork-publish.yml", &hub.workflow_run("stranger", run.id, "success"))
}

#[test]
fn what_is_no_comparison_is_refused_and_nothing_is_told() {
    let (hub, run) = measured();
    let path = comparison(&hub, &run);
    let honest = fs::read_to_string(&path).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut document: Value = serde_json::from_str(&honest).unwrap();
        *document.pointer_mut(pointer).unwrap() = value;
        document.to_string()
    };
    let schema = honest.replacen("paceline", "elsewhere", 1);
    let cases = [
        ("no JSON", "::error::owned\n<img src=x>".to_owned()),
        ("another kind", json!({ "schema": "paceline.record/1" }).to_string()),
        ("another version", schema),
        ("too large", honest.clone() + &" ".repeat(5_000_001)),
        ("too deep", "[".repeat(100_000)),
        ("a suite's name", with("/suite", json!("</details>\n# owned"))),
        ("a workload's name", with("/cases/0/id/workload", json!("a|b\n<script>"))),
        ("a class of machine", with("/head/machine_class", json!("x --> <img src=x>"))),
    ];
    for (name, text) in cases {
        fs::write(&path, text).unwrap();
        let told = publish(&hub, &run);
        assert_eq!(told.outcome(), Outcome::Failure, "{name}\n{}", told.logs());
        assert_eq!((comments(&hub), told.jobs[0].summary.as_str()), (Vec::new(), ""), "{name}");
        let commands = told.jobs[0].steps.iter().flat_map(|step| &step.commands);
        assert!(commands.clone().all(|it| it.message != "owned"), "{name}\n{}", told.logs());
    }
}

#[test]
fn texts_in_an_artifact_are_shown_as_texts() {
    let (hub, run) = measured();
    let path = comparison(&hub, &run);
    let mut document: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let mut changed = 0;
    plant(&mut document, &mut changed);
    fs::write(&path, document.to_string()).unwrap();
    let told = publish(&hub, &run);
    assert!(changed > 0);
    let all = comments(&hub);
    assert_eq!(all.len(), 1, "{}", told.logs());
    let body = &all[0].1;
    assert!(body.contains("owned"), "nothing of it is shown: {body}");
    assert!(!body.contains("<img") && !body.contains("@owned"), "{body}");
    let starts = ["# owned", "::error"];
    assert!(!body.lines().any(|line| starts.iter().any(|it| line.starts_with(it))), "{body}");
    assert!(
        !told.jobs[0].steps.iter().flat_map(|step| &step.commands).any(|it| it.name == "error")
    );
}

/// Puts Markdown, HTML and commands into whatever text says what a side is.
fn plant(node: &mut Value, changed: &mut u32) {
    let hostile = "<img src=x onerror=owned> @owned\n# owned\n::error::owned";
    match node {
        Value::Object(members) => {
            for (name, value) in members {
                if matches!(name.as_str(), "subject" | "label" | "unit" | "message")
                    && value.is_string()
                {
                    *value = json!(hostile);
                    *changed += 1;
                }
                plant(value, changed);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| plant(value, changed)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn another_commit_in_the_artifact_changes_neither_the_pull_request_nor_its_head() {
    let (hub, run) = measured();
    let path = comparison(&hub, &run);
    let honest = fs::read_to_string(&path).unwrap();
    let lie = honest.replace(&hub.id("fix"), &"e".repeat(40)).replace("stranger", "octo");
    fs::write(&path, lie).unwrap();
    let told = publish(&hub, &run);
    let state = hub.api.state();
    assert_eq!(state.comments.len(), 1, "{}", told.logs());
    assert_eq!(state.comments[0].issue, 7);
}

#[test]
fn names_of_files_are_only_names() {
    let (hub, run) = measured();
    let path = comparison(&hub, &run);
    let folder = path.parent().unwrap();
    for name in ["$(touch owned).json", "--dry-run.json", "a\n::error::owned.json", "`id`; x"] {
        fs::write(folder.join(name), "{}").unwrap();
    }
    fs::remove_file(&path).unwrap();
    let told = publish(&hub, &run);
    assert_eq!(told.outcome(), Outcome::Failure, "{}", told.logs());
    let commands = told.jobs[0].steps.iter().flat_map(|step| &step.commands);
    assert!(!commands.clone().any(|it| it.message.contains("owned.json")), "{}", told.logs());
    assert_eq!(comments(&hub), []);
}
