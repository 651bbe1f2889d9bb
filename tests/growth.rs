//! A workload that turns quadratic fails the build by how it grows.

use std::fs;

use paceline_model::{Comparison, Order, Verdict};

use crate::sandbox::{Run, Sandbox};

const SUITE: &str = "
suite: growing
defaults: { python-version: '3.12', budget: 1ms, invocations: 1..1, profilers: bytecodes }
workloads:
  unique:
    python: work:unique
    params: { n: [20, 40, 80, 160, 320] }
    metrics: [wall_time]
    gate: { wall_time: off }
    growth: { parameter: n, expect: O(n log n) }
";

const LINEAR: &str = "
def unique(n):
    seen = {}
    for item in range(n):
        if item not in seen:
            seen[item] = item
    return len(seen)
";

const QUADRATIC: &str = "
def unique(n):
    seen = []
    for item in range(n):
        for other in seen:
            if other == item:
                break
        else:
            seen.append(item)
    return len(seen)
";

fn check(sandbox: &Sandbox, arguments: &[&str], status: i32) -> (Run, Comparison) {
    let check = ["check", "suite.yaml", "-o", "comparison.json"];
    let run = sandbox.run(&[&check[..], arguments].concat()).expect(status);
    let json = fs::read_to_string(sandbox.path("comparison.json")).unwrap();
    let comparison = Comparison::from_json(&json).unwrap();
    (run, comparison)
}

#[test]
fn a_workload_that_turns_quadratic_fails_the_check_and_its_replay() {
    let sandbox = Sandbox::new().init();
    sandbox.write("suite.yaml", SUITE);
    sandbox.write("work.py", LINEAR);
    sandbox.commit("linear");
    sandbox.write("work.py", QUADRATIC);
    let (run, comparison) = check(&sandbox, &["--base", "HEAD", "--records", "records"], 1);
    let [growth] = comparison.growth.as_slice() else { panic!("{:?}", comparison.growth) };
    assert_eq!(growth.verdict, Verdict::Regressed);
    assert_eq!(growth.metric.as_ref().map(ToString::to_string).as_deref(), Some("bytecodes"));
    assert_eq!(growth.base.as_ref().map(|side| side.order), Some(Order::Linear));
    let head = growth.head.as_ref().unwrap();
    assert_eq!((head.order, head.also.as_slice()), (Order::Quadratic, &[][..]));
    assert!((head.exponent - 2.0).abs() < 0.1, "{head:?}");
    let line = "growth of unique by n: O(n) → O(n^2), expected O(n log n)  ▲ regressed";
    assert!(run.stdout.replace('\u{a0}', " ").contains(line), "{}", run.stdout);

    let records = ["records/base.json", "records/head.json"];
    let replay = sandbox.run(&["compare", records[0], records[1], "--replay"]).expect(1);
    assert!(replay.stdout.contains("regressed"), "{}", replay.stdout);

    // The other way round it is as expected, and better than base.
    sandbox.commit("quadratic");
    sandbox.write("work.py", LINEAR);
    let (_, comparison) = check(&sandbox, &["--base", "HEAD"], 0);
    assert_eq!(comparison.growth[0].verdict, Verdict::Improved);
}
