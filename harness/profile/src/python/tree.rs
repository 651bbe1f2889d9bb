//! Call stacks from the tree that the Python part writes.

use std::collections::BTreeMap;

use paceline_model::{Function, MetricName};

use super::document::{StackNode, StackTree};
use crate::stacks::{Frame, Stacks};

/// Most functions that one stack has: what the Python part folds at, and a little more.
const DEPTH: usize = 600;
/// Most places in all stacks together: they are 4 bytes each.
const PLACES: usize = 20_000_000;

/// Metrics that one tree may have amounts of.
const MOST_METRICS: usize = 8;

/// The stack of each node, once for each metric of the tree. The problem in words for a tree that is
/// none.
pub(super) fn unfold(tree: &StackTree, functions: &[Function]) -> Result<Vec<Stacks>, String> {
    let name = |name: &String| -> Result<MetricName, String> {
        name.parse().map_err(|problem| format!("has a bad name: {problem}"))
    };
    if tree.metrics.len() > MOST_METRICS {
        return Err(format!("has stacks of more than {MOST_METRICS} metrics"));
    }
    let (frames, frame_of) = frames(functions);
    let empty = |metric| Stacks { metric, frames: frames.clone(), weights: BTreeMap::new() };
    let mut unfolded: Vec<_> =
        tree.metrics.iter().map(|metric| name(metric).map(empty)).collect::<Result<_, _>>()?;
    for (path, StackNode(.., amounts)) in
        paths(&tree.nodes, &frame_of)?.into_iter().zip(&tree.nodes)
    {
        if amounts.len() != unfolded.len() || amounts.iter().any(|amount| *amount < 0.0) {
            return Err(format!("has {amounts:?} as the amounts of a stack"));
        }
        for (stacks, amount) in
            unfolded.iter_mut().zip(amounts).filter(|(_, amount)| **amount > 0.0)
        {
            *stacks.weights.entry(path.clone()).or_default() += amount;
        }
    }
    Ok(unfolded)
}

/// The way to each node from outside, as frames.
fn paths(nodes: &[StackNode], frame_of: &[u32]) -> Result<Vec<Vec<u32>>, String> {
    let mut paths: Vec<Vec<u32>> = Vec::with_capacity(nodes.len());
    let mut places = 0;
    for (index, StackNode(parent, function, _)) in nodes.iter().enumerate() {
        let mut path = match usize::try_from(*parent) {
            Ok(parent) if parent < index => paths[parent].clone(),
            Ok(parent) => {
                return Err(format!("calls stack {index} from {parent}, which is not before it"));
            }
            Err(_) => Vec::new(),
        };
        let Some(frame) = frame_of.get(*function) else {
            return Err(format!("has no function {function}, which ends stack {index}"));
        };
        path.push(*frame);
        places += path.len();
        if path.len() > DEPTH || places > PLACES {
            return Err(format!("has deeper or more stacks than {DEPTH} and {PLACES} functions"));
        }
        paths.push(path);
    }
    Ok(paths)
}

/// The frames in order, each once, and the place among them of each function.
fn frames(functions: &[Function]) -> (Vec<Frame>, Vec<u32>) {
    let frame = |function: &Function| Frame {
        file: function.file.clone(),
        name: function.name.clone(),
        line: function.line,
        origin: function.origin,
    };
    let mut places: BTreeMap<_, u32> =
        functions.iter().map(|function| (frame(function), 0)).collect();
    for (place, number) in (0..).zip(places.values_mut()) {
        *number = place;
    }
    let frame_of = functions.iter().map(|function| places[&frame(function)]).collect();
    (places.into_keys().collect(), frame_of)
}
