//! What is compared, and what is asked about it.

use std::collections::BTreeMap;

use paceline_model::Profile;

/// Two profiles of one case.
#[derive(Debug, Clone)]
pub struct Profiles<'a> {
    /// The side that is compared with.
    pub base: &'a Profile,
    /// The side that is looked at.
    pub head: &'a Profile,
    /// Files that are known to have been renamed: name in base to name in head. May be empty: most
    /// functions find each other without.
    pub renames: BTreeMap<String, String>,
}

impl<'a> Profiles<'a> {
    /// Two profiles between which no rename is known.
    pub fn new(base: &'a Profile, head: &'a Profile) -> Self {
        Self { base, head, renames: BTreeMap::new() }
    }
}

/// What a blame is to explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Which way the case went. What went the other way comes last.
    pub movement: Movement,
    /// What moved.
    pub topic: Topic,
}

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Movement {
    /// It costs more.
    Rise,
    /// It costs less.
    Fall,
    /// Either.
    #[default]
    Any,
}

/// What a case was found to need more or less of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Topic {
    /// Time, or counts of work.
    #[default]
    Work,
    /// Memory: what is allocated, kept or resident.
    Memory,
}
