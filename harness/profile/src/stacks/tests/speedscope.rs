//! Speedscope documents, held against the types of the format.

use serde::Deserialize;

use super::{cache, stacks};
use crate::stacks::{Stacks, speedscope};

/// The parts of <https://github.com/jlfwong/speedscope/blob/main/src/lib/file-format-spec.ts> that a
/// document of sampled profiles has. Nothing else is allowed in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct File {
    #[serde(rename = "$schema")]
    schema: String,
    shared: Shared,
    profiles: Vec<Profile>,
    name: Option<String>,
    active_profile_index: Option<usize>,
    exporter: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    frames: Vec<ShownFrame>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShownFrame {
    name: String,
    file: Option<String>,
    line: Option<u32>,
    col: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Profile {
    r#type: Kind,
    name: String,
    unit: ValueUnit,
    start_value: f64,
    end_value: f64,
    samples: Vec<Vec<usize>>,
    weights: Vec<f64>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Sampled,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ValueUnit {
    None,
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
    Bytes,
}

/// The document, after everything that the format demands was looked at.
fn checked(sides: &[(&str, &Stacks)], most: usize) -> File {
    let json = speedscope("put-get[capacity=128]", sides, most).unwrap();
    let file: File = serde_json::from_str(&json).unwrap();
    assert_eq!(file.schema, "https://www.speedscope.app/file-format-schema.json");
    assert!(file.active_profile_index.unwrap() < file.profiles.len().max(1));
    for profile in &file.profiles {
        assert_eq!(profile.r#type, Kind::Sampled);
        assert_eq!(profile.samples.len(), profile.weights.len());
        assert!(profile.samples.len() <= most.max(1));
        let places = || profile.samples.iter().flatten();
        assert!(places().all(|place| *place < file.shared.frames.len()));
        assert!((profile.weights.iter().sum::<f64>() - profile.end_value).abs() < 1e-9);
        assert!(profile.start_value.abs() < 1e-9);
    }
    file
}

#[test]
fn both_sides_are_profiles_of_one_file_and_share_frames() {
    let head = stacks(
        "bytecodes",
        &[("LRU.put", "lru.py", 18), ("loop", "bench/lru.py", 3), ("LRU._evict", "lru.py", 40)],
        &[(&[1, 0], 164_488.0), (&[1, 0, 2], 102_312.0)],
    );
    let file = checked(&[("base", &cache()), ("head", &head)], 100);
    assert_eq!(file.shared.frames.len(), 4);
    let names: Vec<_> = file.profiles.iter().map(|profile| profile.name.as_str()).collect();
    assert_eq!(names, ["base", "head"]);
    assert_eq!(file.name.as_deref(), Some("put-get[capacity=128]"));
    assert!(file.exporter.unwrap().starts_with("paceline "));
    let put = &file.shared.frames[file.profiles[1].samples[0][1]];
    let (name, source) = ("LRU.put".to_owned(), Some("lru.py".to_owned()));
    assert_eq!(*put, ShownFrame { name, file: source, line: Some(18), col: None });
    assert!((file.profiles[0].end_value - 184_116.5).abs() < 1e-9);
}

#[test]
fn weights_have_the_unit_of_their_metric() {
    let unit = |metric| {
        let one = stacks(metric, &[("f", "", 0)], &[(&[0], 1.0)]);
        checked(&[("head", &one)], 9).profiles.remove(0).unit
    };
    assert_eq!(unit("time"), ValueUnit::Seconds);
    assert_eq!(unit("allocated"), ValueUnit::Bytes);
    assert_eq!(unit("calls"), ValueUnit::None);
}

#[test]
fn a_cut_and_hostile_profile_is_still_of_the_format() {
    let odd = stacks(
        "calls",
        &[("</script>\u{0}\"", "\\", u32::MAX), ("g", "", 0)],
        &[(&[0, 7], 1.0), (&[], 2.0), (&[1], f64::NAN), (&[1, 1], 9.0)],
    );
    let file = checked(&[("head", &odd)], 2);
    assert_eq!(file.profiles[0].weights, [9.0, 3.0]);
    let other = &file.shared.frames[file.profiles[0].samples[1][0]];
    assert_eq!(other.name, "[other]");
    assert!(checked(&[], 9).profiles.is_empty());
}
