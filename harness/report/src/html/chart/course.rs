//! A metric over the commits of a branch.

use paceline_model::Unit;

use super::Axis;
use super::svg::{Anchor, Svg, at};
use crate::number::Scale;
use crate::text;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 150.0;
const LEFT: f64 = 78.0;
const RIGHT: f64 = WIDTH - 12.0;
const BOTTOM: f64 = 128.0;

/// What is drawn of a metric.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Course {
    /// Commit, value, and how far the values of its invocations scatter.
    pub(crate) points: Vec<(u32, f64, f64)>,
    /// Number of commits.
    pub(crate) commits: u32,
    /// Where the level changed, with a letter, and whether for the worse.
    pub(crate) changes: Vec<(u32, char, bool)>,
    /// Commits that have a name.
    pub(crate) releases: Vec<(u32, String)>,
}

/// The values as a line over the scatter of each, changes as upright lines with their letters: ▲ worse,
/// ▼ better. `None` without values.
pub(crate) fn course(course: &Course, unit: &Unit, title: &str) -> Option<String> {
    let ends = course.points.iter().flat_map(|(_, value, spread)| [value - spread, value + spread]);
    let values = Axis::around(ends, [BOTTOM, 16.0])?;
    let last = f64::from(course.commits.max(2) - 1);
    let order = Axis::exactly([0.0, last], [LEFT + 4.0, RIGHT]);
    let x = |commit: u32| order.place(f64::from(commit));
    let mut svg = Svg::new("chart course", [WIDTH, HEIGHT], title);
    let known: Vec<_> = course.points.iter().map(|(_, value, _)| *value).collect();
    let scale = Scale::new(unit, &known);
    let ticks = values.ticks(3, scale.unit_size());
    let scale = scale.telling(&ticks);
    for tick in ticks {
        let y = values.place(tick);
        svg.line("grid", at(LEFT, y), at(RIGHT, y));
        svg.label("tick", at(LEFT - 6.0, y + 4.0), Anchor::End, &scale.text(tick));
    }
    for (commit, name) in &course.releases {
        let x = x(*commit);
        svg.line("release", at(x, BOTTOM - 4.0), at(x, BOTTOM + 4.0));
        svg.label("tick", at(x, BOTTOM + 16.0), Anchor::Middle, &text::elide(name, 16));
    }
    let upper = course.points.iter().map(|(commit, value, spread)| (*commit, value + spread));
    let lower = course.points.iter().rev().map(|(commit, value, spread)| (*commit, value - spread));
    let band = upper.chain(lower).map(|(commit, value)| at(x(commit), values.place(value)));
    svg.polyline("scatter", band);
    for (commit, letter, is_worse) in &course.changes {
        let (class, sign) = if *is_worse { ("worse", '▲') } else { ("better", '▼') };
        let x = x(*commit);
        svg.line(&format!("turn {class}"), at(x, 14.0), at(x, BOTTOM));
        svg.label(
            &format!("letter {class}"),
            at(x, 11.0),
            Anchor::Middle,
            &format!("{sign}{letter}"),
        );
    }
    let line =
        || course.points.iter().map(|(commit, value, _)| at(x(*commit), values.place(*value)));
    svg.polyline("curve head", line());
    if course.points.len() <= 120 {
        line().for_each(|center| svg.disc("dot head", center, 2.2));
    }
    Some(svg.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_has_its_letter_and_its_way() {
        let shown = Course {
            points: vec![(0, 1.0, 0.01), (1, 1.1, 0.01), (3, 1.0, 0.02)],
            commits: 4,
            changes: vec![(1, 'a', true), (3, 'b', false)],
            releases: vec![(1, "v1<b>".to_owned())],
        };
        let svg = course(&shown, &Unit("s".to_owned()), "time").unwrap();
        assert!(svg.contains("v1&lt;b&gt;</text>"), "{svg}");
        assert!(svg.contains("▲a</text>") && svg.contains("▼b</text>"), "{svg}");
        assert_eq!(svg.matches("class=\"dot head\"").count(), 3);
    }

    #[test]
    fn a_single_value_is_drawn_and_none_is_not() {
        let one = Course { points: vec![(0, 1.0, 0.0)], commits: 1, ..Course::default() };
        assert!(course(&one, &Unit("B".to_owned()), "").is_some());
        assert_eq!(course(&Course::default(), &Unit("B".to_owned()), ""), None);
    }
}
