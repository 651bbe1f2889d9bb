//! A repository on disk: what is checked out, what a revision means, what changed.

use std::path::{Path, PathBuf};

use git2::{DiffOptions, ErrorCode, Oid, StatusOptions};

use crate::{Claim, GitError, Worktree, worktree};

/// An open repository with a working tree. No operation changes anything of it but git's list of
/// working trees.
pub struct Repository {
    pub(crate) inner: git2::Repository,
    root: PathBuf,
}

/// What is checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Full hexadecimal id of the commit.
    pub commit: String,
    /// First line of its message.
    pub subject: String,
    /// Whether tracked files differ from it, or files are there that git neither tracks nor
    /// ignores.
    pub dirty: bool,
}

/// A commit that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its full hexadecimal id.
    pub id: String,
    /// First line of its message.
    pub subject: String,
}

impl Commit {
    pub(crate) fn of(commit: &git2::Commit<'_>) -> Self {
        Self { id: commit.id().to_string(), subject: subject(commit) }
    }
}

impl Repository {
    /// The repository that `path` lies in, or `None` when it lies in none, or in a bare one.
    pub fn discover(path: &Path) -> Result<Option<Self>, GitError> {
        let inner = match git2::Repository::discover(path) {
            Ok(inner) => inner,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(GitError::new("open the repository", path, error)),
        };
        // Without the slash that libgit2 puts at its end.
        let root = inner.workdir().map(|path| path.components().collect());
        Ok(root.map(|root| Self { inner, root }))
    }

    /// Top folder of the working tree, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder with the objects and references, which all its working trees share.
    pub fn common_folder(&self) -> &Path {
        self.inner.commondir()
    }

    /// What is checked out. Fails where there is no commit yet.
    ///
    /// Cost: a status of the working tree. Files that are `ignored` (seen from the top) don't make it dirty: records
    /// that paceline itself wrote say nothing about the code.
    pub fn head(&self, ignored: impl Fn(&Path) -> bool) -> Result<Head, GitError> {
        let fail = |action| move |error| GitError::new(action, &self.root, error);
        let commit = self
            .inner
            .head()
            .and_then(|reference| reference.peel_to_commit())
            .map_err(fail("read HEAD"))?;
        let mut options = StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).exclude_submodules(true);
        let statuses = self.inner.statuses(Some(&mut options)).map_err(fail("read the status"))?;
        let dirty = statuses.iter().any(|entry| {
            let path = Path::new(std::str::from_utf8(entry.path_bytes()).unwrap_or_default());
            !ignored(path)
        });
        Ok(Head { commit: commit.id().to_string(), subject: subject(&commit), dirty })
    }

    /// The commit that `revision` names: a branch, tag, short id, `HEAD~3`.
    pub fn resolve(&self, revision: &str) -> Result<Commit, GitError> {
        let id = self.find_commit(revision)?;
        let commit = self
            .inner
            .find_commit(id)
            .map_err(|error| GitError::new("read a commit", &self.root, error))?;
        Ok(Commit::of(&commit))
    }

    /// Checks `commit` out into a working tree of its own, in the temporary folder.
    ///
    /// Removes what [`Self::remove_stale`] does before. Submodules get the files that the user's own
    /// checkout has of them. Files that filters such as LFS would bring stay as they are stored.
    pub fn check_out(&self, commit: &Commit) -> Result<Worktree, GitError> {
        self.remove_stale();
        Worktree::create(&self.inner, self.find_commit(&commit.id)?, self.root())
    }

    /// The working tree of `commit` in a folder of the caller's, whose files stay when the value is
    /// dropped: the next call with the same folder takes them as they are.
    ///
    /// - Only git's list of working trees changes for as long as the value lives.
    /// - Where the folder has none, `commit` is checked out. The caller answers for it that one that
    ///   is there is of this commit.
    pub fn check_out_in(&self, commit: &Commit, claim: &Claim) -> Result<Worktree, GitError> {
        self.remove_stale();
        Worktree::claimed(&self.inner, self.find_commit(&commit.id)?, (claim, self.root()))
    }

    /// Removes working trees that an earlier paceline left behind when it was killed.
    pub fn remove_stale(&self) {
        worktree::remove_stale(&self.inner);
    }

    /// Files that differ between the commit that `revision` names and the working tree, untracked
    /// ones included. Paths relative to [`Self::root`], sorted.
    pub fn changed_files(&self, revision: &str) -> Result<Vec<PathBuf>, GitError> {
        let fail = |error| GitError::new("compare with the working tree", &self.root, error);
        let commit = self.find_commit(revision)?;
        let tree = self.inner.find_commit(commit).and_then(|commit| commit.tree()).map_err(fail)?;
        let mut options = DiffOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true);
        let diff = self
            .inner
            .diff_tree_to_workdir_with_index(Some(&tree), Some(&mut options))
            .map_err(fail)?;
        let mut paths: Vec<_> = diff
            .deltas()
            .flat_map(|delta| [delta.old_file().path(), delta.new_file().path()])
            .flatten()
            .map(Path::to_owned)
            .collect();
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    pub(crate) fn find_commit(&self, revision: &str) -> Result<Oid, GitError> {
        let object =
            self.inner.revparse_single(revision).and_then(|object| object.peel_to_commit());
        match object {
            Ok(commit) => Ok(commit.id()),
            Err(error) if error.code() == ErrorCode::Owner => {
                Err(GitError::new("read a revision", &self.root, error))
            }
            Err(_unknown) => Err(GitError::UnknownRevision {
                revision: revision.to_owned(),
                path: self.root.clone(),
                hint: self.shallow_hint(),
            }),
        }
    }

    pub(crate) fn shallow_hint(&self) -> String {
        if self.inner.is_shallow() {
            "; this is a shallow clone: fetch more with `git fetch --unshallow`".to_owned()
        } else {
            String::new()
        }
    }
}

/// First line of the commit's message.
pub(crate) fn subject(commit: &git2::Commit<'_>) -> String {
    commit.summary().ok().flatten().unwrap_or_default().to_owned()
}
