//! What the host answered, and what that means.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::error::ApiError;

/// Longest part of a host's message that is shown, in characters.
const LONGEST_MESSAGE: usize = 200;

/// An answer with its body.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// What to do about an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Done,
    /// Ask there instead.
    Moved(String),
    /// Nothing was done; ask again after so long, or never where that is not said.
    Later(Option<Duration>),
    /// The host is in trouble. What was asked may have been done.
    Trouble,
    Denied,
    Refused,
}

impl Reply {
    /// What the status and the headers mean.
    pub(crate) fn meaning(&self) -> Meaning {
        let status = self.status.as_u16();
        match status {
            200..=299 => Meaning::Done,
            301 | 302 | 307 | 308 => {
                self.header("location").map_or(Meaning::Refused, |to| Meaning::Moved(to.to_owned()))
            }
            429 => Meaning::Later(self.retry_after()),
            403 if self.is_limit() => Meaning::Later(self.retry_after()),
            401 | 403 | 404 | 410 | 451 => Meaning::Denied,
            408 | 500..=599 => Meaning::Trouble,
            _other => Meaning::Refused,
        }
    }

    /// Whether a further page follows.
    pub(crate) fn has_next(&self) -> bool {
        self.header("link").is_some_and(|link| link.contains("rel=\"next\""))
    }

    /// The body as a `T`; fails where it is none, as when it was cut on its way.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            ApiError::Unavailable(format!("its reply is not as expected: {error}"))
        })
    }

    /// What the host says, in one line without control characters.
    pub(crate) fn message(&self) -> String {
        #[derive(serde::Deserialize)]
        struct Problem {
            message: Option<String>,
            #[serde(default)]
            errors: Vec<serde_json::Value>,
        }
        let problem: Option<Problem> = serde_json::from_slice(&self.body).ok();
        let first = |problem: &Problem| -> Option<String> {
            let first = problem.errors.first()?;
            Some(first.get("message").unwrap_or(first).as_str()?.to_owned())
        };
        let text = match problem {
            Some(problem) => {
                let detail = first(&problem).map(|text| format!(": {text}"));
                problem.message.unwrap_or_default() + &detail.unwrap_or_default()
            }
            None => String::from_utf8_lossy(&self.body).into_owned(),
        };
        one_line(&text)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn retry_after(&self) -> Option<Duration> {
        // The form with a date is never used by the host, and would need a clock.
        Some(Duration::from_secs(self.header("retry-after")?.trim().parse().ok()?))
    }

    fn is_limit(&self) -> bool {
        self.header("x-ratelimit-remaining") == Some("0")
            || self.header("retry-after").is_some()
            || self.message().to_lowercase().contains("rate limit")
    }
}

/// `text` in one line, without control characters, at most 200 characters.
pub(crate) fn one_line(text: &str) -> String {
    let clean = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.trim().chars().map(clean).take(LONGEST_MESSAGE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, headers: &[(&'static str, &str)], body: &str) -> Reply {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        Reply { status: StatusCode::from_u16(status).unwrap(), headers: map, body: body.into() }
    }

    #[test]
    fn a_limit_is_told_from_a_missing_permission() {
        let denied = r#"{"message":"Resource not accessible by integration"}"#;
        assert_eq!(
            reply(403, &[("x-ratelimit-remaining", "12")], denied).meaning(),
            Meaning::Denied
        );
        let primary = [("x-ratelimit-remaining", "0")];
        assert_eq!(reply(403, &primary, "{}").meaning(), Meaning::Later(None));
        let secondary = r#"{"message":"You have exceeded a secondary rate limit."}"#;
        assert_eq!(reply(403, &[], secondary).meaning(), Meaning::Later(None));
        let wait = Meaning::Later(Some(Duration::from_secs(3)));
        assert_eq!(reply(429, &[("retry-after", "3")], "").meaning(), wait);
    }

    #[test]
    fn a_message_is_one_bounded_line() {
        let long = format!(
            r#"{{"message":"Validation Failed","errors":[{{"message":"{}\u001b"}}]}}"#,
            "x".repeat(999)
        );
        let message = reply(422, &[], &long).message();
        assert!(message.starts_with("Validation Failed: xxx") && message.len() == 200, "{message}");
        assert_eq!(reply(502, &[], "<html>\n\u{1b}Bad").message(), "<html>  Bad");
    }
}
