//! `paceline bisect`: finds the first commit that made a case slow, by the statistics of `check`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use paceline_compare::{Answer, MOST_ATTEMPTS, Next, Search};
use paceline_git::Commit;
use paceline_model::{
    Bisection, BisectionStep, Case, CaseComparison, Gate, GateSetting, Metric, MetricComparison,
    MetricKind, MetricName, Plan, Verdict, metrics,
};
use paceline_report as report;

use crate::arguments::{Measuring, Printing, duration};
use crate::exit::{Outcome, Problem};
use crate::oracle::{Oracle, Trial, deciding, describe, does_not_run};
use crate::output;
use crate::select::select;
use crate::session::{Session, load};
use crate::store::StoreArguments;
use crate::world::World;

/// Probability that any of the comparisons calls a commit worse that is not.
const ALPHA: f64 = 0.01;

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
            budget: self.budget,
            profilers: None,
            seed: self.seed,
            store: StoreArguments::default(),
        }
    }
}

pub(crate) fn run(arguments: &BisectArguments, world: &World) -> Result<Outcome, Problem> {
    let plan = load(&arguments.suite, world)?;
    let cases = select(&plan, &arguments.choice())?.cases;
    let [case] = &cases[..] else {
        let ids: Vec<_> = cases.iter().map(|case| format!("  {}", case.id)).collect();
        let message = "a bisection is of one case; choose one of these with `--case`";
        return Err(Problem::Input(format!("{message}\n{}", ids.join("\n"))));
    };
    let metric = arguments.metric.as_deref().map(|name| asked(name, case)).transpose()?;
    let mut session = Session::open(world, &plan, &cases, &arguments.choice())?;
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
    let culprit = match hunt.verify(metric)? {
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

/// Whether there is anything to look for.
enum Verified {
    /// The bad commit is worse.
    Worse(Box<Culprit>),
    /// Nothing to look for, which was told; or nothing runs.
    Ended(Outcome),
}

/// What is looked for.
struct Culprit {
    metric: Metric,
    gate: Gate,
}

/// A search under way.
struct Hunt<'s, 'w, 'c> {
    oracle: Oracle<'s, 'w>,
    good: Trial,
    good_commit: &'c Commit,
    range: &'c [Commit],
    steps: Vec<BisectionStep>,
}

impl<'s, 'w, 'c> Hunt<'s, 'w, 'c> {
    fn new(
        session: &'s mut Session<'w>,
        case: &Case,
        good_commit: &'c Commit,
        range: &'c [Commit],
    ) -> Result<Self, Problem> {
        // The first comparison and the last one count as well.
        let comparisons = Search::expected_answers(range.len()) + 2;
        let oracle = Oracle::new(session, case, ALPHA / f64::from(comparisons));
        let good = oracle.admit(good_commit)?;
        Ok(Self { oracle, good, good_commit, range, steps: Vec::new() })
    }

    fn announce(&self, message: &str) {
        self.oracle.session().announce(message);
    }

    fn commit(&self, place: usize) -> &'c Commit {
        if place == 0 { self.good_commit } else { &self.range[place - 1] }
    }

    /// Whether the bad commit is worse than the good one, and by what.
    fn verify(&mut self, metric: Option<Metric>) -> Result<Verified, Problem> {
        if let Some(metric) = &metric {
            self.oracle.narrow(metric, 0.0);
        }
        let bad = self.commit(self.range.len());
        let count = self.range.len();
        self.announce(&format!("{count} commits; measuring good against bad"));
        let mut trial = self.oracle.admit(bad)?;
        let told = self.oracle.settle(&self.good, &mut trial, MOST_ATTEMPTS)?;
        if let Some(outcome) =
            does_not_run("good", &told.case).or_else(|| does_not_run("bad", &told.case))
        {
            return Ok(Verified::Ended(outcome));
        }
        let judged = deciding(&told.case);
        let Some((judged, GateSetting::On(gate))) = judged.map(|one| (one, one.gate)) else {
            return Err(Problem::Input(no_values(metric.as_ref(), &told.case)));
        };
        if told.answer != Answer::Bad {
            output::tell(&format!("nothing to find: {}", not_worse(judged, told.answer)));
            return Ok(Verified::Ended(Outcome::NoVerdict));
        }
        let least = least_change(judged);
        let gate = Gate { change: gate.change.max(least), must_improve: None, ..gate };
        let culprit = Culprit { metric: judged.metric.clone(), gate };
        self.oracle.narrow(&culprit.metric, least);
        self.announce(&format!("`{}` regressed; looking for the commit", culprit.metric.name));
        self.steps.push(told.step);
        Ok(Verified::Worse(Box::new(culprit)))
    }

    /// Finds the places of the first bad commit.
    fn search(&mut self) -> Result<Vec<usize>, Problem> {
        let mut search = Search::new(self.range.len());
        let mut on_trial: Option<(usize, Trial)> = None;
        loop {
            let place = match search.next() {
                Next::Found(places) => return Ok(places),
                Next::Measure { place, .. } => place,
            };
            let mut trial = match on_trial.take() {
                Some((other, trial)) if other == place => trial,
                _ => {
                    let commit = self.commit(place);
                    let id = commit.id.get(..10).unwrap_or(&commit.id);
                    self.announce(&format!("{} left; {id} {}", search.left(), commit.subject));
                    self.oracle.admit(commit)?
                }
            };
            let told = self.oracle.measure(&self.good, &mut trial)?;
            search.hear(place, told.answer);
            let is_last = self.steps.last().map(|step| &step.commit) == Some(&trial.commit);
            match self.steps.last_mut().filter(|_| is_last) {
                Some(step) => *step = told.step,
                None => self.steps.push(told.step),
            }
            on_trial = Some((place, trial));
        }
    }

    /// The document: also what the commit that was found does to its parent.
    fn conclude(
        mut self,
        found: &[usize],
        culprit: Culprit,
        started: jiff::Timestamp,
        plan: &Plan,
    ) -> Result<Bisection, Problem> {
        let clock = Instant::now();
        let own_change = match found {
            [place] => Some(self.own_change(*place)?),
            _several => None,
        };
        let notes = own_change.as_ref().and_then(doubt).into_iter().collect();
        let session = self.oracle.session();
        let commits = found.iter().map(|place| describe(self.commit(*place), session));
        let first_bad: Vec<_> = commits.collect::<Result<_, _>>()?;
        let bad = describe(self.commit(self.range.len()), session)?;
        let spent: f64 = self.steps.iter().map(|step| step.seconds).sum();
        Ok(Bisection {
            schema: Bisection::SCHEMA.to_owned(),
            suite: plan.suite.clone(),
            case: self.oracle.case_id().clone(),
            metric: culprit.metric,
            gate: culprit.gate,
            started: started.to_string(),
            duration_seconds: spent + clock.elapsed().as_secs_f64(),
            good: self.good.commit.clone(),
            bad,
            commits: u32::try_from(self.range.len()).unwrap_or(u32::MAX),
            blame_command: self.blame_command(found, plan),
            first_bad,
            own_change,
            error_probability: self.steps.iter().map(|step| step.error_probability).sum(),
            steps: self.steps,
            notes,
        })
    }

    fn own_change(&mut self, place: usize) -> Result<BisectionStep, Problem> {
        let parent = self.commit(place - 1);
        let commit = self.commit(place);
        // Its parent is the good commit: that was measured already.
        let known = self.steps.iter().find(|step| step.commit.commit.as_str() == commit.id);
        if let (1, Some(step)) = (place, known) {
            return Ok(step.clone());
        }
        self.announce("measuring it against its parent");
        let parent = self.oracle.admit(parent)?;
        let mut trial = self.oracle.admit(commit)?;
        Ok(self.oracle.settle(&parent, &mut trial, MOST_ATTEMPTS)?.step)
    }

    fn blame_command(&self, found: &[usize], plan: &Plan) -> String {
        let [place] = found else { return String::new() };
        let short = |place| {
            let commit = self.commit(place);
            commit.id.get(..10).unwrap_or(&commit.id)
        };
        format!(
            "git switch --detach {} && paceline profile {} --case {} --base {}",
            short(*place),
            quoted(&plan.file.display().to_string()),
            quoted(&self.oracle.case_id().to_string()),
            short(*place - 1)
        )
    }
}

