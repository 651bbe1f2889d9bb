//! `paceline import`: what another tool wrote becomes a record.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use paceline_import::{FORMATS, Format, Request, Source, import};
use paceline_model::SuiteName;

use crate::exit::{Outcome, Problem};
use crate::output;

/// The word for "tell the format by the content".
const AUTO: &str = "auto";

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// What wrote the files, or `auto` to tell it by their content; see below
    #[arg(value_name = "FORMAT", value_parser = format)]
    pub(crate) format: Chosen,
    /// The files, for criterion its folder; each counts as one process
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The suite of the record [default: the name of the format]
    #[arg(long, value_name = "NAME")]
    pub(crate) suite: Option<SuiteName>,
    /// Write the record to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// A format, or none for `auto`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chosen(Option<&'static Format>);

pub(crate) fn run(arguments: &ImportArguments) -> Result<Outcome, Problem> {
    let sources = arguments.files.iter().map(|path| Source::read(path));
    let sources: Vec<_> = sources.collect::<Result<_, _>>()?;
    let request = Request {
        format: arguments.format.0,
        suite: arguments.suite.clone(),
        now: Timestamp::now().to_string(),
    };
    let json = import(&request, &sources)?.to_json()?;
    match &arguments.output {
        Some(path) => output::write(path, &json)?,
        None => output::print(&json)?,
    }
    Ok(Outcome::Passed)
}

/// The formats with what writes them, for the end of the command's help.
pub(crate) fn formats() -> String {
    let row = |format: &Format| format!("  {:24} {}", format.name(), format.about());
    let rows: Vec<_> = FORMATS.iter().map(row).collect();
    format!("Formats:\n{}", rows.join("\n"))
}

fn format(text: &str) -> Result<Chosen, String> {
    if text == AUTO {
        return Ok(Chosen(None));
    }
    let found = paceline_import::find(text).map(|format| Chosen(Some(format)));
    found.ok_or_else(|| {
        if Path::new(text).exists() {
            return format!("the format stands first: `paceline import {AUTO} {text}`");
        }
        let names: Vec<_> = FORMATS.iter().map(Format::name).collect();
        format!("no such format; write `{AUTO}` or one of: {}", names.join(", "))
    })
}
