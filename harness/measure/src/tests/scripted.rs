//! Runs with processes that are only scripted.

use std::collections::BTreeMap;
use std::path::Path;

use paceline_model::{Case, Interpreter};

use crate::{
    Builds, Captured, Ending, Exit, Judge, Outcome, Process, Reader, Request, Sides, Standing,
    measure,
};

pub(super) fn sides<'a>(base: Option<&'a Case>, head: &'a Case) -> Sides<'a> {
    Sides { id: &head.id, base, head }
}

/// An exit of a process that took `milliseconds` and printed `output`.
pub(super) fn exit(milliseconds: f64, output: &str) -> Exit {
    Exit {
        ending: Ending::Exited(0),
        started_seconds: 0.0,
        stolen_seconds: None,
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

static NOTHING: BTreeMap<String, String> = BTreeMap::new();
static NO_INTERPRETER: BTreeMap<String, Interpreter> = BTreeMap::new();

pub(super) fn request<'a>(cases: &'a [Sides<'a>], seed: u64) -> Request<'a> {
    Request {
        cases,
        instruments: &[],
        profile_seconds: None,
        interpreters: &NO_INTERPRETER,
        variables: &NOTHING,
        compiled_modules: Path::new("/nowhere"),
        base_is_optional: false,
        import: |_format, _written| Err("no tool was asked for".to_owned()),
        seed,
    }
}

pub(super) fn run(
    cases: &[Sides<'_>],
    seed: u64,
    scripted: impl FnMut(&Process) -> Exit,
) -> (Outcome, Vec<String>) {
    run_judged(request(cases, seed), scripted, &mut |_pair| Standing::default())
}

pub(super) fn run_judged(
    request: Request<'_>,
    scripted: impl FnMut(&Process) -> Exit,
    judge: &mut Judge<'_>,
) -> (Outcome, Vec<String>) {
    run_read(request, scripted, judge, &mut |_| Err("no profiler was asked for".to_owned()))
}

/// The same with a reader for what profilers leave.
pub(super) fn run_read(
    request: Request<'_>,
    mut scripted: impl FnMut(&Process) -> Exit,
    judge: &mut Judge<'_>,
    read: &mut Reader<'_>,
) -> (Outcome, Vec<String>) {
    let mut order = Vec::new();
    let outcome = measure(
        request,
        &mut Builds::default(),
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
        (judge, read),
        &mut |_event| {},
    );
    (outcome.unwrap(), order)
}
