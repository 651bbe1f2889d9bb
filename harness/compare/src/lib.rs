//! Two records and the gates to verdicts with evidence. Pure: the same input gives the same
//! comparison, byte for byte.

mod accept;
mod bisect;
mod calibrate;
mod canary;
mod case;
mod cost;
mod decide;
mod gate;
mod growth;
mod history;
mod layout;
mod likely;
mod noise;
mod sample;
mod steady;
#[cfg(test)]
mod tests;
mod tool;
mod watch;
mod whole;

pub use bisect::{Answer, MOST_ATTEMPTS, Next, Search, error_probability, judged_alone};
pub use calibrate::{Twins, calibrate};
pub use cost::Conditions;
pub use history::{DriftLimit, HistoryGatherer, budget_rules, drift_budget};
pub use noise::pair_noise;
pub use watch::{Progress, Watch};
pub use whole::compare;
