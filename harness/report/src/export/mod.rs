//! Records and comparisons in the forms that other tools read. Numbers are full, not rounded.

mod benchstat;
mod csv;
mod data_js;
mod json;
mod junit;
mod openmetrics;
mod parquet;
mod rows;

pub use benchstat::benchstat;
pub use csv::{comparison_csv, records_csv};
pub use data_js::data_js;
pub use json::{bencher, github_action_benchmark};
pub use junit::{comparison_junit, record_junit};
pub use openmetrics::openmetrics;
pub use parquet::{ParquetProblem, records_parquet};

use paceline_model::{CaseRecord, Record, Series};
use paceline_stats as stats;

/// Every series that has values, with its median over the invocations.
fn medians(record: &Record) -> impl Iterator<Item = (&CaseRecord, &Series, f64)> {
    let of = |case| {
        let case: &CaseRecord = case;
        case.series.iter().filter_map(move |series| {
            Some((case, series, stats::median(&series.per_invocation())?))
        })
    };
    record.cases.iter().flat_map(of)
}
