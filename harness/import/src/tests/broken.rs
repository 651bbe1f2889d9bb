//! For every importer: a cut file, one of another format, and one of 100 MB.

use std::fs::{self, File};
use std::path::Path;

use super::{FIXTURES, format, imported, source};
use crate::{FORMATS, LARGEST, Source};

/// Formats of which a part may be a smaller whole: each line stands for itself.
const LINES: [&str; 5] = ["folded", "go", "libtest", "mprof", "tango"];
/// Places where each file is cut.
const CUTS: usize = 60;
/// Bytes of a file that is too large.
const HUGE: u64 = 100_000_000;

/// One line, which names the file, the place, what was expected and what was found.
fn assert_named(error: &str, name: &str, file: &str) {
    let place = error.strip_prefix(&format!("`{file}` is not {name} output: "));
    let place = place.unwrap_or_else(|| panic!("{name}: {error}"));
    let (place, rest) = place.split_once(": expected ").unwrap_or_else(|| panic!("{error}"));
    let (expected, found) = rest.rsplit_once(", found ").unwrap_or_else(|| panic!("{error}"));
    assert!(![place, expected, found].contains(&""), "{error}");
    assert!(error.len() < 1000 && !error.contains(char::is_control), "{error}");
}

#[test]
fn every_importer_names_what_is_wrong_with_a_cut_file() {
    for (name, file) in FIXTURES {
        let whole = source(file);
        for piece in 0..whole.pieces.len() {
            let bytes = &whole.pieces[piece].bytes;
            // What follows the last line of content may be missing, but not in callgrind's.
            let length = bytes.trim_ascii_end().len() + usize::from(name == "callgrind");
            for part in 0..CUTS {
                let mut cut = whole.clone();
                cut.pieces[piece].bytes.truncate(length * part / CUTS);
                match imported(Some(format(name)), &[cut]) {
                    Err(error) if error.to_string() == format!("`{file}` holds no benchmark") => {}
                    Err(error) => assert_named(&error.to_string(), name, file),
                    Ok(_) => assert!(LINES.contains(&name), "{file}: part {part} of {CUTS}"),
                }
            }
        }
    }
}

#[test]
fn every_importer_names_what_is_wrong_with_a_file_of_another_format() {
    for (name, own) in FIXTURES {
        for (other, file) in FIXTURES {
            // `anything 12` is a folded stack, whoever wrote it.
            let is_alike = name == "folded" && other == "openmetrics";
            match imported(Some(format(name)), &[source(file)]) {
                Ok(_) => assert!(name == other || is_alike, "{own} and {file}"),
                Err(error) if error.to_string() == format!("`{file}` holds no benchmark") => {}
                Err(error) => assert_named(&error.to_string(), name, file),
            }
        }
    }
}

#[test]
fn every_importer_refuses_100_mb_before_reading_them() {
    let folder = tempfile::tempdir().unwrap();
    for (_, file) in FIXTURES {
        let huge = folder.path().join(file);
        let whole = source(file);
        let grown = if whole.is_folder { huge.join(&whole.pieces[0].path) } else { huge.clone() };
        fs::create_dir_all(grown.parent().unwrap()).unwrap();
        fs::write(&grown, &whole.pieces[0].bytes).unwrap();
        File::options().write(true).open(grown).unwrap().set_len(HUGE).unwrap();
        let error = Source::read(&huge).unwrap_err().to_string();
        let expected = format!("`{}` has more than 64 MiB; import a part of it", huge.display());
        assert_eq!(error, expected);
    }
    assert_eq!(LARGEST, 64 << 20);
}

#[cfg(unix)]
#[test]
fn what_tells_no_length_is_read_up_to_the_limit() {
    let error = Source::read(Path::new("/dev/zero")).unwrap_err().to_string();
    assert!(error.contains("more than 64 MiB"), "{error}");
}

#[test]
fn no_file_makes_more_metrics_notes_or_processes_than_bearable() {
    let units: Vec<_> = (0..1000).map(|one| format!("1 unit{one}")).collect();
    let units = units.join(" ");
    let text = format!("BenchmarkA 1 {units}\nBenchmarkA 1 {units}\n");
    let record = super::text("go", &text).unwrap();
    assert_eq!(record.cases[0].series.len(), 100);
    assert!(record.cases[0].notes[0].starts_with("it has more than 100 metrics"));
    let twice = super::text("callgrind", "events: a! a?\ntotals: 1 2\n").unwrap();
    assert_eq!(
        (twice.cases[0].series.len(), &twice.cases[0].series[0].values),
        (1, &vec![vec![1.0, 2.0]])
    );
    let times = vec!["1"; 500_001].join(",");
    let many = format!("{{\"results\":[{{\"command\":\"a\",\"mean\":1,\"times\":[{times}]}}]}}");
    let error = super::text("hyperfine", &many).unwrap_err().to_string();
    assert!(error.contains("`a`: expected at most 500000 processes"), "{error}");
    let lines = "BenchmarkA 1 1 ns/op\n".repeat(500_001);
    let record = super::text("go", &lines).unwrap();
    assert_eq!(record.cases[0].series[0].values[0].len(), 500_001, "all of one process");
    let lists = vec!["[]"; 101].join(",");
    let asv = format!(
        "{{\"version\":2,\"commit_hash\":\"\",\"result_columns\":[\"result\",\"params\"],\
         \"results\":{{\"time_a\":[[1],[{lists}]]}}}}"
    );
    let error = super::text("asv", &asv).unwrap_err().to_string();
    assert!(error.contains("at most 100 parameters"), "{error}");
}

#[test]
fn a_chain_of_references_is_not_deeper_than_what_is_written_within_each_other() {
    // A dictionary of None with tuples, each of which refers to the tuple before it.
    let mut bytes = b"{".to_vec();
    for number in 0_u32..200_000 {
        bytes.extend(b"N\xa9\x01");
        match number.checked_sub(1) {
            Some(before) => bytes.extend([&b"r"[..], &before.to_le_bytes()].concat()),
            None => bytes.push(b'N'),
        }
    }
    bytes.push(b'0');
    let source = Source::from_bytes("deep", bytes);
    let error = imported(Some(format("pstats")), &[source]).unwrap_err().to_string();
    assert!(error.contains("20 within each other"), "{error}");
}

#[test]
fn ampersands_without_an_end_cost_no_more_than_other_letters() {
    // Looking for each `;` through the whole name would take minutes.
    let name = "&".repeat(3_000_000);
    let text = format!("<Catch2TestRun><TestCase name=\"{name}\"/></Catch2TestRun>");
    assert!(super::text("catch2", &text).unwrap_err().to_string().contains("no benchmark"));
}

#[test]
fn every_format_is_in_the_table_of_these_tests() {
    for format in FORMATS {
        assert!(FIXTURES.iter().any(|(name, _)| *name == format.name), "{}", format.name);
    }
}
