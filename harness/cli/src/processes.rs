//! Measuring with real processes, shown as it goes: what every command that measures does alike.

use std::collections::BTreeMap;

use paceline_measure::{
    Asking, BuildSurroundings, Builds, Found, Judge, Launcher, Outcome, Request, Sides,
    interpreter_of, measure,
};
use paceline_model::{Case, Failure, Interpreter};

use crate::exit::Problem;
use crate::profiling::Profiling;
use crate::progress::Display;
use crate::tools::import;
use crate::world::World;

/// What is to be measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Task<'a> {
    /// Of what the progress is, in a word.
    pub(crate) title: &'a str,
    /// The cases on one side or both.
    pub(crate) cases: &'a [Sides<'a>],
    /// The interpreters that they ask for.
    pub(crate) interpreters: &'a BTreeMap<String, Interpreter>,
    /// Whether a case goes on without its base when that fails.
    pub(crate) base_is_optional: bool,
    /// Seed of every coin.
    pub(crate) seed: u64,
    /// Time for profilers, in seconds; `None` for as long as timing took.
    pub(crate) profile_seconds: Option<f64>,
}

impl Task<'_> {
    /// Measures until `judge` calls every case decided or the time is spent, and then runs the profilers.
    pub(crate) fn measure(
        self,
        world: &World,
        builds: &mut Builds,
        judge: &mut Judge<'_>,
        profiling: &mut Profiling,
    ) -> Result<Outcome, Problem> {
        let compiled_modules = tempfile::Builder::new().prefix("paceline-").tempdir()?;
        let mut launcher = Launcher::start(&world.executable)?;
        let is_paired = self.cases.iter().any(|sides| sides.base.is_some());
        let counted = if is_paired { "pairs" } else { "invocations" };
        let mut progress = Display::new(world.progress, self.title, counted);
        let instruments = std::mem::take(&mut profiling.instruments);
        let request = Request {
            cases: self.cases,
            instruments: &instruments,
            interpreters: self.interpreters,
            variables: &world.variables,
            compiled_modules: compiled_modules.path(),
            base_is_optional: self.base_is_optional,
            import,
            profile_seconds: self.profile_seconds,
            seed: self.seed,
        };
        let outcome = measure(
            request,
            builds,
            &mut |processes| launcher.run_all(processes, &|| world.is_interrupted()),
            (judge, &mut |traced| profiling.read(traced)),
            &mut |event| progress.show(event),
        );
        progress.finish();
        if world.is_interrupted() { Err(Problem::Interrupted) } else { Ok(outcome?) }
    }
}

/// Runs the builds of `cases` that did not run yet, and tells whether all of them went well.
pub(crate) fn build(
    cases: &[Case],
    interpreters: &BTreeMap<String, Interpreter>,
    builds: &mut Builds,
    world: &World,
) -> Result<bool, Problem> {
    let compiled_modules = tempfile::Builder::new().prefix("paceline-").tempdir()?;
    let mut launcher = Launcher::start(&world.executable)?;
    let mut is_good = true;
    for case in cases {
        let around = BuildSurroundings {
            interpreter: interpreter_of(case, interpreters),
            variables: &world.variables,
            compiled_modules: compiled_modules.path(),
        };
        is_good &= builds.build(case, around, &mut |processes| {
            launcher.run_all(processes, &|| world.is_interrupted())
        })?;
    }
    Ok(is_good)
}

/// The benchmarks of the tool of `case`, or why it can't tell them; it is built where that did not run
/// yet. `known`: those of the other side.
pub(crate) fn ask(
    case: &Case,
    interpreters: &BTreeMap<String, Interpreter>,
    builds: &mut Builds,
    (known, world): (&[Found], &World),
) -> Result<Result<Vec<Found>, Failure>, Problem> {
    let compiled_modules = tempfile::Builder::new().prefix("paceline-").tempdir()?;
    let mut launcher = Launcher::start(&world.executable)?;
    let around = BuildSurroundings {
        interpreter: interpreter_of(case, interpreters),
        variables: &world.variables,
        compiled_modules: compiled_modules.path(),
    };
    let run = &mut |processes: &[paceline_measure::Process]| {
        launcher.run_all(processes, &|| world.is_interrupted())
    };
    let answer = paceline_measure::ask(case, Asking { around, import, known }, builds, run);
    if world.is_interrupted() { Err(Problem::Interrupted) } else { Ok(answer?) }
}
