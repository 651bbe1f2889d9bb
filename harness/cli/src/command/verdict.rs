//! What every command with a comparison does at its end: show it and write it.

use std::path::{Path, PathBuf};

use paceline_model::Comparison;
use paceline_report as report;

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
    comparison: &Comparison,
    printing: &Printing,
    files: &[PathBuf],
    world: &World,
) -> Result<(), Problem> {
    for file in files {
        let style = report::Style { color: false, width: FILE_WIDTH };
        output::write(file, &report::comparison(comparison, form(file)?, style)?)?;
    }
    let style = report::Style { color: world.color, width: world.width };
    output::print(&report::comparison(comparison, printing.format.into(), style)?)
}

fn form(file: &Path) -> Result<report::Format, Problem> {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("json") => Ok(report::Format::Json),
        Some("md") => Ok(report::Format::Markdown),
        Some("txt") => Ok(report::Format::Terminal),
        _other => Err(Problem::Input(format!(
            "`{}` does not say which form it should have; end it in .json, .md or .txt",
            file.display()
        ))),
    }
}
