//! One profiler at one case: its runs on both sides.

use paceline_model::{
    Attachment, Failure, FailureKind, Instrument, InvocationRecord, Nature, Position,
    ProfilerOutcome, ProfilerRun, Side, Traces,
};
use rand::RngExt as _;
use rand_pcg::Pcg64Mcg;

use super::attach::run_under;
use super::profiled::plain_seconds;
use super::suite::{Reader, Traced};
use crate::LauncherError;
use crate::clock::monotonic_seconds;
use crate::entry::{Entry, settle};
use crate::event::Event;
use crate::lane::Lane;
use crate::step::{Runner, Stop};

/// A profiler at a case.
pub(super) struct Station<'a> {
    /// Place of the case in the run.
    pub(super) case: usize,
    pub(super) instrument: &'a Instrument,
    /// On the monotonic clock.
    run_start: f64,
    pairs: u32,
    base: Runs,
    head: Runs,
    /// Why it ended early.
    problem: Option<Problem>,
}

/// What ended it early.
enum Problem {
    LeftOut(String),
    Failed(Side, Failure),
}

/// The runs of one side.
#[derive(Default)]
struct Runs {
    count: u32,
    seconds: f64,
    has_differed: bool,
}

impl<'a> Station<'a> {
    pub(super) fn new(case: usize, instrument: &'a Instrument, run_start: f64) -> Self {
        let (base, head) = (Runs::default(), Runs::default());
        Self { case, instrument, run_start, pairs: 0, base, head, problem: None }
    }

    /// How many runs of each side it needs: a count has to show that it repeats.
    pub(super) fn least_runs(&self) -> u32 {
        match self.instrument.nature {
            Nature::Counts => 2,
            Nature::Samples => 1,
        }
    }

    /// What its runs will take, roughly, in seconds.
    pub(super) fn predicted_seconds(
        &self,
        entry: &mut Entry<'_>,
        run: &mut Runner<'_>,
    ) -> Result<f64, LauncherError> {
        let Instrument { start_seconds, slowdown, .. } = self.instrument;
        let mut seconds = 0.0;
        for lane in entry.lanes() {
            let plain = plain_seconds(lane, run)?.unwrap_or_default();
            // The start of an interpreter is not what a profiler of a function makes slower.
            let (fixed, slowed) = match lane.iteration_seconds() {
                Some(iteration) => (plain, iteration),
                None => (0.0, plain),
            };
            seconds += start_seconds + fixed + slowed * slowdown;
        }
        Ok(seconds * f64::from(self.least_runs()))
    }

    /// Has it not run, for want of time.
    pub(super) fn leave_out(&mut self) {
        self.problem = Some(Problem::LeftOut(
            "it would take longer than was left of the time that timing took; name it in \
             `profilers` to run it all the same"
                .to_owned(),
        ));
    }

    /// Runs it once on each side, in an order that a coin decides.
    pub(super) fn run_pair(
        &mut self,
        entry: &mut Entry<'_>,
        coins: &mut Pcg64Mcg,
        run: &mut Runner<'_>,
        read: &mut Reader<'_>,
    ) -> Result<(), LauncherError> {
        if self.problem.is_some() {
            return Ok(());
        }
        let pair = self.pairs;
        self.pairs += 1;
        let mut lanes: Vec<_> = entry.lanes().collect();
        if coins.random::<bool>() {
            lanes.reverse();
        }
        for (place, lane) in lanes.into_iter().enumerate() {
            let position = if place == 0 { Position::First } else { Position::Second };
            let invocation = InvocationRecord {
                pair,
                position,
                started_seconds: monotonic_seconds() - self.run_start,
                stolen_seconds: None,
            };
            match self.run_lane(lane, invocation, run, read) {
                Ok(()) => {}
                Err(Stop::Aborted(error)) => return Err(error),
                Err(Stop::Failed(failure)) => {
                    self.problem = Some(Problem::Failed(lane.side, failure));
                    break;
                }
            }
        }
        Ok(())
    }

