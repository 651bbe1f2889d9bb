//! The base of a check as code that can run: its commit in a working tree of its own.

use std::path::{Path, PathBuf};

use paceline_git::{Commit, Worktree};
use paceline_model::{Body, Case, InvalidName, PythonTarget, Revision};

use crate::exit::Problem;
use crate::session::{Label, Session};

/// A commit that is checked out beside what the user has.
pub(crate) struct Checkout {
    worktree: Worktree,
    /// Top of the user's own working tree.
    from: PathBuf,
    /// What is checked out.
    revision: Revision,
}

impl Checkout {
    /// Checks `commit` out into the temporary folder; it is removed with this value.
    pub(crate) fn create(session: &Session<'_>, commit: &Commit) -> Result<Self, Problem> {
        let Some(repository) = &session.repository else {
            return Err(Problem::input("a commit needs a git repository"));
        };
        let revision = Revision {
            commit: Some(
                commit
                    .id
                    .parse()
                    .map_err(|error: InvalidName| Problem::Environment(error.to_string()))?,
            ),
            dirty: false,
            subject: Some(commit.subject.clone()),
        };
        let worktree = repository.check_out(commit)?;
        Ok(Self { worktree, from: real(repository.root()), revision })
    }

    /// `case` as it runs there: the same definition, other code.
    ///
    /// Paths inside of the user's working tree move along; the interpreter and what lies outside
    /// stay, so that the two sides differ in nothing but the commit.
    fn case(&self, case: &Case) -> Case {
        let mut moved = case.clone();
        self.relocate(&mut moved.working_directory);
        self.relocate(&mut moved.root);
        moved.python.path.iter_mut().for_each(|folder| self.relocate(folder));
        if let Body::Python(body) = &mut moved.body {
            match &mut body.target {
                PythonTarget::Script(path) => self.relocate(path),
                PythonTarget::Function { .. } | PythonTarget::Module(_) => {}
            }
        }
        moved
    }

    /// All of `cases` as they run there, in their order.
    pub(crate) fn cases(&self, cases: &[Case]) -> Vec<Case> {
        cases.iter().map(|case| self.case(case)).collect()
    }

    /// What it is called in a comparison.
    pub(crate) fn label(&self) -> Label {
        Label { revision: self.revision.clone(), ..Label::default() }
    }

    fn relocate(&self, path: &mut PathBuf) {
        if path.is_relative() {
            return;
        }
        if let Ok(inside) = real(path).strip_prefix(&self.from) {
            // Joining nothing would end the path in a slash.
            *path = self.worktree.root().join(inside).components().collect();
        }
    }
}

/// `path` without links as far as it is there.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_owned(),
    })
}
