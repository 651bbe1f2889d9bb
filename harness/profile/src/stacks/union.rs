//! The stacks of several sides in one table, cut to what an export may hold.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use paceline_model::Origin;

use super::{Frame, Stacks};

/// Most frames of a stack that an export keeps; what is called below that goes to the deepest kept one.
const DEEPEST: usize = 1000;
/// Name of the stack that all the small ones are put into.
const OTHER: &str = "[other]";
/// Name of a frame that the stacks refer to and do not have.
const UNKNOWN: &str = "[unknown]";

/// Stacks of `N` sides: frames once, weights of every side beside each other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Union<const N: usize> {
    /// Every frame once.
    pub(super) frames: Vec<Frame>,
    /// Weights by stack: places in [`Self::frames`], outermost first, at least one.
    pub(super) rows: BTreeMap<Vec<u32>, [f64; N]>,
}

impl<const N: usize> Union<N> {
    /// The stacks of all `sides`. `identity`: what a frame of the side with that number is called in
    /// all of them. Weights that are not above 0 are left out.
    pub(super) fn new(sides: [&Stacks; N], identity: impl Fn(usize, &Frame) -> Frame) -> Self {
        let mut frames = Interner::default();
        let mut rows: BTreeMap<Vec<u32>, [f64; N]> = BTreeMap::new();
        for (side, stacks) in sides.into_iter().enumerate() {
            let places: Vec<_> =
                stacks.frames.iter().map(|frame| frames.place(identity(side, frame))).collect();
            for (stack, &weight) in &stacks.weights {
                if weight > 0.0 && weight.is_finite() {
                    let stack = frames.stack(stack, &places);
                    rows.entry(stack).or_insert([0.0; N])[side] += weight;
                }
            }
        }
        Self { frames: frames.frames, rows }
    }

    /// At most `most` stacks: those that are heaviest on any side, all the others as one.
    pub(super) fn heaviest(mut self, most: usize) -> Self {
        if self.rows.len() <= most {
            return self;
        }
        let mut rows: Vec<_> = std::mem::take(&mut self.rows).into_iter().collect();
        let largest = |weights: &[f64; N]| weights.iter().copied().fold(0.0, f64::max);
        // Weights are positive and finite, so their bits are in their order. Ties go by stack.
        rows.sort_by_cached_key(|(stack, weights)| {
            (Reverse(largest(weights).to_bits()), stack.clone())
        });
        let small = rows.split_off(most.saturating_sub(1));
        let mut rest = [0.0; N];
        for (_, weights) in small {
            rest.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
        }
        let other = number(self.frames.len());
        self.frames.push(unnamed(OTHER));
        self.rows = rows.into_iter().collect();
        self.rows.insert(vec![other], rest);
        self
    }
}

/// Gives every frame one place.
#[derive(Debug, Default)]
struct Interner {
    frames: Vec<Frame>,
    places: BTreeMap<Frame, u32>,
}

impl Interner {
    fn place(&mut self, frame: Frame) -> u32 {
        let next = number(self.frames.len());
        let place = *self.places.entry(frame.clone()).or_insert(next);
        if place == next {
            self.frames.push(frame);
        }
        place
    }

    /// `stack` of one side in the places of all.
    fn stack(&mut self, stack: &[u32], places: &[u32]) -> Vec<u32> {
        let known = |place: &u32| usize::try_from(*place).ok().and_then(|place| places.get(place));
        let mut found: Vec<u32> = Vec::with_capacity(stack.len().clamp(1, DEEPEST));
        for place in stack.iter().take(DEEPEST) {
            let place = known(place).copied().unwrap_or_else(|| self.place(unnamed(UNKNOWN)));
            found.push(place);
        }
        if found.is_empty() {
            found.push(self.place(unnamed(UNKNOWN)));
        }
        found
    }
}

fn unnamed(name: &str) -> Frame {
    Frame { file: String::new(), name: name.to_owned(), line: 0, origin: Origin::Native }
}

/// The place after `count` frames. Frames are numbered by 32 bits, so there are never more.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
