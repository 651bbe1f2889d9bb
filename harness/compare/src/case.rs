//! One case on both sides: correctness first, then every metric.

use crate::accept::accept;
use crate::decide::{Answer, Question, decide};
use crate::gate::gate_of;
use crate::layout;
use crate::sample::{Sample, summary_of};
use crate::tool::{not_profiled, unlike_tools};
use paceline_model::{
    Acceptance, CaseComparison, CaseId, CaseRecord, CaseRules, CaseStatus, Design, Effort,
    Evidence, Failure, FailureKind, Gate, GateSetting, MetricComparison, MetricKind, ProfilerRun,
    ResultPolicy, Series, Side, Verdict,
};

/// What all cases of one comparison share.
pub(crate) struct Context<'a> {
    /// Paired or stored.
    pub(crate) design: Design,
    /// Parts in which the machines differ, in words; empty when times may be compared.
    pub(crate) differing: &'a [String],
    /// Error probability of one comparison.
    pub(crate) alpha: f64,
    /// Whether the sides are different code, so that a case may be one that base can't run yet.
    pub(crate) may_be_new: bool,
    /// Why noisy values of this run say nothing: its canary tripped.
    pub(crate) tripped: Option<&'a str>,
    /// Regressions that the repository accepts.
    pub(crate) accepted: &'a [Acceptance],
}

/// A case that only one side has: `new` or `removed`, with the values of that side.
pub(crate) fn one_sided(id: CaseId, verdict: Verdict, only: &CaseRecord) -> CaseComparison {
    let is_new = verdict == Verdict::New;
    let reason = if is_new { "base does not have it" } else { "head does not have it" };
    let failure = failure(only);
    let verdict = if is_new && failure.is_some() { Verdict::Failed } else { verdict };
    let metrics = only
        .series
        .iter()
        .map(|series| MetricComparison {
            metric: series.metric.clone(),
            base: (!is_new).then(|| summary_of(series)).flatten(),
            head: is_new.then(|| summary_of(series)).flatten(),
            estimate: None,
            gate: GateSetting::Off,
            verdict,
            evidence: Evidence::default(),
            reason: String::new(),
        })
        .collect();
    let (base_failure, head_failure) = if is_new { (None, failure) } else { (failure, None) };
    let check = only.check.clone();
    let (base_check, head_check) = if is_new { (None, check) } else { (check, None) };
    CaseComparison {
        id,
        verdict,
        consequence: None,
        reason: reason.to_owned(),
        base_failure,
        head_failure,
        base_check,
        head_check,
        tags: Vec::new(),
        effort: None,
        metrics,
        blame: Vec::new(),
        profilers: if is_new { profilers(only) } else { Vec::new() },
        hot_functions: None,
        notes: only.notes.clone(),
    }
}

/// A case that both sides have.
pub(crate) fn compare(
    rules: &CaseRules,
    base: &CaseRecord,
    head: &CaseRecord,
    context: &Context<'_>,
) -> CaseComparison {
    let mut metrics: Vec<_> = head
        .series
        .iter()
        .map(|series| compare_metric(series, base, head, rules, context))
        .chain(lost_metrics(base, head, rules, context))
        .collect();
    let remedy = layout::excuse(&mut metrics, base, head);
    accept(&rules.id, &mut metrics, context.accepted);
    let (verdict, reason) =
        correctness(rules, base, head, context.may_be_new).unwrap_or_else(|| worst(&metrics));
    CaseComparison {
        id: rules.id.clone(),
        verdict,
        consequence: None,
        reason,
        base_failure: failure(base),
        head_failure: failure(head),
        base_check: base.check.clone(),
        head_check: head.check.clone(),
        tags: rules.tags.clone(),
        effort: effort(base, head, context.design),
        metrics,
        blame: Vec::new(),
        profilers: profilers(head),
        hot_functions: None,
        notes: notes(base, head).into_iter().chain(remedy).collect(),
    }
}

