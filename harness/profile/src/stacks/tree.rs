//! The call stacks of two sides as one tree.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use paceline_model::{CallFrame, CallNode, CallTree, Origin};

use super::union::Union;
use super::{Frame, Stacks};
use crate::blame::Identities;

/// One tree of the stacks of `base` and `head`, either of which may be missing.
///
/// - `identities`: which functions of base are which in head. Where they say nothing of a frame of
///   base, one of the same file and name in head is the same, if there is one only.
/// - `most`: nodes at most, 2 at least. Where there are more, half as many of the largest are kept, and
///   what each of them calls besides is put together as [`CallTree::REST`].
pub(crate) fn call_tree(
    profiler: &str,
    [base, head]: [Option<&Stacks>; 2],
    identities: &Identities,
    most: usize,
) -> Option<CallTree> {
    let metric = head.or(base)?.metric.clone();
    let nothing = Stacks { metric: metric.clone(), frames: Vec::new(), weights: BTreeMap::new() };
    let sides = [base.unwrap_or(&nothing), head.unwrap_or(&nothing)];
    let alone = lone_frames(sides[1]);
    let union = Union::new(sides, |side, frame| match side {
        0 => identity(frame, identities, &alone),
        _ => frame.clone(),
    });
    let mut tree = CallTree {
        profiler: profiler.to_owned(),
        metric,
        repeats: None,
        has_base: base.is_some(),
        has_head: head.is_some(),
        frames: vec![special(CallTree::ROOT)],
        nodes: vec![CallNode { parent: None, frame: 0, base: 0.0, head: 0.0 }],
    };
    tree.frames.extend(union.frames.iter().map(|frame| shown(frame, identities)));
    grow(&mut tree, &union);
    Some(if tree.nodes.len() > most { cut(tree, most / 2) } else { tree })
}

/// The frames of head whose file and name are theirs alone.
fn lone_frames(head: &Stacks) -> BTreeMap<(&str, &str), Option<&Frame>> {
    let mut alone: BTreeMap<(&str, &str), Option<&Frame>> = BTreeMap::new();
    for frame in &head.frames {
        alone
            .entry((&frame.file, &frame.name))
            .and_modify(|known| *known = known.filter(|known| *known == frame))
            .or_insert(Some(frame));
    }
    alone
}

fn identity(
    frame: &Frame,
    identities: &Identities,
    alone: &BTreeMap<(&str, &str), Option<&Frame>>,
) -> Frame {
    let known = identities.in_head(frame);
    if known != *frame {
        return known;
    }
    let same = alone.get(&(frame.file.as_str(), frame.name.as_str())).copied().flatten();
    same.cloned().unwrap_or(known)
}

fn shown(frame: &Frame, identities: &Identities) -> CallFrame {
    CallFrame {
        file: frame.file.clone(),
        name: frame.name.clone(),
        line: frame.line,
        origin: frame.origin,
        former: identities.former(frame).map(str::to_owned),
    }
}

fn special(name: &str) -> CallFrame {
    CallFrame {
        file: String::new(),
        name: name.to_owned(),
        line: 0,
        origin: Origin::Builtin,
        former: None,
    }
}

/// Adds the stacks, which come in their order: what two neighbours share is one way through the tree.
fn grow(tree: &mut CallTree, union: &Union<2>) {
    let mut way: Vec<(u32, u32)> = Vec::new(); // frame of the stack, node
    for (stack, [base, head]) in &union.rows {
        let shared = way.iter().zip(stack).take_while(|((frame, _), own)| frame == *own).count();
        way.truncate(shared);
        for frame in &stack[shared..] {
            let parent = way.last().map_or(0, |(_, node)| *node);
            way.push((*frame, number(tree.nodes.len())));
            // The first frame is the root's.
            let frame = frame.saturating_add(1);
            tree.nodes.push(CallNode { parent: Some(parent), frame, base: 0.0, head: 0.0 });
        }
        let innermost = way.last().map_or(0, |(_, node)| index(*node));
        tree.nodes[innermost].base += base;
        tree.nodes[innermost].head += head;
    }
}

/// The `kept` largest nodes; what they call besides is one node below each of them.
fn cut(mut tree: CallTree, kept: usize) -> CallTree {
    let totals = tree.totals();
    let mut order: Vec<usize> = (0..tree.nodes.len()).collect();
    // Weights are positive and finite, so their bits are in their order. A caller weighs no less than
    // what it calls and comes first, so a way through the tree is kept from its start.
    order
        .sort_by_key(|place| (Reverse(totals[*place][0].max(totals[*place][1]).to_bits()), *place));
    let mut is_kept = vec![false; tree.nodes.len()];
    order.iter().take(kept.max(1)).for_each(|place| is_kept[*place] = true);
    let mut rest: BTreeMap<usize, [f64; 2]> = BTreeMap::new();
    for (place, node) in tree.nodes.iter().enumerate().filter(|(place, _)| !is_kept[*place]) {
        let caller = node.parent.map_or(0, index);
        if is_kept[caller] {
            let sum = rest.entry(caller).or_default();
            sum.iter_mut().zip(totals[place]).for_each(|(sum, part)| *sum += part);
        }
    }
    let frame = number(tree.frames.len());
    tree.frames.push(special(CallTree::REST));
    let mut places = vec![0; tree.nodes.len()];
    let mut nodes = Vec::new();
    for (place, node) in tree.nodes.iter().enumerate().filter(|(place, _)| is_kept[*place]) {
        places[place] = number(nodes.len());
        nodes.push(CallNode { parent: node.parent.map(|parent| places[index(parent)]), ..*node });
        if let Some([base, head]) = rest.get(&place) {
            nodes.push(CallNode { parent: Some(places[place]), frame, base: *base, head: *head });
        }
    }
    tree.nodes = nodes;
    tree
}

fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// Nodes are numbered by 32 bits: there are never more.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
