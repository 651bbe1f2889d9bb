//! Whether a commit is worse than another one: the question that a bisection asks again and again.

use std::time::Instant;

use paceline_compare::{Answer, Watch, compare, error_probability, judged_alone};
use paceline_git::Commit;
use paceline_measure::Sides;
use paceline_model::{
    BisectedCommit, BisectionStep, Case, CaseComparison, CaseId, CaseRules, Invocations, Metric,
    MetricComparison, MetricKind, Parameters, ProfilerChoice, Record, ResultPolicy, Rules, Verdict,
    metrics,
};

use crate::checkout::Checkout;
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::session::Session;
use crate::tools::lacking;

/// Runs that show whether a count repeats.
const RUNS_OF_COUNTS: u32 = 2;

/// Measures one case on two commits in pairs.
pub(crate) struct Oracle<'s, 'w> {
    session: &'s mut Session<'w>,
    case: Case,
    rules: Rules,
}

/// A commit on trial: what is measured of it so far.
pub(crate) struct Trial {
    /// The commit, for people.
    pub(crate) commit: BisectedCommit,
    checkout: Checkout,
    records: Option<[Record; 2]>,
    attempts: u32,
    started: Instant,
}

/// What a trial told so far.
pub(crate) struct Told {
    pub(crate) answer: Answer,
    pub(crate) step: BisectionStep,
    /// The case with all its metrics.
    pub(crate) case: CaseComparison,
}

impl<'s, 'w> Oracle<'s, 'w> {
    /// Judges by all gates of `case`. `alpha`: probability that one comparison calls a commit worse
    /// that is not.
    pub(crate) fn new(session: &'s mut Session<'w>, case: &Case, alpha: f64) -> Self {
        let case = Case {
            // Commits are told apart by cost alone; a result may change on the way.
            result: ResultPolicy::Ignore,
            // None but those that give a metric which is asked for.
            profilers: ProfilerChoice::Only(Vec::new()),
            growth: None,
            ..case.clone()
        };
        let rules = CaseRules::of(&case, &Parameters::new());
        let rules = Rules { alpha, cases: vec![rules], ..Rules::default() };
        Self { session, case, rules }
    }

    /// Judges by `metric` alone from now on, by its gate but by no change smaller than `least`, and
    /// measures nothing else that takes time of its own.
    pub(crate) fn narrow(&mut self, metric: &Metric, least: f64) {
        let case = &mut self.case;
        let others: Vec<_> = case.custom_metrics.iter().map(|one| one.metric.clone()).collect();
        self.rules.cases =
            vec![judged_alone(CaseRules::of(case, &Parameters::new()), metric, &others, least)];
        let is_count =
            |name: &str| metrics::find(name).is_none_or(|metric| metric.kind == MetricKind::Exact);
        if metric.kind == MetricKind::Exact {
            let is_built_in = metrics::find(metric.name.as_str()).is_some();
            case.metrics = if is_built_in { vec![metric.name.clone()] } else { Vec::new() };
            case.custom_metrics.retain(|custom| custom.metric == *metric);
            let own = case.custom_profilers.iter();
            let givers = own.filter(|profiler| profiler.metrics.contains(&metric.name));
            case.profilers =
                ProfilerChoice::Only(givers.map(|profiler| profiler.name.clone()).collect());
        } else {
            case.metrics.retain(|name| !is_count(name.as_str()));
        }
    }

    /// The session in which everything is measured.
    pub(crate) fn session(&self) -> &Session<'w> {
        self.session
    }

    /// The case.
    pub(crate) fn case_id(&self) -> &CaseId {
        &self.case.id
    }

    /// Checks a commit out, to be measured.
    pub(crate) fn admit(&self, commit: &Commit) -> Result<Trial, Problem> {
        Ok(Trial {
            commit: describe(commit, self.session)?,
            checkout: Checkout::create(self.session, commit, std::slice::from_ref(&self.case))?,
            records: None,
            attempts: 0,
            started: Instant::now(),
        })
    }

    /// Measures `trial` beside `base`, going on from its earlier pairs: twice as long as the time
    /// before.
    pub(crate) fn measure(&mut self, base: &Trial, trial: &mut Trial) -> Result<Told, Problem> {
        let cases = [self.effort(trial.attempts)];
        let [base_case, head_case] = [self.case_on(base, &cases)?, self.case_on(trial, &cases)?];
        let mut watch = Watch::new(&[&head_case], &self.rules);
        if let Some([base, head]) = &trial.records
            && let (Some(base), Some(head)) = (base.cases.first(), head.cases.first())
        {
            watch.recall(0, base, head);
            // The coins of these pairs are not to be thrown again.
            self.session.reseed();
        }
        let labels = [base.checkout.label(), trial.checkout.label()];
        let sides = [Sides { id: &head_case.id, base: Some(&base_case), head: &head_case }];
        let later = self.session.measure(&sides, labels, &self.rules, &mut watch)?;
        let [base, head] = match trial.records.take() {
            None => later,
            Some([base, head]) => {
                let [later_base, later_head] = later;
                [base.continued(later_base), head.continued(later_head)]
            }
        };
        let comparison = compare(&base, &head, &self.rules);
        trial.records = Some([base, head]);
        trial.attempts += 1;
        let case = comparison.cases.into_iter().next();
        let case = case.ok_or_else(|| Problem::input("the case was not measured"))?;
        Ok(told(case, trial))
    }

    /// The case with the code of a commit; one that fails where that has no such benchmark.
    fn case_on(&self, side: &Trial, cases: &[Case]) -> Result<Case, Problem> {
        let (there, _here) = side.checkout.asked_sides(cases, self.session)?;
        let case = there.cases.into_iter().next().flatten();
        Ok(case.unwrap_or_else(|| lacking(&self.case)))
    }

    /// Measures until the pairs decide, at most `attempts` times.
    pub(crate) fn settle(
        &mut self,
        base: &Trial,
        trial: &mut Trial,
        attempts: u32,
    ) -> Result<Told, Problem> {
        loop {
            let told = self.measure(base, trial)?;
            let is_hopeless = told.case.base_failure.is_some();
            if told.answer != Answer::Unsure || trial.attempts >= attempts || is_hopeless {
                return Ok(told);
            }
        }
    }

    /// The case with what may be spent on it in the attempt after `earlier` ones.
    fn effort(&self, earlier: u32) -> Case {
        let factor = 1_u32 << earlier.min(8);
        let Invocations { least, most } = self.case.invocations;
        let is_counted = |name: &paceline_model::MetricName| {
            metrics::find(name.as_str()).is_some_and(|metric| metric.kind == MetricKind::Exact)
        };
        let timed = self.case.metrics.iter().any(|name| !is_counted(name));
        let least = if timed || earlier > 0 { least } else { RUNS_OF_COUNTS.min(least) };
        Case {
            budget_seconds: self.case.budget_seconds * f64::from(factor),
            invocations: Invocations { least, most: most.saturating_mul(factor) },
            ..self.case.clone()
        }
    }
}

