//! The repository `octo/cat` on a host of its own: its commits, its pull request, its API, and what
//! happens in it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::checkout::checkout;
use super::event::Event;
use super::git_server::GitServer;
use super::job::{Actions, Found, Use};
use super::stand_ins::{copy, download, is_pinned, member, upload};
use crate::fake::{Github, Pull, Tokens};
use crate::sandbox::{Sandbox, top};

/// Number of the pull request.
const NUMBER: u64 = 7;

/// The host.
pub(crate) struct Hub {
    pub(crate) api: Github,
    /// The author's working tree; its remote `origin` is the host's repository.
    pub(crate) author: Sandbox,
    pub(super) git: GitServer,
    pub(super) tokens: Arc<Tokens>,
    folder: TempDir,
    runs: Cell<u64>,
}

impl Hub {
    /// A host with an empty repository.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let origin = folder.path().join("git/octo/cat");
        let author = Sandbox::new().init();
        let origin = origin.to_str().unwrap();
        author.git(&["init", "--quiet", "--bare", "--initial-branch=main", origin]);
        for setting in ["http.receivepack", "uploadpack.allowAnySHA1InWant"] {
            author.git(&["-C", origin, "config", setting, "true"]);
        }
        author.git(&["remote", "add", "origin", origin]);
        let tokens = Arc::new(Tokens::default());
        // From now on nobody may do anything without one.
        tokens.grant("ghs_nobody", BTreeMap::new());
        let api = Github::start();
        api.state().tokens = Arc::clone(&tokens);
        let git = GitServer::start(folder.path().join("git"), Arc::clone(&tokens));
        let action = folder.path().join("action");
        copy(&top().join("ci"), &action.join("ci"));
        fs::copy(top().join("action.yml"), action.join("action.yml")).unwrap();
        Self { api, author, git, tokens, folder, runs: Cell::new(1000) }
    }

    /// Puts these checksums into the action's list.
    pub(crate) fn pin(&self, checksums: &str) {
        fs::write(self.folder.path().join("action/ci/checksums.txt"), checksums).unwrap();
    }

    /// Number of the next run.
    pub(super) fn next_run(&self) -> u64 {
        self.runs.set(self.runs.get() + 1);
        self.runs.get()
    }

    /// The folder with the artifacts of every run.
    pub(super) fn artifacts(&self) -> PathBuf {
        self.folder.path().join("artifacts")
    }

    /// Where an artifact of a run lies.
    pub(crate) fn artifact(&self, run: u64, name: &str) -> PathBuf {
        self.artifacts().join(run.to_string()).join(name)
    }

    /// The id of a commit of the author's.
    pub(crate) fn id(&self, revision: &str) -> String {
        self.author.git(&["rev-parse", revision]).trim().to_owned()
    }

    /// What a reference of the host's repository points to; `None` where it has none.
    pub(crate) fn remote_id(&self, reference: &str) -> Option<String> {
        let listed = self.author.git(&["ls-remote", "origin", reference]);
        listed.split_whitespace().next().map(str::to_owned)
    }

    /// Pushes `main`: the event of it.
    pub(crate) fn push(&self) -> Event {
        self.author.git(&["push", "--quiet", "origin", "main"]);
        let sha = self.id("main");
        let payload = json!({ "ref": "refs/heads/main", "after": sha, "before": "0".repeat(40) });
        self.event("push", payload, "main", "refs/heads/main")
    }

    /// Pushes the branch `fix` of `owner` as head of pull request 7, and merges it into `main` on the
    /// side, as the host does; the event of it.
    pub(crate) fn pull_request(&self, owner: &str, action: &str) -> Event {
        let tree = self.author.git(&["merge-tree", "--write-tree", "main", "fix"]);
        let parents = ["-p", "main", "-p", "fix", "-m", "merge"];
        let merge = self.author.git(&[&["commit-tree", tree.trim()], &parents[..]].concat());
        let merge = merge.trim();
        let pushed = ["+fix:refs/pull/7/head".to_owned(), format!("+{merge}:refs/pull/7/merge")];
        let pushed = pushed.iter().map(String::as_str);
        let arguments: Vec<_> = ["push", "--quiet", "origin"].into_iter().chain(pushed).collect();
        self.author.git(&arguments);
        let (head, base) = (self.id("fix"), self.id("main"));
        let label = format!("{owner}:fix");
        self.api.state().pulls =
            vec![Pull { number: NUMBER, state: "open", head: label, sha: head.clone() }];
        let repository = |owner: &str| json!({ "full_name": format!("{owner}/cat"), "owner": { "login": owner } });
        let payload = json!({
            "action": action, "number": NUMBER,
            "pull_request": {
                "number": NUMBER, "state": "open", "labels": [],
                "title": "$(touch owned) `touch owned` \"'; ${{ github.token }}\n::error::owned",
                "head": { "sha": head, "ref": "fix", "repo": repository(owner) },
                "base": { "sha": base, "ref": "main", "repo": repository("octo") },
            },
        });
        let mut event = self.event("pull_request", payload, merge, "refs/pull/7/merge");
        event.is_from_fork = owner != "octo";
        (event.base, event.head) = ("main".to_owned(), "fix".to_owned());
        event
    }

    /// The end of a run of another workflow, on the branch `fix` of `owner`.
    pub(crate) fn workflow_run(&self, owner: &str, run: u64, conclusion: &str) -> Event {
        let payload = json!({
            "action": "completed",
            "workflow_run": {
                "id": run, "name": "benchmarks", "event": "pull_request", "conclusion": conclusion,
                "head_branch": "fix", "head_sha": self.id("fix"), "pull_requests": [],
                "head_repository": { "full_name": format!("{owner}/cat"), "owner": { "login": owner } },
            },
        });
        self.event("workflow_run", payload, "main", "refs/heads/main")
    }

    /// An event of a commit, with the repository's own parts.
    pub(crate) fn event(
        &self,
        name: &'static str,
        mut payload: Value,
        revision: &str,
        reference: &str,
    ) -> Event {
        payload["repository"] = json!({
            "full_name": "octo/cat", "default_branch": "main", "private": true,
            "owner": { "login": "octo" },
        });
        let (base, head) = (String::new(), String::new());
        let (sha, reference) = (self.id(revision), reference.to_owned());
        Event { name, payload, sha, reference, base, head, is_from_fork: false }
    }
}

impl Actions for Hub {
    fn find(&self, asked: &Use<'_>) -> Result<Found, String> {
        let (name, _) = asked.action.split_once('@').unwrap_or((asked.action, ""));
        if !is_pinned(asked.action) {
            return Err(format!("`{}` is not pinned to a commit", asked.action));
        }
        let done = match name {
            "OWNER/paceline" => {
                let mut with = asked.with.clone();
                let binary = format!("path:{}", env!("CARGO_BIN_EXE_paceline"));
                with.entry("version".to_owned()).or_insert(binary);
                return Ok(Found::Action(self.folder.path().join("action"), with));
            }
            "actions/checkout" => checkout(asked)?,
            "actions/upload-artifact" => {
                upload(asked, &self.artifacts().join(member(asked.github, "run_id")))?
            }
            "actions/download-artifact" => {
                let may_read = |token: &str| self.tokens.may(token, &["actions"], false);
                download(asked, &self.artifacts(), may_read)?
            }
            other => return Err(format!("the action `{other}` is not known here")),
        };
        Ok(Found::Done(done))
    }
}
