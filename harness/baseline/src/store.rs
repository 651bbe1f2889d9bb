//! What every store of records does, wherever it keeps them.

use paceline_model::{Record, Revision};

use crate::{Existing, Key, StoreError};

/// Keeps records, one immutable document per [`Key`].
///
/// Whoever reads sees a record whole or not at all, also while others write or when a writer is
/// killed.
pub trait Store {
    /// Where it is, for people: a folder, or a reference of a repository.
    fn name(&self) -> String;

    /// Keeps a record. Fails when the record may not become a baseline (see [`objection`]), or when
    /// one of the same key is there and is to be kept; of two writers at the same moment one fails.
    fn save(&self, record: &Record, existing: Existing) -> Result<Saved, StoreError>;

    /// Every key, sorted. What is in the store and is no record of ours is left out.
    fn list(&self) -> Result<Vec<Key>, StoreError>;

    /// Whether a record is there. Costs far less than reading it.
    fn contains(&self, key: &Key) -> Result<bool, StoreError>;

    /// The record of that key. Fails with [`StoreError::Missing`] when there is none, and on what is
    /// no record of that key.
    fn read(&self, key: &Key) -> Result<Record, StoreError>;

    /// Size of the record's document in bytes. Fails as [`Self::read`] does.
    fn size(&self, key: &Key) -> Result<u64, StoreError>;

    /// Removes records; those that are not there are no error.
    fn remove(&self, keys: &[Key]) -> Result<(), StoreError>;

    /// As [`Self::read`], but when there is no such record the error says in which other shards or
    /// on which machine classes the commit was measured, or how many commits the suite has.
    fn find(&self, key: &Key) -> Result<Record, StoreError> {
        match self.read(key) {
            Err(StoreError::Missing { key, store, known: _ }) => {
                let known = describe_known(&self.list()?, &key);
                Err(StoreError::Missing { key, store, known })
            }
            other => other,
        }
    }
}

/// Where a record was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its key.
    pub key: Key,
    /// Its place, for people: a file, or `reference:path` as git writes it.
    pub place: String,
}

/// Why this record may not become a baseline, or `None` when it may: it needs a commit, a clean
/// working tree, no variant and no failed case.
pub fn objection(record: &Record) -> Option<String> {
    if let Some(reason) = objection_to(&record.revision) {
        return Some(reason);
    }
    let reason = if !record.variant.is_empty() {
        "it holds one variant only; save the whole suite with `paceline run`"
    } else if record.has_failure() {
        "a case failed"
    } else {
        return None;
    };
    Some(reason.to_owned())
}

/// Why records of this revision may not become baselines, or `None` when they may.
pub fn objection_to(revision: &Revision) -> Option<String> {
    let reason = if revision.commit.is_none() {
        "there is no commit to find it by; use `--output FILE` to keep the record"
    } else if revision.dirty {
        "the working tree has uncommitted changes; commit them first, or use `--output FILE`"
    } else {
        return None;
    };
    Some(reason.to_owned())
}

/// The key to keep a record by. Fails when it may not become a baseline.
pub(crate) fn key_of(record: &Record) -> Result<Key, StoreError> {
    if let Some(reason) = objection(record) {
        return Err(StoreError::Refused { reason });
    }
    Key::of(record)
        .ok_or_else(|| StoreError::Refused { reason: "it has no commit to find it by".to_owned() })
}

/// The record, if it is what its place says.
pub(crate) fn proven(record: Record, key: &Key, place: &str) -> Result<Record, StoreError> {
    if Key::of(&record).as_ref() == Some(key) {
        return Ok(record);
    }
    Err(StoreError::Refused {
        reason: format!(
            "`{place}` holds another suite, commit, machine class or shard than its name says; remove it"
        ),
    })
}

/// Says that `store` has no record of `key`.
pub(crate) fn missing(key: &Key, store: String) -> StoreError {
    StoreError::Missing { key: Box::new(key.clone()), store, known: String::new() }
}

/// What is there instead of `key`, as the end of a message.
fn describe_known(keys: &[Key], key: &Key) -> String {
    let of_suite: Vec<_> = keys.iter().filter(|known| known.suite == key.suite).collect();
    let of_commit = |known: &&&Key| known.commit == key.commit && known.class == key.class;
    let shards: Vec<_> =
        of_suite.iter().filter(of_commit).filter_map(|known| known.shard.as_ref()).collect();
    if !shards.is_empty() {
        let shards: Vec<_> = shards.iter().map(ToString::to_string).collect();
        return format!(
            "; the commit was measured in parts only: {}; choose one with `--shard`",
            shards.join(", ")
        );
    }
    let mut classes: Vec<_> = of_suite
        .iter()
        .filter(|known| known.commit == key.commit && known.class != key.class)
        .map(|known| known.class.as_str())
        .collect();
    classes.dedup();
    if !classes.is_empty() {
        return format!(
            "; the commit was measured on {} only, whose times can't be compared with this \
             machine's: measure it here with `paceline run --save`",
            classes.join(", ")
        );
    }
    let mut commits: Vec<_> = of_suite.iter().map(|known| &known.commit).collect();
    commits.dedup();
    let how = "check that commit out and save one with `paceline run --save`";
    match commits.len() {
        0 => format!("; the suite has no baseline at all: {how}"),
        1 => format!("; the suite has a baseline of one other commit: {how}"),
        count => format!("; the suite has baselines of {count} other commits: {how}"),
    }
}
