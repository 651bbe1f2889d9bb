//! The first view: the verdict, what was measured, and every change in one table.

use std::collections::BTreeSet;

use paceline_model::{CaseComparison, GateSetting, MetricComparison, Summary, Verdict};
use serde::Serialize;

use super::case::CaseContext;
use super::page::Page;
use super::pictures::{self, sign, tone};
use super::sources::Sources;
use crate::text;
use crate::view::{CaseView, ComparisonView, GrowthView, Row, SideView, rank, remedy, word};

/// Rows that have drawings.
const MOST_DRAWN: usize = 300;
/// With more gated metrics than this in all, a case has one row: that of its verdict.
const MOST_ROWS: usize = 2000;

/// What the template of the overview gets.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Overview {
    pub(super) headline: String,
    tone: &'static str,
    tally: Vec<Count>,
    suite: String,
    sides: Vec<SideContext>,
    method: Vec<String>,
    legend: &'static str,
    confidence: String,
    rows: Vec<OverviewRow>,
    metrics: Vec<String>,
    drawings: Drawings,
    is_shortened: bool,
    growths: Vec<GrowthContext>,
    notes: Vec<String>,
    missing_profilers: Vec<String>,
    environments: Vec<Vec<String>>,
    command: String,
}

/// Which columns of drawings the table has.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Drawings {
    charts: bool,
    strips: bool,
}

/// How many cases ended so.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Count {
    verdict: &'static str,
    tone: &'static str,
    cases: u32,
}

/// A side of the comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct SideContext {
    side: &'static str,
    commit: String,
    subject: String,
    variant: String,
    state: &'static str,
    /// Why it is compared with; of base only, and it may be empty.
    reason: String,
}

/// One line of the table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct OverviewRow {
    case: usize,
    parts: Vec<String>,
    tags: String,
    verdict: &'static str,
    tone: &'static str,
    outcome: String,
    metric: String,
    before: String,
    after: String,
    change: String,
    interval: String,
    base_value: Option<f64>,
    head_value: Option<f64>,
    change_value: Option<f64>,
    rank: usize,
    chart: String,
    strips: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct GrowthContext {
    name: String,
    orders: String,
    outcome: String,
    tone: &'static str,
    grounds: Vec<String>,
}

pub(super) fn overview(page: &Page<'_>, sources: &Sources<'_>, cases: &[CaseContext]) -> Overview {
    let comparison = page.comparison;
    let view = ComparisonView::new(comparison);
    let gated: usize = comparison
        .cases
        .iter()
        .map(|case| case.metrics.iter().filter(|metric| is_gated(metric)).count())
        .sum();
    let is_shortened = gated > MOST_ROWS;
    let mut rows: Vec<OverviewRow> = Vec::new();
    for (case, shown) in cases.iter().zip(&view.cases) {
        let compared = &comparison.cases[case.number];
        for (drawn, mut row) in case_rows(case, shown, &compared.metrics, is_shortened) {
            row.tags = tags(compared);
            if let Some((metric, view)) = drawn.filter(|_| rows.len() < MOST_DRAWN) {
                row.chart = pictures::change(metric, view);
                row.strips = pictures::strips(&sources.run(&case.id, &metric.metric.name), view);
            }
            rows.push(row);
        }
    }
    let metrics: BTreeSet<_> = rows.iter().map(|row| row.metric.clone()).collect();
    Overview {
        tone: pictures::whole(comparison),
        tally: tally(page),
        suite: comparison.suite.to_string(),
        sides: vec![
            side("base", view.base, view.base_reason),
            side("head", view.head, String::new()),
        ],
        headline: view.headline,
        method: view.method,
        legend: view.legend,
        confidence: view.confidence,
        drawings: Drawings {
            charts: rows.iter().any(|row| !row.chart.is_empty()),
            strips: rows.iter().any(|row| !row.strips.is_empty()),
        },
        metrics: metrics.into_iter().filter(|metric| !metric.is_empty()).collect(),
        rows,
        is_shortened,
        growths: view.growths.iter().map(growth).collect(),
        notes: view.notes,
        missing_profilers: view.missing_profilers,
        environments: view.environments,
        command: remedy::command(page.comparison, &[]).unwrap_or_default(),
    }
}

