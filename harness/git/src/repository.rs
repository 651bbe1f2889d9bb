//! A repository on disk, read only: what is checked out, what a revision means, what changed.

use std::path::{Path, PathBuf};

use git2::{DiffOptions, ErrorCode, Oid, StatusOptions};

use crate::GitError;

/// An open repository with a working tree. Reads only: no operation changes anything in it.
pub struct Repository {
    inner: git2::Repository,
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

impl Repository {
    /// The repository that `path` lies in, or `None` when it lies in none, or in a bare one.
    pub fn discover(path: &Path) -> Result<Option<Self>, GitError> {
        let inner = match git2::Repository::discover(path) {
            Ok(inner) => inner,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(GitError::new("open the repository", path, error)),
        };
        let root = inner.workdir().map(Path::to_owned);
        Ok(root.map(|root| Self { inner, root }))
    }

    /// Top folder of the working tree, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What is checked out. Fails where there is no commit yet.
    ///
    /// Cost: a status of the working tree, but for the folders in `ignored` (relative to the top),
    /// whose content says nothing about the code: records that paceline itself wrote.
    pub fn head(&self, ignored: &[PathBuf]) -> Result<Head, GitError> {
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
            !ignored.iter().any(|folder| path.starts_with(folder))
        });
        let subject = commit.summary().ok().flatten().unwrap_or_default().to_owned();
        Ok(Head { commit: commit.id().to_string(), subject, dirty })
    }

    /// Full id of the commit that `revision` names: a branch, tag, short id, `HEAD~3`.
    pub fn resolve(&self, revision: &str) -> Result<String, GitError> {
        Ok(self.find_commit(revision)?.to_string())
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

    fn find_commit(&self, revision: &str) -> Result<Oid, GitError> {
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

    fn shallow_hint(&self) -> String {
        if self.inner.is_shallow() {
            "; this is a shallow clone: fetch more with `git fetch --unshallow`".to_owned()
        } else {
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;

    fn git(folder: &Path, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
            .args(["-c", "init.defaultBranch=main"])
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet"]);
        fs::write(folder.path().join("a.py"), "1\n").unwrap();
        git(folder.path(), &["add", "."]);
        git(folder.path(), &["commit", "--quiet", "-m", "one: first line\n\nbody"]);
        folder
    }

    #[test]
    fn the_head_is_read_from_a_subfolder() {
        let folder = repository();
        let inner = folder.path().join("deep/er");
        fs::create_dir_all(&inner).unwrap();
        let repository = Repository::discover(&inner).unwrap().unwrap();
        let head = repository.head(&[]).unwrap();
        assert_eq!((head.subject.as_str(), head.dirty), ("one: first line", false));
        assert_eq!(repository.resolve("main").unwrap(), head.commit);
        assert_eq!(repository.resolve(&head.commit[..8]).unwrap(), head.commit);
    }

    #[test]
    fn an_edit_and_an_untracked_file_make_it_dirty_and_ignored_folders_do_not() {
        let folder = repository();
        let repository = Repository::discover(folder.path()).unwrap().unwrap();
        fs::create_dir(folder.path().join("baselines")).unwrap();
        fs::write(folder.path().join("baselines/x.json"), "{}").unwrap();
        assert!(!repository.head(&["baselines".into()]).unwrap().dirty);
        assert!(repository.head(&[]).unwrap().dirty);
        fs::remove_dir_all(folder.path().join("baselines")).unwrap();
        fs::write(folder.path().join("a.py"), "2\n").unwrap();
        assert!(repository.head(&[]).unwrap().dirty);
    }

    #[test]
    fn changed_files_names_edited_and_new_ones() {
        let folder = repository();
        fs::write(folder.path().join("b.py"), "1\n").unwrap();
        git(folder.path(), &["add", "."]);
        git(folder.path(), &["commit", "--quiet", "-m", "two"]);
        fs::write(folder.path().join("c.py"), "1\n").unwrap();
        let repository = Repository::discover(folder.path()).unwrap().unwrap();
        assert_eq!(
            repository.changed_files("HEAD~1").unwrap(),
            [Path::new("b.py"), Path::new("c.py")]
        );
        assert_eq!(repository.changed_files("HEAD").unwrap(), [Path::new("c.py")]);
    }

    #[test]
    fn an_unknown_revision_an_empty_repository_and_no_repository_are_told_apart() {
        let folder = repository();
        let found = Repository::discover(folder.path()).unwrap().unwrap();
        let error = found.resolve("nope").unwrap_err().to_string();
        assert!(error.starts_with("`nope` names no commit in "), "{error}");

        let empty = tempfile::tempdir().unwrap();
        assert!(Repository::discover(empty.path()).unwrap().is_none());
        git(empty.path(), &["init", "--quiet"]);
        let unborn = Repository::discover(empty.path()).unwrap().unwrap();
        assert!(matches!(unborn.head(&[]), Err(GitError::Unborn { .. })));
    }
}
