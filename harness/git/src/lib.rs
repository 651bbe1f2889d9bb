//! The one place of paceline that knows git. Knows nothing of suites, records or verdicts.

mod ancestry;
mod base;
mod command;
mod error;
mod fetch;
mod repository;
#[cfg(test)]
mod tests;
mod worktree;

pub use base::{Build, DefaultBase};
pub use error::GitError;
pub use repository::{Commit, Head, Repository};
pub use worktree::Worktree;
