//! A plain folder of records: `<suite>/<commit>/<machine class>.json`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use paceline_model::{CommitId, MachineClass, Record, Revision, SuiteName};

use crate::file::{read_record, write_atomically};
use crate::{Existing, StoreError};

/// Records in a folder, one immutable document per suite, commit and machine class.
#[derive(Debug, Clone)]
pub struct FolderStore {
    folder: PathBuf,
}

impl FolderStore {
    /// The store in `folder`, which need not exist yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Why this record may not become a baseline, or `None` when it may: it needs a commit, a clean
    /// working tree, no variant and no failed case.
    pub fn objection(record: &Record) -> Option<String> {
        if let Some(reason) = Self::objection_to(&record.revision) {
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

    /// Fails when a record of that key could not be saved because one is there already.
    pub fn check_vacant(
        &self,
        suite: &SuiteName,
        commit: &CommitId,
        class: &MachineClass,
    ) -> Result<(), StoreError> {
        let path = self.path(suite, commit, class);
        if path.exists() { Err(StoreError::Exists { path }) } else { Ok(()) }
    }

    /// Keeps a record and returns its file. Fails when the record may not become a baseline (see
    /// [`Self::objection`]) or when one of the same key is there and is to be kept.
    pub fn save(&self, record: &Record, existing: Existing) -> Result<PathBuf, StoreError> {
        let refuse = |reason: String| StoreError::Refused { reason };
        if let Some(reason) = Self::objection(record) {
            return Err(refuse(reason));
        }
        let Some(commit) = &record.revision.commit else {
            return Err(refuse("it has no commit".to_owned()));
        };
        let path = self.path(&record.suite, commit, &record.environment.machine_class());
        write_atomically(&path, &record.to_json()?, existing)?;
        Ok(path)
    }

    /// The record of that suite, commit and machine class. When there is none, the error says which
    /// machine classes the commit has, or which commits the suite has.
    pub fn find(
        &self,
        suite: &SuiteName,
        commit: &CommitId,
        class: &MachineClass,
    ) -> Result<Record, StoreError> {
        match read_record(&self.path(suite, commit, class)) {
            Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
                Err(StoreError::Missing {
                    suite: suite.clone(),
                    commit: commit.clone(),
                    class: class.clone(),
                    folder: self.folder.clone(),
                    known: self.describe_known(suite, commit),
                })
            }
            Ok(record) if !is_of(&record, suite, commit, class) => Err(StoreError::Refused {
                reason: format!(
                    "`{}` holds another suite, commit or machine class than its name says; \
                     remove it",
                    self.path(suite, commit, class).display()
                ),
            }),
            other => other,
        }
    }

    fn path(&self, suite: &SuiteName, commit: &CommitId, class: &MachineClass) -> PathBuf {
        self.folder.join(suite.as_str()).join(commit.as_str()).join(format!("{class}.json"))
    }

    fn describe_known(&self, suite: &SuiteName, commit: &CommitId) -> String {
        let suite_folder = self.folder.join(suite.as_str());
        let classes = names_in(&suite_folder.join(commit.as_str()));
        if !classes.is_empty() {
            let classes: Vec<_> =
                classes.iter().map(|name| name.trim_end_matches(".json")).collect();
            return format!(
                "; the commit was measured on {} only, whose times can't be compared with this \
                 machine's: measure it here with `paceline run --save`",
                classes.join(", ")
            );
        }
        let how = "check that commit out and save one with `paceline run --save`";
        match names_in(&suite_folder).len() {
            0 => format!("; the suite has no baseline at all: {how}"),
            1 => format!("; the suite has a baseline of one other commit: {how}"),
            count => format!("; the suite has baselines of {count} other commits: {how}"),
        }
    }
}

fn is_of(record: &Record, suite: &SuiteName, commit: &CommitId, class: &MachineClass) -> bool {
    record.suite == *suite
        && record.revision.commit.as_ref() == Some(commit)
        && record.environment.machine_class() == *class
}

/// Names in a folder, sorted, without our own unfinished files; none when it can't be read, since
/// they only enrich a message.
fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use paceline_model::{
        CaseId, CaseRecord, CaseStatus, Environment, Failure, FailureKind, ParameterValue,
    };

    use super::*;

