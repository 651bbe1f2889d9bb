//! Runs one script of a step, and does what it asks the runner for.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::done::{Done, Outcome};
use super::expression::{Scope, interpolate, text};
use super::files::{assignments, commands};
use super::job::Job;
use super::machine::{Ran, Script};
use super::step::{Of, Step};

/// Most bytes of a summary; a longer one is not uploaded.
const LONGEST_SUMMARY: usize = 1 << 20;

impl Job<'_> {
    pub(super) fn run_script(
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
        let ran =
            self.machine.run(&Script { text: &text, shell, directory, environment: &environment });
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
            if name == "NODE_OPTIONS" || name.starts_with("GITHUB_") || name.starts_with("RUNNER_")
            {
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
