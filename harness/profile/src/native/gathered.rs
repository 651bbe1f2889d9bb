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
    /// How much, by metric.
    pub(crate) amounts: &'a [(MetricName, f64)],
    /// What the stack weighs, in the order of the metrics of [`Gathered::new`].
    pub(crate) weights: &'a [f64],
}

/// What all stacks give together.
pub(crate) struct Gathered<'a, 'b> {
    pub(crate) functions: BTreeMap<Identity, Counted>,
    metrics: Vec<MetricName>,
    weights: BTreeMap<Vec<u32>, Vec<f64>>,
    numbers: BTreeMap<Identity, u32>,
    places: BTreeMap<Frame, u32>,
    /// The same in the order of their numbers.
    frames: Vec<Frame>,
    sources: &'b Sources<'a>,
}

impl<'a, 'b> Gathered<'a, 'b> {
    /// `metrics`: what the stacks weigh, the main one first.
    pub(crate) fn new(metrics: &[MetricName], sources: &'b Sources<'a>) -> Self {
        Self {
            functions: BTreeMap::new(),
            metrics: metrics.to_vec(),
            weights: BTreeMap::new(),
            numbers: BTreeMap::new(),
            places: BTreeMap::new(),
            frames: Vec::new(),
            sources,
        }
    }

    /// Whether no stack was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// Functions with their counts, and the stacks once for each metric.
    pub(crate) fn finish(self) -> (BTreeMap<Identity, Counted>, Vec<Stacks>) {
        let of = |(place, metric): (usize, &MetricName)| {
            let weight = |(stack, weights): (&Vec<u32>, &Vec<f64>)| {
                let weight = weights.get(place).copied().filter(|weight| *weight > 0.0)?;
                Some((stack.clone(), weight))
            };
            let weights = self.weights.iter().filter_map(weight).collect();
            Stacks { metric: metric.clone(), frames: self.frames.clone(), weights }
        };
        let stacks = self.metrics.iter().enumerate().map(of).collect();
        (self.functions, stacks)
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
        let weights = self.weights.entry(stack).or_insert_with(|| vec![0.0; self.metrics.len()]);
        weights.iter_mut().zip(sample.weights).for_each(|(sum, weight)| *sum += weight);
    }

    fn number(&mut self, function: &Identity) -> u32 {
        if let Some(number) = self.numbers.get(function) {
            return *number;
        }
        let (file, name) = function;
        let place = self.sources.place(file);
        let frame = Frame { file: place.file, name: name.clone(), line: 0, origin: place.origin };
        // One file may have had several names.
        let number = *self.places.entry(frame).or_insert_with_key(|frame| {
            self.frames.push(frame.clone());
            u32::try_from(self.frames.len() - 1).unwrap_or(u32::MAX)
        });
        self.numbers.insert(function.clone(), number);
        number
    }
}
