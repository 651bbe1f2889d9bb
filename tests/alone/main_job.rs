//! The main job: the LRU suite, naive against idiomatic.

use paceline_model::{Comparison, Design, Record, Verdict};

use crate::sandbox::{Run, Sandbox, top};

#[test]
fn the_lru_suite_gives_the_before_and_after_table() {
    let sandbox = Sandbox::quiet();
    let suite = top().join("bench-suites/lru-cache");
    let run = sandbox
        .run(&[
            "check",
            suite.to_str().unwrap(),
            "--base",
            "implementation=naive",
            "--head",
            "implementation=idiomatic",
            "--budget",
            "2s",
            "--records",
            "records",
            "--output",
            "comparison.json",
            "--output",
            "report.md",
        ])
        .expect(0);
    for row in ["put-get-loop", "hit-loop", "batch-put", "memory-loop", "resident", "wall time"] {
        assert!(run.stdout.contains(row), "{row} is missing in\n{}", run.stdout);
    }
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);

    let json = std::fs::read_to_string(sandbox.path("comparison.json")).unwrap();
    let comparison = Comparison::from_json(&json).unwrap();
    assert_eq!(comparison.design, Design::SideBySide);
    assert_eq!(comparison.cases.len(), 5);
    has_five_rows(&run);
    for case in &comparison.cases {
        // All five give the same results, pass their check and are no slower.
        assert!(case.verdict >= Verdict::Inconclusive, "{} {:?}", case.id, case.verdict);
        assert!(case.head_check.as_ref().unwrap().passed);
    }
    // O(capacity) against O(1): far beyond any noise, in time and in memory.
    for (name, metric) in [("hit-loop", "wall_time"), ("resident", "peak_allocated")] {
        let case = comparison.cases.iter().find(|case| case.id.workload.as_str() == name).unwrap();
        let row = case.metrics.iter().find(|row| row.metric.name.as_str() == metric).unwrap();
        assert_eq!(row.verdict, Verdict::Improved, "{row:#?}");
        assert!(row.estimate.unwrap().change < -0.25, "{row:#?}");
    }

    compare_gives_the_same_bytes(&sandbox, &suite, &json);
    let markdown = std::fs::read_to_string(sandbox.path("report.md")).unwrap();
    assert!(markdown.contains("| Case |"), "{markdown}");
}

/// Before and after in five rows: time and memory are metrics, thread safety is the check, and hot
/// functions and lines come from the profilers.
#[track_caller]
fn has_five_rows(run: &Run) {
    let lines = [
        "CPU time",
        "peak memory",
        "check ×10",
        "hot functions",
        "where it comes from",
        "self._recency.remove(node.key)  2,048 → 0 hits",
    ];
    for text in lines {
        assert!(run.stdout.contains(text), "{text} is missing in\n{}", run.stdout);
    }
    for (side, function) in [("base", "NaiveCache.get"), ("head", "IdiomaticCache.get")] {
        let is_hot = |line: &str| line.trim_start().starts_with(side) && line.contains(function);
        assert!(run.stdout.lines().any(is_hot), "{function} is not hot in\n{}", run.stdout);
    }
}

/// The records hold everything that the verdict rests on.
fn compare_gives_the_same_bytes(sandbox: &Sandbox, suite: &std::path::Path, json: &str) {
    let suite = suite.to_str().unwrap();
    let again = sandbox
        .run(&[
            "compare",
            "records/base.json",
            "records/head.json",
            "--suite",
            suite,
            "--format",
            "json",
        ])
        .expect(0);
    assert_eq!(again.stdout, json);
    // By the rules that the record holds, and as on a machine whose logarithms differ in the last
    // bit: the C library picks them by the processor's features.
    let replay = ["compare", "records/base.json", "records/head.json", "--replay", "--format=json"];
    for features in ["", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F"] {
        let output = sandbox.command(&replay).env("GLIBC_TUNABLES", features).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), json, "{features}");
    }
    let shown = sandbox.run(&["report", "comparison.json", "--format", "json"]).expect(0);
    assert_eq!(shown.stdout, json);
    let record = std::fs::read_to_string(sandbox.path("records/head.json")).unwrap();
    let record = Record::from_json(&record).unwrap();
    assert_eq!(record.variant["implementation"].to_string(), "idiomatic");
    assert!(record.environment.interpreters["3.12"].version.starts_with("3.12."));
}

#[test]
fn an_unlocked_cache_is_failed_whatever_its_speed() {
    let sandbox = Sandbox::new();
    let suite = top().join("bench-suites/lru-cache/unlocked.yaml");
    let run = sandbox.run(&["run", suite.to_str().unwrap(), "--budget", "1s"]).expect(3);
    assert!(run.stdout.contains("failed"), "{}", run.stdout);
    assert!(run.stdout.contains("the check did not pass"), "{}", run.stdout);
}
