//! Ten thousand cases.

use std::io::Read as _;
use std::time::{Duration, Instant};

use base64::Engine as _;
use paceline_model::{
    CaseHistory, CommitId, Comparison, History, HistoryCommit, HistoryMethod, HistoryPoint,
    MetricHistory, Verdict, metrics,
};

use super::document::{by_id, elements};
use super::fixture::record;
use crate::html::{Page, page};
use crate::tests::sample::{built_in, case, comparison, environment, id, memory, wall};

const CASES: u32 = 10_000;
const COMMITS: u32 = 60;
const LARGEST: usize = 15_000_000;

fn many() -> Comparison {
    let one = |place: u32| {
        let size = f64::from(place % 997 + 3) * 1e-5;
        let worse = place % 500 == 7;
        let (verdict, factor) =
            if worse { (Verdict::Regressed, 1.2) } else { (Verdict::Unchanged, 1.001) };
        let metrics = vec![
            wall(verdict, (size, size * factor), 0.0135),
            memory(Verdict::Unchanged, (13_107_200.0 + size, 13_115_392.0), 0.004),
        ];
        let place = place.to_string();
        case(id("put-get", &[("capacity", &place), ("mode", "mixed")]), verdict, metrics)
    };
    comparison((0..CASES).map(one).collect())
}

fn past(comparison: &Comparison) -> History {
    let commit = |index: u32| HistoryCommit {
        id: format!("{index:040x}").parse::<CommitId>().unwrap(),
        subject: format!("Change number {index} of the cache, which is worth a line"),
        measured: Some("2026-11-22T10:04:31Z".to_owned()),
        release: (index == 10).then(|| "v1.0".to_owned()),
    };
    let mut state = 1_u32;
    let mut noise = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1_u32 << 24)
    };
    let mut history = |case: &paceline_model::CaseComparison| CaseHistory {
        id: case.id.clone(),
        metrics: vec![MetricHistory {
            metric: built_in(metrics::WALL_TIME),
            method: HistoryMethod::ChangePoints,
            points: (0..COMMITS)
                .map(|commit| HistoryPoint {
                    commit,
                    value: 0.0123 * (1.0 + 0.1 * noise()),
                    spread: 0.0002 * noise(),
                    count: 20,
                })
                .collect(),
            changes: vec![],
            drift: None,
        }],
    };
    History {
        schema: History::SCHEMA.to_owned(),
        suite: comparison.suite.clone(),
        class: environment().machine_class(),
        commits: (0..COMMITS).map(commit).collect(),
        cases: comparison.cases.iter().map(&mut history).collect(),
        budget: None,
        notes: vec![],
    }
}

#[test]
fn ten_thousand_cases_with_history_stay_below_15_megabytes_and_none_is_lost() {
    let comparison = many();
    let ids: Vec<_> = comparison.cases.iter().map(|case| &case.id).collect();
    let records = [1.0, 1.1].map(|factor| record(&ids, factor));
    let history = [past(&comparison)];
    let started = Instant::now();
    let page = page(&Page {
        comparison: &comparison,
        records: Some([&records[0], &records[1]]),
        profiles: &[],
        history: &history,
    })
    .unwrap();
    let took = started.elapsed();
    assert!(page.len() < LARGEST, "{} bytes", page.len());
    assert!(took < Duration::from_mins(5), "{took:?}");
    let elements = elements(&page);
    let rows =
        elements.iter().filter(|one| one.name == "tr" && one.attribute("data-case").is_some());
    assert_eq!(rows.count(), 10_000);
    // A case that is worse is in the page, one that is not is packed.
    assert!(by_id(&elements, "case-507").is_some());
    assert!(by_id(&elements, "case-4242").is_none());
    let block = by_id(&elements, "fragments-21").unwrap();
    assert_eq!(block.attribute("data-encoding"), Some("gzip-base64"));
    let fragments: serde_json::Value = serde_json::from_str(&unpacked(&block.text)).unwrap();
    assert!(fragments["case-4242"].as_str().unwrap().starts_with("<section id=\"case-4242\""));
    let data = by_id(&elements, "history-data").unwrap();
    let data: serde_json::Value = serde_json::from_str(&unpacked(&data.text)).unwrap();
    assert_eq!(data["series"].as_array().unwrap().len(), 10_000);
    assert_eq!(data["suites"][0]["releases"][0]["name"], "v1.0");
}

fn unpacked(text: &str) -> String {
    let bytes = base64::prelude::BASE64_STANDARD.decode(text).unwrap();
    let mut json = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut json).unwrap();
    json
}
