//! Files that a hostile or broken process may leave.

use std::path::Path;

use paceline_model::{Origin, Traces};
use serde_json::{Value, json};

use crate::profiler::{Profiler as _, Reading};
use crate::python::profiler::PythonProfiler;
use crate::python::py_spy::PySpy;
use crate::python::registry::{calls, lines, stacks};
use crate::scope::Scope;

fn read(profiler: &PythonProfiler, bytes: &[u8]) -> Result<Reading, String> {
    let mut traces = Traces::default();
    traces.files.insert("profile.json".to_owned(), bytes.to_vec());
    let root = Path::new("/project");
    profiler.read(&traces, &Scope::new(root, root)).map_err(|error| error.to_string())
}

fn document() -> Value {
    json!({
        "totals": {"calls": 5, "other": 1},
        "functions": [
            {
                "file": "/project/a.py", "name": "f", "line": 3, "body": "ab12",
                "counts": {"calls": [4, null], "time": [0.5, 0.75]},
                "lines": [{"line": 4, "text": "  g() ", "counts": {"hits": 2}}],
            },
            {
                "file": "/usr/lib/b.py", "name": "g", "line": 1, "body": null,
                "counts": {"calls": [1, null]},
                "lines": [{"line": 2, "text": "secret", "counts": {"hits": 2}}],
            },
        ],
        "stacks": {
            "metrics": ["calls", "time"],
            "nodes": [[-1, 0, [2, 10]], [0, 1, [1, 30]], [0, 1, [3, 0]]],
        },
        "notes": ["said"],
    })
}

fn read_value(value: &Value) -> Result<Reading, String> {
    read(&calls(), value.to_string().as_bytes())
}

#[test]
fn a_document_is_read_as_it_stands() {
    let reading = read_value(&document()).unwrap();
    assert_eq!(reading.totals.len(), 1);
    assert_eq!(reading.totals[&"calls".parse().unwrap()], 5.0);
    let [library, own] = reading.functions.as_slice() else { panic!("{:?}", reading.functions) };
    assert_eq!((own.function.file.as_str(), own.function.origin), ("a.py", Origin::Project));
    assert_eq!(own.lines[0].text, "g()");
    assert_eq!(library.function.origin, Origin::Library);
    assert!(library.lines.is_empty(), "lines of others are not told");
    let stacks = reading.stacks.into_iter().next().unwrap();
    assert_eq!(stacks.folded(10), "f (a.py:3) 2\nf (a.py:3);g (/usr/lib/b.py:1) 4\n");
    assert_eq!(reading.notes, ["said"]);
}

#[test]
fn one_function_told_twice_is_one() {
    let mut value = document();
    let mut again = value["functions"][0].clone();
    again["file"] = json!("a.py");
    value["functions"].as_array_mut().unwrap().push(again);
    let reading = read_value(&value).unwrap();
    let own: Vec<_> = reading.functions.iter().filter(|row| row.function.file == "a.py").collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].counts[&"calls".parse().unwrap()].own, 8.0);
    assert_eq!(own[0].counts[&"time".parse().unwrap()].total, Some(1.5));
    assert_eq!(own[0].lines[0].counts[&"hits".parse().unwrap()], 4.0);
}

#[test]
fn of_others_functions_the_heaviest_are_kept() {
    let mut value = document();
    let others = (0..150).map(|number| {
        json!({
            "file": "/usr/lib/c.py", "name": format!("f{number:03}"), "line": number, "body": null,
            "counts": {"calls": [number / 2, null]}, "lines": [],
        })
    });
    value["functions"].as_array_mut().unwrap().extend(others);
    let reading = read_value(&value).unwrap();
    assert_eq!(reading.functions.len(), 101);
    let names: Vec<_> = reading.functions.iter().map(|row| row.function.name.as_str()).collect();
    assert!(names.contains(&"f") && names.contains(&"f149") && names.contains(&"f050"));
    assert!(!names.contains(&"f049") && !names.contains(&"g"));
    let note = reading.notes.last().unwrap();
    assert_eq!(
        note,
        "of the functions that are not the project's, the 100 with most `calls` are told, and 51 are not"
    );
}

