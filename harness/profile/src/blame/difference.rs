//! Every function of two profiles with its counts on both sides, and whether any count moved.

use std::collections::{BTreeMap, BTreeSet};

use paceline_model::{Count, FunctionDifference, FunctionProfile, LineProfile, MetricName, Sides};

use super::amounts::{Amount, Amounts};
use super::comparable::{comparable_metrics, is_timed};
use super::lines;
use super::matching::{Match, matches};
use super::profiles::Profiles;

const INSTRUCTIONS: &str = "instructions";

/// Share of all instructions within which a function's own count as unmoved: where a checkout stands and
/// what the environment holds changes them by up to that.
const INSTRUCTION_FLOOR: f64 = 0.001;

/// All functions of both sides, each once, in the order of their files, names and lines; also those that
/// did not change.
///
/// Counts of functions and lines that may not be compared are left out (see [`comparable_metrics`]).
pub fn matched(profiles: &Profiles<'_>) -> Vec<FunctionDifference> {
    let metrics = comparable_metrics(profiles);
    matches(profiles).iter().filter_map(|found| difference(found, &metrics)).collect()
}

fn difference(found: &Match<'_>, metrics: &BTreeSet<MetricName>) -> Option<FunctionDifference> {
    let count = |side: Option<&FunctionProfile>, metric: &MetricName| -> Option<Count> {
        side.and_then(|profile| profile.counts.get(metric)).copied()
    };
    let counts = metrics
        .iter()
        .map(|metric| {
            let sides = Sides { base: count(found.base, metric), head: count(found.head, metric) };
            (metric.clone(), sides)
        })
        .filter(|(_, sides)| sides.base.is_some() || sides.head.is_some())
        .collect();
    let base_lines = found.base.map_or(&[][..], |profile| &profile.lines);
    let head_lines = found.head.map_or(&[][..], |profile| &profile.lines);
    let compared = |line: &LineProfile| LineProfile {
        counts: of_metrics(&line.counts, metrics),
        ..line.clone()
    };
    let lines = lines::paired(base_lines, head_lines)
        .into_iter()
        .map(|pair| Sides { base: pair.base.map(compared), head: pair.head.map(compared) })
        .collect();
    Some(FunctionDifference {
        function: found.function()?.clone(),
        former: found.former().cloned(),
        matched: found.matched,
        counts,
        lines,
    })
}

fn of_metrics(
    counts: &BTreeMap<MetricName, f64>,
    metrics: &BTreeSet<MetricName>,
) -> BTreeMap<MetricName, f64> {
    let wanted = |(metric, _): &(&MetricName, &f64)| metrics.contains(*metric);
    counts.iter().filter(wanted).map(|(metric, amount)| (metric.clone(), *amount)).collect()
}

/// Whether any deterministic count of any function or line moved: if not, a change of time comes from the
/// environment or from caches. `None` where no such count could be compared.
pub fn is_explained(profiles: &Profiles<'_>) -> Option<bool> {
    let amounts = Amounts::of(profiles);
    let counted: Vec<_> = (0..amounts.metrics.len())
        .filter(|column| !is_timed(amounts.metrics[*column].as_str()))
        .collect();
    if counted.is_empty() {
        return None;
    }
    let has_moved = |column: usize| {
        let total = amounts.total(column);
        let is_instructions = amounts.metrics[column].as_str() == INSTRUCTIONS;
        let share = if is_instructions { INSTRUCTION_FLOOR } else { 0.0 };
        let floor = share * total.base.max(total.head);
        amounts
            .rows
            .iter()
            .map(|row| row[column])
            .any(|amount| amount.has_moved() && amount.change().abs() > floor)
    };
    let metrics = counted.iter().map(|column| amounts.metrics[*column].clone()).collect();
    let any = counted.iter().any(|column| has_moved(*column))
        || amounts.matches.iter().any(|found| has_moved_line(found, &metrics));
    Some(any)
}

/// Whether a count moved from one line of a function to another.
fn has_moved_line(found: &Match<'_>, metrics: &BTreeSet<MetricName>) -> bool {
    let (Some(base), Some(head)) = (found.base, found.head) else { return false };
    lines::paired(&base.lines, &head.lines).into_iter().any(|pair| {
        metrics.iter().filter(|metric| metric.as_str() != INSTRUCTIONS).any(|metric| {
            let of = |line: Option<&LineProfile>| {
                line.and_then(|line| line.counts.get(metric)).copied().unwrap_or(0.0)
            };
            Amount { base: of(pair.base), head: of(pair.head) }.has_moved()
        })
    })
}
