//! Two records and the gates to verdicts with evidence. Pure: the same input gives the same
//! comparison, byte for byte.

mod canary;
mod case;
mod decide;
mod gate;
mod rules;
mod sample;
#[cfg(test)]
mod tests;
mod watch;
mod whole;

pub use rules::{CaseRules, Rules};
pub use watch::{Progress, Watch};
pub use whole::compare;
