//! What a workload gets from us: no secret, no descriptor, no input.

use std::fs;

use crate::sandbox::Sandbox;

const SUITE: &str = r#"
suite: s
defaults: { budget: 10ms, invocations: 1..1, env: { OWN: "1", LISTED: } }
workloads:
  tell: { shell: "env > env.txt; cat > stdin.txt; ls -l /proc/self/fd > fds.txt" }
"#;

const ALIGNED: &str = r#"
suite: s
defaults: { budget: 10ms, invocations: 1..1, align-code: true, env: { RUSTFLAGS: "-C debuginfo=1" } }
workloads:
  tell:
    build: [sh, -c, "env > build.txt"]
    shell: env > env.txt
"#;

#[test]
fn a_build_sees_the_flags_for_aligned_code_and_a_workload_does_not() {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", ALIGNED);
    sandbox.run(&["run", "suite.yaml"]).expect(0);
    let variables = |file: &str| {
        let text = fs::read_to_string(sandbox.path(file)).unwrap();
        let is_flag = |line: &&str| line.contains("FLAGS=");
        let mut lines: Vec<_> = text.lines().filter(is_flag).map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(
        variables("build.txt"),
        [
            "CFLAGS=-falign-functions=64 -falign-loops=64 -falign-jumps=64",
            "CXXFLAGS=-falign-functions=64 -falign-loops=64 -falign-jumps=64",
            "RUSTFLAGS=-C debuginfo=1 -C llvm-args=-align-all-functions=6 \
             -C llvm-args=-align-all-nofallthru-blocks=5 -C llvm-args=-align-loops=32",
        ]
    );
    assert_eq!(variables("env.txt"), ["RUSTFLAGS=-C debuginfo=1"]);
}

#[test]
fn a_workload_sees_no_token_no_descriptor_and_no_input() {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", SUITE);
    let output = sandbox
        .command(&["run", "suite.yaml", "--output", "record.json"])
        .env("GITHUB_TOKEN", "very-secret")
        .env("LISTED", "passed on")
        .output()
        .unwrap();
    assert!(output.status.success());
    let environment = fs::read_to_string(sandbox.path("env.txt")).unwrap();
    assert!(environment.contains("OWN=1") && environment.contains("LISTED=passed on"));
    assert!(!environment.contains("very-secret"), "{environment}");
    assert_eq!(fs::read_to_string(sandbox.path("stdin.txt")).unwrap(), "");
    let descriptors = fs::read_to_string(sandbox.path("fds.txt")).unwrap();
    // 0, 1, 2, and the one by which `ls` reads the folder.
    assert_eq!(
        descriptors.lines().filter(|line| line.contains(" -> ")).count(),
        4,
        "{descriptors}"
    );
    let record = fs::read_to_string(sandbox.path("record.json")).unwrap();
    assert!(!record.contains("very-secret") && !record.contains("passed on"));
}
