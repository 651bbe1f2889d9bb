//! Pull requests from forks: the token may not write, so another workflow comments.

use super::{comments, play, repository, take_steps};
use crate::runner::{Hub, Outcome, Run};

/// Measures pull request 7 of a stranger's, which is twice as slow.
pub(super) fn measured() -> (Hub, Run) {
    let hub = repository();
    take_steps(&hub, 200);
    let event = hub.pull_request("stranger", "opened");
    let run = play(&hub, "fork-measure.yml", &event);
    (hub, run)
}

#[test]
fn the_trusted_half_comments_on_what_the_untrusted_half_measured() {
    let (hub, run) = measured();
    assert_eq!(run.outcome(), Outcome::Failure, "{}", run.logs());
    assert_eq!(hub.api.state().writes(), Vec::<String>::new());
    assert!(run.jobs[0].summary.contains("1 of 1 case regressed"));

    let event = hub.workflow_run("stranger", run.id, "failure");
    let told = play(&hub, "fork-publish.yml", &event);
    assert_eq!(told.outcome(), Outcome::Success, "{}", told.logs());
    let all = comments(&hub);
    assert_eq!(all.len(), 1, "{}", told.logs());
    assert!(all[0].1.contains("1 of 1 case regressed"), "{}", all[0].1);
    assert!(all[0].1.contains("it informs, and gates nothing"), "{}", all[0].1);

    take_steps(&hub, 100);
    let run = play(&hub, "fork-measure.yml", &hub.pull_request("stranger", "synchronize"));
    assert_eq!(run.outcome(), Outcome::Success, "{}", run.logs());
    play(&hub, "fork-publish.yml", &hub.workflow_run("stranger", run.id, "success"));
    let mended = comments(&hub);
    assert_eq!((mended.len(), mended[0].0), (1, all[0].0));
    assert!(!mended[0].1.contains("regressed"), "{}", mended[0].1);
}

#[test]
fn a_read_only_token_costs_the_comment_and_changes_no_verdict() {
    let hub = repository();
    take_steps(&hub, 200);
    let run = play(&hub, "pull-request.yml", &hub.pull_request("stranger", "opened"));
    assert_eq!(run.outcome(), Outcome::Failure);
    assert_eq!(comments(&hub), []);
    assert!(run.jobs[0].summary.contains("1 of 1 case regressed"));
    let step = run.step("paceline/publish");
    assert_eq!(step.outcome, Outcome::Success);
    let notices = step.commands.iter().filter(|command| command.name == "notice");
    let notices: Vec<_> = notices.map(|command| command.message.as_str()).collect();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("Resource not accessible by integration"), "{notices:?}");
    assert_eq!(run.step("paceline").outputs["verdict"], "regressed");
}

#[test]
fn nothing_is_told_of_a_branch_that_has_moved_on_or_of_a_run_that_was_cancelled() {
    let (hub, run) = measured();
    let cancelled = hub.workflow_run("stranger", run.id, "cancelled");
    assert_eq!(play(&hub, "fork-publish.yml", &cancelled).outcome(), Outcome::Skipped);
    let event = hub.workflow_run("stranger", run.id, "failure");
    take_steps(&hub, 300);
    hub.pull_request("stranger", "synchronize");
    let told = play(&hub, "fork-publish.yml", &event);
    assert_eq!((told.outcome(), comments(&hub)), (Outcome::Success, Vec::new()), "{}", told.logs());
    assert!(told.logs().contains("no open pull request has the commit of that run as its head"));
    // The same branch name of somebody else is another branch.
    let other = hub.workflow_run("mallory", run.id, "failure");
    play(&hub, "fork-publish.yml", &other);
    assert_eq!(comments(&hub), []);
}
