//! Criterion's folder: `**/new/{benchmark,sample,estimates}.json`. A sample is the time of many
//! iterations; all samples are of one process. Times are nanoseconds of wall time.

use std::collections::BTreeMap;

use paceline_model::{Parameters, Spread, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::json;
use crate::measure::{built_in, parameter, throughput, wall_time};
use crate::source::Piece;

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
        let sample = format!("{folder}sample.json");
        let estimates = format!("{folder}estimates.json");
        // Read also where it is not needed: a cut one tells that a run was cut short.
        let known =
            files.get(estimates.as_str()).map(|bytes| parse::<Estimates>(&estimates, bytes));
        let known = known.transpose()?;
        if let Some(bytes) = files.get(sample.as_str()) {
            let times = times(&parse(&sample, bytes)?).map_err(|error| error.within(&sample))?;
            throughputs(&mut case, &benchmark, &times);
            case.raw(wall_time(), vec![times]);
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

/// Seconds per iteration of each sample.
fn times(sample: &Sample) -> Result<Vec<f64>, Mistake> {
    if sample.iters.len() != sample.times.len() {
        let expected = format!("as many as the {} of `iters`", sample.iters.len());
        return Err(Mistake::new("$.times", expected, sample.times.len().to_string()));
    }
    let pairs = sample.iters.iter().zip(&sample.times);
    pairs
        .enumerate()
        .map(|(index, (iterations, time))| {
            let place = format!("$.iters[{index}]");
            let is_good = *iterations > 0.0;
            let bad = || Mistake::new(place, "more than 0 iterations", iterations.to_string());
            if is_good { Ok(time / iterations / 1e9) } else { Err(bad()) }
        })
        .collect()
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
