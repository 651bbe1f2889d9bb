//! Keeps records and finds the one to compare with. Knows nothing about statistics.

mod error;
mod file;
mod folder;
mod git;
mod key;
mod nearest;
mod retention;
mod store;
#[cfg(test)]
mod tests;

pub use error::StoreError;
pub use file::{Existing, read_document, read_record, write_atomically};
pub use folder::FolderStore;
pub use git::GitStore;
pub use key::Key;
pub use nearest::{Nearest, nearest};
pub use retention::{Dated, droppable};
pub use store::{Saved, Store, objection, objection_to};
