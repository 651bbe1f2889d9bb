//! The real valgrind around programs in C and Rust.

use paceline_model::Origin;

use super::fixture::{Project, count, function, heaviest_line, total};
use super::recorded::SOURCE;

const RUST: &str = "
use std::collections::BTreeMap;
struct Cache<K, V> { map: BTreeMap<K, V> }
impl<K: Ord, V> Cache<K, V> {
    #[inline(never)]
    fn put(&mut self, key: K, value: V) { self.map.insert(key, value); }
}
fn main() {
    let mut cache = Cache { map: BTreeMap::new() };
    for i in 0..200_u32 { cache.put(i, vec![i; 3]); }
    println!(\"{}\", cache.map.len());
}
";

#[test]
fn a_planted_search_is_the_heaviest_and_its_line_is_named() {
    let project = Project::of_c(SOURCE, &[]);
    let reading = project.profile("callgrind", &["./planted"]);
    let heaviest = &reading.functions[0];
    assert_eq!((heaviest.function.name.as_str(), &*heaviest.function.file), ("find", "planted.c"));
    let line = heaviest_line(heaviest, "instructions");
    let body = ["for (int place = 0; place < 500; place++)", "if (table[place] == wanted)"];
    assert!(body.contains(&line.text.as_str()), "{line:?}");
}

#[test]
fn two_runs_count_the_same_instructions() {
    let c = Project::of_c(SOURCE, &[]);
    let rust = Project::of_rust(RUST, &[]);
    for project in [c, rust] {
        let run = || project.profile("callgrind", &["./planted"]);
        let (one, other) = (run(), run());
        assert_eq!(one.totals, other.totals);
        assert_eq!(one.functions, other.functions);
    }
}

#[test]
fn a_method_of_rust_is_found_by_its_name_without_generics() {
    for options in [&[][..], &["-Csymbol-mangling-version=v0"]] {
        let reading = Project::of_rust(RUST, options).profile("callgrind", &["./planted"]);
        let put = reading
            .functions
            .iter()
            .find(|profile| {
                crate::native::generic_free(&profile.function.name) == "planted::Cache::put"
            })
            .unwrap();
        assert_eq!((put.function.origin, count(put, "calls").0), (Origin::Project, 200));
    }
}

#[test]
fn children_of_a_shell_line_are_counted() {
    let project = Project::of_c(SOURCE, &[]);
    let one = total(&project.profile("callgrind", &["./planted"]), "instructions");
    let line = ["/bin/sh", "-c", "./planted; ./planted; :"];
    let reading = project.profile("callgrind", &line);
    assert!(total(&reading, "instructions") > 2 * one);
    assert_eq!(count(function(&reading, "find"), "calls").0, 800);
}

#[test]
fn an_instruction_that_valgrind_does_not_know_is_said() {
    let project = Project::of_c(include_str!("fixtures/refused.c"), &[]);
    let error = project.attempt("callgrind", &["./planted"]).unwrap_err();
    let told = "valgrind does not know the instruction `0x62 0xF1 0x7C 0x48 0x58 0xC1";
    assert!(error.problem.starts_with(told), "{error}");
}

#[test]
fn options_of_the_project_do_not_reach_valgrind() {
    let project = Project::of_c(SOURCE, &[]);
    std::fs::write(project.path().join(".valgrindrc"), "--callgrind:dump-line=no\n").unwrap();
    let reading = project.profile("callgrind", &["./planted"]);
    assert!(!function(&reading, "find").lines.is_empty());
}
