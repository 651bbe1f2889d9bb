//! Benchmarks of JavaScript: what vitest writes, and the results of tinybench and benchmark.js as JSON
//! lists. Samples are of one process.

use paceline_model::{Parameters, Spread};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::json;
use crate::measure::{wall_time, workload_name};

/// Times in milliseconds, as vitest and tinybench have them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Milliseconds {
    mean: f64,
    sd: Option<f64>,
    samples: Option<Vec<f64>>,
    #[serde(alias = "samplesCount")]
    sample_count: Option<u64>,
}

impl Milliseconds {
    fn case(self, name: &str) -> CaseDraft {
        let mut case = CaseDraft::new(name, Parameters::new());
        let samples = self.samples.unwrap_or_default();
        if samples.is_empty() {
            let deviation = self.sd.map(|deviation| deviation / 1e3);
            let spread = Spread { count: self.sample_count, standard_deviation: deviation };
            case.condensed(wall_time(), self.mean / 1e3, spread);
        } else {
            case.raw(wall_time(), vec![samples.into_iter().map(|one| one / 1e3).collect()]);
        }
        case
    }
}

#[derive(Deserialize)]
struct Vitest {
    files: Vec<VitestFile>,
}

#[derive(Deserialize)]
struct VitestFile {
    groups: Vec<VitestGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VitestGroup {
    full_name: String,
    benchmarks: Vec<VitestBenchmark>,
}

#[derive(Deserialize)]
struct VitestBenchmark {
    name: String,
    #[serde(flatten)]
    times: Milliseconds,
}

/// What `vitest bench --outputJson` writes.
pub(crate) fn read_vitest(text: &str) -> Result<Draft, Mistake> {
    let document: Vitest = json::parse(text)?;
    let mut draft = Draft::default();
    for group in document.files.into_iter().flat_map(|file| file.groups) {
        // Cut, since it stands before the name of every benchmark.
        let group_name = workload_name(&group.full_name);
        for benchmark in group.benchmarks {
            let name = format!("{group_name} > {}", benchmark.name);
            draft.add(benchmark.times.case(&name), Again::SameProcess)?;
        }
    }
    Ok(draft)
}

#[derive(Deserialize)]
struct Task {
    name: String,
    result: TaskResult,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TaskResult {
    Parted { latency: Milliseconds },
    Flat(Milliseconds),
}

/// A list of tinybench's tasks, each with `name` and `result`.
pub(crate) fn read_tinybench(text: &str) -> Result<Draft, Mistake> {
    let tasks: Vec<Task> = json::parse(text)?;
    let mut draft = Draft::default();
    for task in tasks {
        let times = match task.result {
            TaskResult::Parted { latency } => latency,
            TaskResult::Flat(times) => times,
        };
        draft.add(times.case(&task.name), Again::SameProcess)?;
    }
    Ok(draft)
}

#[derive(Deserialize)]
struct Benchmark {
    name: String,
    count: Option<u64>,
    stats: Statistics,
}

/// Times in seconds.
#[derive(Deserialize)]
struct Statistics {
    mean: f64,
    deviation: Option<f64>,
    #[serde(default)]
    sample: Vec<f64>,
}

/// A list of benchmark.js's benchmarks, each with `name` and `stats`.
pub(crate) fn read_benchmark_js(text: &str) -> Result<Draft, Mistake> {
    let benchmarks: Vec<Benchmark> = json::parse(text)?;
    let mut draft = Draft::default();
    for benchmark in benchmarks {
        let mut case = CaseDraft::new(&benchmark.name, Parameters::new());
        case.iterations = benchmark.count.unwrap_or(1);
        let stats = benchmark.stats;
        if stats.sample.is_empty() {
            let spread = Spread { count: None, standard_deviation: stats.deviation };
            case.condensed(wall_time(), stats.mean, spread);
        } else {
            case.raw(wall_time(), vec![stats.sample]);
        }
        draft.add(case, Again::SameProcess)?;
    }
    Ok(draft)
}
