//! `paceline calibrate`: measures every case of a suite against itself, and proposes gates and
//! budgets that fit the noise of this machine.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use paceline_compare::{Twins, calibrate};
use paceline_git::Repository;
use paceline_measure::find_interpreters;
use paceline_model::{
    Case, CaseCalibration, GateProposal, Invocations, MetricKind, Plan, ProfilerChoice,
    ResultPolicy, metrics,
};
use paceline_report as report;
use paceline_suite::{ByHand, Edited, WorkloadEdit, edit};

use crate::alike::Alike;
use crate::arguments::{Measuring, duration};
use crate::environments::{Environments, Scene};
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::select::select;
use crate::session::{Session, load, revision};
use crate::store::StoreArguments;
use crate::world::World;

/// Pairs of each case: enough to know its noise within a fifth.
const PAIRS: u32 = 30;
/// Fewer pairs say nothing about noise, however long they take.
const FEWEST_PAIRS: u32 = 8;

#[derive(Debug, Args)]
pub(crate) struct CalibrateArguments {
    /// Suite file, or folder that holds a suite.yaml
    #[arg(value_name = "SUITE")]
    suite: PathBuf,
    /// Only cases whose id or workload matches this glob; may be repeated
    #[arg(long = "case", value_name = "GLOB")]
    cases: Vec<String>,
    /// Only cases with this tag; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Time to spend on each case, where 30 pairs take longer [default: the suite's `budget`]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    budget: Option<f64>,
    /// Make the proposed changes in the suite file
    #[arg(long)]
    write: bool,
}

/// Measures, proposes, and with `--write` edits the suite.
pub(crate) fn run(arguments: &CalibrateArguments, world: &World) -> Result<Outcome, Problem> {
    let plan = load(&arguments.suite, world)?;
    let selection = select(&plan, &arguments.choice())?;
    let session = Session::open(world, &plan, &selection.cases, &arguments.choice())?;
    let cases = session.discover(selection)?.cases;
    let calibrated = measure(&plan, &cases, arguments.budget, world)?;
    let edits = edits(&cases, &calibrated);
    let edited = edit(&plan.file, &edits)
        .map_err(|errors| Problem::Suite(errors.render(true, world.width)))?;
    let style = report::Style { color: world.color, width: world.width };
    let mut text = report::calibration(&calibrated, style);
    text += "\n";
    text += &conclusion(&calibrated, &edited, arguments.write);
    output::print(&text)?;
    if arguments.write && !edited.diff.is_empty() {
        write(&plan.file, &edited.text)?;
        output::tell(&format!("changed {}", plan.file.display()));
    }
    let has_failed = calibrated.iter().any(|case| case.failure.is_some());
    Ok(if has_failed { Outcome::Failed } else { Outcome::Passed })
}

impl CalibrateArguments {
    /// The choice of cases as other commands have it. Their budgets stay those of the suite, which
    /// are what is judged.
    fn choice(&self) -> Measuring {
        Measuring {
            suites: vec![self.suite.clone()],
            cases: self.cases.clone(),
            tags: self.tags.clone(),
            changed_since: None,
            shard: None,
            budget: None,
            profilers: None,
            install_profilers: false,
            no_build_cache: false,
            seed: None,
            store: StoreArguments::default(),
        }
    }
}

fn measure(
    plan: &Plan,
    cases: &[Case],
    budget: Option<f64>,
    world: &World,
) -> Result<Vec<CaseCalibration>, Problem> {
    let interpreters = find_interpreters(cases, &plan.directory, &world.variables)?;
    let repository = Repository::discover(&plan.directory)?;
    let here = repository.as_ref().map(|found| revision(found, None)).transpose()?;
    let scene = Scene { world, repository: repository.as_ref(), interpreters: &interpreters };
    let (environments, here) = (Environments::default(), here.unwrap_or_default());
    let clocked: Vec<_> = cases
        .iter()
        .map(|case| environments.equip(clocked(case, budget), &here, scene))
        .collect::<Result<_, _>>()?;
    let interpreters = &environments.beside(&interpreters);
    let alike = Alike { title: plan.suite.as_str(), cases: &clocked, interpreters };
    let measured = alike.measure(world)?;
    let sides = measured.base.iter().zip(&measured.head);
    let twins: Vec<_> =
        cases.iter().zip(sides).map(|(case, (base, head))| Twins { case, base, head }).collect();
    Ok(calibrate(&twins))
}

