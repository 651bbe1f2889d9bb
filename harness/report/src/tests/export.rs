//! What other tools read: nothing is lost, nothing is rounded, and a test fails where the build does.

use paceline_model::{Comparison, Consequence, ParameterValue, Record, Verdict};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

use super::record::document;
use super::{growth, sample};
use crate::{comparison_junit, data_js, record_junit, records_csv, records_parquet};

/// A record with names that mean something in CSV, and with two values of one process.
fn hostile() -> Record {
    let mut record = document();
    let case = &mut record.cases[0];
    case.id.workload = "=cmd(),\"größe\"".parse().unwrap();
    let text = ParameterValue::Text("a\r\nb".to_owned());
    case.id.parameters = [("n".to_owned(), text)].into();
    case.series[0].values = vec![vec![0.1, 1e-9], vec![123_456_789.125]];
    record
}

#[test]
fn a_line_of_csv_has_a_value_and_all_that_tells_what_it_is() {
    let csv = records_csv(&[hostile()]).unwrap();
    let commit = "8888880a1b2c3d4e0a1b2c3d4e0a1b2c3d4e0a1b";
    let start = format!(
        "lru-cache,\" =cmd(),\"\"größe\"\"[n=a\r\nb]\",\"{{\"\"n\"\":\"\"a\\r\\nb\"\"}}\",wall_time,s,{commit},\
         2026-11-22T10:04:31Z,"
    );
    let lines = format!("{start}0,0,0.1\r\n{start}0,1,0.000000001\r\n{start}1,0,123456789.125\r\n");
    let header =
        "suite,case,parameters,metric,unit,revision,started,invocation,iteration,value\r\n";
    assert!(csv.starts_with(&(header.to_owned() + &lines)), "{csv}");
}

#[test]
fn parquet_has_the_rows_of_the_csv_with_their_types() {
    let records = [hostile(), document()];
    let bytes = records_parquet(&records).unwrap();
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    let values = |record: &Record| {
        let series = record.cases.iter().flat_map(|case| case.series.clone());
        series.flat_map(|series| series.values.concat()).collect::<Vec<_>>()
    };
    let expected: Vec<_> = records.iter().flat_map(values).map(Field::Double).collect();
    let column = |place: usize| {
        rows.iter().map(move |row| row.get_column_iter().nth(place).unwrap().1.clone())
    };
    assert_eq!(column(9).collect::<Vec<_>>(), expected);
    let numbers: Vec<_> = column(7).zip(column(8)).take(3).collect();
    assert_eq!(numbers, [(0, 0), (0, 1), (1, 0)].map(|(a, b)| (Field::Int(a), Field::Int(b))));
    assert_eq!(column(1).next(), Some(Field::Str("=cmd(),\"größe\"[n=a\r\nb]".to_owned())));
    assert_eq!(column(6).next(), Some(Field::TimestampMicros(1_795_341_871_000_000)));
    let mut unknown = document();
    unknown.revision.commit = None;
    unknown.started = "yesterday".to_owned();
    let bytes = records_parquet(&[unknown]).unwrap();
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let row = reader.get_row_iter(None).unwrap().next().unwrap().unwrap();
    let nulls = row.get_column_iter().filter(|(_, field)| **field == Field::Null);
    assert_eq!(nulls.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["revision", "started"]);
}

#[test]
fn no_record_at_all_is_an_empty_table() {
    let bytes = records_parquet(&[]).unwrap();
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    assert_eq!(records_csv(&[]).unwrap().lines().count(), 1);
}

#[test]
fn data_js_has_a_run_for_every_record_from_old_to_new() {
    let (new, mut old) = (document(), document());
    old.started = "2026-11-20T00:00:00Z".to_owned();
    old.revision.commit = None;
    let text = data_js(&[new, old]).unwrap();
    let json = text.strip_prefix("window.BENCHMARK_DATA = ").unwrap();
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(data["lastUpdate"], 1_795_341_871_000_i64);
    let [old, new] = &data["entries"]["lru-cache"].as_array().unwrap()[..] else {
        panic!("{text}")
    };
    assert_eq!((&old["commit"]["id"], &old["tool"]), (&"".into(), &"customSmallerIsBetter".into()));
    assert_eq!(new["commit"]["message"], "Evict entries in batches");
    assert_eq!(new["benches"][0]["name"], "put-get[capacity=128]");
    assert_eq!(new["benches"][0]["value"], 0.001_42);
    assert_eq!(new["benches"].as_array().unwrap().len(), 1, "only wall times");
}

/// The names of the tests that fail.
fn failing(comparison: &Comparison) -> Vec<String> {
    let xml = comparison_junit(comparison);
    let failed = xml.lines().filter(|line| line.contains("<failure"));
    let name =
        |line: &str| line.split(" name=\"").nth(1).unwrap().split('"').next().unwrap().into();
    failed.map(name).collect()
}

#[test]
fn a_test_fails_exactly_where_the_build_fails() {
    let mut comparison = sample::everything();
    comparison.growth = vec![growth::regressed()];
    // Without a policy the default counts.
    assert_eq!(
        failing(&comparison),
        [
            "put-get[capacity=128]",
            "evict",
            "load",
            "dump",
            "put-get[implementation=naive], growth with n"
        ]
    );
    for consequence in [Consequence::Pass, Consequence::Warn, Consequence::Fail] {
        for case in &mut comparison.cases {
            case.consequence = Some(consequence);
        }
        comparison.growth[0].consequence = Some(consequence);
        let fails = consequence == Consequence::Fail;
        assert_eq!(failing(&comparison).len(), if fails { 9 } else { 0 }, "{consequence:?}");
        assert_eq!(fails, comparison.consequence() == Consequence::Fail);
    }
    comparison.cases[3].consequence = Some(Consequence::Pass);
    assert_eq!(comparison.cases[3].verdict, Verdict::Inconclusive);
    assert!(!failing(&comparison).contains(&"scan".to_owned()));
}

#[test]
fn a_failed_test_says_why() {
    let mut comparison = sample::everything();
    comparison.growth = vec![growth::regressed()];
    let xml = comparison_junit(&comparison);
    for line in [
        "<failure type=\"regressed\" message=\"wall_time +13.4 %\"/>",
        "<failure type=\"regressed\" message=\"O(n^2), expected O(n log n) at most\"/>",
        "<failure type=\"failed\" message=\"ended with exit status 1\"/>",
        "<failure type=\"not-comparable\" message=\"base ran on Python `3.11.7`, head on `3.12.1`\"/>",
    ] {
        assert!(xml.contains(line), "{line}: {xml}");
    }
    assert!(xml.contains("tests=\"9\" failures=\"5\" errors=\"0\" time=\"66.400\""), "{xml}");
    let xml = record_junit(&document());
    assert!(xml.contains("<failure type=\"failed\" message=\"ran longer than 60 s\"/>"), "{xml}");
}
