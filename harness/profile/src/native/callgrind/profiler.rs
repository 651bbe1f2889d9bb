//! Profiler `callgrind`.

use std::collections::BTreeMap;

use paceline_model::metrics::INSTRUCTIONS;
use paceline_model::{Attachment, Body, FOLDER, Instrument, Nature, PythonTarget, Traces};
use serde_json::json;

use super::format::{Dump, parse};
use super::functions::{as_count, functions};
use crate::native::counted::{metric, profiles};
use crate::native::log::{last_words, refusal};
use crate::native::place::Sources;
use crate::native::valgrind;
use crate::profiler::{Availability, Profiler, ReadError, Reading, Target, Tools};
use crate::scope::Scope;

const NAME: &str = "callgrind";
/// Begins the names of callgrind's files.
const DUMPS: &str = "callgrind.out.";
/// Begins the names of the logs.
const LOGS: &str = "valgrind.log.";
/// The runner's mode that counts one call of a Python function.
const WINDOW: &str = include_str!("window.py");
/// Calls before the one that counts: the interpreter adapts code to what it meets in the first few.
const WARMUPS: u32 = 3;
/// Why files of the window were written: one of a call that does nothing, one of the workload's.
const IDLE: &str = "Client Request: paceline idle";
const WORKLOAD: &str = "Client Request: paceline workload";

/// Counts machine instructions with valgrind: of one call of a Python function; of all processes of
/// anything else.
///
/// Of a process that replaces itself by another program, only the last one is counted. What a process did
/// before it forked is counted in its child once more, unless that starts another program.
pub(in crate::native) struct Callgrind;

impl Profiler for Callgrind {
    fn name(&self) -> &'static str {
        NAME
    }

    fn metrics(&self) -> &'static [&'static str] {
        &[INSTRUCTIONS]
    }

    fn availability(&self, target: &Target<'_>, tools: &mut Tools<'_>) -> Availability {
        let tool = match valgrind::version(tools) {
            Ok(tool) => tool,
            Err(missing) => return missing,
        };
        let is_function = match &target.case.body {
            Body::Python(body) => matches!(body.target, PythonTarget::Function { .. }),
            Body::Command(_) | Body::Shell(_) => false,
        };
        if is_function && let Some(missing) = window_lacks(target, tools) {
            return missing;
        }
        Availability::Ready(Box::new(Instrument {
            profiler: NAME.to_owned(),
            tool,
            attachment: if is_function { window() } else { Attachment::Process(words(&PROCESS)) },
            variables: BTreeMap::new(),
            nature: Nature::Counts,
            // Programs took 27 to 78 times as long, calls of Python functions 83 with those before them.
            slowdown: if is_function { 80.0 } else { 60.0 },
            start_seconds: if is_function { 1.6 } else { 0.5 },
            is_demanded: false,
            custom: None,
        }))
    }

    fn read(&self, traces: &Traces, scope: &Scope) -> Result<Reading, ReadError> {
        read(traces, scope).map_err(|problem| ReadError { profiler: NAME.into(), problem })
    }
}

/// Options for whole processes: children are profiled too, since a shell line has nothing else.
const PROCESS: [&str; 1] = ["--trace-children=yes"];
/// Options for a window: nothing is counted until it opens.
const FUNCTION: [&str; 1] = ["--instr-atstart=no"];

fn words(options: &[&str]) -> Vec<String> {
    let dumps = format!("--callgrind-out-file={FOLDER}/{DUMPS}%p");
    // Two levels, so that recursion can be told from the first call.
    let fixed = ["--tool=callgrind", "--dump-line=yes", "--separate-recs=2", dumps.as_str()];
    valgrind::words(&[&fixed, options].concat(), LOGS)
}

fn window() -> Attachment {
    Attachment::Function {
        prefix: words(&FUNCTION),
        source: WINDOW.to_owned(),
        options: json!({ "warmups": WARMUPS }),
    }
}

