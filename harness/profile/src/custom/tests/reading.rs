//! What is read of files that are fine, and what is said of those that are not.

use std::collections::BTreeMap;
use std::path::Path;

use paceline_model::CustomParser::{Callgrind, Folded, Json};
use paceline_model::{CustomParser, CustomTool, Nature, Origin, Traces};

use super::command;
use crate::custom::read;
use crate::profiler::Reading;
use crate::scope::Scope;

fn try_read(parser: CustomParser, metrics: &[&str], text: &str) -> Result<Reading, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.py"), "def f():\n    return 1\n").unwrap();
    let files = BTreeMap::from([("out".to_owned(), text.as_bytes().to_vec())]);
    let traces = Traces { files, ..Traces::default() };
    let scope = Scope::new(folder.path(), folder.path());
    read(&command(parser, metrics), &traces, &scope).map_err(|error| error.to_string())
}

fn totals(reading: &Reading) -> Vec<(&str, f64)> {
    reading.totals.iter().map(|(name, total)| (name.as_str(), *total)).collect()
}

/// Function, metric, own count and the one with what it called.
fn counts(reading: &Reading) -> Vec<(String, String, f64, Option<f64>)> {
    let functions = reading.functions.iter().flat_map(|profile| {
        let name = profile.function.name.clone();
        let counts = profile.counts.iter();
        counts
            .map(move |(metric, count)| (name.clone(), metric.to_string(), count.own, count.total))
    });
    functions.collect()
}

#[test]
fn folded_stacks_give_functions_stacks_and_the_named_total() {
    let text = "main;f (a.py:1) 3\nmain;f (a.py:2);strlen 2\nmain 1\n";
    let reading = try_read(Folded, &["syscalls"], text).unwrap();
    assert_eq!(totals(&reading), [("syscalls", 6.0)]);
    let row = |name: &str, own, total| (name.to_owned(), "syscalls".to_owned(), own, Some(total));
    assert_eq!(
        counts(&reading),
        [row("f", 3.0, 5.0), row("strlen", 2.0, 2.0), row("main", 1.0, 6.0)]
    );
    let f = &reading.functions[0].function;
    assert_eq!((f.file.as_str(), f.line, f.origin), ("a.py", 1, Origin::Project));
    let weights: Vec<_> =
        reading.stacks.into_iter().next().unwrap().weights.into_values().collect();
    assert_eq!(weights, [1.0, 3.0, 2.0]);
    assert_eq!(reading.artefacts.keys().collect::<Vec<_>>(), ["mine-out"]);
}

#[test]
fn stacks_without_a_metric_are_calls_or_samples_and_nothing_is_recorded() {
    let reading = try_read(Folded, &[], "main 4\n").unwrap();
    assert_eq!((totals(&reading), counts(&reading)[0].1.as_str()), (Vec::new(), "calls"));
    let mut sampling = command(Folded, &[]);
    sampling.nature = Nature::Samples;
    let files = BTreeMap::from([("out".to_owned(), b"main 4\n".to_vec())]);
    let traces = Traces { files, ..Traces::default() };
    let scope = Scope::new(Path::new("/p"), Path::new("/p"));
    assert_eq!(counts(&read(&sampling, &traces, &scope).unwrap())[0].1, "samples");
}

#[test]
fn json_gives_totals_functions_and_lines_with_their_texts() {
    let text = r#"{"totals": {"steps": 9, "other": 1}, "functions": [
        {"file": "a.py", "name": "f", "line": 1, "counts": {"steps": {"own": 4, "total": 9}},
         "lines": [{"line": 2, "counts": {"steps": 4}}]},
        {"file": "a.py", "name": "f", "line": 7, "counts": {"steps": {"own": 1}}},
        {"name": "helper"}]}"#;
    let reading = try_read(Json, &["steps"], text).unwrap();
    assert_eq!(totals(&reading), [("steps", 9.0)]);
    // Two rows of one function; what only one of them knows of is unknown.
    assert_eq!(counts(&reading), [("f".to_owned(), "steps".to_owned(), 5.0, None)]);
    let function = &reading.functions[0];
    assert_eq!((function.function.line, function.lines[0].text.as_str()), (1, "return 1"));
}