    fn run_lane(
        &mut self,
        lane: &mut Lane<'_>,
        invocation: InvocationRecord,
        run: &mut Runner<'_>,
        read: &mut Reader<'_>,
    ) -> Result<(), Stop> {
        let instrument = self.instrument;
        let (traces, failure) = run_under(lane, instrument, run)?;
        let runs = match lane.side {
            Side::Base => &mut self.base,
            Side::Head => &mut self.head,
        };
        runs.count += 1;
        runs.seconds += traces.wall_seconds;
        let one = Traced { case: self.case, side: lane.side, instrument, traces: &traces };
        let tally = read(one);
        if let Some(failure) = failure {
            let message = reason(instrument, tally.err(), &failure);
            return Err(Stop::Failed(Failure { message, ..failure }));
        }
        let tally = tally.map_err(|problem| unreadable(problem, &traces))?;
        runs.has_differed |= !tally.repeats;
        lane.profiled.count(&instrument.profiler, invocation, tally.totals);
        Ok(())
    }

    /// Pairs so far.
    pub(super) fn pairs(&self) -> u32 {
        self.pairs
    }

    /// What all runs took, in seconds.
    pub(super) fn seconds(&self) -> f64 {
        self.base.seconds + self.head.seconds
    }

    /// What one pair took, in seconds.
    pub(super) fn seconds_of_pair(&self) -> f64 {
        self.seconds() / f64::from(self.pairs.max(1))
    }

    /// Whether what it counts in all differs from run to run, and is there on both sides.
    pub(super) fn needs_statistics(&self, entry: &mut Entry<'_>) -> bool {
        let is_count = self.instrument.nature == Nature::Counts;
        let name = &self.instrument.profiler;
        let has_differed = entry.lanes().any(|lane| lane.profiled.wavers(name));
        let has_both = self.base.count > 0 && self.head.count > 0;
        is_count && has_differed && has_both && self.problem.is_none() && !entry.has_failed()
    }

    /// Tells each lane what came of it. One that the suite asks for fails the case when it fails.
    pub(super) fn conclude(
        self,
        entries: &mut [Entry<'_>],
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), LauncherError> {
        let entry = &mut entries[self.case];
        for lane in entry.lanes() {
            let runs = match lane.side {
                Side::Base => &self.base,
                Side::Head => &self.head,
            };
            let outcome = match &self.problem {
                Some(Problem::LeftOut(reason)) => ProfilerOutcome::LeftOut(reason.clone()),
                Some(Problem::Failed(side, failure)) => {
                    let message = format!("on {}: {}", side.word(), failure.message);
                    ProfilerOutcome::Failed(message)
                }
                None => self.ran(runs, lane),
            };
            let Instrument { profiler, tool, .. } = self.instrument;
            let (profiler, tool) = (profiler.clone(), tool.clone());
            let counts = lane.profiled.counted_by(&profiler);
            lane.profiled.add(ProfilerRun { profiler, tool, outcome, counts });
        }
        if let (Some(Problem::Failed(side, failure)), true) =
            (self.problem, self.instrument.is_demanded)
        {
            let message = format!("profiler `{}`: {}", self.instrument.profiler, failure.message);
            let failure = Failure { message, ..failure };
            if let Some(lane) = entry.lanes().find(|lane| lane.side == side) {
                settle(lane, Err(Stop::Failed(failure)), tell)?;
            }
        }
        Ok(())
    }

    fn ran(&self, runs: &Runs, lane: &Lane<'_>) -> ProfilerOutcome {
        let repeats = match self.instrument.nature {
            Nature::Counts => Some(!runs.has_differed),
            Nature::Samples => None,
        };
        let plain = lane.profiled.plain_seconds().filter(|seconds| *seconds > 0.0);
        let slowdown = plain.map(|plain| runs.seconds / f64::from(runs.count.max(1)) / plain);
        ProfilerOutcome::Ran { runs: runs.count, seconds: runs.seconds, slowdown, repeats }
    }
}

/// Why a process under `instrument` failed, by what its reader says and how it ended.
fn reason(instrument: &Instrument, problem: Option<String>, failure: &Failure) -> String {
    let is_told_by_runner = match &instrument.attachment {
        Attachment::Function { prefix, .. } => prefix.is_empty(),
        Attachment::Process(_) | Attachment::Script { .. } => false,
    };
    // What a profiler says of it tells more than how a process ended, and less than what was raised in it.
    let told = problem.filter(|_| !is_told_by_runner);
    told.unwrap_or_else(|| failure.message.clone())
}

fn unreadable(problem: String, traces: &Traces) -> Failure {
    Failure { kind: FailureKind::Output, message: problem, detail: traces.error.clone() }
}
