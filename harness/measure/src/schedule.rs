//! The order of invocations: pairs of adjacent processes, a coin for the order within each pair,
//! round-robin over the cases.

use std::time::Instant;

use paceline_model::{Failure, InvocationRecord, Position};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use crate::LauncherError;
use crate::event::Event;
use crate::lane::Lane;
use crate::step::{Runner, Stop};

/// One case with its lanes: two where base is measured too.
pub(crate) struct Entry<'a> {
    pub(crate) base: Option<Lane<'a>>,
    pub(crate) head: Lane<'a>,
    pairs: u32,
    spent_seconds: f64,
    coins: Pcg64Mcg,
    is_done: bool,
}

impl<'a> Entry<'a> {
    /// `seed`: the run's; `index`: the case's place in the run. Together they fix all coins of the
    /// case, whatever else runs.
    pub(crate) fn new(base: Option<Lane<'a>>, head: Lane<'a>, seed: u64, index: u64) -> Self {
        // Steps of the golden ratio keep the cases' sequences apart (Steele et al. 2014).
        let coins = Pcg64Mcg::seed_from_u64(seed ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Self { base, head, pairs: 0, spent_seconds: 0.0, coins, is_done: false }
    }

    /// The lanes, base first.
    pub(crate) fn lanes(&mut self) -> impl Iterator<Item = &mut Lane<'a>> {
        self.base.iter_mut().chain(std::iter::once(&mut self.head))
    }

    /// Whether a lane failed.
    pub(crate) fn has_failed(&self) -> bool {
        let base = self.base.as_ref().is_some_and(|lane| lane.failure.is_some());
        base || self.head.failure.is_some()
    }

    /// Runs `step` on each lane, base first; a failure ends the case and is told.
    pub(crate) fn on_each_lane(
        &mut self,
        tell: &mut dyn FnMut(Event<'_>),
        mut step: impl FnMut(&mut Lane<'a>, &mut dyn FnMut(Event<'_>)) -> Result<(), Stop>,
    ) -> Result<(), LauncherError> {
        for lane in self.lanes() {
            let outcome = step(lane, tell);
            settle(lane, outcome, tell)?;
        }
        self.is_done |= self.has_failed();
        Ok(())
    }

    /// One pair: both lanes, adjacent, in an order that a coin decides.
    fn run_pair(
        &mut self,
        run_start: Instant,
        run: &mut Runner<'_>,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), LauncherError> {
        let start = Instant::now();
        let head_first = self.coins.random::<bool>();
        let hash_seed = self.coins.random_range(1..=u32::MAX);
        let pair = self.pairs;
        let mut lanes: Vec<_> = self.base.iter_mut().chain(Some(&mut self.head)).collect();
        if head_first {
            lanes.reverse();
        }
        for (place, lane) in lanes.into_iter().enumerate() {
            let position = if place == 0 { Position::First } else { Position::Second };
            let started_seconds = run_start.elapsed().as_secs_f64();
            let invocation = InvocationRecord { pair, position, started_seconds };
            let outcome = lane.measure(invocation, hash_seed, run);
            if !settle(lane, outcome, tell)? {
                break;
            }
        }
        self.pairs += 1;
        self.spent_seconds += start.elapsed().as_secs_f64();
        Ok(())
    }

    fn is_enough(&self) -> bool {
        let case = self.head.setting.case;
        let has_least = self.pairs >= case.invocations.least;
        let has_spent = self.spent_seconds >= case.budget_seconds;
        self.has_failed() || self.pairs >= case.invocations.most || (has_least && has_spent)
    }
}

/// Keeps and tells a failure; passes on what ends the whole run. True when all went well.
fn settle(
    lane: &mut Lane<'_>,
    outcome: Result<(), Stop>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<bool, LauncherError> {
    match outcome {
        Ok(()) => Ok(true),
        Err(Stop::Aborted(error)) => Err(error),
        Err(Stop::Failed(failure)) => {
            tell_failure(lane, &failure, tell);
            lane.failure = Some(failure);
            Ok(false)
        }
    }
}

fn tell_failure(lane: &Lane<'_>, failure: &Failure, tell: &mut dyn FnMut(Event<'_>)) {
    tell(Event::Failed { case: lane.id, side: lane.side, failure });
}

/// Times all cases: one pair of each that is not done, then the next round, so that the pairs of
/// every case are spread over the whole run.
pub(crate) fn time_all(
    entries: &mut [Entry<'_>],
    run_start: Instant,
    run: &mut Runner<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), LauncherError> {
    let waiting = || entries.iter().filter(|entry| !entry.is_done);
    let budget_seconds = waiting().map(|entry| entry.head.setting.case.budget_seconds).sum();
    tell(Event::Timing { cases: waiting().count(), budget_seconds });
    let mut spent_seconds = 0.0;
    while entries.iter().any(|entry| !entry.is_done) {
        for entry in entries.iter_mut().filter(|entry| !entry.is_done) {
            let before = entry.spent_seconds;
            entry.run_pair(run_start, run, tell)?;
            spent_seconds += entry.spent_seconds - before;
            let case = entry.head.id;
            tell(Event::Pair { case, pairs: entry.pairs, spent_seconds });
            if entry.is_enough() {
                entry.is_done = true;
                tell(Event::Done { case, pairs: entry.pairs, seconds: entry.spent_seconds });
            }
        }
    }
    Ok(())
}

/// The calibrated iterations of base count for head as well: equal loops on both sides.
pub(crate) fn warm_up(
    entry: &mut Entry<'_>,
    run: &mut Runner<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), LauncherError> {
    let mut iterations = None;
    entry.on_each_lane(tell, |lane, tell| {
        tell(Event::Preparing { case: lane.id, side: lane.side, step: "warming up" });
        lane.iterations = iterations;
        lane.warm_up(run)?;
        iterations = lane.iterations;
        Ok(())
    })
}
