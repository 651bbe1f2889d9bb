//! The values of both sides beside each other.

use paceline_model::Unit;
use paceline_stats::quantile;

use super::Axis;
use super::svg::{Anchor, Point, Svg, at, short};
use crate::number::Scale;

const WIDTH: f64 = 640.0;

/// Base above head, small: one tick for each value, the median longer. `None` without values.
pub(crate) fn strips(sides: [&[f64]; 2], title: &str) -> Option<String> {
    let axis = Axis::around(sides.into_iter().flatten().copied(), [3.0, 117.0])?;
    let mut svg = Svg::new("chart strips", [120.0, 20.0], title);
    for ((values, class), y) in sides.into_iter().zip(["base", "head"]).zip([1.0, 11.0]) {
        let ticks = |values: &[f64], y: f64, height: f64| -> String {
            let tick = |value: &f64| format!("M{} {y}v{height}", short(axis.place(*value)));
            values.iter().filter(|value| value.is_finite()).map(tick).collect()
        };
        svg.path(&format!("tick {class}"), &ticks(values, y + 1.0, 6.0));
        if let Some(median) = median(values) {
            svg.path(&format!("median {class}"), &ticks(&[median], y, 8.0));
        }
    }
    Some(svg.finish())
}

/// Base above head, in full: every value, the middle half as a box, the median in it. `None` without
/// values.
pub(crate) fn spread(sides: [&[f64]; 2], unit: &Unit, title: &str) -> Option<String> {
    let all: Vec<f64> = sides.into_iter().flatten().copied().collect();
    let axis = Axis::around(all.iter().copied(), [52.0, WIDTH - 24.0])?;
    let mut svg = Svg::new("chart spread", [WIDTH, 132.0], title);
    let scale = Scale::new(unit, &all);
    let ticks = axis.ticks(5, scale.unit_size());
    let scale = scale.telling(&ticks);
    for tick in ticks {
        let x = axis.place(tick);
        svg.line("grid", at(x, 4.0), at(x, 108.0));
        svg.label("tick", at(x, 124.0), Anchor::Middle, &scale.text(tick));
    }
    for ((values, class), y) in sides.into_iter().zip(["base", "head"]).zip([30.0, 82.0]) {
        svg.label("side", at(4.0, y + 4.0), Anchor::Start, class);
        if let [Some(low), Some(middle), Some(high)] =
            [0.25, 0.5, 0.75].map(|share| quantile(values, share))
        {
            let (left, right) = (axis.place(low), axis.place(high));
            svg.rectangle(&format!("box {class}"), at(left, y - 17.0), [right - left, 34.0]);
            let x = axis.place(middle);
            svg.line(&format!("median {class}"), at(x, y - 21.0), at(x, y + 21.0));
        }
        for (place, value) in values.iter().enumerate() {
            // Neighbours in run order stand at different heights, the same in every drawing.
            let step = [0.0, 9.0, -6.0, 4.0, -11.0, 12.0, -2.0, 7.0, -9.0][place % 9];
            let center = at(axis.place(*value), y + step);
            mark(&mut svg, class, center, 2.6);
        }
    }
    Some(svg.finish())
}

/// Discs are base, diamonds head.
pub(super) fn mark(svg: &mut Svg, side: &str, center: Point, reach: f64) {
    if side == "base" {
        svg.disc("dot base", center, reach);
    } else {
        let reach = reach * 1.25;
        let d = format!(
            "M{} {}l{s} {s}l-{s} {s}l-{s} -{s}z",
            short(center.x),
            short(center.y - reach),
            s = short(reach)
        );
        svg.path("dot head", &d);
    }
}

pub(super) fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}
