//! One metric of one case as a row of strings.

use paceline_model::{
    Direction, GateSetting, MetricComparison, MetricKind, MetricName, NormalFallback, Summary,
    Verdict, metrics,
};

use super::SummaryView;
use super::verdict::{mark, word};
use crate::number::{self, ChangeText, Scale};
use crate::text;

/// One row of the before/after table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// Name of the metric for people.
    pub(crate) metric: String,
    /// Base's median; `—` when base has none.
    pub(crate) before: String,
    /// Head's median; `—` when head has none.
    pub(crate) after: String,
    /// The change, `—` when there is none.
    pub(crate) change: String,
    /// Its interval; may be empty.
    pub(crate) interval: String,
    /// How it came out.
    pub(crate) verdict: Verdict,
    /// Sign and word of the verdict; in parentheses when the metric is not gated.
    pub(crate) outcome: String,
    /// Whether the verdict counts.
    pub(crate) is_gated: bool,
    /// Whether it is one of the times and amounts of memory that everybody looks for.
    pub(crate) is_common: bool,
    /// What the verdict rests on, for rows that need explaining.
    pub(crate) remarks: Vec<String>,
    /// Base's values in full.
    pub(crate) base: Option<SummaryView>,
    /// Head's values in full.
    pub(crate) head: Option<SummaryView>,
}

/// Time and memory.
const COMMON: [&str; 4] =
    [metrics::WALL_TIME, metrics::CPU_TIME, metrics::PEAK_RSS, metrics::PEAK_ALLOCATED];

impl Row {
    pub(crate) fn new(metric: &MetricComparison) -> Self {
        let (before, after) = medians(metric);
        let ChangeText { change, interval } = change(metric);
        let is_gated = matches!(metric.gate, GateSetting::On(_));
        let rises = metric.estimate.map_or_else(
            || median(metric.head.as_ref()) > median(metric.base.as_ref()),
            |estimate| estimate.change > 0.0,
        );
        let outcome = if is_gated {
            format!("{} {}", mark(metric.verdict, rises), word(metric.verdict))
        } else {
            format!("({})", word(metric.verdict))
        };
        let full = |summary: &Summary| SummaryView::new(&metric.metric.unit, summary);
        Self {
            metric: human_name(&metric.metric.name),
            before,
            after,
            change,
            interval,
            verdict: metric.verdict,
            outcome,
            is_gated,
            is_common: COMMON.contains(&metric.metric.name.as_str()),
            remarks: remarks(metric),
            base: metric.base.as_ref().map(full),
            head: metric.head.as_ref().map(full),
        }
    }
}

/// The name of a metric for people; a metric of the user's own keeps its name.
pub(crate) fn human_name(name: &MetricName) -> String {
    let human = match name.as_str() {
        metrics::WALL_TIME => "wall time",
        metrics::CPU_TIME => "CPU time",
        metrics::USER_TIME => "user time",
        metrics::SYSTEM_TIME => "system time",
        metrics::PEAK_RSS => "peak memory",
        metrics::PEAK_ALLOCATED => "heap peak",
        metrics::KEPT => "kept memory",
        metrics::IMPORT_TIME => "import time",
        metrics::MINOR_FAULTS => "minor faults",
        metrics::MAJOR_FAULTS => "major faults",
        metrics::VOLUNTARY_SWITCHES => "voluntary switches",
        metrics::INVOLUNTARY_SWITCHES => "involuntary switches",
        own => own,
    };
    human.to_owned()
}

fn median(summary: Option<&Summary>) -> Option<f64> {
    summary.map(|summary| summary.median)
}

fn medians(metric: &MetricComparison) -> (String, String) {
    let unit = &metric.metric.unit;
    let alone = |side: Option<f64>| {
        side.map_or_else(|| "—".to_owned(), |value| Scale::new(unit, &[value]).text(value))
    };
    match (median(metric.base.as_ref()), median(metric.head.as_ref())) {
        (Some(base), Some(head)) => number::pair(unit, base, head),
        (base, head) => (alone(base), alone(head)),
    }
}

fn change(metric: &MetricComparison) -> ChangeText {
    if let Some(estimate) = &metric.estimate {
        let sides = (median(metric.base.as_ref()), median(metric.head.as_ref()));
        if let (MetricKind::Exact, None, (Some(base), Some(head))) =
            (metric.metric.kind, estimate.interval, sides)
        {
            let change = number::exact_change(&metric.metric.unit, base, head);
            return ChangeText { change, interval: String::new() };
        }
        return number::change(estimate);
    }
    let base_is_zero = median(metric.base.as_ref()) == Some(0.0);
    let head = median(metric.head.as_ref());
    let change = match head {
        Some(head) if base_is_zero && head == 0.0 => "0.0 %",
        Some(_) if base_is_zero => "from 0",
        Some(_) | None => "—",
    };
    ChangeText { change: change.to_owned(), interval: String::new() }
}

fn remarks(metric: &MetricComparison) -> Vec<String> {
    let mut remarks = Vec::new();
    if !metric.reason.is_empty() {
        remarks.push(text::visible(&metric.reason));
    }
    let GateSetting::On(gate) = &metric.gate else {
        return remarks;
    };
    let limit = number::limit(gate, &metric.metric);
    match metric.verdict {
        Verdict::Regressed | Verdict::Suspect | Verdict::Accepted => {
            remarks.push(format!("limit {limit}{}{}", certainty(metric), evidence(metric)));
        }
        Verdict::Inconclusive => {
            let seen = metric.evidence.detectable_change.filter(|change| change.is_finite());
            let seen = seen.map(|change| {
                format!("; this run could have excluded {} or more", number::percent(change))
            });
            remarks.push(format!("limit {limit}{}", seen.unwrap_or_default()));
            remarks.extend(metric.evidence.fallback.as_ref().map(assumed));
        }
        Verdict::Failed
        | Verdict::NotComparable
        | Verdict::Removed
        | Verdict::New
        | Verdict::Improved
        | Verdict::Unchanged => {}
    }
    remarks
}

/// A verdict that rests on an assumption, which never counts.
fn assumed(fallback: &NormalFallback) -> String {
    let verdict = word(fallback.verdict);
    format!(
        "assuming normal noise, {verdict} (p {}); not counted",
        number::p_value(fallback.p_value)
    )
}

/// The least change that is certain however often one looked.
fn certainty(metric: &MetricComparison) -> String {
    let Some(bound) = metric.evidence.bound else { return String::new() };
    let least = match metric.metric.direction {
        Direction::LowerIsBetter => bound.low,
        Direction::HigherIsBetter => -bound.high,
    };
    if least > 0.0 {
        format!(", certainly more than {}", number::percent(least))
    } else {
        String::new()
    }
}

fn evidence(metric: &MetricComparison) -> String {
    let evidence = &metric.evidence;
    let p_value = evidence.p_value.map(|p_value| {
        let below = evidence
            .alpha
            .map(|alpha| format!(" (significant below {})", number::significance(alpha)));
        format!(", p {}{}", number::p_value(p_value), below.unwrap_or_default())
    });
    let count = (evidence.count > 0).then(|| format!(", n = {}", evidence.count));
    [p_value, count].into_iter().flatten().collect()
}
