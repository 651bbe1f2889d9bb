//! `paceline publish` against a fake of GitHub.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::fake::{Damage, Fault, Github};
use crate::sandbox::Sandbox;

const HEAD: &str = "1111111111111111111111111111111111111111";
const SUITE: &str = "
suite: lru
defaults: { budget: 50ms, invocations: 6..6 }
workloads: { put: { command: ['true'] } }
";

/// A folder with a comparison `c.json` that found a regression, and an event of pull request 7.
pub(crate) fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", SUITE);
    sandbox.run(&["run", "suite.yaml", "--profilers", "none", "--output", "r.json"]).expect(0);
    sandbox.run(&["compare", "r.json", "r.json", "--output", "c.json"]);
    let mut document = read(&sandbox, "c.json");
    document["cases"][0]["verdict"] = json!("regressed");
    document["cases"][0]["consequence"] = json!("fail");
    sandbox.write("c.json", document.to_string());
    write_event(&sandbox);
    sandbox
}

/// Writes `event.json`, of pull request 7.
pub(crate) fn write_event(sandbox: &Sandbox) {
    let event = json!({ "pull_request": { "number": 7, "head": { "sha": HEAD } } });
    sandbox.write("event.json", event.to_string());
}

fn read(sandbox: &Sandbox, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(sandbox.path(name)).unwrap()).unwrap()
}

/// A step of a job of pull request 7 that publishes.
fn step(sandbox: &Sandbox, github: &Github, arguments: &[&str]) -> Command {
    let mut command = sandbox.command(&["publish"]);
    command.args(arguments);
    in_job(&mut command, sandbox, github);
    command
}

/// Gives a command what a job of pull request 7 has, with the event in `event.json`.
pub(crate) fn in_job(command: &mut Command, sandbox: &Sandbox, github: &Github) {
    command
        .envs([
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_REPOSITORY", "octo/cat"),
            ("GITHUB_RUN_ID", "10"),
            ("GITHUB_TOKEN", "ghs_secret"),
        ])
        .env("GITHUB_API_URL", github.url())
        .env("GITHUB_EVENT_PATH", sandbox.path("event.json"))
        .env("GITHUB_STEP_SUMMARY", sandbox.path("summary.md"))
        .env("GITHUB_OUTPUT", sandbox.path("outputs"));
}

/// Runs a step, which must end with `status` and show no secret: both outputs.
#[track_caller]
pub(crate) fn run(mut step: Command, status: i32) -> String {
    let output = step.output().unwrap();
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(status), "{text}");
    assert!(!text.contains("secret"), "{text}");
    text
}

#[test]
fn a_regression_is_told_in_comment_summary_and_outputs() {
    let (sandbox, github) = (sandbox(), Github::start());
    sandbox.write("summary.md", "of another step\n");
    run(step(&sandbox, &github, &["c.json"]), 0);
    let state = github.state();
    assert_eq!(state.violations, Vec::<String>::new());
    assert_eq!(state.comments.len(), 1);
    assert!(state.comments[0].body.contains("### 1 of 1 case regressed"), "{:?}", state.comments);
    let summary = fs::read_to_string(sandbox.path("summary.md")).unwrap();
    assert!(summary.starts_with("of another step\n") && summary.contains("1 of 1 case regressed"));
    let outputs = fs::read_to_string(sandbox.path("outputs")).unwrap();
    let values: Vec<_> = outputs.lines().filter(|line| !line.contains("paceline_")).collect();
    assert_eq!(values, ["regressed", "fail", "1", "c.json", "https://github.example/c/1"]);
}

#[test]
fn a_read_only_token_costs_the_comment_and_leaves_one_notice() {
    let (sandbox, github) = (sandbox(), Github::start());
    let damage = Damage::refusal(403, "Resource not accessible by integration");
    let fault = Fault { method: "POST", path: "", times: usize::MAX, damage };
    github.state().faults = vec![fault];
    let text = run(step(&sandbox, &github, &["c.json"]), 0);
    let notices: Vec<_> = text.lines().filter(|line| line.starts_with("::notice")).collect();
    assert_eq!(notices.len(), 1, "{text}");
    assert!(notices[0].contains("Resource not accessible by integration"), "{text}");
    let outputs = fs::read_to_string(sandbox.path("outputs")).unwrap();
    assert!(outputs.contains("\nregressed\n"), "{outputs}");
    assert!(sandbox.path("summary.md").exists());
}

