//! Profiles to report on, built by hand.

use std::collections::BTreeMap;

use paceline_model::{
    Count, FunctionDifference, FunctionProfile, LineProfile, Matching, MetricName, Parameters,
    ProfileDifference, ProfiledSide, SideProfile, Sides,
};

use super::blame::{function, left_out, ran};
use super::sample;

type Numbers<'a> = [(&'a str, f64, Option<f64>)];

pub(super) fn metric(name: &str) -> MetricName {
    name.parse().unwrap()
}

fn counts(numbers: &Numbers<'_>) -> BTreeMap<MetricName, Count> {
    numbers.iter().map(|&(name, own, total)| (metric(name), Count { own, total })).collect()
}

pub(super) fn line(line: u32, text: &str, numbers: &[(&str, f64)]) -> LineProfile {
    let counts = numbers.iter().map(|&(name, number)| (metric(name), number)).collect();
    LineProfile { line, text: text.to_owned(), counts }
}

fn one(file: &str, first: u32, name: &str, numbers: &Numbers<'_>) -> FunctionProfile {
    FunctionProfile {
        function: function(file, first, name),
        counts: counts(numbers),
        lines: vec![],
    }
}

fn side(digit: char, subject: &str) -> ProfiledSide {
    let ran = vec![
        ran("calls", "cProfile of CPython 3.12.1", Some(true)),
        ran("callgrind", "valgrind-3.19.0", Some(true)),
        left_out("memray", "not installed; `pip install memray`"),
    ];
    let revision = sample::side(digit, subject).revision;
    ProfiledSide { revision, variant: Parameters::new(), profilers: ran }
}

pub(super) fn of_one_side() -> SideProfile {
    let mut put = one(
        "cachelib/lru_impl.py",
        30,
        "LRU.put",
        &[
            ("calls", 5000.0, None),
            ("primitive_calls", 5000.0, None),
            ("time", 0.004_21, Some(0.0123)),
            ("instructions", 8_210_003.0, Some(24_000_120.0)),
            ("bytecodes", 164_488.0, None),
            ("allocated", 51_200.0, None),
        ],
    );
    put.lines = vec![
        line(31, "with self.lock:", &[("hits", 10_000.0), ("time", 0.0021)]),
        line(32, "if key in self.cache:", &[("hits", 5000.0), ("time", 0.0006)]),
        line(35, "self._evict()", &[("hits", 4872.0), ("time", 0.0013), ("allocated", 51_200.0)]),
    ];
    SideProfile {
        schema: SideProfile::SCHEMA.to_owned(),
        suite: "lru-cache".parse().unwrap(),
        case: sample::id("put-get", &[("capacity", "128")]),
        side: side('8', "Evict entries in batches"),
        functions: vec![
            one(
                "bench/workloads.py",
                7,
                "put_get",
                &[
                    ("calls", 1.0, None),
                    ("primitive_calls", 1.0, None),
                    ("time", 0.0021, Some(0.0164)),
                    ("instructions", 1_200_000.0, Some(26_900_000.0)),
                    ("bytecodes", 61_003.0, None),
                ],
            ),
            put,
            one(
                "cachelib/lru_impl.py",
                24,
                "LRU._evict",
                &[
                    ("calls", 9744.0, None),
                    ("primitive_calls", 4872.0, None),
                    ("time", 0.000_000_4, Some(0.0031)),
                    ("bytecodes", 102_312.0, None),
                ],
            ),
            one(
                "",
                0,
                "<built-in method builtins.len>",
                &[("calls", 4872.0, None), ("time", 0.0, None)],
            ),
        ],
    }
}

fn moved(
    function: paceline_model::Function,
    matched: Matching,
    numbers: &[(&str, Option<f64>, Option<f64>)],
) -> FunctionDifference {
    let count = |own: Option<f64>| own.map(|own| Count { own, total: None });
    let counts = numbers
        .iter()
        .map(|&(name, base, head)| (metric(name), Sides { base: count(base), head: count(head) }));
    FunctionDifference { function, former: None, matched, counts: counts.collect(), lines: vec![] }
}

pub(super) fn of_both_sides() -> ProfileDifference {
    let some = |base, head| (Some(base), Some(head));
    let numbers = |instructions: (Option<f64>, Option<f64>), calls: (Option<f64>, Option<f64>)| {
        [
            ("instructions", instructions.0, instructions.1),
            ("calls", calls.0, calls.1),
            ("time", Some(0.001), Some(0.0011)),
        ]
    };
    let there = |line, name| function("cachelib/lru_impl.py", line, name);
    let mut put = moved(
        there(30, "LRU.put"),
        Matching::Moved,
        &numbers(some(8_912_104.0, 8_210_003.0), some(5000.0, 5000.0)),
    );
    put.former = Some(function("lrumod.py", 18, "LRU.put"));
    let pair = |numbers: (u32, u32), texts: (&str, &str), hits: f64| Sides {
        base: Some(line(numbers.0, texts.0, &[("hits", hits)])),
        head: Some(line(numbers.1, texts.1, &[("hits", hits)])),
    };
    put.lines = vec![
        pair((19, 31), ("with self.lock:", "with self.lock:"), 10_000.0),
        pair((23, 35), ("self.cache.popitem(last=False)", "self._evict()"), 4872.0),
        Sides { base: Some(line(24, "self.size -= 1", &[("hits", 4872.0)])), head: None },
    ];
    let mut fresh = moved(
        there(24, "LRU._evict"),
        Matching::New,
        &[("instructions", None, Some(28_360_117.0)), ("calls", None, Some(4872.0))],
    );
    fresh.lines = vec![Sides {
        base: None,
        head: Some(line(27, "for key in list(self.cache):", &[("hits", 623_616.0)])),
    }];
    ProfileDifference {
        schema: ProfileDifference::SCHEMA.to_owned(),
        suite: "lru-cache".parse().unwrap(),
        case: sample::id("put-get", &[("capacity", "128")]),
        base: side('3', "Use a dict for lookups"),
        head: side('8', "Evict entries in batches"),
        functions: vec![
            moved(
                there(17, "LRU.get"),
                Matching::Same,
                &numbers(some(1_300_000.0, 1_300_000.0), some(5000.0, 5000.0)),
            ),
            put,
            fresh,
        ],
    }
}
