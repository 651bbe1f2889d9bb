//! The history behind a commit, along first parents: what a branch was, merge by merge.

use git2::Oid;

use crate::{Commit, GitError, Repository};

/// Most commits that a search goes back: far more than any bisection or baseline needs, and still
/// read in a second or two.
const DEEPEST: usize = 100_000;

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

    /// Hears of `from` and its first parents until `is_last` says so, or `limit` were heard of.
    fn walk(
        &self,
        from: &Commit,
        limit: usize,
        mut is_last: impl FnMut(&git2::Commit<'_>) -> bool,
    ) -> Result<(), GitError> {
        let fail = |error| GitError::new("read the history", self.root(), error);
        let mut next = Some(self.find_commit(&from.id)?);
        for _ in 0..limit {
            let Some(id) = next else { break };
            let commit = self.inner.find_commit(id).map_err(fail)?;
            if is_last(&commit) {
                break;
            }
            next = commit.parent_ids().next();
        }
        Ok(())
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
