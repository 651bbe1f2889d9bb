//! Whole runs with processes that are only scripted.

use std::collections::BTreeSet;
use std::time::Duration;

use paceline_model::{Case, CaseStatus, FailureKind, Position, metrics};

use super::scripted::{exit, request, run, run_judged, sides};
use crate::{Captured, Ending, Exit, Outcome, Process, Request, Standing, fixture};

#[test]
fn every_pair_has_both_sides_next_to_each_other_in_an_order_of_coins() {
    let (base, head) = (fixture::command(&["base"]), fixture::command(&["head"]));
    let mut head = head;
    head.invocations.most = 40;
    head.budget_seconds = 1e9;
    let sides = [sides(Some(&base), &head)];
    let (outcome, order) = run(&sides, 7, |_| exit(1.0, "x"));
    let pairs = order[2..].chunks(2).map(|pair| pair.join(","));
    // Base is measured against itself now and then.
    let pairs: Vec<_> = pairs.filter(|pair| pair != "base,base").collect();
    assert_eq!(pairs.len(), 40);
    let kinds: BTreeSet<_> = pairs.iter().map(String::as_str).collect();
    assert_eq!(kinds, BTreeSet::from(["base,head", "head,base"]));
    let (again, order_again) = run(&sides, 7, |_| exit(1.0, "x"));
    assert_eq!(order, order_again);
    let positions = |outcome: &Outcome| -> Vec<Position> {
        outcome.head[0].invocations.iter().map(|one| one.position).collect()
    };
    assert_eq!(positions(&outcome), positions(&again));
    assert_ne!(order, run(&sides, 8, |_| exit(1.0, "x")).1);
}

#[test]
fn cases_take_turns_until_each_has_its_most() {
    let (one, two) = (fixture::command(&["one"]), fixture::command(&["two"]));
    let sides = [sides(None, &one), sides(None, &two)];
    let (outcome, order) = run(&sides, 1, |_| exit(3.0, "x"));
    assert_eq!(order[2..8], ["one", "two", "one", "two", "one", "two"]);
    assert_eq!(outcome.head[0].invocations.len(), 5);
    assert!(outcome.base.is_empty());
}

#[test]
fn pairs_of_very_short_commands_run_back_to_back() {
    let [mut one, two] = ["one", "two"].map(|name| fixture::command(&[name]));
    one.invocations.most = 9;
    let sides = [sides(None, &one), sides(None, &two)];
    let milliseconds = |process: &Process| if process.arguments[0] == "one" { 1.2 } else { 9.0 };
    let (outcome, order) = run(&sides, 1, |process| exit(milliseconds(process), "x"));
    let first = ["one", "two", "one", "one", "one", "one", "two", "one", "one", "one", "one"];
    assert_eq!(order[2..13], first);
    assert_eq!(outcome.head[0].invocations.len(), 9);
    let pairs: Vec<_> = outcome.head[0].invocations.iter().map(|one| one.pair).collect();
    assert_eq!(pairs, (0..9).collect::<Vec<_>>());
}

#[test]
fn the_figures_of_the_process_become_series_in_the_order_of_the_case() {
    let case = fixture::command(&["one"]);
    let (outcome, _) = run(&[sides(None, &case)], 1, |_| exit(8.0, "x"));
    let record = &outcome.head[0];
    let names: Vec<_> = record.series.iter().map(|one| one.metric.name.as_str()).collect();
    assert_eq!(names, [metrics::WALL_TIME, metrics::CPU_TIME, metrics::PEAK_RSS]);
    assert_eq!(record.series[1].values[0], [0.006]);
    assert_eq!(record.result.as_ref().unwrap().excerpt, "x");
}

#[test]
fn a_case_that_fails_ends_and_the_others_go_on() {
    let (good, bad) = (fixture::command(&["good"]), fixture::command(&["bad"]));
    let sides = [sides(None, &bad), sides(None, &good)];
    let mut runs_of_bad = 0;
    let (outcome, _) = run(&sides, 1, |process| {
        let mut exit = exit(1.0, "x");
        if process.arguments[0] == "bad" {
            runs_of_bad += 1;
            if runs_of_bad == 3 {
                exit.ending = Ending::Signaled(11);
                exit.error = Captured { bytes: b"boom".to_vec(), total: 4 };
            }
        }
        exit
    });
    let CaseStatus::Failed(failure) = &outcome.head[0].status else { panic!("not failed") };
    assert_eq!(failure.kind, FailureKind::Crash);
    assert_eq!(failure.message, "the workload was ended by signal 11 (SIGSEGV)");
    assert_eq!(failure.detail, "boom");
    assert_eq!(runs_of_bad, 3);
    assert_eq!(outcome.head[1].invocations.len(), 5);
}

