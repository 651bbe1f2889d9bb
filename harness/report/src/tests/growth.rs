//! How cost grows with size, beside the cases.

use paceline_model::{
    Comparison, GrowthComparison, GrowthSide, Order, ParameterValue, Verdict, metrics,
};

use super::sample;
use crate::{Format, Style, comparison};

fn side(order: Order, also: &[Order], exponent: f64) -> GrowthSide {
    GrowthSide { order, also: also.to_vec(), exponent, residual: 0.003, sizes: 5 }
}

pub(super) fn regressed() -> GrowthComparison {
    GrowthComparison {
        workload: "put-get".parse().unwrap(),
        parameters: sample::parameters_of(&[("implementation", "naive")]),
        parameter: "n".to_owned(),
        metric: Some(metrics::INSTRUCTIONS.parse().unwrap()),
        expect: Order::Linearithmic,
        base: Some(side(Order::Linear, &[], 1.0)),
        head: Some(side(Order::Quadratic, &[], 1.98)),
        verdict: Verdict::Regressed,
        consequence: None,
        reason: String::new(),
    }
}

fn document() -> Comparison {
    let wall = sample::wall(Verdict::Unchanged, (0.0213, 0.0213), 0.004);
    let id = sample::id("put-get", &[("n", "1000")]);
    let mut document = sample::comparison(vec![sample::case(id, Verdict::Unchanged, vec![wall])]);
    let open = GrowthComparison {
        parameters: sample::parameters_of(&[]),
        expect: Order::Linear,
        metric: Some(metrics::CPU_TIME.parse().unwrap()),
        base: None,
        head: Some(side(Order::Linear, &[Order::Linearithmic], 1.07)),
        verdict: Verdict::Inconclusive,
        reason: "the sizes do not tell these orders apart; by time, for want of counts".to_owned(),
        ..regressed()
    };
    let unknown = GrowthComparison {
        metric: None,
        head: None,
        verdict: Verdict::Inconclusive,
        reason: "fewer than 5 sizes have values of one metric".to_owned(),
        ..regressed()
    };
    let flat = GrowthComparison {
        base: Some(side(Order::Constant, &Order::ALL[1..], 0.0)),
        head: Some(side(Order::Constant, &[], 0.0)),
        verdict: Verdict::Unchanged,
        ..regressed()
    };
    document.growth = vec![flat, open, unknown, regressed()];
    document
}

fn shown(document: &Comparison, format: Format) -> String {
    let report = comparison(document, format, Style { color: false, width: 110 }).unwrap();
    report.replace('\u{a0}', " ")
}

/// The first line, and those of the growths.
fn lines(document: &Comparison, format: Format) -> String {
    let report = shown(document, format);
    let (mut kept, mut is_growth) = (Vec::new(), true);
    for line in report.lines() {
        is_growth = line.contains("growth") || (is_growth && line.starts_with("  "));
        kept.extend(is_growth.then_some(line));
    }
    kept.join("\n")
}

#[test]
fn each_growth_is_told_and_the_worst_comes_first() {
    insta::assert_snapshot!(lines(&document(), Format::Terminal), @r"
    1 of 4 growths regressed
    growth of put-get[implementation=naive] by n: O(n) → O(n^2), expected O(n log n)  ▲ regressed
      exponent 1.98 · by instructions of 5 sizes, residual 0.3 %
    growth of put-get by n: O(n) or O(n log n), expected O(n)  ? inconclusive
      exponent 1.07 · by CPU time of 5 sizes, residual 0.3 %
      the sizes do not tell these orders apart; by time, for want of counts
    growth of put-get[implementation=naive] by n: O(n) → —, expected O(n log n)  ? inconclusive
      fewer than 5 sizes have values of one metric
    growth of put-get[implementation=naive] by n: O(1) to O(n^3) → O(1), expected O(n log n)  = unchanged
      by instructions of 5 sizes, residual 0.3 %
    ");
    insta::assert_snapshot!(lines(&document(), Format::Markdown), @r"
    ### 1 of 4 growths regressed
    - growth of `put-get[implementation=naive]` by `n`: O(n) → O(n^2), expected O(n log n) **▲ regressed**<br>
      <sub>exponent 1.98 · by instructions of 5 sizes, residual 0.3 %</sub>
    - growth of `put-get` by `n`: O(n) or O(n log n), expected O(n) **? inconclusive**<br>
      <sub>exponent 1.07 · by CPU time of 5 sizes, residual 0.3 % · the sizes do not tell these orders apart; by time, for want of counts</sub>
    - growth of `put-get[implementation=naive]` by `n`: O(n) → —, expected O(n log n) **? inconclusive**<br>
      <sub>fewer than 5 sizes have values of one metric</sub>
    - growth of `put-get[implementation=naive]` by `n`: O(1) to O(n^3) → O(1), expected O(n log n) = unchanged<br>
      <sub>by instructions of 5 sizes, residual 0.3 %</sub>
    ");
}

#[test]
fn a_growth_that_regressed_stands_beside_the_cases_that_did() {
    let mut document = document();
    document.cases[0].verdict = Verdict::Regressed;
    let report = shown(&document, Format::Terminal);
    assert!(report.starts_with("1 of 1 case regressed, 1 growth regressed\n"), "{report}");
    document.growth.pop();
    document.cases[0].verdict = Verdict::Unchanged;
    let report = shown(&document, Format::Terminal);
    assert!(report.starts_with("No regression\n"), "{report}");
}

#[test]
fn foreign_names_are_shown_as_they_are() {
    let mut document = document();
    for growth in &mut document.growth {
        growth.parameter = "<b>\u{1b}[2J`|".to_owned();
        let hostile = ParameterValue::Text("](x)\u{202e}\n# x".to_owned());
        growth.parameters.insert("k".to_owned(), hostile);
    }
    for format in [Format::Terminal, Format::Markdown] {
        let report = shown(&document, format);
        assert!(!report.contains(['\u{1b}', '\u{202e}']), "{report}");
        assert!(!report.contains("\n# x"), "{report}");
    }
    let markdown = shown(&document, Format::Markdown);
    assert!(markdown.contains("by ``<b>\\u{1b}[2J`|``:"), "{markdown}");
}
