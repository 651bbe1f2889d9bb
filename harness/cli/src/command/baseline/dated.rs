//! When the commits of stored records were made.

use std::collections::BTreeMap;

use jiff::Timestamp;
use paceline_baseline::{Dated, Key, Store};
use paceline_model::CommitId;
use paceline_report::StoredRecord;

use super::Kept;
use crate::exit::Problem;

/// What the repository knows of the commits of records, each asked for once.
pub(super) struct Commits<'a> {
    kept: &'a Kept,
    known: BTreeMap<CommitId, Option<Known>>,
}

/// What is known of a commit that is here.
#[derive(Clone)]
struct Known {
    time: Timestamp,
    subject: String,
}

impl<'a> Commits<'a> {
    pub(super) fn of(kept: &'a Kept) -> Self {
        Self { kept, known: BTreeMap::new() }
    }

    /// The record's line of the list.
    pub(super) fn row(&mut self, key: &Key, store: &dyn Store) -> Result<StoredRecord, Problem> {
        let known = self.find(&key.commit);
        let day = known.as_ref().map(|known| known.time.strftime("%Y-%m-%d").to_string());
        let shard = key.shard.as_ref().map(|shard| format!("+{shard}")).unwrap_or_default();
        Ok(StoredRecord {
            suite: key.suite.to_string(),
            commit: key.commit.short().to_owned(),
            day: day.unwrap_or_default(),
            class: format!("{}{shard}", key.class),
            bytes: store.size(key)?,
            subject: known.map(|known| known.subject).unwrap_or_default(),
        })
    }

    /// The record with the time of its commit, or where that commit is not here, of its measurement.
    pub(super) fn dated(&mut self, key: &Key, store: &dyn Store) -> Result<Dated, Problem> {
        let time = match self.find(&key.commit) {
            Some(known) => known.time,
            None => store.read(key)?.started.parse().unwrap_or(Timestamp::UNIX_EPOCH),
        };
        Ok(Dated { key: key.clone(), time })
    }

    fn find(&mut self, commit: &CommitId) -> Option<Known> {
        let known = self.known.entry(commit.clone());
        known.or_insert_with(|| look_up(self.kept, commit)).clone()
    }
}

/// A commit that is not here, as in a shallow clone, is unknown and no error.
fn look_up(kept: &Kept, commit: &CommitId) -> Option<Known> {
    let repository = kept.repository.as_ref()?;
    let commit = repository.resolve(commit.as_str()).ok()?;
    let seconds = repository.authorship(&commit).ok()?.seconds;
    Some(Known { time: Timestamp::from_second(seconds).ok()?, subject: commit.subject })
}
