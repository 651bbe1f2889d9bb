//! action.yml and the workflows beside it, run as GitHub runs them, against a fake of GitHub.

mod action;
mod forks;
mod hostile;
mod install;
mod pull_request;
mod schedule;
mod tampered;

use std::fs;

use serde_json::{Value, json};

use crate::runner::{Hub, Run};
use crate::sandbox::top;

/// Counts what the workload says it did: as exact as a number in a file.
const SUITE: &str = "
suite: speed
defaults: { budget: 50ms, invocations: 10..10, profilers: none, result: ignore }
workloads:
  work:
    command: [cat, steps.json]
    metrics: [wall_time]
    gate: { wall_time: off }
    custom-metrics: { steps: { unit: '1', direction: lower-is-better, json: /steps } }
";

/// A repository whose `main` takes 100 steps.
fn repository() -> Hub {
    let hub = Hub::new();
    hub.author.write("benchmarks/suite.yaml", SUITE);
    take_steps(&hub, 100);
    hub.push();
    hub.author.git(&["checkout", "--quiet", "-b", "fix"]);
    hub
}

/// Commits a change after which the workload takes so many steps.
fn take_steps(hub: &Hub, steps: u32) {
    hub.author.write("benchmarks/steps.json", json!({ "steps": steps }).to_string());
    let subject = format!("take {steps} steps");
    hub.author.git(&["add", "--all"]);
    hub.author.git(&["commit", "--quiet", "--allow-empty", "--message", &subject]);
}

/// One of the ready workflows.
fn workflow(name: &str) -> String {
    fs::read_to_string(top().join("ci/workflows").join(name)).unwrap()
}

/// Plays a ready workflow, which must run; the API must have been used as GitHub describes it.
#[track_caller]
fn play(hub: &Hub, name: &str, event: &crate::runner::Event) -> Run {
    let run = hub.play(&workflow(name), event).unwrap();
    assert_eq!(hub.api.state().violations, Vec::<String>::new());
    assert!(run.is_some(), "`{name}` is not about `{}`", event.name);
    let run = run.unwrap();
    let problems: Vec<_> =
        run.jobs.iter().flat_map(|job| &job.steps).flat_map(|it| &it.problems).collect();
    assert!(problems.is_empty(), "{problems:?}");
    run
}

/// Plays the action with these inputs on a push, after a checkout and this script. The job is so
/// careless as to have its token in the environment of every step.
fn play_action(hub: &Hub, script: &str, with: &Value) -> Run {
    let event = hub.push();
    let of = |name: &str| format!("{name}@{}", "0".repeat(40));
    let workflow = json!({
        "name": "w", "on": "push",
        "permissions": { "contents": "read", "pull-requests": "write" },
        "env": { "GITHUB_TOKEN": "${{ github.token }}", "GH_TOKEN": "${{ secrets.GITHUB_TOKEN }}" },
        "jobs": { "job": { "runs-on": "ubuntu-24.04", "steps": [
            { "uses": of("actions/checkout"), "with": { "fetch-depth": 0 } },
            { "id": "before", "run": script },
            { "id": "gate", "uses": of("OWNER/paceline"), "with": with },
            { "id": "after", "if": "always()", "run": "git status --porcelain --ignored; cat seen 2>/dev/null || true" },
        ] } },
    });
    hub.play(&workflow.to_string(), &event).unwrap().unwrap()
}

/// The bodies of all comments.
fn comments(hub: &Hub) -> Vec<(u64, String)> {
    let state = hub.api.state();
    state.comments.iter().map(|comment| (comment.id, comment.body.clone())).collect()
}
