//! `paceline bisect`: finds the first commit that made a case slow, by the statistics of `check`.

use std::path::PathBuf;

use clap::Args;
use paceline_model::{Case, Metric, MetricKind, MetricName, metrics};
use paceline_report as report;

use crate::arguments::{Measuring, Printing, duration};
use crate::exit::{Outcome, Problem};
use crate::hunt::{Hunt, Verified};
use crate::output;
use crate::select::select;
use crate::session::{Session, load};
use crate::store::StoreArguments;
use crate::world::World;

#[derive(Debug, Args)]
pub(crate) struct BisectArguments {
    /// Suite file, or folder that holds a suite.yaml
    #[arg(value_name = "SUITE")]
    suite: PathBuf,
    /// A commit that is fast: an ancestor of --bad along first parents
    #[arg(long, value_name = "REVISION")]
    good: String,
    /// A commit that is slow
    #[arg(long, value_name = "REVISION", default_value = "HEAD")]
    bad: String,
    /// The case: its id, or a glob that matches one only
    #[arg(long = "case", value_name = "GLOB")]
    case: Option<String>,
    /// The metric to go by, as in `instructions` [default: CPU time if that regressed, else the
    /// first gated one that did]
    #[arg(long, value_name = "NAME")]
    metric: Option<String>,
    /// Time for a first attempt at each commit, instead of the suite's `budget`, as in `2s`
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    budget: Option<f64>,
    /// Build every commit anew, even where what an earlier command built of it was kept
    #[arg(long)]
    no_build_cache: bool,
    /// Seed of every coin, to repeat a run's order
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    #[command(flatten)]
    printing: Printing,
}

impl BisectArguments {
    /// The choice of cases as other commands have it.
    fn choice(&self) -> Measuring {
        Measuring {
            suites: vec![self.suite.clone()],
            cases: self.case.iter().cloned().collect(),
            tags: Vec::new(),
            changed_since: None,
            shard: None,
            budget: self.budget,
            profilers: None,
            install_profilers: false,
            no_build_cache: self.no_build_cache,
            seed: self.seed,
            store: StoreArguments::default(),
        }
    }
}

pub(crate) fn run(arguments: &BisectArguments, world: &World) -> Result<Outcome, Problem> {
    let plan = load(&arguments.suite, world)?;
    let selection = select(&plan, &arguments.choice())?;
    let mut session = Session::open(world, &plan, &selection.cases, &arguments.choice())?;
    let cases = session.discover(selection)?.cases;
    let [case] = &cases[..] else {
        let ids: Vec<_> = cases.iter().map(|case| format!("  {}", case.id)).collect();
        let message = "a bisection is of one case; choose one of these with `--case`";
        return Err(Problem::Input(format!("{message}\n{}", ids.join("\n"))));
    };
    let metric = arguments.metric.as_deref().map(|name| asked(name, case)).transpose()?;
    let repository = session.repository.as_ref().ok_or_else(|| {
        let folder = plan.directory.display();
        Problem::Input(format!("`bisect` needs a git repository; `{folder}` is in none"))
    })?;
    let good = repository.resolve(&arguments.good)?;
    let range = repository.first_parent_range(&good, &repository.resolve(&arguments.bad)?)?;
    if range.is_empty() {
        return Err(Problem::input("`--good` and `--bad` are the same commit"));
    }
    let started = jiff::Timestamp::now();
    let mut hunt = Hunt::new(&mut session, case, &good, &range)?;
    let culprit = match hunt.verify(metric.as_ref())? {
        Verified::Worse(culprit) => *culprit,
        Verified::Ended(outcome) => return Ok(outcome),
    };
    let found = hunt.search()?;
    let bisection = hunt.conclude(&found, culprit, started, &plan)?;
    let style = report::Style { color: world.color, width: world.width };
    output::print(&report::bisection(&bisection, arguments.printing.format.into(), style)?)?;
    // A range is an answer that somebody has to go on with.
    Ok(if found.len() == 1 { Outcome::Passed } else { Outcome::NoVerdict })
}

/// The metric that `--metric` names.
fn asked(name: &str, case: &Case) -> Result<Metric, Problem> {
    let custom = case.custom_metrics.iter().map(|custom| custom.metric.clone());
    let mut known: Vec<_> = metrics::built_in().chain(custom).collect();
    let counted = case.custom_profilers.iter().flat_map(|profiler| profiler.metrics.clone());
    known.extend(counted.map(count));
    known.iter().find(|metric| metric.name.as_str() == name).cloned().ok_or_else(|| {
        let names: Vec<_> = known.iter().map(|metric| format!("`{}`", metric.name)).collect();
        Problem::Input(format!("`{name}` is no metric of {}; it has {}", case.id, names.join(", ")))
    })
}

/// What a profiler of the suite counts.
fn count(name: MetricName) -> Metric {
    Metric {
        name,
        unit: paceline_model::Unit(paceline_model::Unit::COUNT.to_owned()),
        direction: paceline_model::Direction::LowerIsBetter,
        kind: MetricKind::Exact,
    }
}
