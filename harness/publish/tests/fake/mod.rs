//! A strict fake of GitHub's REST API on loopback: it keeps what it is told, checks every request and
//! its own replies against GitHub's own description, and fails when it is told to.

pub(crate) mod fault;
mod routes;
mod server;
mod spec;
mod state;
mod token;

pub(crate) use fault::{Damage, Fault};
pub(crate) use server::Github;
pub(crate) use state::{Pull, State};
pub(crate) use token::Tokens;
