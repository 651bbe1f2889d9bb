//! `BenchmarkDotNet`'s full JSON: the results of every launch, and bytes allocated.

use std::collections::BTreeMap;

use paceline_model::{Parameters, Spread};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::{Mistake, one_line};
use crate::json;
use crate::measure::{allocated_bytes, wall_time};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    host_environment_info: Option<Host>,
    benchmarks: Vec<Benchmark>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Host {
    benchmark_dot_net_version: Option<String>,
    processor_name: Option<String>,
    logical_core_count: Option<u32>,
    architecture: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Benchmark {
    full_name: String,
    statistics: Option<Statistics>,
    memory: Option<Memory>,
    #[serde(default)]
    measurements: Vec<Measurement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statistics {
    mean: f64,
    median: Option<f64>,
    n: Option<u64>,
    standard_deviation: Option<f64>,
    #[serde(default)]
    original_values: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Memory {
    bytes_allocated_per_operation: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Measurement {
    iteration_mode: String,
    iteration_stage: String,
    launch_index: u64,
    operations: f64,
    nanoseconds: f64,
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let document: Document = json::parse(text)?;
    let mut draft = Draft::default();
    if let Some(host) = document.host_environment_info {
        let text = |text: Option<String>| text.map(|text| one_line(&text, 100));
        draft.environment.cpu.model = text(host.processor_name);
        draft.environment.cpu.cores = host.logical_core_count.unwrap_or_default();
        draft.environment.architecture = text(host.architecture).unwrap_or_default();
        if let Some(version) = text(host.benchmark_dot_net_version) {
            draft.environment.tools.insert("BenchmarkDotNet".to_owned(), version);
        }
    }
    for benchmark in document.benchmarks {
        draft.add(case(benchmark), Again::OtherProcess)?;
    }
    Ok(draft)
}

fn case(benchmark: Benchmark) -> CaseDraft {
    let mut case = CaseDraft::new(&benchmark.full_name, Parameters::new());
    let mut launches: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for one in benchmark.measurements {
        let is_result = one.iteration_mode == "Workload" && one.iteration_stage == "Result";
        if is_result && one.operations > 0.0 {
            let time = one.nanoseconds / one.operations / 1e9;
            launches.entry(one.launch_index).or_default().push(time);
        }
    }
    match benchmark.statistics {
        _ if !launches.is_empty() => case.raw(wall_time(), launches.into_values().collect()),
        Some(statistics) if !statistics.original_values.is_empty() => {
            let values = statistics.original_values.iter().map(|value| value / 1e9).collect();
            case.raw(wall_time(), vec![values]);
        }
        Some(statistics) => {
            let deviation = statistics.standard_deviation.map(|deviation| deviation / 1e9);
            let spread = Spread { count: statistics.n, standard_deviation: deviation };
            case.condensed(wall_time(), statistics.median.unwrap_or(statistics.mean) / 1e9, spread);
        }
        None => case.fail(paceline_model::FailureKind::Output, "it has no statistics"),
    }
    let bytes = benchmark.memory.and_then(|memory| memory.bytes_allocated_per_operation);
    if let Some(bytes) = bytes {
        case.raw(allocated_bytes(), vec![vec![bytes]]);
    }
    case
}
