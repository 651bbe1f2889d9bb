//! Runs composite actions and workflows as GitHub does, on this machine and without GitHub.
//!
//! It refuses what GitHub refuses or warns of, and what it does not know. Jobs run one after the other.

mod action;
mod checkout;
mod done;
mod event;
mod expression;
mod files;
mod git_server;
mod hub;
mod job;
mod machine;
mod places;
mod play;
mod script;
mod stand_ins;
mod step;
mod trials;
mod workflow;

pub(crate) use done::{Done, Outcome};
pub(crate) use event::Event;
pub(crate) use hub::Hub;
pub(crate) use play::Run;

/// Why GitHub would refuse the text of an action or a workflow; `None` where it would not.
pub(crate) fn refusal(yaml: &str) -> Option<String> {
    let is_action = yaml.lines().any(|line| line.trim_end() == "runs:");
    if is_action {
        action::Action::from_yaml(yaml).err()
    } else {
        workflow::Workflow::from_yaml(yaml).err()
    }
}
