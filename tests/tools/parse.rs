//! Commands whose output is that of another tool: one run has the values of many cases.

use std::fs;

use serde_json::Value;

use super::{flat, read, verdicts};
use crate::sandbox::Sandbox;

/// Writes what pytest-benchmark would, and counts its runs outside of the repository.
const TOOL: &str = r#"
import json, os, sys, time
FACTORS = {"test_sum": 1, "test_sort": 1}
with open(os.environ["RUNS"], "a") as runs:
    runs.write(os.getcwd() + "\n")
def measure(factor):
    start = time.perf_counter()
    sum(number * number for number in range(20_000 * factor))
    return time.perf_counter() - start
def benchmark(name, factor):
    data = [measure(factor) for _ in range(7)]
    stats = {"mean": sum(data) / len(data), "rounds": len(data), "iterations": 1, "data": data}
    params = {"size": 3} if name == "test_sum" else None
    return {"name": name, "fullname": "bench.py::" + name, "params": params, "stats": stats}
document = {"machine_info": {}, "benchmarks": [benchmark(*one) for one in FACTORS.items()]}
text = json.dumps(document)
print("noise")
with open(sys.argv[1], "w") as output:
    output.write(text)
"#;

const SUITE: &str = r#"
suite: units
defaults: { budget: 12s, invocations: 15..60 }
workloads:
  units:
    command: [python3, tool.py, "{output}"]
    parse: pytest-benchmark
    env: { RUNS: }
"#;

/// A repository with a tool, and a branch on which one of its benchmarks is slower.
fn repository(sandbox: Sandbox) -> Sandbox {
    let sandbox = sandbox.init();
    sandbox.write("tool.py", TOOL);
    sandbox.write("suite.yaml", SUITE);
    sandbox.write(".gitignore", "runs\nrecords\n");
    sandbox.commit("fast");
    sandbox.write("tool.py", TOOL.replace("\"test_sort\": 1", "\"test_sort\": 3"));
    sandbox.commit("slower");
    sandbox
}

#[test]
fn the_slower_benchmark_of_a_run_is_named_and_its_cases_share_the_runs() {
    let sandbox = repository(Sandbox::new());
    let runs = sandbox.path("runs");
    let check = ["check", ".", "--base", "HEAD~1", "--format", "json", "--records", "records"];
    let output = sandbox.command(&check).env("RUNS", &runs).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    let verdicts = verdicts(&String::from_utf8(output.stdout).unwrap());
    let [(sum, sum_verdict), (sort, sort_verdict)] = &verdicts[..] else { panic!("{verdicts:?}") };
    assert_eq!((sort.as_str(), sort_verdict.as_str()), ("units/bench.py::test_sort", "regressed"));
    assert_eq!(sum, "units/bench.py::test_sum 3");
    assert_ne!(sum_verdict, "regressed");

    let base = read(&sandbox, "records/base.json");
    let head = read(&sandbox, "records/head.json");
    assert_eq!(head["cases"][0]["id"]["parameters"]["size"], 3);
    let invocations = |record: &Value, case: usize| {
        record["cases"][case]["invocations"].as_array().unwrap().clone()
    };
    // The same runs: equal starts, and in each pair one side first.
    let shared = invocations(&head, 0).len().min(invocations(&head, 1).len());
    assert!(shared >= 15);
    for pair in 0..shared {
        let [first, second] = [0, 1].map(|case| invocations(&head, case)[pair].clone());
        assert_eq!(first, second);
        let other = invocations(&base, 0)[pair]["position"].clone();
        assert_ne!(first["position"], other);
    }
    let values = head["cases"][0]["series"][0]["values"].as_array().unwrap().clone();
    assert!(values.iter().all(|one| one.as_array().unwrap().len() == 7), "{values:?}");
    // Head's runs: one for the list, and those that either case took; none twice.
    let top = sandbox.path(".").canonicalize().unwrap();
    let text = fs::read_to_string(&runs).unwrap();
    let of_head = text.lines().filter(|line| fs::canonicalize(line).is_ok_and(|one| one == top));
    let most = invocations(&head, 0).len().max(invocations(&head, 1).len());
    assert_eq!(of_head.count(), most + 1);
}

#[test]
fn a_tool_that_fails_or_writes_something_else_is_told_with_what_it_said() {
    let sandbox = repository(Sandbox::new());
    let fail = |command: &str, format: &str| {
        let suite = SUITE
            .replace("[python3, tool.py, \"{output}\"]", command)
            .replace("pytest-benchmark", format);
        sandbox.write("suite.yaml", suite);
        flat(&sandbox.run(&["run", "."]).expect(3))
    };
    let said = fail("[sh, -c, 'echo no such module >&2; exit 4']", "pytest-benchmark");
    assert!(said.contains("the tool ended with exit status 4"), "{said}");
    assert!(said.contains("no such module"), "{said}");
    let said = fail("[sh, -c, 'echo {output}']", "pytest-benchmark");
    assert!(said.contains("did not write the file that `{output}` stands for"), "{said}");
    let said = fail("[echo, 'no JSON']", "pytest-benchmark");
    assert!(said.contains("is not pytest-benchmark output: line 1"), "{said}");
    let said = fail("[echo, '{\"machine_info\": {}, \"benchmarks\": []}']", "pytest-benchmark");
    assert!(said.contains("it ran, and what it printed has no benchmark"), "{said}");
}

#[test]
fn one_value_of_each_run_is_enough_where_the_format_has_no_more() {
    let sandbox = Sandbox::new().init();
    let line = r#"[{"name": "<b> | @x", "unit": "s", "value": 2.5}]"#;
    sandbox.write("line.json", line);
    sandbox.write(
        "suite.yaml",
        "suite: plain\nworkloads:\n  plain:\n    shell: cat line.json\n    parse: \
         github-action-benchmark\n    invocations: 6..6\n",
    );
    sandbox.commit("one");
    sandbox.run(&["run", ".", "--output", "record.json"]).expect(0);
    let record = read(&sandbox, "record.json");
    let case = &record["cases"][0];
    assert_eq!(case["id"]["workload"], "plain/<b> | @x");
    let values = case["series"][0]["values"].as_array().unwrap();
    assert_eq!(values.len(), 6, "{case}");
    assert!(values.iter().all(|one| *one == serde_json::json!([2.5])), "{values:?}");
    // A benchmark that is not there any more is no silent pass.
    sandbox.write("line.json", line.replace("@x", "@y"));
    let run = sandbox.run(&["check", ".", "--base", "HEAD"]).expect(5);
    assert!(run.stdout.contains("@x") && run.stdout.contains("@y"), "{}", run.stdout);
    assert!(run.stdout.contains("1 removed"), "{}", run.stdout);
}
