//! Deciding while measuring: bets on the coin that ordered each pair, valid however often one
//! looks and whenever one stops.

mod bet;
mod bounds;
mod noise;
mod pair;
mod rule;
mod sequence;

pub use pair::PairScore;
pub use rule::SequentialRule;
pub use sequence::{Decision, EValue, Evidence, SequentialTest};
