//! Mode `memory`: exact bytes, whatever the address layout.

use super::fixture::{Bench, interpreters};
use crate::python::Task;

const SOURCE: &str = "
kept = []
def nothing(): pass
def buffer(): return bytes(1000)
def leak(): kept.append(bytearray(5000))
def names():
    return sorted({'name-%d' % number for number in range(2000)}, key=len)
";

#[test]
fn a_buffer_costs_what_it_is_large_and_nothing_costs_nothing() {
    let bench = Bench::new(SOURCE);
    for python in interpreters() {
        let nothing = bench.report(&bench.job(Task::Memory, "nothing"), &python).unwrap();
        assert_eq!((nothing.peak_allocated_bytes, nothing.kept_bytes), (Some(0), Some(0)));
        let buffer = bench.report(&bench.job(Task::Memory, "buffer"), &python).unwrap();
        // 1000 bytes, their header of 33, and a number or two that is alive meanwhile.
        let peak = buffer.peak_allocated_bytes.unwrap();
        assert!((1033..1200).contains(&peak), "{peak} on {}", python.version);
        assert_eq!(buffer.kept_bytes, Some(0));
        assert_eq!(buffer.values, []);
    }
}

#[test]
fn what_a_call_keeps_is_told() {
    let bench = Bench::new(SOURCE);
    for python in interpreters() {
        let leak = bench.report(&bench.job(Task::Memory, "leak"), &python).unwrap();
        let kept = leak.kept_bytes.unwrap();
        assert!((5000..5200).contains(&kept), "{kept} on {}", python.version);
    }
}

#[test]
fn memory_is_the_same_to_the_byte_in_every_process() {
    let bench = Bench::new(SOURCE);
    for python in interpreters() {
        let job = bench.job(Task::Memory, "names");
        let runs: Vec<_> = (0..3)
            .map(|_| {
                let report = bench.report(&job, &python).unwrap();
                (report.peak_allocated_bytes, report.kept_bytes)
            })
            .collect();
        assert!(runs[0].0.unwrap() > 100_000, "{runs:?}");
        assert!(runs.iter().all(|run| *run == runs[0]), "{runs:?} on {}", python.version);
    }
}

#[test]
fn memory_given_back_from_before_counts_against_what_is_kept() {
    let bench =
        Bench::new("store = [bytearray(90000), bytearray(90000)]\ndef drop():\n    store.pop()\n");
    for python in interpreters() {
        let report = bench.report(&bench.job(Task::Memory, "drop"), &python).unwrap();
        let kept = report.kept_bytes.unwrap();
        assert!((-90_200..=-90_000).contains(&kept), "{kept} on {}", python.version);
    }
}
