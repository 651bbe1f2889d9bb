//! Forms of a report, and of exports for other tools.

use clap::ValueEnum;
use paceline_model::{Comparison, Record};
use paceline_report as report;

use crate::exit::Problem;

/// Forms of a report, and of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A table for people, at most as wide as the terminal.
    Terminal,
    /// GitHub-flavoured Markdown.
    Markdown,
    /// The document itself; see `paceline schema`.
    Json,
    /// All values of records, one per row, or the rows of a comparison.
    Csv,
    /// All values of records, one per row; no text, so it needs --output.
    Parquet,
    /// A test for every case.
    Junit,
    /// Gauges of a record's medians.
    Openmetrics,
    /// Bencher Metric Format, of a record.
    Bencher,
    /// Its custom JSON, of a record's wall times.
    GithubActionBenchmark,
    /// The data.js of github-action-benchmark, of records' wall times.
    DataJs,
    /// Text for Go's benchstat, of a record.
    Benchstat,
}

impl Form {
    /// Whether it is text that people can read on a terminal.
    pub(crate) fn is_text(self) -> bool {
        self != Self::Parquet
    }
}

pub(crate) fn of_comparison(
    comparison: &Comparison,
    form: Form,
    style: report::Style,
) -> Result<String, Problem> {
    let shown = |format| Ok(report::comparison(comparison, format, style)?);
    match form {
        Form::Terminal => shown(report::Format::Terminal),
        Form::Markdown => shown(report::Format::Markdown),
        Form::Json => shown(report::Format::Json),
        Form::Csv => Ok(report::comparison_csv(comparison)),
        Form::Junit => Ok(report::comparison_junit(comparison)),
        Form::Openmetrics
        | Form::Bencher
        | Form::GithubActionBenchmark
        | Form::DataJs
        | Form::Benchstat
        | Form::Parquet => {
            Err(Problem::input("that form is for records, and this is a comparison"))
        }
    }
}

/// One record in any form, or several in a form that has room for them.
pub(crate) fn of_records(
    records: &[Record],
    form: Form,
    style: report::Style,
) -> Result<Vec<u8>, Problem> {
    let one = || match records {
        [record] => Ok(record),
        _several => Err(Problem::input(
            "that form is of one document; several records can be `csv`, `parquet` or `data-js`",
        )),
    };
    let shown = |format| Ok(report::record(one()?, format, style)?);
    let text: Result<String, Problem> = match form {
        Form::Parquet => return Ok(report::records_parquet(records)?),
        Form::Csv => Ok(report::records_csv(records)?),
        Form::DataJs => Ok(report::data_js(records)?),
        Form::Terminal => shown(report::Format::Terminal),
        Form::Markdown => shown(report::Format::Markdown),
        Form::Json => shown(report::Format::Json),
        Form::Junit => Ok(report::record_junit(one()?)),
        Form::Openmetrics => Ok(report::openmetrics(one()?)),
        Form::Bencher => Ok(report::bencher(one()?)?),
        Form::GithubActionBenchmark => Ok(report::github_action_benchmark(one()?)?),
        Form::Benchstat => Ok(report::benchstat(one()?)),
    };
    Ok(text?.into_bytes())
}
