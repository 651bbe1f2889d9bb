//! Numbers for people: values with units, changes, times.

mod change;
mod scale;
mod time;

#[cfg(test)]
mod tests;

pub(crate) use change::{ChangeText, change, limit, p_value, percent, short_percent, significance};
pub(crate) use scale::{Scale, group, pair};
pub(crate) use time::{duration, moment};
