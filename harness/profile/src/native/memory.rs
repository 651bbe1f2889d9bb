//! Profiler `memory`: resident memory of a process and all under it over time, with the true peak.

use std::collections::BTreeMap;

use paceline_model::{Attachment, Body, FOLDER, Instrument, Nature, PythonTarget, Traces};
use serde::Deserialize;
use serde_json::Value;

use super::log::last_words;
use crate::profiler::{Availability, Profiler, ReadError, Reading, Target, Tools};
use crate::scope::Scope;

const NAME: &str = "memory";
/// What is run of a Python function.
const MODE: &str = include_str!("../python/collect/memory.py");
/// Its curve.
const FILE: &str = "memory-over-time.json";
/// Points at most in a curve.
const MOST_POINTS: usize = 100_000;

/// Takes the kernel's high-water mark once a millisecond and sets it back, so that no peak is too short
/// to be seen.
pub(super) struct Memory;

impl Profiler for Memory {
    fn name(&self) -> &'static str {
        NAME
    }

    fn metrics(&self) -> &'static [&'static str] {
        &[]
    }

    fn availability(&self, target: &Target<'_>, tools: &mut Tools<'_>) -> Availability {
        let Some(mut words) = tools.sampler().map(<[String]>::to_vec) else {
            return Availability::Missing {
                reason: "this system does not tell the peaks of a running process".to_owned(),
                remedy: "run it on Linux".to_owned(),
            };
        };
        words.push(format!("{FOLDER}/{FILE}"));
        let is_function = match &target.case.body {
            Body::Python(body) => matches!(body.target, PythonTarget::Function { .. }),
            Body::Command(_) | Body::Shell(_) => false,
        };
        let attachment = if is_function {
            let source = MODE.to_owned();
            Attachment::Function { prefix: words, source, options: Value::Null }
        } else {
            Attachment::Process(words)
        };
        Availability::Ready(Box::new(Instrument {
            profiler: NAME.to_owned(),
            tool: "high-water mark".to_owned(),
            attachment,
            variables: BTreeMap::new(),
            nature: Nature::Samples,
            slowdown: 1.1,
            start_seconds: 0.1,
            is_demanded: false,
            custom: None,
        }))
    }

    fn read(&self, traces: &Traces, _scope: &Scope) -> Result<Reading, ReadError> {
        read(traces).map_err(|problem| ReadError { profiler: NAME.into(), problem })
    }
}

/// The curve, as far as it has to be checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Curve {
    unit: [String; 2],
    /// Seconds since the start, and bytes.
    peak: (f64, u64),
    samples: Vec<(f64, u64)>,
}

fn read(traces: &Traces) -> Result<Reading, String> {
    let Some(bytes) = traces.files.get(FILE) else {
        return Err(format!("there is no `{FILE}`; it said `{}`", last_words(&traces.error)));
    };
    let curve: Curve =
        serde_json::from_slice(bytes).map_err(|error| format!("`{FILE}`: {error}"))?;
    let is_sound = curve.unit == ["s", "B"]
        && curve.samples.len() <= MOST_POINTS
        && curve.samples.iter().all(|(_, bytes)| *bytes <= curve.peak.1);
    if !is_sound {
        return Err(format!("`{FILE}` is no curve of seconds and bytes below its peak"));
    }
    if curve.samples.is_empty() {
        return Err("the process ended before its memory could be seen".to_owned());
    }
    let artefacts = BTreeMap::from([(FILE.to_owned(), bytes.clone())]);
    Ok(Reading { artefacts, ..Reading::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Reading, String> {
        let files = BTreeMap::from([(FILE.to_owned(), text.into())]);
        read(&Traces { files, ..Traces::default() })
    }

    #[test]
    fn a_curve_is_kept_as_it_is() {
        let text = r#"{"unit":["s","B"],"peak":[0.5,4096],"samples":[[0.25,1024],[0.5,4096]]}"#;
        assert_eq!(read_text(text).unwrap().artefacts[FILE], text.as_bytes());
    }

    #[test]
    fn what_is_no_curve_is_refused() {
        let refused = |text: &str| read_text(text).unwrap_err();
        assert!(refused("{").contains("memory-over-time.json"));
        let above = r#"{"unit":["s","B"],"peak":[0,1],"samples":[[0,2]]}"#;
        assert!(refused(above).ends_with("below its peak"));
        let empty = r#"{"unit":["s","B"],"peak":[0,0],"samples":[]}"#;
        assert!(refused(empty).starts_with("the process ended"));
        assert!(read(&Traces::default()).unwrap_err().starts_with("there is no"));
    }
}
