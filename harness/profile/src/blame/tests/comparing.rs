//! What may be compared, and whether anything moved.

use paceline_model::{Profile, ProfilerOutcome};

use super::super::{Profiles, comparable_metrics, is_explained};
use super::fixture::{CACHE, cache_with, profile, ran, risen};

fn metrics(base: &Profile, head: &Profile) -> Vec<String> {
    comparable_metrics(&Profiles::new(base, head)).iter().map(ToString::to_string).collect()
}

fn with(mut profile: Profile, profilers: &[(&str, &str, Option<bool>)]) -> Profile {
    profile.profilers =
        profilers.iter().map(|(name, tool, repeats)| ran(name, tool, *repeats)).collect();
    profile
}

#[test]
fn a_metric_needs_the_same_tool_on_both_sides() {
    let profilers =
        |tool| [("calls", "python-3.12.1", Some(true)), ("bytecodes", tool, Some(true))];
    let base = with(profile(CACHE), &profilers("python-3.12.1"));
    let head = with(profile(CACHE), &profilers("python-3.13.0"));
    assert_eq!(metrics(&base, &base), ["bytecodes", "calls"]);
    assert_eq!(metrics(&base, &head), ["calls"]);
}

#[test]
fn a_count_must_have_repeated_and_a_time_need_not() {
    let timed = |repeats| {
        let side = profile("project a.py f 1 calls=7 time=0.5");
        with(side, &[("calls", "python-3.12.1", repeats)])
    };
    assert_eq!(metrics(&timed(Some(true)), &timed(Some(true))), ["calls", "time"]);
    assert_eq!(metrics(&timed(None), &timed(None)), ["time"]);
    assert_eq!(metrics(&timed(Some(true)), &timed(Some(false))), Vec::<String>::new());
}

#[test]
fn a_metric_of_two_profilers_needs_both_alike() {
    let base = with(profile(CACHE), &[("calls", "a", Some(true)), ("callgrind", "b", Some(true))]);
    let mut head = base.clone();
    head.profilers[1].outcome = ProfilerOutcome::LeftOut("too slow".to_owned());
    assert_eq!(metrics(&base, &base), ["calls", "instructions"]);
    assert_eq!(metrics(&base, &head), Vec::<String>::new());
    head.profilers[1].outcome = ProfilerOutcome::Failed("died".to_owned());
    assert_eq!(metrics(&head, &head), ["calls"]);
}

#[test]
fn an_unknown_profiler_may_give_unknown_metrics() {
    let side = |tool: &str| {
        let side = profile("project a.py f 1 branches=7 calls=1");
        with(side, &[("cachegrind", tool, Some(true)), ("calls", "python", Some(true))])
    };
    assert_eq!(metrics(&side("a"), &side("a")), ["branches", "calls"]);
    assert_eq!(metrics(&side("a"), &side("b")), ["calls"]);
}

#[test]
fn without_profilers_nothing_is_compared_and_nothing_known() {
    let (base, head) = (with(profile(CACHE), &[]), with(cache_with(&[("=26104", "=90000")]), &[]));
    assert_eq!(metrics(&base, &head), Vec::<String>::new());
    assert_eq!(risen(&base, &head), "");
    assert_eq!(is_explained(&Profiles::new(&base, &head)), None);
}

#[test]
fn one_bytecode_more_is_a_count_that_moved() {
    let (base, head) = (profile(CACHE), cache_with(&[("bytecodes=26104", "bytecodes=26105")]));
    assert_eq!(is_explained(&Profiles::new(&base, &head)), Some(true));
}

#[test]
fn a_hit_that_went_to_another_line_is_a_count_that_moved() {
    let head = cache_with(&[("14 hits=1000", "14 hits=999"), ("13 hits=1000", "13 hits=1001")]);
    assert_eq!(is_explained(&Profiles::new(&profile(CACHE), &head)), Some(true));
}

#[test]
fn a_few_instructions_are_where_the_checkout_stands() {
    let base = profile(CACHE);
    let moved = |to: &str| {
        let head = cache_with(&[("instructions=9120400", to)]);
        is_explained(&Profiles::new(&base, &head))
    };
    assert_eq!(moved("instructions=9120333"), Some(false));
    assert_eq!(moved("instructions=9180400"), Some(true));
}

#[test]
fn times_are_told_only_where_they_moved_a_lot_and_after_counts() {
    let side = |put: &str, get: &str, bytecodes: u32| {
        let side = profile(&format!(
            "project a.py put 1 body=p calls=10 time={put} bytecodes={bytecodes}\n\
             project a.py get 9 body=g calls=10 time={get} bytecodes=500\n"
        ));
        with(side, &[("calls", "python", Some(true)), ("bytecodes", "python", Some(true))])
    };
    let base = side("0.10", "0.10", 400);
    assert_eq!(risen(&base, &side("0.10", "0.14", 400)), "");
    insta::assert_snapshot!(risen(&base, &side("0.10", "0.90", 900)), @r#"
    put [Same] bytecodes 400 -> 900
    get [Same] time 0.1 -> 0.9
    "#);
    assert_eq!(risen(&base, &side("0.10", "0.01", 400)), "");
    assert_eq!(risen(&side("0.90", "0.01", 400), &side("0.90", "0.09", 400)), "");
}

#[test]
fn samples_alone_name_what_takes_longer() {
    let side = |put: &str| {
        let side =
            profile(&format!("project a.py put 1 time={put}\nproject a.py get 9 time=0.5\n"));
        with(side, &[("py-spy", "py-spy-0.4.3", None)])
    };
    insta::assert_snapshot!(risen(&side("0.3"), &side("0.6")), @r#"
    put [Same] time 0.3 -> 0.6
    "#);
    assert_eq!(is_explained(&Profiles::new(&side("0.3"), &side("0.6"))), None);
}
