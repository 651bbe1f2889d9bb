//! The flags of `paceline publish`; what is told, and where, is asked for in `check` with the same ones.

use std::path::PathBuf;

use clap::Args;
use paceline_model::ShardName;
use paceline_publish::{CommentWhen, Mark, Settings, Timing};

use crate::arguments::PolicyArguments;

/// Id of what the flags of [`TellingArguments`] need: the comparisons, or `--publish` in `check`.
pub(crate) const PUBLISHING: &str = "publishing";

#[derive(Debug, Args)]
pub(crate) struct PublishArguments {
    /// Comparisons, as `--output` wrote them
    #[arg(id = PUBLISHING, required = true, value_name = "COMPARISON")]
    pub(super) documents: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) telling: TellingArguments,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
    /// The comparisons were made by code that is not trusted, as in the artifact of a pull request's
    /// run: at most 5 MB each, no remarks on lines. Always so in a `workflow_run`
    #[arg(long)]
    pub(super) untrusted: bool,
}

/// What is told, and where.
#[derive(Debug, Args)]
pub(crate) struct TellingArguments {
    #[command(flatten)]
    comment: CommentArguments,
    #[command(flatten)]
    mark: MarkArguments,
    /// Print every request that would change something at GitHub, and send none of them
    #[arg(long, requires = PUBLISHING)]
    dry_run: bool,
    /// Variable that holds the token
    #[arg(long, value_name = "VARIABLE", default_value = "GITHUB_TOKEN", requires = PUBLISHING)]
    pub(crate) token_env: String,
    /// Name of the comment, where a repository wants several
    #[arg(long, value_name = "NAME", default_value = "default", requires = PUBLISHING)]
    name: String,
    /// Which part of a suite this is, where several jobs measure one on the same class of machine, as
    /// in `2-of-8`
    #[arg(long, value_name = "PART", requires = PUBLISHING)]
    pub(super) part: Option<ShardName>,
    /// Login that the token comments as, where it is an app's other than GitHub Actions
    #[arg(long, value_name = "LOGIN", requires = PUBLISHING)]
    author: Option<String>,
}

/// Whether to comment.
#[derive(Debug, Args)]
#[group(multiple = false)]
struct CommentArguments {
    /// Comment also where the event names only a commit, on the open pull request that it heads
    /// [default: comment where the event is about a pull request]
    #[arg(long, requires = PUBLISHING)]
    comment: bool,
    /// Do not comment
    #[arg(long, requires = PUBLISHING)]
    no_comment: bool,
}

/// What to set on the commit.
#[derive(Debug, Args)]
struct MarkArguments {
    /// Make a check run on the commit, with remarks on the lines to blame
    #[arg(long, alias = "check", requires = PUBLISHING)]
    check_run: bool,
    /// Set a commit status; with --check-run only where no check runs may be made
    #[arg(long, requires = PUBLISHING)]
    status: bool,
}

impl TellingArguments {
    pub(super) fn settings(&self) -> Settings {
        Settings {
            comment: match (self.comment.comment, self.comment.no_comment) {
                (true, _) => CommentWhen::Always,
                (false, true) => CommentWhen::Never,
                (false, false) => CommentWhen::OnPullRequest,
            },
            mark: match (self.mark.check_run, self.mark.status) {
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
