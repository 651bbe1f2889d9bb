//! Whole scripts and modules.

use super::fixture::{Bench, by_line, interpreters, named, newest, own};
use crate::python::registry::{bytecodes, calls, lines, stacks};

const WORK: &str = r#"
import sys


def g():
    return 1


def main():
    for _ in range(3):
        g()
    print(__name__, sys.argv[1:], sys.path[0] != "")
    sys.exit(7)


if __name__ == "__main__":
    main()
"#;

#[test]
fn a_script_runs_as_python_runs_it_and_is_counted() {
    let bench = Bench::new(WORK);
    for python in interpreters((3, 12)) {
        for words in [["work.py", "a b", "-c"].as_slice(), &["-m", "work", "a b", "-c"]] {
            let (reading, output) = bench.script(&calls(), words, &python);
            assert_eq!(output.status.code(), Some(7));
            let printed = String::from_utf8(output.stdout).unwrap();
            assert_eq!(printed, "__main__ ['a b', '-c'] True\n", "{words:?}");
            let expected = named([("<module>", 1.0), ("g", 3.0), ("main", 1.0)]);
            assert_eq!(own(&reading, "calls"), expected);
            // And `print` and `exit`.
            assert_eq!(reading.totals.values().copied().collect::<Vec<_>>(), [7.0]);
        }
    }
}

#[test]
fn all_that_works_for_scripts_counts_the_same_in_two_processes() {
    let bench = Bench::new(WORK);
    let python = newest();
    for profiler in [stacks(), lines(), bytecodes()] {
        let [one, other] = [0, 1].map(|_| bench.script(&profiler, &["work.py"], &python).0);
        assert_eq!(one.functions, other.functions, "{}", profiler.name);
        assert_eq!(one.stacks, other.stacks);
    }
    let (reading, _) = bench.script(&lines(), &["work.py"], &python);
    assert!(by_line(&reading, "hits").contains(&("g()".to_owned(), 3.0)));
    let (reading, _) = bench.script(&stacks(), &["work.py"], &python);
    let text = reading.stacks.into_iter().next().unwrap().folded(100);
    assert!(text.contains("<module> (work.py:1);main (work.py:9);g (work.py:5) 3\n"), "{text}");
}

#[test]
fn a_script_that_dies_says_so_and_is_counted_until_then() {
    let bench = Bench::new("def g():\n    raise KeyError(3)\ng()\n");
    let (reading, output) = bench.script(&calls(), &["work.py"], &newest());
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("KeyError: 3") && said.contains("in <module>"), "{said}");
    assert!(!said.contains("<string>"), "{said}");
    assert_eq!(own(&reading, "calls"), named([("<module>", 1.0), ("g", 1.0)]));
}

#[test]
fn a_package_runs_its_main_module() {
    let bench = Bench::new("");
    bench.write("tool/__init__.py", "");
    bench.write("tool/__main__.py", "import sys\nprint(__package__, sys.argv[1:])\n");
    let (reading, output) = bench.script(&lines(), &["-m", "tool", "x"], &newest());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "tool ['x']\n");
    assert_eq!(reading.functions[0].function.file, "tool/__main__.py");
}
