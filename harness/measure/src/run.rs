//! A whole run: prepares every case, times them in pairs, gives the records of both sides.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use paceline_model::{Case, CaseId, CaseRecord, Instrument, Interpreter, Side};

use crate::LauncherError;
use crate::build::{BuildSurroundings, Builds};
use crate::clock::monotonic_seconds;
use crate::entry::Entry;
use crate::event::Event;
use crate::judge::Judge;
use crate::lane::Lane;
use crate::prepare::{check, needs_python};
use crate::profiling::{Reader, profile_all};
use crate::python::{InterpreterError, InterpreterSearch};
use crate::schedule::{time_all, warm_up};
use crate::step::{Runner, Setting};
use crate::tool::{Import, SharedRuns};

/// What is to be measured.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The cases: head, and base where it is measured beside it.
    pub cases: &'a [Sides<'a>],
    /// The profilers of each case, in the order of `cases`; the most important first.
    pub instruments: &'a [Vec<Instrument>],
    /// Time for the profilers, in seconds; `None` for as long as timing took.
    pub profile_seconds: Option<f64>,
    /// The interpreters that the cases ask for, as [`find_interpreters`] gives them.
    pub interpreters: &'a BTreeMap<String, Interpreter>,
    /// The caller's environment; workloads get little of it.
    pub variables: &'a BTreeMap<String, String>,
    /// An empty folder where Python may keep compiled modules, so that they stay out of the user's
    /// tree and are not compiled again in every process.
    pub compiled_modules: &'a Path,
    /// Whether a case goes on without its base when that fails: base is other code, which may not
    /// know the workload yet.
    pub base_is_optional: bool,
    /// Reads what other tools write, for cases that one measures.
    pub import: Import,
    /// Seed of every coin.
    pub seed: u64,
}

/// A case on one side or both.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The name of the case, without what tells its variants apart.
    pub id: &'a CaseId,
    /// What is compared with, when it is measured in this run.
    pub base: Option<&'a Case>,
    /// What is judged.
    pub head: &'a Case,
}

/// What a run gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Base's cases; empty when only head was measured.
    pub base: Vec<CaseRecord>,
    /// Head's cases, in the order of the request.
    pub head: Vec<CaseRecord>,
    /// How long it took, in seconds.
    pub duration_seconds: f64,
}

/// Measures all cases of the request.
///
/// A case that fails is recorded as failed and the others go on. Fails as a whole when the launcher
/// dies or the user stops it.
///
/// - `builds`: those that ran already; what is built now is added.
/// - `run`: runs processes one after the other, each to its end, until one does not succeed, and
///   gives those that ran; [`crate::Launcher::run_all`] in earnest.
/// - `judge`: hears of every pair; once it calls a case decided, the case ends.
/// - `read`: reads what profiled processes leave.
/// - `tell`: is told what goes on, never while a process is being timed.
pub fn measure(
    request: Request<'_>,
    builds: &mut Builds,
    run: &mut Runner<'_>,
    (judge, read): (&mut Judge<'_>, &mut Reader<'_>),
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Outcome, LauncherError> {
    let start = Instant::now();
    let run_start = monotonic_seconds();
    let mut entries = entries(request);
    for entry in &mut entries {
        prepare(entry, builds, run, tell)?;
    }
    for entry in entries.iter_mut().filter(|entry| !entry.has_failed()) {
        warm_up(entry, run, tell)?;
    }
    time_all(&mut entries, run_start, run, judge, tell)?;
    for entry in entries.iter_mut().filter(|entry| !entry.has_failed()) {
        entry.on_each_lane(tell, |lane, tell| {
            told(lane, "tracing memory", tell);
            lane.trace_memory(run)
        })?;
    }
    profile_all(&mut entries, (request, run_start), run, read, tell)?;
    let (mut base, mut head) = (Vec::new(), Vec::new());
    for entry in entries {
        let (base_record, head_record) = entry.into_records();
        base.extend(base_record);
        head.push(head_record);
    }
    let duration_seconds = start.elapsed().as_secs_f64();
    Ok(Outcome { base, head, duration_seconds })
}

fn prepare(
    entry: &mut Entry<'_>,
    builds: &mut Builds,
    run: &mut Runner<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), LauncherError> {
    entry.on_each_lane(tell, |lane, tell| {
        if lane.setting.case.build.is_some() {
            told(lane, "building", tell);
        }
        builds.run(&lane.setting, run)?;
        lane.has_benchmark()?;
        if lane.setting.case.check.is_some() {
            told(lane, "checking", tell);
        }
        check(lane, run)
    })
}

fn told(lane: &Lane<'_>, step: &'static str, tell: &mut dyn FnMut(Event<'_>)) {
    tell(Event::Preparing { case: lane.id, side: lane.side, step });
}

fn entries<'a>(request: Request<'a>) -> Vec<Entry<'a>> {
    let shared: Rc<RefCell<SharedRuns>> = Rc::default();
    let lane = |id, side, case: &'a Case| {
        let around = BuildSurroundings {
            interpreter: interpreter_of(case, request.interpreters),
            variables: request.variables,
            compiled_modules: request.compiled_modules,
        };
        let setting = Setting::of(case, around);
        Lane::new(
            id,
            side,
            Setting { import: request.import, shared: Rc::clone(&shared), ..setting },
        )
    };
    let entry = |(index, sides): (usize, &Sides<'a>)| {
        let base = sides.base.map(|case| lane(sides.id, Side::Base, case));
        let head = lane(sides.id, Side::Head, sides.head);
        if head.is_shared() {
            shared.borrow_mut().join(head.family());
        }
        Entry::new(base, head, request, index)
    };
    request.cases.iter().enumerate().map(entry).collect()
}

/// Finds every interpreter that the cases ask for, by their request (`default` where they make
/// none).
///
/// - `directory`: the suite's folder, where virtual environments are looked for.
/// - `variables`: the caller's environment.
/// - Fails at the first that is not to be found; the error names every place that was searched.
pub fn find_interpreters(
    cases: &[Case],
    directory: &Path,
    variables: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Interpreter>, InterpreterError> {
    let mut search = InterpreterSearch::new(variables.clone());
    let mut found = BTreeMap::new();
    for case in cases.iter().filter(|case| needs_python(case)) {
        let key = request_key(case);
        if let btree_map::Entry::Vacant(place) = found.entry(key) {
            place.insert(search.find(case.python.request.as_deref(), directory)?);
        }
    }
    Ok(found)
}

/// The interpreter among `found` that runs the Python parts of `case`; `None` when it has none.
pub fn interpreter_of<'a>(
    case: &Case,
    found: &'a BTreeMap<String, Interpreter>,
) -> Option<&'a Interpreter> {
    found.get(&request_key(case)).filter(|_| needs_python(case))
}

fn request_key(case: &Case) -> String {
    case.python.request.clone().unwrap_or_else(|| "default".to_owned())
}
