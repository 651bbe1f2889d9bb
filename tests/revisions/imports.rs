//! Each side imports its own checkout, also where the project is installed as editable into the
//! interpreter's environment.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{command, record, run, sides};
use crate::sandbox::{Run, Sandbox};

/// Three ways to run Python; none of them says where the package is.
const SUITE: &str = r#"
suite: s
defaults:
  budget: 10ms
  invocations: 5..5
  metrics: [wall_time]
  result: ignore
  path: bench
  custom-metrics: { side: { unit: "1", direction: lower-is-better, json: /side } }
workloads:
  function: { python: "work:work" }
  script: { python: bench/script.py }
  module: { python: -m work }
"#;
const WORK: &str = r#"
import json


def work():
    import package

    return {"side": package.SIDE}


if __name__ == "__main__":
    print(json.dumps(work()))
"#;
/// What setuptools writes for an editable install that is not one folder of packages.
const FINDER: &str = r#"
import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_file_location
from pathlib import Path

MAPPING: dict = {"package": "@PACKAGE@"}
NAMESPACES: dict = {}


class _EditableFinder:
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        for name, place in MAPPING.items():
            if fullname == name or fullname.startswith(name + "."):
                parts = fullname[len(name) + 1 :].split(".") if fullname != name else []
                return cls._find(fullname, Path(place, *parts))
        return None

    @classmethod
    def _find(cls, fullname, candidate):
        init = candidate / "__init__.py"
        if init.exists():
            return spec_from_file_location(fullname, init)
        return None


def install():
    if not any(finder == _EditableFinder for finder in sys.meta_path):
        sys.meta_path.@PUT@(_EditableFinder)
"#;

/// How the package got into the environment.
#[derive(Clone, Copy)]
enum Install {
    /// A `.pth` file with the folder, as `setup.py develop` and hatch write it.
    Folder,
    /// A `.pth` file that installs a finder, as setuptools writes it.
    Finder,
    /// A finder that comes before all others.
    GreedyFinder,
}

fn sandbox(package: &str, install: Install) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("repository/suite.yaml", SUITE);
    sandbox.write("repository/.gitignore", ".venv\n");
    sandbox.write("repository/bench/work.py", WORK);
    sandbox.write("repository/bench/script.py", WORK);
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "repository"]);
    for side in [1, 2] {
        let file = format!("repository/{package}/__init__.py");
        sandbox.write(&file, format!("SIDE = {side}\n"));
        sandbox.git(&["-C", "repository", "add", "--all"]);
        sandbox.git(&["-C", "repository", "commit", "--quiet", "-m", &format!("side {side}")]);
    }
    let venv = sandbox.path("repository/.venv");
    let made = Command::new("python3").args(["-m", "venv", "--without-pip"]).arg(&venv).output();
    assert!(made.unwrap().status.success());
    let lib = fs::read_dir(venv.join("lib")).unwrap().next().unwrap().unwrap().path();
    let site: PathBuf = lib.join("site-packages");
    let package = sandbox.path("repository").join(package);
    let put = match install {
        Install::Folder => {
            let folder = package.parent().unwrap().display().to_string();
            fs::write(site.join("package.pth"), folder + "\n").unwrap();
            return sandbox;
        }
        Install::Finder => "append",
        Install::GreedyFinder => "insert(0, _EditableFinder); (lambda x: None)",
    };
    let finder = FINDER.replace("@PACKAGE@", &package.display().to_string()).replace("@PUT@", put);
    fs::write(site.join("__editable___package_1_0_finder.py"), finder).unwrap();
    let start = "import __editable___package_1_0_finder; __editable___package_1_0_finder.install()";
    fs::write(site.join("__editable__.package-1.0.pth"), start).unwrap();
    sandbox
}

fn check(sandbox: &Sandbox) -> Run {
    let check = ["check", "suite.yaml", "--base", "HEAD~1", "--records", "../records", "--quiet"];
    run(&mut command(sandbox, "repository", &check))
}

