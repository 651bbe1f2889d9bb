//! Where a series in time changes its level, and whether it drifts: for history, not for verdicts.

mod course;
mod divisive;
mod fit;
mod place;
mod split;

pub use course::{Course, course};
pub use divisive::{ChangePoint, Divisive};
pub use place::{Places, places};
pub use split::{Split, best_split};
