//! What is known of a branch: its commits, and the stored records that belong to them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use paceline_baseline::{Key, Store};
use paceline_compare::HistoryGatherer;
use paceline_git::{Commit, Repository};
use paceline_model::{
    CaseId, CommitId, Comparison, History, InvalidName, MachineClass, MetricName, Record, Rules,
    SuiteName,
};

use crate::exit::Problem;
use crate::output;
use crate::store::{Place, StoreArguments};

/// Commits whose records the page of a comparison looks at.
const RECENT: usize = 100;
/// Of large suites fewer: reading so many cases takes about a second.
const MOST_CASES: usize = 50_000;

/// What a history tells of.
pub(crate) struct Topic<'a> {
    pub(crate) suite: &'a SuiteName,
    pub(crate) class: &'a MachineClass,
    /// Gates and former names.
    pub(crate) rules: &'a Rules,
    /// The metrics to follow; with none, all that have a gate.
    pub(crate) metrics: &'a [MetricName],
    pub(crate) is_chosen: &'a dyn Fn(&CaseId) -> bool,
}

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

    /// The history of the chosen cases, with notes on what is left out. Without commits where nothing is
    /// stored of them; then the notes say which records can't be read.
    pub(crate) fn history(&self, topic: &Topic<'_>) -> Result<History, Problem> {
        let Topic { suite, class, .. } = *topic;
        let mut gatherer = HistoryGatherer::new(topic.rules, topic.metrics);
        let mut notes = Vec::new();
        for (commit, subject) in self.commits()? {
            let mut record = self.record(suite, &commit, class).unwrap_or_else(|problem| {
                notes.push(format!("{} counts as not measured: {problem}", commit.short()));
                None
            });
            if let Some(record) = &mut record {
                record.cases.retain(|case| (topic.is_chosen)(&case.id));
            }
            gatherer.add(commit, subject.to_owned(), record.as_ref());
        }
        let mut history = gatherer.finish(suite.clone(), class.clone());
        let tags = self.tags()?;
        for commit in &mut history.commits {
            commit.release = tags.get(commit.id.as_str()).cloned();
        }
        let elsewhere = self.elsewhere(suite, class);
        if elsewhere > 0 && !history.commits.is_empty() {
            notes.push(format!(
                "of the stored records {elsewhere} are left out: they are of commits on other branches, or \
                 further back than `--limit`"
            ));
        }
        history.notes = notes;
        Ok(history)
    }

    /// The commit that `revision` names.
    pub(crate) fn resolve(&self, revision: &str) -> Result<CommitId, Problem> {
        id_of(&self.repository.resolve(revision)?)
    }
}

/// What is stored of a comparison's cases for recent commits, for its page; `None` where that is nothing,
/// or there are no commits. A past that can't be read is told of, and the page goes without.
///
/// - `directory`: lies in the repository.
pub(crate) fn recent(
    directory: &Path,
    arguments: &StoreArguments,
    (comparison, rules): (&Comparison, &Rules),
) -> Option<History> {
    if matches!(Repository::discover(directory), Ok(None)) {
        return None;
    }
    let cases: BTreeSet<_> = comparison.cases.iter().map(|case| case.id.to_string()).collect();
    let variant = &comparison.head.variant;
    let is_chosen =
        |id: &CaseId| id.matches(variant) && cases.contains(&id.without(variant).to_string());
    let limit = (MOST_CASES / cases.len().max(1)).clamp(1, RECENT);
    let topic = Topic {
        suite: &comparison.suite,
        class: &comparison.head.machine_class,
        rules,
        metrics: &[],
        is_chosen: &is_chosen,
    };
    match Past::open(directory, arguments, limit).and_then(|past| past.history(&topic)) {
        Ok(history) => (!history.cases.is_empty()).then_some(history),
        Err(problem) => {
            output::tell(&format!("the page has no history: {problem}"));
            None
        }
    }
}

fn id_of(commit: &Commit) -> Result<CommitId, Problem> {
    commit.id.parse().map_err(|error: InvalidName| Problem::Environment(error.to_string()))
}
