//! What can go wrong when records are kept or read, each with what to do about it.

use std::io;
use std::path::PathBuf;

use paceline_model::DocumentError;

use crate::Key;

/// A record could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system refused.
    #[error("can't {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried, as in "write".
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is there and is no record.
    #[error("`{}` is not usable: {source}", path.display())]
    Document {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: DocumentError,
    },
    /// The file is larger than any record of ours.
    #[error("`{}` is larger than {limit} bytes, so it is no record of paceline's", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// A record of the same key is there; records are immutable.
    #[error(
        "a record of this suite, commit and machine class is already in `{place}`; \
         keep it, or write over it with `--replace`"
    )]
    Exists {
        /// The file, or its place in a store.
        place: String,
    },
    /// The record may not become, or is not, a baseline.
    #[error("no baseline: {reason}")]
    Refused {
        /// Why, and what to do.
        reason: String,
    },
    /// No record of that commit and machine class.
    #[error(
        "no baseline of suite `{}` for commit {} on machine class {} in `{store}`{known}",
        key.suite, key.commit.short(), key.class
    )]
    Missing {
        /// What was looked for.
        key: Box<Key>,
        /// The store.
        store: String,
        /// What is there instead, and what to do; starts with its own separator, or is empty.
        known: String,
    },
    /// The record can't be written as JSON.
    #[error("the record can't be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}
