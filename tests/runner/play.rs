//! Runs the jobs of a workflow for an event.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Map, Value, json};

use super::done::{Done, Outcome};
use super::event::Event;
use super::expression::{Scope, condition, interpolate};
use super::hub::Hub;
use super::job::Job;
use super::machine::Machine;
use super::step::scalar;
use super::workflow::{JobText, Workflow};

/// A run of a workflow that is over.
pub(crate) struct Run {
    pub(crate) id: u64,
    pub(crate) jobs: Vec<Finished>,
}

/// A job that is over.
pub(crate) struct Finished {
    pub(crate) name: String,
    pub(crate) outcome: Outcome,
    pub(crate) steps: Vec<Done>,
    pub(crate) summary: String,
    /// The token it had; it is of no use any more.
    pub(crate) token: String,
    outputs: Map<String, Value>,
}

impl Run {
    /// The worst outcome of a job.
    pub(crate) fn outcome(&self) -> Outcome {
        let has = |wanted| self.jobs.iter().any(|job| job.outcome == wanted);
        match (has(Outcome::Failure), has(Outcome::Success)) {
            (true, _) => Outcome::Failure,
            (false, true) => Outcome::Success,
            (false, false) => Outcome::Skipped,
        }
    }

    /// A step by its id, with those of the actions around it.
    #[track_caller]
    pub(crate) fn step(&self, id: &str) -> &Done {
        let mut steps = self.jobs.iter().flat_map(|job| &job.steps);
        let found = steps.find(|step| step.id == id);
        assert!(found.is_some(), "no `{id}` in\n{}", self.logs());
        found.unwrap()
    }

    /// Every log, for the message of a test that fails.
    pub(crate) fn logs(&self) -> String {
        let step = |step: &Done| format!("== {} {:?}\n{}\n", step.id, step.outcome, step.log);
        self.jobs.iter().flat_map(|job| &job.steps).map(step).collect()
    }
}

impl Hub {
    /// Runs a workflow, given as YAML, if it is about the event; `None` if not.
    pub(crate) fn play(&self, yaml: &str, event: &Event) -> Result<Option<Run>, String> {
        let workflow = Workflow::from_yaml(yaml)?;
        if !event.starts(&workflow.on)? {
            return Ok(None);
        }
        let mut run = Run { id: self.next_run(), jobs: Vec::new() };
        let mut results: BTreeMap<String, Value> = BTreeMap::new();
        while results.len() < workflow.jobs.len() {
            let is_next = |(name, job): &(&String, &JobText)| {
                !results.contains_key(*name)
                    && job.needs().iter().all(|it| results.contains_key(it))
            };
            let (name, job) =
                workflow.jobs.iter().find(is_next).ok_or("the jobs need each other")?;
            let needs: Map<_, _> =
                job.needs().into_iter().map(|it| (it.clone(), results[&it].clone())).collect();
            let finished = self.job(&workflow, (name, job), &needs, (run.id, event))?;
            let last = finished.last().ok_or("a job has an empty matrix")?;
            let outcomes: Vec<_> = finished.iter().map(|it| it.outcome).collect();
            let failed = outcomes.contains(&Outcome::Failure).then_some(Outcome::Failure);
            let result = failed.unwrap_or(last.outcome).word();
            results.insert(name.clone(), json!({ "result": result, "outputs": last.outputs }));
            run.jobs.extend(finished);
        }
        Ok(Some(run))
    }

