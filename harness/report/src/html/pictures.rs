//! The small drawings of a table's row, and what says how a verdict looks.

use paceline_model::{Comparison, Consequence, Direction, GateSetting, MetricComparison, Verdict};

use super::chart::{self, Change, Run};
use super::sources::values;
use crate::view::{Row, mark};

/// The class of a verdict in the style: `worse`, `better`, `same` or `open`.
pub(super) fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Failed | Verdict::Regressed | Verdict::Suspect | Verdict::Accepted => "worse",
        Verdict::Improved => "better",
        Verdict::Unchanged => "same",
        Verdict::NotComparable | Verdict::Removed | Verdict::Inconclusive | Verdict::New => "open",
    }
}

/// The class of a whole comparison: worse where the build fails, open where there is something to look
/// into, better otherwise.
pub(super) fn whole(comparison: &Comparison) -> &'static str {
    let is_doubtful = comparison.has(Verdict::Suspect)
        || comparison.cases.iter().all(|case| tone(case.verdict) == "open");
    match comparison.consequence() {
        Consequence::Fail => "worse",
        Consequence::Warn => "open",
        Consequence::Pass if is_doubtful => "open",
        Consequence::Pass => "better",
    }
}

/// The sign of a case's verdict: which way it went, whatever its metrics count.
pub(super) fn sign(verdict: Verdict) -> &'static str {
    match tone(verdict) {
        "worse" => mark(verdict, true),
        _ => mark(verdict, false),
    }
}

/// The change against its gate; empty where there is none.
pub(super) fn change(metric: &MetricComparison, row: &Row) -> String {
    let Some(estimate) = metric.estimate.filter(|estimate| estimate.change.is_finite()) else {
        return String::new();
    };
    let (gate, is_gated) = match metric.gate {
        GateSetting::On(gate) => (gate.change, true),
        GateSetting::Off => (0.0, false),
    };
    let change = Change {
        size: estimate.change,
        interval: estimate.interval.map(|interval| [interval.low, interval.high]),
        gate,
        is_gated,
        more_is_worse: metric.metric.direction == Direction::LowerIsBetter,
    };
    let interval =
        if row.interval.is_empty() { String::new() } else { format!(" {}", row.interval) };
    let title = format!("{} {}{interval}, {}", row.metric, row.change, row.outcome);
    chart::change(&change, tone(metric.verdict), &title)
}

/// The values of both sides as two small rows; empty where they are unknown.
pub(super) fn strips(run: &Run, row: &Row) -> String {
    let (base, head) = (values(&run.base), values(&run.head));
    let title = format!("values of base above head: {} → {}", row.before, row.after);
    chart::strips([&base, &head], &title).unwrap_or_default()
}
