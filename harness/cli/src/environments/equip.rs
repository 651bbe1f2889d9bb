//! Gives cases the interpreter of their environment, which is made where it is not there yet.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use paceline_git::{Claim, Repository};
use paceline_measure::interpreter_of;
use paceline_model::{Case, Interpreter, Revision};

use super::make::make;
use super::recipe::Recipe;
use crate::exit::Problem;
use crate::output;
use crate::world::{ProgressMode, World};

/// Most environments that are kept.
const MOST: usize = 10;
/// Written last, with the time of the last use in seconds since 1970: without it there is none.
const COMPLETE: &str = "complete";
/// Digits of its identity that name a folder: the same for both sides, and few, for short paths.
const DIGITS: usize = 16;

/// What an environment is made with.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) world: &'a World,
    pub(crate) repository: Option<&'a Repository>,
    /// Those that were found, by request.
    pub(crate) interpreters: &'a BTreeMap<String, Interpreter>,
}

/// The environments of a session; nobody else changes them meanwhile.
#[derive(Default)]
pub(crate) struct Environments(RefCell<BTreeMap<String, Made>>);

struct Made {
    interpreter: Interpreter,
    // Dropped at the end of the session.
    _home: Home,
}

/// Where an environment lies.
enum Home {
    Kept(Claim),
    Temporary(tempfile::TempDir),
}

impl Home {
    fn folder(&self) -> PathBuf {
        let folder = match self {
            Self::Kept(claim) => claim.folder(),
            Self::Temporary(folder) => folder.path(),
        };
        folder.join("venv")
    }
}

impl Environments {
    /// `found`, and beside them the interpreters of all environments, by the requests that
    /// [equipped](Self::equip) cases have.
    pub(crate) fn beside(
        &self,
        found: &BTreeMap<String, Interpreter>,
    ) -> BTreeMap<String, Interpreter> {
        let mut all = found.clone();
        let made = self.0.borrow();
        let made = made.values().map(|made| made.interpreter.clone());
        all.extend(made.map(|interpreter| (interpreter.path.clone(), interpreter)));
        all
    }

    /// `case`, which is of `revision`, with the interpreter of the environment that it asks for, and
    /// that environment's programs first on `PATH`. One that asks for none, or has it, stays as it is.
    pub(crate) fn equip(
        &self,
        case: Case,
        revision: &Revision,
        scene: Scene<'_>,
    ) -> Result<Case, Problem> {
        let has_it =
            |path: &String| self.0.borrow().values().any(|made| made.interpreter.path == *path);
        let Some(wanted) = &case.python.environment else { return Ok(case) };
        if case.python.request.as_ref().is_some_and(has_it) {
            return Ok(case);
        }
        let Some(interpreter) = interpreter_of(&case, scene.interpreters) else {
            return Ok(case);
        };
        let recipe = Recipe::new(wanted, interpreter, (&case.root, revision))?;
        let known = self.0.borrow().get(&recipe.identity).map(|made| made.interpreter.clone());
        let interpreter = match known {
            Some(interpreter) => interpreter,
            None => self.add(&recipe, scene)?,
        };
        let mut equipped = case.clone();
        let programs = Path::new(&interpreter.path).parent().unwrap_or(Path::new("/"));
        let own = case.environment.get("PATH").cloned().flatten();
        let path = own.or_else(|| scene.world.variables.get("PATH").cloned()).unwrap_or_default();
        let path = format!("{}:{path}", programs.display());
        equipped.environment.insert("PATH".to_owned(), Some(path));
        equipped.python.request = Some(interpreter.path);
        Ok(equipped)
    }

    fn add(&self, recipe: &Recipe<'_>, scene: Scene<'_>) -> Result<Interpreter, Problem> {
        let home = home(recipe, scene.world)?;
        let place = home.folder();
        let complete = place.with_file_name(COMPLETE);
        if !complete.exists() {
            if scene.world.progress != ProgressMode::Silent {
                output::tell("making a Python environment");
            }
            if let Home::Kept(claim) = &home {
                claim.clear()?;
            }
            make(recipe, &place, scene)?;
        }
        fs::write(complete, jiff::Timestamp::now().as_second().to_string())?;
        let path = place.join("bin/python").display().to_string();
        let interpreter = Interpreter { path, ..recipe.interpreter.clone() };
        let made = Made { interpreter: interpreter.clone(), _home: home };
        self.0.borrow_mut().insert(recipe.identity.clone(), made);
        drop(scene.world.cache().map(|cache| trim(&cache.join("environments"))));
        Ok(interpreter)
    }
}

/// A folder for the environment: in the cache, else, where it is not to last or another process uses
/// it, a temporary one.
fn home(recipe: &Recipe<'_>, world: &World) -> Result<Home, Problem> {
    let cache = world.cache().filter(|_| recipe.is_lasting());
    let kept = cache.and_then(|cache| {
        Claim::take(&cache.join("environments").join(&recipe.identity[..DIGITS])).ok()?
    });
    Ok(match kept {
        Some(claim) => Home::Kept(claim),
        None => Home::Temporary(tempfile::Builder::new().prefix("paceline-").tempdir()?),
    })
}

/// Removes those that were used longest ago, as far as there are too many, and unfinished ones.
fn trim(cache: &Path) -> std::io::Result<()> {
    let used = |folder: &Path| -> Option<i64> {
        fs::read_to_string(folder.join(COMPLETE)).ok()?.parse().ok()
    };
    let folders = fs::read_dir(cache)?.flatten().map(|entry| entry.path());
    let mut folders: Vec<_> = folders.map(|folder| (used(&folder), folder)).collect();
    folders.sort();
    folders.reverse();
    for (place, (used, folder)) in folders.into_iter().enumerate() {
        // One that is in use stays.
        if (place >= MOST || used.is_none())
            && let Some(claim) = Claim::take(&folder)?
        {
            claim.remove()?;
        }
    }
    Ok(())
}
