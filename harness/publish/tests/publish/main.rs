//! Publishing against a strict fake of the host.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod checks;
mod comments;
#[path = "../fake/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests of workflows need more of it")]
mod fake;
mod faults;
mod fixture;
mod places;
mod proxy;
mod together;
