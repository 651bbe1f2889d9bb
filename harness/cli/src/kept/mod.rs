//! Builds of commits that are kept, so that the same base is not built for every check.

mod entry;
mod identity;
mod listing;

pub(crate) use entry::Kept;
