//! A crate with `#[bench]` of the standard library, and a slower commit of it. It needs no packages.

use super::verdicts;
use crate::sandbox::Sandbox;

const MANIFEST: &str = r#"
[package]
name = "sums"
version = "0.1.0"
edition = "2024"

[workspace]
"#;

const LIBRARY: &str = r"
pub fn sum(end: u64) -> u64 {
    (0..ROUNDS * std::hint::black_box(end)).map(|number| number ^ (number >> 3)).sum()
}
pub const ROUNDS: u64 = 1;
";

const BENCH: &str = r"
#![feature(test)]
extern crate test;

mod sums_of {
    use test::Bencher;
    #[bench]
    fn many(bencher: &mut Bencher) { bencher.iter(|| sums::sum(2_000)); }
    #[bench]
    fn other(bencher: &mut Bencher) { bencher.iter(|| std::hint::black_box(3_u64).pow(20)); }
}
#[test]
fn works() { assert_eq!(sums::sum(0), 0); }
";

/// The one that is slower is chosen by the filter and by `--case`; a stable compiler gets `#[bench]` by
/// a variable.
const SUITE: &str = r#"
suite: rust
workloads:
  built in:
    libtest: { package: sums, bench: built_in, filter: sums_of }
    budget: 12s
    profilers: none
    env: { RUSTC_BOOTSTRAP: "1", CARGO_NET_OFFLINE: "true" }
"#;

#[test]
fn a_slower_benchmark_of_the_standard_library_is_named_by_check_and_shown_by_profile() {
    let sandbox = Sandbox::new().init();
    sandbox.write("Cargo.toml", MANIFEST);
    sandbox
        .write("Cargo.lock", "version = 4\n\n[[package]]\nname = \"sums\"\nversion = \"0.1.0\"\n");
    sandbox.write("src/lib.rs", LIBRARY);
    sandbox.write("benches/built_in.rs", BENCH);
    sandbox.write("suite.yaml", SUITE);
    sandbox.write(".gitignore", "/target\n");
    sandbox.commit("fast");
    sandbox.write("src/lib.rs", LIBRARY.replace("ROUNDS: u64 = 1;", "ROUNDS: u64 = 20;"));
    sandbox.commit("slower");
    let run = sandbox.run(&["check", ".", "--base", "HEAD~1", "--format", "json"]).expect(1);
    let verdicts = verdicts(&run.stdout);
    let many = ("built in/sums_of::many".to_owned(), "regressed".to_owned());
    assert_eq!(verdicts.len(), 2, "{verdicts:?}");
    assert!(verdicts.contains(&many), "{verdicts:?}");
    let regressed = verdicts.iter().filter(|(_, verdict)| verdict == "regressed");
    assert_eq!(regressed.count(), 1, "{verdicts:?}");

    // Callgrind counts a process that runs the benchmark once, and finds its function.
    let profile = ["profile", ".", "--case", "*many", "--profilers", "callgrind"];
    let run = sandbox.run(&profile).expect(0);
    assert!(run.stdout.contains("sums::sum"), "{}", run.stdout);
}