#[test]
fn a_result_that_differs_from_run_to_run_is_dropped_with_a_note() {
    let case = fixture::command(&["date"]);
    let mut clock = 0;
    let (outcome, _) = run(&[sides(None, &case)], 1, |_| {
        clock += 1;
        exit(1.0, &clock.to_string())
    });
    assert_eq!(outcome.head[0].result, None);
    assert!(outcome.head[0].notes[0].contains("`result: ignore`"));
}

#[test]
fn the_tear_down_follows_a_failure_of_the_set_up() {
    let mut case = fixture::command(&["work"]);
    case.setup = Some(paceline_model::Hook::Command(vec!["set-up".to_owned()]));
    case.teardown = Some(paceline_model::Hook::Command(vec!["tear-down".to_owned()]));
    let (outcome, order) = run(&[sides(None, &case)], 1, |process| {
        let ending = Ending::Exited(i32::from(process.arguments[0] == "set-up"));
        Exit { ending, ..exit(1.0, "") }
    });
    assert_eq!(order, ["set-up", "tear-down"]);
    assert!(matches!(outcome.head[0].status, CaseStatus::Failed(_)));
}

#[test]
fn a_build_that_both_sides_share_runs_once_and_its_failure_fails_both() {
    let mut base = fixture::command(&["base"]);
    base.build = Some(vec!["make".to_owned()]);
    let mut head = base.clone();
    head.build.clone_from(&base.build);
    let sides = [sides(Some(&base), &head)];
    let (outcome, order) = run(&sides, 1, |_| Exit { ending: Ending::Exited(2), ..exit(1.0, "") });
    assert_eq!(order, ["make"]);
    for record in [&outcome.base[0], &outcome.head[0]] {
        let CaseStatus::Failed(failure) = &record.status else { panic!("not failed") };
        assert_eq!(failure.message, "the build ended with exit status 2");
    }
}

