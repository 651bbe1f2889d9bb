//! The check run and the commit status.

use paceline_model::Verdict;
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
