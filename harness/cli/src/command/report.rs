//! `paceline report`: shows a stored comparison or record again.

use std::path::Path;

use paceline_baseline::read_document;
use paceline_model::{Comparison, DocumentError, Record};
use paceline_report as report;

use crate::arguments::ReportArguments;
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::world::World;

/// Shows the document. It passes whatever the document says: the verdict was given when it was
/// made.
pub(crate) fn run(arguments: &ReportArguments, world: &World) -> Result<Outcome, Problem> {
    let path = &arguments.document;
    let json = read_document(path)?;
    let style = report::Style { color: world.color, width: world.width };
    let format = arguments.printing.format.into();
    let text = match Comparison::from_json(&json) {
        Ok(comparison) => report::comparison(&comparison, format, style)?,
        Err(DocumentError::Schema { .. }) => {
            let record = Record::from_json(&json).map_err(|error| unusable(path, &error))?;
            report::record(&record, format, style)?
        }
        Err(error @ DocumentError::Invalid { .. }) => return Err(unusable(path, &error)),
    };
    output::print(&text)?;
    Ok(Outcome::Passed)
}

fn unusable(path: &Path, error: &DocumentError) -> Problem {
    Problem::Input(format!("`{}` is neither a comparison nor a record: {error}", path.display()))
}
