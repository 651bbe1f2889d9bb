//! Says where the changes of a comparison come from, by the profiles in its two records.

use paceline_model::{
    CaseComparison, CaseId, CaseRecord, Comparison, HotFunction, MetricKind, Origin, Profile,
    Record, Rules, Sides, Verdict, metrics,
};
use paceline_profile::{Movement, Profiles, Topic, Wanted, blame, is_explained};

/// What a reader is told when a time moved and nothing that was counted did.
const UNEXPLAINED: &str =
    "no count changed: the environment, caches or layout, not the amount of work";

/// What profilers call the time of a function.
const TIME: &str = "time";
/// Hot functions of a side.
const MOST_HOT: usize = 3;

/// Adds to each case of `comparison` what its profiles blame. Pure: the same records give the same.
pub(crate) fn attribute(comparison: &mut Comparison, base: &Record, head: &Record, rules: &Rules) {
    for case in &mut comparison.cases {
        let Some(head) = find(head, &case.id) else { continue };
        let Some(head_profile) = &head.profile else { continue };
        case.profilers.clone_from(&head_profile.profilers);
        let former = rules
            .of_case(&case.id)
            .renamed_from
            .map(|workload| CaseId { workload, parameters: case.id.parameters.clone() });
        let found = find(base, &case.id).or_else(|| find(base, &former?));
        let Some(base_profile) = found.and_then(|case| case.profile.as_ref()) else { continue };
        explain(case, base_profile, head_profile);
    }
}

fn find<'a>(record: &'a Record, id: &CaseId) -> Option<&'a CaseRecord> {
    record.cases.iter().find(|case| case.id.without(&record.variant) == *id)
}

fn explain(case: &mut CaseComparison, base: &Profile, head: &Profile) {
    let profiles = Profiles::new(base, head);
    case.blame = blame(&profiles, wanted(case));
    case.hot_functions = Some(Sides { base: hottest(base), head: hottest(head) })
        .filter(|sides| sides.base.is_some() || sides.head.is_some());
    let has_slowed = case.metrics.iter().any(|row| {
        let is_worse = matches!(row.verdict, Verdict::Regressed | Verdict::Suspect);
        row.metric.kind == MetricKind::Timed && is_worse
    });
    let is_told = case.notes.iter().any(|note| note == UNEXPLAINED);
    if has_slowed && !is_told && is_explained(&profiles) == Some(false) {
        case.notes.push(UNEXPLAINED.to_owned());
    }
}

/// The functions of the project in which most time passes, with all that they call, the longest first.
///
/// Without the very first, in which everything happens: the workload itself.
fn hottest(profile: &Profile) -> Option<Vec<HotFunction>> {
    let timed = profile.functions.iter().filter_map(|found| {
        let total = found.counts.iter().find(|(name, _)| name.as_str() == TIME)?.1.total?;
        let is_own = found.function.origin == Origin::Project;
        is_own.then(|| HotFunction { function: found.function.clone(), total_seconds: total })
    });
    let mut timed: Vec<_> = timed.collect();
    timed.sort_by(|one, other| other.total_seconds.total_cmp(&one.total_seconds));
    let hottest: Vec<_> = timed.into_iter().skip(1).take(MOST_HOT).collect();
    (!hottest.is_empty()).then_some(hottest)
}

/// What is to be explained: the way the case went, and whether that is of memory alone.
fn wanted(case: &CaseComparison) -> Wanted {
    let movement = match case.verdict {
        Verdict::Regressed | Verdict::Suspect | Verdict::Accepted => Movement::Rise,
        Verdict::Improved => Movement::Fall,
        Verdict::Failed
        | Verdict::NotComparable
        | Verdict::Removed
        | Verdict::Inconclusive
        | Verdict::New
        | Verdict::Unchanged => Movement::Any,
    };
    let mut moved = case.metrics.iter().filter(|row| row.verdict == case.verdict).peekable();
    let is_memory =
        |name: &str| matches!(name, metrics::PEAK_RSS | metrics::PEAK_ALLOCATED | metrics::KEPT);
    let has_moved = movement != Movement::Any && moved.peek().is_some();
    let topic = if has_moved && moved.all(|row| is_memory(row.metric.name.as_str())) {
        Topic::Memory
    } else {
        Topic::Work
    };
    Wanted { movement, topic }
}
