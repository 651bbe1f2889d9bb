//! The one place of paceline that knows git. Knows nothing of suites, records or verdicts.

mod ancestry;
mod base;
mod command;
mod error;
mod fetch;
mod kept;
mod partial;
mod ref_tree;
mod remote;
mod removal;
mod repository;
mod retry;
mod submodules;
mod tags;
#[cfg(test)]
mod tests;
mod worktree;

pub use ancestry::Authorship;
pub use base::{Build, DefaultBase};
pub use error::GitError;
pub use kept::Claim;
pub use ref_tree::RefTree;
pub use remote::Shared;
pub use repository::{Commit, Head, Repository};
pub use worktree::Worktree;
