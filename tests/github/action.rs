//! Each step of action.yml.

use std::fs;

use serde_json::{Value, json};

use super::{SUITE, play_action, repository, take_steps};
use crate::runner::{Outcome, refusal};
use crate::sandbox::top;

#[test]
fn a_good_run_gives_every_output_and_leaves_the_checkout_as_it_was() {
    let hub = repository();
    let run = play_action(&hub, "true", &json!({ "suites": "benchmarks", "base": "HEAD" }));
    assert_eq!(run.outcome(), Outcome::Success, "{}", run.logs());
    let outputs = &run.step("gate").outputs;
    let names: Vec<_> = outputs.keys().map(String::as_str).collect();
    assert_eq!(names, ["binary", "comment-url", "regressions", "report", "verdict"]);
    assert_eq!(outputs["verdict"], "unchanged", "{}", run.logs());
    assert_eq!((outputs["regressions"].as_str(), outputs["comment-url"].as_str()), ("0", ""));
    assert_eq!(outputs["binary"], env!("CARGO_BIN_EXE_paceline"));
    assert_eq!(run.step("after").log, "", "files were left in the checkout");
    assert!(run.jobs[0].steps.iter().all(|step| step.problems.is_empty()));
}

#[test]
fn the_worst_of_several_suites_decides_and_each_is_told() {
    let hub = repository();
    hub.author.git(&["checkout", "--quiet", "main"]);
    hub.author.write("other/suite.yaml", SUITE.replace("suite: speed", "suite: other"));
    hub.author.write("other/steps.json", "{\"steps\": 5}");
    hub.author.commit("another suite");
    take_steps(&hub, 200);
    let with = json!({ "suites": " benchmarks \n\nother\n", "base": "HEAD~1" });
    let run = play_action(&hub, "true", &with);
    let outcome = |id: &str| run.step(&format!("gate/{id}")).outcome;
    let failed = ["check", "publish", "verdict"].map(outcome);
    assert_eq!(failed, [Outcome::Success, Outcome::Success, Outcome::Failure], "{}", run.logs());
    assert_eq!(run.step("gate").outputs["verdict"], "regressed");
    let summary = &run.jobs[0].summary;
    assert!(summary.contains("suite speed") && summary.contains("suite other"), "{summary}");
}

#[test]
fn fail_on_chooses_what_fails() {
    let hub = repository();
    hub.author.git(&["checkout", "--quiet", "main"]);
    take_steps(&hub, 200);
    for (verdicts, outcome) in
        [("suspect", Outcome::Success), ("suspect,regressed", Outcome::Failure)]
    {
        let with = json!({ "suites": "benchmarks", "base": "HEAD~1", "fail-on": verdicts });
        let run = play_action(&hub, "true", &with);
        assert_eq!(run.outcome(), outcome, "{}", run.logs());
        assert_eq!(run.step("gate").outputs["verdict"], "regressed");
    }
}

#[test]
fn wrong_inputs_are_told_before_anything_is_measured() {
    let hub = repository();
    for (name, value, told) in [
        ("mode", "chek", "it takes one of: check"),
        ("suites", "  ", "input `suites` is empty"),
        ("comment", "maybe", "auto always never"),
        ("check", "yes", "true false"),
        ("shard", "3/2", "count from 1"),
        ("shard", "1/2; touch owned", "write it as in `2/8`"),
        ("fail-on", "$(touch owned)", "write it as in"),
        ("working-directory", "nowhere", "which is no folder"),
        ("version", "latest", "write a number"),
        ("version", "path:relative", "must be absolute"),
        ("version", "path:/etc/passwd", "which is no program"),
        ("version", "9.9.9", "version `9.9.9` is unknown"),
        ("name", "a\n::error::owned", "more than one line"),
    ] {
        let mut with = json!({ "suites": "benchmarks" });
        with[name] = json!(value);
        let run = play_action(&hub, "true", &with);
        assert_eq!(run.outcome(), Outcome::Failure, "{name}\n{}", run.logs());
        assert_eq!(run.step("gate/check").outcome, Outcome::Skipped, "{name}");
        let steps = run.jobs[0].steps.iter();
        let errors: Vec<_> =
            steps.flat_map(|it| &it.commands).filter(|it| it.name == "error").collect();
        assert_eq!(errors.len(), 1, "{name} {errors:?}");
        assert!(errors[0].message.contains(told), "{errors:?}");
        assert_eq!(run.step("after").log, "");
    }
}

#[test]
fn a_suite_that_is_wrong_or_fails_ends_with_its_own_status() {
    let hub = repository();
    let broken = SUITE.replace("command: [cat, steps.json]", "command: ['false']");
    for (suite, status) in [("suite: [", "wrong"), (broken.as_str(), "crashed")] {
        hub.author.write("benchmarks/suite.yaml", suite);
        hub.author.git(&["add", "--all"]);
        hub.author.git(&["commit", "--quiet", "--message", "broken"]);
        hub.author.git(&["branch", "--force", "main"]);
        let run = play_action(&hub, "true", &json!({ "suites": "benchmarks", "base": "HEAD" }));
        assert_eq!(run.step("gate/verdict").outcome, Outcome::Failure, "{}", run.logs());
        assert!(run.step("gate/verdict").log.contains(status), "{}", run.logs());
        assert_eq!(run.step("gate/publish").outcome, Outcome::Success, "{}", run.logs());
    }
}

#[test]
fn a_push_may_comment_on_the_pull_request_of_its_commit() {
    let hub = repository();
    hub.pull_request("octo", "opened");
    let with =
        |comment: &str| json!({ "suites": "benchmarks", "base": "HEAD", "comment": comment });
    hub.api.state().pulls[0].sha = hub.id("main");
    for (comment, count) in [("auto", 0), ("never", 0), ("always", 1)] {
        let run = play_action(&hub, "true", &with(comment));
        assert_eq!(run.outcome(), Outcome::Success, "{}", run.logs());
        assert_eq!(super::comments(&hub).len(), count, "{comment}\n{}", run.logs());
    }
}

#[test]
fn nothing_is_interpolated_into_a_script_and_every_workflow_is_one() {
    let mut scripts = 0;
    let ours = ["action.yml", "ci/workflows", ".github/workflows"].map(|path| top().join(path));
    let mut files = Vec::new();
    for path in ours {
        match fs::read_dir(&path) {
            Ok(folder) => files.extend(folder.map(|entry| entry.unwrap().path())),
            Err(_file) => files.push(path),
        }
    }
    assert!(files.len() >= 8, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let refused = refusal(&text);
        assert_eq!(refused, None, "{}", file.display());
        let document: Value = serde_yaml::from_str(&text).unwrap();
        scripts += check_scripts(&document, &file.display().to_string());
    }
    assert!(scripts >= 8, "{scripts}");
}

/// The number of scripts, in none of which stands an expression.
fn check_scripts(node: &Value, place: &str) -> u32 {
    match node {
        Value::Object(members) => {
            let run = members.get("run").and_then(Value::as_str);
            assert!(!run.is_some_and(|run| run.contains("${{")), "{place}: {run:?}");
            let inner: u32 = members.values().map(|it| check_scripts(it, place)).sum();
            inner + u32::from(run.is_some())
        }
        Value::Array(list) => list.iter().map(|it| check_scripts(it, place)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}
