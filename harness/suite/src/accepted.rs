//! Accepted regressions: from the repository's file, or from the trailer of a commit.

use std::ops::Range;
use std::path::Path;

use globset::Glob;
use paceline_model::{Direction, MetricName, SuiteName, metrics};

use crate::SuiteErrors;
use crate::fault::{Fault, Faults};
use crate::file::{AcceptedFile, AcceptedFileEntry, SignedPercent};
use crate::source::Source;
use crate::wording::quote;
use crate::yaml::{self, Field, Spanned};

/// Longest reason that is kept, in characters: it stands in every report.
const LONGEST_REASON: usize = 500;

/// An accepted regression as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// A case's id or workload, or a glob of them; a valid glob.
    pub case: String,
    /// The metric.
    pub metric: MetricName,
    /// How much worse it may be, as a fraction above 0.
    pub change: f64,
    /// Why; one line, not empty.
    pub reason: String,
    /// The last day on which it counts, as in `2027-01-31`; `None` in a trailer.
    pub expires: Option<String>,
    /// The suite, where it is for one only.
    pub suite: Option<SuiteName>,
    /// Line of the file, from 1; 0 in a trailer.
    pub line: usize,
}

impl Accepted {
    /// Whether both accept the same for the same reason, be it for another time.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let anywhere = |one: &Self| Self { expires: None, line: 0, ..one.clone() };
        anywhere(self) == anywhere(other)
    }
}

/// Reads the file of accepted regressions at `path`. Fails with every mistake at once.
///
/// Time and memory are bounded whatever the file holds.
pub fn load_accepted(path: &Path) -> Result<Vec<Accepted>, SuiteErrors> {
    of_source(Source::read_file(path, "file of accepted regressions")?)
}

/// Reads the text of a file of accepted regressions, called `file` in messages.
pub fn parse_accepted(file: &Path, text: String) -> Result<Vec<Accepted>, SuiteErrors> {
    of_source(Source { file: file.to_owned(), text })
}

/// Reads a trailer, as in `put-get-loop wall_time +8% because the new check needs it`.
///
/// The error says what is wrong and how it is written.
pub fn parse_accepted_trailer(value: &str) -> Result<Accepted, String> {
    const FORM: &str = "write it as in `CASE METRIC +8% because REASON`";
    let (what, reason) =
        value.split_once(" because ").ok_or_else(|| format!("it gives no reason; {FORM}"))?;
    let mut words = what.rsplitn(3, char::is_whitespace).map(str::trim);
    let (Some(change), Some(metric), Some(case)) = (words.next(), words.next(), words.next())
    else {
        return Err(format!("it does not name a case, a metric and a change; {FORM}"));
    };
    let flat = |error: String| error.replace('\n', "; ");
    let change = SignedPercent::try_from(change.to_owned()).map_err(flat)?;
    let metric: MetricName = metric.parse().map_err(|error| format!("{error}; {FORM}"))?;
    Glob::new(case).map_err(|error| error.to_string())?;
    if let Some(message) = improvement(&metric, change) {
        return Err(message);
    }
    let reason = one_line(reason);
    if case.is_empty() || reason.is_empty() {
        return Err(FORM.to_owned());
    }
    Ok(Accepted {
        case: case.to_owned(),
        metric,
        change: change.size,
        reason,
        expires: None,
        suite: None,
        line: 0,
    })
}

fn of_source(source: Source) -> Result<Vec<Accepted>, SuiteErrors> {
    let is_said = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    if !source.text.lines().any(is_said) {
        return Ok(Vec::new());
    }
    let faults = Faults::default();
    let entries = read(&source, &faults);
    if faults.is_empty() { Ok(entries) } else { Err(SuiteErrors::new(source, faults)) }
}

fn read(source: &Source, faults: &Faults) -> Vec<Accepted> {
    let Some(root) = yaml::parse(&source.text, faults) else { return Vec::new() };
    let file = yaml::read::<AcceptedFile>(&root, faults);
    let Some(given) = file.given() else { return Vec::new() };
    if given.value.accepted.is_absent() {
        let start = given.span.start..given.span.start;
        faults.add(
            Fault::new(&start, "the file lacks `accepted`")
                .help("write `accepted:` and entries below it"),
        );
    }
    let entries = given.value.accepted.value().into_iter().flatten().filter_map(Field::given);
    entries.filter_map(|entry| check(entry, source, faults)).collect()
}

fn check(entry: &Spanned<AcceptedFileEntry>, source: &Source, faults: &Faults) -> Option<Accepted> {
    let AcceptedFileEntry { case, metric, change, reason, expires, suite } = &entry.value;
    let lacks = |key: &str, example: &str, is_absent: bool| {
        if is_absent {
            let start = entry.span.start..entry.span.start;
            let fault = Fault::new(&start, format!("the entry lacks `{key}`"));
            faults.add(fault.help(format!("write it as in `{key}: {example}`")));
        }
    };
    lacks("case", "put-get-loop*", case.is_absent());
    lacks("metric", "cpu_time", metric.is_absent());
    lacks("change", "+8%", change.is_absent());
    lacks("reason", "the new check costs a comparison", reason.is_absent());
    lacks("expires", "2027-01-31", expires.is_absent());
    let at = |span: &Range<usize>, message: String| faults.add(Fault::of_text(span, &message));
    if let Some(case) = case.given()
        && let Err(error) = Glob::new(&case.value)
    {
        at(&case.span, format!("{} is no pattern: {}", quote(&case.value), error.kind()));
    }
    if let Some(reason) = reason.given().filter(|reason| one_line(&reason.value).is_empty()) {
        at(&reason.span, "the reason is empty\nsay why the repository lives with it".to_owned());
    }
    if let (Some(metric), Some(change)) = (metric.value(), change.given())
        && let Some(message) = improvement(metric, change.value)
    {
        at(&change.span, message);
    }
    let (line, _) = source.position(entry.span.start);
    Some(Accepted {
        case: case.value()?.clone(),
        metric: metric.value()?.clone(),
        change: change.value()?.size,
        reason: one_line(reason.value()?),
        expires: Some(expires.value()?.0.clone()),
        suite: suite.value().cloned(),
        line,
    })
}

/// What is wrong with a change whose sign says that the metric gets better.
fn improvement(metric: &MetricName, change: SignedPercent) -> Option<String> {
    let (word, sign) = match metrics::find(metric.as_str())?.direction {
        Direction::LowerIsBetter => ("lower", '+'),
        Direction::HigherIsBetter => ("higher", '-'),
    };
    let is_better = change.rises.is_some_and(|rises| rises != (sign == '+'));
    let percent = change.size * 100.0;
    is_better.then(|| {
        format!(
            "{word} is better for `{metric}`, so nothing is accepted by that\nwrite `{sign}{percent}%`"
        )
    })
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST_REASON).collect()
}
