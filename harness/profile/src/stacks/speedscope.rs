//! Stacks in the format of speedscope (<https://www.speedscope.app/file-format-schema.json>).

use std::collections::BTreeMap;

use paceline_model::{Unit, unit_of};
use serde::Serialize;

use super::union::Union;
use super::{Frame, Stacks};

const SCHEMA: &str = "https://www.speedscope.app/file-format-schema.json";

/// One or two sides as a speedscope document: JSON in one line, with a final line break.
///
/// - `title`: what the document shows, as in `put-get[capacity=128]`.
/// - `sides`: a name for each, as in `base` and `head`, and its stacks. Every side is a profile of its
///   own; all share their frames.
/// - `most`: stacks of a side at most, 1 at least; the lightest become one named `[other]`.
pub fn speedscope(
    title: &str,
    sides: &[(&str, &Stacks)],
    most: usize,
) -> Result<String, serde_json::Error> {
    let mut frames = Frames::default();
    let profiles: Vec<_> = sides
        .iter()
        .map(|(name, stacks)| {
            let union = Union::new([stacks], |_, frame| frame.clone()).heaviest(most);
            frames.profile(name, unit(stacks), &union)
        })
        .collect();
    let document = Document {
        schema: SCHEMA,
        name: title,
        exporter: concat!("paceline ", env!("CARGO_PKG_VERSION")),
        active_profile_index: 0,
        shared: Shared { frames: frames.shown },
        profiles,
    };
    Ok(serde_json::to_string(&document)? + "\n")
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'a str,
    exporter: &'static str,
    #[serde(rename = "activeProfileIndex")]
    active_profile_index: usize,
    shared: Shared,
    profiles: Vec<SampledProfile>,
}

#[derive(Serialize)]
struct Shared {
    frames: Vec<ShownFrame>,
}

#[derive(Serialize)]
struct ShownFrame {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SampledProfile {
    r#type: &'static str,
    name: String,
    unit: &'static str,
    start_value: f64,
    end_value: f64,
    samples: Vec<Vec<usize>>,
    weights: Vec<f64>,
}

/// The frames of all profiles.
#[derive(Default)]
struct Frames {
    places: BTreeMap<Frame, usize>,
    shown: Vec<ShownFrame>,
}

impl Frames {
    fn profile(&mut self, name: &str, unit: &'static str, union: &Union<1>) -> SampledProfile {
        let places: Vec<_> = union.frames.iter().map(|frame| self.place(frame)).collect();
        let place = |place: &u32| places.get(usize::try_from(*place).ok()?).copied();
        let samples = union.rows.keys().map(|stack| stack.iter().filter_map(place).collect());
        let weights: Vec<_> = union.rows.values().map(|[weight]| *weight).collect();
        SampledProfile {
            r#type: "sampled",
            name: name.to_owned(),
            unit,
            start_value: 0.0,
            end_value: weights.iter().sum(),
            samples: samples.collect(),
            weights,
        }
    }

    fn place(&mut self, frame: &Frame) -> usize {
        if let Some(place) = self.places.get(frame) {
            return *place;
        }
        let place = self.shown.len();
        self.places.insert(frame.clone(), place);
        self.shown.push(ShownFrame {
            name: frame.name.clone(),
            file: frame.file.clone(),
            line: (frame.line > 0).then_some(frame.line),
        });
        place
    }
}

/// The units that the format knows; `none` for counts.
fn unit(stacks: &Stacks) -> &'static str {
    match unit_of(&stacks.metric).0.as_str() {
        Unit::SECONDS => "seconds",
        Unit::BYTES => "bytes",
        _ => "none",
    }
}
