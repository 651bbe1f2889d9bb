//! Tests of the executor itself: one that can't fail would prove nothing.

mod expressions;
mod host;
mod refusals;
mod steps;

use serde_json::{Value, json};

use super::{Hub, Run};

/// Plays a workflow with one job of these steps on a push.
fn play(steps: &Value) -> Result<Run, String> {
    play_on(&Hub::new(), steps, &json!({ "contents": "read" }))
}

fn play_on(hub: &Hub, steps: &Value, permissions: &Value) -> Result<Run, String> {
    hub.author.write("README", "");
    hub.author.commit("one");
    let event = hub.push();
    let job = json!({ "runs-on": "ubuntu-24.04", "permissions": permissions, "steps": steps });
    let workflow = json!({ "name": "w", "on": "push", "jobs": { "job": job } });
    Ok(hub.play(&workflow.to_string(), &event)?.unwrap())
}

/// Plays an action with these inputs, in the step `use`.
fn play_action(action: &Value, with: &Value) -> Result<Run, String> {
    let hub = Hub::new();
    hub.author.write("action.yml", action.to_string());
    let checkout = format!("actions/checkout@{}", "0".repeat(40));
    let steps = json!([{ "uses": checkout }, { "id": "use", "uses": "./", "with": with }]);
    play_on(&hub, &steps, &json!({ "contents": "read" }))
}

/// A composite action with these steps and outputs.
fn action(steps: &Value, outputs: &Value) -> Value {
    json!({
        "name": "a", "description": "d", "outputs": outputs,
        "inputs": {
            "title": { "description": "d", "default": "plain" },
            "needed": { "description": "d", "required": true },
        },
        "runs": { "using": "composite", "steps": steps },
    })
}
