//! Results of asv (airspeed velocity), version 2 of its files: one file per commit and environment.

use std::collections::BTreeMap;

use paceline_model::{
    CpuInfo, Direction, Environment, Metric, MetricKind, Parameters, Spread, Unit, metrics,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

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
    params: BTreeMap<String, Box<RawValue>>,
    result_columns: Vec<String>,
    results: BTreeMap<String, Vec<Box<RawValue>>>,
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
        if let Some(row) = Row::new(name, &columns.zip(cells.iter().map(AsRef::as_ref)).collect())?
        {
            row.cases(&mut draft)?;
        }
    }
    Ok(draft)
}

/// Most lists of parameters of a benchmark.
const LISTS: usize = 100;

/// One benchmark: values for each combination of its parameters, the last one fastest.
struct Row<'a> {
    name: &'a str,
    /// `None` for one that failed, or was skipped.
    results: Vec<Option<f64>>,
    samples: Vec<Option<Vec<Option<f64>>>>,
    repeats: Vec<Option<u64>>,
    numbers: Vec<Option<u64>>,
    /// The values of each parameter.
    lists: Vec<Vec<String>>,
}

impl<'a> Row<'a> {
    /// `None` for a benchmark that failed as a whole.
    fn new(name: &'a str, cells: &BTreeMap<&str, &RawValue>) -> Result<Option<Self>, Mistake> {
        let cells = Cells { name, cells };
        let Some(results) = cells.get("result")? else { return Ok(None) };
        let lists: Vec<_> = cells.get("params")?.unwrap_or_default();
        if lists.len() > LISTS {
            let expected = format!("at most {LISTS} parameters");
            return Err(Mistake::new(cells.place("params"), expected, lists.len().to_string()));
        }
        Ok(Some(Self {
            name,
            results,
            samples: cells.get("samples")?.unwrap_or_default(),
            repeats: cells.get("stats_repeat")?.unwrap_or_default(),
            numbers: cells.get("stats_number")?.unwrap_or_default(),
            lists,
        }))
    }

    fn cases(&self, draft: &mut Draft) -> Result<(), Mistake> {
        for (index, result) in self.results.iter().enumerate() {
            let Some(value) = *result else { continue };
            let mut case = CaseDraft::new(self.name, self.parameters(index));
            let samples = self.samples.get(index).and_then(Option::as_ref);
            let samples: Option<Vec<_>> =
                samples.map(|list| list.iter().copied().flatten().collect());
            let repeat = self.repeats.get(index).copied().flatten();
            if let Some(number) = self.numbers.get(index).copied().flatten() {
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

    /// The parameters of a result: their names stand in another file.
    fn parameters(&self, index: usize) -> Parameters {
        let (mut left, mut parameters) = (index, Parameters::new());
        for (place, values) in self.lists.iter().enumerate().rev() {
            let count = values.len().max(1);
            let value = values.get(left % count).map(String::as_str).unwrap_or_default();
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

/// The columns of a benchmark, as they are written.
struct Cells<'a> {
    name: &'a str,
    cells: &'a BTreeMap<&'a str, &'a RawValue>,
}

impl Cells<'_> {
    fn place(&self, column: &str) -> String {
        format!("$.results[{:?}].{column}", self.name)
    }

    /// A column; `None` where it is missing or `null`.
    fn get<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>, Mistake> {
        let Some(cell) = self.cells.get(column) else { return Ok(None) };
        json::parse(cell.get()).map_err(|mistake| mistake.within(&self.place(column)))
    }
}

fn environment(params: &BTreeMap<String, Box<RawValue>>) -> Environment {
    let text = |name: &str| {
        let text: Option<String> = json::parse(params.get(name)?.get()).ok();
        text.map(|text| one_line(&text, 100))
    };
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
