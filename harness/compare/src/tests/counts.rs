//! Exact metrics: compared exactly, in pairs where they do not repeat, and not at all where unlike
//! tools or interpreters counted.

use paceline_model::{
    CaseRecord, GateSetting, InvocationRecord, MetricComparison, Position, Profile,
    ProfilerOutcome, ProfilerRun, Rules, Series, Verdict, metrics,
};

use super::{Machine, case, only, record, series};
use crate::compare;

/// The last metric of a comparison of two cases that were measured side by side.
fn last_row(base: CaseRecord, head: CaseRecord) -> MetricComparison {
    let comparison =
        compare(&record("one", vec![base]), &record("one", vec![head]), &Rules::default());
    only(comparison).metrics.pop().unwrap()
}

fn counted(metric: &str, base: &[f64], head: &[f64]) -> MetricComparison {
    let [base, head] = [base, head].map(|values| case("work", vec![series(metric, values)]));
    last_row(base, head)
}

/// A series with invocations of its own, whose pairs are these.
fn own_pairs(metric: &str, values: &[(u32, f64)]) -> Series {
    let invocation = |pair| InvocationRecord {
        pair,
        position: Position::First,
        started_seconds: 0.0,
        stolen_seconds: None,
    };
    Series {
        invocations: values.iter().map(|(pair, _)| invocation(*pair)).collect(),
        ..series(metric, &values.iter().map(|(_, value)| *value).collect::<Vec<_>>())
    }
}

/// A case whose instructions were counted by that tool.
fn counted_by(profiler: &str, tool: &str) -> CaseRecord {
    let run = |profiler: &str, tool: &str, outcome| ProfilerRun {
        profiler: profiler.to_owned(),
        tool: tool.to_owned(),
        outcome,
        counts: Vec::new(),
    };
    let ran = ProfilerOutcome::Ran { runs: 2, seconds: 1.0, slowdown: None, repeats: Some(true) };
    let left_out = ProfilerOutcome::LeftOut("not installed".to_owned());
    let others = [run("calls", "cProfile", ran.clone()), run("counters", "perf", left_out)];
    let counts = vec![metrics::INSTRUCTIONS.parse().unwrap()];
    let counted = ProfilerRun { counts, ..run(profiler, tool, ran) };
    let profilers = others.into_iter().chain([counted]).collect();
    CaseRecord {
        profile: Some(Profile { profilers, functions: Vec::new() }),
        ..case("work", vec![series(metrics::INSTRUCTIONS, &[1e6; 2])])
    }
}

#[test]
fn counts_are_compared_exactly_once_two_runs_agreed() {
    let verdict = |base: [f64; 2], head: [f64; 2]| {
        let side = |values: [f64; 2]| {
            record("one", vec![case("work", vec![series(metrics::PEAK_ALLOCATED, &values)])])
        };
        let case = only(compare(&side(base), &side(head), &Rules::default()));
        (case.verdict, case.metrics[0].estimate.map(|estimate| estimate.change))
    };
    assert_eq!(verdict([1000.0; 2], [1000.0; 2]), (Verdict::Unchanged, Some(0.0)));
    assert_eq!(verdict([1024.0; 2], [1280.0; 2]), (Verdict::Regressed, Some(0.25)));
    assert_eq!(verdict([1024.0; 2], [512.0; 2]), (Verdict::Improved, Some(-0.5)));
    assert_eq!(verdict([1000.0, 1001.0], [1200.0; 2]), (Verdict::Inconclusive, None));
    assert_eq!(verdict([0.0; 2], [8.0; 2]), (Verdict::Regressed, None));
}

