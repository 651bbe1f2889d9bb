//! Finds the Python interpreter that a suite asks for, where people and tools put interpreters.

mod editable;
mod error;
mod places;
mod probe;
mod request;
mod search;

pub use editable::editable_folders;
pub use error::{InterpreterError, SearchedPlace};
pub use search::InterpreterSearch;
