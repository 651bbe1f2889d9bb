//! Benchmarks of other tools as workloads.

mod criterion;
mod frameworks;
mod libtest;
mod parse;

use std::fs;

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};

/// What it printed, without the breaks of long lines.
fn flat(run: &Run) -> String {
    run.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Changes a file of the sandbox, which must have `from`.
fn replace(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(sandbox.path(file)).unwrap();
    assert!(text.contains(from), "{text}");
    sandbox.write(file, text.replace(from, to));
}

/// A JSON file of the sandbox.
fn read(sandbox: &Sandbox, file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(sandbox.path(file)).unwrap()).unwrap()
}

/// The workload of each case with the values of its parameters, and its verdict.
fn verdicts(comparison: &str) -> Vec<(String, String)> {
    let comparison: Value = serde_json::from_str(comparison).unwrap();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let cases = comparison["cases"].as_array().unwrap().iter();
    let name = |case: &Value| {
        let parameters = case["id"]["parameters"].as_object();
        let values = parameters.into_iter().flat_map(|one| one.values()).map(text);
        [text(&case["id"]["workload"])].into_iter().chain(values).collect::<Vec<_>>().join(" ")
    };
    cases.map(|case| (name(case), text(&case["verdict"]))).collect()
}
