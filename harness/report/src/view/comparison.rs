//! A whole comparison, ready to show.

use paceline_model::{
    Comparison, Design, GateSetting, MetricComparison, MetricKind, MetricName, Verdict,
};

use super::environment::environment;
use super::growth::growths;
use super::headline::headline;
use super::{CaseView, GrowthView, Remedy, SideView, human_name, likely, profilers, rank};
use crate::number;
use crate::text;

/// A comparison as strings, cases in the order of reading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ComparisonView {
    /// The verdict in one sentence.
    pub(crate) headline: String,
    /// How many cases ended in the verdicts that the sentence does not name; may be empty.
    pub(crate) tally: String,
    /// The side that is compared with.
    pub(crate) base: SideView,
    /// The side that is judged.
    pub(crate) head: SideView,
    /// Why base is compared with; may be empty.
    pub(crate) base_reason: String,
    /// How small a change for the worse the cases that show none could hide, metric by metric; may be
    /// empty.
    pub(crate) unseen: String,
    /// How the sides were measured: design, moment, duration, seed, suite.
    pub(crate) method: Vec<String>,
    /// What the numbers of a row are.
    pub(crate) legend: &'static str,
    /// Coverage of the intervals, as in `95 %`; empty when they have several or there are none.
    pub(crate) confidence: String,
    /// The cases, those that need somebody first.
    pub(crate) cases: Vec<CaseView>,
    /// How cost grows with size, those that need somebody first.
    pub(crate) growths: Vec<GrowthView>,
    /// Why profilers gave nothing, one sentence for each and its reason.
    pub(crate) missing_profilers: Vec<String>,
    /// What a reader should know; what has likely changed comes first.
    pub(crate) notes: Vec<String>,
    /// What a reader can do about it.
    pub(crate) remedy: Remedy,
    /// The machine, in parts; one entry per side that has its own.
    pub(crate) environments: Vec<Vec<String>>,
}

impl ComparisonView {
    pub(crate) fn new(comparison: &Comparison) -> Self {
        let mut cases: Vec<_> = comparison.cases.iter().map(CaseView::new).collect();
        // Stable: the order of the suite stays within one verdict.
        cases.sort_by_key(|case| rank(case.verdict));
        let (headline, tally) = headline(comparison);
        Self {
            headline,
            tally,
            base: SideView::new(&comparison.base),
            head: SideView::new(&comparison.head),
            base_reason: base_reason(comparison),
            unseen: unseen(comparison),
            method: method(comparison),
            legend: legend(comparison.design),
            confidence: confidence(comparison),
            cases,
            growths: growths(comparison),
            missing_profilers: profilers::missing(&comparison.cases),
            notes: notes(comparison),
            remedy: Remedy::new(comparison),
            environments: environments(comparison),
        }
    }

    /// Whether somebody has to look for a reason.
    pub(crate) fn is_worse(&self) -> bool {
        self.cases.iter().any(|case| case.is_worse() && case.verdict != Verdict::Accepted)
            || self.growths.iter().any(|growth| growth.verdict == Verdict::Regressed)
    }

    /// Whether any row is shown that does not count.
    pub(crate) fn has_ungated_rows(&self) -> bool {
        self.cases.iter().flat_map(|case| &case.rows).any(|row| !row.is_gated)
    }
}

fn notes(comparison: &Comparison) -> Vec<String> {
    let own = comparison.notes.iter().map(|note| text::visible(note));
    likely::sentences(comparison).into_iter().chain(own).collect()
}

fn base_reason(comparison: &Comparison) -> String {
    let reason = comparison.base_reason.as_deref().unwrap_or_default();
    text::elide(&text::visible(reason), 200)
}

/// As in `wall time below 0.9 % to 8.3 %, peak memory below 0.4 %`: the least and the most over the cases.
fn unseen(comparison: &Comparison) -> String {
    let mut found: Vec<(&MetricName, f64, f64)> = Vec::new();
    let is_quiet = |metric: &&MetricComparison| {
        metric.gate != GateSetting::Off
            && matches!(metric.verdict, Verdict::Unchanged | Verdict::Inconclusive)
    };
    for metric in metrics(comparison).filter(is_quiet) {
        let Some(change) = metric.evidence.detectable_change.filter(|it| it.is_finite()) else {
            continue;
        };
        let name = &metric.metric.name;
        match found.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, least, most)) => (*least, *most) = (least.min(change), most.max(change)),
            None => found.push((name, change, change)),
        }
    }
    let one = |(name, least, most): &(&MetricName, f64, f64)| {
        let (least, most) = (number::percent(*least), number::percent(*most));
        let range = if least == most { most } else { format!("{least} to {most}") };
        format!("{} below {range}", human_name(name))
    };
    found.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// In pairs, the change need not be the ratio of the two medians beside it.
fn legend(design: Design) -> &'static str {
    match design {
        Design::SideBySide => "before → after are medians, the change that of the pairs",
        Design::Stored => "before → after are medians, the change that of the best quarters",
    }
}

fn method(comparison: &Comparison) -> Vec<String> {
    let head = &comparison.head;
    let design = match comparison.design {
        Design::SideBySide => format!("side by side in {}", pairs(comparison)),
        Design::Stored => {
            format!("against a stored baseline of {}", number::moment(&comparison.base.started))
        }
    };
    [
        design,
        number::moment(&head.started),
        number::duration(head.duration_seconds),
        format!("seed {}", head.seed),
        canary(comparison),
        format!("suite {}", comparison.suite),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect()
}

/// Whether base agrees with itself in this run; empty where that was not measured.
fn canary(comparison: &Comparison) -> String {
    let Some(canary) = &comparison.canary else { return String::new() };
    let count =
        if canary.pairs == 1 { "1 pair".to_owned() } else { format!("{} pairs", canary.pairs) };
    let outcome = if canary.has_tripped { "differs from itself" } else { "agrees with itself" };
    format!("base {outcome} in {count}")
}

fn metrics(comparison: &Comparison) -> impl Iterator<Item = &MetricComparison> {
    comparison.cases.iter().flat_map(|case| &case.metrics)
}

fn pairs(comparison: &Comparison) -> String {
    // Exact metrics are measured in a few invocations of their own, which are no pairs.
    let counts = || {
        metrics(comparison)
            .filter(|metric| metric.metric.kind != MetricKind::Exact)
            .map(|metric| metric.evidence.count)
            .filter(|count| *count > 0)
    };
    match (counts().min(), counts().max()) {
        (Some(1), Some(1)) => "1 pair".to_owned(),
        (Some(least), Some(most)) if least == most => format!("{least} pairs"),
        (Some(least), Some(most)) => format!("{least} to {most} pairs"),
        (None, _) | (_, None) => "pairs".to_owned(),
    }
}

fn confidence(comparison: &Comparison) -> String {
    let mut found: Vec<f64> = metrics(comparison)
        .filter_map(|metric| metric.estimate.and_then(|estimate| estimate.interval))
        .map(|interval| interval.confidence)
        .collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    match found.as_slice() {
        [confidence] => number::percent(*confidence),
        _ => String::new(),
    }
}

fn environments(comparison: &Comparison) -> Vec<Vec<String>> {
    let (base, head) = (&comparison.base, &comparison.head);
    let mut machine = environment(&head.environment);
    if base.machine_class == head.machine_class {
        return vec![machine];
    }
    let mut other = environment(&base.environment);
    machine.insert(0, format!("head: machine class {}", head.machine_class));
    other.insert(0, format!("base: machine class {}", base.machine_class));
    vec![machine, other]
}
