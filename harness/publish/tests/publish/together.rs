//! Several jobs at the same moment.

use std::thread;
use std::time::Duration;

use crate::fake::Github;
use crate::fixture::{Job, only_comment};

#[test]
fn jobs_at_the_same_moment_end_with_one_comment_that_has_all_of_them() {
    let github = Github::start();
    let suites = ["a", "b", "c", "d"];
    thread::scope(|scope| {
        for suite in suites {
            let github = &github;
            scope.spawn(move || {
                let mut job = Job::of(github, suite);
                // Must be longer than a job takes from its look to its writing, on a busy machine too.
                job.settings.timing.settle = Duration::from_millis(300);
                let outcome = job.publish(github);
                assert_eq!(outcome.notices, Vec::<String>::new());
            });
        }
    });
    let text = only_comment(&github);
    for suite in suites {
        assert!(text.contains(&format!("<sub>`{suite}` on machines")), "{suite}: {text}");
    }
    assert!(text.contains("## 4 of 4 suites regressed"), "{text}");
}

#[test]
fn comments_that_a_crash_left_behind_become_one() {
    let github = Github::start();
    let one = Job::of(&github, "a");
    one.publish(&github);
    let copy = only_comment(&github).replace("`a`", "`a` copy");
    github.state().comment(Some("github-actions[bot]"), &copy);
    Job::of(&github, "b").publish(&github);
    let text = only_comment(&github);
    assert!(text.contains("`a` copy") && text.contains("`b` on"), "{text}");
}
