//! Profiles, ready to show: functions and lines as sheets of numbers beside names.

mod amount;
mod functions;
mod lines;
mod page;
mod sheet;

pub(crate) use lines::LinesView;
pub(crate) use page::ProfileView;
pub(crate) use sheet::{Column, Label, Sheet};
