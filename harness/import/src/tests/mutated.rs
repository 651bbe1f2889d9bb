//! Fixtures, changed some thousands of times from a fixed seed: what is read can be written and read
//! again and is not much larger than the file, what is not read has an error of one line. The fuzz
//! targets in `tests/fuzz` look for more of the same.

use paceline_model::Record;
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64;

use super::{FIXTURES, format, imported, source};
use crate::{FORMATS, Source, detect};

/// Changed files of each fixture.
const CHANGED: usize = 400;
/// Most bytes of a record beside [`TIMES`] its file.
const CONSTANT: usize = 64 << 10;
/// A value of its own process is two bytes in a file, and some lines in a record.
const TIMES: usize = 120;
/// What stands in for numbers.
const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1e308",
    "-1e308",
    "1e-320",
    "NaN",
    "Infinity",
    "18446744073709551616",
    "9223372036854775807",
    "4294967296",
    "0.1",
    "null",
];

fn place(random: &mut Pcg64, bytes: &[u8]) -> usize {
    random.random_range(0..=bytes.len())
}

/// The places of a part, at most 64 bytes long.
fn part(random: &mut Pcg64, bytes: &[u8]) -> std::ops::Range<usize> {
    let start = place(random, bytes);
    start..bytes.len().min(start + random.random_range(0..64))
}

/// Puts another number where one is.
fn number(random: &mut Pcg64, bytes: &mut Vec<u8>) {
    let from = place(random, bytes);
    let Some(start) = bytes[from..].iter().position(u8::is_ascii_digit) else { return };
    let start = from + start;
    let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let other = NUMBERS[random.random_range(0..NUMBERS.len())];
    bytes.splice(start..start + length, other.bytes());
}

fn change(random: &mut Pcg64, bytes: &mut Vec<u8>, other: &[u8]) {
    match random.random_range(0..7) {
        0 if !bytes.is_empty() => {
            let place = random.random_range(0..bytes.len());
            bytes[place] = random.random();
        }
        1 => bytes.truncate(place(random, bytes)),
        2 => drop(bytes.drain(part(random, bytes))),
        3 => {
            let copied = bytes[part(random, bytes)].to_vec();
            let place = place(random, bytes);
            bytes.splice(place..place, copied);
        }
        4 => {
            let spliced = &other[part(random, other)];
            let place = place(random, bytes);
            bytes.splice(place..place, spliced.iter().copied());
        }
        _ => number(random, bytes),
    }
}

fn assert_bearable(source: &Source, name: &'static str) {
    let given: usize = source.pieces.iter().map(|piece| piece.bytes.len()).sum();
    match imported(Some(format(name)), std::slice::from_ref(source)) {
        Ok(record) => {
            let json = record.to_json().unwrap();
            assert!(json.len() < CONSTANT + TIMES * given, "{name}: {given} to {}", json.len());
            assert_eq!(Record::from_json(&json).unwrap(), record, "{name}");
        }
        Err(error) => {
            let error = error.to_string();
            assert!(error.len() < 1000 && !error.contains(char::is_control), "{error}");
        }
    }
}

#[test]
fn a_changed_file_is_read_or_refused_and_grows_no_larger_than_a_bound() {
    let mut random = Pcg64::seed_from_u64(8);
    let sources: Vec<_> = FIXTURES.map(|(_, file)| source(file)).into();
    for ((name, _), original) in FIXTURES.iter().zip(&sources) {
        for _ in 0..CHANGED {
            let mut changed = original.clone();
            let other = &sources[random.random_range(0..sources.len())].pieces[0].bytes;
            for piece in &mut changed.pieces {
                for _ in 0..random.random_range(1..5) {
                    change(&mut random, &mut piece.bytes, other);
                }
            }
            drop(detect(&changed));
            assert_bearable(&changed, name);
            // Also as what it is not.
            let any = FORMATS[random.random_range(0..FORMATS.len())].name;
            assert_bearable(&changed, any);
        }
    }
}
