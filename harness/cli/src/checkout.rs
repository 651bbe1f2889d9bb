//! The base of a check as code that can run: its commit in a working tree of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use paceline_git::{Commit, Worktree};
use paceline_measure::{editable_folders, interpreter_of};
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
        moved.other_root = Some(self.from.clone());
        moved.python.path.iter_mut().for_each(|folder| self.relocate(folder));
        if let Body::Python(body) = &mut moved.body {
            match &mut body.target {
                PythonTarget::Script(path) => self.relocate(path),
                PythonTarget::Function { .. } | PythonTarget::Module(_) => {}
            }
        }
        moved
    }

    /// All of `cases` as they run there and as they run here, in their order.
    ///
    /// On both sides the folders of editable installs come onto the module path, so that base gets
    /// its own ones and not those that the interpreter knows, which are here.
    pub(crate) fn sides(&self, cases: &[Case], session: &Session<'_>) -> [Vec<Case>; 2] {
        let mut known = BTreeMap::new();
        let heads: Vec<_> = cases
            .iter()
            .map(|case| {
                let mut head = case.clone();
                head.other_root = Some(self.worktree.root().to_owned());
                let interpreters = &session.environment.interpreters;
                if let Some(interpreter) = interpreter_of(case, interpreters) {
                    let folders: &Vec<PathBuf> =
                        known.entry(&interpreter.path).or_insert_with(|| {
                            let variables = &session.world.variables;
                            editable_folders(interpreter, &self.from, variables)
                        });
                    let new = folders.iter().filter(|folder| !case.python.path.contains(folder));
                    head.python.path.extend(new.cloned());
                }
                head
            })
            .collect();
        let bases = heads.iter().map(|head| self.case(head)).collect();
        [bases, heads]
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
