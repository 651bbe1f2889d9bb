//! The life of a pull request.

use std::fs;

use paceline_model::Comparison;

use super::{comments, play, repository, take_steps};
use crate::runner::Outcome;

#[test]
fn a_pull_request_is_commented_on_and_fails_until_it_is_as_fast_as_before() {
    let hub = repository();
    take_steps(&hub, 200);
    let run = play(&hub, "pull-request.yml", &hub.pull_request("octo", "opened"));
    assert_eq!(run.outcome(), Outcome::Failure, "{}", run.logs());
    let verdict = run.step("paceline/verdict");
    assert!(verdict.log.contains("::error title=paceline::a benchmark regressed"), "{}", run.logs());
    let first = comments(&hub);
    assert_eq!(first.len(), 1, "{first:#?}");
    let (id, body) = &first[0];
    assert!(body.contains("1 of 1 case regressed") && body.contains("+100"), "{body}");
    assert!(body.contains(&hub.id("fix")[..7]) && body.contains(&hub.id("main")[..7]), "{body}");
    assert!(run.jobs[0].summary.contains("1 of 1 case regressed"), "{}", run.jobs[0].summary);
    let outputs = &run.step("paceline").outputs;
    assert_eq!((outputs["verdict"].as_str(), outputs["regressions"].as_str()), ("regressed", "1"));
    assert_eq!(outputs["comment-url"], format!("https://github.example/c/{id}"));
    // The failing step did not keep the report from being uploaded.
    let report = hub.artifact(run.id, "benchmarks").join("1/comparison.json");
    let comparison = Comparison::from_json(&fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(comparison.cases.len(), 1);

    take_steps(&hub, 300);
    let run = play(&hub, "pull-request.yml", &hub.pull_request("octo", "synchronize"));
    assert_eq!(run.outcome(), Outcome::Failure, "{}", run.logs());
    let second = comments(&hub);
    assert_eq!((second.len(), second[0].0), (1, *id), "{second:#?}");
    assert!(second[0].1.contains("+200") && !second[0].1.contains("+100"), "{}", second[0].1);

    take_steps(&hub, 100);
    let run = play(&hub, "pull-request.yml", &hub.pull_request("octo", "synchronize"));
    assert_eq!(run.outcome(), Outcome::Success, "{}", run.logs());
    let third = comments(&hub);
    assert_eq!((third.len(), third[0].0), (1, *id), "{third:#?}");
    assert!(!third[0].1.contains("regressed"), "{}", third[0].1);
    assert_eq!(run.step("paceline").outputs["regressions"], "0");
    let writes = hub.api.state().writes();
    let verbs: Vec<_> = writes.iter().map(|it| it.split(' ').next().unwrap()).collect();
    assert_eq!(verbs, ["POST", "PATCH", "PATCH"]);
}

#[test]
fn only_the_steps_that_publish_have_the_token() {
    let hub = repository();
    take_steps(&hub, 100);
    let run = play(&hub, "pull-request.yml", &hub.pull_request("octo", "opened"));
    let job = &run.jobs[0];
    for step in &job.steps {
        let has = step.environment.values().any(|value| value.contains(&job.token));
        assert_eq!(has, matches!(step.id.as_str(), "paceline/publish"), "{} {:?}", step.id, step.outcome);
    }
}
