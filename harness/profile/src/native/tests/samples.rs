//! Samples of perf, recorded and real.
//!
//! `spin.perf`: perf 6.1 on `spin.c`, built by gcc 12 with `-g -O1`; its first two samples.

use std::path::Path;

use paceline_model::Body;

use super::fixture::{Project, case, function, profiler, scope, total, traces};
use crate::profiler::{Availability, Target, Tools};

pub(super) const RECORDED: &[u8] = include_bytes!("fixtures/spin.perf");
const SOURCE: &str = include_str!("fixtures/spin.c");

#[test]
fn time_is_put_down_to_the_innermost_function() {
    let files = traces(&[("perf.txt", RECORDED)]);
    let reading = profiler("perf").read(&files, &scope(Path::new("/tmp"))).unwrap();
    let seconds = |name| {
        let count = function(&reading, name).counts[&"time".parse().unwrap()];
        format!("{:.6} {:.6}", count.own, count.total.unwrap())
    };
    assert_eq!((&*seconds("find"), &*seconds("main")), ("0.004008 0.004008", "0.000000 0.004008"));
    let stacks = reading.stacks.into_iter().next().unwrap();
    let names: Vec<_> = stacks.frames.iter().map(|frame| frame.name.as_str()).collect();
    assert_eq!(names.last(), Some(&"find"));
    assert_eq!(stacks.weights.len(), 1);
}

#[test]
fn a_kernel_that_refuses_is_said() {
    let mut files = traces(&[]);
    files.error =
        "Error:\nAccess to performance monitoring and observability operations is limited.\n\
        Consider adjusting /proc/sys/kernel/perf_event_paranoid setting\n"
            .to_owned();
    let error = profiler("perf").read(&files, &scope(Path::new("/tmp"))).unwrap_err();
    insta::assert_snapshot!(error, @"perf: the kernel does not let this user sample; `sysctl kernel.perf_event_paranoid=2` does");
}

#[test]
fn words_with_quotes_reach_the_program_as_they_are() {
    let project = Project::of_c(SOURCE, &[]);
    // Perf need not be there, nor be let to sample.
    match project.attempt("perf", &["./planted", "a b", "$(exit 9)", "'"]) {
        Ok(reading) => {
            let all = reading.stacks.into_iter().next().unwrap();
            assert!(all.frames.iter().any(|frame| frame.name == "find"), "{all:?}");
        }
        Err(error) => println!("NOT TESTED: {error}"),
    }
}

#[test]
fn counters_that_are_not_there_are_no_zero() {
    let counters = profiler("counters");
    let case = case(Body::Command(vec!["true".to_owned()]));
    let target = Target { case: &case, interpreter: None };
    let machine = |answer: &'static str| {
        let mut tools = Tools::new(move |words| {
            Some(if words[1] == "stat" { answer } else { "perf version 6.1.187" }.to_owned())
        });
        counters.availability(&target, &mut tools)
    };
    let none = machine("<not supported>,,instructions:u,0,100.00,,\n");
    assert!(matches!(none, Availability::Missing { .. }), "{none:?}");
    let some = machine("151298,,instructions:u,602111,100.00,,\n");
    let Availability::Ready(instrument) = some else { panic!("{some:?}") };
    assert_eq!(instrument.tool, "perf-6.1.187-counters");
    let read =
        |text: &[u8]| counters.read(&traces(&[("counters.csv", text)]), &scope(Path::new("/tmp")));
    let reading =
        read(b"# started on Sun Nov 22\n\n151298,,instructions:u,602111,100.00,,\n").unwrap();
    assert_eq!(total(&reading, "instructions"), 151_298);
    assert!(read(b"<not counted>,,instructions:u,0,100.00,,\n").is_err());
}
