//! Behaviour tests: the binary on real repositories, interpreters and processes, and the house
//! rules that no compiler checks.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::cast_precision_loss, reason = "no figure here reaches 2^52")]

mod accepted;
mod alone;
mod architecture;
mod base;
mod baselines;
mod bisect;
mod blame;
mod branch;
mod calibrate;
mod check_publish;
mod custom_profilers;
mod dependencies;
mod doctor;
mod documents;
mod emulator;
mod exit_codes;
mod exports;
mod failures;
#[path = "../harness/publish/tests/fake/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests of `publish` itself need more of it")]
mod fake;
mod github;
mod growth;
mod history;
mod import;
mod installed_profilers;
mod memory;
mod profilers;
mod publish;
mod report_page;
mod revisions;
mod round_trips;
mod runner;
mod sandbox;
mod selection;
mod surroundings;
mod tools;