#[test]
fn each_side_imports_its_own_package_however_it_is_installed() {
    for (package, install) in [
        ("src/package", Install::Folder),
        ("src/package", Install::Finder),
        ("package", Install::Finder),
        ("package", Install::Folder),
    ] {
        let sandbox = sandbox(package, install);
        let run = check(&sandbox);
        assert!([0, 1].contains(&run.status), "{}", run.stderr);
        let of = |side: &str| record(&sandbox.path(&format!("records/{side}.json")));
        let (base, head) = (of("base"), of("head"));
        assert_eq!((sides(&base), sides(&head)), (vec![1.0; 3], vec![2.0; 3]), "{package}");
        let interpreters =
            |record: &paceline_model::Record| record.environment.interpreters.clone();
        assert_eq!(interpreters(&base), interpreters(&head));
    }
}

#[test]
fn a_base_that_imports_head_is_a_failure_and_never_a_comparison() {
    let sandbox = sandbox("src/package", Install::GreedyFinder);
    let run = check(&sandbox).expect(3);
    assert!(run.stdout.contains("module `package` came from"), "{}", run.stdout);
    assert!(run.stdout.contains("`path`"), "{}", run.stdout);
}

/// A benchmark beside what it measures.
const HARNESS: &str = r#"
suite: s
harness: [measure.py, data]
defaults:
  budget: 10ms
  invocations: 5..5
  metrics: [wall_time]
  result: ignore
  path: [., ../src]
  custom-metrics: { side: { unit: "1", direction: lower-is-better, json: /side } }
workloads:
  old: { python: "measure:old" }
  new: { python: "measure:new" }
"#;
const MEASURE: &str = r#"
import os

import package

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


def old():
    return {"side": package.SIDE}


def new():
    # Only the files of head, also where base had another one.
    return {"side": package.SIDE + 10 * len(os.listdir(DATA))}
"#;

#[test]
fn a_benchmark_that_the_suite_lists_runs_on_the_code_of_base() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "repository"]);
    let commit = |side: u32| {
        sandbox.write("repository/src/package.py", format!("SIDE = {side}\n"));
        sandbox.git(&["-C", "repository", "add", "--all"]);
        sandbox.git(&["-C", "repository", "commit", "--quiet", "-m", &format!("side {side}")]);
    };
    sandbox.write("repository/bench/data/gone.txt", "");
    sandbox.write("repository/bench/data/kept.txt", "");
    commit(1);
    sandbox.write("repository/bench/suite.yaml", HARNESS);
    sandbox.write("repository/bench/measure.py", MEASURE);
    fs::remove_file(sandbox.path("repository/bench/data/gone.txt")).unwrap();
    commit(2);
    let before = sandbox.git(&["-C", "repository", "status", "--porcelain"]);
    let check = |suite: &str| {
        sandbox.write("repository/bench/suite.yaml", suite);
        let check = ["check", "bench", "--base", "HEAD~1", "--records", "../records", "--quiet"];
        run(&mut command(&sandbox, "repository", &check))
    };
    let of = |side: &str| sides(&record(&sandbox.path(&format!("records/{side}.json"))));
    let whole = check(HARNESS);
    assert!([0, 1].contains(&whole.status), "{}", whole.stderr);
    assert_eq!((of("base"), of("head")), (vec![1.0, 11.0], vec![2.0, 12.0]));
    assert_eq!(sandbox.git(&["-C", "repository", "status", "--porcelain"]), before);
    // Without the list base has no such workloads, which is told.
    let alone = check(&HARNESS.replace("harness: [measure.py, data]", "")).expect(0);
    assert!(alone.stdout.contains("base can't run it"), "{}", alone.stdout);
    // Judged by the suite of base, which there is none of.
    let of_base = ["check", "bench", "--suite-from", "base", "--base", "HEAD~1"];
    let none = run(&mut command(&sandbox, "repository", &of_base)).expect(2);
    assert!(none.stderr.contains("has no suite file `bench/suite.yaml`"), "{}", none.stderr);
    // What is measured can't be the benchmark.
    let all = check(&HARNESS.replace("[measure.py, data]", ".")).expect(2);
    assert!(all.stderr.contains("`.` has the suite's own folder in it"), "{}", all.stderr);
}
