//! A calibration of a suite as terminal text: one block per case, present and proposed.

use paceline_model::{
    CaseCalibration, GateProposal, GateSetting, MetricCalibration, MetricName, Unit, Verdict,
};

use super::grid::{Column, aligned, left, right};
use super::page::{Page, Tone};
use crate::number::{Scale, duration, percent, short_percent};
use crate::render::Style;
use crate::text::{self, visible};
use crate::view::{FailureView, human_name};

/// Metric, noise, present, arrow, proposed, pairs, time.
const COLUMNS: [Column; 7] = [left(2), right(3), right(1), left(1), left(3), right(2), right(0)];
/// Widest name of a metric in the table.
const METRIC_COLUMNS: usize = 20;

/// The report of the cases, ending with a line break.
pub(crate) fn calibration(cases: &[CaseCalibration], style: Style) -> String {
    let mut page = Page::new(style);
    let mut rows =
        vec![["", "noise", "now", "", "to be", "a verdict takes", ""].map(str::to_owned)];
    rows.extend(cases.iter().flat_map(|case| case.metrics.iter().map(|one| row(case, one))));
    rows.extend(cases.iter().filter(|case| has_budget(case)).map(budget));
    let lines = lines(&rows, page.width());
    let metrics: usize = cases.iter().map(|case| case.metrics.len()).sum();
    let mut metric_lines = lines[1..=metrics].iter();
    let mut budget_lines = lines[metrics + 1..].iter();
    page.line(&[(&lines[0], Tone::Faint)]);
    for (index, case) in cases.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        page.heading(&visible(&case.id.to_string()));
        if let Some(failure) = &case.failure {
            page.failure(&FailureView::new("", failure));
        }
        for (metric, line) in case.metrics.iter().zip(metric_lines.by_ref()) {
            page.line(&[(line, tone(metric))]);
            remark(&mut page, metric);
        }
        let line = if has_budget(case) { budget_lines.next() } else { None };
        if let Some(line) = line {
            let tone = if case.budget.proposed.is_some() { Tone::Doubtful } else { Tone::Plain };
            page.line(&[(line, tone)]);
            footer(&mut page, case);
        }
    }
    page.finish()
}

/// The rows as lines: a table where it fits, else each on its own, cut.
fn lines(rows: &[[String; 7]], width: usize) -> Vec<String> {
    let cut = |row: &[String; 7]| {
        let cells: Vec<_> = row.iter().map(|cell| cell.trim()).collect();
        text::elide(&format!("  {}", cells.join(" ")), width)
    };
    aligned(COLUMNS, rows, width).unwrap_or_else(|| rows.iter().map(cut).collect())
}

/// What was measured, and what a reader should know.
fn footer(page: &mut Page, case: &CaseCalibration) {
    let pair = Scale::new(&Unit(Unit::SECONDS.to_owned()), &[case.pair_seconds]);
    let pairs = format!("{} pairs of {}", case.pairs, pair.text(case.pair_seconds));
    page.paragraph("  ", &pairs, Tone::Faint);
    for note in &case.notes {
        page.paragraph("  note: ", &visible(note), Tone::Plain);
    }
}

fn has_budget(case: &CaseCalibration) -> bool {
    case.failure.is_none()
}

fn tone(metric: &MetricCalibration) -> Tone {
    match (metric.difference, metric.gate, metric.proposal) {
        (Some(_), ..) => Tone::Bad,
        (None, GateSetting::Off, _) => Tone::Faint,
        (None, GateSetting::On(_), GateProposal::Keep) => Tone::Plain,
        (None, GateSetting::On(_), GateProposal::Widen(_) | GateProposal::OutOfReach) => {
            Tone::Doubtful
        }
    }
}

fn row(case: &CaseCalibration, metric: &MetricCalibration) -> [String; 7] {
    let noise = metric.noise.map_or_else(|| "—".to_owned(), short_percent);
    let now = match metric.gate {
        GateSetting::Off => "off".to_owned(),
        GateSetting::On(gate) => percent(gate.change),
    };
    let proposed = match metric.proposal {
        GateProposal::Keep | GateProposal::OutOfReach => String::new(),
        GateProposal::Widen(change) => percent(change),
    };
    let pairs = metric.pairs.map(|pairs| format!("{pairs} pairs"));
    let seconds = metric.pairs.map(|pairs| duration(f64::from(pairs) * case.pair_seconds));
    [
        format!("  {}", name(&metric.metric)),
        noise,
        now,
        arrow(&proposed),
        proposed,
        pairs.unwrap_or_default(),
        seconds.unwrap_or_default(),
    ]
}

fn budget(case: &CaseCalibration) -> [String; 7] {
    let proposed = case.budget.proposed.map(whole_seconds).unwrap_or_default();
    [
        "  budget".to_owned(),
        String::new(),
        whole_seconds(case.budget.present),
        arrow(&proposed),
        proposed,
        String::new(),
        String::new(),
    ]
}

fn arrow(proposed: &str) -> String {
    if proposed.is_empty() { String::new() } else { "→".to_owned() }
}

fn name(metric: &MetricName) -> String {
    text::elide(&human_name(metric), METRIC_COLUMNS)
}

/// A budget as suites have it, with as many digits as it takes.
fn whole_seconds(seconds: f64) -> String {
    format!("{} s", (seconds * 1e3).round() / 1e3)
}

fn remark(page: &mut Page, metric: &MetricCalibration) {
    if let Some(verdict) = metric.difference {
        let how = if verdict == Verdict::Improved { "improved" } else { "regressed" };
        let text = format!(
            "{how} against itself: the machine or the workload changes while it is measured, so \
             nothing is proposed; run it again, or make every invocation do the same"
        );
        page.paragraph("    ", &text, Tone::Bad);
    }
    if metric.proposal == GateProposal::OutOfReach {
        let text = "no gate up to 30 % is decided within a minute: make the case shorter, switch \
                    this gate `off` and gate on another metric or a count, or use a quieter machine";
        page.paragraph("    ", text, Tone::Plain);
    }
}
