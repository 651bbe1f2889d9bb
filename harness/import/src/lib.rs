//! What other benchmark tools wrote, as records: one function per format, all of them in one table.
//!
//! The files may be anything: sizes and depths are bounded, and what can't be read is an error that
//! says where, what was expected and what was found.

mod draft;
mod environment;
mod error;
mod format;
mod formats;
mod json;
mod measure;
mod record;
mod source;

#[cfg(test)]
mod tests;

pub use error::{ImportError, Mistake};
pub use format::{FORMATS, Format, detect, find};
pub use record::{Request, import};
pub use source::{LARGEST, Piece, Source};