#[test]
fn a_dry_run_prints_every_request_and_touches_nothing() {
    let (sandbox, github) = (sandbox(), Github::start());
    let mut step = step(&sandbox, &github, &["c.json", "--dry-run", "--status"]);
    step.env_remove("GITHUB_TOKEN");
    let text = run(step, 0);
    assert!(text.contains("POST /repos/octo/cat/issues/7/comments\n{\n  \"body\""), "{text}");
    assert!(text.contains(&format!("POST /repos/octo/cat/statuses/{HEAD}\n")), "{text}");
    assert!(github.state().seen.is_empty());
    assert!(!sandbox.path("summary.md").exists() && !sandbox.path("outputs").exists());
}

#[test]
fn an_untrusted_document_is_refused_whole_or_rendered_anew() {
    let (sandbox, github) = (sandbox(), Github::start());
    let whole = fs::read_to_string(sandbox.path("c.json")).unwrap();
    let mut document: Value = serde_json::from_str(&whole).unwrap();
    document["head"]["machine_class"] = json!("x -->\n<img src=x>");
    let padded = whole + &" ".repeat(5_000_001);
    for (name, text) in [("class", document.to_string()), ("size", padded), ("kind", "{}".into())] {
        sandbox.write("bad.json", text);
        let refused = run(step(&sandbox, &github, &["c.json", "bad.json", "--untrusted"]), 2);
        assert!(refused.contains("`bad.json`"), "{name}: {refused}");
    }
    assert!(github.state().seen.is_empty() && !sandbox.path("summary.md").exists());
    run(step(&sandbox, &github, &["c.json", "--untrusted"]), 0);
    assert!(github.state().comments[0].body.contains("it informs, and gates nothing"));
}

/// The document after `edit`, published with `arguments`: conclusion of the check, and the output `outcome`.
fn concluded(arguments: &[&str], edit: impl Fn(&mut Value)) -> [String; 2] {
    let (sandbox, github) = (sandbox(), Github::start());
    let mut document = read(&sandbox, "c.json");
    edit(&mut document["cases"][0]);
    sandbox.write("c.json", document.to_string());
    run(step(&sandbox, &github, &[&["c.json", "--check-run"], arguments].concat()), 0);
    let outputs = fs::read_to_string(sandbox.path("outputs")).unwrap();
    let mut lines = outputs.lines().skip_while(|line| !line.starts_with("outcome<<"));
    let conclusion = github.state().checks[0]["conclusion"].as_str().unwrap().to_owned();
    [conclusion, lines.nth(1).unwrap().to_owned()]
}

#[test]
fn the_check_run_concludes_as_the_command_ended_that_compared() {
    let failure = ["failure", "fail"];
    assert_eq!(concluded(&[], |_| {}), failure);
    let of_check = |fail_on: &'static str| {
        let (sandbox, arguments) = (sandbox(), ["compare", "base.json", "r.json"]);
        let mut base = read(&sandbox, "r.json");
        base["cases"] = json!([]);
        sandbox.write("base.json", base.to_string());
        let status = sandbox
            .run(&[&arguments[..], &["--fail-on", fail_on, "--output", "new.json"]].concat())
            .status;
        let case = read(&sandbox, "new.json")["cases"][0].clone();
        assert_eq!(case["verdict"], "new");
        (status, concluded(&[], move |place| *place = case.clone()))
    };
    assert_eq!(of_check("new"), (5, failure.map(str::to_owned)));
    assert_eq!(of_check("regressed"), (0, ["success", "pass"].map(str::to_owned)));
}

#[test]
fn fail_on_overrides_what_a_document_says_and_an_older_one_says_its_verdict() {
    let neutral = ["neutral", "pass"];
    assert_eq!(concluded(&["--fail-on", "new"], |_| {}), neutral);
    assert_eq!(concluded(&["--fail-on", "new,regressed"], |_| {}), ["failure", "fail"]);
    let of_old = |verdict: &'static str| {
        concluded(&[], move |case| {
            case.as_object_mut().unwrap().remove("consequence");
            case["verdict"] = json!(verdict);
        })
    };
    assert_eq!(of_old("regressed"), ["failure", "fail"]);
    assert_eq!(of_old("removed"), ["failure", "fail"]);
    assert_eq!(of_old("inconclusive"), neutral);
    assert_eq!(of_old("improved"), ["success", "pass"]);
}
