//! The file of accepted regressions, and the trailers.

use std::path::Path;

use crate::{Accepted, accepted_schema, parse_accepted, parse_accepted_trailer};

const GOOD: &str = "
accepted:
  - case: put-get-loop[capacity=128,implementation=naive]
    metric: wall_time
    change: +8%
    reason: >
      locks cost
      that much
    expires: 2027-01-31
  - { case: '*', metric: throughput, change: -5%, reason: r, expires: '2027-02-28', suite: lru }
";

fn parse(text: &str) -> Result<Vec<Accepted>, String> {
    let file = Path::new("paceline-accepted.yaml");
    parse_accepted(file, text.to_owned()).map_err(|errors| errors.render(false, 80))
}

#[test]
fn entries_are_read_with_their_line() {
    let entries = parse(GOOD).unwrap();
    let [one, other] = &entries[..] else { panic!("{entries:?}") };
    assert_eq!((one.metric.as_str(), one.change, one.line), ("wall_time", 0.08, 3));
    assert_eq!(one.reason, "locks cost that much");
    assert_eq!(one.expires.as_deref(), Some("2027-01-31"));
    assert_eq!((other.change, other.line), (0.05, 10));
    assert_eq!(other.suite.as_ref().map(ToString::to_string).as_deref(), Some("lru"));
    assert!(parse("# nothing yet\n\n").unwrap().is_empty());
}

#[test]
fn every_mistake_is_reported_with_its_place() {
    let faulty = "\
accepted:
  - cas: w
    metric: cpu_time
    change: -8%
    reason: ' '
    expires: 31.1.2027
  - case: '['
    metric: CPU
    change: 0%
    suit: s
";
    insta::assert_snapshot!(parse(faulty).unwrap_err(), @"");
    assert!(parse("entries: []\n").unwrap_err().contains("the file lacks `accepted`"));
}

#[test]
fn what_the_schema_takes_is_what_is_read() {
    let validator = jsonschema::draft202012::new(&accepted_schema()).unwrap();
    let valid = |text: &str| {
        let document: serde_json::Value = serde_yaml::from_str(text).unwrap();
        validator.is_valid(&document)
    };
    assert!(valid(GOOD));
    assert!(!valid("accepted: [{ case: w }]"));
    assert!(!valid("accepted: []\nmore: 1"));
}

#[test]
fn a_trailer_names_case_metric_change_and_reason() {
    let one = parse_accepted_trailer("w[n=1] cpu_time +8% because of the lock, because").unwrap();
    assert_eq!((one.case.as_str(), one.metric.as_str(), one.change), ("w[n=1]", "cpu_time", 0.08));
    assert_eq!((one.reason.as_str(), one.expires), ("of the lock, because", None));
    for (bad, why) in [
        ("w cpu_time +8%", "it gives no reason"),
        ("cpu_time +8% because so", "it does not name a case"),
        ("w cpu_time 8 because so", "is not a percentage"),
        ("w cpu_time -8% because so", "lower is better"),
        ("w CPU +8% because so", "metric name"),
        ("[ cpu_time +8% because so", "unclosed character class"),
    ] {
        let error = parse_accepted_trailer(bad).unwrap_err();
        assert!(error.contains(why) && !error.contains('\n'), "{bad}: {error}");
    }
}
