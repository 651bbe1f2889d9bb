//! hyperfine's `--export-json`: wall time of every run, of CPU time the mean.

use std::collections::BTreeMap;

use paceline_model::{Spread, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft, PROCESSES};
use crate::error::Mistake;
use crate::json;
use crate::measure::{built_in, cpu_time, parameter, wall_time};

#[derive(Deserialize)]
struct Document {
    results: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    command: String,
    mean: f64,
    stddev: Option<f64>,
    user: Option<f64>,
    system: Option<f64>,
    #[serde(default)]
    times: Vec<f64>,
    #[serde(default)]
    memory_usage_byte: Vec<f64>,
    #[serde(default)]
    exit_codes: Vec<Option<i32>>,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let document: Document = json::parse(text)?;
    let mut draft = Draft::default();
    for command in document.results {
        draft.add(case(command), Again::OtherProcess)?;
    }
    Ok(draft)
}

fn case(command: Entry) -> CaseDraft {
    let parameters = command.parameters.iter();
    let parameters = parameters.map(|(name, value)| (name.clone(), parameter(value))).collect();
    let mut case = CaseDraft::new(&command.command, parameters);
    // One more than allowed is refused where the case is added; all of them would take much memory.
    let most = PROCESSES + 1;
    let each = |values: Vec<f64>| values.into_iter().take(most).map(|value| vec![value]).collect();
    let runs = u64::try_from(command.times.len()).ok();
    if command.times.is_empty() {
        let spread = Spread { count: None, standard_deviation: command.stddev };
        case.condensed(wall_time(), command.mean, spread);
    } else {
        case.raw(wall_time(), each(command.times));
    }
    if let (Some(user), Some(system)) = (command.user, command.system) {
        let spread = Spread { count: runs, standard_deviation: None };
        case.condensed(cpu_time(), user + system, spread);
    }
    case.raw(built_in(metrics::PEAK_RSS), each(command.memory_usage_byte));
    let failed = command.exit_codes.iter().filter(|code| **code != Some(0)).count();
    if failed > 0 {
        case.note(format!("{failed} runs ended with an error or a signal"));
    }
    case
}
