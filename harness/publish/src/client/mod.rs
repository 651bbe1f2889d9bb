//! Requests to the host: each bounded in time and size, repeated where that does no harm.

mod connect;
mod connection;
mod error;
mod reply;
mod retry;
mod timing;

pub(crate) use connection::Client;
pub(crate) use error::ApiError;
pub(crate) use reply::Reply;
pub(crate) use retry::{Method, Planned};
pub use timing::Timing;
