//! The report as one HTML file: no server, no network, readable without script.

mod allocations;
mod case;
mod chart;
mod data;
mod engine;
mod history;
mod overview;
mod page;
mod picture;
mod pictures;
mod profile;
mod security;
mod sources;
mod still;

pub use page::{CaseProfile, Page, PageError, dashboard, page};
pub use picture::{badge, flame_graph};
pub use still::{change_chart, history_chart};
