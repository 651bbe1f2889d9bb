//! The history behind a commit, along first parents: what a branch was, merge by merge.

use std::path::Path;

use git2::Oid;

use crate::{Commit, GitError, Repository};

/// Most commits that a search goes back: far more than any bisection or baseline needs, and still
/// read in a second or two.
const DEEPEST: usize = 100_000;

/// Largest file that is read out of a commit, in bytes.
const LARGEST_FILE: usize = 4 << 20;

/// Who wrote a commit, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorship {
    /// The author's name; what is not UTF-8 in it is replaced.
    pub name: String,
    /// When it was written, in seconds since 1970 in UTC.
    pub seconds: i64,
}

impl Repository {
    /// `from` and its first parents, newest first, at most `limit` of them.
    ///
    /// Ends early at a root commit, and in a shallow clone at the last commit that is here.
    pub fn first_parents(&self, from: &Commit, limit: usize) -> Result<Vec<Commit>, GitError> {
        let mut found = Vec::new();
        self.walk(from, limit, |commit| {
            found.push(Commit::of(commit));
            false
        })?;
        Ok(found)
    }

    /// The commits after `good` up to `bad` along first parents, oldest first: empty where they are
    /// the same commit.
    ///
    /// Fails when `good` is none of the first parents of `bad`, or is too far away.
    pub fn first_parent_range(&self, good: &Commit, bad: &Commit) -> Result<Vec<Commit>, GitError> {
        let mut found = Vec::new();
        let mut is_there = false;
        self.walk(bad, DEEPEST, |commit| {
            is_there = commit.id().to_string() == good.id;
            if !is_there {
                found.push(Commit::of(commit));
            }
            is_there
        })?;
        if !is_there {
            return Err(GitError::NoAncestor {
                good: good.id.clone(),
                bad: bad.id.clone(),
                path: self.root().to_owned(),
                hint: self.ancestry_hint(good, bad),
            });
        }
        found.reverse();
        Ok(found)
    }

    /// Who wrote `commit`, and when.
    pub fn authorship(&self, commit: &Commit) -> Result<Authorship, GitError> {
        let fail = |error| GitError::new("read a commit", self.root(), error);
        let found = self.inner.find_commit(self.find_commit(&commit.id)?).map_err(fail)?;
        let author = found.author();
        let name = String::from_utf8_lossy(author.name_bytes()).into_owned();
        Ok(Authorship { name, seconds: author.when().seconds() })
    }

    /// The values of the trailers called `name` in the messages of the commits that are behind
    /// `head` and not behind `base`, newest first, each with its commit.
    ///
    /// Names are compared without case. In a shallow clone those that are not here are left out.
    pub fn trailers(
        &self,
        base: &Commit,
        head: &Commit,
        name: &str,
    ) -> Result<Vec<(Commit, String)>, GitError> {
        let fail = |error| GitError::new("read the history", self.root(), error);
        let [base, head] = [base, head].map(|commit| self.find_commit(&commit.id));
        let now = self.opened_anew()?;
        let mut walk = now.revwalk().map_err(fail)?;
        walk.push(head?).map_err(fail)?;
        walk.hide(base?).map_err(fail)?;
        let mut found = Vec::new();
        for id in walk.take(DEEPEST) {
            let commit = now.find_commit(id.map_err(fail)?).map_err(fail)?;
            // A message that is not UTF-8 has none that could be read.
            let message = std::str::from_utf8(commit.message_bytes()).unwrap_or_default();
            let trailers = git2::message_trailers_strs(message).map_err(fail)?;
            let named = trailers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
            found.extend(named.map(|(_, value)| (Commit::of(&commit), value.to_owned())));
        }
        Ok(found)
    }

    /// What the file at `path`, relative to the top, holds in `commit`; `None` where it is not
    /// there, or no file. Largest: 4 MiB, else `None` as well.
    pub fn file_at(&self, commit: &Commit, path: &Path) -> Result<Option<Vec<u8>>, GitError> {
        let fail = |error| GitError::new("read a commit", self.root(), error);
        let found = self.inner.find_commit(self.find_commit(&commit.id)?).map_err(fail)?;
        let tree = found.tree().map_err(fail)?;
        let Ok(entry) = tree.get_path(path) else { return Ok(None) };
        let Ok(blob) = self.inner.find_blob(entry.id()) else { return Ok(None) };
        Ok((blob.size() <= LARGEST_FILE).then(|| blob.content().to_vec()))
    }

    /// Hears of `from` and its first parents until `is_last` says so, or `limit` were heard of.
    fn walk(
        &self,
        from: &Commit,
        limit: usize,
        mut is_last: impl FnMut(&git2::Commit<'_>) -> bool,
    ) -> Result<(), GitError> {
        let fail = |error| GitError::new("read the history", self.root(), error);
        let mut next = Some(self.find_commit(&from.id)?);
        let now = self.opened_anew()?;
        for _ in 0..limit {
            let Some(id) = next else { break };
            let commit = now.find_commit(id).map_err(fail)?;
            if is_last(&commit) {
                break;
            }
            next = commit.parent_ids().next();
        }
        Ok(())
    }

    /// The repository as it is now: a fetch may have moved the end of a shallow history since it was
    /// opened, which libgit2 reads once.
    fn opened_anew(&self) -> Result<git2::Repository, GitError> {
        git2::Repository::open(self.inner.path())
            .map_err(|error| GitError::new("open the repository", self.root(), error))
    }

    /// Why `good` was not found behind `bad`, and what to do.
    fn ancestry_hint(&self, good: &Commit, bad: &Commit) -> String {
        let ids = [good, bad].map(|commit| Oid::from_str(&commit.id).ok());
        if let [Some(good), Some(bad)] = ids {
            if self.inner.graph_descendant_of(good, bad).unwrap_or(false) {
                return "; it comes after it: exchange the two".to_owned();
            }
            if self.inner.graph_descendant_of(bad, good).unwrap_or(false) {
                return "; it came in by a merge: name a commit of the branch itself, as in \
                        `git log --first-parent` shows them"
                    .to_owned();
            }
        }
        let hint = self.shallow_hint();
        if hint.is_empty() { "; name one of `git log --first-parent`".to_owned() } else { hint }
    }
}
