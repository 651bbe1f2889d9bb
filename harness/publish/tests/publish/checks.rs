//! The check run and the commit status.

use paceline_model::{Consequence, Verdict};
use paceline_publish::{CommentWhen, Mark, Token};

use crate::fake::{Damage, Fault, Github};
use crate::fixture::{HEAD, Job, remarks, section};

fn job(github: &Github, mark: Mark) -> Job {
    let mut job = Job::of(github, "lru");
    job.settings.comment = CommentWhen::Never;
    job.settings.mark = mark;
    job
}

#[test]
fn a_check_has_the_remarks_on_touched_lines_in_requests_of_fifty() {
    let github = Github::start();
    let patch = "@@ -1,9 +1,120 @@\n+x".to_owned();
    github.state().files.insert("src/a.py".to_owned(), patch);
    let mut job = job(&github, Mark::Check);
    job.message.annotations = remarks(130);
    assert_eq!(job.publish(&github).notices, Vec::<String>::new());
    let state = github.state();
    let check = &state.checks[0];
    assert_eq!(check["output"]["annotations"].as_array().unwrap().len(), 120);
    assert_eq!(
        (check["head_sha"].as_str(), check["conclusion"].as_str()),
        (Some(HEAD), Some("failure"))
    );
    let check = "/repos/octo/cat/check-runs";
    let writes = [format!("POST {check}"), format!("PATCH {check}/1"), format!("PATCH {check}/1")];
    assert_eq!(state.writes(), writes);
}

#[test]
fn a_check_is_made_once_though_its_reply_is_lost() {
    for damage in [Damage::After(502), Damage::ResetAfter, Damage::Truncated, Damage::Html] {
        let github = Github::start();
        let fault = Fault { method: "POST", path: "/check-runs", times: 1, damage };
        github.state().faults = vec![fault];
        assert_eq!(job(&github, Mark::Check).publish(&github).notices, Vec::<String>::new());
        assert_eq!(github.state().checks.len(), 1);
    }
}

#[test]
fn a_token_that_may_make_no_checks_sets_a_status() {
    let github = Github::start();
    let damage = Damage::refusal(403, "You must authenticate via a GitHub App.");
    let fault = Fault { method: "POST", path: "/check-runs", times: usize::MAX, damage };
    github.state().faults = vec![fault];
    let mut job = job(&github, Mark::CheckOrStatus);
    job.token = Some(Token::new("ghp_secret").unwrap());
    job.message.sections.push(section("io", Verdict::Unchanged, "No regression"));
    assert_eq!(job.publish(&github).notices, Vec::<String>::new());
    let state = github.state();
    assert_eq!(state.statuses.len(), 1);
    assert_eq!(state.statuses[0]["state"], "failure");
    assert_eq!(state.statuses[0]["description"], "lru: 1 of 2 cases regressed (of 2 suites)");
}

#[test]
fn a_check_that_may_not_be_made_is_a_notice() {
    let github = Github::start();
    let damage = Damage::refusal(403, "Resource not accessible by integration");
    let fault = Fault { method: "POST", path: "/check-runs", times: usize::MAX, damage };
    github.state().faults = vec![fault];
    let notices = job(&github, Mark::Check).publish(&github).notices;
    assert_eq!(notices.len(), 1);
    assert!(notices[0].starts_with("no check: not allowed (403: Resource not"), "{notices:?}");
}

#[test]
fn the_policy_concludes_and_not_the_verdict() {
    let of = |verdict, consequence| {
        let github = Github::start();
        let mut job = job(&github, Mark::Check);
        job.message.sections[0].verdict = verdict;
        job.message.sections[0].consequence = consequence;
        job.message.sections.push(section("io", Verdict::Unchanged, "No regression"));
        job.publish(&github);
        job.settings.mark = Mark::Status;
        job.publish(&github);
        let state = github.state();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        (text(&state.checks[0]["conclusion"]), text(&state.statuses[0]["state"]))
    };
    let own = |check: &str, status: &str| (check.to_owned(), status.to_owned());
    assert_eq!(of(Verdict::Regressed, Consequence::Fail), own("failure", "failure"));
    // `--fail-on new` lets a regression pass, and nobody calls that a success.
    assert_eq!(of(Verdict::Regressed, Consequence::Pass), own("neutral", "success"));
    assert_eq!(of(Verdict::Removed, Consequence::Fail), own("failure", "failure"));
    assert_eq!(of(Verdict::Inconclusive, Consequence::Fail), own("failure", "failure"));
    assert_eq!(of(Verdict::New, Consequence::Warn), own("neutral", "success"));
    assert_eq!(of(Verdict::New, Consequence::Pass), own("success", "success"));
}

#[test]
fn the_suite_that_fails_the_build_is_named_before_one_with_a_worse_verdict() {
    let github = Github::start();
    let mut job = job(&github, Mark::Check);
    job.message.sections[0].consequence = Consequence::Pass;
    job.message.sections.push(section("io", Verdict::Removed, "No verdict"));
    job.message.annotations = remarks(2);
    job.message.annotations[1].consequence = Consequence::Pass;
    let patch = "@@ -1,9 +1,9 @@\n+x".to_owned();
    github.state().files.insert("src/a.py".to_owned(), patch);
    job.publish(&github);
    let state = github.state();
    let check = &state.checks[0];
    assert_eq!(check["conclusion"], "failure");
    assert_eq!(check["output"]["title"], "io: No verdict (of 2 suites)");
    let remarks = check["output"]["annotations"].as_array().unwrap();
    let levels: Vec<_> =
        remarks.iter().map(|it| it["annotation_level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["failure", "warning"]);
}