    fn record() -> Record {
        Record {
            schema: Record::SCHEMA.to_owned(),
            suite: "lru".parse().unwrap(),
            revision: Revision {
                commit: Some("a".repeat(40).parse().unwrap()),
                dirty: false,
                subject: None,
            },
            variant: std::collections::BTreeMap::default(),
            run: "r".to_owned(),
            started: "2026-11-22T00:00:00Z".to_owned(),
            duration_seconds: 0.1 + 0.2,
            seed: u64::MAX,
            environment: Environment::default(),
            rules: None,
            cases: Vec::new(),
        }
    }

    fn store() -> (tempfile::TempDir, FolderStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderStore::new(folder.path().join("baselines"));
        (folder, store)
    }

    fn find(store: &FolderStore, record: &Record) -> Result<Record, StoreError> {
        let commit = record.revision.commit.clone().unwrap();
        store.find(&record.suite, &commit, &record.environment.machine_class())
    }

    #[test]
    fn a_saved_record_is_found_again_to_the_last_bit() {
        let (_folder, store) = store();
        let path = store.save(&record(), Existing::Keep).unwrap();
        assert!(path.starts_with(store.folder().join("lru").join("a".repeat(40))));
        assert_eq!(find(&store, &record()).unwrap(), record());
    }

    #[test]
    fn a_second_save_keeps_the_first_unless_told_to_replace_it() {
        let (_folder, store) = store();
        store.save(&record(), Existing::Keep).unwrap();
        let second = Record { seed: 1, ..record() };
        let error = store.save(&second, Existing::Keep).unwrap_err();
        assert!(matches!(error, StoreError::Exists { .. }), "{error}");
        assert_eq!(find(&store, &second).unwrap().seed, u64::MAX);
        store.save(&second, Existing::Replace).unwrap();
        assert_eq!(find(&store, &second).unwrap().seed, 1);
    }

    #[test]
    fn of_eight_writers_at_once_exactly_one_wins_and_nothing_is_left_over() {
        let (_folder, store) = store();
        let barrier = Barrier::new(8);
        let wins = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8)
                .map(|seed| {
                    let (store, barrier) = (&store, &barrier);
                    scope.spawn(move || {
                        barrier.wait();
                        store.save(&Record { seed, ..record() }, Existing::Keep).is_ok()
                    })
                })
                .collect();
            writers.into_iter().map(|writer| writer.join().unwrap()).filter(|won| *won).count()
        });
        assert_eq!(wins, 1);
        let folder = store.folder().join("lru").join("a".repeat(40));
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
    }

    #[test]
    fn dirty_failed_partial_or_commitless_records_are_refused_with_the_reason() {
        let (_folder, store) = store();
        let mut dirty = record();
        dirty.revision.dirty = true;
        let mut commitless = record();
        commitless.revision.commit = None;
        let mut variant = record();
        variant.variant.insert("n".to_owned(), ParameterValue::Integer(1));
        let mut failed = record();
        failed.cases.push(CaseRecord {
            id: CaseId {
                workload: "w".parse().unwrap(),
                parameters: std::collections::BTreeMap::default(),
            },
            status: CaseStatus::Failed(Failure {
                kind: FailureKind::Crash,
                message: "x".into(),
                detail: String::new(),
            }),
            interpreter: None,
            iterations: 1,
            invocations: Vec::new(),
            series: Vec::new(),
            result: None,
            check: None,
            spent_seconds: 0.0,
            canary: Vec::new(),
            profile: None,
            notes: Vec::new(),
        });
        for (bad, reason) in [
            (dirty, "uncommitted"),
            (commitless, "no commit"),
            (variant, "one variant"),
            (failed, "a case failed"),
        ] {
            let error = store.save(&bad, Existing::Keep).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
        assert!(!store.folder().exists());
    }

    #[test]
    fn a_missing_record_says_what_is_there_instead() {
        let (_folder, store) = store();
        let error = find(&store, &record()).unwrap_err().to_string();
        assert!(error.contains("no baseline at all"), "{error}");
        store.save(&record(), Existing::Keep).unwrap();
        let mut elsewhere = record();
        elsewhere.environment.kernel = Some("other".to_owned());
        let error = find(&store, &elsewhere).unwrap_err().to_string();
        let class = record().environment.machine_class();
        assert!(error.contains(&format!("measured on {class} only")), "{error}");
    }

    #[test]
    fn a_truncated_document_is_an_error_that_names_the_file() {
        let (_folder, store) = store();
        let path = store.save(&record(), Existing::Keep).unwrap();
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let error = find(&store, &record()).unwrap_err().to_string();
        assert!(error.contains(".json` is not usable: not a valid paceline.record/1"), "{error}");
    }
}
