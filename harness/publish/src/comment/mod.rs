//! The one comment of a pull request: its parts, its size, and how several jobs share it.

mod body;
mod cut;
mod marks;
mod sticky;

pub(crate) use cut::cut;
pub(crate) use marks::Key;
pub(crate) use sticky::{Sticky, publish};
