//! Reads what tools wrote on another day.
//!
//! `planted.callgrind`: valgrind 3.19 on `planted.c`, built in /tmp/planted by gcc 12 with `-g -O1
//! -fno-inline -static`. `idle.callgrind` and `workload.callgrind`: the window around
//! `sum(range(20))` in Python 3.12.1, without the command line.

use std::path::Path;

use paceline_model::Origin;

use super::fixture::{Project, count, function, heaviest_line, profiler, scope, total, traces};
use crate::profiler::Reading;

pub(super) const PLANTED: &[u8] = include_bytes!("fixtures/planted.callgrind");
pub(super) const SOURCE: &str = include_str!("fixtures/planted.c");
const IDLE: &[u8] = include_bytes!("fixtures/idle.callgrind");
const WORKLOAD: &[u8] = include_bytes!("fixtures/workload.callgrind");

fn read(files: &[(&str, &[u8])]) -> Result<Reading, String> {
    let scope = scope(Path::new("/tmp/planted"));
    profiler("callgrind").read(&traces(files), &scope).map_err(|error| error.to_string())
}

#[test]
fn a_function_has_its_own_cost_and_that_of_what_it_called() {
    let reading = read(&[("callgrind.out.1", PLANTED)]).unwrap();
    assert_eq!(total(&reading, "instructions"), 464_887);
    let main = function(&reading, "main");
    assert_eq!((main.function.file.as_str(), main.function.line), ("planted.c", 29));
    assert_eq!(main.function.origin, Origin::Project);
    let (own, whole) = count(main, "instructions");
    assert_eq!((own, whole), (5192, Some(428_632)));
    assert_eq!(count(function(&reading, "find"), "calls").0, 400);
}

#[test]
fn own_costs_of_all_functions_are_the_total() {
    let reading = read(&[("callgrind.out.1", PLANTED)]).unwrap();
    let text = String::from_utf8_lossy(PLANTED);
    let dump = crate::native::callgrind::parse(&text).unwrap();
    let own: u64 = dump.functions.iter().map(|node| node.own).sum();
    assert_eq!(own, dump.total);
    assert!(reading.functions.len() >= 60);
}

#[test]
fn recursion_counts_once() {
    let reading = read(&[("callgrind.out.1", PLANTED)]).unwrap();
    let fibonacci = function(&reading, "fibonacci");
    let (own, whole) = count(fibonacci, "instructions");
    // It calls nothing but itself, 465 times in all.
    assert_eq!(whole, Some(own));
    assert_eq!(count(fibonacci, "calls").0, 465);
    let (even, odd) = (function(&reading, "even"), function(&reading, "odd"));
    let both = count(even, "instructions").0 + count(odd, "instructions").0;
    assert_eq!(count(even, "instructions").1, Some(both));
    assert!(count(odd, "instructions").1.unwrap() < both);
}

#[test]
fn lines_of_the_project_have_their_text_where_the_source_is_there() {
    let project = Project::empty();
    std::fs::write(project.path().join("planted.c"), SOURCE).unwrap();
    let root = project.path().to_string_lossy();
    let recorded = String::from_utf8_lossy(PLANTED).replace("/tmp/planted", &root);
    let files = traces(&[("callgrind.out.1", recorded.as_bytes())]);
    let reading = profiler("callgrind").read(&files, &scope(project.path())).unwrap();
    let heaviest = |reading: &Reading| {
        let line = heaviest_line(function(reading, "find"), "instructions");
        (line.line, line.text.clone())
    };
    assert_eq!(heaviest(&reading).1, "for (int place = 0; place < 500; place++)");
    let without = read(&[("callgrind.out.1", PLANTED)]).unwrap();
    assert_eq!(heaviest(&without).0, heaviest(&reading).0);
}

#[test]
fn processes_are_counted_together_and_kept_heaviest_first() {
    let small = b"events: Ir\nfl=(1) a.c\nfn=(1) f\n3 5\n\ntotals: 5\n";
    let reading = read(&[("callgrind.out.1", small), ("callgrind.out.2", PLANTED)]).unwrap();
    assert_eq!(total(&reading, "instructions"), 464_892);
    let kept: Vec<_> = reading.artefacts.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
    assert_eq!(kept, [("callgrind.2.out", &small[..]), ("callgrind.out", PLANTED)]);
    assert_eq!(reading.notes, ["`instructions` are those of 2 processes together"]);
}

