//! The lines of a function, base beside head, with how hot each is.

use std::collections::BTreeMap;

use paceline_model::{FunctionDifference, LineProfile, MetricName, Sides, unit_of};

use super::amount::{cell, heading, in_order};
use crate::number::Scale;
use crate::text;
use crate::view::Remark;
use crate::view::blame::{name, origin, place};

/// Lines of one function at most, those around the hottest.
const MOST_LINES: usize = 120;
/// Steps of heat beside none.
const STEPS: f64 = 8.0;

/// A function with its lines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeatLines {
    /// Its name.
    pub(crate) function: String,
    /// File and line; may be empty.
    pub(crate) place: String,
    /// What became of it; may be empty.
    pub(crate) remark: Remark,
    /// The sides that have lines: `base`, `head` or both.
    pub(crate) sides: Vec<&'static str>,
    /// The metrics, as in `time ms`; each has a column for every side.
    pub(crate) metrics: Vec<String>,
    /// The lines.
    pub(crate) rows: Vec<HeatRow>,
    /// Lines that are left out.
    pub(crate) left_out: usize,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeatRow {
    /// `same`, `changed`, `new` or `gone`.
    pub(crate) state: &'static str,
    /// Its number in base; empty where base does not have it.
    pub(crate) base_line: String,
    /// Its number in head.
    pub(crate) head_line: String,
    /// Numbers of each metric and side.
    pub(crate) cells: Vec<HeatCell>,
    /// Its text in head; in base where head has it no more.
    pub(crate) text: String,
    /// Its text in base where that differs; else empty.
    pub(crate) former: String,
}

/// One number with its heat.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct HeatCell {
    /// As it is shown; empty where there is none.
    pub(crate) text: String,
    /// From 0 for nothing to 8 for the hottest line of the function on either side.
    pub(crate) heat: u8,
}

type Line = Sides<LineProfile>;

impl HeatLines {
    /// The lines of `function`; `None` where it has none.
    pub(crate) fn new(function: &FunctionDifference) -> Option<Self> {
        let lines = &function.lines[..function.lines.len().min(MOST_LINES)];
        let names = lines.iter().flat_map(both).flat_map(|side| side.counts.keys());
        let mut metrics = in_order(names);
        metrics.dedup();
        let columns: BTreeMap<&MetricName, (Scale, f64)> =
            metrics.iter().map(|metric| (*metric, column(lines, metric))).collect();
        let titles = metrics.iter().map(|metric| heading(metric, &columns[metric].0));
        let titles = titles.collect();
        let sides: Vec<_> = [
            ("base", lines.iter().any(|line| line.base.is_some())),
            ("head", lines.iter().any(|line| line.head.is_some())),
        ]
        .into_iter()
        .filter(|(_, is_there)| *is_there)
        .map(|(side, _)| side)
        .collect();
        let rows = lines.iter().map(|line| row(line, &metrics, &columns, &sides)).collect();
        (!lines.is_empty()).then(|| Self {
            function: name(&function.function),
            place: place(&function.function),
            remark: origin(function.matched, &function.function, function.former.as_ref()),
            sides,
            metrics: titles,
            rows,
            left_out: function.lines.len() - lines.len(),
        })
    }
}

fn both(line: &Line) -> impl Iterator<Item = &LineProfile> {
    [&line.base, &line.head].into_iter().flatten()
}

fn column(lines: &[Line], metric: &MetricName) -> (Scale, f64) {
    let known: Vec<f64> =
        lines.iter().flat_map(both).filter_map(|side| side.counts.get(metric).copied()).collect();
    let most = known.iter().copied().fold(0.0, f64::max);
    (Scale::column(&unit_of(metric), &known), most)
}

fn row(
    line: &Line,
    metrics: &[&MetricName],
    columns: &BTreeMap<&MetricName, (Scale, f64)>,
    sides: &[&str],
) -> HeatRow {
    let code = |side: &LineProfile| text::visible(&side.text).trim_end().to_owned();
    let (base, head) = (line.base.as_ref().map(code), line.head.as_ref().map(code));
    let state = match (&base, &head) {
        (Some(base), Some(head)) if base == head => "same",
        (Some(_), Some(_)) => "changed",
        (None, _) => "new",
        (_, None) => "gone",
    };
    let number = |side: &Option<LineProfile>| {
        side.as_ref().map(|side| side.line.to_string()).unwrap_or_default()
    };
    let cells = metrics.iter().flat_map(|metric| {
        let (scale, most) = &columns[metric];
        sides.iter().map(move |side| {
            let side = if *side == "base" { &line.base } else { &line.head };
            let value = side.as_ref().and_then(|side| side.counts.get(*metric)).copied();
            HeatCell { text: cell(scale, value), heat: heat(value.unwrap_or_default(), *most) }
        })
    });
    let cells = cells.collect();
    let former = if state == "changed" { base.clone().unwrap_or_default() } else { String::new() };
    HeatRow {
        state,
        base_line: number(&line.base),
        head_line: number(&line.head),
        cells,
        text: head.or(base).unwrap_or_default(),
        former,
    }
}

/// The square root makes room for lines that are warm only.
fn heat(value: f64, most: f64) -> u8 {
    if value <= 0.0 || most <= 0.0 {
        return 0;
    }
    let step = (STEPS * (value / most).sqrt()).ceil().clamp(1.0, STEPS);
    (1..=8_u8).find(|known| f64::from(*known) >= step).unwrap_or(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hottest_line_has_the_last_step_and_nothing_has_none() {
        assert_eq!([0.0, 0.1, 25.0, 100.0].map(|value| heat(value, 100.0)), [0, 1, 4, 8]);
        assert_eq!(heat(1.0, 0.0), 0);
    }
}
