//! Which commits are tagged.

use std::collections::BTreeSet;

use crate::{GitError, Repository};

impl Repository {
    /// The full ids of the commits that tags name, annotated or not.
    pub fn tagged_commits(&self) -> Result<BTreeSet<String>, GitError> {
        let fail = |error| GitError::new("list the tags", self.root(), error);
        let mut commits = BTreeSet::new();
        for tag in self.inner.references_glob("refs/tags/*").map_err(fail)? {
            // A tag may name a file or folder as well.
            commits.extend(tag.map_err(fail)?.peel_to_commit().map(|found| found.id().to_string()));
        }
        Ok(commits)
    }
}
