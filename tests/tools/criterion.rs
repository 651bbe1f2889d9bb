//! A crate with benchmarks of Criterion.rs, and a slower branch of it.

use std::fs;
use std::process::Command;

use super::{flat, read, replace, verdicts};
use crate::sandbox::{Sandbox, top};

/// Nothing is fetched: all packages are in the lock file of this repository.
const SUITE: &str = r#"
suite: rust
defaults: { budget: 20s, profilers: none, env: { CARGO_NET_OFFLINE: "true" } }
workloads:
  hot paths:
    criterion: { bench: hot }
    policy: { removed: warn }
"#;

/// A repository with the crate of `tests/rust/criterion` in a folder, and a suite at its top.
fn crate_with_benchmarks(sandbox: Sandbox) -> Sandbox {
    let sandbox = sandbox.init();
    sandbox.copy("tests/rust/criterion", ".");
    fs::copy(top().join("Cargo.lock"), sandbox.path("Cargo.lock")).unwrap();
    // Takes out what the crate does not use.
    let resolve = ["metadata", "--offline", "--format-version=1"];
    let resolved =
        Command::new(env!("CARGO")).args(resolve).current_dir(sandbox.path(".")).output().unwrap();
    assert!(resolved.status.success(), "{}", String::from_utf8_lossy(&resolved.stderr));
    sandbox.write(".gitignore", "/target\n/records\n");
    sandbox.write("suite.yaml", SUITE);
    sandbox.commit("fast");
    sandbox
}

#[test]
fn a_check_fails_on_the_benchmark_that_got_slower_and_tells_new_ones_from_those_that_are_gone() {
    let sandbox = crate_with_benchmarks(Sandbox::new());
    sandbox.git(&["checkout", "--quiet", "-b", "slower"]);
    replace(&sandbox, "src/lib.rs", "ROUNDS: u64 = 1;", "ROUNDS: u64 = 8;");
    replace(&sandbox, "benches/hot.rs", "only_old", "only_new");
    sandbox.commit("slower");
    let check = ["check", ".", "--base", "main", "--format", "json", "--records", "records"];
    let run = sandbox.run(&check).expect(1);
    let verdicts = verdicts(&run.stdout);
    let of = |name: &str| {
        let found = verdicts.iter().find(|(one, _)| one == name);
        found.map_or("absent", |(_, verdict)| verdict.as_str())
    };
    assert_eq!(of("hot paths/digits/sum 100"), "regressed", "{verdicts:?}");
    assert_eq!(of("hot paths/digits/sum 400"), "regressed", "{verdicts:?}");
    assert_ne!(of("hot paths/odd (product)"), "regressed", "{verdicts:?}");
    assert_eq!(of("hot paths/only_new"), "new", "{verdicts:?}");
    assert_eq!(of("hot paths/only_old"), "removed", "{verdicts:?}");
    assert_eq!(verdicts.len(), 5);

    assert_raw_values(&sandbox);
    // Nothing is left in the user's tree but what Cargo builds.
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(!sandbox.path("target/criterion").exists());

    // Base is built once, and what a benchmark is asked for does not change its checkout.
    let one = ["check", ".", "--base", "main", "--case", "*product*", "--budget", "1s"];
    for _ in 0..2 {
        let again = sandbox.run(&one);
        assert!(again.stderr.contains("as an earlier command built it"), "{}", again.stderr);
        assert!(again.stdout.contains("hot paths/odd (product)"), "{}", again.stdout);
        assert!(!again.stdout.contains("digits"), "{}", again.stdout);
    }
}

/// Raw values of criterion, ten of each process, seconds of one iteration.
fn assert_raw_values(sandbox: &Sandbox) {
    let record = read(sandbox, "records/head.json");
    let case = &record["cases"][0];
    let wall = case["series"].as_array().unwrap().iter();
    let wall = wall.into_iter().find(|one| one["metric"]["name"] == "wall_time").unwrap();
    assert_eq!(wall["values"][0].as_array().unwrap().len(), 10);
    let seconds = wall["values"][0][0].as_f64().unwrap();
    assert!((1e-8..1e-3).contains(&seconds), "{seconds}");
    assert!(case["series"].as_array().unwrap().iter().any(|one| one["metric"]["unit"] == "1/s"));
}

#[test]
fn what_cargo_and_the_benchmarks_say_reaches_the_user() {
    let sandbox = crate_with_benchmarks(Sandbox::new());
    // What is asked for beside is no matter where there is no benchmark.
    let counted = "bench: cold }\n    metrics: [allocations]";
    replace(&sandbox, "suite.yaml", "bench: hot }", counted);
    let run = flat(&sandbox.run(&["run", ".", "--profilers", "default"]).expect(3));
    assert!(run.contains("no bench target named `cold`"), "{run}");

    replace(&sandbox, "suite.yaml", counted, "bench: hot, filter: nothing }");
    let run = flat(&sandbox.run(&["run", "."]).expect(3));
    let said = "it has no benchmark that its filter `nothing` takes; change `filter`";
    assert!(run.contains(said), "{run}");

    replace(&sandbox, "suite.yaml", "filter: nothing", "filter: sum");
    replace(&sandbox, "src/lib.rs", "ROUNDS: u64 = 1;", "ROUNDS: u64 = true;");
    let run = flat(&sandbox.run(&["run", "."]).expect(3));
    assert!(run.contains("mismatched types"), "{run}");

    replace(&sandbox, "src/lib.rs", "ROUNDS: u64 = true;", "ROUNDS: u64 = 1;");
    replace(&sandbox, "src/lib.rs", "pub fn sum(end: u64) -> u64 {", FAILING);
    let run = flat(&sandbox.run(&["run", ".", "--budget", "100ms"]).expect(3));
    assert!(run.contains("hot paths/digits/sum[value=100]"), "{run}");
    assert!(run.contains("four hundred is too much"), "{run}");
}

/// One of two benchmarks of the same binary fails; the other goes on.
const FAILING: &str = r#"pub fn sum(end: u64) -> u64 {
    assert!(end < 400, "four hundred is too much");"#;