#[test]
fn every_broken_document_is_refused_in_words() {
    let change = |pointer: &str, value: Value| {
        let mut document = document();
        *document.pointer_mut(pointer).unwrap() = value;
        read_value(&document).unwrap_err()
    };
    let told = [
        change("/totals/calls", json!(-1)),
        change("/totals", json!({})),
        change("/functions/0/line", json!(-1)),
        change("/functions/0/body", json!("not hexadecimal")),
        change("/functions/0/counts", json!({"Bad Name": [1, null]})),
        change("/functions/0/lines/0/counts", json!({"": 1})),
        change("/stacks/nodes/1", json!([1, 1, [1, 0]])),
        change("/stacks/nodes/1", json!([9, 1, [1, 0]])),
        change("/stacks/nodes/1", json!([0, 2, [1, 0]])),
        change("/stacks/nodes/1", json!([0, 1, [-1, 0]])),
        change("/stacks/nodes/1", json!([0, 1, [1]])),
        change("/stacks/metrics", json!(["Calls", "time"])),
        change("/stacks/metrics", json!(vec!["a"; 9])),
        change("/stacks/nodes/1", json!([0, 1])),
        change("/notes", json!([1])),
        read(&lines(), b"").unwrap_err(),
        read(&stacks(), b"{\"totals\":{\"a\":1e999}}").unwrap_err(),
        read(&stacks(), &vec![b'['; 100_000]).unwrap_err(),
        read(&stacks(), b"\xff\xfe").unwrap_err(),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    calls: `profile.json` has -1 as the total of `calls`
    calls: `profile.json` has no total of `calls`
    calls: `profile.json` can't be read: invalid value: integer `-1`, expected u32 at line 1 column 107
    calls: `profile.json` has `not hexadecimal` as the digest of a function
    calls: `profile.json` has a bad name: metric name `Bad Name` is not a lower-case letter followed by up to 59 of `a`-`z`, `0`-`9`, `_`
    calls: `profile.json` has a bad name: metric name `` is not a lower-case letter followed by up to 59 of `a`-`z`, `0`-`9`, `_`
    calls: `profile.json` calls stack 1 from 1, which is not before it
    calls: `profile.json` calls stack 1 from 9, which is not before it
    calls: `profile.json` has no function 2, which ends stack 1
    calls: `profile.json` has [-1.0, 0.0] as the amounts of a stack
    calls: `profile.json` has [1.0] as the amounts of a stack
    calls: `profile.json` has a bad name: metric name `Calls` is not a lower-case letter followed by up to 59 of `a`-`z`, `0`-`9`, `_`
    calls: `profile.json` has stacks of more than 8 metrics
    calls: `profile.json` can't be read: invalid length 2, expected tuple struct StackNode with 3 elements at line 1 column 401
    calls: `profile.json` can't be read: invalid type: integer `1`, expected a string at line 1 column 329
    lines: `profile.json` can't be read: EOF while parsing a value at line 1 column 0
    stacks: `profile.json` can't be read: number out of range at line 1 column 20
    stacks: `profile.json` can't be read: invalid type: sequence, expected a map at line 1 column 1
    stacks: `profile.json` can't be read: expected value at line 1 column 1
    ");
}

#[test]
fn a_file_cut_anywhere_is_an_error_and_no_panic() {
    let text = document().to_string();
    for end in 0..text.len() {
        assert!(read(&calls(), &text.as_bytes()[..end]).is_err(), "{end}");
    }
}

#[test]
fn a_chain_of_calls_without_end_is_refused() {
    let mut value = document();
    let nodes = (0..2000).map(|index| json!([index - 1, 0, [1, 0]]));
    value["stacks"]["nodes"] = nodes.collect::<Vec<_>>().into();
    assert!(read_value(&value).unwrap_err().contains("deeper or more stacks than 600"));
}

#[test]
fn long_texts_are_cut() {
    let mut value = document();
    value["functions"][0]["name"] = json!("ä".repeat(5000));
    value["functions"][0]["lines"][0]["text"] = json!("ü".repeat(5000));
    value["notes"] = json!(vec!["n".repeat(5000); 100]);
    let reading = read_value(&value).unwrap();
    let own = reading.functions.iter().find(|row| row.function.file == "a.py").unwrap();
    assert_eq!(own.function.name.chars().count(), 1000);
    assert_eq!(own.lines[0].text.chars().count(), 200);
    assert_eq!((reading.notes.len(), reading.notes[0].len()), (20, 500));
}

#[test]
fn a_missing_document_tells_what_the_process_said_last() {
    let scope = Scope::new(Path::new("/project"), Path::new("/project"));
    let traces = Traces { error: "one\nKilled by me\n\n".to_owned(), ..Traces::default() };
    let problem = calls().read(&traces, &scope).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "calls: there is no `profile.json`: the process ended before it was written; \
         the last that the process said: `Killed by me`"
    );
    let traces = Traces { too_large: vec!["profile.json".to_owned()], ..Traces::default() };
    let problem = calls().read(&traces, &scope).unwrap_err();
    assert_eq!(problem.to_string(), "calls: `profile.json` is too large to read");
}

#[test]
fn a_file_for_other_tools_that_is_too_large_is_told_of() {
    let mut traces = Traces { too_large: vec!["calls.prof".to_owned()], ..Traces::default() };
    traces.files.insert("profile.json".to_owned(), document().to_string().into_bytes());
    let scope = Scope::new(Path::new("/project"), Path::new("/project"));
    let reading = calls().read(&traces, &scope).unwrap();
    assert_eq!(reading.notes, ["said", "`calls.prof` is too large to keep"]);
}

#[test]
fn samples_are_those_below_the_mark_with_names_from_the_top() {
    let text = "<module> (<string>:3);load (/usr/lib/x.py:1) 4\n\
        <module> (<string>:3);paceline_sampled (<string>:12);f (/project/a.py:3) 2\n\
        <module> (<string>:3);paceline_sampled (<string>:12);f (/project/a.py:3);\
        g (/project/a.py:9);g (/project/a.py:9) 5\n\
        <module> (<string>:3);paceline_sampled (<string>:12) 1\n";
    let root = Path::new("/project");
    let read = |text: &str| {
        let mut traces = Traces::default();
        traces.files.insert("stacks.folded".to_owned(), text.as_bytes().to_vec());
        PySpy.read(&traces, &Scope::new(root, root))
    };
    let reading = read(text).unwrap();
    let folded = reading.stacks.into_iter().next().unwrap().folded(10);
    assert_eq!(folded, "f (a.py:3) 2\nf (a.py:3);g (a.py:9);g (a.py:9) 5\n");
    let counts = reading.functions.iter().map(|row| {
        let count = row.counts[&"samples".parse().unwrap()];
        (row.function.name.as_str(), count.own, count.total)
    });
    assert_eq!(counts.collect::<Vec<_>>(), [("f", 2.0, Some(7.0)), ("g", 5.0, Some(5.0))]);
    // Without the mark it is a whole script.
    let reading = read("<module> (/project/b.py:1) 3\n").unwrap();
    assert_eq!(reading.functions[0].function.file, "b.py");
    let problem = read("half a line\n").unwrap_err().to_string();
    assert!(problem.starts_with("py-spy: `stacks.folded`, line 1: `line`"), "{problem}");
}
