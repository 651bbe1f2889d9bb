//! What the host's runner says in the environment. Reads no environment: it is given the variables.

use std::collections::BTreeMap;
use std::path::PathBuf;

use paceline_model::CommitId;

use crate::Proxies;

/// Where a step runs, as GitHub Actions and what speaks like it tell. Everything may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Whether a runner is there to read workflow commands.
    pub is_runner: bool,
    /// Base of the REST API, without a slash at its end.
    pub api_url: Option<String>,
    /// Page of this run, for people.
    pub run_url: Option<String>,
    /// `owner/name`.
    pub repository: Option<RepositoryName>,
    /// The commit that the run is of: for pull requests the merge commit.
    pub commit: Option<CommitId>,
    /// Name of the event, as in `pull_request`.
    pub event_name: String,
    /// File of the event.
    pub event_path: Option<PathBuf>,
    /// File to which the job summary is appended.
    pub summary_path: Option<PathBuf>,
    /// File to which the step's outputs are appended.
    pub output_path: Option<PathBuf>,
    /// Number and attempt of the run; later runs have larger ones.
    pub run: (u64, u64),
    /// The way to the API.
    pub proxies: Proxies,
}

impl Surroundings {
    /// Takes over what `variables` say; what is empty or no valid value counts as missing.
    pub fn from_variables(variables: &BTreeMap<String, String>) -> Self {
        let read = |name: &str| variables.get(name).map(String::as_str).filter(|it| !it.is_empty());
        let repository = read("GITHUB_REPOSITORY").and_then(RepositoryName::parse);
        let number = |name: &str| read(name).and_then(|text| text.parse().ok());
        let run_id: Option<u64> = number("GITHUB_RUN_ID");
        let server = read("GITHUB_SERVER_URL").unwrap_or("https://github.com");
        let run_url = repository.as_ref().zip(run_id).filter(|_| is_plain_url(server)).map(
            |(repository, run)| {
                format!("{}/{}/actions/runs/{run}", server.trim_end_matches('/'), repository.0)
            },
        );
        let api_url = read("GITHUB_API_URL").unwrap_or("https://api.github.com");
        Self {
            is_runner: read("GITHUB_ACTIONS") == Some("true"),
            api_url: Some(api_url.trim_end_matches('/').to_owned()),
            run_url,
            repository,
            commit: read("GITHUB_SHA").and_then(|text| text.parse().ok()),
            event_name: read("GITHUB_EVENT_NAME").unwrap_or_default().to_owned(),
            event_path: read("GITHUB_EVENT_PATH").map(PathBuf::from),
            summary_path: read("GITHUB_STEP_SUMMARY").map(PathBuf::from),
            output_path: read("GITHUB_OUTPUT").map(PathBuf::from),
            run: (run_id.unwrap_or_default(), number("GITHUB_RUN_ATTEMPT").unwrap_or(1)),
            proxies: Proxies::from_variables(variables),
        }
    }
}

/// `owner/name` of a repository: two parts of ASCII letters, digits, `.`, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryName(String);

impl RepositoryName {
    /// The name in `text`; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let is_part = |part: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            !part.is_empty() && !part.bytes().all(|byte| byte == b'.') && part.bytes().all(is_plain)
        };
        let (owner, name) = text.split_once('/')?;
        (is_part(owner) && is_part(name)).then(|| Self(text.to_owned()))
    }

    /// Its part of the path of a request, as in `/repos/owner/name`.
    pub(crate) fn route(&self) -> String {
        format!("/repos/{}", self.0)
    }
}

/// Whether an address can stand in Markdown as it is.
fn is_plain_url(url: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/.-_~%".contains(&byte);
    (url.starts_with("https://") || url.starts_with("http://")) && url.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Surroundings {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Surroundings::from_variables(&variables.iter().map(own).collect())
    }

    #[test]
    fn an_enterprise_server_is_asked_at_its_own_address() {
        let surroundings = of(&[
            ("GITHUB_API_URL", "https://git.example/api/v3/"),
            ("GITHUB_SERVER_URL", "https://git.example"),
            ("GITHUB_REPOSITORY", "octo/cat"),
            ("GITHUB_RUN_ID", "42"),
        ]);
        assert_eq!(surroundings.api_url.as_deref(), Some("https://git.example/api/v3"));
        let page = "https://git.example/octo/cat/actions/runs/42";
        assert_eq!(surroundings.run_url.as_deref(), Some(page));
        assert_eq!(surroundings.run, (42, 1));
    }

    #[test]
    fn outside_of_a_runner_everything_is_missing() {
        let surroundings = of(&[("GITHUB_SHA", "main"), ("GITHUB_REPOSITORY", "")]);
        assert!(!surroundings.is_runner);
        assert_eq!((surroundings.commit, surroundings.repository), (None, None));
    }

    #[test]
    fn a_repository_name_can_not_leave_its_route() {
        for bad in ["octo", "octo/..", "../cat", "a/b/c", "a/b?x", "a/b#", "a /b", "/b", "a/"] {
            assert_eq!(RepositoryName::parse(bad), None, "{bad}");
        }
        assert_eq!(RepositoryName::parse("octo/c.a_t-1").unwrap().route(), "/repos/octo/c.a_t-1");
    }
}
