//! Profiler `counters`: instructions of whole processes as the processor itself counts them.

use std::collections::BTreeMap;

use paceline_model::metrics::INSTRUCTIONS;
use paceline_model::{Attachment, Body, FOLDER, Instrument, Nature, PythonTarget, Traces};

use super::callgrind::as_count;
use super::counted::metric;
use super::log::last_words;
use crate::profiler::{Availability, Profiler, ReadError, Reading, Target, Tools};
use crate::scope::Scope;

const NAME: &str = "counters";
/// What perf writes.
const FILE: &str = "counters.csv";
/// Instructions in programs, not in the kernel.
const EVENT: &str = "instructions:u";

/// Takes the processor's own count, which costs next to nothing; few virtual machines have it.
///
/// Not the number that callgrind counts: that one knows other instructions as one or as several.
pub(super) struct Counters;

impl Profiler for Counters {
    fn name(&self) -> &'static str {
        NAME
    }

    fn metrics(&self) -> &'static [&'static str] {
        &[INSTRUCTIONS]
    }

    fn availability(&self, target: &Target<'_>, tools: &mut Tools<'_>) -> Availability {
        if let Body::Python(body) = &target.case.body
            && let PythonTarget::Function { .. } = body.target
        {
            return Availability::OtherKind;
        }
        let missing = |reason: &str, remedy: &str| Availability::Missing {
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        };
        let Some(version) = tools.answer(&["perf", "--version"]) else {
            return missing("no `perf` in `PATH`", "apt-get install linux-perf");
        };
        let probe = ["perf", "stat", "-x", ",", "--log-fd", "1", "-e", EVENT, "true"];
        if tools.answer(&probe).and_then(|answer| instructions(&answer)).is_none() {
            return missing(
                "this machine does not let programs read the processor's counters",
                "use `callgrind`, or a machine that is not virtual",
            );
        }
        let file = format!("{FOLDER}/{FILE}");
        let words = ["perf", "stat", "-x", ",", "-o", file.as_str(), "-e", EVENT, "--"];
        Availability::Ready(Box::new(Instrument {
            profiler: NAME.to_owned(),
            tool: format!("{}-counters", version.replace(" version ", "-")),
            attachment: Attachment::Process(words.map(str::to_owned).to_vec()),
            variables: BTreeMap::new(),
            nature: Nature::Counts,
            slowdown: 1.0,
            start_seconds: 0.1,
            is_demanded: false,
            custom: None,
        }))
    }

    fn read(&self, traces: &Traces, _scope: &Scope) -> Result<Reading, ReadError> {
        let text = traces.files.get(FILE).map(|bytes| String::from_utf8_lossy(bytes));
        let count = text.as_deref().and_then(instructions).ok_or_else(|| ReadError {
            profiler: NAME.into(),
            problem: format!(
                "no count of `{EVENT}`; the last words are `{}`",
                last_words(text.as_deref().unwrap_or(&traces.error))
            ),
        })?;
        let totals = BTreeMap::from([(metric(INSTRUCTIONS), as_count(count))]);
        Ok(Reading { totals, ..Reading::default() })
    }
}

/// The count in `1234,,instructions:u,5678,100.00,,`; `None` for `<not supported>`.
fn instructions(text: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.contains(EVENT))?;
    line.split(',').next()?.parse().ok().filter(|count| *count > 0)
}
