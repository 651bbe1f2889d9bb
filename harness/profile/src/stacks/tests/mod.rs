//! Stacks written and read.

mod folded;
mod speedscope;
mod tree;

use paceline_model::Origin;

use super::{Frame, Stacks};

/// Stacks of `metric`: frames as name, file, line; stacks as places and weight.
fn stacks(metric: &str, frames: &[(&str, &str, u32)], weights: &[(&[u32], f64)]) -> Stacks {
    let frame = |&(name, file, line): &(&str, &str, u32)| Frame {
        file: file.to_owned(),
        name: name.to_owned(),
        line,
        origin: Origin::Project,
    };
    Stacks {
        metric: metric.parse().unwrap(),
        frames: frames.iter().map(frame).collect(),
        weights: weights.iter().map(|(stack, weight)| (stack.to_vec(), *weight)).collect(),
    }
}

fn cache() -> Stacks {
    stacks(
        "bytecodes",
        &[("loop", "bench/lru.py", 3), ("LRU.put", "lru.py", 18), ("len", "", 0)],
        &[(&[0], 5000.0), (&[0, 1], 179_104.0), (&[0, 1, 2], 12.5)],
    )
}
