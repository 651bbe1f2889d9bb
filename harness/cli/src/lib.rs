//! Flags, environment, exit codes and progress. The only crate that knows the order of the stages,
//! reads the environment, or prints.

mod accepted;
mod advice;
mod alike;
mod arguments;
mod artefacts;
mod attribution;
mod base;
mod checkout;
mod command;
mod default_base;
mod entry;
mod environments;
mod evidence;
mod exit;
mod hunt;
mod kept;
mod oracle;
mod output;
mod pairs;
mod past;
mod policy;
mod processes;
mod profiling;
mod progress;
mod seen;
mod select;
mod session;
mod shard;
mod store;
mod suite_from;
mod tools;
mod world;

pub use entry::main;
