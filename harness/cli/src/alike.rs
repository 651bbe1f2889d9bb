//! Cases measured against themselves, in pairs: both sides are the same, so what differs is noise.

use std::collections::BTreeMap;

use paceline_measure::{Builds, Outcome, PairValues, Sides, Standing};
use paceline_model::{Case, Interpreter};

use crate::exit::Problem;
use crate::processes::Task;
use crate::profiling::Profiling;
use crate::session::fresh_seed;
use crate::world::World;

/// What is to be measured against itself.
pub(crate) struct Alike<'a> {
    /// Of what the progress is, in a word.
    pub(crate) title: &'a str,
    /// The cases: each runs until its budget is spent, or it has its most invocations.
    pub(crate) cases: &'a [Case],
    /// The interpreters that they ask for.
    pub(crate) interpreters: &'a BTreeMap<String, Interpreter>,
}

impl Alike<'_> {
    /// Measures all cases, like a run of base and head that are the same. Nobody decides, so no
    /// case ends early.
    pub(crate) fn measure(&self, world: &World) -> Result<Outcome, Problem> {
        let sides: Vec<_> = self
            .cases
            .iter()
            .map(|case| Sides { id: &case.id, base: Some(case), head: case })
            .collect();
        let task = Task {
            title: self.title,
            cases: &sides,
            interpreters: self.interpreters,
            base_is_optional: false,
            seed: fresh_seed(),
            profile_seconds: None,
        };
        let judge = &mut |_pair: PairValues<'_>| Standing::default();
        task.measure(world, &mut Builds::default(), judge, &mut Profiling::default())
    }
}
