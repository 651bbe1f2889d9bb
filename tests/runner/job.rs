//! Runs the steps of a job one after the other, those of actions within it too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::action::Action;
use super::expression::{Scope, condition, interpolate, text};
use super::files::{Command, assignments, commands};
use super::machine::{Machine, Ran, Script};
use super::step::{Of, Step, scalar};

/// Most bytes of a summary; a longer one is not uploaded.
const LONGEST_SUMMARY: usize = 1 << 20;

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Success,
    Failure,
    Skipped,
}

impl Outcome {
    pub(super) fn of(is_success: bool) -> Self {
        if is_success { Self::Success } else { Self::Failure }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
        }
    }
}

/// A step that is over.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    /// Its id, after those of the actions that it is in: `gate/publish`.
    pub(crate) id: String,
    pub(crate) outcome: Outcome,
    pub(crate) log: String,
    pub(crate) commands: Vec<Command>,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) outputs: BTreeMap<String, String>,
    /// What the runner complains about.
    pub(crate) problems: Vec<String>,
}

/// An action that a step uses.
pub(crate) struct Use<'a> {
    /// `owner/name@revision`.
    pub(crate) action: &'a str,
    pub(crate) with: BTreeMap<String, String>,
    pub(crate) github: &'a Value,
    pub(crate) machine: &'a Machine,
}

/// What an action turns out to be.
pub(crate) enum Found {
    /// A composite one in this folder, to be run with these inputs.
    Action(PathBuf, BTreeMap<String, String>),
    /// One that is done already; these are its outputs, or why it failed.
    Done(Result<BTreeMap<String, String>, String>),
}

/// Where actions come from.
pub(crate) trait Actions {
    /// The action; fails where there is none of that name, or it is used wrongly.
    fn find(&self, asked: &Use<'_>) -> Result<Found, String>;
}

/// A job while it runs.
pub(crate) struct Job<'a> {
    pub(crate) machine: Machine,
    pub(super) actions: &'a dyn Actions,
    /// Variables for all further steps.
    pub(super) variables: BTreeMap<String, String>,
    pub(super) path: Vec<String>,
    pub(crate) steps: Vec<Done>,
    pub(crate) summary: String,
}

/// The step that uses an action.
pub(super) struct User<'a> {
    pub(super) uses: &'a str,
    pub(super) id: &'a str,
    pub(super) variables: BTreeMap<String, String>,
}

/// Whose steps run.
struct Frame {
    of: Of,
    /// Ids of the actions around them, each with a slash.
    prefix: String,
    /// Of the step that uses the action.
    variables: BTreeMap<String, String>,
}

impl<'a> Job<'a> {
    pub(super) fn new(actions: &'a dyn Actions, machine: Machine) -> Self {
        Self {
            machine,
            actions,
            variables: BTreeMap::new(),
            path: Vec::new(),
            steps: Vec::new(),
            summary: String::new(),
        }
    }

    /// Runs a job's own steps. Fails where GitHub would run nothing.
    pub(super) fn run(&mut self, steps: &[Step], scope: &mut Scope) -> Result<(), String> {
        let frame = Frame { of: Of::Job, prefix: String::new(), variables: BTreeMap::new() };
        self.run_steps(steps, scope, &frame)
    }

    /// Runs the action in a folder: its outputs, and whether it went well.
    pub(super) fn run_action(
        &mut self,
        folder: &Path,
        given: &BTreeMap<String, String>,
        caller: &Scope,
        user: User<'_>,
    ) -> Result<(BTreeMap<String, String>, bool), String> {
        let action = Action::read(folder)?;
        let mut scope = Scope::default();
        for name in ["github", "job", "runner", "strategy", "matrix"] {
            scope.set(name, caller.contexts.get(name).cloned().unwrap_or_else(|| json!({})));
        }
        let (repository, revision) = user.uses.split_once('@').unwrap_or_default();
        let github = &mut scope.contexts["github"];
        github["action_path"] = folder.display().to_string().into();
        github["action_repository"] = repository.into();
        github["action_ref"] = revision.into();
        scope.set("inputs", action.inputs(given, caller)?);
        let prefix = format!("{}/", user.id);
        let frame = Frame { of: Of::Action, prefix, variables: user.variables };
        self.run_steps(action.steps(), &mut scope, &frame)?;
        Ok((action.outputs(&scope)?, !scope.has_failed))
    }

    fn run_steps(
        &mut self,
        steps: &[Step],
        scope: &mut Scope,
        frame: &Frame,
    ) -> Result<(), String> {
        scope.set("steps", json!({}));
        for step in steps {
            let shown = format!("{}{}", frame.prefix, step.shown());
            self.run_step(step, scope, frame).map_err(|error| format!("step `{shown}`: {error}"))?;
        }
        Ok(())
    }

    fn run_step(&mut self, step: &Step, scope: &mut Scope, frame: &Frame) -> Result<(), String> {
        let mut environment = self.variables.clone();
        environment.extend(frame.variables.clone());
        scope.set("env", json!(environment));
        for (name, value) in &step.env {
            environment.insert(name.clone(), interpolate(&scalar(value)?, scope)?);
        }
        scope.set("env", json!(environment));
        let holds = match &step.condition {
            Some(text) => condition(&scalar(text)?, scope)?,
            None => !scope.has_failed,
        };
        let mut done = Done {
            id: format!("{}{}", frame.prefix, step.shown()),
            outcome: Outcome::Skipped,
            log: String::new(),
            commands: Vec::new(),
            environment,
            outputs: BTreeMap::new(),
            problems: Vec::new(),
        };
        if holds {
            match &step.uses {
                Some(uses) => self.use_action(uses, step, scope, &mut done)?,
                None => self.run_script(step, scope, frame.of, &mut done)?,
            }
        }
        let ignores = step.continue_on_error.as_ref().map(scalar).transpose()?.unwrap_or_default();
        let ignores = interpolate(&ignores, scope)? == "true";
        let conclusion = match done.outcome {
            Outcome::Failure if ignores => Outcome::Success,
            other => other,
        };
        if let Some(id) = &step.id {
            scope.contexts["steps"][id] = json!({
                "outcome": done.outcome.word(), "conclusion": conclusion.word(),
                "outputs": done.outputs,
            });
        }
        scope.has_failed |= conclusion == Outcome::Failure;
        scope.contexts["job"]["status"] =
            Outcome::of(!scope.has_failed).word().into();
        self.steps.push(done);
        Ok(())
    }

