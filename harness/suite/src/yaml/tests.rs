//! What the tree and the reader promise: the same values as `serde_yaml`, exact places, limits.

use crate::fault::Faults;

use super::{Content, Node, parse, read};

fn tree(text: &str) -> Node {
    let faults = Faults::default();
    let node = parse(text, &faults);
    assert!(faults.is_empty(), "{text:?}: {faults:?}");
    node.unwrap()
}

fn messages(text: &str) -> Vec<String> {
    let faults = Faults::default();
    parse(text, &faults);
    faults.into_sorted().0.into_iter().map(|fault| fault.message).collect()
}

#[test]
fn the_reader_sees_what_serde_yaml_sees() {
    for text in [
        "a: 1\nb: [2, -3, 4.5, .inf, 0x1F, 0o17, 1e3]\n",
        "country: no\nanswer: yes\nswitch: off\nflag: true\nNone: ~\nempty:\nnull: null\n",
        "version: 3.10\nquoted: '3.10'\noctal: 010\nmillion: 1_000\ntime: 12:30:45\ndate: 2026-11-22\n",
        "base: &base {x: 1, y: [a, b]}\nsame: *base\nagain: [*base, *base]\n",
        "literal: |\n  one\n  two\nfolded: >\n  one\n  two\nplain: one\n  two\n\n  three\n",
        "quoted: \"a\\tb\\u00e9\"\nsingle: 'it''s'\nflow: {a: {b: [c, {d: e}]}}\n",
        "- a: b\n  c: d\n-\n  - 1\n  - 2\n- ''\n- +1\n- -\u{e9}\n- .5\n- ...x\n",
        "größe: äöü 🎉 # comment\n? explicit\n: value\n",
    ] {
        let faults = Faults::default();
        let ours = read::<serde_yaml::Value>(&tree(text), &faults);
        let theirs: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        assert_eq!(ours.value(), Some(&theirs), "{text}");
    }
}

#[test]
fn text_is_taken_as_written() {
    let faults = Faults::default();
    let node = tree("[3.10, 1_000, 010, yes, true, 0x1F, 1e3]");
    let texts = read::<Vec<String>>(&node, &faults);
    assert_eq!(texts.value().unwrap(), &["3.10", "1_000", "010", "yes", "true", "0x1F", "1e3"]);
}

#[test]
fn every_value_knows_its_place() {
    let text = "a: &x [1, 'two']\nb: *x\nc:\n  d: é\n  e: 5\n\n\nf: 6\n";
    let node = tree(text);
    let slice = |node: &Node| text[node.span.clone()].to_owned();
    assert_eq!(slice(node.child("b").unwrap()), "*x");
    assert_eq!(slice(node.child("c").unwrap()), "d: é\n  e: 5");
    assert_eq!(slice(node.child("f").unwrap()), "6");
    let Content::Sequence(items) = &*node.child("b").unwrap().content else { panic!("no list") };
    assert_eq!(items.iter().map(slice).collect::<Vec<_>>(), ["1", "'two'"]);
}

#[test]
fn the_size_counts_aliases_written_out() {
    let node = tree("a: &x [aa, bb]\nb: [*x, *x]\n");
    // The mapping, two keys, three lists of the anchor's kind with two items, one outer list.
    assert_eq!((node.size.nodes, node.size.bytes), (1 + 2 + 3 * 3 + 1, 2 + 3 * 4));
}

#[test]
fn bombs_end_at_the_limit_and_not_at_the_memory() {
    let laughs = (1..10).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
        let alias = format!("*a{}, ", level - 1);
        text + &format!("a{level}: &a{level} [{}]\n", alias.repeat(9))
    });
    let quadratic = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(20_000));
    for text in [laughs, quadratic] {
        let expected =
            "the suite is too large: more than 200000 values or 8 MiB with all aliases written out";
        assert_eq!(messages(&text), [expected]);
    }
}

#[test]
fn deep_nesting_is_refused_without_descending() {
    for text in [
        "- ".repeat(10_000),
        "[".repeat(100_000),
        "{".repeat(100_000),
        "{a: ".repeat(50_000),
        (0..300).map(|level| " ".repeat(level) + "k:\n").collect(),
    ] {
        assert_eq!(messages(&text), ["this is nested more than 32 levels deep"]);
    }
    let deepest_good = "[".repeat(32) + &"]".repeat(32);
    tree(&deepest_good);
}

#[test]
fn an_alias_inside_its_own_anchor_is_refused() {
    assert_eq!(messages("a: &a [*a]\n"), ["alias `*a` stands inside its own anchor"]);
}
