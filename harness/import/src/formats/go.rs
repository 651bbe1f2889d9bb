//! Go's benchmark text (<https://go.dev/design/14313-benchmark-format>): one line per run, several of
//! one benchmark with `-count`.

use paceline_model::{
    Direction, Environment, FailureKind, Metric, MetricKind, Parameters, metrics,
};

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::{Mistake, one_line};
use crate::measure::{allocated_bytes, built_in, custom, seconds, throughput, wall_time};

/// Most lines that are looked at to tell the format.
const LOOKED_AT: usize = 1000;

/// Whether a line is one of a benchmark.
pub(crate) fn shows(text: &str) -> bool {
    let is_one = |line: &str| line.starts_with("Benchmark") && line.contains("ns/op");
    text.lines().take(LOOKED_AT).any(is_one)
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let mut draft = Draft::default();
    let mut package = String::new();
    for (index, line) in text.lines().enumerate() {
        if let Some((key, value)) = configuration(line) {
            if key == "pkg" {
                one_line(value, 150).clone_into(&mut package);
            }
            configure(&mut draft.environment, key, value);
        } else if let Some(name) = line.trim_start().strip_prefix("--- FAIL: Benchmark") {
            let name = name.split_whitespace().next().unwrap_or_default();
            let mut case = CaseDraft::new(&full(&package, name), Parameters::new());
            case.fail(FailureKind::Crash, line.trim());
            draft.add(case, Again::SameProcess)?;
        } else if line.starts_with("Benchmark") && line.split_whitespace().nth(1).is_some() {
            draft.add(run(line, index, &package)?, Again::SameProcess)?;
        }
    }
    Ok(draft)
}

/// `key: value`, with a key that starts in lower case.
fn configuration(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = key.starts_with(|letter: char| letter.is_lowercase())
        && !key.contains(|letter: char| letter.is_whitespace() || letter.is_uppercase());
    is_key.then(|| (key, value.trim()))
}

fn configure(environment: &mut Environment, key: &str, value: &str) {
    let value = one_line(value, 100);
    match key {
        "goos" => environment.system = value,
        "goarch" => {
            environment.architecture = if value == "amd64" { "x86_64".into() } else { value }
        }
        "cpu" => environment.cpu.model = Some(value),
        _ => {}
    }
}

fn full(package: &str, name: &str) -> String {
    if package.is_empty() { name.to_owned() } else { format!("{package}.{name}") }
}

fn run(line: &str, index: usize, package: &str) -> Result<CaseDraft, Mistake> {
    let mut fields = line.split_whitespace();
    let name = fields.next().unwrap_or_default();
    let name = name.strip_prefix("Benchmark").unwrap_or(name);
    let mut case = CaseDraft::new(&full(package, name), Parameters::new());
    let count = fields.next().unwrap_or_default();
    let Ok(iterations) = count.parse() else {
        return Err(Mistake::in_line(index, "a number of iterations after the name", count));
    };
    case.iterations = iterations;
    while let Some(number) = fields.next() {
        let value = number.parse::<f64>().ok().filter(|value| value.is_finite());
        let Some(value) = value else {
            return Err(Mistake::in_line(index, "a number before each unit", number));
        };
        let Some(unit) = fields.next() else {
            return Err(Mistake::in_line(index, "a unit after each number", number));
        };
        let (metric, value) = measured(value, unit);
        case.raw(metric, vec![vec![value]]);
    }
    if case.series.is_empty() {
        return Err(Mistake::in_line(index, "a number with its unit, as in `12 ns/op`", line));
    }
    Ok(case)
}

fn measured(value: f64, unit: &str) -> (Metric, f64) {
    match unit {
        "B/op" => return (allocated_bytes(), value),
        "allocs/op" => return (built_in(metrics::ALLOCATIONS), value),
        // As paceline writes it.
        "peak-B" => return (built_in(metrics::PEAK_ALLOCATED), value),
        "MB/s" => return (throughput("B/s"), value * 1e6),
        _ => {}
    }
    if unit == "ns/op" {
        return (wall_time(), value / 1e9);
    }
    let direction =
        if unit.ends_with("/s") { Direction::HigherIsBetter } else { Direction::LowerIsBetter };
    // A time of the benchmark's own, as in `p99-ns`.
    let own = unit.rsplit_once(['-', '_']).and_then(|(_, unit)| seconds(value, unit));
    match own {
        Some(value) => (custom(unit, "s", direction, MetricKind::Timed), value),
        None => (custom(unit, unit, direction, MetricKind::Timed), value),
    }
}
