//! Calls, stacks, lines and bytecodes of known code.

use std::collections::BTreeMap;
use std::process::Command;

use paceline_model::{MetricName, Origin};

use super::fixture::{Bench, by_line, interpreters, named, newest, own};
use crate::profiler::Reading;
use crate::python::registry::{bytecodes, calls, lines, stacks, tracemalloc};

const WORK: &str = r#"
class Box:
    def __init__(self): self.items = []

    def put(self, item):
        self.items.append(item)
        return item


def g(x):
    return x + 1


def count(n):
    for i in range(n):
        yield i


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


def fail():
    raise ValueError("no")


def deep(n):
    return n and deep(n - 1)


def very_deep():
    return deep(800)


def ten():
    for _ in range(10):
        g(1)


def once():
    g(1)


def f():
    box = Box()
    for i in range(10):
        box.put(g(i))
    total = sum(count(5))
    factorial(6)
    try:
        fail()
    except ValueError:
        pass
    return total + len(sorted([3, 1, 2], key=lambda v: g(v)))
"#;

fn metric(name: &str) -> MetricName {
    name.parse().unwrap()
}

#[test]
fn every_call_is_counted_with_generators_recursion_and_exceptions() {
    let bench = Bench::new(WORK);
    for python in interpreters((3, 11)) {
        let reading = bench.function(&calls(), "f", &python);
        let expected = [
            ("Box.__init__", 1.0),
            ("Box.put", 10.0),
            // Once for each value, and once more to find the end.
            ("count", 6.0),
            ("f", 1.0),
            ("f.<locals>.<lambda>", 3.0),
            ("factorial", 6.0),
            ("fail", 1.0),
            ("g", 13.0),
        ];
        assert_eq!(own(&reading, "calls"), named(expected), "{}", python.version);
        assert_eq!(own(&reading, "primitive_calls")["factorial"], 1.0);
        let builtins: f64 = 10.0 + 3.0;
        let total = expected.iter().map(|(_, calls)| calls).sum::<f64>() + builtins;
        assert_eq!(reading.totals, BTreeMap::from([(metric("calls"), total)]));
        let append = "{method 'append' of 'list' objects}";
        let append = reading.functions.iter().find(|row| row.function.name == append).unwrap();
        assert_eq!(append.counts[&metric("calls")].own, 10.0);
        assert_eq!((append.function.file.as_str(), append.function.origin), ("", Origin::Builtin));
        assert!(reading.notes.is_empty(), "{:?}", reading.notes);
    }
}

#[test]
fn time_of_a_function_is_a_part_of_that_with_all_it_calls() {
    let reading = Bench::new(WORK).function(&calls(), "f", &newest());
    let f = reading.functions.iter().find(|row| row.function.name == "f").unwrap();
    let time = f.counts[&metric("time")];
    assert!(time.own > 0.0 && time.own < time.total.unwrap(), "{time:?}");
    assert_eq!(f.counts[&metric("calls")].total, None);
}

#[test]
fn the_file_of_calls_is_one_for_pstats() {
    let python = newest();
    let reading = Bench::new(WORK).function(&calls(), "f", &python);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calls.prof");
    std::fs::write(&file, &reading.artefacts["calls.prof"]).unwrap();
    let program = "import pstats, sys\n\
        statistics = pstats.Stats(sys.argv[1])\n\
        [g] = [row for key, row in statistics.stats.items() if key[2] == 'g']\n\
        print(statistics.total_calls, statistics.prim_calls, g[1],\n\
              sorted((key[2], edge[0]) for key, edge in g[4].items()))\n";
    let output = Command::new(&python.path).args(["-c", program]).arg(&file).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told.trim(), "54 49 13 [('<lambda>', 3), ('f', 10)]");
}

#[test]
fn stacks_have_the_same_calls_one_by_one() {
    let bench = Bench::new(WORK);
    for python in interpreters((3, 11)) {
        let reading = bench.function(&stacks(), "f", &python);
        let stacks = reading.stacks.into_iter().next().unwrap();
        assert_eq!(stacks.weights.values().sum::<f64>(), 54.0, "{}", python.version);
        let text = stacks.folded(100);
        for line in [
            "f (work.py:44) 1\n",
            "f (work.py:44);Box.put (work.py:5);{method 'append' of 'list' objects} 10\n",
            "f (work.py:44);{built-in method builtins.sum};count (work.py:14) 6\n",
            "f (work.py:44);factorial (work.py:19);factorial (work.py:19) 1\n",
            "{built-in method builtins.sorted};f.<locals>.<lambda> (work.py:54);g (work.py:10) 3\n",
            "f (work.py:44);fail (work.py:23) 1\n",
        ] {
            assert!(text.contains(line), "no {line} in\n{text}");
        }
        let times = String::from_utf8(reading.artefacts["time.folded"].clone()).unwrap();
        assert!(times.contains("f (work.py:44);Box.put (work.py:5) "), "{times}");
    }
}

