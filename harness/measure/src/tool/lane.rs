//! One side of a case whose benchmark another tool measures.

use std::rc::Rc;
use std::time::Instant;

use paceline_model::{Benchmark, Failure, FailureKind, Member, MetricName};

use super::run::{ToolRun, no_program};
use super::shared::{RunKey, SharedRun};
use super::values::of_benchmark;
use crate::lane::Lane;
use crate::measured::{Measured, Moment, Turn};
use crate::step::{Runner, Stop};

impl<'a> Lane<'a> {
    /// The benchmark of a tool that the lane runs; `None` for what paceline measures itself.
    pub(crate) fn benchmark(&self) -> Option<&'a Benchmark> {
        self.setting.case.tool.as_ref()?.benchmark()
    }

    /// Whether it shares its runs with other cases.
    pub(crate) fn is_shared(&self) -> bool {
        self.benchmark().is_some_and(|benchmark| benchmark.is_shared)
    }

    /// Fails where the tool has no benchmark for this case.
    pub(crate) fn has_benchmark(&self) -> Result<(), Stop> {
        match self.setting.case.tool.as_ref().map(|tool| &tool.member) {
            None | Some(Member::One(_)) => Ok(()),
            Some(Member::Broken(failure)) => Err(Stop::Failed(failure.clone())),
            Some(Member::Unasked) => Err(Stop::Failed(Failure {
                kind: FailureKind::Start,
                message: "nobody asked its tool which benchmarks there are".to_owned(),
                detail: String::new(),
            })),
        }
    }

    /// One invocation of the tool for this case alone.
    pub(crate) fn invoke_tool(
        &mut self,
        benchmark: &Benchmark,
        hash_seed: u32,
        run: &mut Runner<'_>,
    ) -> Result<Measured, Stop> {
        let ToolRun { moment, cases } = self.run_tool(benchmark, hash_seed, run)?;
        // It was asked for this one alone; a name that was not known may have become another.
        let own = if let [case] = &cases[..] { &case.id } else { &benchmark.own };
        let values = of_benchmark(&cases, own)?;
        Ok(self.tool_values(moment, values))
    }

    /// The next run that the case shares with others, made now if it is the first to need it.
    pub(crate) fn measure_shared(
        &mut self,
        benchmark: &Benchmark,
        turn: Turn,
        run: &mut Runner<'_>,
    ) -> Result<(), Stop> {
        let family = self.family();
        let key = RunKey { family, slot: self.slot, number: self.invocations.len() };
        let runs = Rc::clone(&self.setting.shared);
        let is_made = runs.borrow().has(&key);
        if !is_made {
            let start = Instant::now();
            let (moment, outcome) = match self.run_tool(benchmark, turn.hash_seed, run) {
                Ok(ToolRun { moment, cases }) => (moment, Ok(cases)),
                Err(Stop::Failed(failure)) => {
                    let started_seconds = turn.run_start;
                    (Moment { started_seconds, stolen_seconds: None }, Err(failure))
                }
                Err(aborted) => return Err(aborted),
            };
            let seconds = start.elapsed().as_secs_f64();
            let made = SharedRun { position: turn.position, moment, outcome, seconds };
            self.owed_seconds -= seconds;
            runs.borrow_mut().add(key.clone(), made);
        }
        let runs = runs.borrow();
        self.owed_seconds += runs.part_seconds(&key);
        let Some(taken) = runs.take(&key, &benchmark.own) else { return Ok(()) };
        let taken = taken?;
        let turn = Turn { position: taken.position, ..turn };
        let measured = self.tool_values(taken.moment, taken.values);
        self.keep(turn, measured);
        Ok(())
    }

    /// The workload that it shares runs with others of.
    pub(crate) fn family(&self) -> String {
        let tool = self.setting.case.tool.as_ref();
        tool.map(|tool| tool.family.to_string()).unwrap_or_default()
    }

    fn run_tool(
        &mut self,
        benchmark: &Benchmark,
        hash_seed: u32,
        run: &mut Runner<'_>,
    ) -> Result<ToolRun, Stop> {
        self.between_hooks(hash_seed, run, |lane, run| {
            let process = lane.setting.whole_process(hash_seed.max(1));
            let process = process.ok_or_else(no_program)?;
            lane.setting.run_tool(process, &benchmark.output, run)
        })
    }

    /// Those of the values that the case was planned with.
    fn tool_values(
        &self,
        moment: Moment,
        mut values: std::collections::BTreeMap<MetricName, Vec<f64>>,
    ) -> Measured {
        let known = &self.setting.case.custom_metrics;
        values.retain(|name, _| known.iter().any(|custom| custom.metric.name == *name));
        Measured { moment, values, result: None, notes: Vec::new() }
    }
}
