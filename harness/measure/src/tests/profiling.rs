//! Runs under profilers that are only scripted.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;

use paceline_model::{
    Attachment, Case, CaseStatus, FOLDER, Instrument, Invocations, Nature, Profile,
    ProfilerOutcome, Side, metrics,
};

use super::scripted::{exit, request, run_read, sides};
use crate::{Exit, Outcome, Process, Request, Standing, Tally, Traced, fixture};

/// A profiler that makes commands ten times slower, `spy` in front of them.
fn instrument(name: &str) -> Instrument {
    Instrument {
        profiler: name.to_owned(),
        tool: format!("{name} 1.0"),
        attachment: Attachment::Process(vec![name.to_owned(), format!("--out={FOLDER}/counts")]),
        variables: BTreeMap::new(),
        nature: Nature::Counts,
        slowdown: 10.0,
        start_seconds: 0.0,
        is_demanded: false,
        custom: None,
    }
}

fn pair() -> [Case; 2] {
    ["base", "head"].map(|word| {
        let mut case = fixture::command(&[word]);
        case.invocations = Invocations { least: 20, most: 20 };
        case
    })
}

/// What a process of [`instrument`] writes: the number that `count` gives for the command's own word.
fn spy(process: &Process, mut count: impl FnMut(&str) -> u64) -> Exit {
    let Some(file) = process.arguments.iter().find_map(|word| word.strip_prefix("--out=")) else {
        // The plain process: 10 ms, so that the clock shows how long 20 pairs take.
        std::thread::sleep(std::time::Duration::from_millis(1));
        return exit(10.0, "x");
    };
    fs::write(file, count(&process.arguments[2]).to_string()).unwrap();
    exit(100.0, "x")
}

/// Reads the number as `instructions`.
fn read(traced: Traced<'_>) -> Result<Tally, String> {
    let text = String::from_utf8(traced.traces.files["counts"].clone()).unwrap();
    let count: f64 = text.parse().map_err(|_not_a_number| format!("`{text}` is no number"))?;
    let totals = BTreeMap::from([(metrics::INSTRUCTIONS.parse().unwrap(), count)]);
    // 1000 is what the script gives when it repeats.
    Ok(Tally { totals, repeats: count >= 1000.0 })
}

fn profiled(instruments: &[Instrument], count: impl Fn(&str) -> u64) -> (Outcome, Vec<String>) {
    let [base, head] = pair();
    let sides = [sides(Some(&base), &head)];
    let instruments = [instruments.to_vec()];
    let request = Request { instruments: &instruments, ..request(&sides, 3) };
    let judge = &mut |_: crate::PairValues<'_>| Standing::default();
    let (outcome, order) = run_read(request, |process| spy(process, &count), judge, &mut read);
    let under = |words: &String| words.contains("--out=");
    (outcome, order.into_iter().filter(under).collect())
}

fn outcomes(profile: Option<&Profile>) -> Vec<&ProfilerOutcome> {
    profile.unwrap().profilers.iter().map(|run| &run.outcome).collect()
}

#[test]
fn a_count_is_taken_twice_on_each_side_and_becomes_a_series_of_its_own() {
    let mut demanded = instrument("spy");
    demanded.is_demanded = true;
    let (outcome, order) = profiled(&[demanded], |word| if word == "base" { 1000 } else { 1200 });
    assert_eq!(order.len(), 4);
    let series = outcome.head[0].series(metrics::INSTRUCTIONS).unwrap();
    assert_eq!(series.values, [[1200.0], [1200.0]]);
    assert_eq!(series.invocations.iter().map(|one| one.pair).collect::<Vec<_>>(), [0, 1]);
    let base = outcome.base[0].series(metrics::INSTRUCTIONS).unwrap();
    assert_eq!(base.values, [[1000.0], [1000.0]]);
    let [ProfilerOutcome::Ran { runs: 2, seconds, slowdown: Some(slowdown), repeats: Some(true) }] =
        outcomes(outcome.head[0].profile.as_ref())[..]
    else {
        panic!("{:?}", outcome.head[0].profile)
    };
    assert!((seconds - 0.2).abs() < 1e-9);
    assert!((slowdown - 10.0).abs() < 1e-9);
    // Timed values are not touched by it.
    assert_eq!(outcome.head[0].invocations.len(), 20);
}