    fn job(
        &self,
        workflow: &Workflow,
        (name, job): (&str, &JobText),
        needs: &Map<String, Value>,
        (run, event): (u64, &Event),
    ) -> Result<Vec<Finished>, String> {
        let machine = Machine::new();
        let has_failed = needs.values().any(|it| it["result"] != "success");
        let mut scope = Scope { has_failed, ..Scope::default() };
        scope.set("needs", needs.clone());
        for name in ["vars", "inputs", "strategy", "matrix"] {
            scope.set(name, json!({}));
        }
        scope.set("github", self.github(workflow, name, &machine, (run, event)));
        let holds = match &job.condition {
            Some(text) => condition(&scalar(text)?, &scope)?,
            None => !scope.has_failed,
        };
        scope.has_failed = false;
        if !holds {
            return Ok(vec![Finished::skipped(name)]);
        }
        let mut finished = Vec::new();
        for (number, matrix) in job.matrices(&scope)?.into_iter().enumerate() {
            let machine = Machine::new();
            let mut scope = scope.clone();
            scope.set("github", self.github(workflow, name, &machine, (run, event)));
            let permissions = job.permissions.as_ref().or(workflow.permissions.as_ref());
            let is_read_only = event.is_from_fork && event.name == "pull_request";
            let token = format!("ghs_secret{run}x{name}x{number}");
            self.tokens.grant(&token, permissions_of(permissions, is_read_only)?);
            scope.contexts["github"]["token"] = json!(token);
            scope.set("secrets", json!({ "GITHUB_TOKEN": token }));
            scope.set("matrix", matrix);
            scope.set("strategy", json!({ "job-index": number }));
            let mut running = Job::new(self, machine);
            let outputs = run_job(workflow, job, &mut running, &mut scope)?;
            self.tokens.revoke(&token);
            let Job { steps, summary, .. } = running;
            assert!(steps.iter().all(|it| !it.log.contains(&token)), "the token is in a log");
            let outcome = Outcome::of(!scope.has_failed);
            let name = name.to_owned();
            finished.push(Finished { name, outcome, steps, summary, token, outputs });
        }
        Ok(finished)
    }

    /// The context `github`, but for the token.
    fn github(
        &self,
        workflow: &Workflow,
        job: &str,
        machine: &Machine,
        (run, event): (u64, &Event),
    ) -> Value {
        let file = machine.temp().join("_github_workflow/event.json");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, event.payload.to_string()).unwrap();
        let name = event.reference.replacen("refs/heads/", "", 1).replacen("refs/pull/", "", 1);
        json!({
            "action": "", "action_path": "", "action_ref": "", "action_repository": "",
            "actor": "hubot", "api_url": self.api.url(), "base_ref": event.base,
            "event": event.payload, "event_name": event.name, "event_path": file,
            "head_ref": event.head, "job": job, "ref": event.reference, "ref_name": name,
            "ref_type": "branch", "repository": "octo/cat", "repository_owner": "octo",
            "run_id": run.to_string(), "run_number": "1", "run_attempt": "1",
            "server_url": self.git.url(), "sha": event.sha, "triggering_actor": "hubot",
            "workflow": workflow.name, "workspace": machine.workspace(), "token": "",
        })
    }
}

impl Finished {
    fn skipped(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            outcome: Outcome::Skipped,
            steps: Vec::new(),
            summary: String::new(),
            token: String::new(),
            outputs: Map::new(),
        }
    }
}

/// Runs the steps: the job's outputs.
fn run_job(
    workflow: &Workflow,
    text: &JobText,
    job: &mut Job<'_>,
    scope: &mut Scope,
) -> Result<Map<String, Value>, String> {
    let temp = job.machine.temp();
    scope.set("runner", json!({
        "os": "Linux", "arch": "X64", "name": "one", "environment": "github-hosted", "temp": temp,
    }));
    scope.set("job", json!({ "status": "success" }));
    for (name, value) in workflow.env.iter().chain(&text.env) {
        job.variables.insert(name.clone(), interpolate(&scalar(value)?, scope)?);
    }
    job.run(&text.steps, scope)?;
    let output = |(name, value): (&String, &Value)| {
        Ok((name.clone(), interpolate(&scalar(value)?, scope)?.into()))
    };
    text.outputs.iter().map(output).collect()
}

/// What a token may do: only what is said; nothing is said where GitHub would take a default.
fn permissions_of(
    permissions: Option<&Value>,
    is_read_only: bool,
) -> Result<BTreeMap<String, bool>, String> {
    let known = [
        "actions",
        "checks",
        "contents",
        "id-token",
        "issues",
        "packages",
        "pull-requests",
        "statuses",
    ];
    let permissions = permissions.and_then(Value::as_object);
    let permissions = permissions.ok_or("the permissions are not listed")?;
    let mut all = BTreeMap::new();
    for (name, access) in permissions {
        let may_write = match access.as_str() {
            Some("write") => true,
            Some("read") => false,
            Some("none") => continue,
            _other => return Err(format!("`{name}: {access}` is no permission")),
        };
        if !known.contains(&name.as_str()) {
            return Err(format!("`{name}` is no permission"));
        }
        all.insert(name.clone(), may_write && !is_read_only);
    }
    Ok(all)
}