#[test]
fn counts_that_differ_from_run_to_run_are_decided_by_their_own_pairs() {
    let mut machine = Machine::new(21);
    let pairs: Vec<_> = (0..60).map(|_| machine.pair(0.05)).collect();
    // Twenty timed pairs, which are others, and fewer; head lost two counts and has them in another
    // order, so that only pair numbers tell which belong together.
    let side = |values: Vec<(u32, f64)>| {
        let times = series(metrics::CPU_TIME, &[1.0; 20]);
        case("work", vec![times, own_pairs(metrics::INSTRUCTIONS, &values)])
    };
    let numbered = |value: f64, pair: usize| (u32::try_from(pair).unwrap(), value * 1e8);
    let base = pairs.iter().enumerate().map(|(pair, value)| numbered(value.0, pair)).collect();
    let head = pairs.iter().enumerate().map(|(pair, value)| numbered(value.1, pair));
    let head = head.rev().filter(|(pair, _)| *pair != 7 && *pair != 30).collect();
    let row = last_row(side(base), side(head));
    assert_eq!(row.verdict, Verdict::Regressed);
    assert_eq!(row.evidence.count, 58);
    assert_eq!(row.evidence.method, "sign-flip betting on pairs");
    assert_eq!(row.reason, "its runs differ, so it was decided like a time");
    let change = row.estimate.unwrap().change;
    assert!((change - 0.05).abs() < 0.02, "{change}");
}

#[test]
fn few_counts_that_differ_say_how_many_there_are() {
    let values: Vec<_> = (0..4).map(|pair| (pair, 1000.0 + f64::from(pair))).collect();
    let side = |values: &[(u32, f64)]| {
        let times = series(metrics::CPU_TIME, &[1.0; 20]);
        case("work", vec![times, own_pairs(metrics::INSTRUCTIONS, values)])
    };
    let row = last_row(side(&values), side(&values));
    assert_eq!(row.verdict, Verdict::Inconclusive);
    assert_eq!(row.reason, "4 pairs so far; its runs differ, so it takes 5");
    let alone = last_row(side(&values[..1]), side(&values[..1]));
    assert_eq!(alone.reason, "an exact metric needs two runs of each side");
}

#[test]
fn counts_that_differ_accuse_nobody_without_pairs() {
    let rising: Vec<_> = (0..20).map(|step| (step, 1000.0 + f64::from(step))).collect();
    let doubled: Vec<_> = rising.iter().map(|(pair, value)| (*pair, 2.0 * value)).collect();
    let own = |values: &[(u32, f64)]| case("work", vec![own_pairs(metrics::INSTRUCTIONS, values)]);
    let timed = case(
        "work",
        vec![series(metrics::INSTRUCTIONS, &doubled.iter().map(|one| one.1).collect::<Vec<_>>())],
    );
    let reason = "its runs differ, and they were not measured in pairs";
    // Pairs of its own on one side are not the timed pairs of the other.
    let row = last_row(own(&rising), timed);
    assert_eq!((row.verdict, row.reason.as_str()), (Verdict::Inconclusive, reason));
    let [base, head] = [record("one", vec![own(&rising)]), record("two", vec![own(&doubled)])];
    let stored = only(compare(&base, &head, &Rules::default())).metrics.pop().unwrap();
    assert_eq!((stored.verdict, stored.reason.as_str()), (Verdict::Inconclusive, reason));
}

#[test]
fn instructions_and_allocations_fail_from_two_percent_and_what_explains_them_never() {
    for metric in [metrics::INSTRUCTIONS, metrics::ALLOCATIONS] {
        assert_eq!(counted(metric, &[1e6; 2], &[1.019e6; 2]).verdict, Verdict::Unchanged);
        let more = counted(metric, &[1e6; 2], &[1.021e6; 2]);
        assert_eq!((more.verdict, more.reason.as_str()), (Verdict::Regressed, ""));
    }
    for metric in [metrics::BYTECODES, metrics::CALLS] {
        let row = counted(metric, &[1e6; 2], &[2e6; 2]);
        assert_eq!(row.gate, GateSetting::Off);
        // Shown as such, and the case does not have it.
        assert_eq!(row.verdict, Verdict::Regressed);
    }
}

