//! What a step of a job tells its runner: commands, outputs, the summary of the job.

mod command;
mod file;
mod output;

pub use command::{notice, remark_on_line};
pub use file::{StepError, append_outputs, append_summary};
