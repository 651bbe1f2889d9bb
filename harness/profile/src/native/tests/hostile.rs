//! Files that are cut off, bent or made to hurt.

use std::fmt::Write as _;
use std::path::Path;

use super::allocations::RECORDED as ALLOCATIONS;
use super::fixture::{profiler, scope, traces};
use super::recorded::PLANTED;
use super::samples::RECORDED as SAMPLES;

/// Whether the file is taken; it must be read or refused, and end soon.
fn is_read(bytes: &[u8]) -> bool {
    takes("callgrind", "callgrind.out.1", bytes)
}

fn takes(name: &str, file: &str, bytes: &[u8]) -> bool {
    let files = traces(&[(file, bytes)]);
    profiler(name).read(&files, &scope(Path::new("/tmp/planted"))).is_ok()
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    let end = PLANTED.windows(8).rposition(|window| window == b"totals: ").unwrap();
    for length in (0..end).step_by(97) {
        assert!(!is_read(&PLANTED[..length]), "{length} bytes were enough");
    }
}

#[test]
fn no_changed_byte_makes_it_panic() {
    let mut seed = 7_u32;
    let mut refused = 0;
    for _ in 0..400 {
        let mut bytes = PLANTED.to_vec();
        for _ in 0..3 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let place = seed as usize % bytes.len();
            bytes[place] = b"+-*()=:9\n\xff"[(seed >> 24) as usize % 10];
        }
        refused += u32::from(!is_read(&bytes));
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn numbers_out_of_range_are_refused_or_kept_in_range() {
    let head = "events: Ir\nfl=(1) a.c\nfn=(1) f\n";
    for body in [
        "+99999999999999999999 1\ntotals: 1",
        "-1 1\ntotals: 1",
        "0xfffffffffffffffff 1\ntotals: 1",
        "1 -5\ntotals: 1",
        "*1 5\ntotals: 1",
        "18446744073709551615 1\n+1 1\ntotals: 2",
        "calls=5 1\n1 5\ntotals: 1",
        "cfn=(9)\ncalls=5 1\n1 5\ntotals: 1",
        "totals: 0",
        "totals: x",
    ] {
        assert!(!is_read(format!("{head}{body}\n").as_bytes()), "{body:?} was read");
    }
    let most = u64::MAX;
    let huge = format!("{head}4294967296 {most}\n1 {most}\ntotals: {most}\ntotals: {most}\n");
    assert!(is_read(huge.as_bytes()));
    assert!(!is_read(b"events: Cycles\nfl=(1) a.c\nfn=(1) f\n1 1\ntotals: 1\n"));
    assert!(!is_read(b"events: Ir\n1 1\ntotals: 1\n"));
    assert!(!is_read(b"positions: a b c d\nevents: Ir\ntotals: 1\n"));
}

#[test]
fn one_long_name_used_often_takes_little() {
    let mut text = format!("events: Ir\nfl=(1) {}\n", "x".repeat(1 << 20));
    for number in 0..50_000 {
        writeln!(text, "fn=({number}) f{number}\n1 1").unwrap();
    }
    text.push_str("totals: 50000\n");
    let files = traces(&[("callgrind.out.1", text.as_bytes())]);
    let reading = profiler("callgrind").read(&files, &scope(Path::new("/tmp"))).unwrap();
    assert_eq!(reading.functions.len(), 60);
    assert!(reading.functions.iter().all(|profile| profile.function.file.len() <= 2000));
}

#[test]
fn columns_of_instructions_and_other_events_are_told_apart() {
    let text = b"positions: instr line\nevents: Cycles Ir\nob=/bin/p\nfl=a.c\nfn=f\n\
        0x10 7 100 3\n+4 +1 50\n* * 1 2\ntotals: 151 5\n";
    let dump = crate::native::callgrind::parse(&String::from_utf8_lossy(text)).unwrap();
    let lines: Vec<_> =
        dump.functions[0].lines.iter().map(|((_, line), cost)| (*line, *cost)).collect();
    assert_eq!((lines, dump.total), (vec![(7, 3), (8, 2)], 5));
}

#[test]
fn bent_files_of_dhat_and_perf_are_refused_and_make_nothing_panic() {
    for (name, file, good) in [("dhat", "dhat.out.1", ALLOCATIONS), ("perf", "perf.txt", SAMPLES)] {
        assert!(takes(name, file, good));
        let taken = (0..good.len()).filter(|length| takes(name, file, &good[..*length])).count();
        // Samples are complete one by one; DHAT's last line break says nothing.
        assert!(name == "perf" || taken == 1, "{taken}");
    }
    let head = r#"{"dhatFileVersion":2,"mode":"heap","ftbl":["[root]"],"pps":"#;
    for points in [
        r#"[{"tb":1,"tbk":1,"fs":[9]}]}"#,
        r#"[{"tb":-1,"tbk":1,"fs":[0]}]}"#,
        r#"[{"tb":0,"tbk":0,"fs":[]}]}"#,
    ] {
        assert!(!takes("dhat", "dhat.out.1", format!("{head}{points}").as_bytes()), "{points}");
    }
    let huge = format!(
        r#"{head}[{{"tb":{0},"tbk":{0},"fs":[]}},{{"tb":1,"tbk":1,"fs":[0]}}]}}"#,
        u64::MAX
    );
    assert!(takes("dhat", "dhat.out.1", huge.as_bytes()));
    assert!(!takes("perf", "perf.txt", b"what is this\n\n"));
    assert!(!takes("perf", "perf.txt", b"a 1/1 1.0: 2004008 cpu-clock:u:\n"));
}
