//! What is told beside the verdicts: likely changes, and verdicts that assume something.

use paceline_model::{Comparison, LikelyChange, NormalFallback, Verdict, metrics};

use super::sample;
use crate::{Format, Style, comparison};

fn shown(document: &Comparison, format: Format) -> String {
    comparison(document, format, Style { color: false, width: 120 }).unwrap()
}

fn likely(workload: &str, is_worse: bool, change: f64) -> LikelyChange {
    LikelyChange {
        case: sample::id(workload, &[("n", "16")]),
        metric: metrics::CPU_TIME.parse().unwrap(),
        is_worse,
        change: Some(change),
        e_value: 900.0,
    }
}

fn open_case() -> Comparison {
    let wall = sample::wall(Verdict::Inconclusive, (0.0213, 0.0221), 0.06);
    let id = sample::id("scan", &[]);
    sample::comparison(vec![sample::case(id, Verdict::Inconclusive, vec![wall])])
}

#[test]
fn likely_changes_are_one_line_for_worse_and_one_for_better() {
    let mut document = open_case();
    document.likely = vec![likely("sort", true, 0.0123), likely("find", false, -0.021)];
    document.likely.push(LikelyChange { change: None, ..likely("pack", true, 0.0) });
    let lines = |format| {
        let report = shown(&document, format).replace('\u{a0}', " ");
        let lines = report.lines().filter(|line| line.contains("likely")).map(str::to_owned);
        lines.collect::<Vec<_>>()
    };
    insta::assert_snapshot!(lines(Format::Terminal).join("\n"), @r"
    note: also likely worse, not enough to fail: sort[n=16] CPU time +1.2 %, pack[n=16] CPU time
    note: also likely better: find[n=16] CPU time −2.1 %
    ");
    insta::assert_snapshot!(lines(Format::Markdown).join("\n"), @r"
    > also likely worse, not enough to fail: sort\[n=16\] CPU time +1.2 %, pack\[n=16\] CPU time
    > also likely better: find\[n=16\] CPU time −2.1 %
    ");
}

#[test]
fn many_likely_changes_are_counted() {
    let mut document = open_case();
    document.likely = (0..11).map(|place| likely(&format!("w{place}"), true, 0.01)).collect();
    let report = shown(&document, Format::Markdown);
    assert!(report.contains("w7") && !report.contains("w8"), "{report}");
    assert!(report.contains(", and 3 more"), "{report}");
}

#[test]
fn a_verdict_that_assumes_normal_noise_says_so_beside_inconclusive() {
    let mut document = open_case();
    document.cases[0].metrics[0].evidence.fallback = Some(NormalFallback {
        verdict: Verdict::Regressed,
        p_value: 0.000_31,
        method: "paired t-test".to_owned(),
    });
    for format in [Format::Terminal, Format::Markdown] {
        let report = shown(&document, format).replace('\u{a0}', " ");
        let expected = "assuming normal noise, regressed (p = 0.0003); not counted";
        assert!(report.contains(expected), "{report}");
        assert!(report.contains("No verdict"), "{report}");
    }
}
