//! Criterion's folder: `**/new/{benchmark,sample,estimates}.json`. A sample is the time of many
//! iterations; all samples are of one process. Values are nanoseconds of wall time, unless `raw.csv` is
//! there, which criterion writes with its feature `csv_output`: it alone tells the unit of the values.

use std::collections::BTreeMap;

use paceline_model::{MetricKind, Parameters, Spread, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::json;
use crate::measure::{built_in, measurement, parameter, seconds, throughput, wall_time};
use crate::source::Piece;

/// More instructions than this are the bench's own.
const MOST_TO_START: f64 = 1000.0;

#[derive(Deserialize)]
struct Benchmark {
    full_id: String,
    value_str: Option<String>,
    throughput: Option<BTreeMap<String, f64>>,
}

#[derive(Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

#[derive(Deserialize)]
struct Estimates {
    mean: Estimate,
    std_dev: Option<Estimate>,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// Whether there is a benchmark.
pub(crate) fn shows(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| piece.path.ends_with("benchmark.json"))
}

pub(crate) fn read(pieces: &[Piece]) -> Result<Draft, Mistake> {
    let files: BTreeMap<_, _> =
        pieces.iter().map(|piece| (piece.path.as_str(), piece.bytes.as_slice())).collect();
    let mut draft = Draft::default();
    for (path, bytes) in &files {
        let Some(folder) = path.strip_suffix("benchmark.json") else { continue };
        let benchmark: Benchmark = parse(path, bytes)?;
        let mut case = case(&benchmark);
        let file = |name: &str| {
            let path = format!("{folder}{name}");
            files.get(path.as_str()).map(|bytes| (path.clone(), *bytes))
        };
        // Read also where it is not needed: a cut one tells that a run was cut short.
        let known = file("estimates.json").map(|(path, bytes)| parse::<Estimates>(&path, bytes));
        let known = known.transpose()?;
        if let Some((path, bytes)) = file("sample.json") {
            let sample: Sample = parse(&path, bytes)?;
            sample.validate().map_err(|mistake| mistake.within(&path))?;
            let raw = file("raw.csv")
                .map(|(path, bytes)| raw(bytes, &sample).map_err(|mistake| mistake.within(&path)));
            add(&mut case, &benchmark, &raw.transpose()?.unwrap_or_else(|| sample.nanoseconds()));
        } else if let Some(estimates) = known {
            let deviation = estimates.std_dev.map(|one| one.point_estimate / 1e9);
            let spread = Spread { count: None, standard_deviation: deviation };
            case.condensed(wall_time(), estimates.mean.point_estimate / 1e9, spread);
        } else {
            return Err(Mistake::missing(*path, "`sample.json` or `estimates.json` beside it"));
        }
        draft.add(case, Again::SameProcess)?;
    }
    Ok(draft)
}

fn parse<T: serde::de::DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<T, Mistake> {
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|error| Mistake::new(path, "UTF-8 text", error.to_string()))?;
    json::parse(text).map_err(|mistake| mistake.within(path))
}

/// `sum/iter/16` with the value `16` is the workload `sum/iter` with a parameter.
fn case(benchmark: &Benchmark) -> CaseDraft {
    let value = benchmark.value_str.as_deref().filter(|value| !value.is_empty());
    let plain = value.and_then(|value| benchmark.full_id.strip_suffix(value)?.strip_suffix('/'));
    match (plain, value) {
        (Some(plain), Some(value)) if !plain.is_empty() => {
            CaseDraft::new(plain, Parameters::from([("value".to_owned(), parameter(value))]))
        }
        _ => CaseDraft::new(&benchmark.full_id, Parameters::new()),
    }
}

/// Values of one iteration in each sample.
struct Values {
    unit: String,
    each: Vec<f64>,
}

impl Sample {
    fn validate(&self) -> Result<(), Mistake> {
        if self.iters.len() != self.times.len() {
            let expected = format!("as many as the {} of `iters`", self.iters.len());
            return Err(Mistake::new("$.times", expected, self.times.len().to_string()));
        }
        let bad = self.iters.iter().enumerate().find(|(_, iterations)| **iterations <= 0.0);
        let Some((index, iterations)) = bad else { return Ok(()) };
        let place = format!("$.iters[{index}]");
        Err(Mistake::new(place, "more than 0 iterations", iterations.to_string()))
    }

