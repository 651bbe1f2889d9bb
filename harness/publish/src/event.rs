//! The event that started a run, as far as it tells where to publish. Its file is written by the host,
//! but quotes what strangers wrote: every part of it is optional, and checked.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use paceline_model::CommitId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Largest file of an event: the limit of the host for what it sends about one.
const LARGEST: u64 = 25 << 20;

/// What a run is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// How its pull request is found.
    pub pull_request: PullRequestOf,
    /// The commit that is judged; for pull requests their head, not the merge commit.
    pub commit: Option<CommitId>,
    /// Whether what it publishes was made by another run, which may have been a stranger's.
    pub is_of_other_run: bool,
}

/// How the pull request of an event is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PullRequestOf {
    /// There is none.
    #[default]
    Nothing,
    /// The event tells its number.
    Number(u64),
    /// It is the open one from this branch whose head is the event's commit.
    Branch {
        /// Who owns the repository of the branch.
        owner: String,
        /// The branch.
        branch: String,
    },
    /// It is the open one that the event's commit belongs to, if anybody asks.
    Commit,
}

/// Why the event can't be known.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Its file can't be read.
    #[error("can't read the event in `{path}`: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is larger than the host ever writes.
    #[error("the event in `{0}` is larger than 25 MB")]
    TooLarge(String),
    /// It is no JSON.
    #[error("the event is not JSON: {0}")]
    Json(#[from] serde_json::Error),
}

#[derive(Deserialize)]
struct PullRequest {
    number: Option<u64>,
    head: Option<Head>,
}

#[derive(Deserialize)]
struct Head {
    sha: Option<String>,
}

#[derive(Deserialize)]
struct Issue {
    number: Option<u64>,
    pull_request: Option<Value>,
}

#[derive(Deserialize)]
struct MergeGroup {
    head_sha: Option<String>,
}

#[derive(Deserialize)]
struct WorkflowRun {
    #[serde(rename = "head_sha")]
    commit: Option<String>,
    #[serde(rename = "head_branch")]
    branch: Option<String>,
    #[serde(rename = "head_repository")]
    repository: Option<HeadRepository>,
}

#[derive(Deserialize)]
struct HeadRepository {
    owner: Option<Owner>,
}

#[derive(Deserialize)]
struct Owner {
    login: Option<String>,
}

impl Event {
    /// Reads the event from its file.
    pub fn read(name: &str, path: &Path, commit: Option<&CommitId>) -> Result<Self, EventError> {
        let shown = path.display().to_string();
        let fail = |source| EventError::Io { path: shown.clone(), source };
        let mut json = String::new();
        let file = File::open(path).map_err(fail)?;
        file.take(LARGEST + 1).read_to_string(&mut json).map_err(fail)?;
        if json.len() as u64 > LARGEST {
            return Err(EventError::TooLarge(shown));
        }
        Self::from_json(name, &json, commit)
    }

    /// The event called `name`, from its JSON; `commit` is the one that the run is of.
    ///
    /// An event that is not known, or lacks what it should have, is about nothing but that commit.
    pub fn from_json(
        name: &str,
        json: &str,
        commit: Option<&CommitId>,
    ) -> Result<Self, EventError> {
        let document: Value = serde_json::from_str(json)?;
        let own = commit.cloned();
        Ok(match name {
            "pull_request" | "pull_request_target" => {
                let pull: Option<PullRequest> = part(&document, "pull_request");
                let number = pull.as_ref().and_then(|pull| pull.number);
                let number = number.or_else(|| document.get("number").and_then(Value::as_u64));
                // Never the run's own commit: that is the merge, or the target's.
                let commit = pull.and_then(|pull| pull.head).and_then(|head| checked(head.sha));
                Self { pull_request: number.into(), commit, is_of_other_run: false }
            }
            "issue_comment" => {
                let issue: Option<Issue> = part(&document, "issue");
                let number =
                    issue.filter(|issue| issue.pull_request.is_some()).and_then(|it| it.number);
                Self { pull_request: number.into(), commit: None, is_of_other_run: false }
            }
            "workflow_run" => part(&document, "workflow_run").map(of_run).unwrap_or_default(),
            "merge_group" => {
                let group: Option<MergeGroup> = part(&document, "merge_group");
                let commit = group.and_then(|group| checked(group.head_sha)).or(own);
                Self { commit, ..Self::default() }
            }
            "push" => {
                let after: Option<String> = part(&document, "after");
                // A deleted branch ends at a commit of zeros.
                let after = checked(after).filter(|id| id.as_str().bytes().any(|it| it != b'0'));
                let commit = after.or(own);
                Self { pull_request: PullRequestOf::Commit, commit, is_of_other_run: false }
            }
            _other => Self::of_commit(own),
        })
    }

