//! When a request is repeated: never one that may have been done already and would be done twice.

use std::time::Duration;

use serde_json::Value;

use super::connection::{Client, Silence};
use super::error::ApiError;
use super::reply::{Meaning, Reply};
use crate::random;

/// How often a request is sent at most.
const ATTEMPTS: u32 = 4;
/// How many times a request is sent on to another address of the same host.
const REDIRECTS: u32 = 3;
/// Pages of a list that are read at most, of 100 entries each.
const PAGES: u32 = 30;

/// Verb of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Patch,
    Delete,
}

impl Method {
    /// Its name in HTTP.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request that would be sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planned {
    pub(crate) method: Method,
    pub(crate) route: String,
    pub(crate) body: Option<Value>,
}

/// Whether sending a request twice does the same as sending it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeat {
    Harmless,
    Harmful,
}

impl Client {
    /// Reads. Repeated where the host or the connection is in trouble.
    pub(crate) async fn get(&self, route: &str) -> Result<Reply, ApiError> {
        self.request(Method::Get, route, None, Repeat::Harmless).await
    }

    /// Reads a list whole, at most 3,000 entries. `page` makes something of each page.
    pub(crate) async fn list<T>(
        &self,
        route: &str,
        page: impl Fn(&Reply) -> Result<Vec<T>, ApiError>,
    ) -> Result<Vec<T>, ApiError> {
        let mut all = Vec::new();
        let separator = if route.contains('?') { '&' } else { '?' };
        for number in 1..=PAGES {
            let reply = self.get(&format!("{route}{separator}per_page=100&page={number}")).await?;
            all.extend(page(&reply)?);
            if !reply.has_next() {
                break;
            }
        }
        Ok(all)
    }

    /// Changes what is there to `body`: twice is as good as once. `None` where it is only planned.
    pub(crate) async fn change(
        &self,
        method: Method,
        route: &str,
        body: Option<Value>,
    ) -> Result<Option<Reply>, ApiError> {
        self.write(method, route, body, Repeat::Harmless).await
    }

    /// Adds something: repeated only where it certainly was not done. Ends as
    /// [`ApiError::Uncertain`] where it may have been. `None` where it is only planned.
    pub(crate) async fn add(
        &self,
        method: Method,
        route: &str,
        body: Value,
    ) -> Result<Option<Reply>, ApiError> {
        self.write(method, route, Some(body), Repeat::Harmful).await
    }

    async fn write(
        &self,
        method: Method,
        route: &str,
        body: Option<Value>,
        repeat: Repeat,
    ) -> Result<Option<Reply>, ApiError> {
        if self.is_dry() {
            self.plan(Planned { method, route: route.to_owned(), body });
            return Ok(None);
        }
        self.request(method, route, body.as_ref(), repeat).await.map(Some)
    }

    async fn request(
        &self,
        method: Method,
        route: &str,
        body: Option<&Value>,
        repeat: Repeat,
    ) -> Result<Reply, ApiError> {
        let mut route = route.to_owned();
        let mut redirects = 0;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let trouble = match self.once(method, &route, body).await {
                Ok(reply) => match reply.meaning() {
                    Meaning::Done if is_whole(&reply) => return Ok(reply),
                    Meaning::Done => "its reply is no JSON".to_owned(),
                    Meaning::Trouble => self.told(&reply),
                    Meaning::Moved(to) => {
                        redirects += 1;
                        route = self.follow(&to, redirects)?;
                        attempt -= 1;
                        continue;
                    }
                    Meaning::Later(wait) => {
                        let wait = self.allowed(wait, attempt, &reply)?;
                        self.pause(wait).await?;
                        continue;
                    }
                    Meaning::Denied => return Err(self.denied(&reply)),
                    Meaning::Refused => return Err(self.refused(&reply)),
                },
                Err(Silence::Broken(text)) => text,
                Err(Silence::Over) => return Err(ApiError::TimedOut),
            };
            if repeat == Repeat::Harmful {
                return Err(ApiError::Uncertain(trouble));
            }
            if attempt >= ATTEMPTS {
                return Err(ApiError::Unavailable(trouble));
            }
            self.pause(self.backoff(attempt)).await?;
        }
    }

    /// Twice as long each time, and never the same for two jobs.
    pub(crate) fn backoff(&self, attempt: u32) -> Duration {
        let longest = self.timing.pause * 2_u32.saturating_pow(attempt.saturating_sub(1).min(6));
        longest.mul_f64(0.5 + random::fraction())
    }

    /// How long to wait after writing before looking again; longer each time, and never the same.
    pub(crate) fn settle(&self, round: u32) -> Duration {
        (self.timing.settle * round).mul_f64(0.75 + random::fraction() / 2.0)
    }

    fn follow(&self, to: &str, redirects: u32) -> Result<String, ApiError> {
        let refused =
            |message: &str| ApiError::Refused { status: 301, message: message.to_owned() };
        if redirects > REDIRECTS {
            return Err(refused("it sends from one address to the next without end"));
        }
        self.route_of(to)
            .map(str::to_owned)
            .ok_or_else(|| refused("it sends to another host, which gets no token"))
    }

    /// The pause before the next attempt, where the host's wish can be granted.
    fn allowed(
        &self,
        wait: Option<Duration>,
        attempt: u32,
        reply: &Reply,
    ) -> Result<Duration, ApiError> {
        let limited = || ApiError::Limited { message: self.told(reply) };
        let wait = wait.filter(|wait| *wait <= self.timing.longest_pause).ok_or_else(limited)?;
        if attempt >= ATTEMPTS { Err(limited()) } else { Ok(wait.max(self.backoff(1))) }
    }

    fn denied(&self, reply: &Reply) -> ApiError {
        ApiError::Denied { status: reply.status.as_u16(), message: self.shown(&reply.message()) }
    }

    fn refused(&self, reply: &Reply) -> ApiError {
        ApiError::Refused { status: reply.status.as_u16(), message: self.shown(&reply.message()) }
    }

    fn told(&self, reply: &Reply) -> String {
        format!("{}: {}", reply.status.as_u16(), self.shown(&reply.message()))
    }
}

/// Whether a reply that says success is one: a proxy's page of HTML is not.
fn is_whole(reply: &Reply) -> bool {
    let is_json = || serde_json::from_slice::<serde::de::IgnoredAny>(&reply.body).is_ok();
    reply.status.as_u16() == 204 || is_json()
}