/// What the comparison with the parent leaves open.
fn doubt(own: &BisectionStep) -> Option<String> {
    let doubt = match own.verdict {
        Verdict::Regressed => return None,
        Verdict::Inconclusive => {
            "its comparison with its parent alone stays open; give it more time with `--budget`"
        }
        Verdict::Failed
        | Verdict::Suspect
        | Verdict::NotComparable
        | Verdict::Removed
        | Verdict::New
        | Verdict::Accepted
        | Verdict::Improved
        | Verdict::Unchanged => {
            "against its parent alone the commit is not worse: the change came in small steps, or a \
             measurement misled the search"
        }
    };
    Some(doubt.to_owned())
}

/// From which change on a commit is as slow as the bad one rather than as fast as the good one:
/// half of the whole change, which takes far fewer pairs to tell than the gate. Counts need none.
fn least_change(whole: &MetricComparison) -> f64 {
    match whole.metric.kind {
        MetricKind::Exact => 0.0,
        MetricKind::Bounded | MetricKind::Timed => {
            whole.estimate.map_or(0.0, |estimate| estimate.change.abs() / 2.0)
        }
    }
}

/// As one word of a shell.
fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

fn no_values(metric: Option<&Metric>, case: &CaseComparison) -> String {
    match metric {
        Some(metric) => format!("{} has no values of `{}`", case.id, metric.name),
        None => format!("no metric of {} has a gate; choose one with `--metric`", case.id),
    }
}

fn not_worse(metric: &MetricComparison, answer: Answer) -> String {
    let name = &metric.metric.name;
    match answer {
        Answer::Good => format!(
            "the bad commit is not worse than the good one: `{name}` is {}",
            metric.verdict.word()
        ),
        Answer::Unsure | Answer::Bad | Answer::Broken => format!(
            "whether the bad commit is worse than the good one stays open: `{name}` is {} after \
             {} pairs; give it more time with `--budget`",
            metric.verdict.word(),
            metric.evidence.count
        ),
    }
}
