//! How a request can fail, told by what to do about it.

/// Why the host did not do what it was asked. No message holds a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    /// The token may not: a fork's, Dependabot's, or one without the permission.
    #[error("not allowed ({status}: {message})")]
    Denied { status: u16, message: String },
    /// The request itself is wrong in the host's eyes.
    #[error("refused ({status}: {message})")]
    Refused { status: u16, message: String },
    /// Too many requests, and the pause that is asked for is too long.
    #[error("rate limit reached ({message})")]
    Limited { message: String },
    /// Nobody answers, or nothing of use, also after repeating it.
    #[error("no usable answer ({0})")]
    Unavailable(String),
    /// It may or may not have been done: whoever asked has to look.
    #[error("no clear answer ({0})")]
    Uncertain(String),
    /// The time for publishing is over.
    #[error("no answer within the time there is")]
    TimedOut,
}

impl ApiError {
    /// Whether what was asked for is not there, or hidden from this token.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Denied { status: 404 | 410, .. })
    }
}
