//! The outcomes as Markdown.

use std::fmt::Write as _;

use crate::binomial;
use crate::executed::Executed;
use crate::recording::Metric;
use crate::session::{Cell, Outcomes};

/// False alarms and power.
pub(crate) fn replayed(cells: &[Cell]) -> String {
    let mut text = String::from(
        "| program | metric | load | gate | noise | sessions | regressed at 0 % (95 % bounds) | \
         regressed at a quarter of the gate (95 % bounds) | unchanged at 0 % | \
         regressed at 1 / 2 / 3 / 5 % | contradictions at 0 / 1 / 2 / 3 / 5 % |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for cell in cells {
        let (equal, tolerated) = (cell.of(0.0), &cell.tolerated);
        let row = [
            head(cell),
            format!("{} %", percent(cell.noise, 1)),
            equal.sessions().to_string(),
            with_bounds(equal.regressed, equal.sessions()),
            with_bounds(tolerated.regressed, tolerated.sessions()),
            share(equal.unchanged, equal),
            listed(&cell.outcomes[1..], |outcomes| share(outcomes.regressed, outcomes)),
            listed(&cell.outcomes, |outcomes| share(2 * outcomes.contradictions, outcomes)),
        ];
        push_row(&mut text, &row);
    }
    push_sums(&mut text, cells);
    text
}

/// Times to a verdict.
pub(crate) fn timed(cells: &[Cell]) -> String {
    let mut text = String::from(
        "| program | metric | load | gate | seconds at 0 / 1 / 2 / 3 / 5 % | \
         both directions: seconds at 0 % | improvement by the gate found | its seconds |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for cell in cells {
        let row = [
            head(cell),
            listed(&cell.outcomes, seconds),
            seconds(&cell.equivalent),
            share(cell.improved.improved, &cell.improved),
            seconds(&cell.improved),
        ];
        push_row(&mut text, &row);
    }
    text
}

/// The first four columns.
fn head(cell: &Cell) -> String {
    let metric = match cell.metric {
        Metric::Cpu => "CPU",
        Metric::Wall => "wall",
    };
    let Cell { program, load, .. } = cell;
    format!("{program} | {metric} | {load} | {} %", percent(cell.gate, 0))
}

fn push_row(text: &mut String, cells: &[String]) {
    text.push_str("| ");
    text.push_str(&cells.join(" | "));
    text.push_str(" |\n");
}

fn listed(outcomes: &[Outcomes], show: impl Fn(&Outcomes) -> String) -> String {
    outcomes.iter().map(show).collect::<Vec<_>>().join(" / ")
}

/// The mean, and the 95th percentile in brackets.
fn seconds(outcomes: &Outcomes) -> String {
    format!("{:.1} ({:.0})", outcomes.mean_seconds(), outcomes.most_seconds())
}

/// False alarms over all regimes, in a sentence.
fn push_sums(text: &mut String, cells: &[Cell]) {
    let equal: Vec<_> = cells.iter().map(|cell| cell.of(0.0)).collect();
    let regressed = equal.iter().map(|outcomes| outcomes.regressed).sum();
    let improved: u32 = equal.iter().map(|outcomes| outcomes.improved).sum();
    let sessions = equal.iter().map(|outcomes| outcomes.sessions()).sum();
    writeln!(
        text,
        "\nIn all: {} false regressions in {sessions} sessions without an effect, and {improved} \
         false improvements.",
        with_bounds(regressed, sessions)
    )
    .expect("a string takes any text");
}

pub(crate) fn executed(all: &[Executed]) -> String {
    let mut text = String::from(
        "| program | gate | extra work | regressed | improved | unchanged | inconclusive |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for row in all {
        let counts = [row.regressed, row.improved, row.unchanged, row.undecided];
        let counts = counts.map(|count| count.to_string()).join(" | ");
        let gate = format!("{} %", percent(row.gate, 0));
        push_row(&mut text, &[row.program.to_owned(), gate, row.work.to_owned(), counts]);
    }
    text
}

fn with_bounds(found: u32, count: u32) -> String {
    let (low, high) = binomial::interval(found, count);
    format!(
        "{found}: {} % ({} to {})",
        percent(f64::from(found) / f64::from(count), 3),
        percent(low, 3),
        percent(high, 3)
    )
}

fn share(happened: u32, outcomes: &Outcomes) -> String {
    percent(f64::from(happened) / f64::from(outcomes.sessions()), 1)
}

fn percent(share: f64, decimals: usize) -> String {
    format!("{:.decimals$}", 100.0 * share)
}
