//! The one place of paceline that knows git. Knows nothing of suites, records or verdicts.

mod error;
mod repository;

pub use error::GitError;
pub use repository::{Head, Repository};
