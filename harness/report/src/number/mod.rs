//! Numbers for people: values with units, changes, times.

mod change;
mod scale;
mod time;

#[cfg(test)]
mod tests;

pub(crate) use change::{
    ChangeText, change, exact_change, limit, p_value, percent, short_percent, signed_percent,
    significance, times,
};
pub(crate) use scale::{Scale, difference, exact, group, pair};
pub(crate) use time::{duration, moment};
