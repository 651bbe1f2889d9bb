//! One case while it is measured: its lanes, its coins, and the pairs they run.

use std::time::Instant;

use paceline_model::{CanaryPair, CaseRecord, Failure, InvocationRecord, Position, Side};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use crate::LauncherError;
use crate::event::Event;
use crate::judge::{Judge, PairValues, Standing};
use crate::lane::Lane;
use crate::measured::Turn;
use crate::run::Request;
use crate::step::{Runner, Stop};
use crate::tool::Slot;

/// After how many pairs base is measured against itself once.
const CANARY_STEP: u32 = 8;
/// Most invocations where only one side is measured. Nothing is decided then, so they need not
/// make up for noise.
const MOST_ALONE: u32 = 40;
/// Most pairs that run back to back.
const MOST_IN_BURST: u32 = 16;
/// Longest time that pairs run back to back, in seconds: short against the changes of the
/// machine's speed that taking turns averages out.
const BURST_SECONDS: f64 = 0.005;

/// One case with its lanes: two where base is measured too.
pub(crate) struct Entry<'a> {
    index: usize,
    pub(crate) base: Option<Lane<'a>>,
    pub(crate) head: Lane<'a>,
    pairs: u32,
    pub(crate) spent_seconds: f64,
    /// What processes that run back to back took of it.
    lone_seconds: f64,
    coins: Pcg64Mcg,
    canary: Option<Canary<'a>>,
    base_is_optional: bool,
    standing: Standing,
    has_told: bool,
}

/// Base against itself: where that differs, the run is to blame and not the code.
struct Canary<'a> {
    lanes: [Lane<'a>; 2],
    pairs: Vec<CanaryPair>,
}

