//! The long ("tidy") table of records, which CSV and Parquet have in common: one row per value.

use paceline_model::{CaseRecord, Record, Series};

/// The columns that are the same for all values of a series, in their order.
pub(super) const LABELS: [&str; 7] =
    ["suite", "case", "parameters", "metric", "unit", "revision", "started"];
/// The columns of a value, after them: numbers from 0 of its invocation and of its iteration within that.
pub(super) const NUMBERS: [&str; 3] = ["invocation", "iteration", "value"];

/// The rows of one series.
pub(super) struct Block<'a> {
    /// What stands in the columns of [`LABELS`]; the revision is empty where it is unknown.
    pub(super) labels: [String; LABELS.len()],
    series: &'a Series,
}

/// A block for every series of a record.
pub(super) fn blocks(record: &Record) -> Result<Vec<Block<'_>>, serde_json::Error> {
    let series = |case| {
        let case: &CaseRecord = case;
        case.series.iter().map(move |series| block(record, case, series))
    };
    record.cases.iter().flat_map(series).collect()
}

fn block<'a>(
    record: &Record,
    case: &CaseRecord,
    series: &'a Series,
) -> Result<Block<'a>, serde_json::Error> {
    let commit = record.revision.commit.as_ref();
    let labels = [
        record.suite.to_string(),
        case.id.to_string(),
        serde_json::to_string(&case.id.parameters)?,
        series.metric.name.to_string(),
        series.metric.unit.0.clone(),
        commit.map(ToString::to_string).unwrap_or_default(),
        record.started.clone(),
    ];
    Ok(Block { labels, series })
}

impl Block<'_> {
    /// Each value with the numbers of its invocation and iteration.
    pub(super) fn values(&self) -> impl Iterator<Item = (usize, usize, f64)> {
        let lists = self.series.values.iter().enumerate();
        lists.flat_map(|(invocation, values)| {
            let values = values.iter().enumerate();
            values.map(move |(iteration, value)| (invocation, iteration, *value))
        })
    }
}
