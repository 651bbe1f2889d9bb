//! One request and its reply over octocrab: raw verbs, no repeating, everything bounded.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use http::Uri;
use http_body_util::{BodyExt as _, Limited};
use octocrab::Octocrab;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::connect::connect;
use super::error::ApiError;
use super::reply::{Reply, one_line};
use super::retry::{Method, Planned};
use super::timing::Timing;
use crate::{Proxies, Token};

/// Largest reply: a page of 100 comments of 65,536 characters fits, each of several bytes in JSON.
const LARGEST_REPLY: usize = 64 << 20;

/// The host, and what was asked of it.
pub(crate) struct Client {
    connection: Option<Octocrab>,
    token: Option<Token>,
    base: String,
    pub(super) timing: Timing,
    deadline: Instant,
    /// Requests that would change something, where they are only to be shown.
    planned: Option<RefCell<Vec<Planned>>>,
    requests: Cell<u32>,
}

/// Why no reply came.
pub(super) enum Silence {
    /// The connection failed or was too slow.
    Broken(String),
    /// The time for everything is over.
    Over,
}

impl Client {
    /// A client of the API at `base`. Must be called inside of a tokio runtime.
    ///
    /// Fails where the address is none, or is one to which no secret may be sent, and where the system
    /// has no certificates.
    pub(crate) fn new(
        base: &str,
        token: Option<&Token>,
        timing: Timing,
        proxies: &Proxies,
        is_dry: bool,
    ) -> Result<Self, ApiError> {
        let unavailable = |text: &str| ApiError::Unavailable(text.to_owned());
        let uri: Uri =
            base.parse().map_err(|_invalid| unavailable("`GITHUB_API_URL` is no address"))?;
        let host = uri.host().unwrap_or_default();
        let is_here = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
        if !(uri.scheme_str() == Some("https") || (uri.scheme_str() == Some("http") && is_here)) {
            return Err(unavailable("`GITHUB_API_URL` must start with `https://`"));
        }
        let connection = token.map(|token| connect(&uri, token, proxies)).transpose()?;
        Ok(Self {
            connection,
            token: token.cloned(),
            base: base.trim_end_matches('/').to_owned(),
            timing,
            deadline: Instant::now() + timing.total,
            planned: is_dry.then(RefCell::default),
            requests: Cell::new(0),
        })
    }

    /// Whether nothing may be changed.
    pub(crate) fn is_dry(&self) -> bool {
        self.planned.is_some()
    }

    /// Whether there is somebody to ask.
    pub(crate) fn is_connected(&self) -> bool {
        self.connection.is_some()
    }

    /// Whether the token may not ask who it is.
    pub(crate) fn is_of_installation(&self) -> bool {
        self.token.as_ref().is_some_and(Token::is_of_installation)
    }

    /// What would have been sent, in its order.
    pub(crate) fn planned(self) -> Vec<Planned> {
        self.planned.map(RefCell::into_inner).unwrap_or_default()
    }

    pub(super) fn plan(&self, planned: Planned) -> bool {
        self.planned.as_ref().inspect(|list| list.borrow_mut().push(planned)).is_some()
    }

    /// Waits, but not past the end of the time there is.
    pub(crate) async fn pause(&self, time: Duration) -> Result<(), ApiError> {
        if Instant::now() + time >= self.deadline {
            return Err(ApiError::TimedOut);
        }
        tokio::time::sleep(time).await;
        Ok(())
    }

    /// The part of an address of this host that a request names; `None` for any other host, which
    /// gets no token of ours.
    pub(super) fn route_of<'a>(&self, address: &'a str) -> Option<&'a str> {
        let route = if address.starts_with('/') && !address.starts_with("//") {
            address
        } else {
            address.strip_prefix(self.base.as_str())?
        };
        route.starts_with('/').then_some(route)
    }

    /// One request, once.
    pub(super) async fn once(
        &self,
        method: Method,
        route: &str,
        body: Option<&Value>,
    ) -> Result<Reply, Silence> {
        let Some(connection) = &self.connection else {
            return Err(Silence::Broken("there is no token".to_owned()));
        };
        self.requests.set(self.requests.get() + 1);
        let end = self.deadline.min(Instant::now() + self.timing.request);
        match timeout_at(end, exchange(connection, method, route, body)).await {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(text)) => Err(Silence::Broken(self.shown(&text))),
            Err(_late) if Instant::now() >= self.deadline => Err(Silence::Over),
            Err(_late) => Err(Silence::Broken("no reply in time".to_owned())),
        }
    }

    /// `text` in one line without the token.
    pub(super) fn shown(&self, text: &str) -> String {
        one_line(&self.token.as_ref().map_or_else(|| text.to_owned(), |token| token.redact(text)))
    }
}

async fn exchange(
    connection: &Octocrab,
    method: Method,
    route: &str,
    body: Option<&Value>,
) -> Result<Reply, String> {
    let reply = match method {
        Method::Get => connection._get(route).await,
        Method::Post => connection._post(route, body).await,
        Method::Patch => connection._patch(route, body).await,
        Method::Delete => connection._delete(route, None::<&()>).await,
    };
    let (parts, body) = reply.map_err(|error| causes(&error))?.into_parts();
    let body = Limited::new(body, LARGEST_REPLY).collect().await;
    let body = body.map_err(|error| causes(error.as_ref()))?.to_bytes().to_vec();
    Ok(Reply { status: parts.status, headers: parts.headers, body })
}

/// An error with all that caused it: the outermost one rarely says anything.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        // The display of octocrab's errors may hold a backtrace.
        let text = error.to_string();
        let text = text.lines().next().unwrap_or_default().to_owned();
        if !texts.contains(&text) {
            texts.push(text);
        }
        next = error.source();
    }
    texts.join(": ")
}
