//! A fresh Python environment for each side: real packages from the index, and the project itself.

use std::fs;

use super::{command, record, run, sides};
use crate::sandbox::{Run, Sandbox};

const SUITE: &str = r#"
suite: s
defaults:
  budget: 10ms
  invocations: 3..3
  metrics: [wall_time]
  profilers: none
  result: ignore
  python-version: "3.12"
  environment: { requirements: ../requirements.txt }
workloads:
  function:
    python: work:version
    custom-metrics: &side { side: { unit: "1", direction: lower-is-better, json: /side } }
  command:
    command: [python, work.py]
    custom-metrics: *side
"#;

const WORK: &str = r#"
import json
import six

def version():
    return {"side": int(six.__version__.split(".")[1])}

if __name__ == "__main__":
    print(json.dumps(version()))
"#;

const PROJECT: &str = r#"
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "tiny-paceline-example"
version = "1"
[tool.setuptools.packages.find]
where = ["src"]
"#;

fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "repository"]);
    sandbox.write("repository/bench/suite.yaml", SUITE);
    sandbox.write("repository/bench/work.py", WORK);
    sandbox.write("repository/requirements.txt", "six==1.16.0\n");
    commit(&sandbox);
    sandbox.write("repository/requirements.txt", "six==1.17.0\n");
    commit(&sandbox);
    sandbox
}

fn commit(sandbox: &Sandbox) {
    sandbox.git(&["-C", "repository", "add", "--all"]);
    sandbox.git(&["-C", "repository", "commit", "--quiet", "-m", "one"]);
}

fn check(sandbox: &Sandbox) -> (Run, [Vec<f64>; 2]) {
    let status = || sandbox.git(&["-C", "repository", "status", "--porcelain", "--ignored"]);
    let before = status();
    let check = ["check", "bench", "--base", "HEAD~1", "--records", "../records"];
    let done = run(&mut command(sandbox, "repository", &check));
    assert!([0, 1].contains(&done.status), "{}", done.stderr);
    assert_eq!(status(), before);
    let side = |name| sides(&record(&sandbox.path("records").join(name)));
    (done, [side("base.json"), side("head.json")])
}

fn made(run: &Run) -> usize {
    run.stderr.matches("making a Python environment").count()
}

#[test]
fn each_side_has_the_packages_that_its_own_requirements_list() {
    let sandbox = repository();
    let (first, sides) = check(&sandbox);
    assert_eq!((sides, made(&first)), ([vec![16.0; 2], vec![17.0; 2]], 2));
    let (second, sides) = check(&sandbox);
    assert_eq!((sides, made(&second)), ([vec![16.0; 2], vec![17.0; 2]], 0));
    // One that was not finished is made again.
    let mut environments = fs::read_dir(sandbox.cache().join("environments")).unwrap().flatten();
    fs::remove_file(environments.next().unwrap().path().join("complete")).unwrap();
    assert_eq!(made(&check(&sandbox).0), 1);

    sandbox.write("repository/requirements.txt", "six==0.0.0.1\n");
    let failed = sandbox.run(&["run", "repository/bench"]).expect(4);
    assert!(
        failed.stderr.contains("ended badly") && failed.stderr.contains("six==0.0.0.1"),
        "{}",
        failed.stderr
    );
    let kept = fs::read_dir(sandbox.cache().join("environments")).unwrap().flatten();
    assert_eq!(kept.filter(|one| one.path().join("complete").exists()).count(), 2);
}

#[test]
fn each_side_has_its_own_project_installed_also_what_is_not_committed() {
    let sandbox = repository();
    let suite = SUITE.replace("requirements: ../requirements.txt", "install: ..");
    sandbox.write("repository/bench/suite.yaml", suite);
    sandbox.write("repository/bench/work.py", WORK.replace("six", "tiny"));
    sandbox.write("repository/pyproject.toml", PROJECT);
    let project = |version: u32| {
        let text = format!("__version__ = '1.{version}'\n");
        sandbox.write("repository/src/tiny/__init__.py", text);
    };
    project(1);
    commit(&sandbox);
    project(2);
    commit(&sandbox);
    assert_eq!(check(&sandbox).1, [vec![1.0; 2], vec![2.0; 2]]);
    project(3);
    let (run, sides) = check(&sandbox);
    assert_eq!((sides, made(&run)), ([vec![1.0; 2], vec![3.0; 2]], 1));
}