fn profilers(case: &CaseRecord) -> Vec<ProfilerRun> {
    case.profile.as_ref().map(|profile| profile.profilers.clone()).unwrap_or_default()
}

fn effort(base: &CaseRecord, head: &CaseRecord, design: Design) -> Option<Effort> {
    let pairs = base.invocations.len().min(head.invocations.len());
    let pairs = u32::try_from(pairs).unwrap_or(u32::MAX);
    let is_paired = design == Design::SideBySide && pairs > 0;
    is_paired.then_some(Effort { pairs, seconds: head.spent_seconds })
}

/// What the case is whatever its speed, and why; `None` when its speed decides.
fn correctness(
    rules: &CaseRules,
    base: &CaseRecord,
    head: &CaseRecord,
    may_be_new: bool,
) -> Option<(Verdict, String)> {
    let failed = |reason: &str| Some((Verdict::Failed, reason.to_owned()));
    match (failure(base), failure(head)) {
        (Some(_), Some(_)) => failed("both sides failed"),
        (None, Some(_)) => failed("head failed"),
        (Some(failure), None) if failure.kind == FailureKind::OtherSide => {
            failed(&format!("base failed: {}", failure.message))
        }
        (Some(failure), None) if may_be_new => {
            Some((Verdict::New, format!("base can't run it: {}", failure.message)))
        }
        (Some(_), None) => failed("base failed, so there is nothing to compare with"),
        (None, None) => Some((Verdict::Failed, different_result(rules, base, head)?)),
    }
}

fn different_result(rules: &CaseRules, base: &CaseRecord, head: &CaseRecord) -> Option<String> {
    if rules.result == ResultPolicy::Ignore {
        return None;
    }
    match (base.result.as_ref()?, head.result.as_ref()) {
        (base, Some(head)) if base.digest != head.digest => Some(format!(
            "the result differs: base gave `{}`, head gave `{}`",
            base.excerpt, head.excerpt
        )),
        (_, Some(_)) => None,
        // A race shows like this.
        (_, None) => Some("head's result differs from run to run, base's does not".to_owned()),
    }
}

fn worst(metrics: &[MetricComparison]) -> (Verdict, String) {
    let gated = metrics.iter().filter(|metric| metric.gate != GateSetting::Off);
    match gated.map(|metric| metric.verdict).min() {
        Some(verdict) => (verdict, String::new()),
        None => (Verdict::Inconclusive, "no metric of this case has a gate".to_owned()),
    }
}

fn compare_metric(
    series: &Series,
    base: &CaseRecord,
    head: &CaseRecord,
    rules: &CaseRules,
    context: &Context<'_>,
) -> MetricComparison {
    let metric = &series.metric;
    let absence = match base.series(metric.name.as_str()) {
        Some(_) => None,
        None => not_profiled(metric.name.as_str(), head, (Side::Base, base)),
    };
    let setting = match absence {
        Some(_) => GateSetting::Off,
        None => gate_of(metric, rules, context.design),
    };
    let sample = Sample::new(metric.name.as_str(), base, head, context.design);
    let unlike_tools = unlike_tools(metric.name.as_str(), base, head);
    let answer = match &sample {
        None => match absence {
            Some(reason) => answer(Verdict::NotComparable, reason),
            None => answer(Verdict::New, "base has no values of it".to_owned()),
        },
        Some(_) if base.interpreter != head.interpreter => {
            answer(Verdict::NotComparable, unlike_interpreters(base, head))
        }
        Some(_) if unlike_tools.is_some() => {
            answer(Verdict::NotComparable, unlike_tools.unwrap_or_default())
        }
        Some(_) if is_foreign(metric.kind, context) => {
            let parts = context.differing.join(", ");
            answer(Verdict::NotComparable, format!("the machines differ in {parts}"))
        }
        Some(sample) => {
            let gate = match setting {
                GateSetting::On(gate) => gate,
                // Shown, never judged: by the widest of the default gates.
                GateSetting::Off => Gate::on_change(0.05),
            };
            let answer = decide(Question { metric, gate, sample, alpha: context.alpha });
            advisory(answer, metric.kind, context)
        }
    };
    MetricComparison {
        metric: metric.clone(),
        base: base.series(metric.name.as_str()).and_then(summary_of),
        head: summary_of(series),
        estimate: answer.estimate,
        gate: setting,
        verdict: answer.verdict,
        evidence: answer.evidence,
        reason: answer.reason,
    }
}

