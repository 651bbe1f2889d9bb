//! Which commits are tagged.

use std::collections::{BTreeMap, BTreeSet};

use crate::{GitError, Repository};

impl Repository {
    /// The full ids of the commits that tags name, annotated or not.
    pub fn tagged_commits(&self) -> Result<BTreeSet<String>, GitError> {
        Ok(self.tags()?.into_keys().collect())
    }

    /// The tags that name commits, annotated or not, by the full id of the commit; of several of one
    /// commit the last by name.
    pub fn tags(&self) -> Result<BTreeMap<String, String>, GitError> {
        let fail = |error| GitError::new("list the tags", self.root(), error);
        let mut tags: BTreeMap<String, String> = BTreeMap::new();
        for tag in self.inner.references_glob("refs/tags/*").map_err(fail)? {
            let tag = tag.map_err(fail)?;
            let name = tag.shorthand().unwrap_or_default().to_owned();
            // A tag may name a file or folder as well.
            let Ok(commit) = tag.peel_to_commit() else { continue };
            let known = tags.entry(commit.id().to_string()).or_default();
            *known = std::mem::take(known).max(name);
        }
        Ok(tags)
    }
}
