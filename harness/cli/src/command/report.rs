//! `paceline report`: shows a stored comparison or record again, draws it, or writes it for
//! another tool, several records too.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::Args;
use paceline_baseline::{read_document, read_record};
use paceline_model::{Comparison, DocumentError, History, Record};
use paceline_report as report;
use paceline_report::html::{CaseProfile, Page};

use crate::command::form::{Form, of_comparison, of_records};
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::seen;
use crate::world::World;

#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// A comparison or record, as `--output` wrote it; several records for csv, parquet and data-js
    #[arg(required = true, value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// What to print on standard output
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Form,
    /// Write it to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    drawing: Drawing,
}

/// What is drawn of a comparison.
#[derive(Debug, Args)]
struct Drawing {
    /// Write a page for browsers to this file: everything in one, and it needs no network
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write a flame graph of one case to this file, as a picture without script
    #[arg(long, value_name = "FILE", requires = "profiles")]
    svg: Option<PathBuf>,
    /// With --svg: the case [default: the first that has call stacks]
    #[arg(long = "case", value_name = "ID", requires = "svg")]
    case: Option<String>,
    /// Write the changes against their gates to this file, as a picture without script
    #[arg(long, value_name = "FILE")]
    chart: Option<PathBuf>,
    /// Write the verdict as a small picture to this file, for a README
    #[arg(long, value_name = "FILE")]
    badge: Option<PathBuf>,
    /// With --html: the folder that `check --records` wrote, for the values of every process
    #[arg(long, value_name = "FOLDER")]
    records: Option<PathBuf>,
    /// With --html or --svg: the folder that `--profiles` wrote
    #[arg(long, value_name = "FOLDER")]
    profiles: Option<PathBuf>,
    /// With --html: what `paceline history --format json` printed; may be repeated
    #[arg(long, value_name = "FILE", requires = "html")]
    history: Vec<PathBuf>,
}

impl Drawing {
    fn is_asked_for(&self) -> bool {
        [&self.html, &self.svg, &self.chart, &self.badge].iter().any(|file| file.is_some())
    }
}

/// Shows the document. It passes whatever the document says: the verdict was given when it was
/// made.
pub(crate) fn run(arguments: &ReportArguments, world: &World) -> Result<Outcome, Problem> {
    let style = report::Style { color: world.color, width: world.width };
    let documents = arguments.documents.iter().map(|path| read(path));
    let documents = documents.collect::<Result<Vec<_>, _>>()?;
    let bytes = if let [Document::Comparison(comparison)] = documents.as_slice() {
        draw(comparison, &arguments.drawing)?;
        of_comparison(comparison, arguments.format, style)?.into_bytes()
    } else {
        if arguments.drawing.is_asked_for() {
            return Err(no_drawing(&arguments.documents[0]));
        }
        let records = documents.into_iter().zip(&arguments.documents).map(record_alone);
        of_records(&records.collect::<Result<Vec<_>, _>>()?, arguments.format, style)?
    };
    match &arguments.output {
        Some(path) => output::write(path, bytes)?,
        None if !arguments.format.is_text() && std::io::stdout().is_terminal() => {
            return Err(Problem::input(
                "that form is no text for a terminal; write it to a file with `--output FILE`",
            ));
        }
        None => output::print_bytes(&bytes)?,
    }
    Ok(Outcome::Passed)
}

enum Document {
    Comparison(Box<Comparison>),
    Record(Box<Record>),
}

fn read(path: &Path) -> Result<Document, Problem> {
    let json = read_document(path)?;
    match Comparison::from_json(&json) {
        Ok(comparison) => Ok(Document::Comparison(Box::new(comparison))),
        Err(DocumentError::Schema { .. }) => {
            let record = Record::from_json(&json).map_err(|error| unusable(path, &error))?;
            Ok(Document::Record(Box::new(record)))
        }
        Err(error @ DocumentError::Invalid { .. }) => Err(unusable(path, &error)),
    }
}

fn record_alone((document, path): (Document, &PathBuf)) -> Result<Record, Problem> {
    match document {
        Document::Record(record) => Ok(*record),
        Document::Comparison(_) => Err(Problem::Input(format!(
            "`{}` is a comparison; report it alone, or name records",
            path.display()
        ))),
    }
}

fn no_drawing(path: &Path) -> Problem {
    Problem::Input(format!(
        "`{}` is a record, and pages and pictures are of comparisons; make one with \
         `paceline compare`",
        path.display()
    ))
}

fn unusable(path: &Path, error: &DocumentError) -> Problem {
    Problem::Input(format!("`{}` is neither a comparison nor a record: {error}", path.display()))
}

fn draw(comparison: &Comparison, drawing: &Drawing) -> Result<(), Problem> {
    if let Some(file) = &drawing.badge {
        output::write(file, report::html::badge(comparison))?;
    }
    if let Some(file) = &drawing.chart {
        output::write(file, report::html::change_chart(comparison))?;
    }
    if drawing.html.is_none() && drawing.svg.is_none() {
        return Ok(());
    }
    let records = drawing.records.as_deref().map(read_records).transpose()?;
    let records = records.as_ref().map(|[base, head]| [base, head]);
    let profiles = seen::kept(comparison, records, drawing.profiles.as_deref())?;
    if let Some(file) = &drawing.svg {
        output::write(file, &flame_graph(&profiles, drawing.case.as_deref())?)?;
    }
    let Some(file) = &drawing.html else { return Ok(()) };
    let history = drawing.history.iter().map(|file| read_history(file));
    let page = Page {
        comparison,
        records,
        profiles: &profiles,
        history: &history.collect::<Result<Vec<_>, _>>()?,
    };
    output::write(file, &report::html::page(&page)?)
}

fn read_records(folder: &Path) -> Result<[Record; 2], Problem> {
    Ok([read_record(&folder.join("base.json"))?, read_record(&folder.join("head.json"))?])
}

fn read_history(file: &Path) -> Result<History, Problem> {
    let unusable = |error| Problem::Input(format!("`{}`: {error}", file.display()));
    History::from_json(&read_document(file)?).map_err(unusable)
}

fn flame_graph(profiles: &[CaseProfile], case: Option<&str>) -> Result<String, Problem> {
    let is_asked = |profile: &&CaseProfile| case.is_none_or(|id| profile.case.to_string() == id);
    let found = profiles.iter().filter(is_asked).find_map(|profile| {
        Some(report::html::flame_graph(profile.trees.first()?, &profile.case.to_string()))
    });
    found.ok_or_else(|| {
        let of = case.map_or("any case".to_owned(), |id| format!("`{id}`"));
        Problem::Input(format!(
            "there are no call stacks of {of}; write them with `paceline check --profiles FOLDER`"
        ))
    })
}
