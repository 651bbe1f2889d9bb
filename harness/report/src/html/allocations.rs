//! Memory by call stack: the heaviest stacks of each tree that tells of memory, as tables.

use std::cmp::Reverse;

use paceline_model::{CallFrame, CallNode, CallTree, Unit, metrics, unit_of};
use serde::Serialize;

use super::profile::label;
use crate::number;
use crate::text;

/// Stacks of a table.
const MOST_STACKS: usize = 8;
/// Callers that are named in a row.
const MOST_CALLERS: usize = 4;

/// The heaviest stacks of one tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct AllocationsContext {
    label: String,
    /// Its place among the case's trees.
    tree: usize,
    rows: Vec<StackContext>,
    left_out: usize,
}

/// What one call stack allocated or held, without what it called.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct StackContext {
    name: String,
    place: String,
    /// The nearest first, as in `← put ← main`.
    callers: String,
    base: String,
    head: String,
    change: String,
    tone: &'static str,
}

/// One table for each tree of bytes or allocations, in the order of the trees.
pub(super) fn allocations(trees: &[CallTree]) -> Vec<AllocationsContext> {
    let tells_memory = |tree: &CallTree| {
        tree.metric.as_str() == metrics::ALLOCATIONS || unit_of(&tree.metric).0 == Unit::BYTES
    };
    let told = trees.iter().enumerate().filter(|(_, tree)| tells_memory(tree));
    told.map(|(place, tree)| table(place, tree)).filter(|table| !table.rows.is_empty()).collect()
}

fn table(place: usize, tree: &CallTree) -> AllocationsContext {
    let weight = |node: &CallNode| node.base.max(node.head);
    let mut nodes: Vec<_> =
        tree.nodes.iter().enumerate().skip(1).filter(|(_, node)| weight(node) > 0.0).collect();
    // Weights are positive and finite, so their bits are in their order. Ties go by place.
    nodes.sort_by_key(|(place, node)| (Reverse(weight(node).to_bits()), *place));
    AllocationsContext {
        label: label(tree),
        tree: place,
        rows: nodes.iter().take(MOST_STACKS).map(|(_, node)| row(tree, node)).collect(),
        left_out: nodes.len().saturating_sub(MOST_STACKS),
    }
}

fn row(tree: &CallTree, node: &CallNode) -> StackContext {
    let unit = unit_of(&tree.metric);
    let (base, head) = number::pair(&unit, node.base, node.head);
    let mut way = way(tree, node);
    let frame = way.next();
    let callers: Vec<_> = way.by_ref().take(MOST_CALLERS).map(name).collect();
    let rest = if way.next().is_some() { " ← …" } else { "" };
    let is_both = tree.has_base && tree.has_head;
    let change = if is_both { change(&unit, node) } else { (String::new(), "same") };
    StackContext {
        name: frame.map(name).unwrap_or_default(),
        place: frame.map(place).unwrap_or_default(),
        callers: callers.iter().map(|name| format!("← {name}")).collect::<Vec<_>>().join(" ")
            + rest,
        base: if tree.has_base { base } else { String::new() },
        head: if tree.has_head { head } else { String::new() },
        change: change.0,
        tone: change.1,
    }
}

/// As in `▲ +1.50 KiB`, and whether that is worse.
fn change(unit: &Unit, node: &CallNode) -> (String, &'static str) {
    let difference = || number::difference(unit, node.base, node.head);
    match node.head.total_cmp(&node.base) {
        std::cmp::Ordering::Less => (format!("▼ {}", difference()), "better"),
        std::cmp::Ordering::Equal => ("=".to_owned(), "same"),
        std::cmp::Ordering::Greater => (format!("▲ {}", difference()), "worse"),
    }
}

/// The frames from a node up to the outermost call.
fn way<'a>(tree: &'a CallTree, node: &'a CallNode) -> impl Iterator<Item = &'a CallFrame> {
    let node_at = |place: u32| tree.nodes.get(usize::try_from(place).ok()?);
    let parent = move |node: &&'a CallNode| node.parent.and_then(node_at);
    let is_called = |node: &&CallNode| node.parent.is_some();
    std::iter::successors(Some(node), parent)
        .take_while(is_called)
        .filter_map(|node| tree.frames.get(usize::try_from(node.frame).ok()?))
}

fn name(frame: &CallFrame) -> String {
    text::elide(&text::visible(&frame.name), 80)
}

fn place(frame: &CallFrame) -> String {
    let file = text::elide(&text::visible(&frame.file), 120);
    if frame.line > 0 { format!("{file}:{}", frame.line) } else { file }
}

#[cfg(test)]
mod tests {
    use paceline_model::Origin;

    use super::*;

    fn tree(metric: &str, own: &[[f64; 2]]) -> CallTree {
        let frame = |place: usize| CallFrame {
            file: "a.c".to_owned(),
            name: format!("f{place}"),
            line: 3,
            origin: Origin::Project,
            former: None,
        };
        let node = |(place, [base, head]): (u32, &[f64; 2])| CallNode {
            parent: place.checked_sub(1),
            frame: place,
            base: *base,
            head: *head,
        };
        CallTree {
            profiler: "dhat".to_owned(),
            metric: metric.parse().unwrap(),
            repeats: None,
            has_base: true,
            has_head: true,
            frames: (0..own.len()).map(frame).collect(),
            nodes: (0..).zip(own).map(node).collect(),
        }
    }

    #[test]
    fn the_heaviest_stacks_come_first_with_their_callers_and_their_change() {
        let own = [[0.0, 0.0], [10.0, 0.0], [0.0, 0.0], [2048.0, 4096.0], [5.0, 5.0]];
        let calls = tree("calls", &own);
        let [table] = &allocations(&[calls, tree("peak", &own)])[..] else { panic!("one table") };
        assert_eq!((table.tree, table.left_out), (1, 0));
        let row = |row: &StackContext| {
            let StackContext { name, callers, base, head, change, .. } = row;
            format!("{name} {callers} | {base} | {head} | {change}")
        };
        insta::assert_snapshot!(table.rows.iter().map(row).collect::<Vec<_>>().join("\n"), @r"
        f3 ← f2 ← f1 | 2.00 KiB | 4.00 KiB | ▲ +2.00 KiB
        f1  | 10 B | 0 B | ▼ −10 B
        f4 ← f3 ← f2 ← f1 | 5 B | 5 B | =
        ");
    }

    #[test]
    fn of_many_stacks_and_callers_the_rest_is_counted() {
        let [table] = &allocations(&[tree("kept", &[[1.0, 2.0]; 20])])[..] else {
            panic!("one table")
        };
        assert_eq!((table.rows.len(), table.left_out), (8, 11));
        assert!(table.rows[7].callers.ends_with("← f4 ← …"), "{}", table.rows[7].callers);
        assert_eq!(table.rows[0].callers, "");
    }

    #[test]
    fn nothing_is_no_table() {
        assert_eq!(allocations(&[tree("kept", &[[0.0, 0.0]; 3])]), []);
    }
}
