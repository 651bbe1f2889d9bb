//! The view of the past: metrics over the commits of a branch.

use paceline_model::{History, HistoryCommit, MetricHistory, Turn};
use serde::Serialize;

use super::chart::{self, Course};
use super::data::{Block, block};
use super::page::PageError;
use crate::text;
use crate::view::{FindingView, HistoryView, NOTICE, human_name};

/// Metrics that are drawn, those with findings first.
const MOST_DRAWN: usize = 200;
/// Values of all series together that the script gets.
const MOST_VALUES: usize = 600_000;

/// What the template of a history gets.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct HistoryContext {
    suite: String,
    headline: String,
    tone: &'static str,
    method: Vec<String>,
    notice: &'static str,
    advice: String,
    notes: Vec<String>,
    rows: Vec<HistoryRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct HistoryRow {
    case: String,
    metric: String,
    now: String,
    remark: String,
    tone: &'static str,
    chart: String,
    series: usize,
    findings: Vec<Finding>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Finding {
    letter: char,
    mark: &'static str,
    kind: &'static str,
    tone: &'static str,
    change: String,
    interval: String,
    levels: String,
    significance: String,
    commit: String,
    subject: String,
    remarks: Vec<String>,
}

/// Everything that the script draws: commits once for each suite, series beside them.
#[derive(Debug, Serialize)]
struct HistoryData {
    suites: Vec<SuiteData>,
    series: Vec<SeriesData>,
}

#[derive(Debug, Serialize)]
struct SuiteData {
    suite: String,
    commits: Vec<String>,
    subjects: Vec<String>,
    releases: Vec<ReleaseData>,
}

/// A commit that has a name.
#[derive(Debug, Serialize)]
struct ReleaseData {
    index: u32,
    name: String,
}

#[derive(Debug, Serialize)]
struct SeriesData {
    suite: usize,
    case: String,
    metric: String,
    unit: String,
    /// Places in the commits of the suite.
    at: Vec<u32>,
    values: Vec<f64>,
    spread: Vec<f64>,
    /// Places in the commits of the suite.
    changes: Vec<u32>,
}

/// The views of all suites. Their series count through, as in [`history_data`].
pub(super) fn histories(histories: &[History]) -> Vec<HistoryContext> {
    let mut first = 0;
    let view = |one: &History| {
        let view = history(one, first);
        first += view.rows.len();
        view
    };
    histories.iter().map(view).collect()
}

/// The view of one suite. `first`: the number of its first series.
fn history(history: &History, first: usize) -> HistoryContext {
    let view = HistoryView::new(history);
    let mut rows = Vec::new();
    let cases = history.cases.iter().zip(&view.cases);
    let metrics = cases.flat_map(|(case, shown)| {
        case.metrics.iter().zip(&shown.rows).map(move |(metric, row)| (shown, metric, row))
    });
    for (series, (case, metric, row)) in metrics.enumerate() {
        let findings: Vec<_> = row.findings.iter().map(finding).collect();
        let tone = findings.first().map_or("same", |finding| finding.tone);
        rows.push((
            metric,
            HistoryRow {
                case: case.name.clone(),
                metric: row.metric.clone(),
                now: row.now.clone(),
                remark: row.remark.clone(),
                tone: if findings.iter().any(|finding| finding.tone == "worse") {
                    "worse"
                } else {
                    tone
                },
                chart: String::new(),
                series: first + series,
                findings,
            },
        ));
    }
    rows.sort_by_key(|(_, row)| row.findings.is_empty());
    let commits = u32::try_from(history.commits.len()).unwrap_or(u32::MAX);
    let releases: Vec<_> =
        releases(&history.commits).into_iter().map(|one| (one.index, one.name)).collect();
    for (metric, row) in rows.iter_mut().take(MOST_DRAWN) {
        let course = Course { commits, releases: releases.clone(), ..course(metric) };
        let title = format!("{} of {} over {commits} commits", row.metric, row.case);
        row.chart = chart::course(&course, &metric.metric.unit, &title).unwrap_or_default();
    }
    HistoryContext {
        suite: history.suite.to_string(),
        headline: view.headline,
        tone: if view.is_worse { "worse" } else { "same" },
        method: view.method,
        notice: NOTICE,
        advice: view.advice,
        notes: view.notes,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

/// Names and drawings of the metrics that have any, those with findings first.
pub(super) fn courses(one: &History) -> Vec<(String, String)> {
    let rows = history(one, 0).rows.into_iter().filter(|row| !row.chart.is_empty());
    rows.map(|row| (format!("{} · {}  {}", row.case, row.metric, row.now), row.chart)).collect()
}

fn course(metric: &MetricHistory) -> Course {
    let letters = ('a'..='z').chain(std::iter::repeat('+'));
    let changes = metric.changes.iter().zip(letters);
    Course {
        points: metric
            .points
            .iter()
            .map(|point| (point.commit, point.value, point.spread))
            .collect(),
        changes: changes
            .map(|(change, letter)| (change.first_after, letter, change.turn == Turn::Regression))
            .collect(),
        ..Course::default()
    }
}

fn finding(view: &FindingView) -> Finding {
    Finding {
        letter: view.letter,
        mark: view.mark(),
        kind: view.kind,
        tone: match view.turn {
            Turn::Regression => "worse",
            Turn::Improvement => "better",
        },
        change: view.change.clone(),
        interval: view.interval.clone(),
        levels: view.levels.clone(),
        significance: view.significance.clone(),
        commit: view.commit.clone(),
        subject: view.subject.clone(),
        remarks: view.remarks.clone(),
    }
}

/// What the script draws; `None` without any history.
pub(super) fn history_data(histories: &[History]) -> Result<Option<Block>, PageError> {
    if histories.is_empty() {
        return Ok(None);
    }
    let mut room = MOST_VALUES;
    let mut series = Vec::new();
    for (suite, history) in histories.iter().enumerate() {
        for case in &history.cases {
            for metric in &case.metrics {
                let kept = metric.points.len().min(room);
                room -= kept;
                series.push(data(suite, &case.id.to_string(), metric, kept));
            }
        }
    }
    let suites = histories.iter().map(suite).collect();
    Ok(Some(block("history-data".to_owned(), &HistoryData { suites, series })?))
}

fn suite(history: &History) -> SuiteData {
    let commits = &history.commits;
    SuiteData {
        suite: history.suite.to_string(),
        commits: commits.iter().map(|commit| commit.id.short().to_owned()).collect(),
        subjects: commits
            .iter()
            .map(|commit| text::elide(text::visible(&commit.subject).trim(), 100))
            .collect(),
        releases: releases(commits),
    }
}

fn releases(commits: &[HistoryCommit]) -> Vec<ReleaseData> {
    let named = (0..).zip(commits).filter_map(|(index, commit)| {
        let name = text::elide(&text::visible(commit.release.as_ref()?), 40);
        Some(ReleaseData { index, name })
    });
    named.collect()
}

/// The newest `kept` values.
fn data(suite: usize, case: &str, metric: &MetricHistory, kept: usize) -> SeriesData {
    let points = &metric.points[metric.points.len() - kept..];
    SeriesData {
        suite,
        case: text::visible(case),
        metric: human_name(&metric.metric.name),
        unit: metric.metric.unit.0.clone(),
        at: points.iter().map(|point| point.commit).collect(),
        values: points.iter().map(|point| rounded(point.value, 5)).collect(),
        spread: points.iter().map(|point| rounded(point.spread, 2)).collect(),
        changes: metric.changes.iter().map(|change| change.first_after).collect(),
    }
}

/// `value` with so many significant digits after the first: more can't be seen, and would not pack.
fn rounded(value: f64, digits: usize) -> f64 {
    if value.fract() == 0.0 {
        return value;
    }
    format!("{value:.digits$e}").parse().unwrap_or(value)
}
