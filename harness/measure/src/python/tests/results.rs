//! Digests of results: equal for equal results, in every process and on every version.

use std::collections::BTreeSet;

use super::fixture::{Bench, interpreters, newest, quick};

const SOURCE: &str = r#"
import array, collections, dataclasses, enum
Point = collections.namedtuple("Point", "x y")

@dataclasses.dataclass
class Box:
    names: set
    inner: object = None

class Colour(enum.Enum):
    RED = 1

class Plain:
    pass

def varied():
    names = {"ant", "bee", "cat", "dog", "eel", "fox"}
    mine = {"names": names, "frozen": frozenset([frozenset("ab"), frozenset("cd")])}
    mine["box"] = Box(names, Plain())
    mine["point"] = Point(1, {"x", "y"})
    mine["more"] = [None, True, -0.0, 1e300, float("nan"), 10**5000, b"raw", "text", Colour.RED]
    mine["kinds"] = (collections.OrderedDict(a=1), collections.deque([names]),
                     array.array("d", [1.0, 2.0]), Plain, len, Plain())
    mine["self"] = mine
    return mine

def order(first):
    return {"a": 1, "b": 2} if first else {"b": 2, "a": 1}
def a(): return order(True)
def b(): return order(False)
def large(): return list(range(3000000))
def deep():
    nested = []
    for _ in range(100000):
        nested = [nested]
    return nested
def set_of_many(): return {"item %d" % number for number in range(1500000)}
def text(): return "x" * 10000000
def other_text(): return "x" * 9999999 + "y"
def generator(): yield 1
async def coroutine(): return 1
def numbers(): return {"nan": float("nan"), "inf": float("inf"), "huge": 10**400, "one": 1}
def keys(): return {1: 2}
def lone(): return "half \ud83d done"
def large_json(): return ["x" * 100] * 1000
def plain(): return Plain()
class Hostile:
    def __repr__(self): raise ValueError("no")
def hostile(): return [Hostile()]
class Worse(list):
    def __iter__(self): raise ValueError("never")
def worse(): return Worse()
"#;

#[test]
fn a_digest_depends_on_neither_hash_seed_nor_addresses_nor_version() {
    let mut bench = Bench::new(SOURCE);
    let mut digests = BTreeSet::new();
    for seed in ["0", "1", "12345"] {
        bench.environment.insert("PYTHONHASHSEED".into(), seed.into());
        for python in interpreters() {
            let report = bench.report(&bench.job(quick(), "varied"), &python).unwrap();
            digests.insert(report.result.unwrap().digest);
            assert_eq!(report.result_json, None);
        }
    }
    assert_eq!(digests.len(), 1, "{digests:?}");
}

#[test]
fn another_order_of_a_dict_is_another_result() {
    let bench = Bench::new(SOURCE);
    assert_ne!(bench.timed("a").unwrap().result, bench.timed("b").unwrap().result);
}

#[test]
fn the_excerpt_is_readable_and_short() {
    let bench = Bench::new(SOURCE);
    let excerpt = bench.timed("varied").unwrap().result.unwrap().excerpt;
    assert!(excerpt.starts_with("{'names': set{'ant', 'bee', 'cat', "), "{excerpt}");
    assert_eq!(excerpt.chars().count(), 200);
    assert!(excerpt.ends_with('…'));
}

#[test]
fn a_large_text_is_compared_to_its_end() {
    let bench = Bench::new(SOURCE);
    let text = bench.timed("text").unwrap();
    let other = bench.timed("other_text").unwrap();
    assert_ne!(text.result.unwrap().digest, other.result.unwrap().digest);
    assert_eq!(text.notes, [""; 0]);
    assert_eq!(text.result_json, None);
}

#[test]
fn a_result_that_is_too_large_or_deep_is_cut_and_says_so() {
    let mut bench = Bench::new(SOURCE);
    for function in ["large", "deep", "set_of_many"] {
        bench.environment.insert("PYTHONHASHSEED".into(), "1".into());
        let report = bench.timed(function).unwrap();
        assert!(report.notes[0].contains("only its first"), "{function}: {:?}", report.notes);
        bench.environment.insert("PYTHONHASHSEED".into(), "2".into());
        assert_eq!(report.result, bench.timed(function).unwrap().result, "{function}");
    }
}

#[test]
fn a_function_whose_body_never_ran_is_found_out() {
    let bench = Bench::new(SOURCE);
    let failure = bench.timed("coroutine").unwrap_err();
    assert!(failure.message.contains("`async`"), "{failure:?}");
    let notes = bench.timed("generator").unwrap().notes;
    assert!(notes[0].contains("body never ran"), "{notes:?}");
}

#[test]
fn numbers_that_json_lacks_are_null_and_other_things_are_absent() {
    let bench = Bench::new(SOURCE);
    let numbers = bench.timed("numbers").unwrap().result_json.unwrap();
    assert_eq!(numbers, serde_json::json!({"nan": null, "inf": null, "huge": null, "one": 1}));
    for function in ["keys", "large_json", "plain", "hostile"] {
        assert_eq!(bench.timed(function).unwrap().result_json, None, "{function}");
    }
    assert_eq!(bench.timed("lone").unwrap().result_json, Some("half ? done".into()));
}

#[test]
fn objects_without_a_text_are_compared_by_type_and_that_is_told() {
    let bench = Bench::new(SOURCE);
    let report = bench.timed("plain").unwrap();
    assert_eq!(report.result.unwrap().excerpt, "<work.Plain object>");
    assert!(report.notes[0].contains("compared by type only"), "{:?}", report.notes);
    let hostile = bench.timed("hostile").unwrap();
    assert_eq!(hostile.result.unwrap().excerpt, "[<its repr raised ValueError>, ]");
}

#[test]
fn a_result_that_can_not_be_read_is_a_failure_of_the_output() {
    let bench = Bench::new(SOURCE);
    let failure = bench.report(&bench.job(quick(), "worse"), &newest()).unwrap_err();
    assert_eq!(failure.kind, paceline_model::FailureKind::Output);
    assert_eq!(failure.message, "ValueError: never");
}
