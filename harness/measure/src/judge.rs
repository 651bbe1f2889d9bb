//! Who says when a case has pairs enough: asked after every pair, so that none is run in vain.

use std::collections::BTreeMap;

use paceline_model::MetricName;

/// The values of one invocation by metric; several where it ran several timed loops.
pub type Values = BTreeMap<MetricName, Vec<f64>>;

/// One pair of one case that was just measured.
#[derive(Debug, Clone, Copy)]
pub struct PairValues<'a> {
    /// The case's place in the request.
    pub case: usize,
    /// Base's values.
    pub base: &'a Values,
    /// Head's values.
    pub head: &'a Values,
}

/// How far a case is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Standing {
    /// Whether more pairs would change nothing.
    pub is_decided: bool,
    /// How many pairs it takes in all, as far as can be told from the noise so far.
    pub expected_pairs: Option<u32>,
}

/// Hears of every pair and says how far its case is.
pub type Judge<'j> = dyn FnMut(PairValues<'_>) -> Standing + 'j;
