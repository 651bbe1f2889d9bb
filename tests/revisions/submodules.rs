//! Submodules of base, which are not checked out by git itself.

use super::{command, record, run, sides};
use crate::sandbox::Sandbox;

const SUITE: &str = r#"
suite: s
workloads:
  tell:
    command: [cat, inner/library/side.json]
    budget: 10ms
    invocations: 5..5
    metrics: [wall_time]
    result: ignore
    custom-metrics: { side: { unit: "1", direction: lower-is-better, json: /side } }
"#;

/// A project whose submodule has a submodule, with side 1 in its first commit and side 2 in its second.
fn project() -> Sandbox {
    let sandbox = Sandbox::new();
    let git = |place: &str, arguments: &[&str]| {
        let file = ["-c", "protocol.file.allow=always", "-C", place];
        sandbox.git(&[&file, arguments].concat())
    };
    let start = |place: &str| sandbox.git(&["init", "--quiet", "--initial-branch=main", place]);
    let commit = |place: &str| {
        git(place, &["add", "--all"]);
        git(place, &["commit", "--quiet", "-m", "side"]);
    };
    for place in ["library", "inner", "project"] {
        start(place);
    }
    sandbox.write("library/side.json", r#"{"side": 1}"#);
    commit("library");
    git("inner", &["submodule", "--quiet", "add", "../library", "library"]);
    commit("inner");
    sandbox.write("project/suite.yaml", SUITE);
    git("project", &["submodule", "--quiet", "add", "../inner", "inner"]);
    git("project", &["submodule", "--quiet", "update", "--init", "--recursive"]);
    commit("project");
    sandbox.write("project/inner/library/side.json", r#"{"side": 2}"#);
    for place in ["project/inner/library", "project/inner", "project"] {
        commit(place);
    }
    sandbox
}

#[test]
fn base_has_the_files_that_its_own_submodules_had() {
    let sandbox = project();
    let state = || {
        let places = ["project", "project/inner", "project/inner/library"];
        places.map(|place| sandbox.git(&["-C", place, "status", "--porcelain", "--branch"]))
    };
    let before = state();
    let check = ["check", "suite.yaml", "--base", "HEAD~1", "--records", "../records"];
    run(&mut command(&sandbox, "project", &check)).expect(0);
    let records =
        ["base", "head"].map(|side| record(&sandbox.path(&format!("records/{side}.json"))));
    assert_eq!([&records[0], &records[1]].map(sides), [vec![1.0], vec![2.0]]);
    assert_eq!(state(), before);
}

#[test]
fn a_submodule_whose_commit_is_not_here_is_a_warning() {
    let sandbox = project();
    let unknown = format!("160000,{},inner", "1".repeat(40));
    let git = |arguments: &[&str]| sandbox.git(&[&["-C", "project"], arguments].concat());
    git(&["update-index", "--cacheinfo", &unknown]);
    git(&["commit", "--quiet", "-m", "elsewhere"]);
    let check = ["check", "suite.yaml", "--base", "HEAD"];
    let run = run(&mut command(&sandbox, "project", &check)).expect(3);
    assert!(run.stderr.contains("the submodule `inner` stays empty in base"), "{}", run.stderr);
}
