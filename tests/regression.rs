//! A planted slowdown is found against a saved baseline, and its absence is not.

use std::fs;

use paceline_model::{Comparison, Verdict};

use crate::sandbox::{Run, Sandbox};

const SUITE: &str = "
suite: lru
defaults: { python-version: '3.12', path: ., budget: 8s, invocations: 30..120 }
workloads:
  put-get-loop:
    python: lru_cache.workloads:put_get_loop
    params: { implementation: idiomatic, capacity: 128 }
  resident:
    python: lru_cache.workloads:resident
    setup: lru_cache.workloads:prepare_resident
    params: { implementation: idiomatic, capacity: 2000 }
";

/// Makes every put and get of the idiomatic cache pay for a few empty loops: about 20 % more time
/// for the put/get loop, nothing for `resident`, which puts everything at once.
fn plant(source: &str) -> String {
    let planted = source
        .replace("    def get(", "    def get(self, key: K) -> V | None:\n        for _ in range(9):\n            pass\n        return self._plain_get(key)\n\n    def _plain_get(")
        .replace("    def put(", "    def put(self, key: K, value: V) -> None:\n        for _ in range(9):\n            pass\n        self._plain_put(key, value)\n\n    def _plain_put(");
    assert_ne!(planted, source);
    planted
}

/// The check against a stored record, asked again up to twice when it says otherwise.
///
/// Nothing is measured beside head here, so on a machine whose neighbours slow it down for half a
/// minute a single run may find nothing, or find the neighbours.
#[track_caller]
fn check(sandbox: &Sandbox, base: &str, status: i32) -> Run {
    let ask = || sandbox.run(&["check", "suite.yaml", "--base", base, "-o", "comparison.json"]);
    let mut run = ask();
    for _ in 0..2 {
        if run.status == status {
            break;
        }
        run = ask();
    }
    run.expect(status)
}

#[test]
fn a_planted_slowdown_of_20_percent_fails_the_check_and_its_absence_does_not() {
    let sandbox = Sandbox::quiet().init();
    sandbox.copy("bench-suites/lru-cache/lru_cache", "lru_cache");
    sandbox.write("suite.yaml", SUITE);
    sandbox.commit("base");
    sandbox.run(&["run", "suite.yaml", "--save"]).expect(0);

    check(&sandbox, "HEAD", 0);

    let source = sandbox.path("lru_cache/idiomatic.py");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, plant(&text)).unwrap();
    sandbox.commit("slower");
    let run = check(&sandbox, "main~1", 1);
    assert!(run.stdout.contains("2 cases regressed"), "{}", run.stdout);
    let json = fs::read_to_string(sandbox.path("comparison.json")).unwrap();
    let comparison = Comparison::from_json(&json).unwrap();
    let planted = comparison.cases.iter().find(|case| case.id.workload.as_str() == "put-get-loop");
    assert_eq!(planted.unwrap().verdict, Verdict::Regressed, "{}", run.stdout);

    fs::write(&source, text).unwrap();
    sandbox.commit("as fast as before");
    check(&sandbox, "main~2", 0);
}
