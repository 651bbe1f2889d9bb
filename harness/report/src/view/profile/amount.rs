//! What functions and lines cost, and which of it is shown in which order.

use std::collections::BTreeMap;

use paceline_model::{Count, FunctionDifference, MetricName, Sides, Unit, unit_of};

use crate::listing::Sort;
use crate::number::Scale;
use crate::view::row::human_name;

/// Metrics in the order of reading; others follow by name.
const ORDER: [&str; 9] = [
    "calls",
    "hits",
    "time",
    "instructions",
    "bytecodes",
    "allocations",
    "allocated",
    "kept",
    "memory",
];

/// Shown with the calls, as in `5/1`.
pub(super) const PRIMITIVE_CALLS: &str = "primitive_calls";

/// One number of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) metric: MetricName,
    /// With everything the function called.
    pub(super) is_total: bool,
}

impl Amount {
    pub(super) fn sort(&self) -> Sort {
        let metric = self.metric.clone();
        if self.is_total { Sort::Total(metric) } else { Sort::Own(metric) }
    }

    /// As in `total time`.
    pub(super) fn name(&self) -> String {
        let total = if self.is_total { "total " } else { "" };
        format!("{total}{}", human_name(&self.metric).replace('_', " "))
    }

    /// The number on both sides.
    pub(super) fn of(&self, function: &FunctionDifference) -> Sides<f64> {
        let sides = function.counts.get(&self.metric);
        let part = |count: Count| if self.is_total { count.total } else { Some(count.own) };
        let number = |count: Option<Count>| count.and_then(part);
        Sides {
            base: sides.and_then(|sides| number(sides.base)),
            head: sides.and_then(|sides| number(sides.head)),
        }
    }

    /// How much more head has; what a side lacks counts as nothing.
    pub(super) fn change(&self, function: &FunctionDifference) -> f64 {
        let Sides { base, head } = self.of(function);
        head.unwrap_or_default() - base.unwrap_or_default()
    }
}

/// Every number that any of `functions` has, in the order of reading.
pub(super) fn amounts(functions: &[FunctionDifference]) -> Vec<Amount> {
    // Whether a total is known, by metric.
    let mut found: BTreeMap<&MetricName, bool> = BTreeMap::new();
    for (metric, sides) in functions.iter().flat_map(|function| &function.counts) {
        let has_total =
            [sides.base, sides.head].into_iter().flatten().any(|count| count.total.is_some());
        *found.entry(metric).or_default() |= has_total;
    }
    let own = |metric: &MetricName| Amount { metric: metric.clone(), is_total: false };
    let mut amounts = Vec::new();
    for metric in in_order(found.keys().copied()) {
        amounts.push(own(metric));
        amounts.extend(found[metric].then(|| Amount { is_total: true, ..own(metric) }));
    }
    amounts
}

/// `metrics` in the order of reading.
pub(super) fn in_order<'a>(metrics: impl Iterator<Item = &'a MetricName>) -> Vec<&'a MetricName> {
    let mut metrics: Vec<_> = metrics.collect();
    let rank = |metric: &MetricName| {
        ORDER.iter().position(|name| *name == metric.as_str()).unwrap_or(ORDER.len())
    };
    metrics.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    metrics.dedup();
    metrics
}

/// Whether a metric differs from run to run: it does not tell what changed.
pub(super) fn is_noisy(metric: &MetricName) -> bool {
    metric.as_str() == "samples" || unit_of(metric).0 == Unit::SECONDS
}

/// Name and unit of a column, as in `time ms`, `M instructions`.
pub(super) fn heading(metric: &MetricName, scale: &Scale) -> String {
    let (name, unit) = (human_name(metric).replace('_', " "), scale.unit());
    let is_count = unit_of(metric).0 == Unit::COUNT;
    let text = if is_count { format!("{unit} {name}") } else { format!("{name} {unit}") };
    text.trim().to_owned()
}

/// One cell of a column of changes.
pub(super) fn change_cell(scale: &Scale, change: f64) -> String {
    match change {
        0.0 => "=".to_owned(),
        more if more > 0.0 => format!("+{}", scale.cell(more)),
        less => scale.cell(less),
    }
}

/// One cell; empty where there is no number.
pub(super) fn cell(scale: &Scale, value: Option<f64>) -> String {
    value.map(|value| scale.cell(value)).unwrap_or_default()
}
