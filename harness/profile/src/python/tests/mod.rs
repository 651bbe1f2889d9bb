//! Tests of the Python profilers, with real interpreters and with recorded files.

mod allocating;
mod availability;
mod counting;
mod fixture;
mod parsing;
mod scripts;
