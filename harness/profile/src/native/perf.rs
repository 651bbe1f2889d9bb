//! Profiler `perf`: where programs spend their processor time, by samples of the kernel.

use std::collections::BTreeMap;

use paceline_model::{Attachment, Body, FOLDER, Instrument, Nature, PythonTarget, Traces};

use super::counted::{metric, profiles};
use super::gathered::{At, Gathered, Sample};
use super::log::last_words;
use super::place::Sources;
use super::symbol::readable;
use crate::profiler::{Availability, Profiler, ReadError, Reading, Target, Tools};
use crate::scope::Scope;

const NAME: &str = "perf";
/// What the samples weigh: seconds of processor time.
const TIME: &str = "time";
/// The samples as text, and what perf had to say about writing them.
const SAMPLES: &str = "perf.txt";
const COMPLAINTS: &str = "perf.log";
/// Records and then writes the samples as text, since reading needs a process too. The folder is its first
/// argument; the program and its arguments follow, and its status is the program's. Nothing is put into the
/// text of the line.
const RECORD: &str = r#"folder=$1
shift
perf record --quiet --event cpu-clock:u --freq 499 --call-graph dwarf,8192 \
    --output "$folder/perf.data" -- "$@"
status=$?
perf script --no-inline --fields comm,pid,tid,time,period,event,ip,sym,dso \
    --input "$folder/perf.data" >"$folder/perf.txt" 2>"$folder/perf.log"
rm -f "$folder/perf.data"
exit "$status""#;
/// Most functions of one stack that are read.
const DEEPEST: usize = 500;

/// Samples the stacks of all processes some 500 times in a second of their own time.
pub(super) struct Perf;

impl Profiler for Perf {
    fn name(&self) -> &'static str {
        NAME
    }

    fn metrics(&self) -> &'static [&'static str] {
        &[]
    }

    fn availability(&self, target: &Target<'_>, tools: &mut Tools<'_>) -> Availability {
        if let Body::Python(body) = &target.case.body
            && let PythonTarget::Function { .. } = body.target
        {
            return Availability::OtherKind;
        }
        let Some(version) = tools.answer(&["perf", "--version"]) else {
            return Availability::Missing {
                reason: "no `perf` in `PATH`".to_owned(),
                remedy: "apt-get install linux-perf (Debian) or linux-tools-generic (Ubuntu)"
                    .to_owned(),
            };
        };
        let words = ["/bin/sh", "-c", RECORD, "sh", FOLDER];
        Availability::Ready(Box::new(Instrument {
            profiler: NAME.to_owned(),
            tool: version.replace(" version ", "-"),
            attachment: Attachment::Process(words.map(str::to_owned).to_vec()),
            variables: BTreeMap::new(),
            nature: Nature::Samples,
            slowdown: 1.3,
            start_seconds: 1.0,
            is_demanded: false,
            custom: None,
        }))
    }

    fn read(&self, traces: &Traces, scope: &Scope) -> Result<Reading, ReadError> {
        read(traces, scope).map_err(|problem| ReadError { profiler: NAME.into(), problem })
    }
}

fn read(traces: &Traces, scope: &Scope) -> Result<Reading, String> {
    if traces.error.contains("perf_event_paranoid") {
        return Err("the kernel does not let this user sample; \
                    `sysctl kernel.perf_event_paranoid=2` does"
            .to_owned());
    }
    if traces.too_large.iter().any(|name| name == SAMPLES) {
        return Err(format!("`{SAMPLES}` is too large to read"));
    }
    let mut sources = Sources::of(scope);
    let mut gathered = Gathered::new(&[metric(TIME)], &sources);
    let bytes = traces.files.get(SAMPLES).map_or(&[][..], Vec::as_slice);
    for block in String::from_utf8_lossy(bytes).split("\n\n") {
        gather(block, &mut gathered)?;
    }
    if gathered.is_empty() {
        let log = traces.files.get(COMPLAINTS).map(|bytes| String::from_utf8_lossy(bytes));
        let words = log.filter(|log| !log.trim().is_empty());
        let words = last_words(words.as_deref().unwrap_or(&traces.error));
        return Err(format!("no samples; the last words are `{words}`"));
    }
    let (functions, stacks) = gathered.finish();
    Ok(Reading {
        functions: profiles(functions, &metric(TIME), &mut sources),
        stacks,
        artefacts: BTreeMap::from([(SAMPLES.to_owned(), bytes.to_vec())]),
        ..Reading::default()
    })
}

/// Adds one sample: a line about it, then its functions, innermost first.
fn gather(block: &str, gathered: &mut Gathered<'_, '_>) -> Result<(), String> {
    let mut lines = block.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(head) = lines.next() else { return Ok(()) };
    let nanoseconds = period(head)
        .ok_or_else(|| format!("`{}` is not the head of a sample", last_words(head)))?;
    let frames: Vec<At> = lines.take(DEEPEST).map(frame).collect();
    let frames: Vec<_> = frames.iter().collect();
    let seconds = nanoseconds * 1e-9;
    let amounts = [(metric(TIME), seconds)];
    gathered.add(&Sample { frames: &frames, owner: 0, amounts: &amounts, weights: &[seconds] });
    Ok(())
}

/// `spin 25587/25587 25543.453246:    2004008 cpu-clock:u: ` weighs 2004008 ns.
fn period(head: &str) -> Option<f64> {
    let (before, _event) = head.trim_end().rsplit_once(' ')?;
    let period: u32 = before.trim_end().rsplit(' ').next()?.parse().ok()?;
    Some(f64::from(period))
}

/// `1148 find (/tmp/n/spin)` without its address and object.
fn frame(line: &str) -> At {
    let text = line.trim().split_once(' ').map_or("", |(_, text)| text);
    let name = text.rsplit_once(" (").map_or(text, |(name, _)| name);
    At { function: (String::new(), readable(name)), line: 0 }
}
