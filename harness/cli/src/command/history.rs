//! `paceline history`: what stored records say about a branch, and whether a budget for drift is kept.

use std::path::{Path, PathBuf};

use clap::Args;
use globset::GlobSet;
use paceline_compare::{DriftLimit, budget_rules, drift_budget};
use paceline_measure::inspect;
use paceline_model::{
    History, InvalidName, MachineClass, MetricName, Parameters, Record, Rules, SuiteName,
};
use paceline_report as report;

use super::verdict::of_one;
use crate::arguments::{Format, PolicyArguments, Printing};
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::past::{Past, Topic};
use crate::policy::{conclude, judge};
use crate::select::{globs, is_chosen};
use crate::session::load;
use crate::store::StoreArguments;
use crate::world::World;

#[derive(Debug, Args)]
pub(crate) struct HistoryArguments {
    /// Suite files, or folders that hold a suite.yaml [default: all suites that have records]
    #[arg(value_name = "SUITE")]
    suites: Vec<PathBuf>,
    /// Only cases whose id or workload matches this glob; may be repeated
    #[arg(long = "case", value_name = "GLOB")]
    cases: Vec<String>,
    /// Only this metric, as in `cpu_time`; may be repeated [default: all that have a gate]
    #[arg(long = "metric", value_name = "NAME", value_parser = metric)]
    metrics: Vec<MetricName>,
    /// How many commits to go back, along first parents
    #[arg(long, value_name = "COMMITS", default_value_t = 200,
          value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// Fail when head's record is worse than that of `--against` by more than this, as in `5%`
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "against")]
    drift_budget: Option<f64>,
    /// The commit that the budget counts from, as in the tag of the last release
    #[arg(long, value_name = "REVISION", requires = "drift_budget")]
    against: Option<String>,
    /// Records of these machines [default: those like this one]
    #[arg(long, value_name = "CLASS", value_parser = class)]
    machine_class: Option<MachineClass>,
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    printing: Printing,
    /// Write a page of all these suites to this file, for browsers; it needs no network
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the metrics over the commits to this file, as a picture without script
    #[arg(long, value_name = "FILE")]
    chart: Option<PathBuf>,
}

/// Shows the history of each suite, and ends as the worst of their budgets does.
pub(crate) fn run(arguments: &HistoryArguments, world: &World) -> Result<Outcome, Problem> {
    let names = globs(&arguments.cases)?;
    let subjects = subjects(arguments, world)?;
    if subjects.len() > 1 && arguments.printing.format == Format::Json {
        let message = "`--format json` takes one suite; name one, and look at them one by one";
        return Err(Problem::input(message));
    }
    let class = arguments.machine_class.clone();
    let class = class.unwrap_or_else(|| inspect(&world.variables).machine_class());
    let mut worst = Outcome::Passed;
    let mut shown = Vec::new();
    for Subject { suite, rules, past } in subjects {
        let request = Request { arguments, names: &names, suite, class: &class, rules, past };
        worst = worst.max(of_one(request.show(&mut shown, world))?);
    }
    if let Some(file) = &arguments.chart {
        output::write(file, report::html::history_chart(&shown))?;
    }
    if let Some(file) = &arguments.html {
        output::write(file, &report::html::dashboard(&shown)?)?;
    }
    Ok(worst)
}

/// A suite to look at.
struct Subject {
    suite: SuiteName,
    rules: Rules,
    past: Past,
}

/// The suites that are named, else those that have records here.
fn subjects(arguments: &HistoryArguments, world: &World) -> Result<Vec<Subject>, Problem> {
    let open = |directory: &Path| Past::open(directory, &arguments.store, arguments.limit.into());
    if arguments.suites.is_empty() {
        let past = open(Path::new("."))?;
        let suites = past.suites();
        if suites.is_empty() {
            return Err(Problem::NoVerdict(format!(
                "there is no record in {}; save one of each commit with `paceline run --save`",
                past.place()
            )));
        }
        let subject =
            |suite| Ok(Subject { suite, rules: Rules::default(), past: open(Path::new("."))? });
        return suites.into_iter().map(subject).collect();
    }
    let subject = |path: &PathBuf| {
        let plan = load(path, world)?;
        let cases: Vec<_> = plan.cases.iter().collect();
        let rules = Rules::of(&plan, &cases, &Parameters::new());
        Ok(Subject { suite: plan.suite.clone(), rules, past: open(&plan.directory)? })
    };
    arguments.suites.iter().map(subject).collect()
}

/// The history of one suite, as it is asked for.
struct Request<'a> {
    arguments: &'a HistoryArguments,
    names: &'a GlobSet,
    suite: SuiteName,
    class: &'a MachineClass,
    rules: Rules,
    past: Past,
}

