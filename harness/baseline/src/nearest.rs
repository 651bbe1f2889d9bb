//! The record to compare with where the commit itself has none: that of the nearest ancestor.

use paceline_model::{CommitId, Record};

use crate::{Key, Store, StoreError};

/// The record of the nearest commit that has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The record.
    pub record: Record,
    /// How many commits away it is; 0 for the first one.
    pub distance: usize,
}

/// The record of the first of `commits` that has one like `key`, whose own commit does not count;
/// `None` where none has. One of all cases does for any shard. Reads no record but the one it gives.
pub fn nearest(
    store: &dyn Store,
    key: &Key,
    commits: &[CommitId],
) -> Result<Option<Nearest>, StoreError> {
    for (distance, commit) in commits.iter().enumerate() {
        for key in (Key { commit: commit.clone(), ..key.clone() }).with_all() {
            if store.contains(&key)? {
                return Ok(Some(Nearest { record: store.read(&key)?, distance }));
            }
        }
    }
    Ok(None)
}
