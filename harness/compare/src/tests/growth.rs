//! How workloads grow with their size, on records whose truth is known.

use paceline_model::{
    CaseId, CaseRecord, CaseRules, CaseStatus, Comparison, Failure, FailureKind, Growth,
    GrowthComparison, Order, ParameterValue, Parameters, Profile, ProfilerOutcome, ProfilerRun,
    Record, Rules, Verdict, metrics,
};

use super::{case, record, series};
use crate::compare;

const SIZES: [i64; 5] = [1000, 2000, 4000, 8000, 16000];

fn id(kind: &str, size: i64) -> CaseId {
    let kind = ("kind".to_owned(), ParameterValue::Text(kind.to_owned()));
    let size = ("n".to_owned(), ParameterValue::Integer(size));
    CaseId { workload: "sort".parse().unwrap(), parameters: Parameters::from([kind, size]) }
}

fn number(size: i64) -> f64 {
    ParameterValue::Integer(size).as_number().unwrap()
}

/// One case per size with the metric's cost of it.
fn grown(kind: &str, metric: &str, cost: impl Fn(f64) -> f64) -> Vec<CaseRecord> {
    let one = |size: &i64| CaseRecord {
        id: id(kind, *size),
        ..case("sort", vec![series(metric, &[cost(number(*size)); 2])])
    };
    SIZES.iter().map(one).collect()
}

fn rules(cases: &[CaseRecord], expect: Order) -> Rules {
    let growth = Growth { parameter: "n".to_owned(), expect };
    let of = |case: &CaseRecord| CaseRules {
        growth: Some(growth.clone()),
        ..CaseRules::default_for(case.id.clone())
    };
    Rules { cases: cases.iter().map(of).collect(), ..Rules::default() }
}

fn compared(base: &[CaseRecord], head: &[CaseRecord], expect: Order) -> Comparison {
    let [base_record, head_record] = [base, head].map(|cases| record("one", cases.to_vec()));
    compare(&base_record, &head_record, &rules(head, expect))
}

#[track_caller]
fn only(comparison: Comparison) -> GrowthComparison {
    let [growth] = <[_; 1]>::try_from(comparison.growth).unwrap();
    growth
}

fn instructions(cost: impl Fn(f64) -> f64) -> Vec<CaseRecord> {
    grown("a", metrics::INSTRUCTIONS, cost)
}

#[test]
fn what_grows_faster_than_expected_is_regressed_whatever_base_did() {
    let linear = instructions(|n| 5e4 + 12.0 * n);
    let square = instructions(|n| 5e4 + 0.25 * n * n);
    let comparison = compared(&linear, &square, Order::Linearithmic);
    assert!(comparison.has(Verdict::Regressed));
    let json = comparison.to_json().unwrap();
    assert_eq!(Comparison::from_json(&json).unwrap(), comparison);
    let growth = only(comparison);
    assert_eq!((growth.verdict, growth.reason.as_str()), (Verdict::Regressed, ""));
    assert_eq!(growth.id().to_string(), "sort[kind=a]");
    assert_eq!(growth.metric.unwrap().as_str(), "instructions");
    let (base, head) = (growth.base.unwrap(), growth.head.unwrap());
    assert_eq!((base.order, head.order), (Order::Linear, Order::Quadratic));
    assert_eq!((base.also, head.also), (vec![], vec![]));
    assert!((head.exponent - 2.0).abs() < 1e-6 && head.residual < 1e-6, "{}", head.exponent);
    assert_eq!(only(compared(&square, &square, Order::Linear)).verdict, Verdict::Regressed);
}

