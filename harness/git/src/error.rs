//! What can go wrong with git, each with what to do about it.

use std::path::{Path, PathBuf};

use git2::ErrorCode;

/// A failed git operation. The message says what, where and how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The repository belongs to another user, as in many containers.
    #[error(
        "the repository `{}` belongs to another user, so git refuses to read it; \
         allow it with `git config --global --add safe.directory '{}'`",
        path.display(), path.display()
    )]
    Owner {
        /// Its working tree.
        path: PathBuf,
    },
    /// No commit yet.
    #[error("the repository `{}` has no commit yet; commit something first", path.display())]
    Unborn {
        /// Its working tree.
        path: PathBuf,
    },
    /// A revision that names nothing here.
    #[error("`{revision}` names no commit in `{}`{hint}", path.display())]
    UnknownRevision {
        /// What was asked for.
        revision: String,
        /// The working tree.
        path: PathBuf,
        /// What to do; starts with its own separator, or is empty.
        hint: String,
    },
    /// One commit is not behind another.
    #[error(
        "`{good}` is not among the first parents of `{bad}` in `{}`{hint}",
        path.display()
    )]
    NoAncestor {
        /// Full id of the commit that was looked for.
        good: String,
        /// Full id of the commit behind which.
        bad: String,
        /// The working tree.
        path: PathBuf,
        /// What to do; starts with its own separator, or is empty.
        hint: String,
    },
    /// A working tree of our own has no place.
    #[error("can't make a folder for the base in `{}`: {source}; set `TMPDIR` to another", path.display())]
    Folder {
        /// Where it was tried.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Anything else that libgit2 reports.
    #[error("git can't {action} in `{}`: {}", path.display(), source.message())]
    Other {
        /// What was tried, as in "read the status".
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What libgit2 says.
        source: git2::Error,
    },
}

impl GitError {
    /// Sorts an error of libgit2 that came up while doing `action` at `path`.
    pub(crate) fn new(action: &'static str, path: &Path, source: git2::Error) -> Self {
        let path = path.to_owned();
        // A code that libgit2 adds later is an `Other` as well.
        if source.code() == ErrorCode::Owner {
            Self::Owner { path }
        } else if source.code() == ErrorCode::UnbornBranch {
            Self::Unborn { path }
        } else {
            Self::Other { action, path, source }
        }
    }
}