/// As the script takes them apart: a space is between two.
fn tags(case: &CaseComparison) -> String {
    let one = |tag: &String| {
        let tag = text::visible(tag);
        tag.split_whitespace().collect::<Vec<_>>().join("-")
    };
    case.tags.iter().map(one).filter(|tag| !tag.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_gated(metric: &MetricComparison) -> bool {
    matches!(metric.gate, GateSetting::On(_))
}

type Drawn<'a> = Option<(&'a MetricComparison, &'a Row)>;

/// The gated metrics of a case, or the one that its verdict rests on; the case itself first where none of
/// them has its verdict, as when it failed.
fn case_rows<'a>(
    case: &CaseContext,
    view: &'a CaseView,
    metrics: &'a [MetricComparison],
    is_shortened: bool,
) -> Vec<(Drawn<'a>, OverviewRow)> {
    let start = OverviewRow {
        case: case.number,
        parts: view.parts.clone(),
        verdict: view.verdict.word(),
        tone: tone(view.verdict),
        outcome: format!("{} {}", sign(view.verdict), word(view.verdict)),
        rank: rank(view.verdict),
        ..OverviewRow::default()
    };
    let mut gated: Vec<_> =
        metrics.iter().zip(&view.rows).filter(|(metric, _)| is_gated(metric)).collect();
    if gated.is_empty() {
        gated.extend(metrics.iter().zip(&view.rows).take(1));
    }
    if is_shortened {
        let size = |metric: &MetricComparison| {
            metric.estimate.map_or(0.0, |estimate| estimate.change.abs())
        };
        let deciding = gated.iter().filter(|(metric, _)| metric.verdict == view.verdict);
        let chosen = deciding.max_by(|one, other| size(one.0).total_cmp(&size(other.0))).copied();
        gated = chosen.or(gated.first().copied()).into_iter().collect();
    }
    let is_told = gated.iter().any(|(metric, _)| metric.verdict == view.verdict);
    let own = (!is_told).then(|| (None, start.clone()));
    if is_shortened && own.is_some() {
        gated.clear();
    }
    let row = |(metric, view): (&'a MetricComparison, &'a Row)| {
        let median = |side: &Option<Summary>| side.as_ref().map(|side| side.median);
        let row = OverviewRow {
            verdict: metric.verdict.word(),
            tone: tone(metric.verdict),
            outcome: view.outcome.clone(),
            metric: view.metric.clone(),
            before: view.before.clone(),
            after: view.after.clone(),
            change: view.change.clone(),
            interval: view.interval.clone(),
            base_value: median(&metric.base),
            head_value: median(&metric.head),
            change_value: metric.estimate.map(|estimate| estimate.change),
            rank: rank(metric.verdict),
            ..start.clone()
        };
        (Some((metric, view)), row)
    };
    own.into_iter().chain(gated.into_iter().map(row)).collect()
}

fn tally(page: &Page<'_>) -> Vec<Count> {
    let mut tally: Vec<_> = page.comparison.tally().into_iter().collect();
    tally.sort_by_key(|(verdict, _)| rank(*verdict));
    let count = |(verdict, cases): (Verdict, u32)| Count {
        verdict: verdict.word(),
        tone: tone(verdict),
        cases,
    };
    tally.into_iter().map(count).collect()
}

fn side(side: &'static str, view: SideView, reason: String) -> SideContext {
    let SideView { variant, commit, subject, state, moment: _ } = view;
    SideContext { side, commit, subject, variant, state, reason }
}

fn growth(view: &GrowthView) -> GrowthContext {
    GrowthContext {
        name: view.name.clone(),
        orders: view.orders.clone(),
        outcome: view.outcome.clone(),
        tone: tone(view.verdict),
        grounds: view.grounds.clone(),
    }
}