#[test]
fn what_grows_as_expected_or_slower_passes() {
    let linear = instructions(|n| 5e4 + 12.0 * n);
    let square = instructions(|n| 5e4 + 0.25 * n * n);
    let verdict = |base, head, expect| only(compared(base, head, expect)).verdict;
    assert_eq!(verdict(&linear, &linear, Order::Linear), Verdict::Unchanged);
    assert_eq!(verdict(&linear, &square, Order::Quadratic), Verdict::Unchanged);
    assert_eq!(verdict(&square, &linear, Order::Quadratic), Verdict::Improved);
    let flat = instructions(|_| 7e4);
    assert_eq!(verdict(&flat, &flat, Order::Constant), Verdict::Unchanged);
    let alone = only(compared(&[], &linear, Order::Linear));
    assert_eq!((alone.verdict, alone.base), (Verdict::Unchanged, None));
}

#[test]
fn what_grows_exponentially_is_worse_than_any_order() {
    let head = instructions(|n| 10.0 * (1.0 + n / 1000.0).powi(40));
    let growth = only(compared(&head, &head, Order::Cubic));
    assert_eq!(growth.verdict, Verdict::Regressed);
    assert_eq!(growth.reason, "it grows faster than O(n^3)");
}

#[test]
fn orders_that_the_noise_hides_are_open() {
    // Up and down by 8 %.
    let noisy = |n: f64| n * (1.0 + 0.08 * (n / 1000.0).sin());
    let head = instructions(noisy);
    let growth = only(compared(&head, &head, Order::Linear));
    assert_eq!(growth.verdict, Verdict::Inconclusive);
    assert_eq!(growth.reason, "the sizes do not tell these orders apart");
    assert!(growth.head.unwrap().also.contains(&Order::Linearithmic));
    assert_eq!(only(compared(&head, &head, Order::Linearithmic)).verdict, Verdict::Unchanged);
}

#[test]
fn times_stand_in_for_counts_and_never_tell_neighbours_apart() {
    let times = |cost: fn(f64) -> f64| grown("a", metrics::CPU_TIME, cost);
    let linear = times(|n| 1e-6 * n);
    let growth = only(compared(&linear, &linear, Order::Linear));
    assert_eq!(growth.verdict, Verdict::Inconclusive);
    assert!(growth.reason.ends_with("; by time, for want of counts"), "{}", growth.reason);
    let sorted = times(|n| 1e-6 * n * (n / 500.0).ln().powi(2));
    assert_eq!(only(compared(&linear, &sorted, Order::Linear)).verdict, Verdict::Inconclusive);
    let square = times(|n| 1e-9 * n * n);
    let growth = only(compared(&linear, &square, Order::Linearithmic));
    assert_eq!(growth.verdict, Verdict::Regressed);
    assert_eq!(growth.reason, "by time, for want of counts");
    assert_eq!(growth.metric.unwrap().as_str(), metrics::CPU_TIME);
}

fn with_tool(mut case: CaseRecord, tool: &str) -> CaseRecord {
    let outcome =
        ProfilerOutcome::Ran { runs: 2, seconds: 1.0, slowdown: None, repeats: Some(true) };
    let run = ProfilerRun {
        profiler: "callgrind".to_owned(),
        tool: tool.to_owned(),
        outcome,
        counts: vec![metrics::INSTRUCTIONS.parse().unwrap()],
    };
    case.profile = Some(Profile { profilers: vec![run], functions: Vec::new() });
    case
}

#[test]
fn counts_of_unlike_tools_are_not_put_together() {
    let calls = grown("a", metrics::CALLS, |n| n);
    let mut head: Vec<_> = instructions(|n| n * n)
        .into_iter()
        .zip(calls)
        .map(|(mut one, other)| {
            one.series.extend(other.series);
            with_tool(one, "valgrind 3.19")
        })
        .collect();
    let metric = |head: &[CaseRecord]| only(compared(head, head, Order::Linear)).metric.unwrap();
    assert_eq!(metric(&head).as_str(), metrics::INSTRUCTIONS);
    head[2] = with_tool(head[2].clone(), "valgrind 3.25");
    assert_eq!(metric(&head).as_str(), metrics::CALLS);
}

