//! What the launcher promises, proved with real processes.
#![expect(clippy::unwrap_used, reason = "a test may panic, and its helpers belong to it")]

mod addresses;
mod batches;
mod endings;
mod fixture;
mod leftovers;
mod memory;
mod refusals;
mod streams;
mod surroundings;
