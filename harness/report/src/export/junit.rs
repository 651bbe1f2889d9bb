//! `JUnit` XML: a test for every case, failed where the build fails or the case has no values.

use std::fmt::Write as _;

use paceline_model::{CaseStatus, Comparison, Consequence, Record, Verdict};

/// A test for every case of a comparison. It fails where the policy says so, and where the case failed.
pub fn comparison_junit(comparison: &Comparison) -> String {
    let tests = comparison.cases.iter().map(|case| {
        let fails = case.consequence == Some(Consequence::Fail)
            || matches!(case.verdict, Verdict::Failed | Verdict::Regressed);
        let problem = fails.then(|| (case.verdict.word(), case.reason.clone()));
        (case.id.to_string(), problem)
    });
    document(comparison.suite.as_str(), tests.collect())
}

/// A test for every case of a record. It fails where the case failed.
pub fn record_junit(record: &Record) -> String {
    let tests = record.cases.iter().map(|case| {
        let problem = match &case.status {
            CaseStatus::Measured => None,
            CaseStatus::Failed(failure) => Some(("failed", failure.message.clone())),
        };
        (case.id.to_string(), problem)
    });
    document(record.suite.as_str(), tests.collect())
}

fn document(suite: &str, tests: Vec<(String, Option<(&str, String)>)>) -> String {
    let failures = tests.iter().filter(|(_, problem)| problem.is_some()).count();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"{}\" \
         tests=\"{}\" failures=\"{failures}\">\n",
        escape(suite),
        tests.len()
    );
    for (name, problem) in tests {
        let name = escape(&name);
        let written = match problem {
            None => writeln!(text, "<testcase name=\"{name}\"/>"),
            Some((kind, reason)) => writeln!(
                text,
                "<testcase name=\"{name}\"><failure type=\"{kind}\" message=\"{}\"/></testcase>",
                escape(&reason)
            ),
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
