//! pytest-benchmark's `--benchmark-json`: one value per round, all rounds of one process.

use std::collections::BTreeMap;

use paceline_model::{CpuInfo, Environment, Spread};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::draft::{Again, CaseDraft, Draft};
use crate::environment::moment;
use crate::error::{Mistake, one_line};
use crate::json;
use crate::measure::{parameters, wall_time};

#[derive(Deserialize)]
struct Document {
    benchmarks: Vec<Benchmark>,
    machine_info: Option<Host>,
    commit_info: Option<Commit>,
    datetime: Option<String>,
    version: Option<String>,
}

#[derive(Deserialize)]
struct Benchmark {
    name: String,
    fullname: Option<String>,
    params: Option<BTreeMap<String, Box<RawValue>>>,
    stats: Statistics,
}

#[derive(Deserialize)]
struct Statistics {
    mean: f64,
    median: Option<f64>,
    stddev: Option<f64>,
    rounds: Option<u64>,
    iterations: Option<u64>,
    #[serde(default)]
    data: Vec<f64>,
}

#[derive(Deserialize)]
struct Host {
    system: Option<String>,
    machine: Option<String>,
    release: Option<String>,
    python_implementation: Option<String>,
    python_version: Option<String>,
    cpu: Option<Cpu>,
}

#[derive(Deserialize)]
struct Cpu {
    brand_raw: Option<String>,
    count: Option<u32>,
}

#[derive(Deserialize)]
struct Commit {
    id: Option<String>,
    dirty: Option<bool>,
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let document: Document = json::parse_python(text)?;
    let mut draft = Draft::default();
    if let Some(commit) = document.commit_info {
        draft.commit(commit.id.as_deref().unwrap_or_default());
        draft.revision.dirty = commit.dirty.unwrap_or_default();
    }
    draft.started = document.datetime.as_deref().and_then(moment);
    let interpreter = document.machine_info.as_ref().and_then(interpreter);
    if let Some(machine) = document.machine_info {
        draft.environment = environment(machine);
    }
    if let Some(version) = document.version {
        draft.environment.tools.insert("pytest-benchmark".to_owned(), one_line(&version, 50));
    }
    for benchmark in document.benchmarks {
        let case = CaseDraft { interpreter: interpreter.clone(), ..case(benchmark) };
        draft.add(case, Again::SameProcess)?;
    }
    Ok(draft)
}

fn case(benchmark: Benchmark) -> CaseDraft {
    let parameters = benchmark.params.as_ref().map(parameters).unwrap_or_default();
    let name = benchmark.fullname.unwrap_or(benchmark.name);
    // `test_sort[100]` names its parameters, which stand beside it.
    let plain = name.split_once('[').filter(|_| !parameters.is_empty());
    let mut case = CaseDraft::new(plain.map_or(name.as_str(), |(plain, _)| plain), parameters);
    let stats = benchmark.stats;
    case.iterations = stats.iterations.unwrap_or(1);
    if stats.data.is_empty() {
        let spread = Spread { count: stats.rounds, standard_deviation: stats.stddev };
        case.condensed(wall_time(), stats.median.unwrap_or(stats.mean), spread);
    } else {
        case.raw(wall_time(), vec![stats.data]);
    }
    case
}

fn interpreter(machine: &Host) -> Option<String> {
    let implementation = machine.python_implementation.as_ref()?.to_lowercase();
    let name = format!("{implementation} {}", machine.python_version.as_ref()?);
    Some(one_line(&name, 100))
}

fn environment(machine: Host) -> Environment {
    let text = |text: Option<String>| text.map(|text| one_line(&text, 100)).unwrap_or_default();
    let cpu = machine.cpu.unwrap_or(Cpu { brand_raw: None, count: None });
    Environment {
        system: text(machine.system).to_lowercase(),
        architecture: text(machine.machine),
        kernel: machine.release.map(|release| one_line(&release, 100)),
        cpu: CpuInfo {
            model: cpu.brand_raw.map(|model| one_line(&model, 100)),
            cores: cpu.count.unwrap_or_default(),
            ..CpuInfo::default()
        },
        ..Environment::default()
    }
}