#[test]
fn memory_that_stays_with_every_iteration_is_a_leak() {
    let leak = counted(metrics::KEPT, &[0.0; 2], &[65.0; 2]);
    assert_eq!(leak.verdict, Verdict::Regressed);
    assert_eq!(leak.reason, "keeps 65 bytes more with every iteration");
    assert_eq!(counted(metrics::KEPT, &[0.0; 2], &[64.0; 2]).verdict, Verdict::Unchanged);
    let more = counted(metrics::KEPT, &[1000.0; 2], &[1100.0; 2]);
    assert_eq!(more.reason, "keeps 100 bytes more with every iteration");
    assert_eq!(counted(metrics::KEPT, &[1e6; 2], &[1.01e6; 2]).verdict, Verdict::Unchanged);
    let mended = counted(metrics::KEPT, &[1000.0; 2], &[0.0; 2]);
    assert_eq!((mended.verdict, mended.reason.as_str()), (Verdict::Improved, ""));
    // What comes and goes is no leak that could be shown, and no reason to fail either.
    let wavering = counted(metrics::KEPT, &[0.0; 6], &[0.0, 128.0, 0.0, 0.0, 96.0, 0.0]);
    assert_eq!(wavering.verdict, Verdict::Inconclusive);
}

#[test]
fn counts_of_unlike_tools_are_not_compared() {
    let [old, new] = ["valgrind-3.19.0", "valgrind-3.22.0"];
    let verdict = |base, head| last_row(base, head).verdict;
    let row = last_row(counted_by("callgrind", old), counted_by("callgrind", new));
    assert_eq!(row.verdict, Verdict::NotComparable);
    assert_eq!(row.reason, format!("base was counted by {old}, head by {new}"));
    let plain = || case("work", vec![series(metrics::INSTRUCTIONS, &[1e6; 2])]);
    let unknown = last_row(plain(), counted_by("callgrind", new));
    assert_eq!(unknown.reason, format!("base was counted by an unknown tool, head by {new}"));
    assert_eq!(verdict(plain(), plain()), Verdict::Unchanged);
    let same = || counted_by("callgrind", old);
    assert_eq!(verdict(same(), same()), Verdict::Unchanged);
    // Another profiler's tool counted nothing of it.
    let mut other = same();
    "another".clone_into(&mut other.profile.as_mut().unwrap().profilers[0].tool);
    assert_eq!(verdict(same(), other), Verdict::Unchanged);
}

#[test]
fn values_of_unlike_interpreters_are_not_compared() {
    let side = |interpreter: &str| {
        let mut case = case("work", vec![series(metrics::PEAK_ALLOCATED, &[8.0; 2])]);
        case.interpreter = Some(interpreter.to_owned());
        record("one", vec![case])
    };
    let case = only(compare(&side("cpython 3.12.1"), &side("cpython 3.13.0"), &Rules::default()));
    assert_eq!(case.verdict, Verdict::NotComparable);
    assert_eq!(case.metrics[0].reason, "base ran under cpython 3.12.1, head under cpython 3.13.0");
}

#[test]
fn a_count_whose_profiler_did_not_run_on_one_side_decides_nothing() {
    let timed = || series(metrics::CPU_TIME, &[1.0; 20]);
    let counted = || {
        let case = counted_by("callgrind", "valgrind-3.19.0");
        CaseRecord { series: case.series.iter().cloned().chain([timed()]).collect(), ..case }
    };
    let plain = || case("work", vec![timed()]);
    for (base, head, side) in [(counted(), plain(), "head"), (plain(), counted(), "base")] {
        let case = only(compare(
            &record("one", vec![base]),
            &record("one", vec![head]),
            &Rules::default(),
        ));
        assert_eq!(case.verdict, Verdict::Unchanged);
        let row = case
            .metrics
            .iter()
            .find(|row| row.metric.name.as_str() == metrics::INSTRUCTIONS)
            .unwrap();
        assert_eq!((row.verdict, row.gate), (Verdict::NotComparable, GateSetting::Off));
        assert_eq!(row.reason, format!("`callgrind` did not run on {side}"));
    }
    // One that ran and no longer counts it is another matter.
    let silent = CaseRecord { series: vec![timed()], ..counted() };
    let case = only(compare(
        &record("one", vec![counted()]),
        &record("one", vec![silent]),
        &Rules::default(),
    ));
    assert_eq!(case.verdict, Verdict::Removed);
}
