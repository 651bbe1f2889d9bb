//! Where a run takes place: the processor, the system, the container and how busy they are.
//!
//! Every single read may fail and then leaves its field empty. Nothing is recorded but what the
//! fields of the record name; variables are looked at, their values never kept.

mod container;
mod cpu;
mod inspect;
mod source;
mod steal;
mod virtualization;

pub use inspect::inspect;
pub use steal::StealMeter;
