//! What every command with a comparison does at its end: show it, write it, decide the outcome.

use std::path::{Path, PathBuf};

use paceline_model::{Comparison, Verdict};
use paceline_report as report;

use crate::arguments::{FailOn, Format, Policy, Printing};
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

impl From<FailOn> for Verdict {
    fn from(verdict: FailOn) -> Self {
        match verdict {
            FailOn::Regressed => Self::Regressed,
            FailOn::Suspect => Self::Suspect,
            FailOn::Inconclusive => Self::Inconclusive,
            FailOn::New => Self::New,
            FailOn::Removed => Self::Removed,
            FailOn::NotComparable => Self::NotComparable,
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

/// How the command ends: by the worst verdict that the policy does not let pass.
pub(crate) fn outcome(comparison: &Comparison, policy: &Policy) -> Outcome {
    let fails = |verdict| {
        comparison.has(verdict) && policy.fail_on.iter().any(|on| Verdict::from(*on) == verdict)
    };
    if comparison.has(Verdict::Failed) {
        Outcome::Failed
    } else if fails(Verdict::Regressed) {
        Outcome::Regressed
    } else if policy.fail_on.iter().any(|on| fails((*on).into())) {
        Outcome::NoVerdict
    } else {
        Outcome::Passed
    }
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
