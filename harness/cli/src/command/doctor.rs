//! `paceline doctor`: says how noisy this machine is now, what that costs, and what to do.

use std::collections::BTreeMap;
use std::path::Path;

use clap::{Args, ValueEnum};
use paceline_compare::{Conditions, pair_noise};
use paceline_measure::{StealMeter, WORK_ARGUMENT, inspect, state, try_scheduling};
use paceline_model::{
    Case, CaseId, CaseRecord, CaseStatus, Cost, Diagnosis, Invocations, MetricName, PairNoise,
    Parameters, ResultPolicy, Series, metrics,
};
use paceline_report as report;

use crate::advice::advice;
use crate::alike::Alike;
use crate::arguments::duration;
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::profiling::survey_here;
use crate::world::World;

/// Slowdowns whose cost is told.
const SLOWDOWNS: [f64; 2] = [0.02, 0.05];
/// Fewer pairs say nothing about noise.
const FEWEST_PAIRS: u32 = 8;

#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// Time to spend on measuring, as in `6s`
    #[arg(long, value_name = "DURATION", default_value = "6s", value_parser = duration)]
    budget: f64,
    /// What to print on standard output
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Format,
}

/// Forms of a diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people.
    Terminal,
    /// The document itself; see `paceline schema diagnosis`.
    Json,
}

/// Looks at the machine, measures a program with itself, and prints what both say.
pub(crate) fn run(arguments: &DoctorArguments, world: &World) -> Result<Outcome, Problem> {
    let diagnosis = diagnose(arguments.budget, world)?;
    output::print(&match arguments.format {
        Format::Json => diagnosis.to_json()?,
        Format::Terminal => {
            let style = report::Style { color: world.color, width: world.width };
            report::diagnosis(&diagnosis, style)
        }
    })?;
    Ok(Outcome::Passed)
}

fn diagnose(budget_seconds: f64, world: &World) -> Result<Diagnosis, Problem> {
    let started = jiff::Timestamp::now().to_string();
    // Before the measurement, which is a load itself.
    let (mut environment, state) = (inspect(&world.variables), state());
    let scheduling = try_scheduling(&world.executable);
    let steal = StealMeter::start();
    let noise = measure(&program(&world.executable, budget_seconds)?, world)?;
    environment.load.steal = steal.share();
    let mut diagnosis = Diagnosis {
        schema: Diagnosis::SCHEMA.to_owned(),
        started,
        environment,
        state,
        scheduling,
        costs: costs(&noise),
        noise,
        advice: Vec::new(),
        // After the measurement, which it would disturb.
        profilers: survey_here(world)?,
    };
    diagnosis.advice = advice(&diagnosis);
    Ok(diagnosis)
}

fn measure(program: &Case, world: &World) -> Result<PairNoise, Problem> {
    let cases = std::slice::from_ref(program);
    let measured =
        Alike { title: "doctor", cases, interpreters: &BTreeMap::new() }.measure(world)?;
    let (Some(base), Some(head)) = (measured.base.first(), measured.head.first()) else {
        return Err(Problem::Environment("nothing was measured".to_owned()));
    };
    for record in [base, head] {
        if let CaseStatus::Failed(failure) = &record.status {
            let message = &failure.message;
            return Err(Problem::Environment(format!("can't measure here: {message}")));
        }
    }
    let pairs = u32::try_from(head.invocations.len()).unwrap_or(u32::MAX);
    Ok(PairNoise {
        pairs,
        program_seconds: median_seconds(base).unwrap_or_default(),
        pair_seconds: head.spent_seconds / f64::from(pairs.max(1)),
        cpu_time: pair_noise(base, head, metrics::CPU_TIME),
        wall_time: pair_noise(base, head, metrics::WALL_TIME),
    })
}

fn median_seconds(record: &CaseRecord) -> Option<f64> {
    let seconds = record.series(metrics::WALL_TIME)?.per_invocation();
    Series::of_invocation(&seconds)
}

fn costs(noise: &PairNoise) -> Vec<Cost> {
    let clocks = [(metrics::CPU_TIME, noise.cpu_time), (metrics::WALL_TIME, noise.wall_time)];
    let known = clocks.into_iter().filter_map(|(name, noise)| Some((built_in(name)?, noise?)));
    let costs = known.flat_map(|(metric, of_pair)| {
        let conditions = Conditions { noise: of_pair, pair_seconds: noise.pair_seconds };
        SLOWDOWNS.map(|change| Cost {
            metric: metric.clone(),
            change,
            find: conditions.to_find(change),
            exclude: conditions.to_exclude(change),
        })
    });
    costs.collect()
}

fn built_in(name: &str) -> Option<MetricName> {
    metrics::find(name).map(|metric| metric.name)
}

/// This very executable as a program of some 30 milliseconds.
fn program(executable: &Path, budget_seconds: f64) -> Result<Case, Problem> {
    let executable = executable.to_str().ok_or_else(|| {
        let path = executable.display();
        Problem::Environment(format!("`{path}` can't be started: its path is not UTF-8; move it"))
    })?;
    let name = "built-in-program".parse();
    let workload =
        name.map_err(|error: paceline_model::InvalidName| Problem::Environment(error.to_string()))?;
    let id = CaseId { workload, parameters: Parameters::new() };
    Ok(Case {
        budget_seconds,
        invocations: Invocations { least: FEWEST_PAIRS, most: u32::MAX },
        metrics: [metrics::WALL_TIME, metrics::CPU_TIME].into_iter().filter_map(built_in).collect(),
        result: ResultPolicy::Ignore,
        ..Case::of_command(id, vec![executable.to_owned(), WORK_ARGUMENT.to_owned()])
    })
}
