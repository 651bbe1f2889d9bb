//! What is published, as the user asks for it.

use crate::client::Timing;

/// Whether a comment is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CommentWhen {
    /// Where the event is about a pull request.
    #[default]
    OnPullRequest,
    /// Also where the pull request has to be looked up from a commit.
    Always,
    /// Not at all.
    Never,
}

/// What stands beside the commit that is judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    #[default]
    Nothing,
    /// A check run with remarks on lines.
    Check,
    /// A commit status.
    Status,
    /// A check run, or a status where the token may make no checks.
    CheckOrStatus,
}

/// What is published beside the summary of the job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The comment.
    pub comment: CommentWhen,
    /// What stands beside the commit.
    pub mark: Mark,
    /// Change nothing, and tell what would be sent.
    pub dry_run: bool,
    /// Name of the comment, the check and the status, where a repository has several.
    pub name: String,
    /// Login whose comments are ours; `None` to find it out.
    pub author: Option<String>,
    /// How long it may take.
    pub timing: Timing,
}
