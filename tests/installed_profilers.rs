//! Profilers that are packages: installed on request from the index of Python packages, and run.

use std::fs;

use paceline_model::{LineProfile, SideProfile};

use crate::sandbox::Sandbox;

const SUITE: &str = "
suite: packages
defaults: { budget: 200ms, invocations: 2, python-version: '3.12' }
workloads:
  build:
    python: work:build
    profilers: [line-profiler, memray, memory-profiler, py-spy]
";

/// One line takes most of the time, another one most of the memory.
const WORK: &str = "\
def build():
    kept = [bytes(10_000) for _ in range(1600)]
    total = 0
    for number in range(30_000):
        total += sum(range(number % 600))
    return total + len(kept)
";

#[test]
fn packages_that_are_missing_are_named_installed_on_request_and_used() {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", SUITE);
    sandbox.write("work.py", WORK);
    let cache = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| {
        let profile = ["profile", "suite.yaml", "--profiles", "out"];
        let mut command = sandbox.command(&[&profile[..], more].concat());
        // An interpreter without any of them, and a cache of this test's own.
        command.env("XDG_CACHE_HOME", cache.path());
        command.output().unwrap()
    };
    let refused = run(&[]);
    let error = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(4), "{error}");
    assert!(
        error.contains("-m pip install line_profiler, or run with --install-profilers"),
        "{error}"
    );

    let installed = run(&["--install-profilers"]);
    let error = String::from_utf8_lossy(&installed.stderr);
    assert_eq!(installed.status.code(), Some(0), "{error}");
    let profile: SideProfile = serde_json::from_str(&read(&sandbox, "profile.json")).unwrap();
    let build = profile.functions.iter().find(|one| one.function.name == "build").unwrap();
    let most = |metric: &str| {
        let count = |line: &&LineProfile| {
            line.counts.get(&metric.parse().unwrap()).copied().unwrap_or_default()
        };
        build.lines.iter().max_by(|one, other| count(one).total_cmp(&count(other))).unwrap().line
    };
    // By line_profiler, and by memory_profiler.
    assert_eq!(most("time"), 5, "{build:?}");
    assert_eq!(most("allocated"), 2, "{build:?}");
    let names: Vec<_> = profile.functions.iter().map(|one| &one.function.name).collect();
    assert_eq!(names, ["build"]);
    assert!(read(&sandbox, "py-spy.folded").contains("build"));
    // Found again, and nothing is installed anew.
    let again = run(&[]);
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
}

#[test]
fn no_module_that_lies_in_the_temporary_folder_is_run() {
    let sandbox = Sandbox::new();
    let suite =
        SUITE.replace("[line-profiler, memray, memory-profiler, py-spy]", "[line-profiler]");
    sandbox.write("suite.yaml", suite);
    sandbox.write("work.py", WORK);
    let trap = format!("open({:?}, 'w')", sandbox.path("was-run"));
    // Anybody may write there, and `python -c` looks for modules in the folder that it runs in.
    sandbox.write("tmp/line_profiler.py", &trap);
    sandbox.write("tmp/importlib/metadata.py", &trap);
    let mut command = sandbox.command(&["profile", "suite.yaml", "--profiles", "out"]);
    let output = command.env("TMPDIR", sandbox.path("tmp")).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{error}");
    assert!(error.contains("line_profiler"), "{error}");
    assert!(!sandbox.path("was-run").exists(), "{error}");
}

fn read(sandbox: &Sandbox, name: &str) -> String {
    fs::read_to_string(sandbox.path("out/build/head").join(name)).unwrap()
}