    fn use_action(
        &mut self,
        uses: &str,
        step: &Step,
        scope: &Scope,
        done: &mut Done,
    ) -> Result<(), String> {
        let mut with = BTreeMap::new();
        for (name, value) in &step.with {
            with.insert(name.clone(), interpolate(&scalar(value)?, scope)?);
        }
        let found = match uses.strip_prefix("./") {
            Some(folder) => Found::Action(self.machine.workspace().join(folder), with),
            None => self.actions.find(&Use {
                action: uses,
                with,
                github: &scope.contexts["github"],
                machine: &self.machine,
            })?,
        };
        let is_success = match found {
            Found::Action(folder, with) => {
                let user = User { uses, id: &done.id, variables: done.environment.clone() };
                let (outputs, is_success) = self.run_action(&folder, &with, scope, user)?;
                done.outputs = outputs;
                is_success
            }
            Found::Done(Ok(outputs)) => {
                done.outputs = outputs;
                true
            }
            Found::Done(Err(error)) => {
                done.log = error;
                false
            }
        };
        done.outcome = Outcome::of(is_success);
        Ok(())
    }

    fn run_script(
        &mut self,
        step: &Step,
        scope: &Scope,
        of: Of,
        done: &mut Done,
    ) -> Result<(), String> {
        let directory = step.working_directory.as_deref().unwrap_or_default();
        let directory = self.machine.workspace().join(interpolate(directory, scope)?);
        let text = interpolate(step.run.as_deref().unwrap_or_default(), scope)?;
        let mut environment = self.machine.environment();
        environment.extend(done.environment.clone());
        environment.extend(of_contexts(scope, of));
        let tools = std::env::join_paths(self.path.iter().rev()).map_err(|it| it.to_string())?;
        if let Some(path) = environment.get_mut("PATH").filter(|_| !tools.is_empty()) {
            *path = format!("{}:{path}", tools.display());
        }
        let shell = step.shell.as_deref();
        let ran = self.machine.run(&Script { text: &text, shell, directory, environment: &environment });
        done.environment = environment;
        self.obey(ran, done);
        Ok(())
    }

    /// Does what a script asked the runner for.
    fn obey(&mut self, ran: Ran, done: &mut Done) {
        let Ran { is_success, log, files } = ran;
        done.commands = commands(&log);
        done.log = log;
        for command in &done.commands {
            match command.name.as_str() {
                "set-output" => {
                    let name = command.properties.get("name").cloned().unwrap_or_default();
                    done.outputs.insert(name, command.message.clone());
                }
                "set-env" | "add-path" => {
                    done.problems.push(format!("the command `{}` is disabled", command.name));
                }
                _shown => {}
            }
        }
        match assignments(&files["GITHUB_OUTPUT"]) {
            Ok(outputs) => done.outputs.extend(outputs),
            Err(error) => done.problems.push(format!("GITHUB_OUTPUT: {error}")),
        }
        match assignments(&files["GITHUB_ENV"]) {
            Ok(variables) => self.take(variables, &mut done.problems),
            Err(error) => done.problems.push(format!("GITHUB_ENV: {error}")),
        }
        self.path.extend(files["GITHUB_PATH"].lines().map(str::to_owned));
        done.outcome = Outcome::of(is_success && done.problems.is_empty());
        match &files["GITHUB_STEP_SUMMARY"] {
            summary if summary.len() > LONGEST_SUMMARY => {
                done.problems.push("the summary is larger than 1 MiB".to_owned());
            }
            summary => self.summary += summary,
        }
    }

    fn take(&mut self, variables: Vec<(String, String)>, problems: &mut Vec<String>) {
        for (name, value) in variables {
            if name == "NODE_OPTIONS" || name.starts_with("GITHUB_") || name.starts_with("RUNNER_") {
                problems.push(format!("GITHUB_ENV: `{name}` can't be set"));
            } else {
                self.variables.insert(name, value);
            }
        }
    }
}

/// The variables that GitHub makes of the contexts. Neither token nor event is among them.
fn of_contexts(scope: &Scope, of: Of) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    for (context, prefix) in [("github", "GITHUB"), ("runner", "RUNNER")] {
        let members = scope.contexts.get(context).and_then(Value::as_object);
        for (name, value) in members.unwrap_or(&Map::new()) {
            // Empty within the scripts of an action, whatever the context says.
            let is_lost = matches!(name.as_str(), "token" | "action_repository" | "action_ref");
            let is_of_action = name == "action_path";
            if value.is_string() && !is_lost && (!is_of_action || of == Of::Action) {
                variables.insert(format!("{prefix}_{}", name.to_uppercase()), text(value));
            }
        }
    }
    let always = [("CI", "true"), ("GITHUB_ACTIONS", "true")];
    variables.extend(always.map(|(name, value)| (name.to_owned(), value.to_owned())));
    variables
}
