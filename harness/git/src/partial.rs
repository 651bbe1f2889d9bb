//! Brings the files of a commit that a partial clone left at its remote: libgit2 knows no such clones.

use std::fs;

use crate::command::git_with;
use crate::{Commit, GitError, Repository};

impl Repository {
    /// Has every file of `commit` here. Does nothing but in a partial clone, such as
    /// `git clone --filter=blob:none` makes.
    ///
    /// Costs one request to the remote for all files that are missing, and room for the commit's files
    /// for as long as it takes. `is_cancelled` is asked meanwhile.
    pub fn complete(
        &self,
        commit: &Commit,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<(), GitError> {
        if !self.is_partial() {
            return Ok(());
        }
        let failed = |source| GitError::Folder { path: std::env::temp_dir(), source };
        let folder = tempfile::tempdir().map_err(failed)?;
        let tree = folder.path().join("tree");
        fs::create_dir(&tree).map_err(failed)?;
        // What is checked out is asked for at once, what is looked at alone would be asked for alone.
        let tree = format!("--work-tree={}", tree.display());
        let everything = ["-c", "core.sparseCheckout=false", &tree];
        let check_out = ["read-tree", "--reset", "-u", &commit.id];
        let index = folder.path().join("index");
        let variables = [("GIT_INDEX_FILE", index.as_path())];
        let arguments = [&everything[..], &check_out].concat();
        git_with(self.root(), &arguments, &variables, is_cancelled).map(drop)
    }

    fn is_partial(&self) -> bool {
        let promises = |config: git2::Config| {
            let mut entries = config.entries(Some(r"^remote\..*\.promisor$"))?;
            Ok::<_, git2::Error>(entries.next().is_some())
        };
        self.inner.config().and_then(promises).unwrap_or(false)
    }
}
