//! The ways in which a host or the way to it fails.

/// A failure of the next requests that it is about.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// `GET`, `POST`, …; empty for every verb.
    pub(crate) method: &'static str,
    /// What the path contains.
    pub(crate) path: &'static str,
    /// How many requests fail; `usize::MAX` for all.
    pub(crate) times: usize,
    pub(crate) damage: Damage,
}

/// What a request meets instead of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Damage {
    /// This reply, and nothing is done.
    Instead { status: u16, headers: Vec<(&'static str, String)>, body: String },
    /// This status, though what was asked for is done.
    After(u16),
    /// The right reply, after so many milliseconds.
    Slow(u64),
    /// Nothing at all until the client gives up, and nothing is done.
    Silent,
    /// The connection ends before a reply, and nothing is done.
    Reset,
    /// The connection ends before a reply, though what was asked for is done.
    ResetAfter,
    /// It is done, and half of the reply's body comes.
    Truncated,
    /// It is done, and the body of the reply is a page of HTML.
    Html,
    /// It is done, and the body of the reply is no JSON.
    Garbage,
    /// It is done, and the reply is JSON of another shape.
    OtherShape,
    /// The list that is asked for does not show the newest entry yet.
    Stale,
}

impl Damage {
    /// A refusal with a message as GitHub words it.
    pub(crate) fn refusal(status: u16, message: &str) -> Self {
        let body = serde_json::json!({ "message": message }).to_string();
        Self::Instead { status, headers: Vec::new(), body }
    }

    /// The same with headers.
    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        let Self::Instead { status, mut headers, body } = self else { return self };
        headers.push((name, value.to_owned()));
        Self::Instead { status, headers, body }
    }
}
