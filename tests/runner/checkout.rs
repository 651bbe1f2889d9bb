//! A stand-in for `actions/checkout`: a real fetch from the host, with the job's token.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::git_server::base64;
use super::job::Use;
use super::stand_ins::{Outputs, input, member, refuse_unknown};

const INPUTS: [&str; 6] =
    ["ref", "fetch-depth", "persist-credentials", "path", "token", "repository"];

/// What is fetched, where to, and what is checked out of it.
struct Wanted {
    remote: String,
    local: String,
    /// Name of a branch that is made; without one HEAD is detached.
    branch: Option<String>,
}

impl Wanted {
    /// The commit of the run, or what the input `ref` names.
    fn of(asked: &Use<'_>) -> Self {
        let (named, reference) = (input(asked, "ref", ""), member(asked.github, "ref"));
        let branch = reference.strip_prefix("refs/heads/").map(str::to_owned);
        let is_exact = named.starts_with("refs/") || named.len() == 40;
        let (remote, branch) = match (named, is_exact) {
            ("", _) => (member(asked.github, "sha"), branch),
            (commit, true) => (commit.to_owned(), None),
            (branch, false) => (format!("refs/heads/{branch}"), Some(branch.to_owned())),
        };
        let local = branch.as_ref().map_or("wanted".to_owned(), |it| format!("origin/{it}"));
        Self { remote, local: format!("refs/remotes/{local}"), branch }
    }
}

/// Fetches and checks out; the inner failure is what git says.
pub(super) fn checkout(asked: &Use<'_>) -> Result<Outputs, String> {
    refuse_unknown(asked, &INPUTS)?;
    let own = member(asked.github, "repository");
    let repository = input(asked, "repository", &own);
    let event = member(asked.github, "event_name");
    if repository != own && matches!(event.as_str(), "workflow_run" | "pull_request_target") {
        return Err("checkout refuses the code of a fork's pull request here".to_owned());
    }
    let own = member(asked.github, "token");
    let git = Git {
        folder: asked.machine.workspace().join(input(asked, "path", "")),
        server: member(asked.github, "server_url"),
        token: Some(input(asked, "token", "")).filter(|it| !it.is_empty()).unwrap_or(&own),
    };
    fs::create_dir_all(&git.folder).unwrap();
    Ok(git.fetch(asked, repository).map(|()| BTreeMap::new()))
}

/// Git in a working tree, with a token for the host.
struct Git<'a> {
    folder: PathBuf,
    server: String,
    token: &'a str,
}

impl Git<'_> {
    fn key(&self) -> String {
        format!("http.{}/.extraheader", self.server)
    }

    fn header(&self) -> String {
        format!("AUTHORIZATION: basic {}", base64(&format!("x-access-token:{}", self.token)))
    }

    fn fetch(&self, asked: &Use<'_>, repository: &str) -> Result<(), String> {
        let wanted = Wanted::of(asked);
        self.run(&["init", "--quiet", "--initial-branch=master"])?;
        self.run(&["remote", "add", "origin", &format!("{}/{repository}", self.server)])?;
        let fetch = ["fetch", "--quiet", "--no-tags", "origin"];
        let one = format!("+{}:{}", wanted.remote, wanted.local);
        let depth = input(asked, "fetch-depth", "1");
        if depth == "0" {
            let all = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"];
            self.run(&[&fetch[..], &all].concat())?;
            self.run(&[&fetch[..], &[&one]].concat())?;
        } else {
            self.run(&[&fetch[..], &[&one, &format!("--depth={depth}")]].concat())?;
        }
        let place = match &wanted.branch {
            Some(branch) => ["-B", branch],
            None => ["--force", "--detach"],
        };
        self.run(&[&["checkout", "--quiet"], &place[..], &[&wanted.local]].concat())?;
        match input(asked, "persist-credentials", "true") {
            "true" => self.run(&["config", &self.key(), &self.header()]),
            _not => Ok(()),
        }
    }

    fn run(&self, arguments: &[&str]) -> Result<(), String> {
        let mut command = Command::new("git");
        command.args(["-c", &format!("{}={}", self.key(), self.header())]).args(arguments);
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0");
        let output = command.current_dir(&self.folder).output().unwrap();
        let error = || String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(error()) }
    }
}
