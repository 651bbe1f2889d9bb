//! A change as a point with its interval, against the gate.

use super::Axis;
use super::svg::{Anchor, Svg, at};

/// Half of the scale, in gates. What is larger stands at the end, as an arrow.
const LARGEST: f64 = 300.0;
const WIDTH: f64 = 160.0;
const HEIGHT: f64 = 20.0;

/// A relative change with what it is judged by, as fractions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Change {
    /// The change.
    pub(crate) size: f64,
    /// Its interval.
    pub(crate) interval: Option<[f64; 2]>,
    /// The largest change that passes.
    pub(crate) gate: f64,
    /// Whether the gate counts.
    pub(crate) is_gated: bool,
    /// Whether more is worse.
    pub(crate) more_is_worse: bool,
}

/// The change drawn on a scale of gates, which are at the same place in every drawing: one gate is a
/// seventh of the way out, 300 gates are at the end (inverse hyperbolic sine).
///
/// - `tone`: a class of the style: `worse`, `better`, `same` or `open`.
/// - `title`: the change in words.
pub(crate) fn change(change: &Change, tone: &str, title: &str) -> String {
    let mut svg = Svg::new("chart change", [WIDTH, HEIGHT], title);
    let axis = Axis::exactly([-LARGEST.asinh(), LARGEST.asinh()], [8.0, WIDTH - 8.0]);
    let gate = if change.gate > 0.0 { change.gate } else { 0.05 };
    let place = |value: f64| axis.place((value / gate).asinh());
    let middle = HEIGHT / 2.0;
    let (left, right) = (place(-gate), place(gate));
    svg.rectangle("band", at(left, 2.0), [right - left, HEIGHT - 4.0]);
    if change.is_gated {
        let limit = if change.more_is_worse { right } else { left };
        svg.line("gate", at(limit, 2.0), at(limit, HEIGHT - 2.0));
    }
    svg.line("zero", at(place(0.0), 0.0), at(place(0.0), HEIGHT));
    if let Some([low, high]) = change.interval {
        svg.line(&format!("interval {tone}"), at(place(low), middle), at(place(high), middle));
    }
    let x = place(change.size);
    let share = change.size / gate;
    if share.abs() > LARGEST {
        let (sign, anchor) = if share > 0.0 { ("»", Anchor::End) } else { ("«", Anchor::Start) };
        svg.label(&format!("beyond {tone}"), at(x, middle + 4.0), anchor, sign);
    } else {
        svg.path(&format!("point {tone}"), &point(tone, x, middle));
    }
    svg.finish()
}

/// Worse points up, better down, the same is a disc, what is open is a hollow diamond.
fn point(tone: &str, x: f64, y: f64) -> String {
    match tone {
        "worse" => format!("M{x:.1} {:.1}l5 9h-10z", y - 5.0),
        "better" => format!("M{x:.1} {:.1}l-5 -9h10z", y + 5.0),
        "same" => format!("M{:.1} {y:.1}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", x - 4.0),
        _ => format!("M{x:.1} {:.1}l5 5l-5 5l-5 -5z", y - 5.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(size: f64, tone: &str) -> String {
        let shown = Change {
            size,
            interval: Some([size - 0.01, size + 0.01]),
            gate: 0.05,
            is_gated: true,
            more_is_worse: true,
        };
        change(&shown, tone, "+5 %")
    }

    #[test]
    fn a_change_of_one_gate_stands_on_the_gate() {
        let svg = drawn(0.05, "worse");
        let gate = svg.split("class=\"gate\" d=\"M").nth(1).unwrap().split(' ').next().unwrap();
        let point = svg.split("class=\"point worse\" d=\"M").nth(1).unwrap();
        assert_eq!(point.split(' ').next().unwrap(), gate);
    }

    #[test]
    fn shape_says_which_way_it_went_and_what_is_too_large_is_an_arrow() {
        assert!(drawn(0.2, "worse").contains("l5 9h-10z"));
        assert!(drawn(-0.2, "better").contains("l-5 -9h10z"));
        assert!(drawn(90.0, "worse").contains("»</text>"));
    }
}
