//! What GitHub refuses before anything runs, or at least warns of.

use serde_json::{Value, json};

use super::{action, play, play_action};

#[track_caller]
fn refused(run: Result<super::Run, String>, why: &str) {
    let ran = run.map(|run| run.logs());
    assert!(ran.as_ref().is_err_and(|error| error.contains(why)), "{ran:?}");
}

/// An action with one step that has these members.
fn with_step(step: &Value) -> Value {
    action(&json!([step]), &json!({}))
}

#[test]
fn an_action_is_refused_for_what_its_file_says() {
    let cases = [
        (json!({ "run": "true" }), "required property is missing: shell"),
        (json!({ "run": "true", "shell": "bash", "uses": "a/b@c" }), "both `run` and `uses`"),
        (json!({ "shell": "bash" }), "neither"),
        (json!({ "run": "true", "shell": "bash", "timeout-minutes": 1 }), "timeout-minutes"),
        (json!({ "run": "true", "shell": "bash", "environment": {} }), "unknown field"),
        (json!({ "run": "${{ secrets.A }}", "shell": "bash" }), "no context `secrets`"),
        (json!({ "run": "${{ success() }}", "shell": "bash" }), "belong into `if`"),
        (json!({ "run": "true", "shell": "bash", "if": "needs.x" }), "no context `needs`"),
        (json!({ "run": "true", "shell": "bash", "id": "1a" }), "the id is not valid"),
        (json!({ "run": "true", "shell": "bash", "env": { "A": [] } }), "no single value"),
        (json!({ "uses": "checkout" }), "is no action"),
    ];
    for (step, why) in cases {
        refused(play_action(&with_step(&step), &json!({ "needed": "x" })), why);
    }
    let twice = json!([
        { "id": "a", "run": "true", "shell": "sh" }, { "id": "A", "run": "true", "shell": "sh" },
    ]);
    refused(play_action(&action(&twice, &json!({})), &json!({ "needed": "x" })), "two steps");
    let outputs = json!({ "o": { "description": "d", "value": "${{ secrets.A }}" } });
    refused(play_action(&action(&json!([]), &outputs), &json!({ "needed": "x" })), "`secrets`");
    let mut docker = action(&json!([]), &json!({}));
    docker["runs"]["using"] = json!("docker");
    refused(play_action(&docker, &json!({ "needed": "x" })), "using `docker`");
}

#[test]
fn inputs_must_be_known_and_complete() {
    let plain = with_step(&json!({ "run": "true", "shell": "bash" }));
    refused(play_action(&plain, &json!({})), "input `needed` is required");
    refused(play_action(&plain, &json!({ "needed": "", "more": "" })), "unexpected input `more`");
    let slip = with_step(&json!({ "run": "echo ${{ inputs.titel }}", "shell": "bash" }));
    refused(play_action(&slip, &json!({ "needed": "" })), "`inputs` has no `titel`");
    let later = with_step(&json!({ "run": "true", "shell": "bash", "if": "steps.x.outcome" }));
    refused(play_action(&later, &json!({ "needed": "" })), "`steps` has no `x`");
    assert!(play_action(&plain, &json!({ "needed": "" })).is_ok());
}

#[test]
fn a_workflow_is_refused_for_what_its_file_says() {
    let unpinned = json!([{ "uses": "actions/checkout@v7" }]);
    refused(play(&unpinned), "not pinned");
    let pinned = |name: &str, with: Value| json!([{ "uses": format!("{name}@{}", "0".repeat(40)), "with": with }]);
    refused(play(&pinned("actions/checkout", json!({ "depth": 1 }))), "no input `depth`");
    refused(play(&pinned("actions/cache", json!({}))), "not known here");
    refused(play(&json!([{ "run": "true", "with": {} , "shell": "zsh" }])), "`zsh`");
    refused(play(&json!([{ "run": "true", "if": "secrets.A" }])), "`secrets`");
    let hub = super::Hub::new();
    let job = json!({ "runs-on": "ubuntu-24.04", "steps": [] });
    let workflow = |job: &Value| json!({ "name": "w", "on": "push", "jobs": { "a": job } });
    let play = |job: &Value| {
        hub.author.write("README", "");
        hub.author.git(&["add", "--all"]);
        hub.author.git(&["commit", "--quiet", "--allow-empty", "--message", "m"]);
        hub.play(&workflow(job).to_string(), &hub.push()).map(|run| run.unwrap())
    };
    refused(play(&job), "permissions are not listed");
    for (member, value, why) in [
        ("runs-on", json!("windows-95"), "no runner"),
        ("needs", json!("b"), "needs `b`"),
        ("needs", json!("a"), "need each other"),
        ("permissions", json!({ "content": "read" }), "`content` is no permission"),
        ("permissions", json!({ "contents": "admin" }), "is no permission"),
        ("if", json!("env.A"), "no context `env`"),
        ("container", json!("x"), "unknown field"),
    ] {
        let mut job = job.clone();
        job["permissions"] = json!({});
        job[member] = value;
        refused(play(&job), why);
    }
}
