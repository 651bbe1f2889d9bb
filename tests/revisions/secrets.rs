//! Tokens reach nothing that a suite runs: no build, hook, check, workload or profiler of either
//! side, and no interpreter that is only asked for its version.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::{command, run};
use crate::sandbox::Sandbox;

const SECRETS: [&str; 10] = [
    "GITHUB_TOKEN",
    "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "CI_JOB_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "NPM_TOKEN",
    "DATABASE_PASSWORD",
    "SIGNING_KEY",
    "DEPLOY_SECRET",
    "HARMLESS_LOOKING",
];

const SUITE: &str = r#"
suite: s
defaults:
  budget: 10ms
  invocations: 5..5
  metrics: [wall_time]
  result: ignore
  env: { OUT: "@OUT@", LISTED: }
custom-profilers:
  program: { command: [./tell, profiler, "{folder}/x"], file: x, parser: folded, kind: samples }
workloads:
  command:
    build: [./tell, build]
    setup: [./tell, setup]
    teardown: [./tell, teardown]
    check: { command: [./tell, check] }
    command: [./tell, workload]
  profiled: { command: ["true"], profilers: [program] }
  function:
    python: "bench:work"
    setup: bench:prepare
    check: bench:check
"#;
const TELL: &str = "#!/bin/sh\nenv >$OUT/$1-$$\n";
const BENCH: &str = r#"
import os


def tell(name):
    with open("%s/python-%s-%d" % (os.environ["OUT"], name, os.getpid()), "w") as file:
        file.writelines("%s=%s\n" % entry for entry in os.environ.items())


def prepare():
    tell("setup")


def check():
    tell("check")
    return True


def work():
    tell("workload")
"#;

#[test]
fn a_secret_reaches_nothing_that_is_run_unless_the_suite_lists_it() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("out");
    fs::create_dir(&out).unwrap();
    let program = |name: &str, text: String| {
        sandbox.write(name, text);
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(sandbox.path(name), mode).unwrap();
    };
    sandbox.write("repository/suite.yaml", SUITE.replace("@OUT@", &out.display().to_string()));
    sandbox.write("repository/bench.py", BENCH);
    program("repository/tell", TELL.to_owned());
    // A pull request may bring what looks like an interpreter.
    let interpreter =
        format!("#!/bin/sh\nenv >{}/interpreter-$$\nexec python3 \"$@\"\n", out.display());
    program("repository/.venv/bin/python", interpreter);
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "repository"]);
    sandbox.git(&["-C", "repository", "add", "--all"]);
    sandbox.git(&["-C", "repository", "commit", "--quiet", "-m", "one"]);

    let mut command =
        command(&sandbox, "repository", &["check", "suite.yaml", "--base", "HEAD", "--quiet"]);
    command.envs(SECRETS.map(|name| (name, format!("secret of {name}"))));
    let run = run(command.env("LISTED", "listed secret"));
    assert!([0, 3].contains(&run.status), "{}", run.stderr);
    let mut seen = std::collections::BTreeSet::new();
    for entry in fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        let (text, name) = (fs::read_to_string(&path).unwrap(), path.file_name().unwrap());
        let name = name.to_str().unwrap().rsplit_once('-').unwrap().0.to_owned();
        assert!(!text.contains("secret of"), "{name}: {text}");
        assert!(text.contains("listed secret") || name == "interpreter", "{name}: {text}");
        seen.insert(name);
    }
    let expected = [
        "build",
        "check",
        "interpreter",
        "profiler",
        "python-check",
        "python-setup",
        "python-workload",
        "setup",
        "teardown",
        "workload",
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), expected);
}