    fn nanoseconds(&self) -> Values {
        let pairs = self.iters.iter().zip(&self.times);
        let each = pairs.map(|(iterations, time)| time / iterations).collect();
        Values { unit: "ns".to_owned(), each }
    }
}

/// What `raw.csv` tells of the same samples: `…,value,unit,iterations` in every line below the first.
fn raw(bytes: &[u8], sample: &Sample) -> Result<Values, Mistake> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Mistake::new("there", "UTF-8 text", error.to_string()))?;
    let mut values = Values { unit: String::new(), each: Vec::new() };
    // Names stand in front and may have any sign, line breaks included.
    let rows = text.lines().enumerate().skip(1).filter_map(|(index, line)| {
        let mut cells = line.rsplitn(4, ',');
        let (iterations, unit) = (cells.next()?.parse::<f64>().ok()?, cells.next()?);
        Some((index, iterations, unit, cells.next()?.parse::<f64>().ok()?))
    });
    for (place, (index, iterations, unit, value)) in rows.enumerate() {
        let expected = sample.iters.get(place).copied();
        if expected.is_none_or(|expected| (expected - iterations).abs() > 0.5) {
            let expected = "the samples of `sample.json`; remove a `raw.csv` of another run";
            return Err(Mistake::in_line(index, expected, &iterations.to_string()));
        }
        unit.clone_into(&mut values.unit);
        let is_exact = measurement(unit).kind == MetricKind::Exact;
        // `paceline-criterion` adds less than half a count, since criterion can't do with the same number
        // in every sample, nor with zero.
        let value = if is_exact { value.round() } else { value };
        values.each.push(value / iterations);
    }
    let count = values.each.len();
    if count != sample.iters.len() {
        let expected = format!("{} samples as in `sample.json`", sample.iters.len());
        return Err(Mistake::new("the last line", expected, count.to_string()));
    }
    if measurement(&values.unit).name.as_str() == metrics::INSTRUCTIONS {
        without_start(&mut values.each, &sample.iters);
    }
    Ok(values)
}

/// Takes the instructions off that begin and end a sample, some 30, where they show: where all samples
/// have one number of them, and different numbers of iterations.
fn without_start(each: &mut [f64], iterations: &[f64]) {
    let total = |place: usize| each[place] * iterations[place];
    let last = each.len().saturating_sub(1);
    if each.is_empty() || iterations[last] - iterations[0] < 0.5 {
        return;
    }
    let slope = (total(last) - total(0)) / (iterations[last] - iterations[0]);
    let start = total(0) - slope * iterations[0];
    let fits = |place: usize| (total(place) - start - slope * iterations[place]).abs() < 0.5;
    if (0.0..MOST_TO_START).contains(&start) && (0..=last).all(fits) {
        each.fill(slope);
    }
}

fn add(case: &mut CaseDraft, benchmark: &Benchmark, values: &Values) {
    let metric = measurement(&values.unit);
    let value = |value| seconds(value, &values.unit).unwrap_or(value);
    let each: Vec<_> = values.each.iter().copied().map(value).collect();
    if metric.name == wall_time().name {
        throughputs(case, benchmark, &each);
    }
    case.raw(metric, vec![each]);
}

fn throughputs(case: &mut CaseDraft, benchmark: &Benchmark, times: &[f64]) {
    let amount = benchmark.throughput.as_ref().and_then(|amounts| amounts.iter().next());
    let Some((kind, amount)) = amount else { return };
    let metric = match kind.as_str() {
        "Elements" => built_in(metrics::THROUGHPUT),
        "Bytes" | "BytesDecimal" => throughput("B/s"),
        "Bits" => throughput("bit/s"),
        _ => return,
    };
    if times.iter().all(|time| *time > 0.0) {
        case.raw(metric, vec![times.iter().map(|time| amount / time).collect()]);
    }
}
