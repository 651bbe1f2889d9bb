//! What steps give to each other, and how they fail.

use serde_json::json;

use super::{action, play, play_action};
use crate::runner::Outcome;

#[test]
fn a_failing_step_stops_the_next_ones_and_keeps_what_was_given_before() {
    let steps = json!([
        { "id": "one", "shell": "bash", "run": "echo value=1 >>\"$GITHUB_OUTPUT\"; exit 3" },
        { "id": "two", "shell": "bash", "run": "true" },
        { "id": "three", "shell": "bash", "if": "always()", "run": "echo \"$OUTCOME\"",
          "env": { "OUTCOME": "${{ steps.one.outcome }} ${{ steps.two.outcome }}" } },
    ]);
    let outputs = json!({ "o": { "description": "d", "value": "${{ steps.one.outputs.value }}" } });
    let run = play_action(&action(&steps, &outputs), &json!({ "needed": "" })).unwrap();
    assert_eq!(run.outcome(), Outcome::Failure);
    assert_eq!(run.step("use/two").outcome, Outcome::Skipped);
    assert_eq!(run.step("use/three").log, "failure skipped\n");
    assert_eq!(run.step("use").outputs["o"], "1");
}

#[test]
fn continue_on_error_and_pipes_are_as_the_shell_says() {
    let run = play(&json!([
        { "id": "a", "run": "false", "continue-on-error": true },
        { "id": "b", "run": "false | true" },
        { "id": "c", "run": "test ${{ steps.a.outcome }}${{ steps.a.conclusion }} = failuresuccess" },
        { "id": "d", "run": "false | true", "shell": "bash" },
        { "id": "e", "run": "echo never" },
    ]))
    .unwrap();
    let outcomes = ["a", "b", "c", "d", "e"].map(|id| run.step(id).outcome);
    let (success, failure) = (Outcome::Success, Outcome::Failure);
    assert_eq!(outcomes, [failure, success, success, failure, Outcome::Skipped]);
}

#[test]
fn files_of_a_step_reach_the_next_ones() {
    let run = play(&json!([
        { "id": "a", "run": "printf 'x=1\\ny<<END\\na=b\\n\\nc\\nEND\\n' >>\"$GITHUB_OUTPUT\"
            echo NAME=value >>\"$GITHUB_ENV\"; mkdir tools; echo \"$PWD/tools\" >>\"$GITHUB_PATH\"
            printf '#!/bin/sh\\necho tool' >tools/tool; chmod +x tools/tool
            echo one >>\"$GITHUB_STEP_SUMMARY\"" },
        { "id": "b", "run": "tool; echo \"$NAME ${{ env.NAME }} $X\"; echo two >>\"$GITHUB_STEP_SUMMARY\"",
          "env": { "X": "${{ steps.a.outputs.x }}" } },
    ]))
    .unwrap();
    assert_eq!(run.step("a").outputs["y"], "a=b\n\nc");
    assert_eq!(run.step("b").log, "tool\nvalue value 1\n");
    assert_eq!(run.jobs[0].summary, "one\ntwo\n");
}

#[test]
fn a_runner_refuses_what_is_no_assignment() {
    for (file, text) in [
        ("GITHUB_OUTPUT", "no assignment"),
        ("GITHUB_OUTPUT", "a<<END\nb"),
        ("GITHUB_OUTPUT", "=b"),
        ("GITHUB_ENV", "GITHUB_TOKEN=x"),
    ] {
        let run = play(&json!([
            { "id": "a", "run": format!("printf '%s\\n' \"$TEXT\" >>\"${file}\""), "env": { "TEXT": text } },
        ]))
        .unwrap();
        assert_eq!(run.step("a").outcome, Outcome::Failure, "{text}");
        assert_eq!(run.step("a").problems.len(), 1, "{text}");
    }
    let long = "head -c 1048577 /dev/zero | tr '\\0' x >>\"$GITHUB_STEP_SUMMARY\"";
    let run = play(&json!([{ "id": "a", "run": long }])).unwrap();
    assert_eq!(run.step("a").problems, ["the summary is larger than 1 MiB"]);
    assert_eq!(run.jobs[0].summary, "");
}

#[test]
fn commands_in_a_log_are_obeyed_unless_they_are_stopped() {
    let run = play(&json!([
        { "id": "a", "run": "echo '::set-output name=verdict::fine'
            echo '::stop-commands::word'; echo '::set-output name=verdict::bad'; echo '::word::'
            echo ' ::error file=a,line=1::x%0Ay'; echo 'b ##[warning]z'; echo '::unknown::'" },
    ]))
    .unwrap();
    let step = run.step("a");
    assert_eq!(step.outputs["verdict"], "fine");
    let names: Vec<_> = step.commands.iter().map(|command| command.name.as_str()).collect();
    assert_eq!(names, ["set-output", "stop-commands", "error", "warning"]);
    assert_eq!(step.commands[2].message, "x\ny");
    assert_eq!(step.commands[2].properties["line"], "1");
}

#[test]
fn a_title_is_run_where_it_stands_in_a_script_and_not_where_it_is_a_variable() {
    let with = json!({ "needed": "", "title": "$(echo owned >file)" });
    for (step, is_owned) in [
        (json!({ "shell": "bash", "run": "echo \"${{ inputs.title }}\" | cat; cat file" }), true),
        (
            json!({ "shell": "bash", "run": "echo \"$TITLE\"; cat file",
            "env": { "TITLE": "${{ inputs.title }}" } }),
            false,
        ),
    ] {
        let run = play_action(&action(&json!([step]), &json!({})), &with).unwrap();
        assert_eq!(run.logs().contains("owned\n"), is_owned, "{}", run.logs());
    }
}
