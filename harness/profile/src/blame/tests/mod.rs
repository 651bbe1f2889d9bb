//! Tests of matching and blame on profiles like those of `CPython` 3.12.

mod causes;
mod comparing;
mod fixture;
mod foreign;
mod matching;
mod properties;
