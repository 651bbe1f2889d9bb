//! Shares the files of a reference with another repository, whoever else does so at the same time.

use std::path::Path;

use git2::{Delta, ObjectType, Oid, Tree};

use crate::command::git;
use crate::ref_tree::{Edit, Move};
use crate::retry::{ATTEMPTS, pause};
use crate::{GitError, RefTree};

/// Longest pause after the first lost race, in milliseconds; less than one try takes.
const PAUSE: u64 = 15;
/// What git, here or there, says when another writer was faster. A hook, a protected reference and
/// a missing right are said otherwise, and no second try would mend them.
const LOST_RACES: [&str; 8] = [
    "(stale info)",
    "(fetch first)",
    "(non-fast-forward)",
    "failed to update ref",
    "cannot lock ref",
    "failed to lock",
    "incorrect old value provided",
    "reference already exists",
];

/// What came of fetching or pushing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shared {
    /// Files that were not here before.
    pub received: usize,
    /// Files that were not there before.
    pub sent: usize,
}

/// A file that two trees don't have in common.
struct Difference {
    path: String,
    /// In the old tree.
    was: Option<Oid>,
    /// In the new one.
    is: Option<Oid>,
}

impl RefTree {
    /// Takes over the files of the same reference in `remote`, a name or URL as git knows them.
    ///
    /// Files that only this repository has stay. A path that both added holds afterwards what the
    /// remote has: whoever shares a file first is right. What was removed on either side since they
    /// last met is gone. `is_cancelled` is asked now and then; once it says yes, this fails.
    pub fn fetch(&self, remote: &str, is_cancelled: &dyn Fn() -> bool) -> Result<Shared, GitError> {
        let before = self.tip()?;
        self.take_over(remote, is_cancelled)?;
        Ok(Shared { received: self.count_new(before, self.tip()?)?, sent: 0 })
    }

    /// Fetches, and has `remote` take over the files that only this repository has. Tries again,
    /// at most 300 times, when somebody else pushed meanwhile: none of both loses anything.
    pub fn push(&self, remote: &str, is_cancelled: &dyn Fn() -> bool) -> Result<Shared, GitError> {
        let before = self.tip()?;
        for attempt in 0..ATTEMPTS {
            let theirs = self.take_over(remote, is_cancelled)?;
            let ours = self.tip()?;
            let (Some(tip), true) = (ours, ours != theirs) else {
                return Ok(Shared { received: self.count_new(before, ours)?, sent: 0 });
            };
            match self.send(remote, theirs, tip, is_cancelled) {
                Ok(()) => {
                    self.remember(remote, theirs, tip)?;
                    let received = self.count_new(before, theirs)?;
                    return Ok(Shared { received, sent: self.count_new(theirs, ours)? });
                }
                Err(error) if is_lost_race(&error) => pause(attempt, PAUSE),
                Err(error) => return Err(error),
            }
        }
        Err(self.contended())
    }

