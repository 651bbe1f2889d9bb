//! Results of asv (airspeed velocity), version 2 of its files: one file per commit and environment.

use std::collections::BTreeMap;

use paceline_model::{
    CpuInfo, Direction, Environment, Metric, MetricKind, Parameters, Spread, Unit, metrics,
};
use serde::Deserialize;
use serde_json::Value;

use crate::draft::{Again, CaseDraft, Draft};
use crate::environment::moment_of_milliseconds;
use crate::error::{Mistake, one_line};
use crate::json;
use crate::measure::{built_in, custom, parameter, wall_time};

#[derive(Deserialize)]
struct Document {
    version: u64,
    commit_hash: String,
    date: Option<i64>,
    #[serde(default)]
    params: BTreeMap<String, Value>,
    result_columns: Vec<String>,
    results: BTreeMap<String, Vec<Value>>,
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let document: Document = json::parse_python(text)?;
    if document.version != 2 {
        let found = document.version.to_string();
        return Err(Mistake::new(
            "$.version",
            "version 2; run `asv update` for older files",
            found,
        ));
    }
    let mut draft = Draft {
        started: document.date.and_then(moment_of_milliseconds),
        environment: environment(&document.params),
        ..Draft::default()
    };
    draft.commit(&document.commit_hash);
    for (name, cells) in &document.results {
        let columns = document.result_columns.iter().map(String::as_str);
        let row = Row { name, cells: columns.zip(cells).collect() };
        row.cases(&mut draft)?;
    }
    Ok(draft)
}

/// Most lists of parameters of a benchmark.
const LISTS: usize = 100;

/// One benchmark: values for each combination of its parameters, the last one fastest.
struct Row<'a> {
    name: &'a str,
    cells: BTreeMap<&'a str, &'a Value>,
}

impl Row<'_> {
    fn cases(&self, draft: &mut Draft) -> Result<(), Mistake> {
        let place = format!("$.results[{:?}]", self.name);
        // A benchmark that failed as a whole has `null`.
        let Some(results) = self.cells.get("result").filter(|value| !value.is_null()) else {
            return Ok(());
        };
        let Some(results) = results.as_array() else {
            return Err(Mistake::new(place, "a list of results", results.to_string()));
        };
        let lists = self.lists();
        if lists.len() > LISTS {
            let found = lists.len().to_string();
            return Err(Mistake::new(place, format!("at most {LISTS} parameters"), found));
        }
        for (index, result) in results.iter().enumerate() {
            // One that failed, or was skipped.
            let Some(value) = result.as_f64() else { continue };
            let mut case = CaseDraft::new(self.name, self.parameters(index));
            let samples = self.at("samples", index).and_then(Value::as_array);
            let samples: Option<Vec<_>> =
                samples.map(|list| list.iter().filter_map(Value::as_f64).collect());
            let repeat = self.at("stats_repeat", index).and_then(Value::as_u64);
            if let Some(number) = self.at("stats_number", index).and_then(Value::as_u64) {
                case.iterations = number;
            }
            match samples {
                Some(samples) if !samples.is_empty() => case.raw(self.metric(), vec![samples]),
                Some(_) | None if repeat.is_none() => case.raw(self.metric(), vec![vec![value]]),
                Some(_) | None => {
                    let spread = Spread { count: repeat, standard_deviation: None };
                    case.condensed(self.metric(), value, spread);
                }
            }
            draft.add(case, Again::SameProcess)?;
        }
        Ok(())
    }

    fn at(&self, column: &str, index: usize) -> Option<&Value> {
        self.cells.get(column)?.get(index)
    }

    /// The values of each parameter.
    fn lists(&self) -> &[Value] {
        let lists = self.cells.get("params").and_then(|value| value.as_array());
        lists.map(Vec::as_slice).unwrap_or_default()
    }

    /// The parameters of a result: their names stand in another file.
    fn parameters(&self, index: usize) -> Parameters {
        let (mut left, mut parameters) = (index, Parameters::new());
        for (place, list) in self.lists().iter().enumerate().rev() {
            let values = list.as_array().map(Vec::as_slice).unwrap_or_default();
            let count = values.len().max(1);
            let value = values.get(left % count).and_then(Value::as_str).unwrap_or_default();
            parameters.insert(format!("param{}", place + 1), parameter(value));
            left /= count;
        }
        parameters
    }

    /// By the prefix of the function's name, which is how asv tells them.
    fn metric(&self) -> Metric {
        let function = self.name.rsplit('.').next().unwrap_or_default();
        let lower = Direction::LowerIsBetter;
        match function.split('_').next().unwrap_or_default() {
            "time" | "timeraw" => wall_time(),
            "peakmem" => built_in(metrics::PEAK_RSS),
            "mem" => custom("object_bytes", Unit::BYTES, lower, MetricKind::Exact),
            _ => custom("tracked", Unit::COUNT, lower, MetricKind::Timed),
        }
    }
}

fn environment(params: &BTreeMap<String, Value>) -> Environment {
    let text =
        |name: &str| params.get(name).and_then(Value::as_str).map(|text| one_line(text, 100));
    let system = text("os").unwrap_or_default();
    let (system, kernel) = system.split_once(' ').unwrap_or((&system, ""));
    Environment {
        system: system.to_lowercase(),
        kernel: (!kernel.is_empty()).then(|| kernel.to_owned()),
        architecture: text("arch").unwrap_or_default(),
        memory_bytes: text("ram").and_then(|ram| ram.parse().ok()),
        cpu: CpuInfo {
            model: text("cpu"),
            cores: text("num_cpu").and_then(|count| count.parse().ok()).unwrap_or_default(),
            ..CpuInfo::default()
        },
        ..Environment::default()
    }
}
