//! The other workflows: records of `main`, the history of them, the merge queue, and on demand.

use std::fs;

use serde_json::json;

use super::{comments, play, repository, take_steps};
use crate::runner::{Event, Hub, Outcome};

const RECORDS: &str = "refs/paceline/records";

/// The tip of `main`, as a schedule or a dispatch sees it.
fn nightly(hub: &Hub) -> Event {
    hub.event("schedule", json!({ "schedule": "17 3 * * *" }), "main", "refs/heads/main")
}

#[test]
fn a_push_to_main_shares_a_record_which_the_night_looks_at() {
    let hub = repository();
    hub.author.git(&["checkout", "--quiet", "main"]);
    assert_eq!(hub.remote_id(RECORDS), None);
    let mut tips = Vec::new();
    for steps in [101, 102] {
        take_steps(&hub, steps);
        let run = play(&hub, "record.yml", &hub.push());
        assert_eq!(run.outcome(), Outcome::Success, "{}", run.logs());
        tips.push(hub.remote_id(RECORDS).unwrap());
        let job = &run.jobs[0];
        for step in &job.steps {
            // Git gets it in another form, and only where it pushes.
            let has = step.environment.values().any(|value| value.contains(&job.token));
            assert_eq!(has, step.id == "paceline/share", "{}", step.id);
        }
    }
    assert_ne!(tips[0], tips[1]);
    hub.author.git(&["fetch", "--quiet", "origin", RECORDS]);
    let records = hub.author.git(&["ls-tree", "-r", "--name-only", "FETCH_HEAD"]);
    let of = |id: &str| records.lines().filter(|line| line.contains(id)).count();
    assert_eq!((of(&hub.id("main")), of(&hub.id("main~1"))), (1, 1), "{records}");

    let night = play(&hub, "nightly.yml", &nightly(&hub));
    assert_eq!(night.outcome(), Outcome::Success, "{}", night.logs());
    assert!(night.jobs[0].summary.contains("speed"), "{}", night.logs());
    // Against a release the whole drift counts.
    hub.author.git(&["tag", "v1", "main"]);
    hub.author.git(&["push", "--quiet", "origin", "v1"]);
    take_steps(&hub, 200);
    play(&hub, "record.yml", &hub.push());
    let night = play(&hub, "nightly.yml", &nightly(&hub));
    assert_eq!(night.outcome(), Outcome::Failure, "{}", night.logs());
    assert!(night.jobs[0].summary.contains("speed"), "{}", night.logs());
    let page = fs::read_to_string(hub.artifact(night.id, "history").join("history.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("speed"));
}

#[test]
fn a_shared_record_is_compared_with_and_only_doubt_measures_base() {
    let hub = repository();
    hub.author.git(&["checkout", "--quiet", "main"]);
    play(&hub, "record.yml", &hub.push());
    hub.author.git(&["checkout", "--quiet", "fix"]);
    let workflow = super::workflow("pull-request.yml")
        .replace("suites: benchmarks", "suites: benchmarks\n          stored: true");
    for (steps, outcome) in [(100, Outcome::Success), (200, Outcome::Failure)] {
        take_steps(&hub, steps);
        let run = hub.play(&workflow, &hub.pull_request("octo", "opened")).unwrap().unwrap();
        assert_eq!(run.outcome(), outcome, "{}", run.logs());
        assert_eq!(run.step("paceline/baselines").outcome, Outcome::Success);
        let log = &run.step("paceline/check").log;
        assert!(!log.contains("no baseline"), "{log}");
        assert_eq!(log.contains("both sides were measured in pairs"), steps == 200, "{log}");
    }
}

#[test]
fn a_record_is_not_shared_by_a_job_that_may_not_write() {
    let hub = repository();
    let workflow = super::workflow("record.yml");
    let read_only = workflow.replace("contents: write", "contents: read");
    assert_ne!(workflow, read_only);
    let run = hub.play(&read_only, &hub.push()).unwrap().unwrap();
    assert_eq!(run.outcome(), Outcome::Failure, "{}", run.logs());
    assert_eq!(run.step("paceline/share").outcome, Outcome::Failure);
    assert_eq!(hub.remote_id(RECORDS), None);
}

#[test]
fn the_merge_queue_measures_what_would_be_merged_and_comments_on_nothing() {
    let hub = repository();
    for (steps, outcome) in [(100, Outcome::Success), (250, Outcome::Failure)] {
        take_steps(&hub, steps);
        let head = hub.id("fix");
        let reference = "refs/heads/gh-readonly-queue/main/pr-7";
        hub.author.git(&["push", "--quiet", "origin", &format!("+fix:{reference}")]);
        let payload = json!({ "action": "checks_requested", "merge_group": {
            "base_sha": hub.id("main"), "head_sha": head,
            "base_ref": "refs/heads/main", "head_ref": reference,
        } });
        let run =
            play(&hub, "merge-queue.yml", &hub.event("merge_group", payload, &head, reference));
        assert_eq!(run.outcome(), outcome, "{}", run.logs());
    }
    assert_eq!(hub.api.state().writes(), Vec::<String>::new());
}

/// A comment on pull request 7.
fn said(hub: &Hub, text: &str, association: &str) -> Event {
    let payload = json!({
        "action": "created",
        "issue": { "number": 7, "pull_request": { "url": "x" } },
        "comment": { "body": text, "author_association": association },
    });
    hub.event("issue_comment", payload, "main", "refs/heads/main")
}

#[test]
fn on_demand_only_members_are_obeyed() {
    let hub = repository();
    take_steps(&hub, 200);
    hub.pull_request("stranger", "opened");
    for (text, association) in [
        ("/paceline", "CONTRIBUTOR"),
        ("/paceline", "NONE"),
        ("/paceline", "FIRST_TIME_CONTRIBUTOR"),
        ("please /paceline", "OWNER"),
        ("/pacelines", "OWNER"),
    ] {
        let run = play(&hub, "on-demand.yml", &said(&hub, text, association));
        assert_eq!(run.outcome(), Outcome::Skipped, "{text} {association}\n{}", run.logs());
        assert!(run.jobs.iter().all(|job| job.steps.is_empty()));
    }
    let mut issue = said(&hub, "/paceline", "OWNER");
    issue.payload["issue"]["pull_request"] = json!(null);
    assert_eq!(play(&hub, "on-demand.yml", &issue).outcome(), Outcome::Skipped);
    assert_eq!(comments(&hub), []);

    let run = play(&hub, "on-demand.yml", &said(&hub, "/paceline now", "MEMBER"));
    let outcomes: Vec<_> = run.jobs.iter().map(|job| (job.name.as_str(), job.outcome)).collect();
    let wanted = [("measure", Outcome::Failure), ("publish", Outcome::Success)];
    assert_eq!(outcomes, wanted, "{}", run.logs());
    let all = comments(&hub);
    assert!(all.len() == 1 && all[0].1.contains("1 of 1 case regressed"), "{all:?}");
    let measure = &run.jobs[0];
    let sees = |step: &crate::runner::Done| step.environment.values().any(|it| it.contains("ghs_"));
    assert!(!measure.steps.iter().any(|step| step.id == "paceline/check" && sees(step)));
}

#[test]
fn on_demand_one_label_is_obeyed() {
    let hub = repository();
    take_steps(&hub, 100);
    let mut event = hub.pull_request("octo", "labeled");
    event.payload["label"] = json!({ "name": "documentation" });
    assert_eq!(play(&hub, "on-demand.yml", &event).outcome(), Outcome::Skipped);
    event.payload["label"] = json!({ "name": "benchmarks" });
    let run = play(&hub, "on-demand.yml", &event);
    assert_eq!(run.outcome(), Outcome::Success, "{}", run.logs());
    assert_eq!(comments(&hub).len(), 1);
}
