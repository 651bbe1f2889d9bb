//! Pure statistics on slices of numbers: no domain types, no I/O, no clock, no hidden randomness.
//!
//! Every function answers `None` where its values do not define an answer (too few, or one that is
//! not finite); none panics and none returns NaN. Results do not depend on the order of the values,
//! but for [`SequentialTest`], [`trend()`] and what finds change points, which are about an order in time.

mod betting;
mod bootstrap;
mod change_point;
mod growth;
mod hodges_lehmann;
pub mod in_place;
mod interval;
pub mod multiplicity;
mod number;
mod order;
mod quantile;
mod rank_sum;
mod ranks;
mod seed;
mod sides;
mod signed_rank;
mod student;
mod summary;
mod trend;

pub use betting::{Decision, EValue, Evidence, PairScore, SequentialRule, SequentialTest};
pub use bootstrap::Bootstrap;
pub use change_point::{ChangePoint, Course, Divisive, Places, Split, best_split, course, places};
pub use growth::{GrowthFit, GrowthOrder, OrderFit, fit_growth};
pub use hodges_lehmann::{hodges_lehmann, hodges_lehmann_interval, hodges_lehmann_shift};
pub use interval::Interval;
pub use quantile::{median, quantile};
pub use rank_sum::rank_sum;
pub use ranks::RankTest;
pub use seed::seed_from;
pub use sides::Sides;
pub use signed_rank::signed_rank;
pub use student::{StudentTest, student_test};
pub use summary::Summary;
pub use trend::{Trend, trend};
