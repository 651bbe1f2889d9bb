//! Folded stacks and speedscope documents: how much they hold together. Where it went is what
//! `paceline profile` shows, which runs the profilers itself.

use paceline_model::{Direction, Metric, MetricKind, Parameters, Unit};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::json;
use crate::measure::{bytes, custom, seconds};

/// Lines `outer;inner weight`.
pub(crate) fn read_folded(text: &str) -> Result<Draft, Mistake> {
    let mut total = 0.0;
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let (stack, weight) =
            line.trim_end().rsplit_once(char::is_whitespace).unwrap_or(("", line));
        let weight =
            weight.parse().ok().filter(|weight: &f64| weight.is_finite() && *weight >= 0.0);
        match weight {
            Some(weight) if !stack.trim().is_empty() => total += weight,
            Some(_) | None => {
                return Err(Mistake::in_line(index, "`outer;inner weight`", line));
            }
        }
    }
    let mut draft = Draft::default();
    if total > 0.0 {
        let mut case = CaseDraft::new("stacks", Parameters::new());
        case.raw(weights("samples", Unit::COUNT), vec![vec![total]]);
        draft.add(case, Again::OtherProcess)?;
    }
    Ok(draft)
}

#[derive(Deserialize)]
struct Document {
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    r#type: String,
    #[serde(default)]
    name: String,
    unit: String,
    start_value: f64,
    end_value: f64,
    #[serde(default)]
    weights: Vec<f64>,
}

/// A document of speedscope (<https://www.speedscope.app/file-format-schema.json>).
pub(crate) fn read_speedscope(text: &str) -> Result<Draft, Mistake> {
    let document: Document = json::parse(text)?;
    let mut draft = Draft::default();
    for (index, profile) in document.profiles.into_iter().enumerate() {
        let total = match profile.r#type.as_str() {
            "sampled" => profile.weights.iter().sum(),
            "evented" => profile.end_value - profile.start_value,
            other => {
                let place = format!("$.profiles[{index}].type");
                return Err(Mistake::new(place, "`sampled` or `evented`", other));
            }
        };
        let (metric, value) = if let Some(value) = seconds(total, &profile.unit) {
            (weights("sampled_time", Unit::SECONDS), value)
        } else if let Some(value) = bytes(total, &profile.unit) {
            (weights("sampled_bytes", Unit::BYTES), value)
        } else {
            (weights("samples", Unit::COUNT), total)
        };
        let mut case = CaseDraft::new(&without_numbers(&profile.name), Parameters::new());
        case.raw(metric, vec![vec![value]]);
        draft.add(case, Again::SameProcess)?;
    }
    Ok(draft)
}

/// A name without the numbers of threads and processes, which are others in every run, and without the
/// `""` of those that have no name.
fn without_numbers(name: &str) -> String {
    let (mut kept, mut before) = (Vec::new(), "");
    for word in name.split(' ') {
        let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let is_other = is_number && matches!(before, "Thread" | "Process");
        if !is_other && word != "\"\"" {
            kept.push(word);
        }
        before = word;
    }
    kept.join(" ")
}

fn weights(name: &str, unit: &str) -> Metric {
    custom(name, unit, Direction::LowerIsBetter, MetricKind::Timed)
}
