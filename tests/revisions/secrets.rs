//! Tokens reach nothing that a suite runs: no build, hook, check, workload or profiler of either
//! side, and no interpreter that is only asked for its version.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::{command, run};
use crate::fake::Github;
use crate::publish::{in_job, write_event};
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

/// A repository whose suite writes the environment of everything that it runs into the folder `out`.
fn sandbox() -> Sandbox {
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
    sandbox
}

/// What each thing that ran had as its environment, by what it is; all that could run did.
fn environments(sandbox: &Sandbox) -> Vec<(String, String)> {
    let one = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let (text, name) = (fs::read_to_string(&path).unwrap(), path.file_name().unwrap());
        (name.to_str().unwrap().rsplit_once('-').unwrap().0.to_owned(), text)
    };
    let all: Vec<_> = fs::read_dir(sandbox.path("out")).unwrap().map(one).collect();
    let names: std::collections::BTreeSet<_> = all.iter().map(|(name, _)| name.as_str()).collect();
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
    assert_eq!(names.into_iter().collect::<Vec<_>>(), expected);
    all
}

const CHECK: [&str; 5] = ["check", "suite.yaml", "--base", "HEAD", "--quiet"];

#[test]
fn a_secret_reaches_nothing_that_is_run_unless_the_suite_lists_it() {
    let sandbox = sandbox();
    let mut command = command(&sandbox, "repository", &CHECK);
    command.envs(SECRETS.map(|name| (name, format!("secret of {name}"))));
    let run = run(command.env("LISTED", "listed secret"));
    assert!([0, 3].contains(&run.status), "{}", run.stderr);
    for (name, text) in environments(&sandbox) {
        assert!(!text.contains("secret of"), "{name}: {text}");
        assert!(text.contains("listed secret") || name == "interpreter", "{name}: {text}");
    }
}

#[test]
fn the_token_of_a_check_that_publishes_reaches_nothing_though_the_suite_lists_it() {
    let (sandbox, github) = (sandbox(), Github::start());
    write_event(&sandbox);
    let publish = ["--publish", "--token-env", "LISTED"];
    let mut command = command(&sandbox, "repository", &[&CHECK[..], &publish].concat());
    in_job(&mut command, &sandbox, &github);
    let run = run(command.env("LISTED", "ghs_listed"));
    assert!([0, 3].contains(&run.status), "{}", run.stderr);
    for (name, text) in environments(&sandbox) {
        assert!(!text.contains("ghs_"), "{name}: {text}");
    }
    let state = github.state();
    assert_eq!(state.comments.len(), 1, "{}", run.stderr);
    assert!(state.seen.iter().all(|seen| seen.headers["authorization"] == "Bearer ghs_listed"));
}
