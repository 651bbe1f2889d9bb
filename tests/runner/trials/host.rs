//! What a job may do, and what it sees.

use std::fs;

use serde_json::json;

use super::{play, play_on};
use crate::runner::{Hub, Outcome};

/// A step that uses an action of GitHub's own.
fn uses(name: &str, with: &serde_json::Value) -> serde_json::Value {
    json!({ "uses": format!("actions/{name}@{}", "0".repeat(40)), "with": with })
}

#[test]
fn a_step_sees_what_a_runner_sets_and_nothing_of_this_process() {
    let run = play(&json!([{ "id": "a", "run": "env; ls -A" }])).unwrap();
    let step = run.step("a");
    for line in ["CI=true", "GITHUB_REF=refs/heads/main", "GITHUB_JOB=job", "RUNNER_OS=Linux"] {
        assert!(step.log.lines().any(|it| it == line), "{line} is missing in\n{}", step.log);
    }
    for name in ["CARGO", "ghs_", "GITHUB_TOKEN", "GITHUB_ACTION_PATH"] {
        assert!(!step.log.contains(name), "{name} is in\n{}", step.log);
    }
    let asked = json!([{ "id": "a", "run": "printenv T | tr a-z A-Z", "env": { "T": "${{ github.token }}" } }]);
    assert!(play(&asked).unwrap().step("a").log.starts_with("GHS_SECRET"));
}

#[test]
fn a_token_reads_and_writes_only_what_the_job_says() {
    let push = json!({ "id": "push", "run": "git push --quiet origin HEAD:refs/other/x" });
    for (access, persists, has) in [
        ("none", true, [false; 2]),
        ("read", true, [true, false]),
        ("write", true, [true; 2]),
        ("write", false, [true, false]),
    ] {
        let hub = Hub::new();
        let mut checkout = uses("checkout", &json!({ "persist-credentials": persists }));
        checkout["id"] = json!("checkout");
        let steps = json!([checkout, push]);
        let run = play_on(&hub, &steps, &json!({ "contents": access })).unwrap();
        let found = ["checkout", "push"].map(|id| run.step(id).outcome == Outcome::Success);
        assert_eq!(found, has, "{access} {persists}\n{}", run.logs());
        assert_eq!(hub.remote_id("refs/other/x").is_some(), has[1]);
    }
}

#[test]
fn a_shallow_checkout_of_a_pull_request_is_its_merge_commit_alone() {
    let hub = Hub::new();
    for (branch, file) in [("main", "a"), ("fix", "b")] {
        hub.author.git(&["checkout", "--quiet", "-B", branch]);
        hub.author.write(file, "");
        hub.author.commit(branch);
    }
    hub.push();
    let event = hub.pull_request("octo", "opened");
    let workflow = json!({
        "name": "w", "on": "pull_request", "permissions": { "contents": "read" },
        "jobs": { "j": { "runs-on": "ubuntu-24.04", "steps": [
            uses("checkout", &json!({})),
            { "id": "a", "run": "git rev-list --count HEAD; git rev-parse HEAD; ls" },
        ] } },
    });
    let run = hub.play(&workflow.to_string(), &event).unwrap().unwrap();
    assert_eq!(run.step("a").log, format!("1\n{}\na\nb\n", event.sha));
}

#[test]
fn jobs_run_for_their_event_after_what_they_need_and_pass_on_files_and_outputs() {
    let hub = Hub::new();
    hub.author.write("a", "");
    hub.author.commit("a");
    let event = hub.push();
    let runs_on = "ubuntu-24.04";
    let mut workflow = json!({
        "name": "w", "on": { "push": { "branches": ["main"] } }, "permissions": {},
        "jobs": {
            "a": { "runs-on": runs_on, "needs": "b", "steps": [
                uses("download-artifact", &json!({ "name": "n", "path": "got" })),
                { "id": "show", "run": "cat got/y; ls got; echo ${{ needs.b.outputs.o }} ${{ needs.b.result }}" },
            ] },
            "b": { "runs-on": runs_on, "outputs": { "o": "${{ steps.x.outputs.o }}" }, "steps": [
                { "id": "x", "run": "echo o=1 >>\"$GITHUB_OUTPUT\"; mkdir -p d; echo y >d/y; echo z >d/.z" },
                uses("upload-artifact", &json!({ "name": "n", "path": "d" })),
            ] },
            "c": { "runs-on": runs_on, "needs": ["b"], "if": "github.ref == 'x'", "steps": [] },
            "d": { "runs-on": runs_on, "needs": ["c"], "steps": [] },
            "e": { "runs-on": runs_on, "strategy": { "matrix": { "n": [1, 2] } },
                "steps": [{ "id": "n", "run": "echo ${{ matrix.n }}" }] },
        },
    });
    let run = hub.play(&workflow.to_string(), &event).unwrap().unwrap();
    assert_eq!(run.step("show").log, "y\ny\n1 success\n");
    let found: Vec<_> = run.jobs.iter().map(|job| (job.name.as_str(), job.outcome)).collect();
    let (done, skipped) = (Outcome::Success, Outcome::Skipped);
    let wanted =
        [("b", done), ("a", done), ("c", skipped), ("d", skipped), ("e", done), ("e", done)];
    assert_eq!(found, wanted);
    assert_eq!(fs::read_to_string(hub.artifact(run.id, "n").join("y")).unwrap(), "y\n");
    workflow["on"]["push"]["branches"] = json!(["other"]);
    assert!(hub.play(&workflow.to_string(), &event).unwrap().is_none());
    workflow["on"] = json!("pull_request");
    assert!(hub.play(&workflow.to_string(), &event).unwrap().is_none());
}

#[test]
fn artifacts_of_another_run_need_a_token_that_may_read_them() {
    let hub = Hub::new();
    let upload = json!([{ "run": "echo >x" }, uses("upload-artifact", &json!({ "name": "n", "path": "x" }))]);
    let first = play_on(&hub, &upload, &json!({})).unwrap();
    for (access, token, outcome) in [
        ("read", "${{ github.token }}", Outcome::Success),
        ("none", "${{ github.token }}", Outcome::Failure),
        ("read", "", Outcome::Failure),
    ] {
        let with = json!({ "name": "n", "run-id": first.id, "github-token": token });
        let download = json!([uses("download-artifact", &with)]);
        hub.author.write("b", format!("{access}{token}"));
        let run = play_on(&hub, &download, &json!({ "actions": access })).unwrap();
        assert_eq!(run.outcome(), outcome, "{access} {token}");
    }
}
