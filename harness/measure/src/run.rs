//! A whole run: prepares every case, times them in pairs, gives the records of both sides.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::path::Path;
use std::time::Instant;

use paceline_model::{Case, CaseId, CaseRecord, Interpreter, Side};

use crate::LauncherError;
use crate::clock::monotonic_seconds;
use crate::event::Event;
use crate::lane::Lane;
use crate::prepare::{Builds, check, needs_python};
use crate::python::{InterpreterError, InterpreterSearch};
use crate::schedule::{Entry, time_all, warm_up};
use crate::step::{Runner, Setting};
use crate::surroundings::variables;

/// What is to be measured.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The cases: head, and base where it is measured beside it.
    pub cases: &'a [Sides<'a>],
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
/// - `run`: runs processes one after the other, each to its end, until one does not succeed, and
///   gives those that ran; [`crate::Launcher::run_all`] in earnest.
/// - `tell`: is told what goes on, never while a process is being timed.
pub fn measure(
    request: Request<'_>,
    run: &mut Runner<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Outcome, LauncherError> {
    let start = Instant::now();
    let run_start = monotonic_seconds();
    let mut entries = entries(request);
    let mut builds = Builds::default();
    for entry in &mut entries {
        prepare(entry, &mut builds, run, tell)?;
    }
    for entry in entries.iter_mut().filter(|entry| !entry.has_failed()) {
        warm_up(entry, run, tell)?;
    }
    time_all(&mut entries, run_start, run, tell)?;
    for entry in entries.iter_mut().filter(|entry| !entry.has_failed()) {
        entry.on_each_lane(tell, |lane, tell| {
            told(lane, "tracing memory", tell);
            lane.trace_memory(run)
        })?;
    }
    let (mut base, mut head) = (Vec::new(), Vec::new());
    for entry in entries {
        base.extend(entry.base.map(Lane::into_record));
        head.push(entry.head.into_record());
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
        builds.build(&lane.setting, run)?;
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
    let lane = |id, side, case: &'a Case| {
        let interpreter =
            request.interpreters.get(&request_key(case)).filter(|_| needs_python(case));
        let variables = variables(case, request.variables);
        Lane::new(
            id,
            side,
            Setting {
                case,
                interpreter: interpreter.cloned(),
                variables,
                compiled_modules: request.compiled_modules,
            },
        )
    };
    let entry = |(index, sides): (usize, &Sides<'a>)| {
        let base = sides.base.map(|case| lane(sides.id, Side::Base, case));
        let head = lane(sides.id, Side::Head, sides.head);
        Entry::new(base, head, request, index as u64)
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

fn request_key(case: &Case) -> String {
    case.python.request.clone().unwrap_or_else(|| "default".to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use paceline_model::{CaseStatus, FailureKind, Position, metrics};

    use super::*;
    use crate::{Captured, Ending, Exit, Process, fixture};

    fn sides<'a>(base: Option<&'a Case>, head: &'a Case) -> Sides<'a> {
        Sides { id: &head.id, base, head }
    }

    /// An exit of a process that took `milliseconds` and printed `output`.
    fn exit(milliseconds: f64, output: &str) -> Exit {
        Exit {
            ending: Ending::Exited(0),
            started_seconds: 0.0,
            wall_seconds: milliseconds / 1e3,
            user_seconds: milliseconds / 2e3,
            system_seconds: milliseconds / 4e3,
            peak_rss_bytes: 1 << 20,
            minor_faults: 7,
            major_faults: 0,
            voluntary_switches: 1,
            involuntary_switches: 2,
            output: Captured { bytes: output.into(), total: output.len() as u64 },
            error: Captured::default(),
            left_behind: 0,
        }
    }

    fn run(
        cases: &[Sides<'_>],
        seed: u64,
        mut scripted: impl FnMut(&Process) -> Exit,
    ) -> (Outcome, Vec<String>) {
        let nothing = BTreeMap::new();
        let variables = BTreeMap::new();
        let request = Request {
            cases,
            interpreters: &nothing,
            variables: &variables,
            compiled_modules: Path::new("/nowhere"),
            base_is_optional: false,
            seed,
        };
        let mut order = Vec::new();
        let outcome = measure(
            request,
            &mut |processes| {
                let mut exits = Vec::new();
                for process in processes {
                    order.push(process.arguments.join(" "));
                    exits.push(scripted(process));
                    if exits.last().is_some_and(|exit| !exit.is_success()) {
                        break;
                    }
                }
                Ok(exits)
            },
            &mut |_event| {},
        );
        (outcome.unwrap(), order)
    }

    #[test]
    fn every_pair_has_both_sides_next_to_each_other_in_an_order_of_coins() {
        let (base, head) = (fixture::command(&["base"]), fixture::command(&["head"]));
        let mut head = head;
        head.invocations.most = 40;
        head.budget_seconds = 1e9;
        let sides = [sides(Some(&base), &head)];
        let (outcome, order) = run(&sides, 7, |_| exit(1.0, "x"));
        let pairs: Vec<_> = order[2..].chunks(2).map(|pair| pair.join(",")).collect();
        assert_eq!(pairs.len(), 40);
        let kinds: BTreeSet<_> = pairs.iter().map(String::as_str).collect();
        assert_eq!(kinds, BTreeSet::from(["base,head", "head,base"]));
        let (again, order_again) = run(&sides, 7, |_| exit(1.0, "x"));
        assert_eq!(order, order_again);
        let positions = |outcome: &Outcome| -> Vec<Position> {
            outcome.head[0].invocations.iter().map(|one| one.position).collect()
        };
        assert_eq!(positions(&outcome), positions(&again));
        assert_ne!(order, run(&sides, 8, |_| exit(1.0, "x")).1);
    }

    #[test]
    fn cases_take_turns_until_each_has_its_most() {
        let (one, two) = (fixture::command(&["one"]), fixture::command(&["two"]));
        let sides = [sides(None, &one), sides(None, &two)];
        let (outcome, order) = run(&sides, 1, |_| exit(3.0, "x"));
        assert_eq!(order[2..8], ["one", "two", "one", "two", "one", "two"]);
        assert_eq!(outcome.head[0].invocations.len(), 5);
        assert!(outcome.base.is_empty());
    }

    #[test]
    fn pairs_of_very_short_commands_run_back_to_back() {
        let [mut one, two] = ["one", "two"].map(|name| fixture::command(&[name]));
        one.invocations.most = 9;
        let sides = [sides(None, &one), sides(None, &two)];
        let milliseconds =
            |process: &Process| if process.arguments[0] == "one" { 1.2 } else { 9.0 };
        let (outcome, order) = run(&sides, 1, |process| exit(milliseconds(process), "x"));
        let first = ["one", "two", "one", "one", "one", "one", "two", "one", "one", "one", "one"];
        assert_eq!(order[2..13], first);
        assert_eq!(outcome.head[0].invocations.len(), 9);
        let pairs: Vec<_> = outcome.head[0].invocations.iter().map(|one| one.pair).collect();
        assert_eq!(pairs, (0..9).collect::<Vec<_>>());
    }

    #[test]
    fn the_figures_of_the_process_become_series_in_the_order_of_the_case() {
        let case = fixture::command(&["one"]);
        let (outcome, _) = run(&[sides(None, &case)], 1, |_| exit(8.0, "x"));
        let record = &outcome.head[0];
        let names: Vec<_> = record.series.iter().map(|one| one.metric.name.as_str()).collect();
        assert_eq!(names, [metrics::WALL_TIME, metrics::CPU_TIME, metrics::PEAK_RSS]);
        assert_eq!(record.series[1].values[0], [0.006]);
        assert_eq!(record.result.as_ref().unwrap().excerpt, "x");
    }

    #[test]
    fn a_case_that_fails_ends_and_the_others_go_on() {
        let (good, bad) = (fixture::command(&["good"]), fixture::command(&["bad"]));
        let sides = [sides(None, &bad), sides(None, &good)];
        let mut runs_of_bad = 0;
        let (outcome, _) = run(&sides, 1, |process| {
            let mut exit = exit(1.0, "x");
            if process.arguments[0] == "bad" {
                runs_of_bad += 1;
                if runs_of_bad == 3 {
                    exit.ending = Ending::Signaled(11);
                    exit.error = Captured { bytes: b"boom".to_vec(), total: 4 };
                }
            }
            exit
        });
        let CaseStatus::Failed(failure) = &outcome.head[0].status else { panic!("not failed") };
        assert_eq!(failure.kind, FailureKind::Crash);
        assert_eq!(failure.message, "the workload was ended by signal 11 (SIGSEGV)");
        assert_eq!(failure.detail, "boom");
        assert_eq!(runs_of_bad, 3);
        assert_eq!(outcome.head[1].invocations.len(), 5);
    }

    #[test]
    fn a_result_that_differs_from_run_to_run_is_dropped_with_a_note() {
        let case = fixture::command(&["date"]);
        let mut clock = 0;
        let (outcome, _) = run(&[sides(None, &case)], 1, |_| {
            clock += 1;
            exit(1.0, &clock.to_string())
        });
        assert_eq!(outcome.head[0].result, None);
        assert!(outcome.head[0].notes[0].contains("`result: ignore`"));
    }

    #[test]
    fn the_tear_down_follows_a_failure_of_the_set_up() {
        let mut case = fixture::command(&["work"]);
        case.setup = Some(paceline_model::Hook::Command(vec!["set-up".to_owned()]));
        case.teardown = Some(paceline_model::Hook::Command(vec!["tear-down".to_owned()]));
        let (outcome, order) = run(&[sides(None, &case)], 1, |process| {
            let ending = Ending::Exited(i32::from(process.arguments[0] == "set-up"));
            Exit { ending, ..exit(1.0, "") }
        });
        assert_eq!(order, ["set-up", "tear-down"]);
        assert!(matches!(outcome.head[0].status, CaseStatus::Failed(_)));
    }

    #[test]
    fn a_build_that_both_sides_share_runs_once_and_its_failure_fails_both() {
        let mut base = fixture::command(&["base"]);
        base.build = Some(vec!["make".to_owned()]);
        let mut head = base.clone();
        head.build.clone_from(&base.build);
        let sides = [sides(Some(&base), &head)];
        let (outcome, order) =
            run(&sides, 1, |_| Exit { ending: Ending::Exited(2), ..exit(1.0, "") });
        assert_eq!(order, ["make"]);
        for record in [&outcome.base[0], &outcome.head[0]] {
            let CaseStatus::Failed(failure) = &record.status else { panic!("not failed") };
            assert_eq!(failure.message, "the build ended with exit status 2");
        }
    }
}