impl Request<'_> {
    /// Prints the history, and adds it to those that were `shown`.
    fn show(&self, shown: &mut Vec<History>, world: &World) -> Result<Outcome, Problem> {
        let mut history = self.gather()?;
        // Whatever comes of the budget, the history is worth seeing.
        let judged = self.judge(&mut history);
        let style = report::Style { color: world.color, width: world.width };
        let format = self.arguments.printing.format.into();
        output::print(&report::history(&history, format, style)?)?;
        shown.push(history);
        judged
    }

    fn gather(&self) -> Result<History, Problem> {
        let history = self.past.history(&Topic {
            suite: &self.suite,
            class: self.class,
            rules: &self.rules,
            metrics: &self.arguments.metrics,
            is_chosen: &|id| is_chosen(id, &self.arguments.cases, self.names),
        })?;
        if history.commits.is_empty() {
            return Err(self.nothing(&history.notes));
        }
        if history.cases.is_empty() {
            return Err(Problem::input(
                "no record has such a case and metric; leave out `--case` and `--metric` to see all",
            ));
        }
        Ok(history)
    }

    /// The record without the cases that are not asked for.
    fn chosen(&self, mut record: Record) -> Record {
        record.cases.retain(|case| is_chosen(&case.id, &self.arguments.cases, self.names));
        record
    }

    fn nothing(&self, notes: &[String]) -> Problem {
        let classes: Vec<_> = self
            .past
            .classes(&self.suite)
            .into_iter()
            .filter(|(class, _)| *class != self.class)
            .map(|(class, count)| format!("{class} ({count} commits)"))
            .collect();
        let hint = if !notes.is_empty() {
            notes.join("; ")
        } else if classes.is_empty() {
            "save one of each commit with `paceline run --save`".to_owned()
        } else {
            let classes = classes.join(", ");
            format!("there are records of {classes}: see them with `--machine-class`")
        };
        Problem::NoVerdict(format!(
            "no record of suite `{}` on machine class {} in {} for the last {} commits; {hint}",
            self.suite,
            self.class,
            self.past.place(),
            self.arguments.limit
        ))
    }

    /// How the drift budget ends; passed where there is none.
    fn judge(&self, history: &mut History) -> Result<Outcome, Problem> {
        let (Some(change), Some(against)) =
            (self.arguments.drift_budget, self.arguments.against.as_deref())
        else {
            return Ok(Outcome::Passed);
        };
        let base = self.needed(against)?;
        let head = self.needed("HEAD")?;
        let limit = DriftLimit { change, against, metrics: &self.arguments.metrics };
        let rules = budget_rules([&base, &head], &self.rules, limit);
        let mut budget = drift_budget([&base, &head], &rules, limit);
        judge(&mut budget.comparison, &rules, &PolicyArguments { fail_on: None });
        let outcome = conclude(&budget.comparison);
        if outcome == Outcome::NoVerdict {
            output::tell(&format!(
                "times of two sessions can't break a budget; measure both in one with \
                 `paceline check --base {against}`"
            ));
        }
        history.budget = Some(budget);
        Ok(outcome)
    }

    /// The record of a commit that the budget can't do without.
    fn needed(&self, revision: &str) -> Result<Record, Problem> {
        let commit = self.past.resolve(revision)?;
        let record = self.past.record(&self.suite, &commit, self.class)?;
        let record = record.map(|record| self.chosen(record));
        record.filter(|record| !record.cases.is_empty()).ok_or_else(|| {
            Problem::NoVerdict(format!(
                "the drift budget needs a record of suite `{}` for `{revision}` ({}) on machine class \
                 {} in {}; check it out and save one with `paceline run --save`",
                self.suite,
                commit.short(),
                self.class,
                self.past.place()
            ))
        })
    }
}

fn metric(text: &str) -> Result<MetricName, InvalidName> {
    text.parse()
}

fn class(text: &str) -> Result<MachineClass, InvalidName> {
    text.parse()
}

/// A share that is written as percent.
fn percent(text: &str) -> Result<f64, String> {
    let number =
        text.strip_suffix('%').map(str::trim_end).and_then(|text| text.parse::<f64>().ok());
    match number {
        Some(number) if number > 0.0 && number.is_finite() => Ok(number / 100.0),
        _ => Err("write a number above 0 with `%`, as in `5%`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_budget_needs_a_percent_sign() {
        assert_eq!(percent("5%"), Ok(0.05));
        assert_eq!(percent("2.5 %"), Ok(0.025));
        for bad in ["5", "0%", "-1%", "inf%", "%", ""] {
            assert!(percent(bad).is_err(), "{bad} was accepted");
        }
    }
}
