//! The line of a function that moved most.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use paceline_model::{FunctionProfile, LineBlame, LineProfile, MetricName};

use super::amounts::Amount;
use super::lines::{LinePair, paired};
use super::names;

/// Metrics of lines in the order in which they are asked, after the one that the function is blamed for.
const ASKED: [&str; 7] =
    ["instructions", "hits", "bytecodes", "allocations", "allocated", "kept", "memory"];

/// Share of the largest change from which a line that calls the culprit is preferred.
const NEAR: f64 = 0.9;

/// What is known of the function when its line is looked for.
pub(super) struct Search<'a> {
    /// What the function is blamed for.
    pub(super) metric: &'a MetricName,
    /// Which way the function moved: above or below 0.
    pub(super) change: f64,
    /// How source names the function whose cost was passed on to this one, where one is known.
    pub(super) culprit: Option<&'a str>,
    /// What may be compared.
    pub(super) metrics: &'a [MetricName],
}

/// The line that moved most in the first metric in which any line moved the way the function did; else any
/// way; else the line with the most hits of those whose text changed.
pub(super) fn hottest(
    base: Option<&FunctionProfile>,
    head: Option<&FunctionProfile>,
    search: &Search<'_>,
) -> Option<LineBlame> {
    let pairs = paired(lines_of(base), lines_of(head));
    let asked: Vec<_> = std::iter::once(search.metric)
        .chain(
            ASKED
                .iter()
                .filter_map(|name| search.metrics.iter().find(|metric| metric.as_str() == *name)),
        )
        .collect();
    let moved = |is_any_way: bool| {
        asked.iter().find_map(|metric| most_moved(&pairs, metric, search, is_any_way))
    };
    moved(false).or_else(|| moved(true)).or_else(|| most_hit_of_changed(&pairs, search))
}

/// The line with the most hits of those that call `name`, with the metric `hits`.
pub(super) fn calling(
    base: Option<&FunctionProfile>,
    head: Option<&FunctionProfile>,
    search: &Search<'_>,
) -> Option<LineBlame> {
    let name = search.culprit?;
    let hits = search.metrics.iter().find(|metric| metric.as_str() == "hits")?;
    let pairs = paired(lines_of(base), lines_of(head));
    let calling = pairs.iter().rev().filter(|pair| uses(pair, name));
    let most = calling.max_by(|one, other| by_size(one, other, hits))?;
    blamed(most, hits)
}

fn lines_of(side: Option<&FunctionProfile>) -> &[LineProfile] {
    side.map_or(&[], |profile| &profile.lines)
}

fn most_moved(
    pairs: &[LinePair<'_>],
    metric: &MetricName,
    search: &Search<'_>,
    is_any_way: bool,
) -> Option<LineBlame> {
    let changed: Vec<_> = pairs
        .iter()
        .map(|pair| (pair, amount(pair, metric)))
        .filter(|(_, amount)| amount.has_moved())
        .filter(|(_, amount)| is_any_way || amount.change() * search.change > 0.0)
        .collect();
    let size = |entry: &(&LinePair<'_>, Amount)| entry.1.change().abs();
    let largest = changed.iter().map(size).fold(0.0, f64::max);
    let calls_culprit = |entry: &(&LinePair<'_>, Amount)| {
        size(entry) >= NEAR * largest && search.culprit.is_some_and(|name| uses(entry.0, name))
    };
    let order = |one: &(&LinePair<'_>, Amount), other: &(&LinePair<'_>, Amount)| -> Ordering {
        calls_culprit(one)
            .cmp(&calls_culprit(other))
            .then(size(one).total_cmp(&size(other)))
            .then(is_one_sided(one.0).cmp(&is_one_sided(other.0)))
    };
    // Of equals the first: `max_by` would take the last.
    let first = changed.into_iter().rev().max_by(order)?;
    blamed(first.0, metric)
}

fn most_hit_of_changed(pairs: &[LinePair<'_>], search: &Search<'_>) -> Option<LineBlame> {
    let hits = search.metrics.iter().find(|metric| metric.as_str() == "hits")?;
    let changed = pairs.iter().rev().filter(|pair| match (pair.base, pair.head) {
        (Some(base), Some(head)) => base.text != head.text,
        (None, _) | (_, None) => true,
    });
    let most = changed.max_by(|one, other| by_size(one, other, hits))?;
    blamed(most, hits)
}

/// Orders lines by what the side has that has more.
fn by_size(one: &LinePair<'_>, other: &LinePair<'_>, metric: &MetricName) -> Ordering {
    let size = |pair| {
        let Amount { base, head } = amount(pair, metric);
        base.max(head)
    };
    size(one).total_cmp(&size(other))
}

fn blamed(pair: &LinePair<'_>, metric: &MetricName) -> Option<LineBlame> {
    let line = pair.head.or(pair.base)?;
    let Amount { base, head } = amount(pair, metric);
    Some(LineBlame { line: line.line, text: line.text.clone(), metric: metric.clone(), base, head })
}

fn amount(pair: &LinePair<'_>, metric: &MetricName) -> Amount {
    let of = |line: Option<&LineProfile>| line.map_or(0.0, |line| of(line, metric));
    Amount { base: of(pair.base), head: of(pair.head) }
}

fn of(line: &LineProfile, metric: &MetricName) -> f64 {
    let counts: &BTreeMap<_, _> = &line.counts;
    counts.get(metric).copied().filter(|amount| amount.is_finite()).unwrap_or(0.0)
}

fn uses(pair: &LinePair<'_>, name: &str) -> bool {
    [pair.base, pair.head].into_iter().flatten().any(|line| names::used(&line.text).contains(&name))
}

fn is_one_sided(pair: &LinePair<'_>) -> bool {
    pair.base.is_none() || pair.head.is_none()
}
