//! Profiler `dhat`: allocations of programs by the stacks that asked for them, with valgrind's DHAT.

use std::collections::BTreeMap;

use paceline_model::metrics::ALLOCATIONS;
use paceline_model::{Attachment, Body, FOLDER, Instrument, MetricName, Nature, Origin, Traces};
use serde::Deserialize;

use super::callgrind::as_count;
use super::counted::{metric, profiles};
use super::gathered::{At, Gathered, Sample};
use super::log::{last_words, refusal};
use super::place::Sources;
use super::symbol::readable;
use super::valgrind;
use crate::profiler::{Availability, Profiler, ReadError, Reading, Target, Tools};
use crate::scope::Scope;

const NAME: &str = "dhat";
const FILES: &str = "dhat.out.";
const LOGS: &str = "valgrind.log.";
/// Bytes that were asked for, over the whole run.
const ALLOCATED: &str = "allocated";
/// Bytes in use when most were.
const PEAK: &str = "peak";
/// Bytes in use when the program ended.
const AT_END: &str = "at_end";
/// The version of DHAT's files that is read.
const VERSION: u32 = 2;

/// Counts the blocks of memory that programs ask the C library for. Those of statically linked programs
/// and of allocators of their own are out of its sight. A block that is resized counts once more,
/// at the place that first asked for it.
pub(super) struct Dhat;

impl Profiler for Dhat {
    fn name(&self) -> &'static str {
        NAME
    }

    fn metrics(&self) -> &'static [&'static str] {
        &[ALLOCATIONS]
    }

    fn availability(&self, target: &Target<'_>, tools: &mut Tools<'_>) -> Availability {
        match &target.case.body {
            // Python has an allocator of its own.
            Body::Python(_) => return Availability::OtherKind,
            Body::Command(_) | Body::Shell(_) => {}
        }
        let tool = match valgrind::version(tools) {
            Ok(tool) => tool,
            Err(missing) => return missing,
        };
        let file = format!("--dhat-out-file={FOLDER}/{FILES}%p");
        let options = [
            "--tool=dhat",
            "--trace-children=yes",
            "--num-callers=40",
            // Whole paths of source files.
            "--fullpath-after=",
            file.as_str(),
        ];
        Availability::Ready(Box::new(Instrument {
            profiler: NAME.to_owned(),
            tool,
            attachment: Attachment::Process(valgrind::words(&options, LOGS)),
            variables: BTreeMap::new(),
            nature: Nature::Counts,
            // 10 times where little is allocated, 40 to 97 where that is all.
            slowdown: 60.0,
            start_seconds: 0.5,
            is_demanded: false,
            custom: None,
        }))
    }

    fn read(&self, traces: &Traces, scope: &Scope) -> Result<Reading, ReadError> {
        read(traces, scope).map_err(|problem| ReadError { profiler: NAME.into(), problem })
    }
}

/// A file of DHAT, as far as it is needed.
#[derive(Deserialize)]
struct File {
    #[serde(rename = "dhatFileVersion")]
    version: u32,
    mode: String,
    #[serde(rename = "pps")]
    points: Vec<Point>,
    /// Frames, as in `0x10921A: keep (/home/me/planted.c:24)`.
    #[serde(rename = "ftbl")]
    frames: Vec<String>,
}

/// What one call stack allocated.
#[derive(Deserialize)]
struct Point {
    #[serde(rename = "tb")]
    bytes: u64,
    #[serde(rename = "tbk")]
    blocks: u64,
    /// Of these bytes, those in use when most bytes of all stacks were.
    #[serde(rename = "gb", default)]
    peak: u64,
    #[serde(rename = "eb", default)]
    at_end: u64,
    /// Places in the table of frames, innermost first.
    #[serde(rename = "fs")]
    frames: Vec<usize>,
}

