//! A record on its own, ready to show.

use paceline_model::{CaseRecord, CaseStatus, Record, Series};

use super::case::parts;
use super::environment::environment;
use super::headline::cases;
use super::row::human_name;
use super::summary::summarise;
use super::{FailureView, SideView, SummaryView};
use crate::number;
use crate::text;

/// A record as strings; failed cases first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RecordView {
    /// How many cases were measured, and how many failed.
    pub(crate) headline: String,
    /// Whether a case failed.
    pub(crate) has_failure: bool,
    /// What was measured.
    pub(crate) revision: SideView,
    /// Suite, moment, duration, seed.
    pub(crate) method: Vec<String>,
    /// The cases.
    pub(crate) cases: Vec<RecordCase>,
    /// The machine in parts.
    pub(crate) environment: Vec<String>,
}

/// One case of a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RecordCase {
    /// Its id.
    pub(crate) name: String,
    /// The parts of its id: the workload, then the parameters, if any.
    pub(crate) parts: Vec<String>,
    /// Why it failed.
    pub(crate) failure: Option<FailureView>,
    /// Its metrics.
    pub(crate) rows: Vec<RecordRow>,
    /// What a reader should know.
    pub(crate) notes: Vec<String>,
}

/// One metric of one case.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RecordRow {
    /// Name of the metric for people.
    pub(crate) metric: String,
    /// Its numbers.
    pub(crate) summary: SummaryView,
}

impl RecordView {
    pub(crate) fn new(record: &Record) -> Self {
        let mut views: Vec<_> = record.cases.iter().map(RecordCase::new).collect();
        views.sort_by_key(|case| case.failure.is_none());
        let failed = views.iter().filter(|case| case.failure.is_some()).count();
        let headline = match failed {
            0 => format!("{} measured", cases(views.len())),
            failed => format!("{failed} of {} failed", cases(views.len())),
        };
        Self {
            headline,
            has_failure: failed > 0,
            revision: SideView::of_revision(&record.revision, &record.variant, &record.started),
            method: vec![
                format!("suite {}", record.suite),
                number::moment(&record.started),
                number::duration(record.duration_seconds),
                format!("seed {}", record.seed),
            ],
            cases: views,
            environment: environment(&record.environment),
        }
    }
}

impl RecordCase {
    fn new(case: &CaseRecord) -> Self {
        let failure = match &case.status {
            CaseStatus::Failed(failure) => Some(FailureView::new("", failure)),
            CaseStatus::Measured => None,
        };
        Self {
            name: text::visible(&case.id.to_string()),
            parts: parts(&case.id),
            failure,
            rows: case.series.iter().filter_map(row).collect(),
            notes: case.notes.iter().map(|note| text::visible(note)).collect(),
        }
    }
}

fn row(series: &Series) -> Option<RecordRow> {
    let summary = summarise(&series.per_invocation())?;
    Some(RecordRow {
        metric: human_name(&series.metric.name),
        summary: SummaryView::new(&series.metric.unit, &summary),
    })
}
