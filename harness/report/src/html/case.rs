//! The view of one case: every metric, the values behind them, what is to blame.

use paceline_model::{CaseComparison, CaseId, GateSetting, MetricComparison, MetricKind, Verdict};
use serde::Serialize;

use super::allocations::{AllocationsContext, allocations};
use super::chart;
use super::page::Page;
use super::pictures::{self, sign, tone};
use super::profile::{FunctionsContext, LinesContext, MemoryContext, TreeContext};
use super::sources::{Sources, values};
use crate::number;
use crate::text;
use crate::view::{
    BlameView, CaseView, FailureView, ProfilerView, Row, SummaryView, rank, remedy, word,
};

/// Metrics of a case whose values are drawn.
const MOST_CHARTS: usize = 6;
/// Reasons of a case that are told here, more than elsewhere.
const MOST_REASONS: usize = 20;
/// With more cases than this, only those that somebody has to look at have drawings.
const MANY: usize = 200;

/// What the template of a case gets.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct CaseContext {
    /// Its place in the comparison.
    pub(super) number: usize,
    #[serde(skip)]
    pub(super) id: CaseId,
    /// Whether its verdict is anything but unchanged.
    #[serde(skip)]
    pub(super) is_notable: bool,
    name: String,
    parts: Vec<String>,
    verdict: &'static str,
    tone: &'static str,
    badge: String,
    outcome: String,
    failures: Vec<FailureContext>,
    metrics: Vec<MetricContext>,
    blame: Vec<BlameContext>,
    more_blame: usize,
    hot: Vec<(&'static str, String)>,
    effort: Vec<String>,
    notes: Vec<String>,
    charts: Vec<ChartContext>,
    profilers: Vec<String>,
    trees: Vec<TreeContext>,
    flame: String,
    functions: Option<FunctionsContext>,
    lines: Vec<LinesContext>,
    memory: Vec<MemoryContext>,
    allocations: Vec<AllocationsContext>,
    command: String,
    environments: Vec<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct FailureContext {
    summary: String,
    detail: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct MetricContext {
    metric: String,
    before: String,
    after: String,
    change: String,
    interval: String,
    outcome: String,
    tone: &'static str,
    is_gated: bool,
    gate: String,
    grounds: Vec<String>,
    chart: String,
    base: Option<SummaryContext>,
    head: Option<SummaryContext>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct SummaryContext {
    median: String,
    mean: String,
    half_width: String,
    deviation: String,
    range: String,
    count: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct BlameContext {
    function: String,
    place: String,
    origin: String,
    moved: String,
    line: String,
    code: String,
    line_moved: String,
}

/// The values of one metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct ChartContext {
    metric: String,
    run: String,
    spread: String,
    /// What the marks say, in words.
    remarks: Vec<String>,
}

/// All cases in the order of reading.
pub(super) fn cases(page: &Page<'_>, sources: &Sources<'_>) -> Vec<CaseContext> {
    let comparison = page.comparison;
    let mut order: Vec<_> = comparison.cases.iter().enumerate().collect();
    // Stable, as the overview sorts them.
    order.sort_by_key(|(_, case)| rank(case.verdict));
    let is_small = order.len() <= MANY;
    let environments = crate::view::ComparisonView::new(comparison).environments;
    let context = |(number, case): (usize, &CaseComparison)| {
        let is_drawn = is_small || case.verdict != Verdict::Unchanged;
        let mut context = context(number, case, is_drawn.then_some(sources));
        let choice = [remedy::choice(comparison, &case.id)];
        context.command = remedy::command(comparison, &choice).unwrap_or_default();
        if is_small {
            context.environments.clone_from(&environments);
        }
        context
    };
    order.into_iter().map(context).collect()
}

fn context(number: usize, case: &CaseComparison, sources: Option<&Sources<'_>>) -> CaseContext {
    let view = CaseView::new(case);
    let metrics: Vec<_> = view
        .rows
        .iter()
        .enumerate()
        .map(|(place, row)| metric(row, case.metrics.get(place), sources.is_some()))
        .collect();
    let profile = sources.and_then(|sources| sources.profile(&case.id));
    let told = case.blame.iter().take(MOST_REASONS).map(BlameView::new).map(blame).collect();
    CaseContext {
        number,
        id: case.id.clone(),
        is_notable: case.verdict != Verdict::Unchanged,
        name: view.name,
        parts: view.parts,
        verdict: view.verdict.word(),
        tone: tone(view.verdict),
        badge: format!("{} {}", sign(view.verdict), word(view.verdict)),
        outcome: view.outcome,
        failures: view.failures.into_iter().map(failure).collect(),
        metrics,
        blame: told,
        more_blame: case.blame.len().saturating_sub(MOST_REASONS),
        hot: view.hot.into_iter().map(|(side, all)| (side, all.join(" · "))).collect(),
        effort: view.effort,
        notes: view.notes,
        charts: sources.map(|sources| charts(case, &view.rows, sources)).unwrap_or_default(),
        profilers: view.profilers.iter().map(ProfilerView::in_short).collect(),
        trees: profile.map(|one| super::profile::trees(&one.trees)).unwrap_or_default(),
        flame: profile.map(|one| super::profile::still(&one.trees)).unwrap_or_default(),
        functions: profile.and_then(super::profile::functions),
        lines: profile.map(|one| super::profile::lines(one, &case.blame)).unwrap_or_default(),
        memory: profile.map(|one| super::profile::memory(&one.memory)).unwrap_or_default(),
        allocations: profile.map(|one| allocations(&one.trees)).unwrap_or_default(),
        command: String::new(),
        environments: Vec::new(),
    }
}

fn metric(row: &Row, metric: Option<&MetricComparison>, is_drawn: bool) -> MetricContext {
    let gate = metric.map(|metric| match &metric.gate {
        GateSetting::On(gate) => number::limit(gate, &metric.metric),
        GateSetting::Off => String::new(),
    });
    let drawn = metric.filter(|_| is_drawn);
    MetricContext {
        metric: row.metric.clone(),
        before: row.before.clone(),
        after: row.after.clone(),
        change: row.change.clone(),
        interval: row.interval.clone(),
        outcome: row.outcome.clone(),
        tone: tone(row.verdict),
        is_gated: row.is_gated,
        gate: gate.unwrap_or_default(),
        grounds: metric.map(|metric| grounds(metric, row)).unwrap_or_default(),
        chart: drawn.map(|metric| pictures::change(metric, row)).unwrap_or_default(),
        base: row.base.as_ref().filter(|_| is_drawn).map(summary),
        head: row.head.as_ref().filter(|_| is_drawn).map(summary),
    }
}

/// What a verdict rests on, in words.
fn grounds(metric: &MetricComparison, row: &Row) -> Vec<String> {
    let mut grounds = row.remarks.clone();
    let evidence = &metric.evidence;
    if let (true, Verdict::Unchanged | Verdict::Improved) = (row.is_gated, metric.verdict) {
        let excluded = evidence.detectable_change.filter(|change| change.is_finite());
        grounds.extend(excluded.map(|change| {
            // Less would be shown as 0 %, which is no promise.
            let change = if change > 0.0 { change.max(0.0001) } else { change };
            if change > 0.0 {
                format!("a slowdown of {} or more is excluded", number::percent(change))
            } else {
                "any slowdown is excluded".to_owned()
            }
        }));
        let pairs = (evidence.count > 0).then(|| format!("n = {}", evidence.count));
        grounds.extend(pairs);
    }
    if let (Some(noise), MetricKind::Timed) = (evidence.noise, metric.metric.kind) {
        grounds.push(format!("noise of a pair {}", number::percent(noise)));
    }
    if row.is_gated && !evidence.method.is_empty() {
        grounds.push(format!("by {}", text::visible(&evidence.method)));
    }
    grounds
}

fn summary(view: &SummaryView) -> SummaryContext {
    SummaryContext {
        median: view.median.clone(),
        mean: view.mean.clone(),
        half_width: view.half_width.clone(),
        deviation: view.deviation.clone(),
        range: view.range.clone(),
        count: view.count.clone(),
    }
}

fn blame(view: BlameView) -> BlameContext {
    let line = view.line;
    BlameContext {
        origin: view.origin.text(),
        function: view.function,
        place: view.place,
        moved: view.moved,
        code: line.as_ref().map(|line| line.code.clone()).unwrap_or_default(),
        line_moved: line.as_ref().map(|line| line.moved.clone()).unwrap_or_default(),
        line: line.map(|line| line.number).unwrap_or_default(),
    }
}

fn failure(view: FailureView) -> FailureContext {
    FailureContext { summary: view.summary, detail: view.detail.join("\n") }
}

/// The values of the gated metrics first; exact ones are the same each time, and not drawn.
fn charts(case: &CaseComparison, rows: &[Row], sources: &Sources<'_>) -> Vec<ChartContext> {
    let mut metrics: Vec<_> = case.metrics.iter().zip(rows).collect();
    metrics.sort_by_key(|(metric, row)| (!row.is_gated, rank(metric.verdict)));
    let chart = |(metric, row): (&MetricComparison, &Row)| {
        let run = sources.run(&case.id, &metric.metric.name);
        let (base, head) = (values(&run.base), values(&run.head));
        let unit = &metric.metric.unit;
        let title = format!("{} in the order of measuring", row.metric);
        let drawn = chart::run(&run, unit, &title)?;
        let title = format!("{}: {} → {}", row.metric, row.before, row.after);
        Some(ChartContext {
            metric: row.metric.clone(),
            run: drawn,
            spread: chart::spread([&base, &head], unit, &title).unwrap_or_default(),
            remarks: [outliers([&base, &head]), disturbed(&run)].into_iter().flatten().collect(),
        })
    };
    let drawn = metrics.into_iter().filter(|(metric, _)| metric.metric.kind != MetricKind::Exact);
    drawn.filter_map(chart).take(MOST_CHARTS).collect()
}

/// As in `ringed: far outliers, 2 of base and 1 of head`.
fn outliers(sides: [&[f64]; 2]) -> Option<String> {
    let count = |side: &[f64]| {
        let limits = chart::limits(side);
        let beyond =
            |value: &&f64| limits.is_some_and(|[low, high]| **value < low || **value > high);
        side.iter().filter(beyond).count()
    };
    match sides.map(count) {
        [0, 0] => None,
        [base, head] => Some(format!("ringed: far outliers, {base} of base and {head} of head")),
    }
}

/// As in `framed: 3 of 40 processes lost time to neighbours`.
fn disturbed(run: &chart::Run) -> Option<String> {
    let all = run.invocations().count();
    let disturbed = run.invocations().filter(|one| one.is_disturbed()).count();
    let framed = || format!("framed: {disturbed} of {all} processes lost time to neighbours");
    (disturbed > 0).then(framed)
}
