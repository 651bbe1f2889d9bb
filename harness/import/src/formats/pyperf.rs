//! pyperf's JSON: the values of every process, and its peak memory.

use paceline_model::{CpuInfo, Direction, Environment, Metric, MetricKind, Unit, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::environment::moment;
use crate::error::{Mistake, one_line};
use crate::json;
use crate::measure::{built_in, custom, wall_time};

#[derive(Deserialize)]
struct Document {
    benchmarks: Vec<Benchmark>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Benchmark {
    #[serde(default)]
    metadata: Metadata,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    values: Vec<f64>,
}

#[derive(Default, Clone, Deserialize)]
struct Metadata {
    name: Option<String>,
    unit: Option<String>,
    loops: Option<u64>,
    inner_loops: Option<u64>,
    date: Option<String>,
    mem_max_rss: Option<f64>,
    python_implementation: Option<String>,
    python_version: Option<String>,
    cpu_model_name: Option<String>,
    cpu_count: Option<u32>,
    platform: Option<String>,
    perf_version: Option<String>,
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let document: Document = json::parse_python(text)?;
    let common = document.metadata;
    let first = document.benchmarks.first().and_then(|benchmark| benchmark.runs.first());
    let date = first.and_then(|run| run.metadata.date.clone()).or_else(|| common.date.clone());
    let mut draft = Draft {
        started: date.as_deref().and_then(moment),
        environment: environment(&common),
        ..Draft::default()
    };
    for (index, benchmark) in document.benchmarks.into_iter().enumerate() {
        let place = format!("$.benchmarks[{index}]");
        let case = case(benchmark, &common, &place)?;
        draft.add(case, Again::OtherProcess)?;
    }
    Ok(draft)
}

fn case(benchmark: Benchmark, common: &Metadata, place: &str) -> Result<CaseDraft, Mistake> {
    let own = benchmark.metadata;
    let name = own.name.or_else(|| common.name.clone());
    let Some(name) = name else {
        return Err(Mistake::missing(format!("{place}.metadata.name"), "the benchmark's name"));
    };
    let mut case = CaseDraft::new(&name, paceline_model::Parameters::new());
    let loops = own.loops.or(common.loops).unwrap_or(1);
    let inner = own.inner_loops.or(common.inner_loops).unwrap_or(1);
    case.iterations = loops.saturating_mul(inner);
    case.interpreter = interpreter(common);
    let unit = own.unit.or_else(|| common.unit.clone());
    let metric = metric(unit.as_deref().unwrap_or("second"), place)?;
    // The others calibrated the number of loops.
    let runs: Vec<_> = benchmark.runs.into_iter().filter(|run| !run.values.is_empty()).collect();
    let peaks: Option<Vec<_>> =
        runs.iter().map(|run| Some(vec![run.metadata.mem_max_rss?])).collect();
    let is_time = metric.unit.0 == Unit::SECONDS;
    case.raw(metric, runs.into_iter().map(|run| run.values).collect());
    if let (Some(peaks), true) = (peaks, is_time) {
        case.raw(built_in(metrics::PEAK_RSS), peaks);
    }
    Ok(case)
}

/// By pyperf's own word for the unit.
fn metric(unit: &str, place: &str) -> Result<Metric, Mistake> {
    let lower = Direction::LowerIsBetter;
    match unit {
        "second" => Ok(wall_time()),
        "byte" => Ok(built_in(metrics::PEAK_RSS)),
        "integer" => Ok(custom("value", Unit::COUNT, lower, MetricKind::Timed)),
        other => {
            let place = format!("{place}.metadata.unit");
            Err(Mistake::new(place, "`second`, `byte` or `integer`", other))
        }
    }
}

fn interpreter(metadata: &Metadata) -> Option<String> {
    let version = metadata.python_version.as_ref()?;
    let version = version.split_whitespace().next()?;
    let implementation = metadata.python_implementation.as_ref()?.to_lowercase();
    Some(one_line(&format!("{implementation} {version}"), 100))
}

fn environment(metadata: &Metadata) -> Environment {
    // As in `Linux-6.18.44-x86_64-with-glibc2.36`.
    let platform = metadata.platform.as_deref().unwrap_or_default();
    let system = platform.split('-').next().unwrap_or_default().to_lowercase();
    let mut environment = Environment {
        system: one_line(&system, 100),
        kernel: (!platform.is_empty()).then(|| one_line(platform, 100)),
        cpu: CpuInfo {
            model: metadata.cpu_model_name.as_ref().map(|model| one_line(model, 100)),
            cores: metadata.cpu_count.unwrap_or_default(),
            ..CpuInfo::default()
        },
        ..Environment::default()
    };
    if let Some(version) = &metadata.perf_version {
        environment.tools.insert("pyperf".to_owned(), one_line(version, 50));
    }
    environment
}
