//! Call stacks from the tree that the Python part writes.

use std::collections::BTreeMap;

use paceline_model::{Function, MetricName};

use super::document::StackNode;
use crate::stacks::{Frame, Stacks};

/// Most functions that one stack has: what the Python part folds at, and a little more.
const DEPTH: usize = 600;
/// Most places in all stacks together: they are 4 bytes each.
const PLACES: usize = 20_000_000;

/// The stack of each node, by its weight and by its own time in nanoseconds. The problem in words
/// for a tree that is none.
pub(super) fn unfold(
    nodes: &[StackNode],
    functions: &[Function],
    [metric, time]: [MetricName; 2],
) -> Result<[Stacks; 2], String> {
    let (frames, frame_of) = frames(functions);
    let mut paths: Vec<Vec<u32>> = Vec::with_capacity(nodes.len());
    let mut places = 0;
    for (index, StackNode(parent, function, weight, nanoseconds)) in nodes.iter().enumerate() {
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
        if [weight, nanoseconds].iter().any(|number| **number < 0.0) {
            return Err(format!("has a negative weight in stack {index}"));
        }
        paths.push(path);
    }
    let mut times = BTreeMap::new();
    let mut weights = BTreeMap::new();
    for (path, StackNode(.., weight, nanoseconds)) in paths.into_iter().zip(nodes) {
        *times.entry(path.clone()).or_default() += nanoseconds;
        *weights.entry(path).or_default() += weight;
    }
    let times = Stacks { metric: time, frames: frames.clone(), weights: times };
    Ok([Stacks { metric, frames, weights }, times])
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
