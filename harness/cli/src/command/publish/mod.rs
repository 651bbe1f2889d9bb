//! `paceline publish`: tells the host what comparisons say. It gives no verdict: that was given when they
//! were made, and whatever fails here is a notice.

mod arguments;
mod documents;
mod run;
mod telling;

pub(crate) use arguments::{PUBLISHING, PublishArguments, TellingArguments};
pub(crate) use run::{publish_checked, run};