/// What the comparison of a commit says.
fn told(case: CaseComparison, trial: &Trial) -> Told {
    let judged = deciding(&case);
    let failure = case.head_failure.as_ref().map(|failure| failure.message.clone());
    let (verdict, answer, reason) = match (failure, judged) {
        (Some(message), _) => (Verdict::Failed, Answer::Broken, message),
        // It ran before; the commit on trial is not to blame.
        _ if case.base_failure.is_some() => {
            let reason = "the other commit failed this time".to_owned();
            (Verdict::NotComparable, Answer::Unsure, reason)
        }
        (None, None) => {
            let reason = "it has no value of the metric".to_owned();
            (Verdict::Removed, Answer::Broken, reason)
        }
        (None, Some(metric)) => (metric.verdict, answer(metric.verdict), metric.reason.clone()),
    };
    let effort = case.effort;
    let step = BisectionStep {
        commit: trial.commit.clone(),
        verdict,
        estimate: judged.and_then(|metric| metric.estimate),
        reason,
        is_skipped: matches!(answer, Answer::Broken | Answer::Unsure),
        attempts: trial.attempts,
        pairs: effort.map_or(0, |effort| effort.pairs),
        seconds: trial.started.elapsed().as_secs_f64(),
        error_probability: match answer {
            Answer::Good | Answer::Bad => judged.map_or(0.0, error_probability),
            Answer::Unsure | Answer::Broken => 0.0,
        },
    };
    Told { answer, step, case }
}

/// The gated metric that decides over the case: the worst one; CPU time before others that are as
/// bad, since it scatters least of those that are felt.
pub(crate) fn deciding(case: &CaseComparison) -> Option<&MetricComparison> {
    let gated =
        case.metrics.iter().filter(|metric| metric.gate != paceline_model::GateSetting::Off);
    gated.min_by_key(|metric| (metric.verdict, metric.metric.name.as_str() != metrics::CPU_TIME))
}

fn answer(verdict: Verdict) -> Answer {
    match verdict {
        Verdict::Regressed => Answer::Bad,
        Verdict::Improved | Verdict::Unchanged => Answer::Good,
        Verdict::New | Verdict::Removed => Answer::Broken,
        Verdict::Failed
        | Verdict::Suspect
        | Verdict::NotComparable
        | Verdict::Inconclusive
        | Verdict::Accepted => Answer::Unsure,
    }
}

/// A commit with its author and date.
pub(crate) fn describe(commit: &Commit, session: &Session<'_>) -> Result<BisectedCommit, Problem> {
    let repository = session.repository.as_ref();
    let repository = repository.ok_or_else(|| Problem::input("a commit needs a git repository"))?;
    let author = repository.authorship(commit)?;
    let date = jiff::Timestamp::from_second(author.seconds);
    Ok(BisectedCommit {
        commit: commit.id.parse().map_err(|error: paceline_model::InvalidName| {
            Problem::Environment(error.to_string())
        })?,
        subject: commit.subject.clone(),
        author: author.name,
        date: date.map(|date| date.to_string()).unwrap_or_default(),
    })
}

/// Says that a commit on which everything depends does not run, and how the command ends.
pub(crate) fn does_not_run(which: &str, case: &CaseComparison) -> Option<Outcome> {
    let failure = if which == "good" { &case.base_failure } else { &case.head_failure };
    let failure = failure.as_ref()?;
    output::tell(&format!(
        "the {which} commit can't run {}: {}; name another one with `--{which}`",
        case.id, failure.message
    ));
    Some(Outcome::Failed)
}
