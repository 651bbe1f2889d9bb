//! What every fuzz target does: any bytes are told, read as one format, written and read again.

use paceline_import::{Format, Piece, Request, Source, detect, find, import};
use paceline_model::Record;

#[doc(hidden)]
pub use libfuzzer_sys;

/// What stands between the files of criterion's folder in one input.
const SEPARATOR: u8 = 0x1e;
/// What stands between the files of another tool's.
const OTHER: u8 = 0x1d;
/// Most bytes of a record beside [`TIMES`] its file.
const CONSTANT: usize = 64 << 10;
/// A value of its own process is two bytes in a file, and some lines in a record.
const TIMES: usize = 120;

/// A target for the format of that name.
#[macro_export]
macro_rules! target {
    ($format:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $crate::check($format, bytes));
    };
}

/// Panics where reading `bytes` as `name` does, where the record can't be written or read again or is
/// larger than a multiple of the file, and where an error is long or of more than one line.
pub fn check(name: &str, bytes: &[u8]) {
    let format = find(name).expect("a target has the name of a format");
    if format.reads_files() {
        check_source(format, file(bytes), bytes.len());
    }
    if format.reads_folders() {
        check_source(format, folder(bytes), bytes.len());
    }
}

fn check_source(format: &'static Format, source: Source, length: usize) {
    drop(detect(&source));
    let now = "2026-01-01T00:00:00Z".to_owned();
    let request = Request { format: Some(format), suite: None, now };
    match import(&request, &[source]) {
        Ok(record) => {
            let json = record.to_json().expect("a record is JSON");
            assert!(json.len() < CONSTANT + TIMES * length, "{} bytes", json.len());
            assert_eq!(Record::from_json(&json).expect("a record can be read again"), record);
        }
        Err(error) => {
            let error = error.to_string();
            assert!(error.len() < 1000 && !error.contains(char::is_control), "{error}");
        }
    }
}

fn file(bytes: &[u8]) -> Source {
    Source::from_bytes("input", bytes.to_vec())
}

/// The files of a folder, named as some tool names them.
fn folder(bytes: &[u8]) -> Source {
    let criterion = ["a/new/benchmark.json", "a/new/sample.json", "a/new/estimates.json"];
    let others = ["a.csv", "b.csv", "summary.json"];
    let names = if bytes.contains(&SEPARATOR) { criterion } else { others };
    let contents = bytes.splitn(names.len(), |byte| *byte == SEPARATOR || *byte == OTHER);
    let piece = |(name, bytes): (&str, &[u8])| {
        Piece { path: name.to_owned(), bytes: bytes.to_vec() }
    };
    let pieces = names.into_iter().zip(contents).map(piece).collect();
    Source { name: "input".to_owned(), pieces, is_folder: true }
}
