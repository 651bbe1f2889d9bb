//! Google Benchmark's JSON: real and CPU time of each repetition, or mean and deviation where only
//! aggregates were written.

use std::collections::{BTreeMap, BTreeSet};

use paceline_model::{CpuInfo, Environment, FailureKind, Metric, Parameters, Spread, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::environment::moment;
use crate::error::Mistake;
use crate::json;
use crate::measure::{built_in, cpu_time, seconds, throughput, wall_time};

#[derive(Deserialize)]
struct Document {
    context: Option<Context>,
    benchmarks: Vec<Entry>,
}

#[derive(Deserialize)]
struct Context {
    date: Option<String>,
    num_cpus: Option<u32>,
    library_build_type: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    run_name: Option<String>,
    run_type: Option<String>,
    aggregate_name: Option<String>,
    iterations: Option<u64>,
    real_time: Option<f64>,
    cpu_time: Option<f64>,
    time_unit: Option<String>,
    items_per_second: Option<f64>,
    bytes_per_second: Option<f64>,
    error_occurred: Option<bool>,
    error_message: Option<String>,
}

impl Entry {
    fn is_aggregate(&self) -> bool {
        self.run_type.as_deref() == Some("aggregate")
    }

    fn benchmark(&self) -> String {
        self.run_name.clone().unwrap_or_else(|| self.name.clone())
    }
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let document: Document = json::parse(text)?;
    let mut draft = Draft::default();
    let mut notes = Vec::new();
    if let Some(context) = document.context {
        draft.started = context.date.as_deref().and_then(moment);
        let cpu = CpuInfo { cores: context.num_cpus.unwrap_or_default(), ..CpuInfo::default() };
        draft.environment = Environment { cpu, ..Environment::default() };
        if context.library_build_type.as_deref() == Some("debug") {
            notes.push("its library was built for debugging, so times may be off".to_owned());
        }
    }
    let entries = document.benchmarks;
    let raw: BTreeSet<_> =
        entries.iter().filter(|entry| !entry.is_aggregate()).map(Entry::benchmark).collect();
    let deviations = deviations(&entries);
    for (index, entry) in entries.iter().enumerate() {
        let is_mean = entry.aggregate_name.as_deref() == Some("mean");
        let is_wanted = !entry.is_aggregate() || (is_mean && !raw.contains(&entry.benchmark()));
        if is_wanted {
            let mut case = case(entry, &format!("$.benchmarks[{index}]"), &deviations)?;
            for note in &notes {
                case.note(String::clone(note));
            }
            draft.add(case, Again::SameProcess)?;
        }
    }
    Ok(draft)
}

fn deviations(entries: &[Entry]) -> BTreeMap<String, &Entry> {
    let is_deviation = |entry: &&Entry| entry.aggregate_name.as_deref() == Some("stddev");
    entries.iter().filter(is_deviation).map(|entry| (entry.benchmark(), entry)).collect()
}

fn case(
    entry: &Entry,
    place: &str,
    deviations: &BTreeMap<String, &Entry>,
) -> Result<CaseDraft, Mistake> {
    let mut case = CaseDraft::new(&entry.benchmark(), Parameters::new());
    if entry.error_occurred == Some(true) {
        case.fail(FailureKind::Crash, entry.error_message.as_deref().unwrap_or("it failed"));
        return Ok(case);
    }
    let deviation = deviations.get(&entry.benchmark()).copied();
    let scale = |value: Option<f64>, field: &str| time(entry, value, &format!("{place}.{field}"));
    let times = [
        (wall_time(), entry.real_time, "real_time", deviation.and_then(|one| one.real_time)),
        (cpu_time(), entry.cpu_time, "cpu_time", deviation.and_then(|one| one.cpu_time)),
    ];
    for (metric, value, field, deviation) in times {
        let value = scale(value, field)?;
        let deviation = deviation.map(|one| scale(Some(one), field)).transpose()?;
        push(&mut case, entry, metric, value, deviation);
    }
    let items = entry.items_per_second.map(|rate| (built_in(metrics::THROUGHPUT), rate));
    let rate = items.or_else(|| Some((throughput("B/s"), entry.bytes_per_second?)));
    if let Some((metric, rate)) = rate {
        push(&mut case, entry, metric, rate, None);
    }
    if !entry.is_aggregate() {
        case.iterations = entry.iterations.unwrap_or(1);
    }
    Ok(case)
}

fn push(case: &mut CaseDraft, entry: &Entry, metric: Metric, value: f64, deviation: Option<f64>) {
    if entry.is_aggregate() {
        // Of an aggregate, `iterations` counts the repetitions.
        let spread = Spread { count: entry.iterations, standard_deviation: deviation };
        case.condensed(metric, value, spread);
    } else {
        case.raw(metric, vec![vec![value]]);
    }
}

fn time(entry: &Entry, value: Option<f64>, place: &str) -> Result<f64, Mistake> {
    let Some(value) = value else { return Err(Mistake::missing(place, "a time")) };
    let unit = entry.time_unit.as_deref().unwrap_or("ns");
    seconds(value, unit)
        .ok_or_else(|| Mistake::new(place, "a `time_unit` of `ns`, `us`, `ms` or `s`", unit))
}
