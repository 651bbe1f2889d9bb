//! From what a process wrote to what a reader is told: names from the top of the project, others'
//! functions cut to the heaviest, nothing twice.

use std::collections::BTreeMap;

use paceline_model::{Count, Function, FunctionProfile, LineProfile, MetricName, Origin};

use super::document::{Document, FunctionRow, LineRow};
use super::tree;
use crate::profiler::Reading;
use crate::scope::Scope;

/// Functions that are not the project's: so many of the heaviest are kept.
const OTHERS: usize = 100;
/// Lines in the file of times by stack.
const FOLDED_LINES: usize = 50_000;
const LONGEST_NAME: usize = 1000;
const LONGEST_TEXT: usize = 200;
const MOST_NOTES: usize = 20;
const LONGEST_NOTE: usize = 500;

/// What is expected of a profiler's document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    /// What it must have counted of the whole window; nothing else is taken.
    pub(super) totals: &'static [&'static str],
    /// What says how heavy a function or a stack is.
    pub(super) weight: &'static str,
}

/// Turns `document` into a reading; the problem in words where it contradicts itself.
pub(super) fn reading(
    document: Document,
    expected: Expected,
    scope: &Scope,
) -> Result<Reading, String> {
    let mut reading = Reading { totals: totals(&document, expected)?, ..Reading::default() };
    reading.notes = document.notes.iter().take(MOST_NOTES).map(|n| cut(n, LONGEST_NOTE)).collect();
    let functions: Vec<_> =
        document.functions.iter().map(|row| function(row, scope)).collect::<Result<_, _>>()?;
    if let Some(tree) = &document.stacks {
        let (times, stacks): (Vec<_>, Vec<_>) = tree::unfold(tree, &functions)?
            .into_iter()
            .partition(|stacks| stacks.metric.as_str() == "time");
        for times in times.iter().filter(|times| !times.weights.is_empty()) {
            let folded = times.folded(FOLDED_LINES).into_bytes();
            reading.artefacts.insert("time.folded".to_owned(), folded);
        }
        reading.stacks = stacks;
    }
    let profiles = profiles(functions, document.functions)?;
    let (kept, left_out) = keep_heaviest(profiles, &metric(expected.weight)?);
    reading.functions = kept;
    if left_out > 0 {
        let note = format!(
            "of the functions that are not the project's, the {OTHERS} with most `{}` are told, \
             and {left_out} are not",
            expected.weight
        );
        reading.notes.push(note);
    }
    Ok(reading)
}

fn totals(document: &Document, expected: Expected) -> Result<BTreeMap<MetricName, f64>, String> {
    let total = |name: &&str| match document.totals.get(*name) {
        Some(value) if value.is_finite() && *value >= 0.0 => Ok((metric(name)?, *value)),
        Some(value) => Err(format!("has {value} as the total of `{name}`")),
        None => Err(format!("has no total of `{name}`")),
    };
    expected.totals.iter().map(total).collect()
}

fn metric(name: &str) -> Result<MetricName, String> {
    name.parse().map_err(|problem| format!("has a bad name: {problem}"))
}

fn function(row: &FunctionRow, scope: &Scope) -> Result<Function, String> {
    let is_digest = |body: &String| body.len() <= 64 && body.bytes().all(|b| b.is_ascii_hexdigit());
    if let Some(body) = row.body.as_ref().filter(|body| !is_digest(body)) {
        return Err(format!("has `{}` as the digest of a function", cut(body, 80)));
    }
    let place = scope.place(&row.file);
    Ok(Function {
        file: cut(&place.file, LONGEST_NAME),
        name: cut(&row.name, LONGEST_NAME),
        line: row.line,
        origin: place.origin,
        body: row.body.clone(),
    })
}

/// The functions that cost something, in order, those of one identity as one.
fn profiles(
    functions: Vec<Function>,
    rows: Vec<FunctionRow>,
) -> Result<Vec<FunctionProfile>, String> {
    let mut known: BTreeMap<(String, String, u32), FunctionProfile> = BTreeMap::new();
    for (function, row) in functions.into_iter().zip(rows) {
        let counts = counts(&row.counts)?;
        let is_own = function.origin == Origin::Project;
        let lines = lines(if is_own { row.lines } else { Vec::new() })?;
        if counts.is_empty() && lines.is_empty() {
            continue;
        }
        let key = (function.file.clone(), function.name.clone(), function.line);
        let new = FunctionProfile { function, counts, lines };
        match known.remove(&key) {
            Some(former) => known.insert(key, merged(former, new)),
            None => known.insert(key, new),
        };
    }
    Ok(known.into_values().collect())
}

fn counts(
    counts: &BTreeMap<String, (f64, Option<f64>)>,
) -> Result<BTreeMap<MetricName, Count>, String> {
    let count = |(name, (own, total))| Ok((metric(name)?, Count { own, total }));
    counts.iter().map(|(name, count)| (name.as_str(), *count)).map(count).collect()
}

fn lines(rows: Vec<LineRow>) -> Result<Vec<LineProfile>, String> {
    let mut lines = BTreeMap::new();
    for row in rows {
        let counts: Result<_, String> =
            row.counts.iter().map(|(name, count)| Ok((metric(name)?, *count))).collect();
        let text = cut(row.text.trim(), LONGEST_TEXT);
        let line = LineProfile { line: row.line, text, counts: counts? };
        if lines.insert(row.line, line).is_some() {
            return Err(format!("has line {} of a function twice", row.line));
        }
    }
    Ok(lines.into_values().collect())
}

/// Two rows of one function as one.
fn merged(mut one: FunctionProfile, other: FunctionProfile) -> FunctionProfile {
    for (name, count) in other.counts {
        let sum = one.counts.entry(name).or_default();
        sum.own += count.own;
        sum.total = sum
            .total
            .or(count.total)
            .map(|_| sum.total.unwrap_or_default() + count.total.unwrap_or_default());
    }
    let mut lines: BTreeMap<_, _> = one.lines.into_iter().map(|line| (line.line, line)).collect();
    for line in other.lines {
        match lines.get_mut(&line.line) {
            Some(known) => {
                for (name, count) in line.counts {
                    *known.counts.entry(name).or_default() += count;
                }
            }
            None => {
                lines.insert(line.line, line);
            }
        }
    }
    one.lines = lines.into_values().collect();
    one
}

/// The project's functions and the heaviest of others, in their order; and how many others were
/// left out.
pub(super) fn keep_heaviest(
    mut profiles: Vec<FunctionProfile>,
    weight: &MetricName,
) -> (Vec<FunctionProfile>, usize) {
    let own = |profile: &FunctionProfile| profile.counts.get(weight).map_or(0.0, |count| count.own);
    let is_other = |profile: &FunctionProfile| profile.function.origin != Origin::Project;
    let mut weights: Vec<_> =
        profiles.iter().filter(|profile| is_other(profile)).map(own).collect();
    weights.sort_by(|one, other| other.total_cmp(one));
    let Some(limit) = weights.get(OTHERS).copied() else { return (profiles, 0) };
    // Of those that weigh the same as the first that is too many, the first in order stay.
    let mut room = OTHERS - weights.iter().filter(|weight| **weight > limit).count();
    profiles.retain(|profile| {
        if !is_other(profile) || own(profile) > limit {
            return true;
        }
        let stays = own(profile) >= limit && room > 0;
        room -= usize::from(stays);
        stays
    });
    (profiles, weights.len() - OTHERS)
}

/// At most `most` characters of a text.
pub(super) fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
