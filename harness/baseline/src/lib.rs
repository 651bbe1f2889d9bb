//! Keeps records and finds the one to compare with. Knows nothing about statistics.

mod error;
mod file;
mod folder;
mod key;
mod store;
#[cfg(test)]
mod tests;

pub use error::StoreError;
pub use file::{Existing, read_document, read_record, write_atomically};
pub use folder::FolderStore;
pub use key::Key;
pub use store::{Saved, Store, objection, objection_to};
