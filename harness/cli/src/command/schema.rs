//! `paceline schema`: the JSON Schemas that editors and other programs use.

use paceline_model::{Bisection, Comparison, Diagnosis, History, Record};
use schemars::schema_for;

use crate::arguments::{Document, SchemaArguments};
use crate::exit::{Outcome, Problem};
use crate::output;

pub(crate) fn run(arguments: &SchemaArguments) -> Result<Outcome, Problem> {
    let schema = match arguments.document {
        Document::Suite => paceline_suite::schema(),
        Document::Accepted => paceline_suite::accepted_schema(),
        Document::Record => schema_for!(Record).to_value(),
        Document::Comparison => schema_for!(Comparison).to_value(),
        Document::Bisection => schema_for!(Bisection).to_value(),
        Document::Diagnosis => schema_for!(Diagnosis).to_value(),
        Document::History => schema_for!(History).to_value(),
    };
    output::print(&(serde_json::to_string_pretty(&schema)? + "\n"))?;
    Ok(Outcome::Passed)
}
