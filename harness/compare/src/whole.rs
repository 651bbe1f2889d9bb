//! Two whole records: pairs up their cases, splits the error budget, collects the verdicts.

use paceline_model::{
    CaseComparison, CaseId, CaseRecord, Comparison, Design, GateSetting, MetricKind, Record,
    Series, SideSummary, Verdict,
};

use crate::accept;
use crate::canary;
use crate::case::{self, Context};
use crate::decide::exact::constant;
use crate::gate::gate_of;
use crate::growth;
use crate::likely;
use paceline_model::{CaseRules, Rules};

/// Compares two records of one suite.
///
/// Cases are matched by id without the variants' parameters, then by a workload's former name. A
/// case has the worst verdict of its gated metrics; a case that failed, or whose result differs,
/// is `failed` whatever its speed.
///
/// Cost: about 2,000 resamples of every series that is not exact.
pub fn compare(base: &Record, head: &Record, rules: &Rules) -> Comparison {
    let design = if base.run == head.run { Design::SideBySide } else { Design::Stored };
    let differing = differing_parts(base, head);
    let matched = match_cases(base, head, rules);
    let canary = canary::judge(base, rules.alpha);
    let context = Context {
        design,
        differing: &differing,
        alpha: rules.alpha / gated_comparisons(&matched, design).max(1.0),
        may_be_new: base.revision != head.revision,
        tripped: canary.tripped.as_deref(),
        accepted: &rules.accepted,
    };
    let mut cases: Vec<_> = matched
        .iter()
        .map(|pair| match pair.base {
            Some(base) => case::compare(&pair.rules, base, pair.head, &context),
            None => CaseComparison {
                tags: pair.rules.tags.clone(),
                ..case::one_sided(pair.rules.id.clone(), Verdict::New, pair.head)
            },
        })
        .collect();
    cases.extend(removed_cases(base, head, &matched, rules));
    Comparison {
        schema: Comparison::SCHEMA.to_owned(),
        suite: head.suite.clone(),
        design,
        base: side(base),
        head: side(head),
        base_reason: rules.base_reason.clone(),
        suite_file: rules.suite_file.clone(),
        likely: likely::changes(&cases),
        notes: notes(base, head, design, &differing)
            .into_iter()
            .chain(accept::notes(&cases, &rules.accepted))
            .collect(),
        cases,
        growth: growth::growth(&matched),
        canary: canary.summary,
    }
}

/// A case of head with its counterpart.
pub(crate) struct Matched<'a> {
    pub(crate) rules: CaseRules,
    pub(crate) base: Option<&'a CaseRecord>,
    pub(crate) head: &'a CaseRecord,
}

fn match_cases<'a>(base: &'a Record, head: &'a Record, rules: &Rules) -> Vec<Matched<'a>> {
    let find = |id: &CaseId| base.cases.iter().find(|case| case.id.without(&base.variant) == *id);
    let pair = |head_case: &'a CaseRecord| {
        let rules = rules.of_case(&head_case.id.without(&head.variant));
        let former = rules
            .renamed_from
            .clone()
            .map(|workload| CaseId { workload, parameters: rules.id.parameters.clone() });
        let base = find(&rules.id).or_else(|| find(&former?));
        Matched { rules, base, head: head_case }
    };
    head.cases.iter().map(pair).collect()
}

fn removed_cases(
    base: &Record,
    head: &Record,
    matched: &[Matched<'_>],
    rules: &Rules,
) -> Vec<CaseComparison> {
    let is_left_out = |id: &CaseId| {
        let mut cases = rules.left_out.iter();
        cases.any(|left_out| left_out.without(&head.variant) == *id)
            || rules.left_out_families.iter().any(|family| id.is_below(family))
    };
    let is_matched = |case: &CaseRecord| {
        matched.iter().filter_map(|pair| pair.base).any(|other| other.id == case.id)
    };
    base.cases
        .iter()
        .filter(|case| !is_matched(case))
        .map(|case| (case.id.without(&base.variant), case))
        .filter(|(id, _)| !is_left_out(id))
        .map(|(id, case)| case::one_sided(id, Verdict::Removed, case))
        .collect()
}

/// Number of comparisons that noise could turn red: gated, not exact, and on both sides.
fn gated_comparisons(matched: &[Matched<'_>], design: Design) -> f64 {
    let mut count = 0.0;
    for pair in matched {
        let Some(base) = pair.base else { continue };
        for series in &pair.head.series {
            let metric = &series.metric;
            let is_gated = gate_of(metric, &pair.rules, design) != GateSetting::Off;
            let Some(other) = base.series(metric.name.as_str()) else { continue };
            // A count that does not repeat is decided like a time.
            let is_exact = metric.kind == MetricKind::Exact
                && [series, other]
                    .map(Series::per_invocation)
                    .iter()
                    .all(|v| constant(v).is_some());
            if is_gated && !is_exact {
                count += 1.0;
            }
        }
    }
    count
}

/// What of the environments must agree before times are compared, and does not: in words.
fn differing_parts(base: &Record, head: &Record) -> Vec<String> {
    let (base, head) = (base.environment.class_parts(), head.environment.class_parts());
    base.iter()
        .filter(|(name, value)| head.get(*name) != Some(*value))
        .map(|(name, value)| {
            let other = head.get(name).map_or("", String::as_str);
            format!("{name} (`{value}` and `{other}`)")
        })
        .collect()
}

fn side(record: &Record) -> SideSummary {
    SideSummary {
        revision: record.revision.clone(),
        variant: record.variant.clone(),
        shard: record.shard.clone(),
        started: record.started.clone(),
        duration_seconds: record.duration_seconds,
        seed: record.seed,
        machine_class: record.environment.machine_class(),
        environment: record.environment.clone(),
    }
}

fn notes(base: &Record, head: &Record, design: Design, differing: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    if base.suite != head.suite {
        notes.push(format!("base is of another suite, `{}`", base.suite));
    }
    if !differing.is_empty() {
        notes.push(format!(
            "times are not compared, since the machines differ in {}",
            differing.join(", ")
        ));
    } else if design == Design::Stored {
        notes.push(
            "base was measured at another time, so time gates below 10 % count as 10 %".to_owned(),
        );
    }
    notes
}
