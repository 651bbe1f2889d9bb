//! The one place of paceline that knows git. Knows nothing of suites, records or verdicts.

mod ancestry;
mod error;
mod repository;
#[cfg(test)]
mod tests;
mod worktree;

pub use ancestry::Authorship;
pub use error::GitError;
pub use repository::{Commit, Head, Repository};
pub use worktree::Worktree;
