//! `JUnit` XML: a test for every case, failed where the build fails or the case has no values. It is
//! what the schema of Jenkins' xUnit plugin allows.

use std::fmt::Write as _;

use paceline_model::{
    CaseComparison, CaseStatus, Comparison, Consequence, GateSetting, GrowthComparison, Record,
    Verdict,
};

/// A test for every case of a comparison, and for every growth. It fails exactly where that fails the
/// build, by the policies that were in force; the verdict alone does not tell.
pub fn comparison_junit(comparison: &Comparison) -> String {
    let cases = comparison.cases.iter().map(|case| Test {
        name: case.id.to_string(),
        seconds: case.effort.map_or(0.0, |effort| effort.seconds),
        problem: problem(case.effect(), case.verdict, || reason(case)),
    });
    let growth = comparison.growth.iter().map(|growth| Test {
        name: format!("{}, growth with {}", growth.id(), growth.parameter),
        seconds: 0.0,
        problem: problem(growth.effect(), growth.verdict, || reason_of_growth(growth)),
    });
    document(comparison.suite.as_str(), &cases.chain(growth).collect::<Vec<_>>())
}

/// The verdict and why, where that fails the build.
fn problem(
    effect: Consequence,
    verdict: Verdict,
    reason: impl FnOnce() -> String,
) -> Option<(&'static str, String)> {
    match effect {
        Consequence::Fail => Some((verdict.word(), reason())),
        Consequence::Pass | Consequence::Warn => None,
    }
}

fn reason_of_growth(growth: &GrowthComparison) -> String {
    match &growth.head {
        Some(head) if growth.reason.is_empty() => {
            format!("{}, expected {} at most", head.order, growth.expect)
        }
        Some(_) | None => growth.reason.clone(),
    }
}

/// Why a case has its verdict: its own reason, else that of the metrics with that verdict.
fn reason(case: &CaseComparison) -> String {
    if !case.reason.is_empty() {
        return case.reason.clone();
    }
    let failures = case.head_failure.iter().chain(&case.base_failure);
    let failures = failures.map(|failure| failure.message.clone());
    let guilty = case
        .metrics
        .iter()
        .filter(|one| one.verdict == case.verdict && matches!(one.gate, GateSetting::On(_)));
    let metrics = guilty.map(|one| {
        let change = one.estimate.map(|one| format!(" {:+.1} %", one.change * 100.0));
        let text = format!("{}{}", one.metric.name, change.unwrap_or_default());
        if one.reason.is_empty() { text } else { format!("{text}: {}", one.reason) }
    });
    failures.chain(metrics).collect::<Vec<_>>().join("; ")
}

/// A test for every case of a record. It fails where the case failed.
pub fn record_junit(record: &Record) -> String {
    let tests = record.cases.iter().map(|case| Test {
        name: case.id.to_string(),
        seconds: case.spent_seconds,
        problem: match &case.status {
            CaseStatus::Measured => None,
            CaseStatus::Failed(failure) => Some(("failed", failure.message.clone())),
        },
    });
    document(record.suite.as_str(), &tests.collect::<Vec<_>>())
}

struct Test {
    name: String,
    seconds: f64,
    problem: Option<(&'static str, String)>,
}

fn document(suite: &str, tests: &[Test]) -> String {
    let suite = escape(suite);
    let failures = tests.iter().filter(|test| test.problem.is_some()).count();
    let seconds: f64 = tests.iter().map(|test| test.seconds).sum();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"{suite}\" \
         tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"{seconds:.3}\">\n",
        tests.len()
    );
    for test in tests {
        let (name, seconds) = (escape(&test.name), test.seconds);
        let start =
            format!("<testcase classname=\"{suite}\" name=\"{name}\" time=\"{seconds:.3}\"");
        let written = match &test.problem {
            None => writeln!(text, "{start}/>"),
            Some((kind, reason)) => {
                let reason = escape(reason);
                writeln!(text, "{start}><failure type=\"{kind}\" message=\"{reason}\"/></testcase>")
            }
        };
        written.expect("a string takes any text");
    }
    text + "</testsuite>\n</testsuites>\n"
}

/// Text in an attribute. What XML can't have at all becomes a space.
fn escape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '&' => result.push_str("&amp;"),
            '"' => result.push_str("&quot;"),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => {
                result.push(' ');
            }
            plain => result.push(plain),
        }
    }
    result
}