#[test]
fn a_profiler_that_needs_more_time_than_timing_took_is_left_out_and_says_so() {
    let mut slow = instrument("slow");
    slow.slowdown = 1e6;
    let (outcome, order) = profiled(&[slow], |_| 1000);
    assert!(order.is_empty(), "{order:?}");
    let [ProfilerOutcome::LeftOut(reason)] = outcomes(outcome.head[0].profile.as_ref())[..] else {
        panic!("{:?}", outcome.head[0].profile)
    };
    assert!(reason.starts_with("it would take longer than was left"), "{reason}");
    assert!(outcome.head[0].series(metrics::INSTRUCTIONS).is_none());
}

#[test]
fn counts_that_differ_are_taken_on_in_pairs() {
    let calls = Cell::new(0);
    let mut quick = instrument("spy");
    quick.slowdown = 1e-6;
    quick.is_demanded = true;
    let (outcome, order) = {
        let [base, head] = pair();
        let sides = [sides(Some(&base), &head)];
        let instruments = [vec![quick]];
        let request = Request { instruments: &instruments, ..request(&sides, 3) };
        let scripted = |process: &Process| {
            calls.set(calls.get() + 1);
            let exit = spy(process, |_| calls.get() % 7);
            // Takes next to nothing, so that time is left for more.
            Exit { wall_seconds: exit.wall_seconds / 1e4, ..exit }
        };
        let judge = &mut |_: crate::PairValues<'_>| Standing::default();
        run_read(request, scripted, judge, &mut read)
    };
    let under = order.iter().filter(|words| words.contains("--out=")).count();
    assert_eq!(under, 80, "40 pairs");
    let series = outcome.head[0].series(metrics::INSTRUCTIONS).unwrap();
    assert_eq!(series.values.len(), 40);
    let positions: std::collections::BTreeSet<_> =
        series.invocations.iter().map(|one| format!("{:?}", one.position)).collect();
    assert_eq!(positions.len(), 2, "coins decide which side is first");
}

#[test]
fn a_broken_profiler_fails_the_case_only_when_the_suite_asks_for_it() {
    for is_demanded in [false, true] {
        let mut broken = instrument("broken");
        broken.slowdown = 0.01;
        broken.is_demanded = is_demanded;
        let [base, head] = pair();
        let sides = [sides(Some(&base), &head)];
        let instruments = [vec![broken]];
        let request = Request { instruments: &instruments, ..request(&sides, 3) };
        let judge = &mut |_: crate::PairValues<'_>| Standing::default();
        let refuse = &mut |_: Traced<'_>| Err("its file is empty".to_owned());
        let (outcome, _) = run_read(request, |process| spy(process, |_| 1), judge, refuse);
        let first = [&outcome.base[0], &outcome.head[0]];
        let has_failed = first.iter().any(|case| matches!(case.status, CaseStatus::Failed(_)));
        assert_eq!(has_failed, is_demanded);
        let [ProfilerOutcome::Failed(message)] = outcomes(outcome.head[0].profile.as_ref())[..]
        else {
            panic!("{:?}", outcome.head[0].profile)
        };
        assert!(message.ends_with("its file is empty"), "{message}");
    }
}

#[test]
fn a_count_runs_with_fixed_addresses_and_the_case_s_own_words_last() {
    let seen = Cell::new(0);
    let [_, head] = pair();
    let sides = [sides(None, &head)];
    let mut instrument = instrument("spy");
    instrument.variables.insert("SPY_FOLDER".to_owned(), FOLDER.to_owned());
    instrument.slowdown = 0.01;
    let instruments = [vec![instrument]];
    let request = Request { instruments: &instruments, ..request(&sides, 3) };
    let judge = &mut |_: crate::PairValues<'_>| Standing::default();
    let scripted = |process: &Process| {
        let is_profiled = process.arguments[0] == "spy";
        assert_eq!(process.environment.contains_key("SPY_FOLDER"), is_profiled);
        if is_profiled {
            seen.set(seen.get() + 1);
            assert!(process.fixed_addresses);
            assert_eq!(process.arguments[2..], ["head"]);
            let folder = &process.environment["SPY_FOLDER"];
            assert_eq!(process.arguments[1], format!("--out={folder}/counts"));
        }
        spy(process, |_| 1000)
    };
    let (outcome, _) = run_read(request, scripted, judge, &mut |traced| {
        assert_eq!(traced.side, Side::Head);
        read(traced)
    });
    assert_eq!(seen.get(), 2);
    assert!(outcome.base.is_empty());
}
