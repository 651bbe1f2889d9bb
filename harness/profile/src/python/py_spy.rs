//! The program `py-spy`: samples of call stacks, taken from outside of the interpreter.

use std::collections::{BTreeMap, BTreeSet};

use paceline_model::{
    Attachment, Body, Count, FOLDER, Function, FunctionProfile, Instrument, MetricName, Nature,
    PythonTarget, Traces,
};
use serde_json::Value;

use super::packages::{Package, Part, program_in};
use super::profiler::{Needs, Tool, absence, tool};
use super::reading::keep_heaviest;
use crate::profiler::{Availability, Profiler, ReadError, Reading, Target, Tools};
use crate::scope::Scope;
use crate::stacks::{Frame, Stacks};

const NAME: &str = "py-spy";
const PACKAGE: Package =
    Package { name: "py-spy", version: "0.4.3", part: Part::Program("py-spy") };
const METRIC: &str = "samples";
const FILE: &str = "stacks.folded";
/// Below this function all samples are the workload's.
const MARK: &str = "paceline_sampled";
const MODE: &str = include_str!("collect/py_spy.py");

/// The profiler.
#[derive(Debug)]
pub(super) struct PySpy;

impl Profiler for PySpy {
    fn name(&self) -> &'static str {
        NAME
    }

    fn metrics(&self) -> &'static [&'static str] {
        &[]
    }

    fn availability(&self, target: &Target<'_>, tools: &mut Tools<'_>) -> Availability {
        let Body::Python(body) = &target.case.body else { return Availability::OtherKind };
        let Tool { name, folder } = match tool(target.interpreter, Needs::Package(PACKAGE), tools) {
            Ok(tool) => tool,
            Err(missing) => return missing,
        };
        let program = folder.map_or_else(|| NAME.to_owned(), |folder| program_in(&folder, NAME));
        let attachment = match &body.target {
            PythonTarget::Function { .. } => Attachment::Function {
                prefix: words(&program),
                source: MODE.to_owned(),
                options: Value::Null,
            },
            PythonTarget::Module(_) | PythonTarget::Script(_) => {
                Attachment::Process(words(&program))
            }
        };
        Availability::Ready(Box::new(Instrument {
            profiler: NAME.to_owned(),
            tool: name,
            attachment,
            variables: BTreeMap::new(),
            nature: Nature::Samples,
            slowdown: 1.5,
            start_seconds: 3.0,
            is_demanded: false,
            custom: None,
        }))
    }

    fn read(&self, traces: &Traces, scope: &Scope) -> Result<Reading, ReadError> {
        let read = || {
            let bytes = traces.files.get(FILE).ok_or_else(|| absence(traces, FILE))?;
            let text = String::from_utf8_lossy(bytes);
            // A sample before Python runs anything has no stack.
            let lines = text.lines().filter(|line| !line.starts_with(' '));
            let text: String = lines.flat_map(|line| [line, "\n"]).collect();
            let stacks = Stacks::from_folded(&text, metric())
                .map_err(|problem| format!("`{FILE}`, {problem}"))?;
            Ok(reading(&stacks, scope))
        };
        read().map_err(|problem: String| ReadError { profiler: NAME.into(), problem })
    }
}

/// `program`: the path of py-spy.
fn words(program: &str) -> Vec<String> {
    // Functions by their first line, not by the one that was running.
    let fixed = [program, "record", "--format", "raw", "--full-filenames", "--function"];
    let rate = ["--rate", "200", "--output"];
    let output = format!("{FOLDER}/{FILE}");
    fixed.into_iter().chain(rate).chain([output.as_str(), "--"]).map(str::to_owned).collect()
}

fn metric() -> MetricName {
    METRIC.parse().expect("it is lower case")
}

fn reading(sampled: &Stacks, scope: &Scope) -> Reading {
    let is_mark =
        |place: &u32| sampled.frames.get(*place as usize).is_some_and(|frame| frame.name == MARK);
    let is_marked = sampled.weights.keys().any(|stack| stack.iter().any(is_mark));
    let mut stacks =
        Stacks { metric: metric(), frames: frames(sampled, scope), weights: BTreeMap::new() };
    for (stack, weight) in &sampled.weights {
        let start = match stack.iter().position(is_mark) {
            Some(mark) => mark + 1,
            // Before or after the window.
            None if is_marked => continue,
            None => 0,
        };
        if start < stack.len() {
            *stacks.weights.entry(stack[start..].to_vec()).or_default() += weight;
        }
    }
    let (functions, _) = keep_heaviest(functions(&stacks), &metric());
    Reading { functions, stacks: vec![stacks], ..Reading::default() }
}

/// The frames with names from the top of the project.
fn frames(sampled: &Stacks, scope: &Scope) -> Vec<Frame> {
    let frame = |frame: &Frame| {
        let place = scope.place(&frame.file);
        Frame { file: place.file, origin: place.origin, ..frame.clone() }
    };
    sampled.frames.iter().map(frame).collect()
}

/// Samples in each function, and in it or what it called.
fn functions(stacks: &Stacks) -> Vec<FunctionProfile> {
    let mut counts: BTreeMap<&Frame, Count> = BTreeMap::new();
    for (stack, weight) in &stacks.weights {
        let mut frames = stack.iter().filter_map(|place| stacks.frames.get(*place as usize));
        // A recursive function has a sample once.
        for frame in frames.clone().collect::<BTreeSet<_>>() {
            let count = counts.entry(frame).or_default();
            count.total = Some(count.total.unwrap_or_default() + weight);
        }
        if let Some(innermost) = frames.next_back() {
            counts.entry(innermost).or_default().own += weight;
        }
    }
    let profile = |(frame, count): (&Frame, Count)| {
        let Frame { file, name, line, origin } = frame.clone();
        FunctionProfile {
            function: Function { file, name, line, origin, body: None },
            counts: BTreeMap::from([(metric(), count)]),
            lines: Vec::new(),
        }
    };
    counts.into_iter().map(profile).collect()
}
