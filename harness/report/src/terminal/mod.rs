//! Terminal text: no line wider than the terminal, colour only where asked for and never alone.

mod baselines;
mod bisection;
mod blame;
mod calibration;
mod chart;
mod comparison;
mod diagnosis;
mod grid;
mod history;
mod page;
mod profile;
mod record;
mod sheet;

pub use baselines::{StoredRecord, baselines};
pub(crate) use bisection::bisection;
pub(crate) use calibration::calibration;
pub(crate) use comparison::comparison;
pub(crate) use diagnosis::diagnosis;
pub(crate) use history::history;
pub(crate) use profile::profile;
pub(crate) use record::record;
