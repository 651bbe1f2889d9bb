//! A call tree as a picture that stands still: who called whom, and what changed.

use paceline_model::{CallFrame, CallTree, unit_of};

use super::svg::{Anchor, Svg, at};
use crate::number::{self, Scale};
use crate::text;

const WIDTH: f64 = 1000.0;
const ROW: f64 = 18.0;
const TOP: f64 = 26.0;
/// Narrower calls are left out.
const NARROWEST: f64 = 1.5;
/// Deepest call that is drawn.
const DEEPEST: usize = 60;
/// Width of a letter.
const LETTER: f64 = 6.3;

/// A call that is drawn.
struct Bar {
    node: usize,
    depth: usize,
    left: f64,
    width: f64,
}

/// The tree from its root down, as wide as both sides together are heavy: a function that only one side
/// calls is there too. With both sides, colour and sign say how the call changed.
pub(crate) fn flame(tree: &CallTree, title: &str) -> String {
    let totals = tree.totals();
    let bars = bars(tree, &totals);
    let deepest = bars.iter().map(|bar| bar.depth).max().unwrap_or_default();
    let rows = u32::try_from(deepest + 1).unwrap_or(u32::MAX);
    let height = TOP + f64::from(rows) * ROW + 4.0;
    let mut svg = Svg::new("chart flame", [WIDTH, height], title);
    svg.label("heading", at(2.0, 16.0), Anchor::Start, &heading(tree, &totals, title));
    for bar in &bars {
        let depth = u32::try_from(bar.depth).unwrap_or(u32::MAX);
        let corner = at(bar.left, TOP + f64::from(depth) * ROW);
        let frame = &tree.frames[index(tree.nodes[bar.node].frame)];
        let (class, sign) = shade(tree, totals[bar.node]);
        svg.push("<g>");
        svg.push(&format!(
            "<title>{}</title>",
            super::escaped(&told(tree, frame, totals[bar.node]))
        ));
        svg.rectangle(class, corner, [bar.width - 0.7, ROW - 1.0]);
        let room = (bar.width - 6.0) / LETTER;
        if room >= 3.0 {
            let name = format!("{sign}{}", name(frame));
            let place = at(bar.left + 3.0, corner.y + 12.5);
            svg.label("frame", place, Anchor::Start, &fitted(&name, room));
        }
        svg.push("</g>");
    }
    svg.finish()
}

fn bars(tree: &CallTree, totals: &[[f64; 2]]) -> Vec<Bar> {
    let weight = |node: usize| totals[node][0] + totals[node][1];
    let whole = totals.first().map_or(0.0, |_| weight(0));
    // Where the next child of each node starts; its depth; whether it is drawn.
    let mut starts = vec![0.0_f64; tree.nodes.len()];
    let mut depths = vec![0_usize; tree.nodes.len()];
    let mut is_drawn = vec![false; tree.nodes.len()];
    let mut bars = Vec::new();
    for (place, node) in tree.nodes.iter().enumerate() {
        let width = if whole > 0.0 { WIDTH * weight(place) / whole } else { 0.0 };
        let left = match node.parent.map(index) {
            None => 0.0,
            Some(parent) => {
                depths[place] = depths[parent] + 1;
                let left = starts[parent];
                starts[parent] += width;
                if !is_drawn[parent] {
                    continue;
                }
                left
            }
        };
        starts[place] = left;
        if width >= NARROWEST && depths[place] <= DEEPEST {
            is_drawn[place] = true;
            bars.push(Bar { node: place, depth: depths[place], left, width });
        }
    }
    bars
}

fn heading(tree: &CallTree, totals: &[[f64; 2]], title: &str) -> String {
    let [base, head] = totals.first().copied().unwrap_or_default();
    let (before, after) = number::pair(&unit_of(&tree.metric), base, head);
    match (tree.has_base, tree.has_head) {
        (true, true) => format!("{title}: {before} → {after}; ▲ more, ▼ less, + new, − gone"),
        (true, false) => format!("{title}: {before}"),
        (false, _) => format!("{title}: {after}"),
    }
}

