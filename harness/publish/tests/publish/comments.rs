//! The one comment: found, written, left alone.

use paceline_model::Verdict;
use paceline_publish::Token;

use crate::fake::Github;
use crate::fixture::{Job, only_comment, section};

#[test]
fn the_first_run_comments_and_the_next_one_writes_over_it() {
    let github = Github::start();
    let mut job = Job::of(&github, "lru");
    let first = job.publish(&github);
    assert_eq!(first.notices, Vec::<String>::new());
    assert_eq!(first.comment_url.as_deref(), Some("https://github.example/c/1"));
    let text = only_comment(&github);
    assert!(text.starts_with("<!-- paceline:v1:default -->\n"), "{text}");
    assert!(text.contains("### 1 of 2 cases regressed"), "{text}");

    job.surroundings.run = (11, 1);
    job.message.sections = vec![section("lru", Verdict::Unchanged, "No regression")];
    let second = job.publish(&github);
    assert_eq!(second.comment_url, first.comment_url);
    let text = only_comment(&github);
    assert!(text.contains("### No regression") && !text.contains("regressed"), "{text}");
    let state = github.state();
    assert_eq!(
        state.writes(),
        ["POST /repos/octo/cat/issues/7/comments", "PATCH /repos/octo/cat/issues/comments/1"]
    );
}

#[test]
fn the_same_text_is_not_sent_again() {
    let github = Github::start();
    let job = Job::of(&github, "lru");
    job.publish(&github);
    let before = github.state().seen.len();
    job.publish(&github);
    let state = github.state();
    let again: Vec<_> = state.seen[before..].iter().map(|seen| seen.method.as_str()).collect();
    assert_eq!(again, ["GET"]);
}

#[test]
fn a_mark_that_a_stranger_planted_is_not_ours() {
    let github = Github::start();
    github.state().comment(Some("mallory"), "<!-- paceline:v1:default -->\nplanted");
    github.state().comment(None, "<!-- paceline:v1:default -->\nof nobody");
    Job::of(&github, "lru").publish(&github);
    only_comment(&github);
    let state = github.state();
    assert_eq!(state.comments[0].body, "<!-- paceline:v1:default -->\nplanted");
    assert_eq!(state.comments.len(), 3);
}

#[test]
fn a_comment_of_ours_without_the_mark_is_not_touched() {
    let github = Github::start();
    let other = "quoting <!-- paceline:v1:default -->";
    github.state().comment(Some("github-actions[bot]"), other);
    Job::of(&github, "lru").publish(&github);
    let state = github.state();
    assert_eq!((state.comments.len(), state.comments[0].body.as_str()), (2, other));
}

#[test]
fn the_comment_is_found_behind_hundreds_of_others() {
    let github = Github::start();
    for number in 0..250 {
        github.state().comment(Some("octocat"), &format!("{number}"));
    }
    let mut job = Job::of(&github, "lru");
    job.publish(&github);
    job.surroundings.run = (11, 1);
    job.message.sections = vec![section("lru", Verdict::Unchanged, "No regression")];
    job.publish(&github);
    assert!(only_comment(&github).contains("No regression"));
}

#[test]
fn the_token_of_a_user_comments_as_that_user() {
    let github = Github::start();
    {
        let mut state = github.state();
        state.author = "octocat".to_owned();
        state.user = Some("OctoCat".to_owned());
        state.comment(Some("octocat"), "<!-- paceline:v1:default -->\nold");
    }
    let mut job = Job::of(&github, "lru");
    job.token = Some(Token::new("ghp_secret").unwrap());
    job.publish(&github);
    assert!(only_comment(&github).contains("regressed"));
}

#[test]
fn an_app_of_another_name_ends_with_one_comment_too() {
    let github = Github::start();
    github.state().author = "benchmarks[bot]".to_owned();
    let mut job = Job::of(&github, "lru");
    job.publish(&github);
    // Knows only after writing who it is, and then that it was there before.
    job.surroundings.run = (11, 1);
    job.message.sections = vec![section("lru", Verdict::Unchanged, "No regression")];
    job.publish(&github);
    assert!(only_comment(&github).contains("No regression"));
    job.settings.author = Some("benchmarks[bot]".to_owned());
    let before = github.state().writes().len();
    job.publish(&github);
    assert_eq!(github.state().writes().len(), before, "told who it is, it finds its comment");
}

#[test]
fn an_older_run_that_ends_later_changes_nothing() {
    let github = Github::start();
    let mut job = Job::of(&github, "lru");
    job.publish(&github);
    job.surroundings.run = (9, 3);
    job.message.sections = vec![section("lru", Verdict::Unchanged, "No regression")];
    job.publish(&github);
    assert!(only_comment(&github).contains("1 of 2 cases regressed"));
}

#[test]
fn a_dry_run_tells_what_it_would_send_and_sends_nothing() {
    let github = Github::start();
    let mut job = Job::of(&github, "lru");
    job.settings.dry_run = true;
    let planned = job.publish(&github).planned;
    assert_eq!(planned.len(), 1);
    let (line, body) = planned[0].split_once('\n').unwrap();
    assert_eq!(line, "POST /repos/octo/cat/issues/7/comments");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert!(body["body"].as_str().unwrap().contains("1 of 2 cases regressed"));
    assert_eq!(github.state().writes(), Vec::<String>::new());

    let before = github.state().seen.len();
    job.token = None;
    assert_eq!(job.publish(&github).planned, planned, "without a token nobody is asked");
    assert_eq!(github.state().seen.len(), before);
}
