//! `paceline check --publish`: the same as `paceline publish` afterwards, without files in between.

use std::fs;
use std::process::Command;

use crate::fake::{Damage, Fault, Github};
use crate::publish::{in_job, run, write_event};
use crate::sandbox::Sandbox;

/// A suite whose workload `program` has two variants.
fn suite(name: &str, program: &str) -> String {
    format!(
        "
suite: {name}
defaults: {{ budget: 20ms, invocations: 6..6 }}
workloads: {{ work: {{ command: [{program}], params: {{ side: [a, b] }} }} }}
"
    )
}

fn sandbox(program: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("one.yaml", suite("one", "'true'"));
    sandbox.write("two.yaml", suite("two", program));
    write_event(&sandbox);
    sandbox
}

/// A step of a job of pull request 7 that checks both suites.
fn check(sandbox: &Sandbox, github: &Github, arguments: &[&str]) -> Command {
    let both = ["check", "one.yaml", "two.yaml", "--base", "side=a", "--head", "side=b"];
    let mut command = sandbox.command(&both);
    command.args(["--profilers", "none"]).args(arguments);
    in_job(&mut command, sandbox, github);
    command
}

#[test]
fn all_suites_of_a_check_are_told_in_one_comment() {
    let (sandbox, github) = (sandbox("'true'"), Github::start());
    let text = run(check(&sandbox, &github, &["--publish", "--check-run"]), 0);
    assert!(text.contains("told in https://github.example/c/1"), "{text}");
    let state = github.state();
    assert_eq!(state.violations, Vec::<String>::new());
    assert_eq!((state.comments.len(), state.checks.len()), (1, 1));
    for name in ["one", "two"] {
        assert!(state.comments[0].body.contains(&format!("<sub>`{name}` on machines")), "{name}");
    }
    let writes = state.writes();
    assert_eq!(writes.len(), 2, "one message for both: {writes:?}");
    assert!(fs::read_to_string(sandbox.path("outputs")).unwrap().contains("\npass\n"));
    assert!(sandbox.path("summary.md").exists());
}

#[test]
fn whatever_github_does_a_check_ends_as_it_would_have() {
    let (sandbox, github) = (sandbox("'false'"), Github::start());
    let damage = Damage::refusal(403, "Resource not accessible by integration");
    let fault = Fault { method: "", path: "", times: usize::MAX, damage };
    github.state().faults = vec![fault];
    assert!(!run(check(&sandbox, &github, &[]), 3).contains("::notice"));
    assert!(github.state().seen.is_empty());
    let mut command = check(&sandbox, &github, &[]);
    command.env("PACELINE_PUBLISH", "");
    assert!(!run(command, 3).contains("::notice"));
    assert!(github.state().seen.is_empty());
    let mut command = check(&sandbox, &github, &[]);
    command.env("PACELINE_PUBLISH", "1");
    let text = run(command, 3);
    assert_eq!(text.matches("::notice").count(), 1, "{text}");
    assert!(!github.state().seen.is_empty());
    let outputs = fs::read_to_string(sandbox.path("outputs")).unwrap();
    assert!(outputs.contains("\nfailed\n") && outputs.contains("\nfail\n"), "{outputs}");
}

#[test]
fn the_report_on_standard_output_stays_as_it_is() {
    let (sandbox, github) = (sandbox("'true'"), Github::start());
    let mut command = sandbox.command(&["check", "one.yaml", "--base", "side=a", "--head"]);
    command.args(["side=b", "--format", "json", "--publish", "--dry-run", "--quiet"]);
    in_job(&mut command, &sandbox, &github);
    let output = command.env_remove("GITHUB_TOKEN").output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["suite"], "one");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("POST /repos/octo/cat/issues/7/comments"), "{told}");
    assert!(github.state().seen.is_empty());
}

#[test]
fn what_is_told_is_asked_for_together_with_publishing_only() {
    let (sandbox, github) = (sandbox("'true'"), Github::start());
    for flag in ["--dry-run", "--no-comment", "--status", "--check-run"] {
        let text = run(check(&sandbox, &github, &[flag]), 2);
        assert!(text.contains("--publish"), "{text}");
    }
}