#[test]
fn only_the_build_is_asked_for_aligned_code() {
    let mut case = fixture::command(&["work"]);
    case.build = Some(vec!["make".to_owned()]);
    case.setup = Some(paceline_model::Hook::Command(vec!["set-up".to_owned()]));
    case.environment.insert("CFLAGS".to_owned(), Some("-O3".to_owned()));
    let flags = |case: &Case| {
        let mut flags = BTreeSet::new();
        run(&[sides(None, case)], 1, |process| {
            let variables = ["CFLAGS", "RUSTFLAGS"].map(|name| process.environment.get(name));
            flags.insert((process.arguments[0].clone(), variables.map(Option::<&String>::cloned)));
            exit(6.0, "x")
        });
        flags.into_iter().map(|(name, variables)| format!("{name} {variables:?}")).collect()
    };
    let plain: Vec<_> = flags(&case);
    let untouched = r#"[Some("-O3"), None]"#;
    assert_eq!(plain, ["make", "set-up", "work"].map(|name| format!("{name} {untouched}")));
    case.align_code = true;
    let aligned: Vec<_> = flags(&case);
    assert!(aligned[0].starts_with(r#"make [Some("-O3 -falign-functions=64 "#), "{aligned:?}");
    assert!(aligned[0].contains("-align-all-functions=6"), "{aligned:?}");
    assert_eq!(aligned[1..], plain[1..]);
}

#[test]
fn timed_processes_have_random_addresses() {
    let mut case = fixture::command(&["work"]);
    case.build = Some(vec!["make".to_owned()]);
    let mut fixed = BTreeSet::new();
    run(&[sides(None, &case)], 1, |process| {
        fixed.insert((process.arguments[0].clone(), process.fixed_addresses));
        exit(6.0, "x")
    });
    assert_eq!(fixed, BTreeSet::from([("make".to_owned(), true), ("work".to_owned(), false)]));
}

/// Two cases of both sides: what the first and the second are called.
fn two_cases() -> [Case; 4] {
    ["base-one", "head-one", "base-two", "head-two"].map(|name| {
        let mut case = fixture::command(&[name]);
        case.invocations.most = 10_000;
        case
    })
}

#[test]
fn a_case_ends_when_the_judge_says_so_and_leaves_its_time_to_the_others() {
    let mut cases = two_cases();
    for case in &mut cases {
        case.budget_seconds = 0.1;
    }
    let [base_one, head_one, base_two, head_two] = &cases;
    let sides = [sides(Some(base_one), head_one), sides(Some(base_two), head_two)];
    let mut heard = [0_usize; 2];
    let scripted = |_: &Process| {
        std::thread::sleep(Duration::from_millis(1));
        exit(6.0, "x")
    };
    let (outcome, _) = run_judged(request(&sides, 1), scripted, &mut |pair| {
        heard[pair.case] += 1;
        let name = metrics::CPU_TIME.parse().unwrap();
        assert_eq!(pair.base[&name], pair.head[&name]);
        Standing { is_decided: pair.case == 0 && heard[0] >= 5, expected_pairs: None }
    });
    assert_eq!(outcome.head[0].invocations.len(), 5);
    assert_eq!(heard[0], 5);
    assert_eq!(outcome.base[1].invocations.len(), heard[1]);
    // A pair takes 2 ms and something, its own budget is for fewer than 50.
    let spent = outcome.head[1].spent_seconds;
    assert!(spent > 0.15, "{spent} s, {} pairs", heard[1]);
    assert!(outcome.head[0].spent_seconds + spent < 0.3, "{spent} s");
}

#[test]
fn the_least_is_measured_whatever_the_judge_and_the_budget_say() {
    let mut cases = two_cases();
    for case in &mut cases {
        case.budget_seconds = 1e-9;
        case.invocations.least = 7;
    }
    let [base, head, ..] = &cases;
    let decided = Standing { is_decided: true, expected_pairs: None };
    let sides = [sides(Some(base), head)];
    let (outcome, _) = run_judged(request(&sides, 1), |_| exit(6.0, "x"), &mut |_pair| decided);
    assert_eq!(outcome.head[0].invocations.len(), 7);
}

#[test]
fn base_is_measured_against_itself_after_every_eighth_pair() {
    let mut cases = two_cases();
    for case in &mut cases {
        case.invocations.most = 20;
    }
    let [base, head, ..] = &cases;
    let (outcome, order) = run(&[sides(Some(base), head)], 3, |_| exit(6.0, "x"));
    // Two warm-ups, 20 pairs, two pairs of base with itself.
    assert_eq!(order.len(), 2 + 40 + 4);
    assert_eq!(order[2 + 16..2 + 18], ["base-one", "base-one"]);
    assert_eq!(outcome.base[0].canary.len(), 2);
    assert!(outcome.head[0].canary.is_empty());
    let (alone, order) = run(&[sides(None, head)], 3, |_| exit(6.0, "x"));
    assert_eq!(order.len(), 1 + 20);
    assert!(alone.head[0].canary.is_empty());
}

#[test]
fn a_base_that_may_fail_leaves_head_to_be_measured_alone() {
    let (base, head) = (fixture::command(&["base"]), fixture::command(&["head"]));
    let sides = [sides(Some(&base), &head)];
    let request = Request { base_is_optional: true, ..request(&sides, 1) };
    let scripted = |process: &Process| {
        let ending = Ending::Exited(i32::from(process.arguments[0] == "base"));
        Exit { ending, ..exit(6.0, "x") }
    };
    let (outcome, order) = run_judged(request, scripted, &mut |_pair| Standing::default());
    assert_eq!(order, ["base", "head", "head", "head", "head", "head", "head"]);
    assert!(matches!(outcome.base[0].status, CaseStatus::Failed(_)));
    assert_eq!(outcome.head[0].status, CaseStatus::Measured);
    assert_eq!(outcome.head[0].invocations.len(), 5);
}

#[test]
fn variables_take_the_same_room_within_a_pair_and_another_in_the_next() {
    let (base, head) = (fixture::command(&["base"]), fixture::command(&["head"]));
    let mut rooms = Vec::new();
    run(&[sides(Some(&base), &head)], 5, |process| {
        rooms.push(process.environment.get("PACELINE_PADDING").map_or(0, String::len));
        exit(6.0, "x")
    });
    let pairs: Vec<_> = rooms[2..].chunks(2).collect();
    assert!(pairs.iter().all(|pair| pair[0] == pair[1] && pair[0] < 4096), "{pairs:?}");
    let different: BTreeSet<_> = pairs.iter().map(|pair| pair[0]).collect();
    assert_eq!(different.len(), pairs.len());
}
