//! Functions of several processes from the nodes of their call graphs.

use std::collections::BTreeMap;
use std::sync::Arc;

use paceline_model::metrics::{CALLS, INSTRUCTIONS};

use super::format::{Dump, Node};
use crate::native::counted::{Counted, Identity, metric};
use crate::native::symbol::readable;

/// The functions of `dumps` with `instructions` and `calls`.
///
/// What a function took with all that it called is its own cost and that of its calls, in the node for
/// calls of it while it did not run already: the other node, `name'2`, is a part of that. So recursion,
/// direct or through others, counts once. `has_totals`: whether call stacks were whole, else there are
/// none.
pub(super) fn functions(dumps: &[&Dump], has_totals: bool) -> BTreeMap<Identity, Counted> {
    let (instructions, calls) = (metric(INSTRUCTIONS), metric(CALLS));
    let mut functions: BTreeMap<Identity, Counted> = BTreeMap::new();
    for node in dumps.iter().flat_map(|dump| &dump.functions) {
        let (name, is_inner) = recursion(&node.name);
        let counted = functions.entry((node.file.to_string(), readable(name))).or_default();
        let whole = if is_inner { 0 } else { node.own.saturating_add(node.called) };
        let total = has_totals.then(|| as_count(whole));
        counted.add(&instructions, as_count(node.own), total);
        counted.add(&calls, as_count(node.calls), None);
        if counted.line == 0 || !is_inner && node.line != 0 {
            counted.line = node.line;
        }
        for ((_, line), cost) in own_lines(node) {
            counted.add_line(*line, &instructions, as_count(*cost));
        }
    }
    functions
}

/// The lines of the function's own file: lines of inlined code would be taken for lines of it.
fn own_lines(node: &Node) -> impl Iterator<Item = (&(Arc<str>, u32), &u64)> {
    node.lines.iter().filter(|((file, _), _)| *file == node.file)
}

/// The name of a function, and whether it is for calls while it ran already.
fn recursion(name: &str) -> (&str, bool) {
    let stem = name.trim_end_matches(|last: char| last.is_ascii_digit());
    match stem.strip_suffix('\'') {
        Some(stem) if name.len() > stem.len() + 1 => (stem, true),
        _ => (name, false),
    }
}

/// Counts are numbers of JSON; exact up to 2^53, which takes callgrind months to reach.
#[expect(clippy::cast_precision_loss, reason = "exact in all that can be counted")]
pub(in crate::native) fn as_count(number: u64) -> f64 {
    number as f64
}
