//! What every store has to do, shown of each.

mod fixture;
mod stores;
