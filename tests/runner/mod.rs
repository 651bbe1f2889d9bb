//! Runs composite actions and workflows as GitHub does, on this machine and without GitHub.
//!
//! It refuses what GitHub refuses, and what it does not know. Jobs run one after the other.

mod action;
mod event;
mod expression;
mod files;
mod git_server;
mod hub;
mod job;
mod machine;
mod places;
mod play;
mod stand_ins;
mod step;
mod trials;
mod workflow;

pub(crate) use event::Event;
pub(crate) use hub::Hub;
pub(crate) use job::{Done, Outcome};
pub(crate) use play::Run;
