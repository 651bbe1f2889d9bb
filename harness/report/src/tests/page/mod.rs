//! The page for browsers, read by a parser of HTML as browsers have one.

mod document;
mod fixture;
mod hostile;
mod large;
mod pictures;
mod readable;

pub(super) use document::elements;
