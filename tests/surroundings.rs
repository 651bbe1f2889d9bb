//! What a workload gets from us: no secret, no descriptor, no input.

use std::fs;

use crate::sandbox::Sandbox;

const SUITE: &str = r#"
suite: s
defaults: { budget: 10ms, invocations: 1..1, env: { OWN: "1", LISTED: } }
workloads:
  tell: { shell: "env > env.txt; cat > stdin.txt; ls -l /proc/self/fd > fds.txt" }
"#;

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
