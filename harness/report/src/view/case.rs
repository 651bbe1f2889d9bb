//! One case of a comparison, ready to show.

use paceline_model::{CaseComparison, CaseId, GateSetting, HotFunction, MetricKind, Unit, Verdict};

use super::row::human_name;
use super::verdict::{mark, word};
use super::{BlameView, FailureView, MOST_REASONS, ProfilerView, Row, profilers};
use crate::{number, text};

/// One case with its rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CaseView {
    /// Its id.
    pub(crate) name: String,
    /// The parts of its id: the workload, then the parameters, if any.
    pub(crate) parts: Vec<String>,
    /// How it came out.
    pub(crate) verdict: Verdict,
    /// Sign, word and reason for a verdict that no row explains; empty otherwise.
    pub(crate) outcome: String,
    /// Sign and word of the verdict.
    pub(crate) badge: String,
    /// What failed, base first.
    pub(crate) failures: Vec<FailureView>,
    /// Its metrics in the order of the record.
    pub(crate) rows: Vec<Row>,
    /// Where its change comes from, what explains most first; at most [`MOST_REASONS`].
    pub(crate) blame: Vec<BlameView>,
    /// How many functions more are to blame.
    pub(crate) more_blame: usize,
    /// The functions that took longest: a line for each side that has any, its name first.
    pub(crate) hot: Vec<(&'static str, Vec<String>)>,
    /// The profilers that ran.
    pub(crate) profilers: Vec<ProfilerView>,
    /// What its pairs took and how noisy they were; empty where there were none.
    pub(crate) effort: Vec<String>,
    /// What a reader should know.
    pub(crate) notes: Vec<String>,
}

impl CaseView {
    pub(crate) fn new(case: &CaseComparison) -> Self {
        let mut rows: Vec<_> = case.metrics.iter().map(Row::new).collect();
        let reason = text::visible(&case.reason);
        let decisive = rows.iter().find(|row| row.is_gated && row.verdict == case.verdict);
        let is_explained = decisive.is_some();
        let badge = decisive.map_or_else(
            || format!("{} {}", mark(case.verdict, true), word(case.verdict)),
            |row| row.outcome.clone(),
        );
        let outcome = if is_explained && reason.is_empty() {
            String::new()
        } else {
            let colon = if reason.is_empty() { "" } else { ": " };
            format!("{badge}{colon}{reason}")
        };
        if matches!(case.verdict, Verdict::New | Verdict::Removed) {
            // The case has said it for all of them.
            for row in &mut rows {
                row.remarks.clear();
            }
        }
        rows.extend(super::check::row(case));
        Self {
            name: text::visible(&case.id.to_string()),
            parts: parts(&case.id),
            verdict: case.verdict,
            outcome,
            badge,
            failures: failures(case),
            rows,
            blame: case.blame.iter().take(MOST_REASONS).map(BlameView::new).collect(),
            more_blame: case.blame.len().saturating_sub(MOST_REASONS),
            hot: hot(case),
            profilers: profilers::ran(&case.profilers),
            effort: effort(case),
            notes: case.notes.iter().map(|note| text::visible(note)).collect(),
        }
    }
}

impl CaseView {
    /// Whether somebody has to look for a reason.
    pub(crate) fn is_worse(&self) -> bool {
        self.verdict.is_worse() || self.verdict == Verdict::Accepted
    }
}

/// As in `Cache.put 1.92 ms`, for each side.
fn hot(case: &CaseComparison) -> Vec<(&'static str, Vec<String>)> {
    let Some(sides) = &case.hot_functions else { return Vec::new() };
    let seconds = Unit(Unit::SECONDS.to_owned());
    let shown = |hot: &HotFunction| {
        let time = number::exact(&seconds, hot.total_seconds);
        format!("{} {time}", super::blame::name(&hot.function))
    };
    let side = |word, side: &Option<Vec<HotFunction>>| {
        side.as_ref().map(|all| (word, all.iter().map(shown).collect()))
    };
    [side("base", &sides.base), side("head", &sides.head)].into_iter().flatten().collect()
}

/// As in `24 pairs in 8.3 s` and `noise 2.1 % of CPU time`.
fn effort(case: &CaseComparison) -> Vec<String> {
    let Some(effort) = case.effort else { return Vec::new() };
    let count =
        if effort.pairs == 1 { "1 pair".to_owned() } else { format!("{} pairs", effort.pairs) };
    let mut parts = vec![format!("{count} in {}", number::duration(effort.seconds))];
    let gated = case.metrics.iter().filter(|metric| metric.gate != GateSetting::Off);
    let noises =
        gated.filter(|metric| metric.metric.kind == MetricKind::Timed).filter_map(|metric| {
            let noise = number::percent(metric.evidence.noise?);
            Some(format!("{} {noise}", human_name(&metric.metric.name)))
        });
    let noises: Vec<_> = noises.collect();
    if !noises.is_empty() {
        parts.push(format!("noise of a pair: {}", noises.join(", ")));
    }
    parts
}

/// The workload, and the parameters with room to break between them.
pub(super) fn parts(id: &CaseId) -> Vec<String> {
    let parameters: Vec<_> =
        id.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let parameters = text::visible(&parameters.join(", "));
    let mut parts = vec![text::visible(id.workload.as_str())];
    parts.extend((!parameters.is_empty()).then_some(parameters));
    parts
}

fn failures(case: &CaseComparison) -> Vec<FailureView> {
    let sides = [
        ("base", &case.base_failure, &case.base_check),
        ("head", &case.head_failure, &case.head_check),
    ];
    sides
        .into_iter()
        .filter_map(|(side, failure, check)| match (failure, check) {
            (Some(failure), _) => Some(FailureView::new(side, failure)),
            (None, Some(check)) => FailureView::of_check(side, check),
            (None, None) => None,
        })
        .collect()
}
