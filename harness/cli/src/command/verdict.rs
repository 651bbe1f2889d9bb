//! What every command with a comparison does at its end: show it and write it.

use std::path::{Path, PathBuf};

use paceline_report as report;
use paceline_report::html::Page;

use crate::arguments::{Format, Printing};
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::world::World;

/// Widest text file: lines that fit an 80-column terminal.
const FILE_WIDTH: usize = 80;

impl From<Format> for report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Terminal => Self::Terminal,
            Format::Markdown => Self::Markdown,
            Format::Json => Self::Json,
        }
    }
}

/// Refuses a file whose ending names no form, before anything is measured for it.
pub(crate) fn known_forms(files: &[PathBuf]) -> Result<(), Problem> {
    files.iter().try_for_each(|file| form(file).map(|_known| ()))
}

/// Refuses to print several JSON documents one after the other, which is none.
pub(crate) fn one_document(suites: &[PathBuf], printing: &Printing) -> Result<(), Problem> {
    if suites.len() > 1 && printing.format == Format::Json {
        return Err(Problem::input("`--format json` takes one suite; run them one by one"));
    }
    Ok(())
}

/// The outcome of one suite of several. That there is no verdict on it is said, and the others still
/// count; any other problem ends the command.
pub(crate) fn of_one(outcome: Result<Outcome, Problem>) -> Result<Outcome, Problem> {
    match outcome {
        Err(problem @ Problem::NoVerdict(_)) => {
            output::complain(&problem);
            Ok(Outcome::NoVerdict)
        }
        other => other,
    }
}

/// Prints the comparison and writes it to `files`, each in the form that its ending names.
pub(crate) fn show(
    page: &Page<'_>,
    printing: &Printing,
    files: &[PathBuf],
    world: &World,
) -> Result<(), Problem> {
    let comparison = page.comparison;
    for file in files {
        let style = report::Style { color: false, width: FILE_WIDTH };
        let text = match form(file)? {
            Form::Page => report::html::page(page)?,
            Form::Text(format) => report::comparison(comparison, format, style)?,
        };
        output::write(file, &text)?;
    }
    let style = report::Style { color: world.color, width: world.width };
    output::print(&report::comparison(comparison, printing.format.into(), style)?)
}

/// What a file is written in.
enum Form {
    /// A page for browsers.
    Page,
    /// One of the forms that can be printed.
    Text(report::Format),
}

/// Whether any of the files is a page, which shows more than the comparison.
pub(crate) fn has_page(files: &[PathBuf]) -> bool {
    files.iter().any(|file| matches!(form(file), Ok(Form::Page)))
}

fn form(file: &Path) -> Result<Form, Problem> {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html" | "htm") => Ok(Form::Page),
        Some("json") => Ok(Form::Text(report::Format::Json)),
        Some("md") => Ok(Form::Text(report::Format::Markdown)),
        Some("txt") => Ok(Form::Text(report::Format::Terminal)),
        _other => Err(Problem::Input(format!(
            "`{}` does not say which form it should have; end it in .html, .json, .md or .txt",
            file.display()
        ))),
    }
}
