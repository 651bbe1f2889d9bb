//! Which pull request a run publishes to.

use paceline_publish::CommentWhen;
use serde_json::json;

use crate::fake::{Damage, Fault, Github, State};
use crate::fixture::{HEAD, Job, event, surroundings};

fn pull(state: &mut State, number: u64, head: &str, sha: &str) {
    let pull =
        crate::fake::Pull { number, state: "open", head: head.to_owned(), sha: sha.to_owned() };
    state.pulls.push(pull);
}

fn following(head: &str, branch: &str) -> serde_json::Value {
    json!({ "workflow_run": {
        "head_sha": head, "head_branch": branch, "pull_requests": [],
        "head_repository": { "owner": { "login": "stranger" } },
    }})
}

#[test]
fn a_following_run_comments_where_the_head_is_the_measured_commit() {
    let github = Github::start();
    pull(&mut github.state(), 7, "stranger:fix/ä", HEAD);
    pull(&mut github.state(), 8, "octo:fix/ä", HEAD);
    let mut job = Job::of(&github, "lru");
    job.event = event("workflow_run", &following(HEAD, "fix/ä"));
    assert_eq!(job.publish(&github).notices, Vec::<String>::new());
    assert_eq!(github.state().comments[0].issue, 7);
}

#[test]
fn a_following_run_of_a_commit_that_is_no_head_any_more_says_so() {
    let github = Github::start();
    pull(&mut github.state(), 7, "stranger:fix", &"2".repeat(40));
    let mut job = Job::of(&github, "lru");
    job.event = event("workflow_run", &following(HEAD, "fix"));
    let notices = job.publish(&github).notices;
    assert_eq!(
        notices,
        ["no comment: no open pull request has the commit of that run as its head"]
    );
    assert!(github.state().comments.is_empty());
}

#[test]
fn a_push_comments_only_where_that_is_asked_for() {
    let github = Github::start();
    pull(&mut github.state(), 7, "octo:fix", HEAD);
    let mut job = Job::of(&github, "lru");
    job.event = event("push", &json!({ "after": HEAD }));
    assert_eq!(job.publish(&github).notices, Vec::<String>::new());
    assert!(github.state().seen.is_empty());
    job.settings.comment = CommentWhen::Always;
    job.publish(&github);
    assert_eq!(github.state().comments[0].issue, 7);
}

#[test]
fn a_comment_on_a_pull_request_is_answered_there() {
    let github = Github::start();
    pull(&mut github.state(), 7, "octo:fix", HEAD);
    let mut job = Job::of(&github, "lru");
    let json = json!({ "issue": { "number": 7, "pull_request": {} } });
    job.event = event("issue_comment", &json);
    job.settings.mark = paceline_publish::Mark::Check;
    job.publish(&github);
    let state = github.state();
    assert_eq!((state.comments[0].issue, state.checks[0]["head_sha"].as_str()), (7, Some(HEAD)));
}

#[test]
fn an_enterprise_server_is_asked_below_its_prefix() {
    let github = Github::start_at("/api/v3");
    Job::of(&github, "lru").publish(&github);
    assert_eq!(github.state().comments.len(), 1);
}

#[test]
fn a_renamed_repository_is_followed_and_another_host_is_not() {
    let github = Github::start();
    let moved = |to: String| {
        let damage = Damage::refusal(301, "Moved Permanently").with("location", &to);
        Fault { method: "", path: "/octo/old", times: usize::MAX, damage }
    };
    let mut job = Job::of(&github, "lru");
    job.surroundings.repository = paceline_publish::RepositoryName::parse("octo/old");
    let route = "/repos/octo/cat/issues/7/comments";
    github.state().faults = vec![moved(format!("{}{route}", github.url()))];
    assert_eq!(job.publish(&github).notices, Vec::<String>::new());
    assert_eq!(github.state().comments.len(), 1);

    let other = Github::start();
    github.state().faults = vec![moved(format!("{}{route}", other.url()))];
    let notices = job.publish(&github).notices;
    assert!(notices[0].contains("another host, which gets no token"), "{notices:?}");
    assert!(other.state().seen.is_empty());
}

#[test]
fn no_secret_goes_to_an_address_without_encryption() {
    let github = Github::start();
    let mut job = Job::of(&github, "lru");
    job.surroundings = surroundings("http://git.example/api/v3");
    let notices = job.publish(&github).notices;
    assert!(notices[0].contains("must start with `https://`"), "{notices:?}");
}