    /// What is known where there is no event but a commit.
    pub fn of_commit(commit: Option<CommitId>) -> Self {
        Self { pull_request: PullRequestOf::Commit, commit, is_of_other_run: false }
    }
}

impl From<Option<u64>> for PullRequestOf {
    fn from(number: Option<u64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }
}

/// The pull request of the run that this one follows. `workflow_run.pull_requests` is empty for forks,
/// and what the other run left behind may lie: only the branch and its commit count.
fn of_run(run: WorkflowRun) -> Event {
    let owner = run.repository.and_then(|it| it.owner).and_then(|owner| owner.login);
    let pull_request = match owner.zip(run.branch) {
        Some((owner, branch)) => PullRequestOf::Branch { owner, branch },
        None => PullRequestOf::Commit,
    };
    Event { pull_request, commit: checked(run.commit), is_of_other_run: true }
}

/// The part of `document` called `name`, if it has the expected shape.
fn part<T: DeserializeOwned>(document: &Value, name: &str) -> Option<T> {
    T::deserialize(document.get(name)?).ok()
}

fn checked(commit: Option<String>) -> Option<CommitId> {
    commit?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "1111111111111111111111111111111111111111";
    const RUN: &str = "2222222222222222222222222222222222222222";

    fn event(name: &str, json: &str) -> Event {
        Event::from_json(name, json, Some(&RUN.parse().unwrap())).unwrap()
    }

    fn commit(event: &Event) -> Option<&str> {
        event.commit.as_ref().map(CommitId::as_str)
    }

    #[test]
    fn a_pull_request_is_judged_by_its_head_and_not_by_its_merge() {
        let json = format!(
            r#"{{"number":7,"pull_request":{{"number":7,"head":{{"sha":"{HEAD}","repo":null}}}}}}"#
        );
        for name in ["pull_request", "pull_request_target"] {
            let event = event(name, &json);
            assert_eq!(event.pull_request, PullRequestOf::Number(7));
            assert_eq!(commit(&event), Some(HEAD));
        }
    }

    #[test]
    fn a_comment_counts_where_it_is_on_a_pull_request() {
        let on_pull = event("issue_comment", r#"{"issue":{"number":7,"pull_request":{}}}"#);
        assert_eq!(on_pull.pull_request, PullRequestOf::Number(7));
        assert_eq!(commit(&on_pull), None, "the run's commit is of the default branch");
        let on_issue = event("issue_comment", r#"{"issue":{"number":7}}"#);
        assert_eq!(on_issue.pull_request, PullRequestOf::Nothing);
    }

    #[test]
    fn a_following_run_is_about_the_branch_of_the_other() {
        let json = format!(
            r#"{{"workflow_run":{{"head_sha":"{HEAD}","head_branch":"fix","pull_requests":[],
                "head_repository":{{"owner":{{"login":"stranger"}}}}}}}}"#
        );
        let event = event("workflow_run", &json);
        let branch = PullRequestOf::Branch { owner: "stranger".into(), branch: "fix".into() };
        assert_eq!((event.pull_request.clone(), event.is_of_other_run), (branch, true));
        assert_eq!(commit(&event), Some(HEAD));
    }

    #[test]
    fn a_merge_queue_has_a_commit_and_no_pull_request() {
        let event = event("merge_group", &format!(r#"{{"merge_group":{{"head_sha":"{HEAD}"}}}}"#));
        assert_eq!((commit(&event), &event.pull_request), (Some(HEAD), &PullRequestOf::Nothing));
    }

    #[test]
    fn pushes_schedules_and_dispatches_are_about_their_commit() {
        let push = event("push", &format!(r#"{{"after":"{HEAD}"}}"#));
        assert_eq!(commit(&push), Some(HEAD));
        let deleted = event("push", &format!(r#"{{"after":"{}"}}"#, "0".repeat(40)));
        assert_eq!(commit(&deleted), Some(RUN));
        for name in ["schedule", "workflow_dispatch", "something_new", ""] {
            assert_eq!(event(name, "{}"), Event::of_commit(Some(RUN.parse().unwrap())));
        }
    }

    #[test]
    fn an_event_of_another_shape_is_about_nothing_and_no_error() {
        for json in ["{}", "[]", "null", r#"{"pull_request":5}"#, r#"{"pull_request":{"head":[]}}"#]
        {
            assert_eq!(event("pull_request", json), Event::default(), "{json}");
        }
        let hostile = r#"{"pull_request":{"number":3,"head":{"sha":"../../x"}}}"#;
        assert_eq!(commit(&event("pull_request", hostile)), None);
        assert!(Event::from_json("push", "{", None).is_err());
    }
}
