//! The `data.js` in which github-action-benchmark keeps a history and from which its page draws it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use paceline_model::Record;
use serde_json::{Value, json};

use super::json::times;

/// A `data.js` of records: a suite of records is an entry, a record is a run of it, from old to new. Of
/// a record it has what the custom JSON has: the median wall time of every case.
///
/// - `date` is when the record was measured, in milliseconds since 1970, 0 where that is unknown.
/// - Who made a commit, and where it can be seen, is not in records: those texts are empty.
pub fn data_js(records: &[Record]) -> Result<String, serde_json::Error> {
    let mut sorted: Vec<_> = records.iter().map(|record| (date(record), record)).collect();
    sorted.sort_by_key(|(date, _)| *date);
    let newest = sorted.last().map_or(0, |(date, _)| *date);
    let mut entries: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (date, record) in sorted {
        entries.entry(record.suite.as_str()).or_default().push(run(date, record));
    }
    let data = json!({ "lastUpdate": newest, "repoUrl": "", "entries": entries });
    Ok(format!("window.BENCHMARK_DATA = {}\n", serde_json::to_string_pretty(&data)?))
}

fn date(record: &Record) -> i64 {
    record.started.parse::<Timestamp>().map_or(0, Timestamp::as_millisecond)
}

fn run(date: i64, record: &Record) -> Value {
    let revision = &record.revision;
    let id = revision.commit.as_ref().map(ToString::to_string).unwrap_or_default();
    let nobody = json!({ "name": "", "email": "", "username": "" });
    json!({
        "commit": {
            "author": nobody,
            "committer": nobody,
            "id": id,
            "message": revision.subject.as_deref().unwrap_or_default(),
            "timestamp": record.started,
            "url": "",
        },
        "date": date,
        "tool": "customSmallerIsBetter",
        "benches": times(record).collect::<Vec<_>>(),
    })
}