/// Class and sign of a call by how it changed, relative to its heavier side, in the bands of the page's
/// viewer; by nothing where there is one side only.
fn shade(tree: &CallTree, [base, head]: [f64; 2]) -> (&'static str, &'static str) {
    if !(tree.has_base && tree.has_head) {
        return ("bar alone", "");
    }
    if base <= 0.0 && head > 0.0 {
        return ("bar new d8", "+ ");
    }
    if head <= 0.0 && base > 0.0 {
        return ("bar gone d0", "− ");
    }
    match (head - base) / head.max(base) {
        share if share > 0.7 => ("bar d8", "▲ "),
        share if share > 0.3 => ("bar d7", "▲ "),
        share if share > 0.1 => ("bar d6", "▲ "),
        share if share > 0.02 => ("bar d5", "▲ "),
        share if share < -0.7 => ("bar d0", "▼ "),
        share if share < -0.3 => ("bar d1", "▼ "),
        share if share < -0.1 => ("bar d2", "▼ "),
        share if share < -0.02 => ("bar d3", "▼ "),
        _ => ("bar d4", ""),
    }
}

fn told(tree: &CallTree, frame: &CallFrame, [base, head]: [f64; 2]) -> String {
    let unit = unit_of(&tree.metric);
    let (before, after) = number::pair(&unit, base, head);
    let numbers = match (tree.has_base, tree.has_head) {
        (true, true) => format!("{before} → {after}"),
        (true, false) => Scale::new(&unit, &[base]).text(base),
        (false, _) => Scale::new(&unit, &[head]).text(head),
    };
    let file = text::visible(&frame.file);
    let place = match (file.is_empty(), frame.line) {
        (true, _) => String::new(),
        (false, 0) => format!(" ({file})"),
        (false, line) => format!(" ({file}:{line})"),
    };
    format!("{}{place}: {numbers}", name(frame))
}

fn name(frame: &CallFrame) -> String {
    let name = text::visible(&frame.name);
    if name.trim().is_empty() { "(unnamed)".to_owned() } else { name }
}

/// As much of the end of a name as there is room for: it tells more than the start.
fn fitted(name: &str, room: f64) -> String {
    let most = (1..=200_u32).take_while(|count| f64::from(*count) <= room).last().unwrap_or(1);
    text::elide(name, usize::try_from(most).unwrap_or(1))
}

fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use paceline_model::{CallNode, Origin};

    use super::*;

    fn tree() -> CallTree {
        let frame = |name: &str| CallFrame {
            file: "lru.py".to_owned(),
            name: name.to_owned(),
            line: 3,
            origin: Origin::Project,
            former: None,
        };
        let node = |parent, frame, base, head| CallNode { parent, frame, base, head };
        CallTree {
            profiler: "calls".to_owned(),
            metric: "calls".parse().unwrap(),
            repeats: Some(true),
            has_base: true,
            has_head: true,
            frames: ["all", "put", "evict<script>", "get"].map(frame).to_vec(),
            nodes: vec![
                node(None, 0, 0.0, 0.0),
                node(Some(0), 1, 10.0, 10.0),
                node(Some(1), 2, 0.0, 70.0),
                node(Some(0), 3, 10.0, 0.0),
            ],
        }
    }

    #[test]
    fn what_one_side_lacks_is_drawn_with_its_sign() {
        let svg = flame(&tree(), "calls");
        assert!(
            svg.contains("class=\"bar new d8\"") && svg.contains("+ evict&lt;script&gt;"),
            "{svg}"
        );
        assert!(svg.contains("class=\"bar gone d0\"") && svg.contains("− get"), "{svg}");
    }

    #[test]
    fn children_stand_within_their_parent() {
        let tree = tree();
        let bars = bars(&tree, &tree.totals());
        let of = |node: usize| bars.iter().find(|bar| bar.node == node).unwrap();
        assert!((of(0).width - WIDTH).abs() < 1e-9);
        assert!((of(1).width - 900.0).abs() < 1e-9);
        assert!(of(2).left >= of(1).left && of(2).left + of(2).width <= of(1).left + of(1).width);
        assert!((of(3).left - 900.0).abs() < 1e-9);
    }
}