    /// Joins what `remote` has into what is here, and gives the commit that it has.
    fn take_over(
        &self,
        remote: &str,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Oid>, GitError> {
        // Read before the tip is: what was met last may be older than what is here, never newer.
        let met = self.target(&self.tracking(remote, "met"))?;
        let theirs = self.download(remote, is_cancelled)?;
        if let Some(theirs) = theirs {
            self.advance("paceline: add what was measured here", |tip| {
                if tip.is_none() {
                    return Ok(Move::To(theirs));
                }
                if tip == Some(theirs) || met == Some(theirs) {
                    return Ok(Move::Nowhere);
                }
                let (own, there) = (self.own_edits(met, tip, theirs)?, self.tree_of(Some(theirs))?);
                if own.is_empty() {
                    return Ok(Move::To(theirs));
                }
                Ok(Move::Commit { tree: self.edited(&there, &own)?, parent: Some(theirs) })
            })?;
            self.remember(remote, met, theirs)?;
        }
        Ok(theirs)
    }

    /// What was changed here since the remote was at `met`, as far as `theirs` lacks it.
    fn own_edits(
        &self,
        met: Option<Oid>,
        tip: Option<Oid>,
        theirs: Oid,
    ) -> Result<Vec<(String, Edit)>, GitError> {
        let (old, new) = (self.tree_of(met)?, self.tree_of(tip)?);
        let mut edits = Vec::new();
        for Difference { path, was, is } in self.differences(&old, &new)? {
            let there = self.blob_at(Some(theirs), &path)?;
            match (was, is, there) {
                // Somebody else shared one of that name first, or it is the same.
                (None, Some(_), Some(_)) => {}
                (_, Some(blob), there) if there != Some(blob) => {
                    edits.push((path, Edit::Put(blob)));
                }
                (Some(was), None, Some(there)) if was == there => {
                    edits.push((path, Edit::Remove));
                }
                _same_or_changed_there => {}
            }
        }
        Ok(edits)
    }

    /// The files that differ.
    fn differences(&self, old: &Tree<'_>, new: &Tree<'_>) -> Result<Vec<Difference>, GitError> {
        let difference = self
            .inner
            .diff_tree_to_tree(Some(old), Some(new), None)
            .map_err(|error| self.error("compare two trees", error))?;
        let deltas = difference.deltas().filter_map(|delta| {
            let file =
                if delta.status() == Delta::Deleted { delta.old_file() } else { delta.new_file() };
            let path = file.path()?.to_str()?.to_owned();
            let blob = |file: git2::DiffFile<'_>| file.exists().then(|| file.id());
            Some(Difference { path, was: blob(delta.old_file()), is: blob(delta.new_file()) })
        });
        Ok(deltas.collect())
    }

    fn count_new(&self, old: Option<Oid>, new: Option<Oid>) -> Result<usize, GitError> {
        let changes = self.differences(&self.tree_of(old)?, &self.tree_of(new)?)?;
        Ok(changes.iter().filter(|change| change.was.is_none()).count())
    }

    /// Gets the commit that `remote` has, with all it holds; `None` where it has none.
    fn download(
        &self,
        remote: &str,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Oid>, GitError> {
        let place = self.tracking(remote, "fetched");
        let wanted = format!("+{}:{place}", self.reference);
        let options =
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
        let mut arguments = options.to_vec();
        arguments.extend(["--refmap=", "--", remote, &wanted]);
        for attempt in 0..ATTEMPTS {
            match git(self.place(), &arguments, is_cancelled) {
                Ok(_) => return self.target(&place),
                Err(GitError::Command { message, .. }) if message.contains("find remote ref") => {
                    return Ok(None);
                }
                // Another process of this repository is fetching as well.
                Err(error) if is_lost_race(&error) => pause(attempt, PAUSE),
                Err(error) => return Err(error),
            }
        }
        Err(self.contended())
    }

    /// Moves the reference of `remote` from `old` to `new`, or fails where it is elsewhere.
    fn send(
        &self,
        remote: &str,
        old: Option<Oid>,
        new: Oid,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<(), GitError> {
        let reference = &self.reference;
        // Nothing after the colon: it must not be there yet.
        let old = old.map(|old| old.to_string()).unwrap_or_default();
        let lease = format!("--force-with-lease={reference}:{old}");
        let change = format!("{new}:{reference}");
        let arguments = [
            "push",
            "--quiet",
            "--no-verify",
            "--no-signed",
            "--no-follow-tags",
            "--recurse-submodules=no",
            &lease,
            "--",
            remote,
            &change,
        ];
        git(self.place(), &arguments, is_cancelled).map(drop)
    }

    /// Notes that what is here includes what `remote` has at `new`. Where another process noted
    /// something meanwhile, that stays: an older note than needed costs time and loses nothing.
    fn remember(&self, remote: &str, old: Option<Oid>, new: Oid) -> Result<(), GitError> {
        let note = self.tracking(remote, "met");
        if old != Some(new) {
            self.set(&note, old, new)?;
        }
        Ok(())
    }

    /// Where git is run.
    fn place(&self) -> &Path {
        self.inner.workdir().unwrap_or_else(|| self.inner.path())
    }

    /// The reference that notes something about a remote, beside the one with the files.
    fn tracking(&self, remote: &str, what: &str) -> String {
        let folder = self.reference.rsplit_once('/').map_or("refs", |(folder, _)| folder);
        let name = format!("{folder}/remotes/{remote}/{what}");
        if git2::Reference::is_valid_name(&name) {
            return name;
        }
        // A URL is no name, but its hash is.
        let hash = Oid::hash_object(ObjectType::Blob, remote.as_bytes());
        let hash = hash.map_or_else(|_| "url".to_owned(), |hash| hash.to_string());
        format!("{folder}/remotes/{hash}/{what}")
    }
}

fn is_lost_race(error: &GitError) -> bool {
    let GitError::Command { message, .. } = error else { return false };
    let is_race = LOST_RACES.iter().any(|sign| message.contains(sign));
    is_race && !message.contains("hook declined")
}
