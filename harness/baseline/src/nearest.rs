//! The record to compare with where the commit itself has none: that of the nearest ancestor.

use paceline_model::{CommitId, MachineClass, Record, SuiteName};

use crate::{Key, Store, StoreError};

/// The record of the nearest commit that has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The record.
    pub record: Record,
    /// How many commits away it is; 0 for the first one.
    pub distance: usize,
}

/// The record of the first of `commits` that has one of all cases of that suite and machine class;
/// `None` where none has. Reads no record but the one it gives.
pub fn nearest(
    store: &dyn Store,
    suite: &SuiteName,
    class: &MachineClass,
    commits: &[CommitId],
) -> Result<Option<Nearest>, StoreError> {
    for (distance, commit) in commits.iter().enumerate() {
        let key =
            Key { suite: suite.clone(), commit: commit.clone(), class: class.clone(), shard: None };
        if store.contains(&key)? {
            return Ok(Some(Nearest { record: store.read(&key)?, distance }));
        }
    }
    Ok(None)
}
