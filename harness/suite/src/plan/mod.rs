//! The typed suite file to a plan: what types can't say is checked here, then cases are expanded.

mod blueprint;
mod body;
mod budget;
mod custom_profiler;
mod folder;
mod gate;
mod growth;
mod hook;
mod matrix;
mod metric;
mod module;
mod policy;
mod profilers;
mod site;
mod suite;
mod template;
mod tool;

pub(crate) use budget::MOST_CASES;
pub(crate) use suite::plan;
