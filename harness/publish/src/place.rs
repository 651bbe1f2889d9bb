//! Which pull request, and which commit, a run publishes to.

use paceline_model::CommitId;
use serde::Deserialize;

use crate::client::{ApiError, Client, Reply};
use crate::event::{Event, PullRequestOf};

/// Where to publish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Number of the pull request.
    pub(crate) number: Option<u64>,
    /// The commit that is judged: the head of the pull request.
    pub(crate) commit: Option<CommitId>,
}

#[derive(Debug, Deserialize)]
struct PullRequest {
    number: u64,
    state: Option<String>,
    head: Option<Head>,
}

#[derive(Debug, Deserialize)]
struct Head {
    sha: Option<CommitId>,
}

impl PullRequest {
    fn commit(&self) -> Option<&CommitId> {
        self.head.as_ref()?.sha.as_ref()
    }
}

/// The place of an event. Of a commit alone the pull request is looked up only where somebody asks for
/// a comment (`is_asked`).
pub(crate) async fn place(
    client: &Client,
    repository: &str,
    event: &Event,
    is_asked: bool,
) -> Result<Place, ApiError> {
    let commit = event.commit.clone();
    match (&event.pull_request, &event.commit) {
        (PullRequestOf::Number(number), Some(_)) => Ok(Place { number: Some(*number), commit }),
        (PullRequestOf::Number(number), None) => {
            let number = *number;
            if !client.is_connected() {
                return Ok(Place { number: Some(number), commit });
            }
            let pull: PullRequest =
                client.get(&format!("{repository}/pulls/{number}")).await?.json()?;
            Ok(Place { number: Some(number), commit: pull.commit().cloned() })
        }
        (PullRequestOf::Branch { owner, branch }, Some(head)) if client.is_connected() => {
            let branch = format!("{}:{}", encoded(owner), encoded(branch));
            let open =
                pulls(client, &format!("{repository}/pulls?state=open&head={branch}")).await?;
            Ok(Place { number: of_commit(&open, head), commit })
        }
        (PullRequestOf::Commit, Some(head)) if is_asked && client.is_connected() => {
            let route = format!("{repository}/commits/{head}/pulls");
            Ok(Place { number: of_commit(&pulls(client, &route).await?, head), commit })
        }
        _nothing_to_look_up => Ok(Place { number: None, commit }),
    }
}

async fn pulls(client: &Client, route: &str) -> Result<Vec<PullRequest>, ApiError> {
    client.list(route, Reply::json::<Vec<PullRequest>>).await
}

/// The open pull request whose head is exactly that commit: a branch may have moved on since, and what
/// was measured then says nothing about what is there now.
fn of_commit(pulls: &[PullRequest], head: &CommitId) -> Option<u64> {
    let is_open = |pull: &&PullRequest| pull.state.as_deref().is_none_or(|state| state == "open");
    let open = pulls.iter().filter(is_open);
    open.filter(|pull| pull.commit() == Some(head)).map(|pull| pull.number).min()
}

/// `text` as it may stand in the query of a request.
pub(crate) fn encoded(text: &str) -> String {
    let one = |byte: u8| {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if is_plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_can_not_change_the_query() {
        assert_eq!(encoded("fix/ä&b=#"), "fix%2F%C3%A4%26b%3D%23");
    }

    #[test]
    fn only_an_open_pull_request_with_this_very_head_counts() {
        let [now, old] = ["1", "2"].map(|digit| digit.repeat(40));
        let pulls: Vec<PullRequest> = serde_json::from_value(serde_json::json!([
            {"number": 9, "state": "open", "head": {"sha": old}},
            {"number": 8, "state": "closed", "head": {"sha": now}},
            {"number": 7, "state": "open", "head": {"sha": now}},
            {"number": 6, "state": "open", "head": null}
        ]))
        .unwrap();
        assert_eq!(of_commit(&pulls, &now.parse().unwrap()), Some(7));
    }
}