#[test]
fn each_group_of_the_other_parameters_grows_on_its_own() {
    let both = |a: fn(f64) -> f64, b: fn(f64) -> f64| {
        let mut cases = grown("b", metrics::INSTRUCTIONS, b);
        cases.extend(grown("a", metrics::INSTRUCTIONS, a));
        cases
    };
    let head = both(|n| 3.0 * n, |n| n * n);
    let comparison = compared(&both(|n| n, |n| n), &head, Order::Linear);
    let found: Vec<_> =
        comparison.growth.iter().map(|one| (one.id().to_string(), one.verdict)).collect();
    let expected = [("sort[kind=b]", Verdict::Regressed), ("sort[kind=a]", Verdict::Unchanged)];
    assert_eq!(found, expected.map(|(name, verdict)| (name.to_owned(), verdict)));
}

#[test]
fn sizes_that_were_not_asked_for_are_no_growth_and_those_that_failed_leave_it_open() {
    let linear = instructions(|n| n);
    assert_eq!(compared(&linear, &linear[..4], Order::Linear).growth, []);
    let mut head = linear.clone();
    let failure =
        Failure { kind: FailureKind::Crash, message: "crash".to_owned(), detail: String::new() };
    head[4].status = CaseStatus::Failed(failure);
    let growth = only(compared(&linear, &head, Order::Linear));
    assert_eq!((growth.verdict, growth.head, growth.metric), (Verdict::Inconclusive, None, None));
    assert_eq!(growth.reason, "fewer than 5 sizes have values of one metric");
}

#[test]
fn a_renamed_workload_keeps_its_base_and_the_variants_their_own_parameters() {
    let side = |kind: &str, cost: fn(f64) -> f64| {
        let variant = [("kind".to_owned(), ParameterValue::Text(kind.to_owned()))].into();
        Record { variant, ..record("one", grown(kind, metrics::INSTRUCTIONS, cost)) }
    };
    let (mut base, head) = (side("a", |n| n * n), side("b", |n| n));
    for case in &mut base.cases {
        case.id.workload = "sorting".parse().unwrap();
    }
    let mut rules = rules(&head.cases, Order::Quadratic);
    for case in &mut rules.cases {
        case.id = case.id.without(&head.variant);
        case.renamed_from = Some("sorting".parse().unwrap());
    }
    let growth = only(compare(&base, &head, &rules));
    assert_eq!(growth.id().to_string(), "sort");
    assert_eq!(growth.base.map(|side| side.order), Some(Order::Quadratic));
    assert_eq!(growth.verdict, Verdict::Improved);
}

#[test]
fn counts_that_do_not_see_the_work_excuse_no_time_that_grew() {
    let sides = |bytecodes: fn(f64) -> f64, time: fn(f64) -> f64| {
        let mut cases = grown("a", metrics::BYTECODES, bytecodes);
        for (case, timed) in cases.iter_mut().zip(grown("a", metrics::CPU_TIME, time)) {
            case.series.extend(timed.series);
        }
        cases
    };
    let linear = sides(|n| 17.0 * n, |n| 1e-7 * n);
    // A list instead of a set: as many bytecodes, each of them longer.
    let scanning = sides(|n| 17.0 * n, |n| 1e-9 * n * n);
    let growth = only(compared(&linear, &scanning, Order::Linear));
    assert_eq!(growth.verdict, Verdict::Regressed);
    assert_eq!(growth.metric.unwrap().as_str(), metrics::CPU_TIME);
    assert_eq!(growth.reason, "by time, since `bytecodes` do not see work in C");
    // Where time tells nothing else, the count stands.
    let growth = only(compared(&linear, &linear, Order::Linear));
    assert_eq!(growth.verdict, Verdict::Unchanged);
    assert_eq!(growth.metric.unwrap().as_str(), metrics::BYTECODES);
    let square = sides(|n| 17.0 * n * n, |n| 1e-7 * n);
    let growth = only(compared(&linear, &square, Order::Linear));
    assert_eq!(growth.verdict, Verdict::Regressed);
    assert_eq!(growth.metric.unwrap().as_str(), metrics::BYTECODES);
}
