//! DHAT, recorded and real.
//!
//! `planted.dhat`: valgrind 3.19 on `planted.c`, built in /tmp/planted by gcc 12 with `-g -O1
//! -fno-inline`.

use std::path::Path;

use super::fixture::{Project, count, function, heaviest_line, profiler, scope, total, traces};
use super::recorded::SOURCE;
use crate::profiler::Reading;

pub(super) const RECORDED: &[u8] = include_bytes!("fixtures/planted.dhat");

/// 30 blocks of `keep`, each once more when `main` has it resized; one that `main` has cleared; and the
/// buffer of `printf`.
fn assert_planted(reading: &Reading) {
    assert_eq!(total(reading, "allocations"), 62);
    assert_eq!(count(function(reading, "keep"), "allocations"), (60, Some(60)));
    let main = function(reading, "main");
    assert_eq!(count(main, "allocations"), (2, Some(62)));
    let keep = function(reading, "keep");
    assert_eq!((main.function.file.as_str(), keep.lines[0].line), ("planted.c", 24));
}

#[test]
fn blocks_are_put_down_to_the_function_of_the_project_that_asked() {
    let files = traces(&[("dhat.out.1", RECORDED)]);
    let reading = profiler("dhat").read(&files, &scope(Path::new("/tmp/planted"))).unwrap();
    assert_planted(&reading);
    let stacks = reading.stacks.into_iter().next().unwrap();
    let folded: Vec<_> = stacks
        .weights
        .iter()
        .map(|(stack, weight)| {
            let names: Vec<_> =
                stack.iter().map(|place| &*stacks.frames[*place as usize].name).collect();
            format!("{} {weight}", names.join(";"))
        })
        .collect();
    assert!(folded.contains(&"main;keep 15435".to_owned()), "{folded:?}");
    assert!(folded.iter().any(|line| line.ends_with("_IO_file_doallocate 4096")), "{folded:?}");
}

#[test]
fn stacks_weigh_what_was_in_use_at_the_peak_and_at_the_end_too() {
    let files = traces(&[("dhat.out.1", RECORDED)]);
    let reading = profiler("dhat").read(&files, &scope(Path::new("/tmp/planted"))).unwrap();
    let sum = |stacks: &crate::stacks::Stacks| stacks.weights.values().sum::<f64>();
    let sums: Vec<_> =
        reading.stacks.iter().map(|stacks| (stacks.metric.as_str(), sum(stacks))).collect();
    // As DHAT itself sums them up for this file.
    let expected = [("allocated", 19_552.0), ("allocations", 62.0), ("peak", 4117.0)];
    assert_eq!(sums[..3], expected);
    assert_eq!((sums[3].0, reading.stacks[3].weights.len()), ("at_end", 0));
}

#[test]
fn the_real_dhat_finds_the_line_that_allocates() {
    let project = Project::of_c(SOURCE, &[]);
    let reading = project.profile("dhat", &["./planted"]);
    assert_planted(&reading);
    let line = heaviest_line(function(&reading, "keep"), "allocated");
    assert_eq!(line.text, "char *memory = malloc(size);");
    let again = project.profile("dhat", &["./planted"]);
    assert_eq!((again.totals, again.functions), (reading.totals, reading.functions));
}

#[test]
fn a_program_out_of_sight_is_no_zero() {
    let project = Project::of_c(SOURCE, &["-static"]);
    let error = project.attempt("dhat", &["./planted"]).unwrap_err();
    assert!(error.problem.starts_with("no allocation was seen"), "{error}");
}
