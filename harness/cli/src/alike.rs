//! Cases measured against themselves, in pairs: both sides are the same, so what differs is noise.

use std::collections::BTreeMap;

use paceline_measure::{Launcher, Outcome, Request, Sides, Standing, measure};
use paceline_model::{Case, Interpreter};

use crate::exit::Problem;
use crate::progress::Display;
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
        let compiled_modules = tempfile::Builder::new().prefix("paceline-").tempdir()?;
        let mut launcher = Launcher::start(&world.executable)?;
        let mut progress = Display::new(world.progress, self.title);
        let sides: Vec<_> = self
            .cases
            .iter()
            .map(|case| Sides { id: &case.id, base: Some(case), head: case })
            .collect();
        let request = Request {
            cases: &sides,
            interpreters: self.interpreters,
            variables: &world.variables,
            compiled_modules: compiled_modules.path(),
            base_is_optional: false,
            seed: fresh_seed(),
        };
        let outcome = measure(
            request,
            &mut |processes| launcher.run_all(processes, &|| world.is_interrupted()),
            &mut |_pair| Standing::default(),
            &mut |event| progress.show(event),
        );
        progress.finish();
        if world.is_interrupted() { Err(Problem::Interrupted) } else { Ok(outcome?) }
    }
}
