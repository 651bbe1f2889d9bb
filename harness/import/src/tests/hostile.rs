//! Broken files give an error that says where; no file makes anything panic.

use paceline_model::Record;
use proptest::prelude::*;

use super::{FIXTURES, format, imported, source, text};
use crate::{FORMATS, Piece, Source, detect};

fn problem(format: &'static str, content: &str) -> String {
    text(format, content).unwrap_err().to_string()
}

#[test]
fn an_error_says_file_place_what_was_expected_and_what_was_found() {
    let json = "{\"results\": [\n{\"command\": \"x\", \"mean\": \"fast\"}]}";
    insta::assert_snapshot!(problem("hyperfine", json), @r#"`given` is not hyperfine output: line 2, column 31: expected f64, found invalid type: string "fast""#);
    insta::assert_snapshot!(problem("go", "PASS\nBenchmarkX 10 fast ns/op\n"), @r#"`given` is not go output: line 2: expected a number before each unit, found `fast`"#);
    insta::assert_snapshot!(problem("mprof", "CMDLINE x\nMEM much 3\n"), @r#"`given` is not mprof output: line 2: expected `MEM`, mebibytes and a time, found `MEM much 3`"#);
    insta::assert_snapshot!(problem("folded", "a;b 3\na;b\n"), @r#"`given` is not folded output: line 2: expected `outer;inner weight`, found `a;b`"#);
    insta::assert_snapshot!(problem("openmetrics", "# TYPE a gauge\na 1\n"), @r#"`given` is not openmetrics output: the last line: expected `# EOF`, found nothing"#);
    insta::assert_snapshot!(problem("catch2", "<Catch2TestRun><TestCase></Catch2TestRun>"), @r#"`given` is not catch2 output: line 1: expected the end of the innermost tag, found `</Catch2TestRun>`"#);
    insta::assert_snapshot!(problem("pstats", "{)"), @r#"`given` is not pstats output: byte 2: expected more of the value, found `the end of the file`"#);
    insta::assert_snapshot!(problem("divan", "b  fastest │ slowest │ median │ mean │ samples │ iters\n├─ a  1 ns │ 1 ns │ 1 ns │ 1 ns │ 9 │ 9"), @r#"`given` is not divan output: line 3: expected another row of the table, found nothing"#);
    insta::assert_snapshot!(problem("divan", "b  fastest │ slowest │ median │ mean │ samples │ iters\n╰─ a  1 ns │ 1 ns │ fast │ 1 ns │ 9 │ 9"), @r#"`given` is not divan output: line 2: expected times, samples and iterations, found `1 ns │ 1 ns │ fast │ 1 ns │ 9 │ 9`"#);
    insta::assert_snapshot!(problem("libtest", "test a ... bench: 1,234 ns/it"), @r#"`given` is not libtest output: line 1: expected `1,234 ns/iter (+/- 56)` after `bench:`, found `1,234 ns/it`"#);
    insta::assert_snapshot!(problem("gungraun", r#"{"module_path":"a","profiles":[]}"#), @r#"`given` is not gungraun output: $.profiles: expected new counts of callgrind, cachegrind or DHAT, found nothing"#);
    insta::assert_snapshot!(problem("tango", "a [ 1.0 ns ... 2.0 furlong ] +1.0%"), @r#"`given` is not tango output: line 1: expected `[ 1.0 ns ... 1.2 ns ]` after the name, found `a [ 1.0 ns ... 2.0 furlong ] +1.0%`"#);
    insta::assert_snapshot!(problem("jmh", r#"[{"benchmark":"a","primaryMetric":{"score":1,"scoreUnit":"furlong"}}]"#), @r#"`given` is not jmh output: $[0].primaryMetric.scoreUnit: expected a unit such as `ns/op` or `ops/s`, found `furlong`"#);
}

#[test]
fn counts_of_another_run_are_refused() {
    let mut folder = source("criterion-counts");
    let raw =
        folder.pieces.iter_mut().find(|piece| piece.path.ends_with("push/new/raw.csv")).unwrap();
    let text = String::from_utf8(raw.bytes.clone()).unwrap();
    raw.bytes = text.replacen(",allocated_bytes,", ",allocated_bytes,1", 1).into_bytes();
    let error = imported(Some(format("criterion")), &[folder]).unwrap_err().to_string();
    let expected =
        "line 2: expected the samples of `sample.json`; remove a `raw.csv` of another run";
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_cut_never_changes_a_value() {
    for file in ["divan.txt", "libtest.txt", "tango", "tango-solo.txt", "tango-verbose.txt"] {
        let whole = source(file);
        let format = detect(&whole).ok();
        let values = |record: &Record, id: &str| {
            let case = record.cases.iter().find(|case| case.id.to_string() == id).unwrap();
            case.series.iter().map(|series| series.values.clone()).collect::<Vec<_>>()
        };
        let expected = imported(format, std::slice::from_ref(&whole)).unwrap();
        let first = String::from_utf8(whole.pieces[0].bytes.clone()).unwrap();
        for (cut, _) in first.char_indices() {
            let mut part = whole.clone();
            part.pieces[0].bytes.truncate(cut);
            let Ok(record) = imported(format, &[part]) else { continue };
            for case in &record.cases {
                let (id, all) = (case.id.to_string(), &expected);
                let found = values(&record, &id);
                let rest = values(all, &id);
                let is_part =
                    found.iter().zip(&rest).all(|(found, all)| all[0].starts_with(&found[0]));
                assert!(is_part, "{file} at {cut}: {id}");
            }
        }
    }
}

#[test]
fn depth_names_and_numbers_are_bounded() {
    let deep = format!("{{\"results\":{}", "[".repeat(1_000_000));
    assert!(text("hyperfine", &deep).is_err());
    let deep = format!("<Catch2TestRun>{}", "<a>".repeat(1_000_000));
    assert!(problem("catch2", &deep).contains("at most 100 open tags"));
    let name = "a\n".repeat(1000);
    let open = problem("catch2", &format!("<Catch2TestRun><{name}>"));
    assert!(open.len() < 500 && !open.contains('\n'), "{open}");
    let long = format!("[{{\"name\":\"{}\",\"unit\":\"s\",\"value\":1}}]", "x".repeat(100_000));
    let record = text("github-action-benchmark", &long).unwrap();
    assert_eq!(record.cases[0].id.workload.as_str().chars().count(), 200);
    let huge = "[{\"name\":\"a\\n::error::b\",\"unit\":\"min\",\"value\":1e308}]";
    let error = problem("github-action-benchmark", huge);
    assert!(error.contains("`a ::error::b`, wall_time: expected a finite number"), "{error}");
    let many: Vec<_> = (0..20_001).map(|one| format!("BenchmarkA{one} 1 1 ns/op")).collect();
    assert!(problem("go", &many.join("\n")).contains("after 20000 benchmarks"));
}

#[test]
fn nothing_is_an_error() {
    assert_eq!(problem("go", "PASS\n"), "`given` holds no benchmark");
}

fn pieces(bytes: &[u8]) -> Vec<Source> {
    let piece = |path: &str| Piece { path: path.to_owned(), bytes: bytes.to_vec() };
    let files = [
        "a/new/benchmark.json",
        "a/new/sample.json",
        "a/new/estimates.json",
        "a/new/raw.csv",
        "a/summary.json",
        "a.csv",
    ];
    let folder =
        Source { name: "folder".to_owned(), pieces: files.map(piece).to_vec(), is_folder: true };
    vec![Source::from_bytes("file", bytes.to_vec()), folder]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for source in pieces(&bytes) {
            drop(detect(&source));
            for format in FORMATS {
                drop(imported(Some(format), std::slice::from_ref(&source)));
            }
        }
    }

    #[test]
    fn any_change_of_a_fixture_is_read_or_refused(
        which in 0..FIXTURES.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let (name, file) = FIXTURES[which];
        let mut changed = source(file);
        for piece in &mut changed.pieces {
            for (place, byte) in &changes {
                let place = place.index(piece.bytes.len());
                piece.bytes[place] = *byte;
            }
            if changes.len() % 2 == 0 {
                piece.bytes.truncate(cut.index(piece.bytes.len()));
            }
        }
        drop(detect(&changed));
        if let Ok(record) = imported(Some(format(name)), &[changed]) {
            let json = record.to_json().unwrap();
            prop_assert!(Record::from_json(&json).is_ok());
        }
    }
}