/// The case as far as its clocks go: no check, nothing that is not timed.
fn clocked(case: &Case, budget: Option<f64>) -> Case {
    let is_timed = |name: &&paceline_model::MetricName| {
        metrics::find(name.as_str()).is_some_and(|metric| metric.kind == MetricKind::Timed)
    };
    Case {
        check: None,
        metrics: case.metrics.iter().filter(is_timed).cloned().collect(),
        budget_seconds: budget.unwrap_or(case.budget_seconds),
        invocations: Invocations { least: FEWEST_PAIRS, most: PAIRS },
        result: ResultPolicy::Ignore,
        profilers: ProfilerChoice::None,
        ..case.clone()
    }
}

/// What is to change, workload by workload: what the most demanding of its cases asks for.
fn edits(cases: &[Case], calibrated: &[CaseCalibration]) -> Vec<WorkloadEdit> {
    let mut edits: Vec<WorkloadEdit> = Vec::new();
    for (planned, case) in cases.iter().zip(calibrated) {
        // Cases of another tool stand as one workload in the suite.
        let family = planned.tool.as_ref().map(|tool| &tool.family);
        let workload = family.unwrap_or(&case.id).workload.clone();
        if edits.last().is_none_or(|edit| edit.workload != workload) {
            edits.push(WorkloadEdit { workload, budget_seconds: None, gates: Vec::new() });
        }
        let Some(edit) = edits.last_mut() else { continue };
        let wanted = case.budget.proposed.into_iter().chain(edit.budget_seconds);
        edit.budget_seconds = wanted.reduce(f64::max);
        for metric in &case.metrics {
            let GateProposal::Widen(change) = metric.proposal else { continue };
            match edit.gates.iter_mut().find(|(name, _)| *name == metric.metric) {
                Some((_, widest)) => *widest = widest.max(change),
                None => edit.gates.push((metric.metric.clone(), change)),
            }
        }
    }
    edits.retain(|edit| edit.budget_seconds.is_some() || !edit.gates.is_empty());
    edits
}

/// What becomes of the file, in words and as a diff.
fn conclusion(calibrated: &[CaseCalibration], edited: &Edited, writes: bool) -> String {
    let mut text = String::new();
    if !edited.diff.is_empty() {
        let how = if writes { "Changes:" } else { "Changes, which `--write` makes:" };
        text.extend([how, "\n", &edited.diff]);
    }
    for ByHand { workload, reason, lines } in &edited.by_hand {
        text.extend(["To be written by hand for `", workload.as_str(), "`, since ", reason, ":\n"]);
        for line in lines {
            text.extend(["  ", line, "\n"]);
        }
    }
    if !text.is_empty() {
        return text;
    }
    let is_odd = |case: &CaseCalibration| {
        let mut metrics = case.metrics.iter();
        case.failure.is_some()
            || metrics.any(|metric| {
                metric.difference.is_some() || metric.proposal == GateProposal::OutOfReach
            })
    };
    if calibrated.iter().any(is_odd) {
        "No gate and no budget to change.\n".to_owned()
    } else {
        "The suite is right for this machine as it is.\n".to_owned()
    }
}

/// Writes the file whole or not at all, and leaves its permissions as they are.
fn write(file: &Path, text: &str) -> Result<(), Problem> {
    let permissions = fs::metadata(file)?.permissions();
    output::write(file, text)?;
    Ok(fs::set_permissions(file, permissions)?)
}
