//! `paceline report`: shows a stored comparison or record again, or writes it for another tool.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use paceline_baseline::read_document;
use paceline_model::{Comparison, DocumentError, Record};
use paceline_report as report;

use crate::exit::{Outcome, Problem};
use crate::output;
use crate::world::World;

#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// A comparison or record, as `--output` wrote it
    #[arg(value_name = "FILE")]
    document: PathBuf,
    /// What to print on standard output
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Form,
}

/// Forms of a report, and of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
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

/// Shows the document. It passes whatever the document says: the verdict was given when it was
/// made.
pub(crate) fn run(arguments: &ReportArguments, world: &World) -> Result<Outcome, Problem> {
    let path = &arguments.document;
    let json = read_document(path)?;
    let style = report::Style { color: world.color, width: world.width };
    let text = match Comparison::from_json(&json) {
        Ok(comparison) => of_comparison(&comparison, arguments.format, style)?,
        Err(DocumentError::Schema { .. }) => {
            let record = Record::from_json(&json).map_err(|error| unusable(path, &error))?;
            of_record(&record, arguments.format, style)?
        }
        Err(error @ DocumentError::Invalid { .. }) => return Err(unusable(path, &error)),
    };
    output::print(&text)?;
    Ok(Outcome::Passed)
}

fn of_comparison(
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

fn of_record(record: &Record, form: Form, style: report::Style) -> Result<String, Problem> {
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

fn unusable(path: &Path, error: &DocumentError) -> Problem {
    Problem::Input(format!("`{}` is neither a comparison nor a record: {error}", path.display()))
}
