//! Values in the order in which they were measured.

use std::collections::BTreeMap;

use paceline_model::Unit;
use paceline_stats::quantile;

use super::Axis;
use super::spread::{mark, median};
use super::svg::{Anchor, Svg, at};
use crate::number::Scale;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 176.0;
const LEFT: f64 = 72.0;
const BOTTOM: f64 = 150.0;

/// One invocation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Invocation {
    /// Its pair.
    pub(crate) pair: u32,
    /// Its value.
    pub(crate) value: f64,
    /// Processor time that went to other guests meanwhile, in seconds; `None` where that is unknown.
    pub(crate) stolen_seconds: Option<f64>,
}

impl Invocation {
    /// Whether other guests took time of the processors while it ran.
    pub(crate) fn is_disturbed(&self) -> bool {
        self.stolen_seconds.is_some_and(|seconds| seconds > 0.0)
    }
}

/// Values of both sides in the order of measuring.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Run {
    /// Of base.
    pub(crate) base: Vec<Invocation>,
    /// Of head.
    pub(crate) head: Vec<Invocation>,
    /// Whether a pair was measured side by side.
    pub(crate) has_pairs: bool,
}

impl Run {
    /// All invocations, base's first.
    pub(crate) fn invocations(&self) -> impl Iterator<Item = &Invocation> {
        self.base.iter().chain(&self.head)
    }

    fn sides(&self) -> [(&'static str, &[Invocation]); 2] {
        [("base", &self.base), ("head", &self.head)]
    }
}

/// Base as discs and head as diamonds over pairs, what belongs to one pair joined, outliers ringed, what
/// lost time to other guests framed, the median of each side as a line. `None` without values.
pub(crate) fn run(run: &Run, unit: &Unit, title: &str) -> Option<String> {
    let all: Vec<f64> = run.invocations().map(|one| one.value).collect();
    let values = Axis::around(all.iter().copied(), [BOTTOM, 10.0])?;
    let last = run.invocations().map(|one| f64::from(one.pair)).fold(0.0, f64::max);
    let order = Axis::exactly([-0.5, last + 0.5], [LEFT, WIDTH - 8.0]);
    let mut svg = Svg::new("chart run", [WIDTH, HEIGHT], title);
    let scale = Scale::new(unit, &all);
    let ticks = values.ticks(4, scale.unit_size());
    let scale = scale.telling(&ticks);
    for tick in ticks {
        let y = values.place(tick);
        svg.line("grid", at(LEFT, y), at(WIDTH - 8.0, y));
        svg.label("tick", at(LEFT - 6.0, y + 4.0), Anchor::End, &scale.text(tick));
    }
    for tick in order.ticks(6, 1.0).into_iter().filter(|tick| *tick >= 0.0 && tick.fract() == 0.0) {
        let name = if tick == 0.0 { "pair 1".to_owned() } else { format!("{}", tick + 1.0) };
        svg.label("tick", at(order.place(tick), BOTTOM + 18.0), Anchor::Middle, &name);
    }
    if run.has_pairs {
        joins(&mut svg, run, [&order, &values]);
    }
    for (class, side) in run.sides() {
        let own: Vec<_> = side.iter().map(|one| one.value).collect();
        let Some(middle) = median(&own) else { continue };
        let y = values.place(middle);
        svg.line(&format!("median {class}"), at(LEFT, y), at(WIDTH - 8.0, y));
        let limits = limits(&own);
        for one in side {
            let center = at(order.place(f64::from(one.pair)), values.place(one.value));
            mark(&mut svg, class, center, 3.0);
            if limits.is_some_and(|[low, high]| one.value < low || one.value > high) {
                svg.disc("outlier", center, 6.5);
            }
            if one.is_disturbed() {
                svg.rectangle("stolen", at(center.x - 5.0, center.y - 5.0), [10.0; 2]);
            }
        }
    }
    Some(svg.finish())
}

/// One line for each pair, from base to head.
fn joins(svg: &mut Svg, run: &Run, [order, values]: [&Axis; 2]) {
    let heads: BTreeMap<u32, f64> = run.head.iter().map(|one| (one.pair, one.value)).collect();
    for base in &run.base {
        if let Some(head) = heads.get(&base.pair) {
            let x = order.place(f64::from(base.pair));
            svg.line("pair", at(x, values.place(base.value)), at(x, values.place(*head)));
        }
    }
}

/// What lies beyond is an outlier: three times the distance of the quartiles outside of them.
///
/// Source: Tukey (1977), "far out".
pub(crate) fn limits(values: &[f64]) -> Option<[f64; 2]> {
    let (low, high) = (quantile(values, 0.25)?, quantile(values, 0.75)?);
    let reach = 3.0 * (high - low);
    (values.len() >= 5).then_some([low - reach, high + reach])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(values: &[f64]) -> Vec<Invocation> {
        let stolen_seconds = Some(0.0);
        let one = |(pair, value): (u32, &f64)| Invocation { pair, value: *value, stolen_seconds };
        (0..).zip(values).map(one).collect()
    }

    #[test]
    fn pairs_are_joined_and_an_outlier_is_ringed() {
        let values = [1.0, 1.1, 1.2, 1.0, 1.1, 9.0];
        let shown = Run { base: side(&values), head: side(&values[..5]), has_pairs: true };
        let svg = run(&shown, &Unit("s".to_owned()), "in order").unwrap();
        assert_eq!(svg.matches("class=\"pair\"").count(), 5);
        assert_eq!(svg.matches("class=\"outlier\"").count(), 1);
        assert_eq!(svg.matches("class=\"dot base\"").count(), 6);
        assert_eq!(svg.matches("class=\"dot head\"").count(), 5);
    }

    #[test]
    fn what_lost_time_to_other_guests_is_framed() {
        let mut head = side(&[1.0, 1.1, 1.2]);
        head[1].stolen_seconds = Some(0.01);
        head[2].stolen_seconds = None;
        let shown = Run { base: side(&[1.0, 1.1, 1.2]), head, has_pairs: true };
        let svg = run(&shown, &Unit("s".to_owned()), "in order").unwrap();
        assert_eq!(svg.matches("class=\"stolen\"").count(), 1);
    }

    #[test]
    fn no_two_ticks_read_the_same() {
        let head = side(&[12_982_000.0, 13_003_000.0, 13_024_000.0]);
        let shown = Run { base: head.clone(), head, has_pairs: true };
        let svg = run(&shown, &Unit("B".to_owned()), "in order").unwrap();
        let labels: Vec<_> =
            svg.split("MiB</text>").filter_map(|part| part.rsplit('>').next()).collect();
        assert!(labels.len() > 3 && labels.windows(2).all(|two| two[0] != two[1]), "{labels:?}");
    }

    #[test]
    fn a_run_without_values_is_no_drawing() {
        assert_eq!(run(&Run::default(), &Unit("s".to_owned()), ""), None);
    }
}
