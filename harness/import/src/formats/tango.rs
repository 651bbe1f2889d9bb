//! tango: the folder of `compare --dump`, with the times of both sides in every line of a file per
//! benchmark, or the text of `solo` and `compare`. Of the sides the candidate is read: the program
//! that ran.

use paceline_model::{Parameters, Spread};

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::measure::{seconds, wall_time};
use crate::source::Piece;

/// Most lines that are looked at to tell the format.
const LOOKED_AT: usize = 1000;

/// Whether there is a line of a benchmark.
pub(crate) fn shows(text: &str) -> bool {
    text.lines().take(LOOKED_AT).any(|line| brief(line).is_some() || heading(line).is_some())
}

/// Whether it is a folder of samples.
pub(crate) fn shows_folder(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| benchmark(&piece.path).is_some())
}

/// Reads what tango printed: a mean, and the deviation where `solo` or `--verbose` tell it.
pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let mut draft = Draft::default();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let case = if let Some(found) = heading(line) {
            let rows = std::iter::from_fn(|| lines.next_if(|(_, line)| line.starts_with("   ")));
            table(found, index, &rows.collect::<Vec<_>>())?
        } else if let Some(found) = brief(line) {
            summary(&found, line, index)?
        } else {
            continue;
        };
        draft.add(case, Again::SameProcess)?;
    }
    Ok(draft)
}

/// A benchmark of `compare --verbose`, from the rows below its heading.
fn table(
    (name, count): (&str, u64),
    index: usize,
    rows: &[(usize, &str)],
) -> Result<CaseDraft, Mistake> {
    let (mut mean, mut standard_deviation) = (None, None);
    for (index, row) in rows {
        mean = mean.or(candidate(row, "mean", *index)?);
        standard_deviation = standard_deviation.or(candidate(row, "std. dev.", *index)?);
    }
    let place = format!("line {}", index + 2);
    let mean = mean.ok_or_else(|| Mistake::missing(&place, "a row `mean`"))?;
    let deviation = standard_deviation.ok_or_else(|| Mistake::missing(place, "a row `std. dev.`"));
    let spread = Spread { count: Some(count), standard_deviation: Some(deviation?) };
    let mut case = CaseDraft::new(name, Parameters::new());
    case.condensed(wall_time(), mean, spread);
    Ok(case)
}

/// A benchmark in one line: `solo` writes least, mean and most, `compare` baseline and candidate.
fn summary(found: &Brief<'_>, line: &str, index: usize) -> Result<CaseDraft, Mistake> {
    let wrong = || Mistake::in_line(index, "`[ 1.0 ns ... 1.2 ns ]` after the name", line);
    let times: Option<Vec<f64>> = found.times.split(" ... ").map(time).collect();
    let standard_deviation = match found.rest.strip_prefix("stddev:") {
        Some(deviation) => Some(time(deviation).ok_or_else(wrong)?),
        None => None,
    };
    let count = 2 + usize::from(standard_deviation.is_some());
    let times = times.filter(|times| times.len() == count).ok_or_else(wrong)?;
    let mut case = CaseDraft::new(found.name, Parameters::new());
    case.condensed(wall_time(), times[1], Spread { count: None, standard_deviation });
    Ok(case)
}

/// Reads the files of `--dump`. A benchmark is named as its file: tango writes `-` for `/` there.
pub(crate) fn read_folder(pieces: &[Piece]) -> Result<Draft, Mistake> {
    let mut draft = Draft::default();
    for piece in pieces {
        let Some(name) = benchmark(&piece.path) else { continue };
        let text = std::str::from_utf8(&piece.bytes)
            .map_err(|error| Mistake::new(&piece.path, "UTF-8 text", error.to_string()))?;
        let case = samples(name, text).map_err(|mistake| mistake.within(&piece.path))?;
        draft.add(case, Again::SameProcess)?;
    }
    Ok(draft)
}

fn benchmark(path: &str) -> Option<&str> {
    path.strip_suffix(".csv").filter(|name| !name.contains('/'))
}

/// Lines of nanoseconds of the baseline, nanoseconds of the candidate, iterations.
fn samples(name: &str, text: &str) -> Result<CaseDraft, Mistake> {
    let mut case = CaseDraft::new(name, Parameters::new());
    let mut values = Vec::new();
    let mut first = None;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let expected = "nanoseconds, nanoseconds and iterations, as in every line before";
        let wrong = || Mistake::in_line(index, expected, line.trim_end());
        // A number at the very end may be a part of one.
        let line = line.strip_suffix('\n').ok_or_else(wrong)?;
        let fields: Option<Vec<u64>> = line.split(',').map(|field| field.parse().ok()).collect();
        let (time, iterations) = match fields.as_deref() {
            Some([_baseline, candidate, iterations @ 1..=u64::MAX]) => (*candidate, *iterations),
            Some(_) | None => return Err(wrong()),
        };
        if *first.get_or_insert(iterations) != iterations {
            return Err(wrong());
        }
        values.push(precise(time) / precise(iterations) / 1e9);
    }
    case.iterations = first.ok_or_else(|| Mistake::missing("line 1", "a sample"))?;
    case.raw(wall_time(), vec![values]);
    Ok(case)
}

/// The parts of `name [ 1.0 ns ... 1.2 ns ] rest`.
struct Brief<'a> {
    name: &'a str,
    times: &'a str,
    rest: &'a str,
}

fn brief(line: &str) -> Option<Brief<'_>> {
    let (name, rest) = line.rsplit_once("[ ")?;
    let (times, rest) = rest.split_once(" ]")?;
    let rest = rest.trim();
    let is_one = rest.starts_with("stddev:") || rest.trim_end_matches('*').ends_with('%');
    (is_one && times.contains(" ... ")).then(|| Brief { name: name.trim(), times, rest })
}

/// `name  (n: 20, outliers: 0)`, above a table.
fn heading(line: &str) -> Option<(&str, u64)> {
    let (name, rest) = line.rsplit_once("  (n: ")?;
    let (count, _outliers) = rest.strip_suffix(')')?.split_once(", outliers: ")?;
    Some((name.trim(), count.parse().ok()?))
}

/// The candidate's time, where that is the row.
fn candidate(row: &str, name: &str, index: usize) -> Result<Option<f64>, Mistake> {
    let Some((_, cells)) = row.split_once('│').filter(|(label, _)| label.trim() == name) else {
        return Ok(None);
    };
    let words: Vec<_> = cells.split_whitespace().collect();
    let found = words.get(2..4).and_then(|words| time(&words.join(" ")));
    found.map(Some).ok_or_else(|| Mistake::in_line(index, "two times with their units", row))
}

fn time(text: &str) -> Option<f64> {
    let (number, unit) = text.trim().split_once(' ')?;
    seconds(number.parse().ok()?, unit)
}

#[expect(clippy::cast_precision_loss, reason = "nanoseconds of a sample, below 2^53")]
fn precise(count: u64) -> f64 {
    count as f64
}
