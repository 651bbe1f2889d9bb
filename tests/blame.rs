//! Planted causes are blamed on the right function and line, by the real profilers.

use std::fs;

use paceline_model::{Blame, Comparison, Matching, Verdict};

use crate::sandbox::Sandbox;

const SUITE: &str = "
suite: planted
defaults:
  python-version: '3.12'
  path: .
  budget: 500ms
  invocations: 3
  profilers: [calls, bytecodes, lines]
  gate: { bytecodes: 2% }
workloads:
  # By name, so that they run however little time was left.
  scan: { python: workloads:scan, profilers: [calls, bytecodes, lines, callgrind] }
  call: { python: workloads:call }
  allocation: { python: workloads:allocation }
  lock: { python: workloads:lock }
  # A copy is work in C, which only machine instructions see.
  copy: { python: workloads:copy, profilers: [calls, bytecodes, lines, callgrind] }
  import: { python: -m start }
  untouched: { python: workloads:untouched }
";

/// What both revisions have: the workloads, of which only the import moves.
const WORKLOADS: &str = "
from {cache} import Cache
import inner

def scan():
    cache = Cache(64)
    for number in range(400):
        cache.put(number, number)
    return len(cache.entries)

def call():
    return sum(inner.checked(number) for number in range(400))

def allocation():
    return inner.paired(range(400))

def lock():
    counter = inner.Counter()
    for _ in range(400):
        counter.add()
    return counter.count

def copy():
    items = list(range(500))
    return sum(inner.first(items) for _ in range(400))

def untouched():
    return sum(number * number for number in range(400))
";

const CACHE: &str = "
from collections import OrderedDict

class Cache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.entries = OrderedDict()

    def put(self, key, value):
        self.entries[key] = value
        if len(self.entries) > self.capacity:
            self.entries.popitem(last=False)
";

/// Its eviction looks at every entry; it was moved, and the class lies further down.
const SCANNING_CACHE: &str = "
from collections import OrderedDict

DEFAULT_CAPACITY = 128


class Cache:
    def __init__(self, capacity=DEFAULT_CAPACITY):
        self.capacity = capacity
        self.entries = OrderedDict()

    def put(self, key, value):
        self.entries[key] = value
        if len(self.entries) > self.capacity:
            self._evict()

    def _evict(self):
        oldest = min(entry for entry in self.entries)
        del self.entries[oldest]
";

const INNER: &str = "
import threading

def checked(number):
    return number + 1

def paired(numbers):
    total = 0
    for number in numbers:
        total += number
    return total

class Counter:
    def __init__(self):
        self.guard = threading.RLock()
        self.count = 0

    def add(self):
        self.count += 1

def first(items):
    return items[0]
";

const SLOWER_INNER: &str = "
import threading

def is_sane(number):
    return number >= 0

def checked(number):
    if not is_sane(number):
        raise ValueError(number)
    return number + 1

def paired(numbers):
    total = 0
    for number in numbers:
        pair = [number, number]
        total += pair[0]
    return total

class Counter:
    def __init__(self):
        self.guard = threading.RLock()
        self.count = 0

    def add(self):
        with self.guard:
            self.count += 1

def first(items):
    own = list(items)
    return own[0]
";

const SETTINGS: &str = "TABLE = [1, 2, 3]\n";
const SLOW_SETTINGS: &str = "TABLE = [1, 2, 3]\nfor number in range(20000):\n    TABLE.append(number * number)\nTABLE = TABLE[:3]\n";

/// Measures head beside base and gives the comparison.
fn compared() -> Comparison {
    let sandbox = Sandbox::new().init();
    sandbox.write("suite.yaml", SUITE);
    sandbox.write("start.py", "import settings\nprint(settings.TABLE)\n");
    sandbox.write("settings.py", SETTINGS);
    sandbox.write("workloads.py", WORKLOADS.replace("{cache}", "lru"));
    sandbox.write("lru.py", CACHE);
    sandbox.write("inner.py", INNER);
    sandbox.commit("base");
    fs::remove_file(sandbox.path("lru.py")).unwrap();
    sandbox.write("storage/recency.py", SCANNING_CACHE);
    sandbox.write("workloads.py", WORKLOADS.replace("{cache}", "storage.recency"));
    sandbox.write("inner.py", SLOWER_INNER);
    sandbox.write("settings.py", SLOW_SETTINGS);
    sandbox.commit("head");
    let check = ["check", "suite.yaml", "--base", "HEAD~1", "-o", "comparison.json"];
    let run = sandbox.run(&[&check[..], &["--profiles", "profiles"]].concat()).expect(1);
    for name in ["head/profile.json", "head/callgrind.out", "head/calls.prof", "difference.json"] {
        let path = sandbox.path("profiles/scan").join(name);
        assert!(path.exists(), "{}\n{}", path.display(), run.stderr);
    }
    let json = fs::read_to_string(sandbox.path("comparison.json")).unwrap();
    Comparison::from_json(&json).unwrap()
}

/// The verdict of a case and what it is blamed on first.
fn first<'a>(comparison: &'a Comparison, workload: &str) -> (Verdict, &'a Blame) {
    let mut cases = comparison.cases.iter();
    let case = cases.find(|case| case.id.workload.as_str() == workload).unwrap();
    assert!(!case.blame.is_empty(), "{workload}: nobody is blamed: {case:#?}");
    (case.verdict, &case.blame[0])
}

#[test]
fn each_planted_cause_is_blamed_on_its_function_and_line() {
    let comparison = compared();
    let expected = [
        ("scan", "storage/recency.py", "Cache._evict", "oldest = min("),
        ("call", "inner.py", "checked", "if not is_sane(number):"),
        ("allocation", "inner.py", "paired", "pair = [number, number]"),
        ("lock", "inner.py", "Counter.add", "with self.guard:"),
        ("copy", "inner.py", "first", "own = list(items)"),
        ("import", "settings.py", "<module>", "TABLE.append(number * number)"),
    ];
    for (workload, file, function, line) in expected {
        let (verdict, blame) = first(&comparison, workload);
        assert_eq!(verdict, Verdict::Regressed, "{workload}");
        let found = (blame.function.file.as_str(), blame.function.name.as_str());
        assert!(found.1.starts_with(function), "{workload}: {blame:#?}");
        assert_eq!(found.0, file, "{workload}: {blame:#?}");
        let text = blame.line.as_ref().map_or("", |line| line.text.as_str());
        assert!(text.starts_with(line), "{workload}: {blame:#?}");
        let is_timed = blame.metric.as_str() == "time";
        assert!(!is_timed && blame.head > blame.base, "{workload}: {blame:#?}");
    }
    assert_eq!(first(&comparison, "scan").1.matched, Matching::New);
    let untouched = comparison.cases.iter().find(|case| case.id.workload.as_str() == "untouched");
    let untouched = untouched.unwrap();
    assert!(untouched.blame.is_empty(), "{:#?}", untouched.blame);
    for metric in &untouched.metrics {
        let is_count = metric.metric.kind == paceline_model::MetricKind::Exact;
        let change = metric.estimate.map(|estimate| estimate.change.abs());
        assert!(!is_count || change.is_some_and(|change| change < 0.002), "{metric:#?}");
    }
}
