//! One crate with benchmarks of divan, Gungraun and Tango, and a slower commit of it.

use super::{replace, verdicts};
use crate::sandbox::Sandbox;

const SUITE: &str = r#"
suite: frameworks
defaults: { budget: 20s, profilers: none, env: { CARGO_NET_OFFLINE: "true" } }
workloads:
  divan: { divan: { bench: with_divan } }
  gungraun: { gungraun: { bench: with_gungraun } }
  tango: { tango: { bench: with_tango } }
"#;

#[test]
#[ignore = "run by `ci/check frameworks`, which fetches the crates and installs Gungraun's runner"]
fn each_names_its_slower_benchmark() {
    let sandbox = Sandbox::new().init();
    sandbox.copy("tests/rust/criterion/src", "criterion/src");
    sandbox.copy("tests/rust/frameworks", "frameworks");
    sandbox.write("frameworks/suite.yaml", SUITE);
    sandbox.write(".gitignore", "target\n");
    sandbox.commit("fast");
    replace(&sandbox, "criterion/src/lib.rs", "ROUNDS: u64 = 1;", "ROUNDS: u64 = 8;");
    sandbox.commit("slower");
    let check = ["check", "frameworks", "--base", "HEAD~1", "--format", "json"];
    let verdicts = verdicts(&sandbox.run(&check).expect(1).stdout);
    let regressed: Vec<_> = verdicts.iter().filter(|one| one.1 == "regressed").collect();
    let names: Vec<_> = regressed.iter().map(|one| one.0.as_str()).collect();
    let slower = [
        "divan/with_divan::digits::100",
        "divan/with_divan::digits::400",
        "gungraun/with_gungraun::hot::digits::short",
        "gungraun/with_gungraun::hot::digits::long",
        "tango/digits",
    ];
    assert_eq!(names, slower, "{verdicts:?}");
    assert_eq!(verdicts.len(), 8, "{verdicts:?}");
}
