//! Mode `check`: what passes, and that forced thread switches find a missing lock every time.

use paceline_model::{FailureKind, ParameterValue};

use super::fixture::{Bench, check, interpreters, newest, parameters};

const ANSWERS: &str = "
import threading
seeds = []
def none(): pass
def true(): return True
def fine(): return {'ok': True, 'detail': 'all 3 keys'}
def false(): return False
def one(): return 1
def not_ok(): return {'ok': False, 'detail': 'lost 2 keys'}
def raises(): raise KeyError('key')
def leaves(): raise SystemExit(4)
def thread_dies():
    thread = threading.Thread(target=raises)
    thread.start()
    thread.join()
def seeded(seed):
    seeds.append(seed)
    return {'ok': True, 'detail': str(seeds)}
def third(seed): return seed < 9
def lingering(seed):
    threading.Thread(target=threading.Event().wait).start()
    return False
";

#[test]
fn a_check_passes_by_none_true_or_a_true_ok() {
    let bench = Bench::new(ANSWERS);
    for python in interpreters() {
        for (function, detail) in [("none", ""), ("true", ""), ("fine", "all 3 keys")] {
            let report = bench.report(&bench.job(check(3, &[]), function), &python).unwrap();
            let outcome = report.check.clone().unwrap();
            assert!(outcome.passed, "{function}: {outcome:?}");
            assert_eq!((outcome.runs, outcome.detail.as_str()), (3, detail));
            assert_eq!(report.failed_check(), None);
        }
    }
}

#[test]
fn anything_else_fails_it_and_says_why() {
    let bench = Bench::new(ANSWERS);
    for (function, expected) in [
        ("false", "it returned False; a check passes by `None`"),
        ("one", "it returned 1; a check"),
        ("not_ok", "lost 2 keys"),
        ("raises", "KeyError: 'key'"),
        ("leaves", "it called `sys.exit(4)`"),
        ("thread_dies", "a thread died of KeyError: 'key'"),
    ] {
        let report = bench.report(&bench.job(check(3, &[]), function), &newest()).unwrap();
        let outcome = report.check.clone().unwrap();
        assert!(!outcome.passed && outcome.runs == 1, "{outcome:?}");
        assert!(outcome.detail.contains(expected), "{outcome:?}");
        assert!(outcome.detail.starts_with("run 1 of 3 (seed 7): "), "{outcome:?}");
        let failure = report.failed_check().unwrap();
        assert_eq!(failure.kind, FailureKind::Check);
        assert!(failure.message.contains(expected), "{failure:?}");
    }
}

#[test]
fn each_run_has_another_seed_and_the_first_failure_ends_it() {
    let bench = Bench::new(ANSWERS);
    let report = bench.report(&bench.job(check(3, &[]), "seeded"), &newest()).unwrap();
    assert_eq!(report.check.unwrap().detail, "[7, 8, 9]");
    let third = bench.report(&bench.job(check(9, &[]), "third"), &newest()).unwrap();
    let outcome = third.check.unwrap();
    assert_eq!(outcome.runs, 3);
    assert!(outcome.detail.starts_with("run 3 of 9 (seed 9): "), "{outcome:?}");
}

#[test]
fn a_seed_among_the_parameters_stays() {
    let bench = Bench::new(ANSWERS);
    let mut job = bench.job(check(2, &[]), "seeded");
    job.parameters = parameters([("seed", ParameterValue::Integer(1))]);
    assert_eq!(bench.report(&job, &newest()).unwrap().check.unwrap().detail, "[1, 1]");
}

#[test]
fn a_failed_check_is_told_though_its_threads_never_end() {
    let bench = Bench::new(ANSWERS);
    let report = bench.report(&bench.job(check(1, &[]), "lingering"), &newest()).unwrap();
    assert!(!report.check.unwrap().passed);
}

const CACHE: &str = "
import threading
from collections import OrderedDict
from contextlib import nullcontext

class Cache:
    def __init__(self, capacity, lock):
        self.data, self.capacity, self.lock = OrderedDict(), capacity, lock

    def get(self, key):
        with self.lock:
            if key not in self.data:
                return None
            self.data.move_to_end(key)
            return self.data[key]

    def put(self, key, value):
        with self.lock:
            self.data[key] = value
            self.data.move_to_end(key)
            if len(self.data) > self.capacity:
                self.data.popitem(last=False)

def hammer(lock, seed, steps):
    cache = Cache(16, lock)
    problems = []
    def work(offset):
        try:
            for step in range(steps):
                key = (step * 7 + offset + seed) % 24
                value = cache.get(key)
                if value is not None and value != key:
                    problems.append('wrong value')
                cache.put(key, key)
        except Exception as problem:
            problems.append(repr(problem))
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    if len(cache.data) > 16:
        problems.append('%d entries of 16' % len(cache.data))
    return {'ok': not problems, 'detail': '; '.join(sorted(set(problems)))}

def locked(seed): return hammer(threading.RLock(), seed, 150)
def unlocked(seed): return hammer(nullcontext(), seed, 1000)
";
const SWITCHES: [&str; 2] = ["work:Cache.get", "work:Cache.put"];

#[test]
fn a_missing_lock_is_found_twenty_times_of_twenty() {
    let bench = Bench::new(CACHE);
    for python in interpreters() {
        let mut job = bench.job(check(1, &SWITCHES), "unlocked");
        let found = (0..20).filter(|seed| {
            job.seed = *seed;
            !bench.report(&job, &python).unwrap().check.unwrap().passed
        });
        assert_eq!(found.count(), 20, "{}", python.version);
    }
}

#[test]
fn a_lock_that_is_there_is_never_accused() {
    let bench = Bench::new(CACHE);
    for python in interpreters() {
        let report = bench.report(&bench.job(check(20, &SWITCHES), "locked"), &python).unwrap();
        let outcome = report.check.unwrap();
        assert!(outcome.passed && outcome.runs == 20, "{}: {outcome:?}", python.version);
        // The interpreter's entry tells what it lacks, and the report that it mattered.
        let is_old = !python.missing.is_empty();
        assert_eq!(report.notes.iter().any(|note| note.contains("sys.monitoring")), is_old);
    }
}

#[test]
fn switches_in_a_whole_class_find_it_too() {
    let bench = Bench::new(CACHE);
    let report = bench.report(&bench.job(check(1, &["work:Cache"]), "unlocked"), &newest());
    assert!(!report.unwrap().check.unwrap().passed);
}

#[test]
fn an_entry_of_yield_lines_that_names_nothing_is_an_error() {
    let bench = Bench::new(CACHE);
    for (entry, expected) in [
        ("work:Cache.gett", "`work:Cache.gett`: `work.Cache` ("),
        ("work:Cache.gett", "has no `gett`; did you mean `get`?"),
        ("nowhere:Cache", "no module `nowhere`"),
        ("Cache.get", "is not of the form `module:Class.method`"),
        ("work:threading.Lock", "is not written in Python"),
    ] {
        let job = bench.job(check(1, &[entry]), "locked");
        let failure = bench.report(&job, &newest()).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Check);
        assert!(failure.message.starts_with("yield_lines: "), "{failure:?}");
        assert!(failure.message.contains(expected), "{entry}: {failure:?}");
    }
}