impl<'a> Entry<'a> {
    /// `index`: the case's place in the run. With the run's seed it fixes all coins of the case,
    /// whatever else runs.
    pub(crate) fn new(
        base: Option<Lane<'a>>,
        head: Lane<'a>,
        request: Request<'_>,
        index: usize,
    ) -> Self {
        // Steps of the golden ratio keep the cases' sequences apart (Steele et al. 2014).
        let step = (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let coins = Pcg64Mcg::seed_from_u64(request.seed ^ step);
        let base_is_optional = request.base_is_optional;
        let canary = base.as_ref().map(|base| Canary {
            lanes: [Slot::Canary, Slot::Copy].map(|slot| {
                let mut lane = Lane::new(base.id, Side::Base, base.setting.clone());
                lane.slot = slot;
                lane
            }),
            pairs: Vec::new(),
        });
        Self {
            index,
            base,
            head,
            pairs: 0,
            spent_seconds: 0.0,
            lone_seconds: 0.0,
            coins,
            canary,
            base_is_optional,
            standing: Standing::default(),
            has_told: false,
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
        Ok(())
    }

    /// One pair: both lanes, adjacent, in an order that a coin decides; a few pairs where they are
    /// short processes with nothing between them.
    pub(crate) fn run_pairs(
        &mut self,
        run_start: f64,
        run: &mut Runner<'_>,
        judge: &mut Judge<'_>,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), LauncherError> {
        let start = Instant::now();
        let before = self.pairs;
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
        self.ask(self.pairs - before, judge);
        if before / CANARY_STEP != self.pairs / CANARY_STEP {
            self.run_canary(run_start, run, tell)?;
        }
        self.spent_seconds += start.elapsed().as_secs_f64() + self.owed_seconds();
        Ok(())
    }

    /// What it owes for runs that it shares with other cases, which is paid now.
    fn owed_seconds(&mut self) -> f64 {
        let copies = self.canary.iter_mut().flat_map(|canary| &mut canary.lanes);
        let lanes = self.base.iter_mut().chain([&mut self.head]).chain(copies);
        lanes.map(|lane| std::mem::take(&mut lane.owed_seconds)).sum()
    }

    /// Shows the judge the last `count` pairs.
    fn ask(&mut self, count: u32, judge: &mut Judge<'_>) {
        let Some(base) = self.base.as_ref().filter(|_| !self.has_failed() && self.has_base())
        else {
            return;
        };
        for back in (0..count as usize).rev() {
            let (Some(base), Some(head)) =
                (base.values_before(back), self.head.values_before(back))
            else {
                continue;
            };
            self.standing = judge(PairValues { case: self.index, base: &base, head: &head });
        }
    }

    /// One pair of base with itself. A coin decides which of the two counts as the copy.
    fn run_canary(
        &mut self,
        run_start: f64,
        run: &mut Runner<'_>,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), LauncherError> {
        let (true, Some(base)) = (self.has_base(), &self.base) else { return Ok(()) };
        let Some(canary) = &mut self.canary else { return Ok(()) };
        let copy_first = self.coins.random::<bool>();
        let hash_seed = self.coins.random_range(1..=u32::MAX);
        let turn = |position| Turn { pair: 0, position, hash_seed, run_start };
        let mut order = [(0, turn(Position::First)), (1, turn(Position::Second))];
        if copy_first {
            order.swap(0, 1);
        }
        for (lane, turn) in order {
            let lane = &mut canary.lanes[lane];
            lane.iterations = base.iterations;
            let outcome = lane.measure(turn, run);
            if !settle(lane, outcome, tell)? {
                self.canary = None;
                return Ok(());
            }
        }
        let [base, copy] = canary.lanes.each_ref().map(|lane| lane.values_before(0));
        if let (Some(base), Some(copy)) = (base, copy) {
            let is_first = |one: &InvocationRecord| one.position == Position::First;
            // A run that another case made first has the order of that one's coin.
            let copy_first = canary.lanes[1].invocations.last().is_some_and(is_first);
            canary.pairs.push(CanaryPair { copy_first, base, copy });
        }
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
        let left = self.most().saturating_sub(self.pairs);
        let pair_seconds = self.lone_seconds / f64::from(self.pairs);
        // No pair yet, or one of other than lone processes.
        if pair_seconds.is_nan() || pair_seconds == 0.0 {
            return 1;
        }
        let fits = |count: &u32| f64::from(*count) * pair_seconds <= BURST_SECONDS;
        (2..=MOST_IN_BURST.min(left)).rev().find(fits).unwrap_or(1)
    }

    /// Whether nothing more is to be measured, whatever time is left.
    pub(crate) fn is_done(&self) -> bool {
        let has_least = self.pairs >= self.head.setting.case.invocations.least;
        self.has_failed() || self.pairs >= self.most() || (has_least && self.standing.is_decided)
    }

    /// Whether the case may run another pair, where others gave back `left_over` seconds.
    pub(crate) fn may_go_on(&self, left_over: f64) -> bool {
        let has_least = self.pairs >= self.head.setting.case.invocations.least;
        // Nobody decides on one side alone, so there is nothing to spend other cases' time on.
        let has_time =
            self.spent_seconds < self.budget_seconds() || (self.has_base() && left_over > 0.0);
        !self.is_done() && (!has_least || has_time)
    }

    /// Time to spend on the case, in seconds.
    pub(crate) fn budget_seconds(&self) -> f64 {
        self.head.setting.case.budget_seconds
    }

    fn most(&self) -> u32 {
        let invocations = self.head.setting.case.invocations;
        let most = if self.base.is_some() { u32::MAX } else { MOST_ALONE };
        invocations.most.min(most.max(invocations.least))
    }

    /// Tells of the last pair, and of the end when it was that.
    pub(crate) fn tell_progress(&mut self, spent_seconds: f64, tell: &mut dyn FnMut(Event<'_>)) {
        let case = self.head.id;
        tell(Event::Pair { case, pairs: self.pairs, spent_seconds });
        if self.is_done() {
            self.tell_end(tell);
        } else if let Some(expected) = self.standing.expected_pairs.filter(|_| !self.has_told) {
            self.has_told = true;
            let seconds = self.spent_seconds / f64::from(self.pairs) * f64::from(expected);
            tell(Event::Projected { case, pairs: expected, seconds });
        }
    }

    /// Tells that the case has all its values.
    pub(crate) fn tell_end(&self, tell: &mut dyn FnMut(Event<'_>)) {
        if !self.has_failed() {
            let (case, seconds) = (self.head.id, self.spent_seconds);
            tell(Event::Done { case, pairs: self.pairs, seconds });
        }
    }

    /// Base's and head's record.
    pub(crate) fn into_records(self) -> (Option<CaseRecord>, CaseRecord) {
        let canary = self.canary.map_or_else(Vec::new, |canary| canary.pairs);
        let spent_seconds = self.spent_seconds;
        let record = |lane: Lane<'_>| CaseRecord { spent_seconds, ..lane.into_record() };
        let base = self.base.map(|lane| CaseRecord { canary, ..record(lane) });
        (base, record(self.head))
    }
}

/// Keeps and tells a failure; passes on what ends the whole run. True when all went well.
pub(crate) fn settle(
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
