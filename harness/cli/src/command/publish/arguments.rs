//! The flags of `paceline publish`.

use std::path::PathBuf;

use clap::Args;
use paceline_model::ShardName;
use paceline_publish::{CommentWhen, Mark, Settings, Timing};

use crate::arguments::PolicyArguments;

#[derive(Debug, Args)]
pub(crate) struct PublishArguments {
    /// Comparisons, as `--output` wrote them
    #[arg(required = true, value_name = "COMPARISON")]
    pub(super) documents: Vec<PathBuf>,
    #[command(flatten)]
    comment: CommentArguments,
    #[command(flatten)]
    mark: MarkArguments,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
    /// Print every request that would change something, and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The comparisons were made by code that is not trusted, as in the artifact of a pull request's
    /// run: at most 5 MB each, no remarks on lines. Always so in a `workflow_run`
    #[arg(long)]
    pub(super) untrusted: bool,
    /// Variable that holds the token
    #[arg(long, value_name = "VARIABLE", default_value = "GITHUB_TOKEN")]
    pub(super) token_env: String,
    /// Name of the comment, where a repository wants several
    #[arg(long, value_name = "NAME", default_value = "default")]
    name: String,
    /// Which part of a suite this is, where several jobs measure one on the same class of machine, as
    /// in `2-of-8`
    #[arg(long, value_name = "PART")]
    pub(super) part: Option<ShardName>,
    /// Login that the token comments as, where it is an app's other than GitHub Actions
    #[arg(long, value_name = "LOGIN")]
    author: Option<String>,
}

/// Whether to comment.
#[derive(Debug, Args)]
#[group(multiple = false)]
struct CommentArguments {
    /// Comment also where the event names only a commit, on the open pull request that it heads
    /// [default: comment where the event is about a pull request]
    #[arg(long)]
    comment: bool,
    /// Do not comment
    #[arg(long)]
    no_comment: bool,
}

/// What to set on the commit.
#[derive(Debug, Args)]
struct MarkArguments {
    /// Make a check run on the commit, with remarks on the lines to blame
    #[arg(long)]
    check: bool,
    /// Set a commit status; with --check only where no checks may be made
    #[arg(long)]
    status: bool,
}

impl PublishArguments {
    pub(super) fn settings(&self) -> Settings {
        Settings {
            comment: match (self.comment.comment, self.comment.no_comment) {
                (true, _) => CommentWhen::Always,
                (false, true) => CommentWhen::Never,
                (false, false) => CommentWhen::OnPullRequest,
            },
            mark: match (self.mark.check, self.mark.status) {
                (true, true) => Mark::CheckOrStatus,
                (true, false) => Mark::Check,
                (false, true) => Mark::Status,
                (false, false) => Mark::Nothing,
            },
            dry_run: self.dry_run,
            name: self.name.clone(),
            author: self.author.clone(),
            timing: Timing::default(),
        }
    }
}
