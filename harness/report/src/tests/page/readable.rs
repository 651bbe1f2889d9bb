//! What readers without script get, and what a page holds.

use super::document::{by_id, elements, named};
use super::fixture::{alone, full};
use crate::html::dashboard;
use crate::tests::history::document as history;
use crate::tests::sample::{case, comparison, everything, id, wall};
use paceline_model::Verdict;

#[test]
fn every_gated_metric_is_a_row_that_can_be_read_without_script() {
    let page = full(&everything(), &[]);
    let elements = elements(&page);
    let table = by_id(&elements, "overview-table").unwrap();
    for text in ["▲ regressed", "+13.4 %", "1.42 ms", "▼ improved", "✗ failed", "≠ not comparable"]
    {
        assert!(table.text.contains(text), "`{text}` is missing in {}", table.text);
    }
    let rows = elements.iter().filter(|one| one.attribute("data-verdict").is_some());
    let rows: Vec<_> = rows.filter(|one| one.name == "tr").collect();
    assert!(rows.len() >= 12);
    assert_eq!(rows[0].attribute("data-tags"), Some("cache two-words"));
}

#[test]
fn every_link_leads_to_something_in_the_page() {
    let page = full(&everything(), &[history()]);
    let elements = elements(&page);
    let links = named(&elements, "a");
    assert!(links.len() > 20);
    for link in links {
        let target = link.attribute("href").unwrap().strip_prefix('#').unwrap();
        assert!(by_id(&elements, target).is_some(), "`#{target}` leads nowhere");
    }
    let mut ids: Vec<_> = elements.iter().filter_map(|one| one.attribute("id")).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice");
}

#[test]
fn a_case_has_its_values_functions_lines_and_memory_without_script() {
    let page = full(&everything(), &[]);
    let elements = elements(&page);
    let case = by_id(&elements, "case-1").unwrap();
    for text in ["LRU._evict", "self.cache.popitem", "base peak 7.63 MiB", "far outliers", "put"] {
        assert!(case.text.contains(text), "`{text}` is missing");
    }
    let pictures = named(&elements, "svg");
    let unnamed = pictures.iter().filter(|one| one.attribute("role") == Some("img"));
    assert!(unnamed.count() > 20);
    for text in ["paceline check bench/suite.yaml --base 333333", "--case=put-get[capacity=128]"] {
        assert!(case.text.contains(text), "{}", case.text);
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(full(&everything(), &[history()]), full(&everything(), &[history()]));
}

#[test]
fn a_comparison_of_nothing_is_a_page_too() {
    let page = alone(&comparison(vec![]));
    assert!(page.contains("Nothing compared: there are no cases"), "{page}");
}

#[test]
fn a_dashboard_shows_every_suite_with_its_changes() {
    let page = dashboard(&[history(), history()]).unwrap();
    let elements = elements(&page);
    let suites = elements.iter().filter(|one| one.attribute("data-suite").is_some()).count();
    assert_eq!(suites, 2);
    let data = by_id(&elements, "history-data").unwrap();
    assert_eq!(data.attribute("data-encoding"), Some("plain"));
    let data: serde_json::Value = serde_json::from_str(&data.text).unwrap();
    let series = data["series"].as_array().unwrap().len();
    let drawn: Vec<usize> =
        elements.iter().filter_map(|one| one.attribute("data-series")?.parse().ok()).collect();
    assert_eq!(drawn.len(), series);
    assert!(drawn.iter().all(|place| *place < series));
}

#[test]
fn every_case_has_a_row_with_its_own_verdict() {
    let mut document = everything();
    // Its results differ, and what was measured of it is as good as before.
    let unchanged = wall(Verdict::Unchanged, (1.0, 1.0), 0.01);
    document.cases.push(case(id("wrong result", &[]), Verdict::Failed, vec![unchanged]));
    let page = alone(&document);
    let elements = elements(&page);
    for (number, case) in document.cases.iter().enumerate() {
        let number = number.to_string();
        let has = |verdict: &str| {
            named(&elements, "tr").into_iter().any(|row| {
                row.attribute("data-case") == Some(number.as_str())
                    && row.attribute("data-verdict") == Some(verdict)
            })
        };
        assert!(has(case.verdict.word()), "{} {:?}", case.id, case.verdict);
        assert!(!case.id.to_string().contains("wrong") || has("unchanged"));
    }
}
