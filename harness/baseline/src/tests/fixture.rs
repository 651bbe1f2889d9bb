//! Records and stores to test with.

use std::path::Path;

use paceline_model::{
    CaseId, CaseRecord, CaseStatus, Environment, Failure, FailureKind, Parameters, Record, Revision,
};

use crate::{FolderStore, GitStore, Store};

/// A record of the commit of forty `digit`s.
pub(crate) fn record_of(digit: char) -> Record {
    record_at(&digit.to_string().repeat(40))
}

/// A record of that commit.
pub(crate) fn record_at(commit: &str) -> Record {
    Record {
        schema: Record::SCHEMA.to_owned(),
        suite: "lru".parse().unwrap(),
        revision: Revision { commit: Some(commit.parse().unwrap()), dirty: false, subject: None },
        variant: Parameters::new(),
        shard: None,
        run: "r".to_owned(),
        started: "2026-11-22T00:00:00Z".to_owned(),
        duration_seconds: 0.1 + 0.2,
        seed: u64::MAX,
        environment: Environment::default(),
        rules: None,
        cases: Vec::new(),
    }
}

/// A case that failed.
pub(crate) fn failed_case() -> CaseRecord {
    let id = CaseId { workload: "w".parse().unwrap(), parameters: Parameters::new() };
    CaseRecord {
        status: CaseStatus::Failed(Failure {
            kind: FailureKind::Crash,
            message: "x".into(),
            detail: String::new(),
        }),
        ..CaseRecord::unmeasured(id)
    }
}

/// Opens a store in a folder; every opener sees what the others saved.
pub(crate) type Open = fn(&Path) -> Box<dyn Store>;

/// A store in a plain folder.
pub(crate) fn in_folder(folder: &Path) -> Box<dyn Store> {
    Box::new(FolderStore::new(folder.join("baselines")))
}

/// A store in a bare repository, which the first opener makes.
pub(crate) fn in_git(folder: &Path) -> Box<dyn Store> {
    let place = folder.join("repository.git");
    if !place.exists() {
        git2::Repository::init_bare(&place).unwrap();
    }
    Box::new(GitStore::open(&place).unwrap())
}
