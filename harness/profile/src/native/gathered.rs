//! Functions and stacks from call stacks that each have an amount of something.

use std::collections::{BTreeMap, BTreeSet};

use paceline_model::MetricName;

use super::counted::{Counted, Identity};
use super::place::Sources;
use crate::stacks::{Frame, Stacks};

/// A function in a stack, and the line that it was at; 0 where that is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) function: Identity,
    pub(crate) line: u32,
}

/// One call stack.
pub(crate) struct Sample<'a> {
    /// Its functions, innermost first, at least one.
    pub(crate) frames: &'a [&'a At],
    /// Place of the function that the amounts are put down to.
    pub(crate) owner: usize,
    /// How much, by metric; the first one becomes the weight of the stack.
    pub(crate) amounts: &'a [(MetricName, f64)],
}

/// What all stacks give together.
pub(crate) struct Gathered<'a, 'b> {
    pub(crate) functions: BTreeMap<Identity, Counted>,
    pub(crate) stacks: Stacks,
    numbers: BTreeMap<Identity, u32>,
    frames: BTreeMap<Frame, u32>,
    sources: &'b Sources<'a>,
}

impl<'a, 'b> Gathered<'a, 'b> {
    /// `metric`: what the stacks weigh.
    pub(crate) fn new(metric: MetricName, sources: &'b Sources<'a>) -> Self {
        let stacks = Stacks { metric, frames: Vec::new(), weights: BTreeMap::new() };
        Self {
            functions: BTreeMap::new(),
            stacks,
            numbers: BTreeMap::new(),
            frames: BTreeMap::new(),
            sources,
        }
    }

    /// Adds one stack. A function that is in it more than once has its amount once.
    pub(crate) fn add(&mut self, sample: &Sample<'_>) {
        let Some(owner) = sample.frames.get(sample.owner) else { return };
        let all: BTreeSet<_> = sample.frames.iter().map(|at| &at.function).collect();
        for function in all {
            let is_owner = *function == owner.function;
            let counted = self.functions.entry(function.clone()).or_default();
            for (metric, amount) in sample.amounts {
                let own = if is_owner { *amount } else { 0.0 };
                counted.add(metric, own, Some(*amount));
                if is_owner && owner.line > 0 {
                    counted.add_line(owner.line, metric, *amount);
                }
            }
        }
        let stack = sample.frames.iter().rev().map(|at| self.number(&at.function)).collect();
        let weight = sample.amounts.first().map_or(0.0, |(_, amount)| *amount);
        *self.stacks.weights.entry(stack).or_default() += weight;
    }

    fn number(&mut self, function: &Identity) -> u32 {
        if let Some(number) = self.numbers.get(function) {
            return *number;
        }
        let (file, name) = function;
        let place = self.sources.place(file);
        let frame = Frame { file: place.file, name: name.clone(), line: 0, origin: place.origin };
        // One file may have had several names.
        let number = *self.frames.entry(frame).or_insert_with_key(|frame| {
            self.stacks.frames.push(frame.clone());
            u32::try_from(self.stacks.frames.len() - 1).unwrap_or(u32::MAX)
        });
        self.numbers.insert(function.clone(), number);
        number
    }
}