#[test]
fn a_window_is_what_the_workload_took_more_than_nothing() {
    let end = b"desc: Trigger: Program termination\nevents: Ir\ntotals: 0\n";
    let reading = read(&[
        ("callgrind.out.7", end),
        ("callgrind.out.7.2", IDLE),
        ("callgrind.out.7.3", WORKLOAD),
    ])
    .unwrap();
    assert_eq!(total(&reading, "instructions"), 6622 - 3941);
    assert_eq!(reading.artefacts["callgrind.out"], WORKLOAD);
    let heaviest = &reading.functions[0];
    assert!(heaviest.counts.values().all(|count| count.total.is_none()), "{heaviest:?}");
    assert!(reading.functions.len() <= 60);
}

#[test]
fn a_window_that_never_closed_is_no_count() {
    insta::assert_snapshot!(
        read(&[("callgrind.out.7.2", IDLE)]).unwrap_err(),
        @"callgrind: no file of the `Client Request: paceline workload`: the window was not closed"
    );
}

#[test]
fn an_unknown_instruction_is_said_with_its_place() {
    let log = b"vex amd64->IR: unhandled instruction bytes: 0x62 0xF1 0x7C 0x48 0x58 0xC1 0xB8
==3516== valgrind: Unrecognised instruction at address 0x10912d.
==3516==    at 0x10912D: main (in /tmp/n/refused)
==3516== Process terminating with default action of signal 4 (SIGILL)
==3516==  Illegal opcode at address 0x10912D
==3516==    at 0x10912D: main (in /tmp/n/refused)
";
    insta::assert_snapshot!(
        read(&[("valgrind.log.3516", log), ("callgrind.out.3516", PLANTED)]).unwrap_err(),
        @"callgrind: valgrind does not know the instruction `0x62 0xF1 0x7C 0x48 0x58 0xC1 0xB8` in `main (in /tmp/n/refused)`; build for a plainer processor (no AVX-512, no `-march=native`) or use a newer valgrind"
    );
}

#[test]
fn no_file_is_said_with_the_last_words() {
    let mut left = traces(&[]);
    left.error = "valgrind: failed to start tool 'callgrind'\n\n".to_owned();
    let error = profiler("callgrind").read(&left, &scope(Path::new("/tmp"))).unwrap_err();
    insta::assert_snapshot!(error, @"callgrind: valgrind left no counts; it said `valgrind: failed to start tool 'callgrind'`");
}

#[test]
fn a_relative_name_is_the_projects_only_where_the_file_is_there() {
    let project = Project::empty();
    std::fs::write(project.path().join("own.c"), "int own;\n").unwrap();
    let dump = b"events: Ir\nfl=(1) ./malloc/../malloc/malloc.c\nfn=(1) malloc\n3 5\n\
        fl=(2) ./src/../own.c\nfn=(2) own\n1 7\ntotals: 12\n";
    let files = traces(&[("callgrind.out.1", dump)]);
    let reading = profiler("callgrind").read(&files, &scope(project.path())).unwrap();
    let malloc = &function(&reading, "malloc").function;
    assert_eq!(malloc.origin, Origin::Native);
    let own = function(&reading, "own");
    assert_eq!((own.function.file.as_str(), own.function.origin), ("own.c", Origin::Project));
    assert_eq!(own.lines[0].text, "int own;");
}

#[test]
fn no_function_is_told_twice() {
    let dump = b"events: Ir\nfl=(1) /tmp/planted/a.c\nfn=(1) f\n3 5\n\
        fl=(2) /tmp/planted/sub/../a.c\nfn=(2) f\n3 7\ntotals: 12\n";
    let reading = read(&[("callgrind.out.1", dump)]).unwrap();
    let f = function(&reading, "f");
    assert_eq!((count(f, "instructions").0, f.lines.len()), (12, 1));
}
