//! Stacks of two sides as one tree.

use std::collections::BTreeMap;

use paceline_model::{
    CallTree, Count, Function, FunctionProfile, LineProfile, MetricName, Origin, Profile,
};

use super::{cache, stacks};
use crate::blame::{Identities, Profiles};
use crate::stacks::{Stacks, call_tree};

fn tree(base: &Stacks, head: &Stacks, identities: &Identities, most: usize) -> CallTree {
    let tree = call_tree("calls", [Some(base), Some(head)], identities, most).unwrap();
    assert_eq!(tree.fault(), None);
    tree
}

/// One line for each node: its depth as points, its name, its own weights.
fn shown(tree: &CallTree) -> String {
    let mut depths: Vec<usize> = Vec::new();
    let mut text = String::new();
    for node in &tree.nodes {
        let depth = node.parent.map_or(0, |parent| depths[parent as usize] + 1);
        depths.push(depth);
        let frame = &tree.frames[node.frame as usize];
        let former = frame.former.as_deref().map(|former| format!(" was {former}"));
        let line = format!(
            "{}{}:{}{} {} {}\n",
            ".".repeat(depth),
            frame.name,
            frame.line,
            former.unwrap_or_default(),
            node.base,
            node.head
        );
        text.push_str(&line);
    }
    text
}

fn profile(functions: &[(&str, &str, u32, &str)]) -> Profile {
    let metric: MetricName = "calls".parse().unwrap();
    let function = |&(name, file, line, body): &(&str, &str, u32, &str)| FunctionProfile {
        function: Function {
            file: file.to_owned(),
            name: name.to_owned(),
            line,
            origin: Origin::Project,
            body: Some(body.to_owned()),
        },
        counts: BTreeMap::from([(metric.clone(), Count { own: 1.0, total: None })]),
        lines: Vec::<LineProfile>::new(),
    };
    Profile { profilers: vec![], functions: functions.iter().map(function).collect() }
}

#[test]
fn what_only_one_side_calls_is_in_the_tree_with_nothing_on_the_other() {
    let mut head = cache();
    head.weights.remove(&vec![0, 1, 2]);
    head.weights.insert(vec![0, 2], 7.0);
    insta::assert_snapshot!(shown(&tree(&cache(), &head, &Identities::default(), 100)), @"
    all:0 0 0
    .loop:3 5000 5000
    ..LRU.put:18 179104 179104
    ...len:0 12.5 0
    ..len:0 0 7
    ");
}

#[test]
fn a_function_that_was_renamed_or_moved_down_is_one_call() {
    let base = stacks(
        "calls",
        &[("loop", "bench.py", 3), ("LRU.put", "lru.py", 18), ("drop", "lru.py", 30)],
        &[(&[0], 1.0), (&[0, 1], 2.0), (&[0, 1, 2], 4.0)],
    );
    let head = stacks(
        "calls",
        &[("loop", "bench.py", 5), ("LRU.put", "lru.py", 21), ("evict", "cache.py", 9)],
        &[(&[0], 1.0), (&[0, 1], 3.0), (&[0, 1, 2], 5.0)],
    );
    let profiles = [
        profile(&[
            ("loop", "bench.py", 3, "aa"),
            ("LRU.put", "lru.py", 18, "bb"),
            ("drop", "lru.py", 30, "cc"),
        ]),
        profile(&[
            ("loop", "bench.py", 5, "aa"),
            ("LRU.put", "lru.py", 21, "dd"),
            ("evict", "cache.py", 9, "cc"),
        ]),
    ];
    let identities = Identities::of(&Profiles::new(&profiles[0], &profiles[1]));
    insta::assert_snapshot!(shown(&tree(&base, &head, &identities, 100)), @"
    all:0 0 0
    .loop:5 1 1
    ..LRU.put:21 2 3
    ...evict:9 was drop (lru.py:30) 4 5
    ");
}

#[test]
fn without_profiles_a_function_that_stands_lower_is_still_the_same() {
    let one = |line| stacks("calls", &[("put", "lru.py", line)], &[(&[0], 1.0)]);
    insta::assert_snapshot!(shown(&tree(&one(3), &one(4), &Identities::default(), 9)), @"
    all:0 0 0
    .put:4 1 1
    ");
}

#[test]
fn a_tree_is_cut_to_its_largest_calls_and_loses_no_weight() {
    let names: Vec<String> = (0..50).map(|place| format!("f{place}")).collect();
    let frames: Vec<(&str, &str, u32)> = names.iter().map(|name| (name.as_str(), "a", 1)).collect();
    let ways: Vec<Vec<u32>> = (1..50).map(|place| vec![0, place, (place + 1) % 50]).collect();
    let weights: Vec<(&[u32], f64)> =
        ways.iter().zip(1..).map(|(way, weight)| (way.as_slice(), f64::from(weight))).collect();
    let side = stacks("calls", &frames, &weights);
    let whole = tree(&side, &side, &Identities::default(), 1000);
    let cut = tree(&side, &side, &Identities::default(), 20);
    assert!(cut.nodes.len() <= 20, "{}", cut.nodes.len());
    assert_eq!(cut.totals()[0].map(f64::to_bits), whole.totals()[0].map(f64::to_bits));
    let text = shown(&cut);
    assert!(text.contains("f49:1") && !text.contains("f3:1"), "{text}");
    assert!(text.contains(CallTree::REST), "{text}");
}

#[test]
fn a_side_that_nobody_saw_is_empty() {
    let tree = call_tree("calls", [None, Some(&cache())], &Identities::default(), 9).unwrap();
    assert!(!tree.has_base && tree.has_head);
    assert!(tree.nodes.iter().all(|node| node.base == 0.0));
    assert_eq!(call_tree("calls", [None, None], &Identities::default(), 9), None);
}
