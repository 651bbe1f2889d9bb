//! Suite YAML to checked suite to plan, every error at once.
//!
//! A suite goes through four steps: text ([`load`] reads it within limits), a tree of values that
//! know their place, typed file data, plan. Each step adds what it finds to one list of mistakes
//! and goes on with the rest.

mod accepted;
mod edit;
mod errors;
mod fault;
mod file;
mod load;
mod plan;
mod render;
mod schema;
mod source;
mod wording;
mod yaml;

#[cfg(test)]
mod tests;

pub use accepted::{Accepted, load_accepted, parse_accepted, parse_accepted_trailer};
pub use edit::{ByHand, Edited, WorkloadEdit, edit};
pub use errors::{Diagnostic, Place, SuiteErrors};
pub use load::load;
pub use schema::{accepted_schema, schema};
