//! Profiles, ready to show: functions and lines as sheets of numbers beside names.

mod amount;
mod functions;
mod heat;
mod lines;
mod page;
mod sheet;
mod table;

pub(crate) use heat::{HeatLines, HeatRow};
pub(crate) use lines::LinesView;
pub(crate) use page::ProfileView;
pub(crate) use sheet::{Column, Label, Sheet};
pub(crate) use table::{FunctionRow, FunctionTable, NumberCell, NumberColumn};
