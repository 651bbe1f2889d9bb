//! The base of a check as code that can run: its commit in a working tree of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use paceline_git::{Commit, Repository, Worktree};
use paceline_measure::{Build, editable_folders, interpreter_of};
use paceline_model::{Body, Case, InvalidName, PythonTarget, Revision};

use crate::exit::Problem;
use crate::kept::Kept;
use crate::output;
use crate::processes;
use crate::session::{Label, Session};
use crate::tools::Bases;

/// A commit that is checked out beside what the user has.
pub(crate) struct Checkout {
    worktree: Worktree,
    // Dropped after the working tree in it.
    kept: Option<Kept>,
    /// Top of the user's own working tree.
    from: PathBuf,
    /// What is checked out.
    revision: Revision,
}

impl Checkout {
    /// Checks `commit` out to run `cases` there; it is removed with this value.
    ///
    /// Where an earlier command built the same, that build is there again; else it is built now.
    pub(crate) fn create(
        session: &Session<'_>,
        commit: &Commit,
        cases: &[Case],
    ) -> Result<Self, Problem> {
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
        repository.complete(commit, &|| session.world.is_interrupted())?;
        let (worktree, kept) = check_out(session, (repository, commit), cases)?;
        for folder in worktree.empty_submodules() {
            let inside = folder.strip_prefix(worktree.root()).unwrap_or(folder);
            output::tell(&format!(
                "warning: the submodule `{}` stays empty in base, since your checkout lacks its commit; fetch it \
                 with `git submodule update --init --recursive`",
                inside.display()
            ));
        }
        let mut checkout = Self { worktree, kept, from: real(repository.root()), revision };
        if checkout.is_built() {
            checkout.recall_builds(session, cases);
        } else {
            checkout.bring_harness(session)?;
            checkout.build(session, cases)?;
        }
        Ok(checkout)
    }

