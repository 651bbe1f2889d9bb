//! The life of a pull request.

use std::fs;

use paceline_model::Comparison;
use serde_json::json;

use super::{comments, play, repository, take_steps};
use crate::runner::{Hub, Outcome, Run};

/// Measures the pull request as it is, which must end so: the run, and the only comment.
#[track_caller]
fn measured(hub: &Hub, action: &str, outcome: Outcome) -> (Run, (u64, String)) {
    let run = play(hub, "pull-request.yml", &hub.pull_request("octo", action));
    assert_eq!(run.outcome(), outcome, "{}", run.logs());
    let mut all = comments(hub);
    assert_eq!(all.len(), 1, "{all:#?}");
    (run, all.remove(0))
}

#[test]
fn a_pull_request_is_commented_on_and_fails_until_it_is_as_fast_as_before() {
    let hub = repository();
    take_steps(&hub, 200);
    let (run, (id, body)) = measured(&hub, "opened", Outcome::Failure);
    assert!(body.contains("1 of 1 case regressed") && body.contains("+100"), "{body}");
    assert!(body.contains(&hub.id("main")[..7]), "{body}");
    assert_told(&hub, &run, id);

    take_steps(&hub, 300);
    let (_, (same, body)) = measured(&hub, "synchronize", Outcome::Failure);
    assert_eq!(same, id);
    assert!(body.contains("+200") && !body.contains("+100"), "{body}");

    take_steps(&hub, 100);
    let (run, (same, body)) = measured(&hub, "synchronize", Outcome::Success);
    assert_eq!(same, id);
    assert!(body.contains("No regression") && !body.contains("regressed"), "{body}");
    assert_eq!(run.step("paceline").outputs["regressions"], "0");

    let writes = hub.api.state().writes();
    let verbs: Vec<_> = writes.iter().map(|it| it.split(' ').next().unwrap()).collect();
    assert_eq!(verbs, ["POST", "PATCH", "PATCH"]);
}

/// The regression is told everywhere else too.
#[track_caller]
fn assert_told(hub: &Hub, run: &Run, comment: u64) {
    let verdict = run.step("paceline/verdict");
    assert!(
        verdict.log.contains("::error title=paceline::a benchmark regressed"),
        "{}",
        verdict.log
    );
    assert!(run.jobs[0].summary.contains("1 of 1 case regressed"), "{}", run.jobs[0].summary);
    let outputs = &run.step("paceline").outputs;
    assert_eq!((outputs["verdict"].as_str(), outputs["regressions"].as_str()), ("regressed", "1"));
    assert_eq!(outputs["comment-url"], format!("https://github.example/c/{comment}"));
    // The failing step did not keep the report from being uploaded.
    let report = hub.artifact(run.id, "benchmarks").join("1/comparison.json");
    let page = fs::read_to_string(report.with_file_name("report.html")).unwrap();
    assert!(page.starts_with("<!doctype html>"), "{page}");
    let comparison = Comparison::from_json(&fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(comparison.cases.len(), 1);
}

#[test]
fn only_the_steps_that_publish_have_the_token() {
    let hub = repository();
    take_steps(&hub, 100);
    let (run, _) = measured(&hub, "opened", Outcome::Success);
    let job = &run.jobs[0];
    for step in &job.steps {
        let has = step.environment.values().any(|value| value.contains(&job.token));
        assert_eq!(has, step.id == "paceline/publish", "{} {:?}", step.id, step.outcome);
    }
}

#[test]
fn jobs_that_share_a_suite_share_the_comment() {
    let hub = repository();
    let suite = super::SUITE.replace("workloads:", "workloads:\n  first: { command: ['true'] }");
    hub.author.write("benchmarks/suite.yaml", suite);
    take_steps(&hub, 100);
    hub.author.git(&["branch", "--force", "main"]);
    hub.push();
    take_steps(&hub, 200);
    let strategy = json!({ "matrix": { "shard": ["1/2", "2/2"] } }).to_string();
    let workflow = super::workflow("pull-request.yml")
        .replace("    runs-on:", &format!("    strategy: {strategy}\n    runs-on:"))
        .replace("suites: benchmarks", "suites: benchmarks\n          shard: ${{ matrix.shard }}")
        .replace(
            "name: benchmarks\n          path",
            "name: benchmarks-${{ strategy.job-index }}\n          path",
        );
    let run = hub.play(&workflow, &hub.pull_request("octo", "opened")).unwrap().unwrap();
    assert_eq!(run.outcome(), Outcome::Failure, "{}", run.logs());
    let all = comments(&hub);
    assert_eq!(all.len(), 1, "{}", run.logs());
    for part in ["1-of-2", "2-of-2"] {
        assert!(all[0].1.contains(part), "{part} is missing in {}", all[0].1);
    }
}

#[test]
fn a_check_and_a_status_stand_beside_the_head_and_not_beside_the_merge() {
    let hub = repository();
    take_steps(&hub, 200);
    let event = hub.pull_request("octo", "opened");
    let plain = super::workflow("pull-request.yml");
    for (permission, has_check) in [("checks: write", true), ("statuses: write", false)] {
        let workflow = plain.replace(&format!("# {permission}"), permission).replace(
            "suites: benchmarks",
            "suites: benchmarks\n          check: true\n          status: true",
        );
        let run = hub.play(&workflow, &event).unwrap().unwrap();
        assert_eq!(run.step("paceline/publish").outcome, Outcome::Success, "{}", run.logs());
        let state = hub.api.state();
        assert_eq!(state.violations, Vec::<String>::new());
        // Without the right to make checks it is a status.
        assert_eq!((state.checks.len(), state.statuses.len()), (1, usize::from(!has_check)));
        assert_eq!(state.checks[0]["head_sha"], hub.id("fix"));
        assert_eq!(state.checks[0]["conclusion"], "failure");
    }
    let statuses = hub.api.state().writes().into_iter().filter(|it| it.contains("/statuses/"));
    assert_eq!(
        statuses.collect::<Vec<_>>(),
        [format!("POST /repos/octo/cat/statuses/{}", hub.id("fix"))]
    );
}