/// What the window needs and does not find.
fn window_lacks(target: &Target<'_>, tools: &mut Tools<'_>) -> Option<Availability> {
    let missing = |reason: String, remedy: &str| {
        Some(Availability::Missing { reason, remedy: remedy.to_owned() })
    };
    if std::env::consts::ARCH != "x86_64" {
        let reason = format!(
            "counting one call of a Python function is not tested on {}",
            std::env::consts::ARCH
        );
        return missing(reason, "use the metric `bytecodes`, which needs no valgrind");
    }
    let Some(interpreter) = target.interpreter else {
        return missing("no interpreter".to_owned(), "install Python");
    };
    if interpreter.implementation != "cpython" {
        let reason = format!("`{}` is not cpython", interpreter.path);
        return missing(reason, "run the case with cpython");
    }
    let probe = [interpreter.path.as_str(), "-c", "import ctypes, mmap; print(mmap.PROT_EXEC)"];
    if tools.answer(&probe).is_none() {
        let reason = format!("`{}` has no module `ctypes`", interpreter.path);
        return missing(reason, "build that Python with libffi");
    }
    None
}

fn read(traces: &Traces, scope: &Scope) -> Result<Reading, String> {
    if let Some(refusal) = refusal(traces, LOGS) {
        return Err(refusal);
    }
    if let Some(name) = traces.too_large.iter().find(|name| name.starts_with(DUMPS)) {
        return Err(format!("`{name}` is too large to read"));
    }
    let mut files = Vec::new();
    for (name, bytes) in traces.files.iter().filter(|(name, _)| name.starts_with(DUMPS)) {
        let dump = parse(&String::from_utf8_lossy(bytes))
            .map_err(|problem| format!("`{name}`, {problem}"))?;
        files.push((dump, bytes));
    }
    if files.is_empty() {
        return Err(format!("valgrind left no counts; it said `{}`", last_words(&traces.error)));
    }
    if files.iter().any(|(dump, _)| dump.trigger.starts_with("Client Request: paceline")) {
        read_window(&files, scope)
    } else {
        read_processes(files, scope)
    }
}

/// Reads one file of whole processes, whoever wrote it.
pub(crate) fn read_dump(bytes: &[u8], scope: &Scope) -> Result<Reading, String> {
    let dump = parse(&String::from_utf8_lossy(bytes))?;
    Ok(reading(&[&dump], dump.total, true, scope))
}

/// Files with their bytes.
type Files<'a> = Vec<(Dump, &'a Vec<u8>)>;

fn read_processes(mut files: Files<'_>, scope: &Scope) -> Result<Reading, String> {
    let total = files.iter().fold(0_u64, |sum, (dump, _)| sum.saturating_add(dump.total));
    if total == 0 {
        return Err("no instruction was counted".to_owned());
    }
    // Names of the files have process numbers, which say nothing.
    files.sort_by_key(|(dump, _)| std::cmp::Reverse(dump.total));
    let dumps: Vec<_> = files.iter().map(|(dump, _)| dump).collect();
    let mut reading = reading(&dumps, total, true, scope);
    for (place, (_, bytes)) in files.iter().enumerate() {
        reading.artefacts.insert(artefact(place), (*bytes).clone());
    }
    if files.len() > 1 {
        let count = files.len();
        reading.notes.push(format!("`{INSTRUCTIONS}` are those of {count} processes together"));
    }
    Ok(reading)
}

fn artefact(place: usize) -> String {
    if place == 0 { "callgrind.out".to_owned() } else { format!("callgrind.{}.out", place + 1) }
}

fn read_window(files: &Files<'_>, scope: &Scope) -> Result<Reading, String> {
    let of = |trigger: &str| {
        let mut found = files.iter().filter(|(dump, _)| dump.trigger == trigger);
        match (found.next(), found.next()) {
            (Some(file), None) => Ok(file),
            (None, _) => Err(format!("no file of the `{trigger}`: the window was not closed")),
            (Some(_), Some(_)) => Err(format!("two files of one `{trigger}`")),
        }
    };
    let (idle, _) = of(IDLE)?;
    let (workload, bytes) = of(WORKLOAD)?;
    // Opening and closing the window takes some thousand instructions itself.
    let total = workload.total.saturating_sub(idle.total);
    let mut reading = reading(&[workload], total, false, scope);
    reading.artefacts.insert(artefact(0), (*bytes).clone());
    Ok(reading)
}

/// `has_totals`: whether the call stacks were known from their beginning. In a window, those that were
/// open already are missing, and what returns to them is taken for a part of what was called last.
fn reading(dumps: &[&Dump], total: u64, has_totals: bool, scope: &Scope) -> Reading {
    let instructions = metric(INSTRUCTIONS);
    let mut sources = Sources::of(scope);
    Reading {
        totals: BTreeMap::from([(instructions.clone(), as_count(total))]),
        functions: profiles(functions(dumps, has_totals), &instructions, &mut sources),
        ..Reading::default()
    }
}
