//! What holds for every document, tried on many random ones.

use paceline_model::{CaseComparison, Comparison, Design, MetricComparison, Unit, Verdict};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use unicode_width::UnicodeWidthStr;

use super::sample;
use crate::{Format, MARKDOWN_LIMIT, Style, comparison};

const PIECES: [&str; 22] = [
    "put-get",
    "/",
    " ",
    "測試",
    "👩‍🔬",
    "❤️",
    "é",
    "\u{301}",
    "\u{202e}",
    "\u{200b}",
    "`",
    "|",
    "<b>",
    "x",
    "_",
    "[",
    "]",
    "@octocat",
    "#12",
    "\u{1f1e9}\u{1f1ea}",
    "العربية",
    "\u{9b}31m",
];

const VERDICTS: [Verdict; 9] = [
    Verdict::Failed,
    Verdict::Regressed,
    Verdict::NotComparable,
    Verdict::Removed,
    Verdict::Inconclusive,
    Verdict::New,
    Verdict::Accepted,
    Verdict::Improved,
    Verdict::Unchanged,
];

fn text(random: &mut Pcg64, most: u32) -> String {
    let count = random.random_range(1..=most);
    (0..count).filter_map(|_| PIECES.choose(random).copied()).collect()
}

fn name(random: &mut Pcg64) -> String {
    let text: String = text(random, 60).chars().filter(|c| !c.is_control()).take(190).collect();
    format!("n{}", text.trim())
}

fn metric(random: &mut Pcg64) -> MetricComparison {
    let built_in: Vec<_> = paceline_model::metrics::built_in().collect();
    let mut metric = built_in.choose(random).unwrap().clone();
    if random.random_bool(0.2) {
        metric.name = "a_metric_with_quite_a_long_name_of_its_own".parse().unwrap();
        metric.unit = Unit(text(random, 6));
    }
    let mut value = || 10_f64.powf(random.random_range(-10.0..14.0));
    let (base, head) = (value(), value());
    let verdict = *VERDICTS.choose(random).unwrap();
    let half = if random.random_bool(0.3) { 0.0 } else { random.random_range(0.0..2.0) };
    let mut made = sample::metric(metric, verdict, (base, head), half);
    made.evidence.detectable_change = Some(random.random_range(0.0..1.0));
    if random.random_bool(0.2) {
        made.reason = text(random, 40);
    }
    if random.random_bool(0.1) {
        (made.base, made.estimate) = (None, None);
    }
    if random.random_bool(0.3) { sample::ungated(made) } else { made }
}

fn case(random: &mut Pcg64) -> CaseComparison {
    let parameters = [("k", text(random, 20)), ("l", "7".to_owned())];
    let parameters = parameters.each_ref().map(|(name, value)| (*name, value.as_str()));
    let count = random.random_range(0..4);
    let metrics = (0..count).map(|_| metric(random)).collect();
    let verdict = *VERDICTS.choose(random).unwrap();
    let mut made = sample::case(sample::id(&name(random), &parameters), verdict, metrics);
    if random.random_bool(0.3) {
        let mut failure = sample::crash();
        failure.message = text(random, 40);
        failure.detail.push_str(&text(random, 80));
        made.head_failure = Some(failure);
    }
    made.notes.extend(random.random_bool(0.3).then(|| text(random, 40)));
    made
}

fn random_comparison(seed: u64) -> Comparison {
    let random = &mut Pcg64::seed_from_u64(seed);
    let count = random.random_range(0..6);
    let mut made = sample::comparison((0..count).map(|_| case(random)).collect());
    made.head.revision.subject = Some(text(random, 60));
    made.base.variant = sample::parameters_of(&[("mode", &text(random, 30))]);
    made.base.started = text(random, 10);
    made.base_reason = Some(text(random, 60));
    made.suite_file = Some(text(random, 60));
    made.head.environment.cpu.model = Some(text(random, 30));
    made.head.machine_class = made.head.environment.machine_class();
    if random.random_bool(0.5) {
        made.design = Design::Stored;
    }
    made.notes.push(text(random, 60));
    made
}

fn terminal(document: &Comparison, color: bool, width: usize) -> String {
    comparison(document, Format::Terminal, Style { color, width }).unwrap()
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for seed in 0..80 {
        let document = random_comparison(seed);
        for width in [40, 80, 120] {
            for line in terminal(&document, false, width).lines() {
                assert!(line.width() <= width, "seed {seed}, width {width}: {line:?}");
            }
        }
    }
}

#[test]
fn without_color_nothing_reaches_the_terminal_but_text() {
    for seed in 0..80 {
        let document = random_comparison(seed);
        for format in [Format::Terminal, Format::Markdown] {
            let report = comparison(&document, format, Style { color: false, width: 80 }).unwrap();
            let control = report.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(control, None, "seed {seed}");
            let hidden = report.chars().find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}'));
            assert_eq!(hidden, None, "seed {seed}");
        }
    }
}

#[test]
fn color_adds_nothing_but_color() {
    for seed in 0..40 {
        let document = random_comparison(seed);
        let colored = terminal(&document, true, 80);
        let mut plain = String::new();
        for (index, piece) in colored.split("\u{1b}[").enumerate() {
            let rest = if index == 0 { piece } else { piece.split_once('m').unwrap().1 };
            plain.push_str(rest);
        }
        assert_eq!(plain, terminal(&document, false, 80), "seed {seed}");
        assert!(colored.contains('\u{1b}'));
    }
}

#[test]
fn every_case_and_metric_is_on_the_terminal_once() {
    for seed in 0..40 {
        let document = random_comparison(seed);
        let report = terminal(&document, false, 400);
        let rows: usize = document.cases.iter().map(|case| case.metrics.len()).sum();
        assert_eq!(
            report.lines().filter(|line| line.contains(" → ")).count(),
            rows + 1,
            "{report}"
        );
    }
}

#[test]
fn hundreds_of_cases_still_make_a_comment() {
    let random = &mut Pcg64::seed_from_u64(7);
    let document = sample::comparison((0..300).map(|_| case(random)).collect());
    let report =
        comparison(&document, Format::Markdown, Style { color: false, width: 80 }).unwrap();
    assert!(report.len() <= MARKDOWN_LIMIT, "{}", report.len());
    assert!(report.contains("The rest is left out"));
    assert_eq!(report.matches("<details>").count(), report.matches("</details>").count());
}