    fn is_built(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.is_built(self.worktree.root()))
    }

    /// Copies what belongs to the benchmark from head.
    fn bring_harness(&self, session: &Session<'_>) -> Result<(), Problem> {
        let from = &self.from;
        for place in &session.plan.harness {
            let Ok(inside) = place.strip_prefix(from) else {
                return Err(Problem::Input(format!(
                    "`{}`, which `harness` names, is not in the repository `{}`",
                    place.display(),
                    from.display()
                )));
            };
            replace(place, &self.worktree.root().join(inside)).map_err(|error| {
                Problem::Environment(format!(
                    "can't copy `{}` to base's checkout: {error}",
                    place.display()
                ))
            })?;
        }
        Ok(())
    }

    fn recall_builds(&self, session: &Session<'_>, cases: &[Case]) {
        session.announce("base is taken as an earlier command built it");
        let mut builds = session.builds.borrow_mut();
        let bases = cases.iter().map(|case| self.case(case));
        bases
            .filter_map(|case| Build::of(&case, &session.world.variables))
            .for_each(|build| builds.recall(build));
    }

    /// Builds it, where the build is to be kept: before anything else is written there.
    fn build(&mut self, session: &Session<'_>, cases: &[Case]) -> Result<(), Problem> {
        if self.kept.is_none() {
            return Ok(());
        }
        let [bases, _] = self.sides(cases, session);
        let bases: Vec<_> = bases
            .into_iter()
            .map(|base| session.equip(base, &self.revision))
            .collect::<Result<_, _>>()?;
        let (root, Some(kept)) = (self.worktree.root(), &mut self.kept) else { return Ok(()) };
        session.announce("building base");
        let builds = &mut session.builds.borrow_mut();
        builds.forget(root);
        let interpreters = &session.interpreters();
        if processes::build(&bases, interpreters, builds, session.world)? {
            kept.save(root);
        }
        Ok(())
    }

    /// `case` as it runs there: the same definition, other code.
    fn case(&self, case: &Case) -> Case {
        let mut moved = moved(case, &self.from, self.worktree.root());
        moved.other_root = Some(self.from.clone());
        if let Some(target) = self.own_target(case) {
            moved.environment.insert("CARGO_TARGET_DIR".to_owned(), Some(target));
        }
        moved
    }

    /// Where Cargo has to build base: in its checkout, where the user's configuration has one folder
    /// for all, in which one side's executable would take the place of the other's.
    fn own_target(&self, case: &Case) -> Option<String> {
        case.tool.as_ref()?.benchmark().filter(|benchmark| !benchmark.is_shared)?;
        let Body::Command(words) = &case.body else { return None };
        let is_outside = !real(Path::new(words.first()?)).starts_with(&self.from);
        let target = self.worktree.root().join("target");
        is_outside.then(|| target.to_string_lossy().into_owned())
    }

    /// [`Self::sides`], base with what its tools have.
    pub(crate) fn asked_sides(
        &self,
        cases: &[Case],
        session: &Session<'_>,
    ) -> Result<(Bases, Vec<Case>), Problem> {
        let [bases, heads] = self.sides(cases, session);
        Ok((session.ask_base(bases, &self.revision)?, heads))
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
                // In an environment of its own nothing is editable.
                let is_own = case.python.environment.is_some();
                let interpreter = interpreter_of(case, interpreters).filter(|_| !is_own);
                if let Some(interpreter) = interpreter {
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
}

/// A working tree of the commit: where an earlier one of the same builds was, else in the temporary
/// folder.
fn check_out(
    session: &Session<'_>,
    (repository, commit): (&Repository, &Commit),
    cases: &[Case],
) -> Result<(Worktree, Option<Kept>), Problem> {
    if let Some(kept) = Kept::open(session, commit, cases)
        // Where that fails it costs a build, no more.
        && let Ok(worktree) = repository.check_out_in(commit, kept.claim())
    {
        return Ok((worktree, Some(kept)));
    }
    Ok((repository.check_out(commit)?, None))
}

/// `case` with the code of another checkout: what it names below `from` it names below `to`.
///
/// The interpreter and what lies outside stay, so that nothing differs but the code. `from` is
/// without links.
pub(crate) fn moved(case: &Case, from: &Path, to: &Path) -> Case {
    let mut moved = case.clone();
    relocate(&mut moved.working_directory, from, to);
    relocate(&mut moved.root, from, to);
    moved.python.path.iter_mut().for_each(|folder| relocate(folder, from, to));
    if let Some(environment) = &mut moved.python.environment {
        environment.install.iter_mut().for_each(|folder| relocate(folder, from, to));
        if let Some(file) = &mut environment.requirements {
            let mut there = file.clone();
            relocate(&mut there, from, to);
            // A side that has none yet gets that of the other.
            if there.exists() {
                *file = there;
            }
        }
    }
    if let Body::Python(body) = &mut moved.body {
        match &mut body.target {
            PythonTarget::Script(path) => relocate(path, from, to),
            PythonTarget::Function { .. } | PythonTarget::Module(_) => {}
        }
    }
    moved
}

fn relocate(path: &mut PathBuf, from: &Path, to: &Path) {
    if path.is_relative() {
        return;
    }
    if let Ok(inside) = real(path).strip_prefix(from) {
        // Joining nothing would end the path in a slash.
        *path = to.join(inside).components().collect();
    }
}

/// Has `to` be what `from` is: a copy of that file or link, or nothing.
pub(crate) fn copy_over(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.symlink_metadata().is_ok() {
        return replace(from, to);
    }
    match fs::remove_file(to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Puts a copy of the file or folder `from` in the place of `to`, whatever is there. Links stay
/// links.
fn replace(from: &Path, to: &Path) -> std::io::Result<()> {
    let there = to.symlink_metadata();
    if there.as_ref().is_ok_and(fs::Metadata::is_dir) {
        fs::remove_dir_all(to)?;
    } else if there.is_ok() {
        fs::remove_file(to)?;
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    copy(from, to)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let kind = from.symlink_metadata()?.file_type();
    if kind.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    if !kind.is_dir() {
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// `path` without links as far as it is there.
pub(crate) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_owned(),
    })
}
