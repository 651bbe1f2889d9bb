//! How cost grows with size, one line each.

use paceline_model::{Comparison, GrowthComparison, GrowthSide, Order, Verdict};

use super::row::human_name;
use super::verdict::{mark, rank, word};
use crate::{number, text};

/// Longest name of a workload with its other parameters, in columns.
const NAME_COLUMNS: usize = 80;

/// The growth of one workload, ready to show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GrowthView {
    /// The workload and its other parameters.
    pub(crate) name: String,
    /// The parameter that is the size.
    pub(crate) parameter: String,
    /// As in `O(n) → O(n^2), expected O(n log n)`.
    pub(crate) orders: String,
    /// How it came out.
    pub(crate) verdict: Verdict,
    /// Sign and word of the verdict.
    pub(crate) outcome: String,
    /// What it rests on: exponent, metric, residual, reason.
    pub(crate) grounds: Vec<String>,
}

/// The growths of a comparison, those that need somebody first.
pub(super) fn growths(comparison: &Comparison) -> Vec<GrowthView> {
    let mut views: Vec<_> = comparison.growth.iter().map(view).collect();
    // Stable: the order of the suite stays within one verdict.
    views.sort_by_key(|view| rank(view.verdict));
    views
}

fn view(growth: &GrowthComparison) -> GrowthView {
    let sides = match (&growth.base, &growth.head) {
        (Some(base), Some(head)) => format!("{} → {}", orders(base), orders(head)),
        (None, Some(head)) => orders(head),
        (Some(base), None) => format!("{} → —", orders(base)),
        (None, None) => "—".to_owned(),
    };
    // Only an improvement goes down; the other verdicts with an arrow are of growth that is too fast.
    let rises = growth.verdict != Verdict::Improved;
    GrowthView {
        name: text::elide(&text::visible(&growth.id().to_string()), NAME_COLUMNS),
        parameter: text::elide(&text::visible(&growth.parameter), NAME_COLUMNS),
        orders: format!("{sides}, expected {}", growth.expect),
        verdict: growth.verdict,
        outcome: format!("{} {}", mark(growth.verdict, rises), word(growth.verdict)),
        grounds: grounds(growth),
    }
}

/// The orders that fit, as in `O(n)`, `O(n) or O(n log n)`, `O(1) to O(n^3)`.
fn orders(side: &GrowthSide) -> String {
    let order = side.order;
    match side.also.as_slice() {
        [] => order.to_string(),
        [other] => format!("{order} or {other}"),
        [.., last] => format!("{order} to {last}"),
    }
}

fn grounds(growth: &GrowthComparison) -> Vec<String> {
    let mut grounds = Vec::new();
    if let Some(head) = &growth.head {
        if head.order > Order::Constant {
            grounds.push(format!("exponent {:.2}", head.exponent));
        }
        let metric = growth.metric.as_ref().map(human_name).unwrap_or_default();
        let residual = number::short_percent(head.residual);
        grounds.push(format!("by {} of {} sizes, residual {residual}", metric, head.sizes));
    }
    if !growth.reason.is_empty() {
        grounds.push(text::visible(&growth.reason));
    }
    grounds
}
