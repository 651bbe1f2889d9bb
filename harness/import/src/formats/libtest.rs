//! Lines of Rust's own bench harness, `test NAME ... bench: 1,234.5 ns/iter (+/- 56) = 789 MB/s`, as
//! criterion's `--output-format bencher` writes them too. The number is a median. What libtest puts
//! after `+/-` is the range of the samples and no deviation: only criterion's is kept.

use paceline_model::{FailureKind, Parameters, Spread};

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::measure::{measurement, seconds, throughput};

/// Most lines that are looked at to tell the format.
const LOOKED_AT: usize = 1000;

/// Whether there is a line of a benchmark.
pub(crate) fn shows(text: &str) -> bool {
    text.lines().take(LOOKED_AT).any(|line| split(line).is_some())
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let is_libtest = text.lines().any(|line| line.starts_with("running ") && is_heading(line));
    let mut draft = Draft::default();
    for (index, line) in text.lines().enumerate() {
        if let Some((name, result)) = split(line) {
            draft.add(measured(name, result, index, is_libtest)?, Again::SameProcess)?;
        } else if let Some(name) = failed(line) {
            let mut case = CaseDraft::new(name, Parameters::new());
            case.fail(FailureKind::Crash, line);
            draft.add(case, Again::SameProcess)?;
        }
    }
    Ok(draft)
}

/// Whether it is `running 3 tests`, which criterion never writes.
fn is_heading(line: &str) -> bool {
    line.ends_with(" tests") || line.ends_with(" test")
}

/// Name and result of a line.
fn split(line: &str) -> Option<(&str, &str)> {
    let (name, result) = line.strip_prefix("test ")?.rsplit_once(" ... bench:")?;
    Some((name.trim(), result.trim()))
}

fn failed(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix("... FAILED").map(str::trim)
}

fn measured(
    name: &str,
    result: &str,
    index: usize,
    is_libtest: bool,
) -> Result<CaseDraft, Mistake> {
    let wrong = || Mistake::in_line(index, "`1,234 ns/iter (+/- 56)` after `bench:`", result);
    let (value, rest) = result.split_once(' ').ok_or_else(wrong)?;
    let (unit, rest) = rest.trim_start().split_once("/iter (+/- ").ok_or_else(wrong)?;
    let (range, rest) = rest.split_once(')').ok_or_else(wrong)?;
    let (value, range) = (number(value).ok_or_else(wrong)?, number(range).ok_or_else(wrong)?);
    let scaled = |value| seconds(value, unit).unwrap_or(value);
    let standard_deviation = (!is_libtest).then_some(scaled(range));
    let mut case = CaseDraft::new(name, Parameters::new());
    let spread = Spread { count: None, standard_deviation };
    case.condensed(measurement(unit), scaled(value), spread);
    let rate = rest.trim().strip_prefix("= ").and_then(|rate| rate.strip_suffix(" MB/s"));
    if let Some(rate) = rate.and_then(number) {
        let spread = Spread { count: None, standard_deviation: None };
        case.condensed(throughput("B/s"), rate * 1e6, spread);
    }
    Ok(case)
}

/// A number with `,` between thousands.
fn number(text: &str) -> Option<f64> {
    let plain = text.replace(',', "");
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}
