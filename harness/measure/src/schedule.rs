//! The order of invocations: pairs of adjacent processes, a coin for the order within each pair,
//! round-robin over the cases.

use std::time::Instant;

use paceline_model::{Failure, Position, Side};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use crate::LauncherError;
use crate::event::Event;
use crate::lane::{Lane, Turn};
use crate::run::Request;
use crate::step::{Runner, Stop};

/// Most pairs that run back to back.
const MOST_IN_BURST: u32 = 16;
/// Longest time that pairs run back to back, in seconds: short against the changes of the
/// machine's speed that taking turns averages out.
const BURST_SECONDS: f64 = 0.005;

/// One case with its lanes: two where base is measured too.
pub(crate) struct Entry<'a> {
    pub(crate) base: Option<Lane<'a>>,
    pub(crate) head: Lane<'a>,
    pairs: u32,
    spent_seconds: f64,
    /// What processes that run back to back took of it.
    lone_seconds: f64,
    coins: Pcg64Mcg,
    base_is_optional: bool,
    is_done: bool,
}

impl<'a> Entry<'a> {
    /// `index`: the case's place in the run. With the run's seed it fixes all coins of the case,
    /// whatever else runs.
    pub(crate) fn new(
        base: Option<Lane<'a>>,
        head: Lane<'a>,
        request: Request<'_>,
        index: u64,
    ) -> Self {
        // Steps of the golden ratio keep the cases' sequences apart (Steele et al. 2014).
        let step = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let coins = Pcg64Mcg::seed_from_u64(request.seed ^ step);
        let base_is_optional = request.base_is_optional;
        Self {
            base,
            head,
            pairs: 0,
            spent_seconds: 0.0,
            lone_seconds: 0.0,
            coins,
            base_is_optional,
            is_done: false,
        }
    }

    /// The lanes that have not failed, base first.
    pub(crate) fn lanes(&mut self) -> impl Iterator<Item = &mut Lane<'a>> {
        let lanes = self.base.iter_mut().chain(std::iter::once(&mut self.head));
        lanes.filter(|lane| lane.failure.is_none())
    }

    /// Whether a lane failed without which the case can't go on.
    pub(crate) fn has_failed(&self) -> bool {
        let base = self.base.as_ref().is_some_and(|lane| lane.failure.is_some());
        (base && !self.base_is_optional) || self.head.failure.is_some()
    }

    fn has_base(&self) -> bool {
        self.base.as_ref().is_some_and(|lane| lane.failure.is_none())
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

    /// One pair: both lanes, adjacent, in an order that a coin decides; a few pairs where they are
    /// short processes with nothing between them.
    fn run_pairs(
        &mut self,
        run_start: f64,
        run: &mut Runner<'_>,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), LauncherError> {
        let start = Instant::now();
        let count = self.burst();
        let turns: Vec<_> = (0..count).flat_map(|_| self.next_pair(run_start)).collect();
        let processes: Option<Vec<_>> = turns
            .iter()
            .map(|(side, turn)| self.lane(*side)?.lone_process(turn.hash_seed))
            .collect();
        let mut exits = match processes {
            Some(processes) => Some(run(&processes)?.into_iter()),
            None => None,
        };
        let mut lone_seconds = 0.0;
        for (side, turn) in turns {
            let Some(lane) = self.lane(side) else { continue };
            let outcome = match &mut exits {
                None => lane.measure(turn, run),
                Some(exits) => match exits.next() {
                    Some(exit) => {
                        lone_seconds += exit.wall_seconds;
                        lane.measured(turn, &exit)
                    }
                    None => break,
                },
            };
            if !settle(lane, outcome, tell)? {
                break;
            }
        }
        self.lone_seconds += lone_seconds;
        self.spent_seconds += start.elapsed().as_secs_f64();
        Ok(())
    }

    fn lane(&mut self, side: Side) -> Option<&mut Lane<'a>> {
        match side {
            Side::Base => self.base.as_mut(),
            Side::Head => Some(&mut self.head),
        }
    }

    /// The invocations of the next pair in their order.
    fn next_pair(&mut self, run_start: f64) -> Vec<(Side, Turn)> {
        let head_first = self.coins.random::<bool>();
        let hash_seed = self.coins.random_range(1..=u32::MAX);
        let pair = self.pairs;
        self.pairs += 1;
        let turn = |position| Turn { pair, position, hash_seed, run_start };
        let [first, second] = [turn(Position::First), turn(Position::Second)];
        match (self.has_base(), head_first) {
            (false, _) => vec![(Side::Head, first)],
            (true, true) => vec![(Side::Head, first), (Side::Base, second)],
            (true, false) => vec![(Side::Base, first), (Side::Head, second)],
        }
    }

    /// How many pairs to run back to back, going by how long the pairs so far took.
    fn burst(&self) -> u32 {
        let left = self.head.setting.case.invocations.most.saturating_sub(self.pairs);
        let pair_seconds = self.lone_seconds / f64::from(self.pairs);
        // No pair yet, or one of other than lone processes.
        if pair_seconds.is_nan() || pair_seconds == 0.0 {
            return 1;
        }
        let fits = |count: &u32| f64::from(*count) * pair_seconds <= BURST_SECONDS;
        (2..=MOST_IN_BURST.min(left)).rev().find(fits).unwrap_or(1)
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
    run_start: f64,
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
            entry.run_pairs(run_start, run, tell)?;
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
