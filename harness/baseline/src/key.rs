//! What a record is found by, and the file name that says so.

use std::fmt;

use paceline_model::{CommitId, MachineClass, Record, ShardName, SuiteName};

/// What a record is found by. Ordered by suite, commit, machine class, shard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The suite.
    pub suite: SuiteName,
    /// The commit that was measured.
    pub commit: CommitId,
    /// The class of the machine that measured it.
    pub class: MachineClass,
    /// Which part of the cases it holds; `None` for all of them.
    pub shard: Option<ShardName>,
}

impl Key {
    /// The key of a record; `None` where it has no commit.
    pub fn of(record: &Record) -> Option<Self> {
        Some(Self {
            suite: record.suite.clone(),
            commit: record.revision.commit.clone()?,
            class: record.environment.machine_class(),
            shard: record.shard.clone(),
        })
    }

    /// This key, and that of the record of all cases if it is not of those itself.
    pub(crate) fn with_all(self) -> impl Iterator<Item = Self> {
        let all = self.shard.is_some().then(|| Self { shard: None, ..self.clone() });
        std::iter::once(self).chain(all)
    }

    /// `<machine class>[+<shard>].json`, the last part of its place in a store.
    pub(crate) fn file_name(&self) -> String {
        match &self.shard {
            None => format!("{}.json", self.class),
            Some(shard) => format!("{}+{shard}.json", self.class),
        }
    }

    /// The key that these parts of a path name, or `None` where they name none: other files may lie
    /// in a store as well.
    pub(crate) fn parse(suite: &str, commit: &str, file: &str) -> Option<Self> {
        let name = file.strip_suffix(".json")?;
        let (class, shard) = match name.split_once('+') {
            None => (name, None),
            Some((class, shard)) => (class, Some(shard.parse().ok()?)),
        };
        Some(Self {
            suite: suite.parse().ok()?,
            commit: commit.parse().ok()?,
            class: class.parse().ok()?,
            shard,
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.suite, self.commit.short(), self.class)?;
        self.shard.as_ref().map_or(Ok(()), |shard| write!(formatter, "+{shard}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_gives_its_key_back_and_other_names_give_none() {
        let commit = "a".repeat(40);
        for file in ["0123456789ab.json", "0123456789ab+2-of-8.json"] {
            assert_eq!(Key::parse("lru", &commit, file).unwrap().file_name(), file);
        }
        for file in ["README.md", "0123.json", "0123456789ab+../x.json", ".json", "+.json"] {
            assert_eq!(Key::parse("lru", &commit, file), None, "{file}");
        }
        assert_eq!(Key::parse("..", &commit, "0123456789ab.json"), None);
    }
}