fn read(traces: &Traces, scope: &Scope) -> Result<Reading, String> {
    if let Some(refusal) = refusal(traces, LOGS) {
        return Err(refusal);
    }
    if let Some(name) = traces.too_large.iter().find(|name| name.starts_with(FILES)) {
        return Err(format!("`{name}` is too large to read"));
    }
    let mut sources = Sources::of(scope);
    let metrics = [ALLOCATED, ALLOCATIONS, PEAK, AT_END].map(metric);
    let mut gathered = Gathered::new(&metrics, &sources);
    let (mut blocks, mut reading) = (0_u64, Reading::default());
    for (name, bytes) in traces.files.iter().filter(|(name, _)| name.starts_with(FILES)) {
        let found = gather(bytes, &sources, &mut gathered)
            .map_err(|problem| format!("`{name}`: {problem}"))?;
        blocks = blocks.saturating_add(found);
        let place = reading.artefacts.len() + 1;
        let kept = if place == 1 { "dhat.json".to_owned() } else { format!("dhat.{place}.json") };
        reading.artefacts.insert(kept, bytes.clone());
    }
    if reading.artefacts.is_empty() {
        return Err(format!("valgrind left no counts; it said `{}`", last_words(&traces.error)));
    }
    if blocks == 0 {
        return Err(
            "no allocation was seen; those of statically linked programs and of allocators \
                    other than the C library's are out of sight"
                .to_owned(),
        );
    }
    let (functions, stacks) = gathered.finish();
    reading.totals.insert(metric(ALLOCATIONS), as_count(blocks));
    reading.functions = profiles(functions, &metric(ALLOCATED), &mut sources);
    reading.stacks = stacks;
    Ok(reading)
}

/// Adds the stacks of one file and gives its number of blocks.
fn gather(
    bytes: &[u8],
    sources: &Sources<'_>,
    gathered: &mut Gathered<'_, '_>,
) -> Result<u64, String> {
    let file: File = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if file.version != VERSION || file.mode != "heap" {
        let File { version, mode, .. } = file;
        return Err(format!(
            "version {version}, mode `{mode}`; only version {VERSION}, `heap` is read"
        ));
    }
    let (allocated, allocations) = (metric(ALLOCATED), metric(ALLOCATIONS));
    let frames: Vec<_> = file.frames.iter().map(|text| frame(text)).collect();
    let is_own: Vec<_> =
        frames.iter().map(|at| sources.place(&at.function.0).origin == Origin::Project).collect();
    let mut blocks = 0_u64;
    for point in &file.points {
        blocks = blocks.saturating_add(point.blocks);
        let start = point.frames.iter().take_while(|place| is_allocator(&frames, **place)).count();
        let places = point.frames.get(start..).filter(|rest| !rest.is_empty());
        let places = places.unwrap_or(&point.frames);
        let stack: Option<Vec<&At>> = places.iter().map(|place| frames.get(*place)).collect();
        let stack = stack.ok_or("a frame is not in its table")?;
        // Libraries allocate for whoever calls them.
        let owner = places.iter().position(|place| is_own.get(*place) == Some(&true)).unwrap_or(0);
        let weights = [point.bytes, point.blocks, point.peak, point.at_end].map(as_count);
        let amounts: [(MetricName, f64); 2] =
            [(allocated.clone(), weights[0]), (allocations.clone(), weights[1])];
        gathered.add(&Sample { frames: &stack, owner, amounts: &amounts, weights: &weights });
    }
    Ok(blocks)
}

/// Whether a frame does nothing but allocate for its caller.
fn is_allocator(frames: &[At], place: usize) -> bool {
    const STARTS: [&str; 8] = [
        "__rust_",
        "__rustc::",
        "__rdl_",
        "__rg_",
        "alloc::",
        "<alloc::",
        "operator new",
        "std::alloc",
    ];
    frames.get(place).is_some_and(|at| {
        let (file, name) = &at.function;
        file.contains("/vgpreload_") || STARTS.iter().any(|start| name.starts_with(start))
    })
}

/// `0x10921A: keep (/home/me/planted.c:24)` in its parts; `(in /lib/libc.so.6)` is no source file.
fn frame(text: &str) -> At {
    let text = text.split_once(": ").map_or(text, |(_, text)| text);
    let (name, place) =
        text.strip_suffix(')').and_then(|text| text.rsplit_once(" (")).unwrap_or((text, ""));
    let (file, line) = match place.strip_prefix("in ") {
        // Kept of valgrind's own, which stands for the functions of the C library.
        Some(object) if object.contains("/vgpreload_") => (object, 0),
        Some(_) => ("", 0),
        None => {
            place.rsplit_once(':').map_or(("", 0), |(file, line)| (file, line.parse().unwrap_or(0)))
        }
    };
    At { function: (file.to_owned(), readable(name)), line }
}
