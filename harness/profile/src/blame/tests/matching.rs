//! Which function and line became which.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use paceline_model::Profile;

use super::super::{Profiles, matched};
use super::fixture::profile;

fn pairs(base: &str, head: &str) -> String {
    pairs_of(&profile(base), &profile(head), BTreeMap::new())
}

fn pairs_of(base: &Profile, head: &Profile, renames: BTreeMap<String, String>) -> String {
    let all = matched(&Profiles { renames, ..Profiles::new(base, head) });
    all.iter()
        .map(|one| {
            let former = one.former.as_ref().map_or(String::new(), |former| {
                format!(" (was {} in {})", former.name, former.file)
            });
            let (file, name) = (&one.function.file, &one.function.name);
            format!("{file} {name} {:?}{former}\n", one.matched)
        })
        .collect::<Vec<_>>()
        .concat()
}

#[test]
fn the_first_rule_that_can_tell_pairs() {
    let base = "
project a.py Cache.put 1 body=p calls=1
project a.py Cache.get 9 body=g calls=1
project a.py load 20 body=l calls=1
project a.py helper 30 body=h calls=1
project a.py old 40 body=o calls=1";
    let head = "
project a.py Cache.put 1 body=p2 calls=1
project b.py Cache.get 9 body=g calls=1
project b.py load 20 body=l2 calls=1
project a.py assist 30 body=h calls=1
project a.py young 40 body=y calls=1";
    assert_snapshot!(pairs(base, head), @r#"
    a.py Cache.put Same
    a.py assist Renamed (was helper in a.py)
    a.py old Gone
    a.py young New
    b.py Cache.get Moved (was Cache.get in a.py)
    b.py load Moved (was load in a.py)
    "#);
}

#[test]
fn each_function_is_used_once() {
    let base = "
project a.py one 1 body=x calls=1
project a.py two 5 body=x calls=1";
    let head = "
project b.py one 1 body=x calls=1
project b.py three 5 body=x calls=1";
    assert_snapshot!(pairs(base, head), @r#"
    b.py one Moved (was one in a.py)
    b.py three Renamed (was two in a.py)
    "#);
}

#[test]
fn a_module_is_no_other_module() {
    let base = "project a.py <module> 1 body=x calls=1";
    let head = "project b.py <module> 1 body=y calls=1";
    assert_snapshot!(pairs(base, head), @r#"
    a.py <module> Gone
    b.py <module> New
    "#);
}

#[test]
fn a_renamed_file_keeps_its_functions() {
    let base = profile("project a.py <module> 1 body=x calls=1");
    let head = profile("project b.py <module> 1 body=y calls=1");
    let renames = BTreeMap::from([("a.py".to_owned(), "b.py".to_owned())]);
    assert_snapshot!(pairs_of(&base, &head, renames), @r#"
    b.py <module> Moved (was <module> in a.py)
    "#);
}

#[test]
fn lambdas_of_one_name_pair_by_code_then_in_their_order() {
    let base = "
project a.py f.<locals>.<lambda> 3 body=x calls=1
project a.py f.<locals>.<lambda> 4 body=y calls=1
project a.py f.<locals>.<lambda> 5 calls=1
project a.py f.<locals>.<lambda> 6 calls=2";
    let head = "
project a.py f.<locals>.<lambda> 3 body=y calls=1
project a.py f.<locals>.<lambda> 4 body=x calls=1
project a.py f.<locals>.<lambda> 15 calls=1
project a.py f.<locals>.<lambda> 16 calls=2";
    let (base, head) = (profile(base), profile(head));
    let lines: Vec<_> = matched(&Profiles::new(&base, &head))
        .iter()
        .map(|one| (one.function.line, one.function.body.clone(), format!("{:?}", one.matched)))
        .collect();
    assert!(lines.iter().all(|(_, _, matched)| matched == "Same"), "{lines:?}");
    assert_eq!(lines.len(), 4);
}

#[test]
fn a_changed_and_renamed_function_is_found_by_its_lines() {
    let base = "
project cache.py Cache.put 18 body=p calls=1000
  19 hits=1000 | self.data[key] = value
  20 hits=1000 | self.data.move_to_end(key)
  21 hits=1000 | if len(self.data) > self.capacity:
  22 hits=872 | self.data.popitem(last=False)
project cache.py Cache.get 30 body=g calls=1
  31 hits=1 | value = self.data.get(key)
  32 hits=1 | if value is not None and value.fresh(now):
  33 hits=1 | return value";
    let head = "
project lru.py Store.insert 18 body=p2 calls=1000
  19 hits=1000 | self.data[key] = value
  20 hits=1000 | self.data.move_to_end(key, last=True)
  21 hits=1000 | if len(self.data) > self.limit:
  22 hits=872 | self.data.popitem(last=False)
project lru.py Store.report 30 body=r calls=1
  31 hits=1 | total = sum(entry.size for entry in entries)
  32 hits=1 | print(total, len(entries), file=stream)";
    assert_snapshot!(pairs(base, head), @r#"
    cache.py Cache.get Gone
    lru.py Store.insert Similar (was Cache.put in cache.py)
    lru.py Store.report New
    "#);
}

#[test]
fn functions_of_others_pair_by_name_alone() {
    let base = "
library /w/base/.venv/lib/site-packages/fastjson/encoder.py dumps 7 body=d calls=1
library /w/base/.venv/lib/site-packages/fastjson/encoder.py dump 17 body=f calls=1
native /usr/lib/libc.so memcpy 0 instructions=5
native /w/base/target/bench lru::Lru<u32>::put::h0123456789abcdef 0 instructions=5";
    let head = "
library /w/head/.venv/lib/site-packages/fastjson/encoder.py dumps 9 body=e calls=1
library /w/head/.venv/lib/site-packages/fastjson/encoder.py write 27 body=f calls=1
native /usr/lib/libc-2.36.so memcpy 0 instructions=5
native /w/head/target/bench lru::Lru<u64>::put::hfedcba9876543210 0 instructions=5";
    assert_snapshot!(pairs(base, head), @r#"
    /usr/lib/libc-2.36.so memcpy Moved (was memcpy in /usr/lib/libc.so)
    /w/base/.venv/lib/site-packages/fastjson/encoder.py dump Gone
    /w/head/.venv/lib/site-packages/fastjson/encoder.py dumps Same
    /w/head/.venv/lib/site-packages/fastjson/encoder.py write New
    /w/head/target/bench lru::Lru<u64>::put::hfedcba9876543210 Same
    "#);
}

#[test]
fn lines_pair_by_text_then_by_position_within_what_was_replaced() {
    let base = profile(
        "
project a.py f 1 body=x calls=1
  2 hits=1 | first()
  3 hits=1 | old_one()
  4 hits=1 | old_two()
  5 hits=1 | last()",
    );
    let head = profile(
        "
project a.py f 1 body=y calls=1
  2 hits=1 | added()
  3 hits=1 | first()
  4 hits=1 | new_one()
  5 hits=1 | last()",
    );
    let all = matched(&Profiles::new(&base, &head));
    let lines: Vec<_> = all[0]
        .lines
        .iter()
        .map(|sides| {
            let text = |side: &Option<paceline_model::LineProfile>| {
                side.as_ref().map_or("-".to_owned(), |line| line.text.clone())
            };
            format!("{} = {}\n", text(&sides.base), text(&sides.head))
        })
        .collect();
    assert_snapshot!(lines.concat(), @r#"
    - = added()
    first() = first()
    old_one() = new_one()
    old_two() = -
    last() = last()
    "#);
}

#[test]
fn counts_that_may_not_be_compared_are_left_out_of_the_difference() {
    let base = profile("project a.py f 1 body=x calls=1 bytecodes=7\n  2 hits=1 | first()");
    let mut head = base.clone();
    head.profilers.iter_mut().find(|run| run.profiler == "bytecodes").unwrap().tool =
        "2.0".to_owned();
    let all = matched(&Profiles::new(&base, &head));
    let metrics: Vec<_> = all[0].counts.keys().map(ToString::to_string).collect();
    assert_eq!(metrics, ["calls"]);
    assert_eq!(all[0].lines[0].base.as_ref().unwrap().counts.len(), 1);
}

#[test]
fn ten_thousand_renamed_functions_a_side_are_paired_as_far_as_the_effort_goes() {
    let side = |shift: usize| {
        let functions: Vec<_> = (0..10_000)
            .map(|number| {
                let name = number + shift * 20_000;
                let unlike = if shift == 0 { "total" } else { "whole" };
                format!(
                    "project m{name}.py f{name} 1 body=b{name} calls=1\n  \
                       2 hits=1 | {unlike} = key{number} + alpha{number} * beta{number}\n  \
                       3 hits=1 | for item in rows{number}.values(total, other):\n  \
                       4 hits=1 | self.data.append(item, {unlike}, last{})\n",
                    number % 97
                )
            })
            .collect();
        profile(&functions.concat())
    };
    let (base, head) = (side(0), side(1));
    let all = matched(&Profiles::new(&base, &head));
    let similar = all.iter().filter(|one| one.former.is_some()).count();
    assert!(similar >= 1_000, "{similar} pairs were found");
}
