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
    /// All values of a record, or the rows of a comparison.
    Csv,
    /// A test for every case.
    Junit,
    /// Gauges of a record's medians.
    Openmetrics,
    /// Bencher Metric Format, of a record.
    Bencher,
    /// Its custom JSON, of a record's wall times.
    GithubActionBenchmark,
    /// Text for Go's benchstat, of a record.
    Benchstat,
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
        Form::Openmetrics | Form::Bencher | Form::GithubActionBenchmark | Form::Benchstat => {
            Err(Problem::input("that form is for records, and this is a comparison"))
        }
    }
}

pub(crate) fn of_record(
    record: &Record,
    form: Form,
    style: report::Style,
) -> Result<String, Problem> {
    let shown = |format| Ok(report::record(record, format, style)?);
    match form {
        Form::Terminal => shown(report::Format::Terminal),
        Form::Markdown => shown(report::Format::Markdown),
        Form::Json => shown(report::Format::Json),
        Form::Csv => Ok(report::record_csv(record)),
        Form::Junit => Ok(report::record_junit(record)),
        Form::Openmetrics => Ok(report::openmetrics(record)),
        Form::Bencher => Ok(report::bencher(record)?),
        Form::GithubActionBenchmark => Ok(report::github_action_benchmark(record)?),
        Form::Benchstat => Ok(report::benchstat(record)),
    }
}
