//! Comparisons in a terminal.

use paceline_model::{Comparison, Design, Unit, Verdict};

use super::sample;
use crate::{Format, Style, comparison};

fn plain(document: &Comparison) -> String {
    comparison(document, Format::Terminal, Style { color: false, width: 80 }).unwrap()
}

#[test]
fn every_kind_of_verdict_has_its_place() {
    insta::assert_snapshot!(plain(&sample::everything()), @r#"
    1 of 8 cases failed, 1 regressed
    1 improved, 1 not comparable, 1 inconclusive, 1 removed, 1 new, 1 unchanged

    base  3333330a1b  Use a dict for lookups
          the merge base of HEAD with `origin/main`
    head  8888880a1b  Evict entries in batches
          side by side in 24 pairs · 2026-11-22 10:04 UTC · 2 min 10 s · seed 42
          base agrees with itself in 3 pairs · suite lru-cache

    evict
      ✗ failed
      head: crashed: ended with exit status 1
      │ Traceback (most recent call last):
      │   File "cache.py", line 12, in get
      │ KeyError: 'x'\u{1b}]0;owned\u{7}\u{1b}[2J
      24 pairs in 8.3 s

    put-get[capacity=128]
      wall time      1.42 ms →   1.61 ms   +13.4 % [+12.0, +14.7]  ▲ regressed
        limit +5 %, certainly more than 10.7 %, p < 0.0001 (significant below
        0.0083), n = 24
      CPU time       1.40 ms →   1.42 ms    +1.4 %   [+0.3, +2.5]  = unchanged
      peak memory  12.50 MiB → 12.51 MiB    +0.1 %   [−0.3, +0.5]  = unchanged
      throughput     704 k/s →   621 k/s   −11.8 % [−13.0, −10.6]  (regressed)
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %, CPU time 2.1 %

    put-get[capacity=4096]
      wall time      14.2 ms →    3.8 ms   −73.2 % [−73.8, −72.5]  ▼ improved
      peak memory   18.0 MiB →  18.0 MiB   +0.02 % [−0.38, +0.42]  = unchanged
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %

    load
      ≠ not comparable: base ran on Python `3.11.7`, head on `3.12.1`
      24 pairs in 8.3 s

    scan
      wall time      21.3 ms →   22.1 ms    +3.8 %   [−2.2, +9.8]  ? inconclusive
        limit +5 %; this run could have excluded 8.3 % or more
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %

    dump
      wall time      4.41 ms →         —         —                 − removed
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %

    peek
      wall time            — →    812 µs         —                 + new
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %

    put-get[capacity=16]
      wall time       352 µs →    353 µs    +0.3 %   [−0.5, +1.1]  = unchanged
      peak memory  12.30 MiB → 12.31 MiB    +0.1 %   [−0.3, +0.5]  = unchanged
      throughput    2.84 M/s →  2.83 M/s    −0.3 %   [−1.5, +0.9]  (unchanged)
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %

    before → after are medians, the change that of the pairs · […] its 95 % interval
    (…) is shown but has no gate
    AMD EPYC 7B13, 4 cores · linux 6.18.0 x86_64 (kvm) · CPython 3.12.1 · load 0.4
    steal 0.3 %
    "#);
}

#[test]
fn an_all_clear_says_so_in_its_first_line() {
    let wall = || sample::wall(Verdict::Unchanged, (0.001_42, 0.001_43), 0.008);
    let better = sample::wall(Verdict::Improved, (0.001_42, 0.000_38), 0.006);
    let document = sample::comparison(vec![
        sample::case(sample::id("get", &[]), Verdict::Unchanged, vec![wall()]),
        sample::case(sample::id("put", &[]), Verdict::Improved, vec![better]),
    ]);
    let report = plain(&document);
    assert!(report.starts_with("No regression\n1 improved, 1 unchanged\n"), "{report}");
}

#[test]
fn what_was_not_decided_is_no_all_clear() {
    let case = |verdict| sample::case(sample::id("get", &[]), verdict, vec![]);
    let first = |cases| plain(&sample::comparison(cases)).lines().next().unwrap().to_owned();
    let half = vec![case(Verdict::Unchanged), case(Verdict::Inconclusive)];
    assert_eq!(first(half), "No regression in 1 of 2 cases, the others are open");
    assert_eq!(first(vec![case(Verdict::New)]), "No verdict");
    assert_eq!(first(vec![]), "Nothing compared: there are no cases");
    assert_eq!(first(vec![case(Verdict::Regressed)]), "1 of 1 case regressed");
}

#[test]
fn variants_of_one_revision_are_named_by_their_parameters() {
    let wall = sample::wall(Verdict::Improved, (0.001_42, 0.000_081), 0.002);
    let id = sample::id("put-get", &[("capacity", "128")]);
    let mut document = sample::comparison(vec![sample::case(id, Verdict::Improved, vec![wall])]);
    document.head.revision.dirty = true;
    document.base.revision = document.head.revision.clone();
    document.base.variant = sample::parameters_of(&[("implementation", "naive")]);
    document.head.variant = sample::parameters_of(&[("implementation", "linked-list")]);
    document.base_reason = None;
    insta::assert_snapshot!(plain(&document), @r#"
    No regression
    1 improved

    base  implementation=naive  8888880a1b  Evict entries in batches  (with
          uncommitted changes)
    head  implementation=linked-list  8888880a1b  Evict entries in batches  (with
          uncommitted changes)
          side by side in 24 pairs · 2026-11-22 10:04 UTC · 2 min 10 s · seed 42
          base agrees with itself in 3 pairs · suite lru-cache

    put-get[capacity=128]
      wall time  1.42 ms → 0.081 ms   −94.3 % [−94.5, −94.1]  ▼ improved
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %

    before → after are medians, the change that of the pairs · […] its 95 % interval
    AMD EPYC 7B13, 4 cores · linux 6.18.0 x86_64 (kvm) · CPython 3.12.1 · load 0.4
    steal 0.3 %
    "#);
}

#[test]
fn a_stored_baseline_of_another_machine_shows_both_machines() {
    let mut document = sample::comparison(vec![]);
    document.design = Design::Stored;
    document.base.started = "2026-11-18T08:00:00Z".into();
    document.base.environment.cpu.model = Some("Intel Xeon 8370C".into());
    document.base.machine_class = document.base.environment.machine_class();
    document.notes.push("base is 3 commits before the merge base".into());
    insta::assert_snapshot!(plain(&document), @r#"
    Nothing compared: there are no cases

    base  3333330a1b  Use a dict for lookups
          the merge base of HEAD with `origin/main`
    head  8888880a1b  Evict entries in batches
          against a stored baseline of 2026-11-18 08:00 UTC · 2026-11-22 10:04 UTC
          2 min 10 s · seed 42 · base agrees with itself in 3 pairs
          suite lru-cache

    note: base is 3 commits before the merge base
    before → after are medians, the change that of the best quarters
    head: machine class 4311b56f54d6 · AMD EPYC 7B13, 4 cores
    linux 6.18.0 x86_64 (kvm) · CPython 3.12.1 · load 0.4 · steal 0.3 %
    base: machine class b1f3f1ab78d4 · Intel Xeon 8370C, 4 cores
    linux 6.18.0 x86_64 (kvm) · CPython 3.12.1 · load 0.4 · steal 0.3 %
    "#);
}

#[test]
fn strange_names_and_numbers_keep_the_table_in_shape() {
    let long = format!("parse/{}", "very-long-name-".repeat(12));
    let mut zero = sample::memory(Verdict::Inconclusive, (4096.0, 8192.0), 0.0);
    zero.base = Some(sample::summary(0.0, 1));
    zero.estimate = None;
    let huge = sample::wall(Verdict::Regressed, (0.000_1, 0.001_2), 0.4);
    let cases = vec![
        sample::case(sample::id(&long, &[("size", "10")]), Verdict::Regressed, vec![huge]),
        sample::case(sample::id("測試 👩‍🔬 \u{202e}evil", &[]), Verdict::Inconclusive, vec![zero]),
    ];
    insta::assert_snapshot!(plain(&sample::comparison(cases)), @r#"
    1 of 2 cases regressed
    1 inconclusive

    base  3333330a1b  Use a dict for lookups
          the merge base of HEAD with `origin/main`
    head  8888880a1b  Evict entries in batches
          side by side in 24 pairs · 2026-11-22 10:04 UTC · 2 min 10 s · seed 42
          base agrees with itself in 3 pairs · suite lru-cache

    parse/very-long-name-very-long-name-very-long-name-very-long-name-very-
    long…name-very-long-name-very-long-name-very-long-name-very-long-name-[size=10]
      wall time    0.10 ms →  1.20 ms    ×12.0 [×11.6, ×12.4]  ▲ regressed
        limit +5 %, certainly more than 1,020 %, p < 0.0001 (significant below
        0.0083), n = 24
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %

    測試 👩‍🔬 \u{202e}evil
      peak memory    0 KiB → 8.00 KiB   from 0                 ? inconclusive
        limit +5 %
      24 pairs in 8.3 s

    before → after are medians, the change that of the pairs · […] its 95 % interval
    AMD EPYC 7B13, 4 cores · linux 6.18.0 x86_64 (kvm) · CPython 3.12.1 · load 0.4
    steal 0.3 %
    "#);
}

#[test]
fn values_too_wide_for_the_table_stand_in_two_lines() {
    let mut count = sample::wall(Verdict::Unchanged, (1.234_567_890_123e14, 1.234_567e14), 0.01);
    count.metric.name = "instructions_of_the_whole_process".parse().unwrap();
    count.metric.unit = Unit("instructions".into());
    let case = sample::case(sample::id("parse", &[]), Verdict::Unchanged, vec![count]);
    insta::assert_snapshot!(plain(&sample::comparison(vec![case])), @r#"
    No regression
    1 unchanged

    base  3333330a1b  Use a dict for lookups
          the merge base of HEAD with `origin/main`
    head  8888880a1b  Evict entries in batches
          side by side in 24 pairs · 2026-11-22 10:04 UTC · 2 min 10 s · seed 42
          base agrees with itself in 3 pairs · suite lru-cache

    parse
      instructions_of_the_whole_process: = unchanged
          123,456,789,012,300 instructions → 123,456,700,000,000 instructions  0.0
          % [−1.0, +1.0]
      24 pairs in 8.3 s · noise of a pair: instructions_of_the_whole_process 2.1 %

    before → after are medians, the change that of the pairs · […] its 95 % interval
    AMD EPYC 7B13, 4 cores · linux 6.18.0 x86_64 (kvm) · CPython 3.12.1 · load 0.4
    steal 0.3 %
    "#);
}

#[test]
fn a_check_that_does_not_pass_is_told_without_a_failure() {
    let mut case = sample::case(sample::id("get", &[]), Verdict::Failed, vec![]);
    case.reason = "the result differs between base and head".into();
    case.head_check = Some(paceline_model::CheckOutcome {
        passed: false,
        runs: 3,
        detail: "expected 3, got 4\n".into(),
    });
    let report = plain(&sample::comparison(vec![case]));
    assert!(report.contains("  ✗ failed: the result differs between base and head\n"), "{report}");
    assert!(report.contains("  head: the check did not pass in 3 runs\n  │ expected 3, got 4\n"));
}

#[test]
fn a_check_that_passed_on_both_sides_is_a_row() {
    let passed =
        || Some(paceline_model::CheckOutcome { passed: true, runs: 10, detail: String::new() });
    let mut case = sample::case(sample::id("get", &[]), Verdict::Unchanged, vec![]);
    (case.base_check, case.head_check) = (passed(), passed());
    let report = plain(&sample::comparison(vec![case]));
    assert!(report.contains("check ×10  passed → passed        ✓ correct\n"), "{report}");
}
