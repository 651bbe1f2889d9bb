//! Profilers that a suite defines: a program and a Python object, run for real, and broken ones.

use paceline_model::{CaseRecord, ProfilerOutcome, Record};

use crate::sandbox::Sandbox;

/// Runs what follows its first two words, and says which words those were.
const FOLDER: &str = r#"#!/bin/sh
out=$1
shift 2
"$@" || exit
printf 'main;%s 7\nmain;%s;read 5\n' "${1##*/}" "${1##*/}" >"$out"
"#;

const TRACER: &str = r#"
import sys


class Tracer:
    """Counts the returns of the functions of one file."""

    def __init__(self):
        self.returns = {}

    def see(self, frame, event, argument):
        code = frame.f_code
        if event == "return" and code.co_filename.endswith("work.py"):
            key = code.co_filename, code.co_name, code.co_firstlineno
            self.returns[key] = self.returns.get(key, 0) + 1

    def start(self):
        sys.setprofile(self.see)

    def stop(self):
        sys.setprofile(None)

    def stats(self):
        rows = [
            {"file": file, "name": name, "line": line, "counts": {"returns": {"own": count}}}
            for (file, name, line), count in self.returns.items()
        ]
        return {"totals": {"returns": sum(self.returns.values())}, "functions": rows}


class Broken(Tracer):
    def start(self):
        raise OSError("no such device")


class Halved(Tracer):
    stop = None


class Silent(Tracer):
    def stats(self):
        return {"totals": {"returns": "many"}}
"#;

const WORK: &str = "
def step(number):
    return number + 1


def run():
    return [step(number) for number in range(40)]
";

/// A suite with one workload under the profiler `mine` of this definition.
fn sandbox(workload: &str, definition: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let settings = "invocations: 2, budget: 1s, metrics: [wall_time]";
    sandbox.write(
        "suite.yaml",
        format!(
            "suite: s\ncustom-profilers:\n  mine: {{ {definition} }}\nworkloads:\n  w: \
             {{ {workload}, profilers: [mine], {settings} }}\n"
        ),
    );
    sandbox.write("fold.sh", FOLDER);
    sandbox.write("tools/tracer.py", TRACER);
    sandbox.write("work.py", WORK);
    sandbox
}

fn record(sandbox: &Sandbox) -> CaseRecord {
    let run = sandbox.run(&["run", "suite.yaml", "--quiet", "--format", "json"]).expect(0);
    Record::from_json(&run.stdout).unwrap().cases.remove(0)
}

fn counts(record: &CaseRecord, metric: &str) -> Vec<(String, f64)> {
    let name = metric.parse().unwrap();
    let functions = &record.profile.as_ref().unwrap().functions;
    let count = |found: &paceline_model::FunctionProfile| {
        Some((found.function.name.clone(), found.counts.get(&name)?.own))
    };
    functions.iter().filter_map(count).collect()
}

const COMMAND: &str = r#"command: [/bin/sh, fold.sh, "{folder}/out", --], file: out, parser: folded, kind: counts, metrics: [events]"#;

#[test]
fn a_program_of_the_user_s_is_put_around_a_command_and_its_file_is_read() {
    let record = record(&sandbox("command: [/bin/echo, hello]", COMMAND));
    assert_eq!(record.series("events").unwrap().values, [[12.0], [12.0]]);
    let counts = counts(&record, "events");
    assert!(counts.contains(&("echo".to_owned(), 7.0)), "{counts:?}");
    let [run] = &record.profile.as_ref().unwrap().profilers[..] else { panic!("one profiler") };
    assert!(run.profiler == "mine" && run.tool.starts_with("sh-"), "{run:?}");
    assert!(matches!(run.outcome, ProfilerOutcome::Ran { runs: 2, repeats: Some(true), .. }));
}

#[test]
fn an_object_of_the_user_s_is_put_around_one_call_of_a_function() {
    let definition = "python: \"tools.tracer:Tracer\", kind: counts, metrics: [returns]";
    let record = record(&sandbox("python: \"work:run\"", definition));
    let of_step = counts(&record, "returns").into_iter().find(|(name, _)| name == "step");
    assert_eq!(of_step, Some(("step".to_owned(), 40.0)));
    let series = record.series("returns").unwrap();
    // 40 steps, `run`, and before 3.12 the list itself.
    assert!(series.values.iter().all(|values| [[41.0], [42.0]].contains(&[values[0]])));
    let function = &record.profile.as_ref().unwrap().functions[0].function;
    assert_eq!(function.file, "work.py");
}

#[test]
fn a_broken_one_fails_the_case_and_says_whose_fault_it_is() {
    let object = |name: &str| format!("python: \"tools.tracer:{name}\", kind: counts");
    let function = "python: \"work:run\"";
    let command = "command: [/bin/echo, hello]";
    for (workload, definition, expected) in [
        (function, object("Broken"), "`tools.tracer:Broken.start` raised OSError: no such device"),
        (function, object("Halved"), "has no method `stop`"),
        (function, object("Silent"), "`statistics.json`: invalid type: string \"many\""),
        (function, object("Trace"), "did you mean `Tracer`?"),
        (command, COMMAND.replace("folded", "json"), "`out`: it is not a JSON object"),
        (command, COMMAND.replace("file: out", "file: other"), "there is no `other`"),
    ] {
        let sandbox = sandbox(workload, &definition);
        let run = sandbox.run(&["run", "suite.yaml", "--quiet", "--format", "json"]);
        let record = Record::from_json(&run.stdout).unwrap().cases.remove(0);
        let paceline_model::CaseStatus::Failed(failure) = &record.status else {
            panic!("{definition}: {}", run.stdout)
        };
        let message = &failure.message;
        assert!(message.starts_with("profiler `mine`: "), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn one_that_is_not_there_or_not_for_the_workload_ends_the_run_before_it_begins() {
    let missing = COMMAND.replace("/bin/sh, fold.sh", "no-such-profiler");
    let run = sandbox("command: [/bin/echo]", &missing).run(&["run", "suite.yaml"]).expect(4);
    assert!(run.stderr.contains("no `no-such-profiler` in `PATH`"), "{}", run.stderr);
    let run = sandbox("python: \"work:run\"", COMMAND).run(&["run", "suite.yaml"]).expect(4);
    assert!(run.stderr.contains("`mine` is not for this kind of workload"), "{}", run.stderr);
}
