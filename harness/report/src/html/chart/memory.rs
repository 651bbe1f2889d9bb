//! Memory over time of both sides on one axis.

use paceline_model::{MemoryCourse, Sides, Unit};

use super::Axis;
use super::spread::mark;
use super::svg::{Anchor, Svg, at};
use crate::number::Scale;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 78.0;
const RIGHT: f64 = WIDTH - 16.0;
const BOTTOM: f64 = 228.0;

/// One line for each side from 0 bytes on, its true peak marked and written. `None` without points.
pub(crate) fn memory(sides: &Sides<MemoryCourse>, title: &str) -> Option<String> {
    let courses = || [("base", &sides.base), ("head", &sides.head)].into_iter();
    let known: Vec<_> =
        courses().filter_map(|(side, course)| Some((side, course.as_ref()?))).collect();
    let points = || known.iter().flat_map(|(_, course)| course.points.iter().chain([&course.peak]));
    let latest = points().map(|point| point.0).fold(0.0, f64::max);
    let most = points().map(|point| point.1).fold(0.0, f64::max);
    if known.is_empty() || most <= 0.0 {
        return None;
    }
    let time = Axis::exactly([0.0, latest.max(1e-6)], [LEFT, RIGHT]);
    let bytes = Axis::exactly([0.0, most * 1.08], [BOTTOM, 8.0]);
    let mut svg = Svg::new("chart memory", [WIDTH, HEIGHT], title);
    axes(&mut svg, &time, &bytes, [latest, most]);
    for (side, course) in &known {
        let places = course.points.iter().map(|(at, value)| (time.place(*at), bytes.place(*value)));
        svg.polyline(&format!("curve {side}"), places.map(|(x, y)| at(x, y)));
    }
    let scale = Scale::new(&Unit(Unit::BYTES.to_owned()), &[most]);
    let heights: Vec<_> = known.iter().map(|(_, course)| bytes.place(course.peak.1)).collect();
    let highest = heights.iter().copied().fold(f64::INFINITY, f64::min);
    let is_crowded = heights.iter().all(|height| height - highest < 20.0);
    for (side, course) in &known {
        let (x, y) = (time.place(course.peak.0), bytes.place(course.peak.1));
        svg.line(&format!("level {side}"), at(LEFT, y), at(RIGHT, y));
        mark(&mut svg, side, at(x, y), 5.0);
        let is_right = x > WIDTH * 0.7;
        let anchor = if is_right { Anchor::End } else { Anchor::Start };
        let x = if is_right { x - 9.0 } else { x + 9.0 };
        let text = format!("{side} peak {}", scale.text(course.peak.1));
        // Two peaks that are nearly as high are written above and below.
        let is_lower = is_crowded && y > highest;
        let y = if is_lower { y + 15.0 } else { y - 6.0 };
        svg.label(&format!("peak {side}"), at(x, y), anchor, &text);
    }
    Some(svg.finish())
}

fn axes(svg: &mut Svg, time: &Axis, bytes: &Axis, [latest, most]: [f64; 2]) {
    let scale = Scale::new(&Unit(Unit::BYTES.to_owned()), &[most]);
    for tick in bytes.ticks(5, scale.unit_size()) {
        let y = bytes.place(tick);
        svg.line("grid", at(LEFT, y), at(RIGHT, y));
        svg.label("tick", at(LEFT - 6.0, y + 4.0), Anchor::End, &scale.text(tick));
    }
    let scale = Scale::new(&Unit(Unit::SECONDS.to_owned()), &[latest]);
    for tick in time.ticks(7, scale.unit_size()) {
        let anchor = if tick > 0.0 { Anchor::Middle } else { Anchor::Start };
        svg.label("tick", at(time.place(tick), BOTTOM + 20.0), anchor, &scale.text(tick));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_share_an_axis_and_true_peaks_are_marked() {
        let course = |peak: (f64, f64)| MemoryCourse { peak, points: vec![(0.0, 1e6), (1.0, 2e6)] };
        let sides = Sides { base: Some(course((0.5, 8e6))), head: Some(course((0.25, 4e6))) };
        let svg = memory(&sides, "memory").unwrap();
        assert_eq!(svg.matches("class=\"curve ").count(), 2);
        assert!(svg.contains("base peak 7.63 MiB") && svg.contains("head peak 3.81 MiB"), "{svg}");
    }

    #[test]
    fn nothing_seen_is_no_drawing() {
        assert_eq!(memory(&Sides { base: None, head: None }, ""), None);
    }
}
