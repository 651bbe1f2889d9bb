//! The entrance for what is about the machine rather than about code: terminal text only.

use paceline_model::{CaseCalibration, Diagnosis};

use crate::render::Style;
use crate::terminal;

/// The text of a diagnosis of the machine, ending with a line break.
pub fn diagnosis(diagnosis: &Diagnosis, style: Style) -> String {
    terminal::diagnosis(diagnosis, style)
}

/// The text of a calibration of a suite, ending with a line break: what each case's gates and
/// budget are and what they should be.
pub fn calibration(cases: &[CaseCalibration], style: Style) -> String {
    terminal::calibration(cases, style)
}
