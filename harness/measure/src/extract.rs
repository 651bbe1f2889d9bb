//! Numbers and results out of what a workload printed or returned.

use paceline_model::{Case, Extract, Failure, FailureKind, ResultDigest, sha256};
use regex::Regex;
use serde_json::Value;

use crate::Captured;

/// Characters of a result that are kept for people.
const EXCERPT: usize = 200;

/// The number that `extract` points to.
///
/// - `text`: what the workload printed.
/// - `returned`: what a Python function returned, when it is JSON; takes the place of `text` for
///   JSON pointers.
/// - Fails when nothing is there, or when it is no finite number; the message says what was found.
pub(crate) fn number(
    name: &str,
    extract: &Extract,
    text: &str,
    returned: Option<&Value>,
) -> Result<f64, Failure> {
    let found = match extract {
        Extract::JsonPointer(pointer) => by_pointer(pointer, text, returned),
        Extract::Regex(pattern) => by_pattern(pattern, text),
        Extract::Tool => Err("no tool measured it".to_owned()),
    };
    match found {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(number) => Err(no_number(name, &format!("`{number}` is not finite"), text)),
        Err(problem) => Err(no_number(name, &problem, text)),
    }
}

fn no_number(name: &str, problem: &str, text: &str) -> Failure {
    Failure {
        kind: FailureKind::Output,
        message: format!("metric `{name}`: {problem}"),
        detail: tail(text),
    }
}

fn by_pointer(pointer: &str, text: &str, returned: Option<&Value>) -> Result<f64, String> {
    let parsed;
    let document = if let Some(value) = returned {
        value
    } else {
        parsed = last_json(text).ok_or("the output holds no JSON")?;
        &parsed
    };
    let value = document
        .pointer(pointer)
        .ok_or_else(|| format!("the JSON output has nothing at `{pointer}`"))?;
    let text = value.as_str();
    value
        .as_f64()
        .or_else(|| text?.trim().parse().ok())
        .ok_or_else(|| format!("`{value}` at `{pointer}` is no number"))
}

/// The whole output as JSON, else its last line that is a JSON object or array.
fn last_json(text: &str) -> Option<Value> {
    let container = |text: &str| {
        let value: Option<Value> = serde_json::from_str(text).ok();
        value.filter(|value| value.is_object() || value.is_array())
    };
    container(text).or_else(|| text.lines().rev().find_map(|line| container(line.trim())))
}

fn by_pattern(pattern: &str, text: &str) -> Result<f64, String> {
    let expression = Regex::new(pattern).map_err(|error| error.to_string())?;
    let last = expression
        .captures_iter(text)
        .last()
        .ok_or_else(|| format!("the output has no match of `{pattern}`"))?;
    let group = last.get(1).map_or("", |group| group.as_str());
    let plain = if is_grouped(group) { group.replace(',', "") } else { group.trim().to_owned() };
    plain
        .parse()
        .map_err(|_not_a_number| format!("`{group}`, matched by `{pattern}`, is no number"))
}

/// Whether commas stand in `text` as they do between thousands; elsewhere they may be decimal.
fn is_grouped(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text);
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    rest.peek().is_some() && (1..=3).contains(&first.len()) && rest.all(|group| group.len() == 3)
}

/// What a case printed, as text. Fails when the case has metrics in it and some was thrown away:
/// the last match could be in what is lost.
pub(crate) fn whole_text(case: &Case, output: &Captured) -> Result<String, Failure> {
    if output.is_cut() && !case.custom_metrics.is_empty() {
        let message = format!(
            "its custom metrics are read from its output, and it prints {} bytes; the limit is {}",
            output.total,
            output.bytes.len()
        );
        return Err(Failure { kind: FailureKind::Output, message, detail: String::new() });
    }
    Ok(output.text())
}

/// Digest and excerpt of what a process printed. Equal outputs give equal digests; when the output
/// was cut, its length stands for the rest.
pub(crate) fn digest(output: &Captured) -> ResultDigest {
    let mut bytes = output.bytes.clone();
    if output.is_cut() {
        bytes.extend_from_slice(&output.total.to_le_bytes());
    }
    let excerpt = output.text().chars().take(EXCERPT).collect();
    ResultDigest { digest: sha256(&bytes), excerpt }
}

/// The end of a text, at most 4,000 characters, for a failure's detail.
pub(crate) fn tail(text: &str) -> String {
    let text = text.trim_end();
    let skipped = text.chars().count().saturating_sub(4_000);
    text.chars().skip(skipped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer(path: &str) -> Extract {
        Extract::JsonPointer(path.to_owned())
    }

    #[test]
    fn a_json_pointer_reads_the_last_json_line_of_mixed_output() {
        let text = "warming up\n{\"p99\": 1}\n{\"latency\": {\"p99\": 2.5}}\nbye\n";
        assert_eq!(number("p", &pointer("/latency/p99"), text, None), Ok(2.5));
        assert_eq!(number("p", &pointer("/p"), "{\"p\": 5}\n42\n", None), Ok(5.0));
        let whole = "{\n \"a\": [1,\n 2e3]\n}";
        assert_eq!(number("p", &pointer("/a/1"), whole, None), Ok(2000.0));
    }

    #[test]
    fn the_last_match_of_a_pattern_counts() {
        let extract = Extract::Regex(r"p99=([0-9.,]+) ms".to_owned());
        assert_eq!(number("p", &extract, "p99=3 ms\np99=1,024.5 ms", None), Ok(1024.5));
        // A decimal comma is no number rather than another number.
        assert!(number("p", &extract, "p99=1,5 ms", None).is_err());
    }

    #[test]
    fn what_is_missing_or_no_number_is_said() {
        let message = |extract, text| number("p99", &extract, text, None).unwrap_err().message;
        assert_eq!(message(pointer("/a"), "plain"), "metric `p99`: the output holds no JSON");
        assert_eq!(
            message(pointer("/a"), "{}"),
            "metric `p99`: the JSON output has nothing at `/a`"
        );
        assert_eq!(message(pointer("/a"), "{\"a\":[]}"), "metric `p99`: `[]` at `/a` is no number");
        assert_eq!(message(pointer("/a"), "{\"a\":\"inf\"}"), "metric `p99`: `inf` is not finite");
    }

    #[test]
    fn a_cut_output_differs_from_a_whole_one_with_the_same_beginning() {
        let whole = Captured { bytes: b"abc".to_vec(), total: 3 };
        let cut = Captured { bytes: b"abc".to_vec(), total: 9 };
        assert_ne!(digest(&whole).digest, digest(&cut).digest);
        assert_eq!(digest(&whole).excerpt, "abc");
    }
}
