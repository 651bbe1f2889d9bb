//! Profilers around the cases of a run: which ones, and what they found.

use std::collections::BTreeMap;

use paceline_measure::{
    InterpreterSearch, Launcher, Outcome, Process, Sides, Tally, Traced, interpreter_of, sampler,
};
use paceline_model::{
    CaseRecord, Instrument, Interpreter, Member, MetricName, ProfilerChoice, ProfilerRun,
    ProfilerTrial, Side,
};
use paceline_profile::{Gathered, Gathering, Scope, Target, Tools, select, survey};

use crate::exit::Problem;
use crate::world::World;

/// Longest that a tool may take to tell its version, or pip to install one, in nanoseconds.
const PATIENCE: u64 = 300_000_000_000;
/// Most bytes that a tool's answer is read for.
const ANSWER: usize = 64 << 10;

/// Profilers around the cases of a run.
#[derive(Default)]
pub(crate) struct Profiling {
    /// The profilers of each case, in the order of the cases.
    pub(crate) instruments: Vec<Vec<Instrument>>,
    missing: Vec<Vec<ProfilerRun>>,
    scopes: BTreeMap<(usize, Side), Scope>,
    gathering: Gathering,
}

/// What the profilers found on one side of a case.
pub(crate) struct Found {
    /// Place of the case in the run.
    pub(crate) case: usize,
    /// The side.
    pub(crate) side: Side,
    /// Stacks and files for other tools.
    pub(crate) gathered: Gathered,
}

/// Which profilers can be used here; those of Python in the interpreter that a suite gets without
/// asking for one.
pub(crate) fn survey_here(world: &World) -> Result<Vec<ProfilerTrial>, Problem> {
    let mut launcher = Launcher::start(&world.executable)?;
    let mut tools = Tools::new(|words| ask(&mut launcher, words, world))
        .with_sampler(sampler(&world.executable))
        .with_packages(world.cache().map(|cache| cache.join("profilers")), false);
    let directory = std::env::current_dir()?;
    // Without one, each profiler of Python says so.
    let interpreter = InterpreterSearch::new(world.variables.clone()).find(None, &directory).ok();
    Ok(survey(interpreter.as_ref(), &mut tools))
}

impl Profiling {
    /// Chooses the profilers of all cases. Fails for one that the suite asks for by name and that can't
    /// be used.
    ///
    /// - `may_install`: whether packages that such ones need are installed into paceline's own folder.
    pub(crate) fn plan(
        sides: &[Sides<'_>],
        interpreters: &BTreeMap<String, Interpreter>,
        world: &World,
        may_install: bool,
    ) -> Result<Self, Problem> {
        let mut profiling = Self::default();
        if sides.iter().all(|sides| sides.head.profilers == ProfilerChoice::None) {
            return Ok(profiling);
        }
        let mut launcher = Launcher::start(&world.executable)?;
        let mut tools = Tools::new(|words| ask(&mut launcher, words, world))
            .with_sampler(sampler(&world.executable))
            .with_packages(world.cache().map(|cache| cache.join("profilers")), may_install);
        for (place, sides) in sides.iter().enumerate() {
            let interpreter = interpreter_of(sides.head, interpreters);
            let target = Target { case: sides.head, interpreter };
            let asked: Vec<_> = sides.head.metrics.iter().map(MetricName::as_str).collect();
            let choice = &sides.head.profilers;
            let tool = sides.head.tool.as_ref().map(|tool| &tool.member);
            let (instruments, missing) = if matches!(tool, Some(Member::Broken(_))) {
                // There is nothing to run; what it failed with is told.
                (Vec::new(), Vec::new())
            } else {
                let selection = select(&target, choice, &asked, &mut tools)
                    .map_err(|error| Problem::Environment(format!("{}: {error}", sides.id)))?;
                (selection.instruments, selection.missing)
            };
            profiling.instruments.push(instruments);
            profiling.missing.push(missing);
            let cases = [(Side::Base, sides.base), (Side::Head, Some(sides.head))];
            for (side, case) in cases {
                let scope = case.map(|case| Scope::new(&case.root, &case.working_directory));
                profiling.scopes.extend(scope.map(|scope| ((place, side), scope)));
            }
        }
        Ok(profiling)
    }

    /// Reads what one process left.
    pub(crate) fn read(&mut self, traced: Traced<'_>) -> Result<Tally, String> {
        let place = (traced.case, traced.side);
        let scope = self.scopes.get(&place).ok_or("nobody planned to profile this case")?;
        let counted = self
            .gathering
            .read(place, traced.instrument, traced.traces, scope)
            .map_err(|error| error.to_string())?;
        Ok(Tally { totals: counted.totals, repeats: counted.repeats })
    }

    /// Puts what was found into the records of `outcome`, and gives the rest of it.
    pub(crate) fn complete(mut self, sides: &[Sides<'_>], outcome: &mut Outcome) -> Vec<Found> {
        let mut found = Vec::new();
        let mut bases = outcome.base.iter_mut();
        for (case, (sides, head)) in sides.iter().zip(&mut outcome.head).enumerate() {
            let base = sides.base.and_then(|_measured| bases.next());
            for (side, record) in [(Side::Base, base), (Side::Head, Some(head))] {
                let Some(record) = record else { continue };
                let missing = self.missing.get(case).map_or(&[][..], Vec::as_slice);
                add(record, missing, self.gathering.take(case, side), |gathered| {
                    found.push(Found { case, side, gathered });
                });
            }
        }
        found
    }
}

/// Completes a record by the profilers that could not be used and by what the others found.
fn add(
    record: &mut CaseRecord,
    missing: &[ProfilerRun],
    gathered: Option<Gathered>,
    keep: impl FnOnce(Gathered),
) {
    if !missing.is_empty() || gathered.is_some() {
        let profile = record.profile.get_or_insert_default();
        profile.profilers.extend_from_slice(missing);
        if let Some(gathered) = gathered {
            profile.functions = gathered.functions();
            record.notes.extend_from_slice(gathered.notes());
            keep(gathered);
        }
    }
}

/// Whether tools may know a variable: where programs and homes are, and how pip and uv get to their index.
pub(crate) fn tells_tools(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    matches!(
        name.as_str(),
        "PATH" | "HOME" | "SSL_CERT_FILE" | "SSL_CERT_DIR" | "REQUESTS_CA_BUNDLE"
    ) || name.starts_with("PIP_")
        || name.starts_with("UV_")
        || name.ends_with("_PROXY")
}

/// What the tool prints on standard output; `None` when it is not there or does not end well.
fn ask(launcher: &mut Launcher, words: &[&str], world: &World) -> Option<String> {
    let environment = world.variables.iter().filter(|(name, _)| tells_tools(name));
    let environment = environment.map(|(name, value)| (name.clone(), value.clone()));
    let process = Process {
        arguments: words.iter().map(|word| (*word).to_owned()).collect(),
        environment: environment.collect(),
        // Python looks for modules where it runs: anybody may put some into the temporary folder.
        directory: "/".into(),
        timeout_nanoseconds: PATIENCE,
        output_limit: ANSWER,
        error_limit: 0,
        fixed_addresses: false,
        cleans_up: false,
    };
    let exits = launcher.run_all(&[process], &|| world.is_interrupted()).ok()?;
    let exit = exits.into_iter().next().filter(paceline_measure::Exit::is_success)?;
    Some(exit.output.text())
}