/// Noisy values accuse nobody in a run that differs from itself, and those of another session
/// are at most suspect.
fn advisory(answer: Answer, kind: MetricKind, context: &Context<'_>) -> Answer {
    if kind == MetricKind::Exact {
        return answer;
    }
    if let Some(reason) = context.tripped {
        return Answer { verdict: Verdict::NotComparable, reason: reason.to_owned(), ..answer };
    }
    if context.design != Design::Stored || answer.verdict != Verdict::Regressed {
        return answer;
    }
    let reason = if answer.reason.is_empty() {
        "slower than a record of another session; measure both side by side".to_owned()
    } else {
        answer.reason.clone()
    };
    Answer { verdict: Verdict::Suspect, reason, ..answer }
}

/// Metrics that base has and head lost: a gate must not vanish with its metric, other than by a
/// profiler that was not asked for or not there, which fails nothing.
fn lost_metrics(
    base: &CaseRecord,
    head: &CaseRecord,
    rules: &CaseRules,
    context: &Context<'_>,
) -> Vec<MetricComparison> {
    let is_lost = |series: &&Series| head.series(series.metric.name.as_str()).is_none();
    base.series
        .iter()
        .filter(is_lost)
        .map(|series| {
            let absence = not_profiled(series.metric.name.as_str(), base, (Side::Head, head));
            let (gate, verdict, reason) = if let Some(reason) = absence {
                (GateSetting::Off, Verdict::NotComparable, reason)
            } else {
                let gate = gate_of(&series.metric, rules, context.design);
                (gate, Verdict::Removed, "head has no values of it".to_owned())
            };
            MetricComparison {
                metric: series.metric.clone(),
                base: summary_of(series),
                head: None,
                estimate: None,
                gate,
                verdict,
                evidence: Evidence::default(),
                reason,
            }
        })
        .collect()
}

/// That the two sides' values mean different things.
fn unlike_interpreters(base: &CaseRecord, head: &CaseRecord) -> String {
    let name = |case: &CaseRecord| case.interpreter.clone().unwrap_or_else(|| "none".to_owned());
    format!("base ran under {}, head under {}", name(base), name(head))
}

/// Whether values of unlike machines would be compared as if they were of one.
fn is_foreign(kind: MetricKind, context: &Context<'_>) -> bool {
    let is_count = kind == MetricKind::Exact;
    !is_count && context.design == Design::Stored && !context.differing.is_empty()
}

fn answer(verdict: Verdict, reason: String) -> Answer {
    Answer { verdict, estimate: None, evidence: Evidence::default(), reason }
}

fn failure(case: &CaseRecord) -> Option<Failure> {
    match &case.status {
        CaseStatus::Failed(failure) => Some(failure.clone()),
        CaseStatus::Measured => None,
    }
}

/// Notes of both sides; one that both have stands once.
fn notes(base: &CaseRecord, head: &CaseRecord) -> Vec<String> {
    let mut notes: Vec<_> = head
        .notes
        .iter()
        .map(|note| if base.notes.contains(note) { note.clone() } else { format!("head: {note}") })
        .collect();
    let only_base = base.notes.iter().filter(|note| !head.notes.contains(note));
    notes.extend(only_base.map(|note| format!("base: {note}")));
    notes
}
