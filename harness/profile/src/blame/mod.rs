//! What moved between two profiles of one case, and which function is the cause. Pure.

mod amounts;
mod callers;
mod comparable;
mod difference;
mod flow;
mod hottest;
mod identity;
mod lines;
mod matching;
mod names;
mod profiles;
mod ranking;
mod similarity;
#[cfg(test)]
mod tests;
mod timing;
mod weight;

pub use comparable::comparable_metrics;
pub use difference::{is_explained, matched};
pub use identity::Identities;
pub use profiles::{Movement, Profiles, Topic, Wanted};
pub use ranking::blame;
