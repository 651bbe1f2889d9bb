//! Builds: once for each command, folder and set of variables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use paceline_model::{Case, Failure, FailureKind, Interpreter};

use crate::LauncherError;
use crate::alignment::with_alignment;
use crate::step::{Runner, Setting, Step, Stop};
use crate::surroundings::variables;

/// Longest build: compilers take their time, and `timeout` is about invocations.
pub(crate) const BUILD_SECONDS: f64 = 3600.0;

/// A build: what runs, where, and with which variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// Program and arguments.
    pub arguments: Vec<String>,
    /// Folder in which it runs, absolute.
    pub folder: PathBuf,
    /// What is passed on of the caller's environment, the suite's own, and flags for aligned code.
    pub variables: BTreeMap<String, String>,
}

impl Build {
    /// The build of `case`, when it has one. `caller`: the environment of which little is passed on.
    pub fn of(case: &Case, caller: &BTreeMap<String, String>) -> Option<Self> {
        case.build.as_ref().map(|arguments| {
            let variables = variables(case, caller);
            Self {
                arguments: arguments.clone(),
                folder: case.working_directory.clone(),
                variables: if case.align_code { with_alignment(&variables) } else { variables },
            }
        })
    }
}

/// What the processes of a build get beside what their case says.
#[derive(Debug, Clone, Copy)]
pub struct BuildSurroundings<'a> {
    /// Of the case, when it has Python parts.
    pub interpreter: Option<&'a Interpreter>,
    /// The caller's environment.
    pub variables: &'a BTreeMap<String, String>,
    /// Where Python keeps compiled modules instead of the user's tree.
    pub compiled_modules: &'a Path,
}

/// Builds that ran already, with what came of them.
#[derive(Debug, Default)]
pub struct Builds(Vec<(Build, Option<Failure>)>);

impl Builds {
    /// Takes `build` as done, and well.
    pub fn recall(&mut self, build: Build) {
        self.0.push((build, None));
    }

    /// Forgets every build that ran in `folder` or below it.
    pub fn forget(&mut self, folder: &Path) {
        self.0.retain(|(build, _)| !build.folder.starts_with(folder));
    }

    /// Runs the build of `case`, if it has one that did not run yet, and tells whether it went well.
    /// Fails when it is cancelled or the launcher is gone.
    pub fn build(
        &mut self,
        case: &Case,
        around: BuildSurroundings<'_>,
        run: &mut Runner<'_>,
    ) -> Result<bool, LauncherError> {
        let setting = Setting::of(case, around);
        match self.run(&setting, run) {
            Ok(()) => Ok(true),
            Err(Stop::Failed(_)) => Ok(false),
            Err(Stop::Aborted(error)) => Err(error),
        }
    }

    /// Runs the case's build unless the same one ran in the same folder already.
    pub(crate) fn run(&mut self, setting: &Setting<'_>, run: &mut Runner<'_>) -> Result<(), Stop> {
        let Some(build) = Build::of(setting.case, &setting.variables) else { return Ok(()) };
        let known = self.0.iter().find(|(known, _)| *known == build);
        let outcome = if let Some((_, outcome)) = known {
            outcome.clone()
        } else {
            let setting = Setting { variables: build.variables.clone(), ..setting.clone() };
            let step = Step {
                what: "the build",
                kind: FailureKind::Build,
                arguments: &build.arguments,
                timeout_seconds: BUILD_SECONDS,
            };
            let outcome = match setting.run_command(step, run) {
                Ok(()) => None,
                Err(Stop::Failed(failure)) => Some(failure),
                Err(aborted) => return Err(aborted),
            };
            self.0.push((build, outcome.clone()));
            outcome
        };
        outcome.map_or(Ok(()), |failure| Err(Stop::Failed(failure)))
    }
}
