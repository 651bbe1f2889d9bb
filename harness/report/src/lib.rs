//! One comparison -> one table of ready strings -> terminal text, Markdown, JSON, one page for browsers; and the same
//! for a record that has nothing to be compared with.
//!
//! Numbers become text once, in `view`, so that two formats can't disagree. Nothing here decides:
//! verdicts come from the comparison, exit codes are not this crate's concern.

mod export;
pub mod html;
mod listing;
mod machine;
mod markdown;
mod number;
mod profile;
mod remark;
mod render;
mod terminal;
mod text;
mod view;

#[cfg(test)]
mod tests;

pub use export::{
    ParquetProblem, bencher, benchstat, comparison_csv, comparison_junit, data_js,
    github_action_benchmark, openmetrics, record_junit, records_csv, records_parquet,
};
pub use listing::{InvalidSort, Listing, Sort};
pub use machine::{calibration, diagnosis};
pub use markdown::MARKDOWN_LIMIT;
pub use profile::{ProfileError, profile, profile_difference};
pub use remark::{LineRemark, headline, line_remarks};
pub use render::{Format, Style, bisection, comparison, history, record};
pub use terminal::{StoredRecord, baselines};