#[test]
fn stacks_that_are_too_deep_are_folded_without_losing_a_call() {
    let reading = Bench::new(WORK).function(&stacks(), "very_deep", &newest());
    let stacks = reading.stacks.into_iter().next().unwrap();
    assert_eq!(stacks.weights.values().sum::<f64>(), 802.0);
    let (deepest, weight) = stacks.weights.iter().max_by_key(|(stack, _)| stack.len()).unwrap();
    assert_eq!((deepest.len(), *weight), (513, 290.0));
    let last = &stacks.frames[*deepest.last().unwrap() as usize];
    assert_eq!(last.name, "[truncated]");
    assert!(reading.notes[0].starts_with("calls deeper than 512"), "{:?}", reading.notes);
}

#[test]
fn each_line_is_counted_with_its_text() {
    let bench = Bench::new(WORK);
    for python in interpreters((3, 12)) {
        let reading = bench.function(&lines(), "f", &python);
        let expected = [
            ("def __init__(self): self.items = []", 1.0),
            ("self.items.append(item)", 10.0),
            ("return item", 10.0),
            ("return x + 1", 13.0),
            ("for i in range(n):", 6.0),
            ("yield i", 5.0),
            ("return 1 if n < 2 else n * factorial(n - 1)", 6.0),
            ("raise ValueError(\"no\")", 1.0),
            ("box = Box()", 1.0),
            ("for i in range(10):", 11.0),
            ("box.put(g(i))", 10.0),
            ("total = sum(count(5))", 1.0),
            ("factorial(6)", 1.0),
            ("try:", 1.0),
            ("fail()", 1.0),
            ("except ValueError:", 1.0),
            ("pass", 1.0),
        ];
        let found = by_line(&reading, "hits");
        let found: Vec<_> = found.iter().map(|(text, hits)| (text.as_str(), *hits)).collect();
        assert_eq!(found[..17], expected, "{}", python.version);
        // The function itself, and the lambda in that line.
        let last = "return total + len(sorted([3, 1, 2], key=lambda v: g(v)))";
        assert_eq!(found[17..].iter().map(|line| line.1).sum::<f64>(), 4.0);
        assert!(found[17..].iter().all(|line| line.0 == last));
        assert!(reading.functions.iter().all(|row| row.counts.is_empty()));
    }
}

#[test]
fn ten_calls_take_ten_times_the_bytecodes_of_one() {
    let bench = Bench::new(WORK);
    for python in interpreters((3, 12)) {
        let [ten, once] = ["ten", "once"].map(|name| bench.function(&bytecodes(), name, &python));
        let g = own(&once, "bytecodes")["g"];
        assert!(g >= 4.0, "{g}");
        assert_eq!(own(&ten, "bytecodes")["g"], 10.0 * g, "{}", python.version);
        let total = own(&ten, "bytecodes").values().sum::<f64>();
        assert_eq!(ten.totals, BTreeMap::from([(metric("bytecodes"), total)]));
    }
}

#[test]
fn two_processes_count_the_same() {
    let bench = Bench::new(WORK);
    for python in interpreters((3, 12)) {
        for profiler in [calls(), stacks(), lines(), bytecodes(), tracemalloc()] {
            let [one, other] = [0, 1].map(|_| {
                let mut reading = bench.function(&profiler, "f", &python);
                reading.artefacts.clear();
                for row in &mut reading.functions {
                    row.counts.remove(&metric("time"));
                }
                reading
            });
            assert_ne!(one, Reading::default());
            assert_eq!(one, other, "{} {}", profiler.name, python.version);
        }
    }
}

#[test]
fn code_has_one_identity_wherever_it_stands_and_whoever_tells_it() {
    let bench = Bench::new(WORK);
    let moved = Bench::new(&format!("# moved\n\n\nother = 1\n{WORK}"));
    let changed = Bench::new(&WORK.replace("x + 1", "x + 2"));
    let python = newest();
    let bodies = |bench: &Bench, profiler| {
        let functions = bench.function(&profiler, "f", &python).functions.into_iter();
        let functions = functions.map(|row| (row.function.name, row.function.body));
        functions.collect::<BTreeMap<_, _>>()
    };
    let own = bodies(&bench, bytecodes());
    assert!(own["g"].as_ref().is_some_and(|body| body.len() == 32), "{own:?}");
    assert_eq!(own, bodies(&moved, bytecodes()));
    assert_ne!(own["g"], bodies(&changed, bytecodes())["g"]);
    assert_eq!(own["f"], bodies(&changed, bytecodes())["f"]);
}

#[test]
fn code_that_is_found_by_its_lines_has_the_same_identity() {
    let bench = Bench::new(
        "# first\nclass A:\n    def make(self): return bytes(9)\n\
        def f():\n    return [A().make(), [\n        lambda: 1]]\n",
    );
    let [run, compiled] = [bytecodes(), tracemalloc()].map(|profiler| {
        let functions = bench.function(&profiler, "f", &newest()).functions.into_iter();
        functions.map(|row| row.function).collect::<Vec<_>>()
    });
    assert_eq!(run.len(), 2, "{run:?}");
    assert_eq!(run, compiled);
}

#[test]
fn threads_are_told_of() {
    let source = "from threading import Thread\n\
        def f():\n    thread = Thread(target=len, args=('',))\n    thread.start()\n    thread.join()\n";
    let bench = Bench::new(source);
    for profiler in [calls(), stacks()] {
        let notes = bench.function(&profiler, "f", &newest()).notes;
        assert!(
            notes.iter().any(|note| note.starts_with("the workload starts threads")),
            "{notes:?}"
        );
    }
}
