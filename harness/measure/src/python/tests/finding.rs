//! The search for an interpreter, with real ones behind made-up installations.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use paceline_model::Interpreter;

use super::fixture::{Bench, interpreters, newest, quick, variables};
use crate::python::{InterpreterError, InterpreterSearch};

/// A home folder, a repository with a suite, and a search that sees nothing else.
struct Machine {
    root: tempfile::TempDir,
    variables: BTreeMap<String, String>,
}

impl Machine {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["home", "bin", "repository/.git", "repository/suites/cache"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        let entry = |name: &str, folder: &str| {
            (name.to_owned(), root.path().join(folder).display().to_string())
        };
        let variables = BTreeMap::from([entry("HOME", "home"), entry("PATH", "bin")]);
        Self { root, variables }
    }

    fn at(&self, path: &str) -> PathBuf {
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    /// An executable that starts `python`, or any other script.
    fn script(&self, path: &str, body: &str) {
        let path = self.at(path);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn shim(&self, path: &str, python: &Interpreter) {
        self.script(path, &format!("exec '{}' \"$@\"", python.path));
    }

    /// A script that answers as an interpreter of that version would.
    fn fake(&self, path: &str, version: &str) {
        let numbers = version.replace('.', " ");
        self.script(
            path,
            &format!("printf 'paceline\\n{numbers}\\n{version}\\ncpython\\n'\necho \"$0\""),
        );
    }

    fn find(&self, request: Option<&str>) -> Result<Interpreter, InterpreterError> {
        let suite = self.at("repository/suites/cache");
        InterpreterSearch::new(self.variables.clone()).find(request, &suite)
    }

    /// The path found, relative to the machine's root.
    fn found(&self, request: Option<&str>) -> String {
        let path = self.find(request).unwrap().path;
        let root = self.root.path().display().to_string() + "/";
        path.strip_prefix(&root).unwrap_or(&path).to_owned()
    }
}

#[test]
fn this_machine_has_the_versions_that_the_runner_is_tested_on() {
    let found = interpreters();
    for version in ["3.12.", "3.13."] {
        assert!(found.iter().any(|python| python.version.starts_with(version)), "{found:?}");
    }
    for python in &found {
        println!("found {} at {}", python.version, python.path);
        assert_eq!(python.implementation, "cpython");
        assert_eq!(python.missing.is_empty(), python.version.as_str() >= "3.12", "{python:?}");
    }
}

#[test]
fn a_shim_is_replaced_by_what_it_starts() {
    let machine = Machine::new();
    machine.shim("bin/python3", &newest());
    assert_eq!(machine.find(None).unwrap(), newest());
}

#[test]
fn a_shim_that_fails_hangs_or_lies_is_passed_over() {
    let machine = Machine::new();
    machine.script("bin/python3.12", "echo 'pyenv: python3.12: command not found' >&2; exit 127");
    machine.script("bin/python3", "echo hello");
    machine.fake("home/.pyenv/versions/3.12.4/bin/python", "3.12.4");
    assert_eq!(machine.found(Some("3.12")), "home/.pyenv/versions/3.12.4/bin/python");
    let error = machine.find(Some("3.13")).unwrap_err().to_string();
    assert!(error.contains("bin/python3` is not Python"), "{error}");
    let error = machine.find(Some("3.12.5")).unwrap_err().to_string();
    assert!(error.contains("127): pyenv: python3.12: command not found"), "{error}");
}

#[test]
fn a_shim_of_pyenv_is_not_asked_where_it_can_lead_to_one_installation_only() {
    let mut machine = Machine::new();
    let path = ["home/.pyenv/shims", "bin"].map(|folder| machine.at(folder).display().to_string());
    machine.variables.insert("PATH".into(), path.join(":"));
    let asked = machine.at("asked");
    for name in ["python", "python3", "python3.12"] {
        let body = format!("echo {name} >>'{}'; exit 127", asked.display());
        machine.script(&format!("home/.pyenv/shims/{name}"), &body);
    }
    let installed = "home/.pyenv/versions/3.12.4/bin/python3.12";
    machine.fake(installed, "3.12.4");
    machine.fake("bin/python3", "3.12.9");
    assert_eq!(machine.found(Some("3.12")), installed);
    assert_eq!(machine.found(Some("3.12.9")), "bin/python3");
    assert!(!asked.exists(), "{:?}", fs::read_to_string(&asked));

    // Two that it can lead to, or one elsewhere on the path: only pyenv knows which.
    machine.fake("home/.pyenv/versions/mine/bin/python3.12", "3.12.5");
    assert_eq!(machine.found(Some("3.12")), "bin/python3");
    assert_eq!(fs::read_to_string(&asked).unwrap(), "python3.12\npython3\npython\n");
    fs::remove_dir_all(machine.at("home/.pyenv/versions/mine")).unwrap();
    machine.fake("bin/python3.12", "3.12.8");
    assert_eq!(machine.found(Some("3.12")), "bin/python3.12");
    assert_eq!(fs::read_to_string(&asked).unwrap().lines().count(), 6);
}

#[test]
fn an_executable_that_hangs_is_given_up() {
    let machine = Machine::new();
    machine.script("bin/python3", "exec /bin/sleep 1000");
    let started = std::time::Instant::now();
    let error = machine.find(Some("3")).unwrap_err().to_string();
    assert!(error.contains("gave no answer within 5 s"), "{error}");
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn a_virtual_environment_keeps_its_own_path() {
    let machine = Machine::new();
    let environment = machine.at("repository/.venv");
    let made = std::process::Command::new(newest().path)
        .args(["-m", "venv", "--without-pip"])
        .arg(&environment)
        .status();
    assert!(made.unwrap().success());
    machine.fake("bin/python3", "3.12.0");
    let found = machine.find(None).unwrap();
    assert_eq!(Path::new(&found.path).parent().unwrap(), environment.join("bin"));

    // And its packages are there for the workload.
    let minor = newest().version.rsplit_once('.').unwrap().0.to_owned();
    let packages = environment.join(format!("lib/python{minor}/site-packages"));
    fs::write(packages.join("only_here.py"), "value = 8").unwrap();
    let bench = Bench::new("import only_here\ndef run(): return only_here.value\n");
    let report = bench.report(&bench.job(quick(), "run"), &found).unwrap();
    assert_eq!(report.result_json, Some(8.into()));
}

#[test]
fn the_nearest_environment_up_to_the_root_of_the_repository_wins() {
    let machine = Machine::new();
    machine.fake(".venv/bin/python", "3.12.1");
    machine.fake("bin/python3", "3.12.2");
    assert_eq!(machine.found(None), "bin/python3");
    machine.fake("repository/venv/bin/python", "3.12.3");
    assert_eq!(machine.found(None), "repository/venv/bin/python");
    machine.fake("repository/suites/.venv/bin/python", "3.12.4");
    assert_eq!(machine.found(None), "repository/suites/.venv/bin/python");
}

#[test]
fn places_are_searched_in_order_and_a_version_goes_past_those_without_it() {
    let mut machine = Machine::new();
    let versions = [
        ("repository/.venv/bin/python", "3.10.1"),
        ("active/bin/python", "3.11.1"),
        ("bin/python3.12", "3.12.1"),
        ("home/.pyenv/versions/3.13.1/bin/python", "3.13.1"),
        ("home/.local/share/uv/python/cpython-3.14.2-linux-x86_64-gnu/bin/python3", "3.14.2"),
        ("home/miniforge3/envs/new/bin/python", "3.15.0"),
    ];
    for (path, version) in versions {
        machine.fake(path, version);
    }
    let active = machine.at("active").display().to_string();
    machine.variables.insert("VIRTUAL_ENV".into(), active);
    for (path, version) in versions {
        assert_eq!(machine.found(Some(&version[..4])), path);
        assert_eq!(machine.found(Some(version)), path);
    }
    assert_eq!(machine.found(None), versions[0].0);
}

#[test]
fn the_highest_patch_that_pyenv_and_uv_have_wins() {
    let machine = Machine::new();
    for version in ["3.12.9", "3.12.10", "3.12.2", "3.13.1", "2.7.18"] {
        machine.fake(&format!("home/.pyenv/versions/{version}/bin/python"), version);
    }
    assert_eq!(machine.found(Some("3.12")), "home/.pyenv/versions/3.12.10/bin/python");
    assert_eq!(machine.found(Some("3.12.2")), "home/.pyenv/versions/3.12.2/bin/python");
    assert_eq!(machine.found(None), "home/.pyenv/versions/3.13.1/bin/python");
}

#[test]
fn without_a_request_what_is_too_old_is_passed_over() {
    let machine = Machine::new();
    machine.fake("bin/python3", "3.9.18");
    machine.fake("bin/python3.11", "3.11.4");
    let found = machine.find(None).unwrap();
    assert_eq!(found.version, "3.11.4");
    assert!(found.missing[0].contains("no `sys.monitoring` before 3.12"), "{found:?}");
}

#[test]
fn a_broken_environment_beside_the_suite_is_passed_over_but_told() {
    let machine = Machine::new();
    symlink("/nowhere/python", machine.at("repository/.venv/bin/python")).unwrap();
    machine.fake("bin/python3", "3.13.1");
    let found = machine.find(None).unwrap();
    assert_eq!(found.version, "3.13.1");
    let remark = &found.missing[0];
    assert!(remark.contains("repository/.venv/bin/python` can't be started"), "{remark}");
}

#[test]
fn a_path_names_an_interpreter_or_an_environment() {
    let machine = Machine::new();
    machine.fake("repository/envs/fast/bin/python3", "3.13.3");
    machine.fake("repository/old/bin/python", "3.8.1");
    machine.fake("home/own/bin/python", "3.12.8");
    machine.fake("bin/pypy3", "3.10.14");
    let expected = "repository/envs/fast/bin/python3";
    let absolute = machine.at(expected).display().to_string();
    for request in ["../../envs/fast", "../../envs/fast/bin/python3", absolute.as_str()] {
        assert_eq!(machine.find(Some(request)).unwrap().version, "3.13.3", "{request}");
    }
    assert_eq!(machine.find(Some("~/own")).unwrap().version, "3.12.8");
    assert_eq!(machine.found(Some("pypy3")), "bin/pypy3");
    let error = machine.find(Some("../../old")).unwrap_err().to_string();
    assert!(error.contains("it is 3.8.1, and 3.10 is the oldest"), "{error}");
    let error = machine.find(Some("../../missing/bin/python")).unwrap_err().to_string();
    assert!(error.contains("missing/bin/python`: it can't be started: No such file"), "{error}");
}

#[test]
fn nothing_found_is_told_with_every_place_and_what_to_do() {
    let machine = Machine::new();
    machine.fake("repository/.venv/bin/python", "3.11.2");
    machine.fake("home/.pyenv/versions/2.7.18/bin/python", "2.7.18");
    let error = machine.find(Some("3.14")).unwrap_err().to_string();
    let told = error.replace(&machine.root.path().display().to_string(), "ROOT");
    assert_eq!(
        told,
        "no Python 3.14 found; searched:
  virtual environments beside the suite:
    `ROOT/repository/.venv/bin/python` is 3.11.2
  `VIRTUAL_ENV`: nothing
  `CONDA_PREFIX`: nothing
  `PATH`: nothing
  pyenv (`ROOT/home/.pyenv/versions`):
    `ROOT/home/.pyenv/versions/2.7.18/bin/python` is 2.7.18, too old
  uv (`ROOT/home/.local/share/uv/python`): nothing
  conda: nothing
install one, or name another in `python-version:` (a version, an interpreter, or a virtual environment)"
    );
}

#[test]
fn an_executable_is_asked_once_per_search() {
    let machine = Machine::new();
    let count = machine.at("count").display().to_string();
    machine.script(
        "bin/python3",
        &format!("echo x >> '{count}'; printf 'paceline\\n3 12 1\\n3.12.1\\ncpython\\n/x\\n'"),
    );
    let mut search = InterpreterSearch::new(machine.variables.clone());
    let suite = machine.at("repository/suites/cache");
    assert_eq!(search.find(None, &suite), search.find(Some("3.12"), &suite));
    assert!(search.find(Some("3.13"), &suite).is_err());
    assert_eq!(fs::read_to_string(count).unwrap(), "x\n");
}

#[test]
fn a_python_of_the_old_kind_is_told_by_its_version() {
    let home = variables().get("HOME").cloned().unwrap_or_default();
    let old = Path::new(&home).join(".pyenv/versions/2.7.18");
    if !old.exists() {
        println!("NOT TESTED: there is no Python 2.7 in {}", old.display());
        return;
    }
    let mut search = InterpreterSearch::new(variables());
    let error = search.find(Some(&old.display().to_string()), Path::new("/")).unwrap_err();
    assert!(error.to_string().contains("it is 2.7.18"), "{error}");
}
