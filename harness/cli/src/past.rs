//! What is known of a branch: its commits, and the stored records that belong to them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use paceline_baseline::{Key, Store};
use paceline_git::{Commit, Repository};
use paceline_model::{CommitId, InvalidName, MachineClass, Record, SuiteName};

use crate::exit::Problem;
use crate::store::{Place, StoreArguments};

/// The first parents of what is checked out, and where their records are.
pub(crate) struct Past {
    repository: Repository,
    store: Box<dyn Store>,
    /// Oldest first.
    commits: Vec<Commit>,
    /// Every record there is.
    keys: Vec<Key>,
}

impl Past {
    /// The newest `limit` commits of the repository that `directory` lies in, and the store that the
    /// arguments name.
    pub(crate) fn open(
        directory: &Path,
        arguments: &StoreArguments,
        limit: usize,
    ) -> Result<Self, Problem> {
        let repository = Repository::discover(directory)?.ok_or_else(|| {
            let folder = directory.display();
            Problem::Input(format!(
                "a history needs commits, and `{folder}` is in no git repository"
            ))
        })?;
        let head = repository.resolve("HEAD")?;
        let mut commits = repository.first_parents(&head, limit)?;
        commits.reverse();
        let store = Place::choose(arguments, Some(&repository), directory)?.open()?;
        let keys = store.list()?;
        Ok(Self { repository, store, commits, keys })
    }

    /// The suites that have records.
    pub(crate) fn suites(&self) -> BTreeSet<SuiteName> {
        self.keys.iter().map(|key| key.suite.clone()).collect()
    }

    /// Where the records are, for people.
    pub(crate) fn place(&self) -> String {
        self.store.name()
    }

    /// The commits with their ids, oldest first.
    pub(crate) fn commits(&self) -> Result<Vec<(CommitId, &str)>, Problem> {
        self.commits.iter().map(|commit| Ok((id_of(commit)?, commit.subject.as_str()))).collect()
    }

    /// The tags of the repository by the commits that they name.
    pub(crate) fn tags(&self) -> Result<BTreeMap<String, String>, Problem> {
        Ok(self.repository.tags()?)
    }

    /// How many of the commits have a record of the suite, by machine class.
    pub(crate) fn classes(&self, suite: &SuiteName) -> BTreeMap<&MachineClass, usize> {
        let ids: BTreeSet<_> = self.commits.iter().map(|commit| commit.id.as_str()).collect();
        let mut commits: BTreeSet<(&MachineClass, &CommitId)> = BTreeSet::new();
        let own = self.keys.iter().filter(|key| key.suite == *suite);
        commits.extend(
            own.filter(|key| ids.contains(key.commit.as_str()))
                .map(|key| (&key.class, &key.commit)),
        );
        let mut classes = BTreeMap::new();
        for (class, _) in commits {
            *classes.entry(class).or_default() += 1;
        }
        classes
    }

    /// How many records of the suite and class are of other commits than these.
    pub(crate) fn elsewhere(&self, suite: &SuiteName, class: &MachineClass) -> usize {
        let ids: BTreeSet<_> = self.commits.iter().map(|commit| commit.id.as_str()).collect();
        let own = self.keys.iter().filter(|key| key.suite == *suite && key.class == *class);
        own.filter(|key| !ids.contains(key.commit.as_str())).count()
    }

    /// The record of a commit, `None` where it has none. One that was measured in parts is put together.
    pub(crate) fn record(
        &self,
        suite: &SuiteName,
        commit: &CommitId,
        class: &MachineClass,
    ) -> Result<Option<Record>, Problem> {
        let is_its =
            |key: &&Key| key.suite == *suite && key.commit == *commit && key.class == *class;
        let mut keys: Vec<_> = self.keys.iter().filter(is_its).collect();
        if let Some(whole) = keys.iter().copied().find(|key| key.shard.is_none()) {
            keys = vec![whole];
        }
        let mut record: Option<Record> = None;
        for key in keys {
            let part = self.store.read(key)?;
            match &mut record {
                Some(record) => record.cases.extend(part.cases),
                None => record = Some(part),
            }
        }
        Ok(record)
    }

    /// The commit that `revision` names.
    pub(crate) fn resolve(&self, revision: &str) -> Result<CommitId, Problem> {
        id_of(&self.repository.resolve(revision)?)
    }
}

fn id_of(commit: &Commit) -> Result<CommitId, Problem> {
    commit.id.parse().map_err(|error: InvalidName| Problem::Environment(error.to_string()))
}
