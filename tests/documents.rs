//! Schemas: the committed ones are the printed ones, and every document we ship or write is valid.

use std::fs;
use std::path::PathBuf;

use paceline_model::{CaseRecord, CaseStatus, Record};
use serde_json::Value;

use crate::sandbox::{Sandbox, top};

fn schema(document: &str) -> Value {
    let run = Sandbox::new().run(&["schema", document]).expect(0);
    let path = format!("docs/{document}.schema.json");
    let committed = fs::read_to_string(top().join(&path)).unwrap();
    assert!(committed == run.stdout, "{path} is not what `paceline schema {document}` prints");
    serde_json::from_str(&run.stdout).unwrap()
}

#[track_caller]
fn assert_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::draft202012::new(schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn suites() -> Vec<PathBuf> {
    let folders = fs::read_dir(top().join("bench-suites")).unwrap();
    let files = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    let mut suites: Vec<_> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    suites.sort();
    suites
}

#[test]
fn every_schema_is_committed_as_it_is_printed() {
    for document in ["accepted", "bisection", "diagnosis", "history"] {
        assert!(schema(document)["$schema"].is_string(), "{document}");
    }
}

#[test]
fn every_suite_has_the_editor_line_and_fits_the_schema() {
    let schema = schema("suite");
    let suites = suites();
    assert!(suites.len() >= 2, "{suites:?}");
    for suite in suites {
        let text = fs::read_to_string(&suite).unwrap();
        let line = text.lines().next().unwrap();
        let named = line.strip_prefix("# yaml-language-server: $schema=").unwrap_or_default();
        let path = suite.parent().unwrap().join(named);
        assert!(path.ends_with("docs/suite.schema.json") && path.exists(), "{}", suite.display());
        let document: Value = serde_yaml::from_str(&text).unwrap();
        assert_valid(&schema, &document);
    }
}

#[test]
fn written_records_and_comparisons_fit_their_schemas() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "suite.yaml",
        "
suite: s
defaults: { budget: 10ms, invocations: 6..6 }
workloads:
  good: { command: ['true'], params: { side: [a, b] } }
  bad: { command: ['false'], params: { side: [a, b] } }
",
    );
    let check = ["check", "suite.yaml", "--base", "side=a", "--head", "side=b", "--format", "json"];
    let run = sandbox.run(&[&check[..], &["--records", "."]].concat()).expect(3);
    assert_valid(&schema("comparison"), &serde_json::from_str(&run.stdout).unwrap());
    let record = fs::read_to_string(sandbox.path("head.json")).unwrap();
    assert_valid(&schema("record"), &serde_json::from_str(&record).unwrap());
}

#[test]
fn a_replay_is_the_comparison_again_with_its_file_and_why_this_base() {
    let sandbox = Sandbox::new().init();
    let suite = "
suite: s
defaults: { budget: 10ms, invocations: 6..6 }
workloads: { good: { command: ['true'] } }
";
    sandbox.write("bench/suite.yaml", suite);
    sandbox.commit("one");
    let check = ["check", "bench", "--base", "main", "--records", "bench", "--format", "json"];
    let run = sandbox.run(&[&check[..], &["--profilers", "none"]].concat()).expect(0);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["suite_file"], "bench/suite.yaml");
    assert_eq!(document["base_reason"], "named by `--base main`");
    let replay = ["compare", "bench/base.json", "bench/head.json", "--replay", "--format", "json"];
    assert_eq!(sandbox.run(&replay).expect(0).stdout, run.stdout);
}

/// The JSON files below a folder.
fn records(folder: PathBuf) -> Vec<Record> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(records(path));
        } else {
            found.push(Record::from_json(&fs::read_to_string(&path).unwrap()).unwrap());
        }
    }
    found
}

#[test]
fn our_own_suites_have_stored_records_with_all_of_their_workloads_measured() {
    for suite in ["native", "self"] {
        let file = top().join("bench-suites").join(suite).join("suite.yaml");
        let text = fs::read_to_string(file).unwrap();
        let text: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        let workloads: Vec<_> = text["workloads"].as_mapping().unwrap().keys().collect();
        let records = records(top().join("baselines").join(suite));
        assert!(!records.is_empty(), "{suite}");
        for record in records {
            assert_eq!(record.suite.as_str(), suite);
            assert!(record.cases.iter().all(|case| case.status == CaseStatus::Measured));
            for workload in &workloads {
                let workload = workload.as_str().unwrap();
                let is_its = |case: &CaseRecord| {
                    // Benchmarks of another tool stand below the workload that names them.
                    case.id.workload.as_str().split('/').next() == Some(workload)
                };
                assert!(record.cases.iter().any(is_its), "{suite}: {workload}");
            }
        }
    }
}
