//! Memory by line.

use std::collections::BTreeMap;

use super::fixture::{Bench, by_line, interpreters, named, newest, own};
use crate::python::registry::{line_memory, tracemalloc};

const WORK: &str = r"
import json

KEPT = []
CACHE = {}


class Node:
    pass


def leak():
    KEPT.append(
        bytes(1000))
    return bytes(500)


def clean():
    CACHE.clear()
    for i in range(100):
        CACHE[i] = (i, str(i))
    return len(CACHE)


def replace():
    global CURRENT
    node = Node()
    node.itself = node
    node.data = bytearray(4444)
    CURRENT = node


def now_and_then():
    CACHE['round'] = CACHE.get('round', 0) + 1
    if CACHE['round'] % 3 == 0:
        KEPT.append(bytes(1000))


def decode():
    return json.loads('[100000, 200000, 300000]')


def lines():
    block = [0] * 1000
    other = bytearray(200000)
    del block
    helper()
    return len(other)


def helper():
    keep = bytearray(1000)
    gone = bytes(50000)
    gone = None
    return keep
";

fn kept(bench: &Bench, name: &str) -> Vec<f64> {
    let readings = interpreters((3, 11)).into_iter();
    let readings = readings.map(|python| bench.function(&tracemalloc(), name, &python));
    readings.map(|reading| reading.totals[&"kept".parse().unwrap()]).collect()
}

#[test]
fn a_leak_is_found_and_blamed_on_its_line() {
    let bench = Bench::new(WORK);
    // An empty `bytes` has 33 bytes.
    assert!(kept(&bench, "leak").iter().all(|bytes| *bytes == 1033.0));
    let reading = bench.function(&tracemalloc(), "leak", &newest());
    assert_eq!(own(&reading, "kept"), named([("leak", 1033.0)]));
    assert_eq!(by_line(&reading, "kept"), [("bytes(1000))".to_owned(), 1033.0)]);
    let allocated = [("bytes(1000))".to_owned(), 1033.0), ("return bytes(500)".to_owned(), 533.0)];
    assert_eq!(by_line(&reading, "allocated"), allocated);
}

#[test]
fn a_leak_is_told_with_the_stack_that_it_comes_from() {
    let bench = Bench::new(WORK);
    for python in interpreters((3, 11)) {
        let reading = bench.function(&tracemalloc(), "leak", &python);
        let folded = |metric: &str| {
            let found = reading.stacks.iter().find(|stacks| stacks.metric.as_str() == metric);
            found.unwrap().folded(10)
        };
        let line = WORK.lines().position(|line| line.starts_with("def leak")).unwrap() + 1;
        assert_eq!(folded("kept"), format!("leak (work.py:{line}) 1033\n"), "{}", python.version);
        assert_eq!(folded("allocated"), format!("leak (work.py:{line}) 1566\n"));
    }
}

#[test]
fn what_is_freed_or_replaced_is_no_leak() {
    let bench = Bench::new(WORK);
    for name in ["clean", "replace", "now_and_then"] {
        assert!(kept(&bench, name).iter().all(|bytes| *bytes == 0.0), "{name}");
    }
}

#[test]
fn what_a_library_allocates_is_blamed_on_the_line_that_calls_it() {
    let reading = Bench::new(WORK).function(&tracemalloc(), "decode", &newest());
    let lines = by_line(&reading, "allocated");
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0].0, "return json.loads('[100000, 200000, 300000]')");
    // A list with room for three, and three numbers.
    assert!((150.0..400.0).contains(&lines[0].1), "{lines:?}");
}

#[test]
fn memory_by_line_is_exact_and_includes_what_a_line_calls() {
    let bench = Bench::new(WORK);
    for python in interpreters((3, 12)) {
        let reading = bench.function(&line_memory(), "lines", &python);
        let allocated: BTreeMap<_, _> = by_line(&reading, "allocated").into_iter().collect();
        let exact = [
            ("other = bytearray(200000)", 200_057.0),
            ("keep = bytearray(1000)", 1057.0),
            ("gone = bytes(50000)", 50_033.0),
            ("gone = None", -50_033.0),
            ("return keep", 0.0),
        ];
        for (line, bytes) in exact {
            assert_eq!(allocated[line], bytes, "{line} on {}", python.version);
        }
        // A freed list of one item may be used again, so that it takes nothing.
        assert!((8000.0..8200.0).contains(&allocated["block = [0] * 1000"]), "{allocated:?}");
        // What it returned is dropped again; its own lists stay for the next.
        assert!((0.0..200.0).contains(&allocated["helper()"]), "{allocated:?}");
        let memory: BTreeMap<_, _> = by_line(&reading, "memory").into_iter().collect();
        assert!((250_000.0..252_000.0).contains(&memory["gone = bytes(50000)"]), "{memory:?}");
        assert!(by_line(&reading, "hits").iter().all(|(_, hits)| *hits == 1.0));
    }
}

#[test]
fn memory_by_line_is_exact_where_the_number_of_a_line_takes_memory_itself() {
    let python = newest();
    let before = WORK.lines().position(|line| line.contains("other = ")).unwrap();
    // Numbers up to 256 exist already: the line after `other` is the first that takes memory.
    let shifted = "\n".repeat(256 - before - 1) + WORK;
    let [near, far] = [WORK, &shifted].map(|source| {
        let reading = Bench::new(source).function(&line_memory(), "lines", &python);
        by_line(&reading, "allocated")
    });
    let exact = |lines: &[(String, f64)]| {
        let is_bytes =
            |line: &&(String, f64)| line.0.contains("bytearray(") || line.0 == "del block";
        lines.iter().filter(is_bytes).cloned().collect::<Vec<_>>()
    };
    assert_eq!(exact(&near).len(), 3, "{near:?}");
    assert_eq!(exact(&near), exact(&far));
}

#[test]
fn memory_over_time_has_its_peak() {
    let reading = Bench::new(WORK).function(&line_memory(), "lines", &newest());
    let curve: serde_json::Value =
        serde_json::from_slice(&reading.artefacts["memory.json"]).unwrap();
    let peak = curve["peak"][1].as_f64().unwrap();
    assert!((250_000.0..253_000.0).contains(&peak), "{peak}");
    let samples = curve["samples"].as_array().unwrap();
    assert!(samples.len() >= 8, "{samples:?}");
    assert!(samples.windows(2).all(|pair| pair[0][0].as_f64() <= pair[1][0].as_f64()));
}

#[test]
fn memory_by_line_is_the_same_in_two_processes() {
    let bench = Bench::new(WORK);
    let python = newest();
    let [one, other] = [0, 1].map(|_| bench.function(&line_memory(), "clean", &python).functions);
    assert_eq!(one, other);
}
