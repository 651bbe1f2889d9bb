//! Folded stacks.

use super::{cache, stacks};
use crate::stacks::{FoldedError, Frame, Stacks};

fn metric() -> paceline_model::MetricName {
    "calls".parse().unwrap()
}

fn read(text: &str) -> Result<Stacks, FoldedError> {
    Stacks::from_folded(text, metric())
}

#[test]
fn a_stack_is_a_line_with_its_weight_at_the_end() {
    insta::assert_snapshot!(cache().folded(100), @r"
    loop (bench/lru.py:3) 5000
    loop (bench/lru.py:3);LRU.put (lru.py:18) 179104
    loop (bench/lru.py:3);LRU.put (lru.py:18);len 12.5
    ");
}

#[test]
fn no_name_can_end_its_frame_or_its_line() {
    let hostile = stacks(
        "calls",
        &[("[u8; 32]::f\n g 7", "a;b\r\u{2028}.rs", 1), (" \u{0}", "", 0), ("x", "only-file", 0)],
        &[(&[0, 1], 1.0), (&[2], 2.0), (&[], 3.0), (&[9], 4.0)],
    );
    insta::assert_snapshot!(hostile.folded(100), @r"
    [u8: 32]::f  g 7 (a:b  .rs:1);[unnamed] 1
    [unknown] 7
    x (only-file) 2
    ");
}

#[test]
fn stacks_that_read_the_same_are_one() {
    let twins = stacks("calls", &[("a;b", "", 0), ("a:b", "", 0)], &[(&[0], 1.0), (&[1], 2.0)]);
    assert_eq!(twins.folded(9), "a:b 3\n");
}

#[test]
fn the_heaviest_stacks_stay_and_nothing_is_lost() {
    let names: Vec<_> = (0..50_u32).map(|index| format!("f{index}")).collect();
    let frames: Vec<_> = names.iter().map(|name| (name.as_str(), "", 0)).collect();
    let places: Vec<_> = (0..50_u32).map(|index| [index]).collect();
    let weights: Vec<_> =
        places.iter().map(|place| (place.as_slice(), f64::from(place[0] + 1))).collect();
    let all = stacks("calls", &frames, &weights);
    assert_eq!(all.folded(4), "[other] 1128\nf47 48\nf48 49\nf49 50\n");
    assert_eq!(all.folded(0), "[other] 1275\n");
    assert_eq!(all.folded(50).lines().count(), 50);
}

#[test]
fn weights_that_are_no_amount_are_left_out() {
    let odd = stacks(
        "time",
        &[("a", "", 0), ("b", "", 0), ("c", "", 0), ("d", "", 0)],
        &[(&[0], f64::NAN), (&[1], -1.0), (&[2], f64::INFINITY), (&[3], 0.25)],
    );
    assert_eq!(odd.folded(9), "d 0.25\n");
}

#[test]
fn recursion_without_end_makes_a_line_that_ends() {
    let deep = vec![0_u32; 100_000];
    let text = stacks("calls", &[("f", "", 0)], &[(&deep, 1.0)]).folded(9);
    assert_eq!(text.matches('f').count(), 1000);
}

#[test]
fn a_pair_has_the_stacks_of_both_sides_under_the_names_of_head() {
    let base = stacks("calls", &[("main", "m.py", 1), ("get", "lru.py", 11)], &[(&[0, 1], 5.0)]);
    let head = stacks(
        "calls",
        &[("get", "cachelib/lru.py", 17), ("main", "m.py", 1), ("_evict", "cachelib/lru.py", 24)],
        &[(&[1, 0], 6.0), (&[1, 2], 7.0)],
    );
    let moved = |frame: &Frame| match frame.name.as_str() {
        "get" => head.frames[0].clone(),
        _ => frame.clone(),
    };
    insta::assert_snapshot!(head.folded_pair(&base, moved, 9), @r"
    main (m.py:1);_evict (cachelib/lru.py:24) 0 7
    main (m.py:1);get (cachelib/lru.py:17) 5 6
    ");
    // Whatever is heavy on either side is kept.
    assert_eq!(
        head.folded_pair(&base, Frame::clone, 2),
        "[other] 5 6\nmain (m.py:1);_evict (cachelib/lru.py:24) 0 7\n"
    );
}

#[test]
fn what_was_written_reads_the_same_again() {
    let text = cache().folded(100);
    let again = read(&text).unwrap();
    assert_eq!(again.folded(100), text);
    let put = again.frames.iter().find(|frame| frame.name == "LRU.put").unwrap();
    assert_eq!((put.file.as_str(), put.line), ("lru.py", 18));
}

#[test]
fn lines_of_other_tools_are_read() {
    let austin = "# mode: wall\n\nP1;T2;f (a b.py:007) 3\r\nP1;T2;f (a b.py:007) 4\nmain\t1.5\n";
    assert_eq!(read(austin).unwrap().folded(9), "P1;T2;f (a b.py:007) 7\nmain 1.5\n");
}

#[test]
fn what_is_no_folded_text_is_refused_with_its_line() {
    let problem = |text: &str| read(text).unwrap_err().to_string();
    assert_eq!(
        problem("a 1\nb x"),
        "line 2: `x` is not a number of 0 or more; each line is `outer;inner weight`"
    );
    assert!(problem("a -1").contains("`-1`"));
    assert!(problem("a NaN").contains("`NaN`"));
    assert_eq!(problem("12"), "line 1: there is no stack before the weight");
    assert_eq!(
        problem(&format!("{} 1", "a;".repeat(5000))),
        "line 1: more than 4096 frames in a stack"
    );
    assert_eq!(problem(&"a 1\n".repeat(1_000_001)), "line 1000001: more than 1000000 lines");
}

#[test]
fn any_bytes_are_read_or_refused() {
    let pieces = ["a", ";", " ", "1", "(", ")", ":", "\n", "é", "\u{2028}", "#", "9e9", "-", "\t"];
    // A generator is enough: the same texts each time.
    let mut state = 7_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let index = usize::try_from(state >> 33).unwrap() % pieces.len();
            text.push_str(pieces[index]);
        }
        let Ok(stacks) = read(&text) else { continue };
        let written = stacks.folded(100);
        let again = read(&written).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(again.folded(100), written, "{text:?}");
    }
}
