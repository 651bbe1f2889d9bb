//! What the fake knows of its one repository.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::fault::Fault;
use super::token::Tokens;

/// The repository with what was written into it.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Whose token it is; `None` for that of an app, which may not ask.
    pub(crate) user: Option<String>,
    /// Who writes the comments.
    pub(crate) author: String,
    pub(crate) comments: Vec<Comment>,
    /// Check runs and statuses, as they were asked for; annotations as GitHub appends them.
    pub(crate) checks: Vec<Value>,
    pub(crate) statuses: Vec<Value>,
    pub(crate) pulls: Vec<Pull>,
    /// Files of every pull request with their patches.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) seen: Vec<Seen>,
    /// What was against GitHub's description.
    pub(crate) violations: Vec<String>,
    /// The last number that was given.
    pub(crate) next: u64,
}

/// A comment.
#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    pub(crate) issue: u64,
    /// `None` for an account that was deleted.
    pub(crate) author: Option<String>,
    pub(crate) body: String,
}

/// A pull request.
#[derive(Debug, Clone)]
pub(crate) struct Pull {
    pub(crate) number: u64,
    pub(crate) state: &'static str,
    /// `owner:branch`.
    pub(crate) head: String,
    pub(crate) sha: String,
}

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path with query.
    pub(crate) target: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl State {
    /// A number that was not there before.
    pub(crate) fn next(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Adds a comment on pull request 7, as somebody would.
    pub(crate) fn comment(&mut self, author: Option<&str>, body: &str) {
        let comment = Comment {
            id: self.next(),
            issue: 7,
            author: author.map(str::to_owned),
            body: body.to_owned(),
        };
        self.comments.push(comment);
    }

    /// Requests other than `GET`, as `POST path`.
    pub(crate) fn writes(&self) -> Vec<String> {
        let writes = self.seen.iter().filter(|seen| seen.method != "GET");
        writes.map(|seen| format!("{} {}", seen.method, seen.target)).collect()
    }

    /// The first fault that is about a request, if it is not used up.
    pub(crate) fn fault(&mut self, method: &str, path: &str) -> Option<Fault> {
        let is_about = |fault: &&mut Fault| {
            fault.times > 0
                && (fault.method.is_empty() || fault.method == method)
                && path.contains(fault.path)
        };
        let fault = self.faults.iter_mut().find(is_about)?;
        fault.times = fault.times.saturating_sub(1);
        Some(fault.clone())
    }
}
