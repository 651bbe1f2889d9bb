//! The peak that is told is the process's own: no floor from us, nothing from earlier processes.

use crate::fixture::{launcher, process, run, shell};

const MEBIBYTE: u64 = 1 << 20;
/// More than `true` needs, and than the launcher may add.
const TINY: u64 = 7 * MEBIBYTE / 4;

#[test]
fn memory_of_this_process_does_not_count() {
    let ballast = vec![1_u8; 500 << 20];
    let exit = run(&process(&["/bin/true"]));
    assert_eq!(ballast[ballast.len() / 2], 1);
    assert!(exit.peak_rss_bytes > MEBIBYTE / 4, "{exit:?}");
    assert!(exit.peak_rss_bytes < TINY, "{exit:?}");
}

#[test]
fn the_peak_is_that_of_one_process_not_of_all_so_far() {
    let mut launcher = launcher();
    let large = process(&["dd", "if=/dev/zero", "of=/dev/null", "bs=300M", "count=1"]);
    let large = launcher.run(&large, &|| false).unwrap();
    assert!((300..310).contains(&(large.peak_rss_bytes / MEBIBYTE)), "{large:?}");
    let small = launcher.run(&process(&["/bin/true"]), &|| false).unwrap();
    assert!(small.peak_rss_bytes < TINY, "{small:?}");
    assert!(small.system_seconds < large.system_seconds, "{small:?}");
}

#[test]
fn children_that_the_process_waited_for_count() {
    let exit = run(&shell("dd if=/dev/zero of=/dev/null bs=50M count=1 2>&1; true"));
    assert!((50..60).contains(&(exit.peak_rss_bytes / MEBIBYTE)), "{exit:?}");
}

#[test]
fn a_peak_is_as_true_in_the_thousandth_process_as_in_the_first() {
    let mut launcher = launcher();
    let mut peak = || {
        let exit = launcher.run(&process(&["/bin/true"]), &|| false).unwrap();
        exit.peak_rss_bytes
    };
    assert!((0..1000).map(|_| peak()).all(|peak| peak < TINY));
}

#[test]
fn a_long_command_line_leaves_no_floor() {
    let mut launcher = launcher();
    let long = "x".repeat(100_000);
    let long = process(&["true", &long, &long, &long, &long, &long, &long, &long, &long]);
    assert!(launcher.run(&long, &|| false).unwrap().is_success());
    let short = launcher.run(&process(&["/bin/true"]), &|| false).unwrap();
    assert!(short.peak_rss_bytes < TINY, "{short:?}");
}

#[test]
fn output_that_was_printed_before_leaves_no_floor() {
    let mut launcher = launcher();
    let mut loud = shell("head -c 30000000 /dev/zero; head -c 30000000 /dev/zero >&2");
    (loud.output_limit, loud.error_limit) = (20 << 20, 20 << 20);
    let loud = launcher.run(&loud, &|| false).unwrap();
    assert_eq!((loud.output.bytes.len(), loud.error.bytes.len()), (20 << 20, 20 << 20));
    let quiet = launcher.run(&process(&["/bin/true"]), &|| false).unwrap();
    assert!(quiet.peak_rss_bytes < TINY, "{quiet:?}");
}
