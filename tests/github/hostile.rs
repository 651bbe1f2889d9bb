//! What strangers write must stay text: titles, inputs, and what workloads print.

use serde_json::json;

use super::{SUITE, comments, play, play_action, repository, take_steps};
use crate::runner::Outcome;

/// Titles, names of branches and values of inputs that a shell or a runner might obey.
const HOSTILE: [&str; 6] = [
    "$(touch owned)",
    "`touch owned`",
    "\"; touch owned; \"",
    "'; touch owned; '",
    "--help",
    "x\n::set-output name=verdict::unchanged\ntouch owned",
];

/// Inputs that take any text of one line, or of several.
const FREE: [&str; 8] =
    ["suites", "base", "cases", "tags", "budget", "profilers", "name", "author"];

#[test]
fn inputs_are_never_run() {
    let hub = repository();
    for text in HOSTILE {
        // A line break is refused by the first that takes one line: one after the other then.
        let at_once = if text.contains('\n') { 1 } else { FREE.len() };
        for names in FREE.chunks(at_once) {
            let mut with = json!({ "suites": "benchmarks", "version": "path:/bin/true" });
            for name in names {
                with[name] = json!(text);
            }
            let run = play_action(&hub, "true", &with);
            assert_eq!(run.step("after").log, "", "{names:?} {text}\n{}", run.logs());
            assert_ne!(run.step("gate").outputs["verdict"], "unchanged");
        }
    }
}

#[test]
fn a_suite_called_like_a_flag_is_a_suite_that_is_not_there() {
    let hub = repository();
    for name in ["--help", "--version", "-h"] {
        let run = play_action(&hub, "true", &json!({ "suites": name, "base": "HEAD" }));
        assert_eq!(run.step("gate/check").outputs["status"], "2", "{}", run.logs());
        assert_eq!(run.outcome(), Outcome::Failure);
    }
}

#[test]
fn a_pull_request_may_be_called_whatever_its_author_likes() {
    let hub = repository();
    take_steps(&hub, 100);
    let mut event = hub.pull_request("octo", "opened");
    event.head = "$(touch${IFS}owned)`id`".to_owned();
    event.payload["pull_request"]["head"]["ref"] = json!(event.head);
    let run = play(&hub, "pull-request.yml", &event);
    assert_eq!(run.outcome(), Outcome::Success, "{}", run.logs());
    assert!(!run.logs().contains("owned"), "{}", run.logs());
    assert!(!comments(&hub)[0].1.contains("owned"));
}

#[test]
fn what_a_workload_prints_is_no_command() {
    let hub = repository();
    let script = "echo '::error::owned'; echo '::set-output name=status::0' >&2; \
                  echo ' ##[set-output name=report]/tmp' >&2; echo '::add-mask::e'; exit 1";
    let command = format!("command: [sh, -c, \"{script}\"]");
    hub.author
        .write("benchmarks/suite.yaml", SUITE.replace("command: [cat, steps.json]", &command));
    hub.author.commit("prints");
    hub.author.git(&["branch", "--force", "main"]);
    let run = play_action(&hub, "true", &json!({ "suites": "benchmarks", "base": "HEAD" }));
    let check = run.step("gate/check");
    assert!(
        check.log.contains("::error::owned") || check.log.contains("set-output"),
        "{}",
        check.log
    );
    assert!(check.commands.iter().all(|it| it.name == "stop-commands"), "{:?}", check.commands);
    assert_eq!(check.outputs["status"], "3", "{}", run.logs());
    assert_eq!(run.step("gate/verdict").outcome, Outcome::Failure);
}

#[test]
fn no_process_around_a_workload_has_the_token() {
    let hub = repository();
    // Everything that a workload can read of the processes that it descends from.
    let spy = "p=$$; while [ \"$p\" -gt 1 ]; do tr '\\0' '\\n' </proc/$p/environ; \
               tr '\\0' ' ' </proc/$p/cmdline; p=$(awk '/^PPid/ { print $2 }' /proc/$p/status); done \
               >>../seen 2>/dev/null; cat steps.json";
    let suite = SUITE.replace("command: [cat, steps.json]", "command: [sh, spy.sh]");
    hub.author.write("benchmarks/suite.yaml", suite);
    hub.author.write("benchmarks/spy.sh", spy);
    hub.author.write(".gitignore", "seen\n");
    hub.author.commit("spies");
    hub.author.git(&["branch", "--force", "main"]);
    let run = play_action(&hub, "true", &json!({ "suites": "benchmarks", "base": "HEAD" }));
    assert_eq!(run.outcome(), Outcome::Success, "{}", run.logs());
    let seen = &run.step("after").log;
    assert!(seen.contains("INPUT_SUITES=benchmarks"), "it saw nothing of the step:\n{seen}");
    assert!(!seen.contains("ghs_"), "it saw a token:\n{seen}");
}
