//! What a profiler of the suite left, as a reading: stacks, callgrind files and JSON alike.

use std::collections::BTreeMap;

use paceline_model::{CustomParser, CustomProfiler, MetricName, Nature, metrics};

use super::document::{Document, FunctionRow};
use crate::native::counted::{Counted, Identity, metric, profiles};
use crate::native::gathered::{At, Gathered, Sample};
use crate::native::place::Sources;
use crate::native::read_dump;
use crate::profiler::Reading;
use crate::scope::Scope;
use crate::stacks::{Frame, Stacks};

/// Longest file and name of a function that are kept, in characters.
const LONGEST: usize = 1000;

/// Reads `bytes`; the problem in words where they are not what `parser` reads.
pub(super) fn reading(
    custom: &CustomProfiler,
    parser: CustomParser,
    bytes: &[u8],
    scope: &Scope,
) -> Result<Reading, String> {
    let found = match parser {
        CustomParser::Folded => folded(custom, bytes, scope)?,
        CustomParser::Callgrind => callgrind(custom, bytes, scope)?,
        CustomParser::Json => json(custom, bytes, scope)?,
    };
    with_metrics(custom, found)
}

/// The reading with those totals alone that the suite names.
fn with_metrics(custom: &CustomProfiler, found: Reading) -> Result<Reading, String> {
    let mut totals = BTreeMap::new();
    for name in &custom.metrics {
        let Some(total) = found.totals.get(name) else {
            let known: Vec<_> = found.totals.keys().map(|name| format!("`{name}`")).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(format!("there is no total of `{name}`; the totals are {known}"));
        };
        totals.insert(name.clone(), *total);
    }
    Ok(Reading { totals, ..found })
}

/// Stacks and callgrind files count one thing: the metric that the suite names, else `usual`.
fn counted_metric(custom: &CustomProfiler, usual: &'static str) -> MetricName {
    custom.metrics.first().cloned().unwrap_or_else(|| metric(usual))
}

fn folded(custom: &CustomProfiler, bytes: &[u8], scope: &Scope) -> Result<Reading, String> {
    let usual = match custom.nature {
        Nature::Counts => metrics::CALLS,
        Nature::Samples => "samples",
    };
    let name = counted_metric(custom, usual);
    let text = std::str::from_utf8(bytes).map_err(|error| format!("it is not UTF-8: {error}"))?;
    let read = Stacks::from_folded(text, name.clone()).map_err(|error| error.to_string())?;
    if read.weights.is_empty() {
        return Err("there are no stacks in it".to_owned());
    }
    let mut sources = Sources::of(scope);
    let frames: Vec<_> = read.frames.iter().map(at).collect();
    let mut gathered = Gathered::new(std::slice::from_ref(&name), &sources);
    for (stack, weight) in &read.weights {
        let frame = |place: &u32| frames.get(usize::try_from(*place).ok()?);
        let frames: Vec<_> = stack.iter().rev().filter_map(frame).collect();
        let amounts = [(name.clone(), *weight)];
        gathered.add(&Sample { frames: &frames, owner: 0, amounts: &amounts, weights: &[*weight] });
    }
    let (mut functions, stacks) = gathered.finish();
    place_first_lines(&mut functions, &read.frames);
    let total = read.weights.values().sum();
    Ok(Reading {
        totals: BTreeMap::from([(name.clone(), total)]),
        functions: profiles(functions, &name, &mut sources),
        stacks,
        ..Reading::default()
    })
}

/// The function of a frame. Tools tell its first line or the one that ran, so the line says little.
fn at(frame: &Frame) -> At {
    At { function: identity(&frame.file, &frame.name), line: 0 }
}

/// The first of the lines by which frames tell a function.
fn place_first_lines(functions: &mut BTreeMap<Identity, Counted>, frames: &[Frame]) {
    for frame in frames.iter().filter(|frame| frame.line > 0) {
        if let Some(counted) = functions.get_mut(&identity(&frame.file, &frame.name)) {
            let is_first = counted.line == 0 || frame.line < counted.line;
            counted.line = if is_first { frame.line } else { counted.line };
        }
    }
}

fn identity(file: &str, name: &str) -> Identity {
    let cut = |text: &str| text.chars().take(LONGEST).collect::<String>();
    (cut(file), cut(name))
}

fn callgrind(custom: &CustomProfiler, bytes: &[u8], scope: &Scope) -> Result<Reading, String> {
    let mut reading = read_dump(bytes, scope)?;
    let usual = metric(metrics::INSTRUCTIONS);
    let name = counted_metric(custom, metrics::INSTRUCTIONS);
    if let Some(total) = reading.totals.remove(&usual) {
        reading.totals.insert(name.clone(), total);
    }
    for function in &mut reading.functions {
        if let Some(count) = function.counts.remove(&usual) {
            function.counts.insert(name.clone(), count);
        }
        for line in &mut function.lines {
            if let Some(count) = line.counts.remove(&usual) {
                line.counts.insert(name.clone(), count);
            }
        }
    }
    Ok(reading)
}

fn json(custom: &CustomProfiler, bytes: &[u8], scope: &Scope) -> Result<Reading, String> {
    let document = Document::parse(bytes)?;
    let totals = named(document.totals)?;
    let mut functions: BTreeMap<Identity, Counted> = BTreeMap::new();
    for row in document.functions {
        let counted = functions.entry(identity(&row.file, &row.name)).or_default();
        add(counted, row)?;
    }
    let counts = functions.values().flat_map(|counted| counted.counts.keys());
    // What says how heavy a function is.
    let weight = custom.metrics.first().or(counts.min()).cloned();
    let mut sources = Sources::of(scope);
    let functions = match weight {
        Some(weight) => profiles(functions, &weight, &mut sources),
        None => Vec::new(),
    };
    Ok(Reading { totals, functions, ..Reading::default() })
}

/// Adds a row; rows of one file and name are one function.
fn add(counted: &mut Counted, row: FunctionRow) -> Result<(), String> {
    if counted.line == 0 {
        counted.line = row.line;
    }
    for (name, count) in row.counts {
        counted.add(&parsed(&name)?, count.own, count.total);
    }
    for line in row.lines {
        for (name, count) in named(line.counts)? {
            counted.add_line(line.line, &name, count);
        }
    }
    Ok(())
}

fn named(counts: BTreeMap<String, f64>) -> Result<BTreeMap<MetricName, f64>, String> {
    counts.into_iter().map(|(name, count)| Ok((parsed(&name)?, count))).collect()
}

fn parsed(name: &str) -> Result<MetricName, String> {
    name.parse().map_err(|error: paceline_model::InvalidName| error.to_string())
}