#[test]
fn a_callgrind_file_counts_under_the_name_that_the_suite_gives() {
    let text = include_str!("../../native/tests/fixtures/planted.callgrind");
    let plain = try_read(Callgrind, &[], text).unwrap();
    assert!(plain.totals.is_empty());
    assert!(
        counts(&plain).iter().any(|(_, metric, own, _)| metric == "instructions" && *own > 0.0)
    );
    let named = try_read(Callgrind, &["guest_instructions"], text).unwrap();
    assert!(named.totals.values().all(|total| *total > 1000.0) && named.totals.len() == 1);
    let metrics: std::collections::BTreeSet<_> =
        counts(&named).into_iter().map(|(_, metric, ..)| metric).collect();
    assert_eq!(metrics.into_iter().collect::<Vec<_>>(), ["calls", "guest_instructions"]);
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let deep = format!("{{\"totals\": {}", "[".repeat(100_000));
    let cases: [(CustomParser, &[&str], &str, &str); 17] = [
        (Json, &[], "", "EOF"),
        (Json, &[], "[]", "not a JSON object"),
        (Json, &[], &deep, "invalid type"),
        (Json, &[], r#"{"total": {}}"#, "unknown field `total`"),
        (Json, &[], r#"{"totals": {"a": -1}}"#, "it has -1 as its count of `a`"),
        (Json, &[], r#"{"totals": {"a": 1e999}}"#, "number out of range"),
        (Json, &[], r#"{"totals": {"A b": 1}}"#, "metric name"),
        (Json, &[], r#"{"functions": [{"name": ""}]}"#, "empty name"),
        (Json, &[], r#"{"functions": [{"name": "f", "line": -1}]}"#, "invalid value"),
        (Json, &[], r#"{"functions": [{"name": "f", "counts": {"a": 1}}]}"#, "invalid type"),
        (
            Json,
            &[],
            r#"{"functions": [{"name": "f", "lines": [{"line": 0, "counts": {}}]}]}"#,
            "line 0",
        ),
        (
            Json,
            &["steps"],
            r#"{"totals": {"step": 1}}"#,
            "no total of `steps`; the totals are `step`",
        ),
        (Folded, &[], "main many\n", "line 1: `many` is not a number"),
        (Folded, &[], "# nothing\n", "there are no stacks"),
        (Folded, &[], "main -1\n", "line 1"),
        (Callgrind, &[], "main 1\n", "line 1"),
        (Callgrind, &[], "", "totals:"),
    ];
    for (parser, metrics, text, expected) in cases {
        let said = try_read(parser, metrics, text).unwrap_err();
        assert!(said.starts_with("mine: `out`: ") && said.contains(expected), "{said}");
    }
}

#[test]
fn a_file_that_is_not_there_is_told_with_the_last_words() {
    let traces = Traces { error: "tool: no such option\n".to_owned(), ..Traces::default() };
    let scope = Scope::new(Path::new("/p"), Path::new("/p"));
    let custom = command(Json, &[]);
    let said = read(&custom, &traces, &scope).unwrap_err().to_string();
    assert!(said.contains("there is no `out`") && said.contains("tool: no such option"), "{said}");
    let CustomTool::Command { file, .. } = &custom.tool else { panic!("a command") };
    let traces = Traces { too_large: vec![file.clone()], ..Traces::default() };
    let said = read(&custom, &traces, &scope).unwrap_err().to_string();
    assert!(said.contains("too large"), "{said}");
}

#[test]
fn any_cut_of_good_files_is_read_or_refused() {
    let json = r#"{"totals": {"a": 1}, "functions": [{"name": "f", "counts": {"a": {"own": 1}}}]}"#;
    for (parser, text) in [(Json, json), (Folded, "main;f (a.py:1) 3\nmain 2\n")] {
        for end in 0..text.len() {
            for metrics in [&[][..], &["a"]] {
                // Only that it comes back counts.
                drop(try_read(parser, metrics, &text[..end]));
            }
        }
    }
}
