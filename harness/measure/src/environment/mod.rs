//! Where a run takes place: the processor, the system, the container and how busy they are.
//!
//! Every single read may fail and then leaves its field empty. Nothing is recorded but what the
//! fields of the record name; variables are looked at, their values never kept.

mod autogroup;
mod container;
mod cpu;
mod inspect;
mod pressure;
mod scheduling;
mod source;
mod steal;
mod virtualization;

pub use inspect::inspect;
pub use pressure::state;
pub use scheduling::{TRIAL_ARGUMENT, serve_trial, try_scheduling};
pub use steal::StealMeter;
