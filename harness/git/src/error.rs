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
    /// A kind of repository that libgit2 can't read.
    #[error("libgit2 can't read the repository `{}`: {what}", path.display())]
    Unsupported {
        /// Where.
        path: PathBuf,
        /// What it has that libgit2 does not know, and what to do about it.
        what: String,
    },
    /// No commit to compare with.
    #[error("no commit to compare with in `{}`: {reason}; name one with `--base`", path.display())]
    NoBase {
        /// The working tree.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The git program failed.
    #[error("`{command}` failed in `{}`: {message}", path.display())]
    Command {
        /// What was run.
        command: String,
        /// Where.
        path: PathBuf,
        /// Its last words.
        message: String,
    },
    /// The user asked to stop.
    #[error("interrupted")]
    Cancelled,
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
        if let Some(what) = unsupported(source.message()) {
            return Self::Unsupported { path, what };
        }
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

/// What to do about a repository of a kind that libgit2 does not know, by its complaint; `None`
/// where it complains about something else.
fn unsupported(complaint: &str) -> Option<String> {
    let complaint = complaint.to_lowercase();
    if complaint.contains("object format") || complaint.contains("objectformat") {
        return Some(
            "its object ids are not SHA-1; measure copies without git instead: for each side \
             `git archive COMMIT | tar -x -C FOLDER` and `paceline run --output FILE` in it, and \
             then `paceline compare`"
                .to_owned(),
        );
    }
    if complaint.contains("refstorage") || complaint.contains("reftable") {
        return Some(
            "its references are kept as a reftable; bring them back to files with \
             `git refs migrate --ref-format=files`"
                .to_owned(),
        );
    }
    complaint
        .contains("extension")
        .then(|| format!("{complaint}; clone it without that extension, and measure in the clone"))
}
