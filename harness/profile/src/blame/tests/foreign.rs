//! Code of others: builtins, libraries, machine code.

use insta::assert_snapshot;

use super::fixture::{CACHE, cache_with, profile, risen};

#[test]
fn a_builtin_called_more_is_blamed_on_the_line_that_calls_it() {
    let head = cache_with(&[
        ("body=p calls=1000 bytecodes=26104", "body=p2 calls=1000 bytecodes=33104"),
        ("  20 hits=1000", "  19 hits=1000 | self.order.remove(key)\n  20 hits=1000"),
        ("  22 hits=872", "  22 hits=1000 | seen = self.seen + 1\n  22 hits=872"),
        (
            "builtin ~ <method 'get'",
            "builtin ~ <method 'remove' of 'list' objects> 0 calls=1000\nbuiltin ~ <method 'get'",
        ),
        // Another function moved as much by itself, and calls nothing.
        ("body=g calls=1000 bytecodes=11536", "body=g2 calls=1000 bytecodes=18536"),
    ]);
    assert_snapshot!(risen(&profile(CACHE), &head), @r#"
    Cache.put [Same] bytecodes 26104 -> 33104 | 19: self.order.remove(key)  hits 0 -> 1000
    Cache.get [Same] bytecodes 11536 -> 18536
    "#);
}

#[test]
fn a_call_that_only_took_the_place_of_another_is_told_by_what_it_calls() {
    let head = cache_with(&[
        ("body=p ", "body=p2 "),
        ("self.data.popitem(last=False)", "self.order.remove(self.oldest)"),
        (
            "<method 'popitem' of 'collections.OrderedDict' objects> 0 calls=872",
            "<method 'remove' of 'list' objects> 0 calls=872 instructions=41000000",
        ),
    ]);
    assert_snapshot!(risen(&profile(CACHE), &head), @r#"
    Cache.put [Same] instructions 9524610 -> 50524610 | 22: self.order.remove(self.oldest)  hits 872 -> 872
    "#);
}

#[test]
fn a_builtin_that_nobody_is_known_to_call_is_named_itself() {
    let head =
        cache_with(&[("list_extend 0 instructions=2210", "list_extend 0 instructions=4002210")]);
    assert_snapshot!(risen(&profile(CACHE), &head), @r#"
    list_extend [Same] instructions 2210 -> 4002210
    "#);
}

#[test]
fn the_loop_of_the_interpreter_does_not_come_before_what_it_runs() {
    let head = cache_with(&[
        ("body=p calls=1000 bytecodes=26104", "body=p2 calls=1000 bytecodes=36104"),
        ("body=g calls=1000 bytecodes=11536", "body=g2 calls=1000 bytecodes=21536"),
        ("instructions=9120400", "instructions=15120400"),
    ]);
    assert_snapshot!(risen(&profile(CACHE), &head), @r#"
    Cache.get [Same] bytecodes 11536 -> 21536
    Cache.put [Same] bytecodes 26104 -> 36104
    "#);
}

#[test]
fn another_version_of_a_library_is_named_itself() {
    let side = |body: &str, bytecodes: u32, put: u32| {
        profile(&format!(
            "project cache.py Cache.put 18 body=p{put} calls=1000 bytecodes={put}\n  \
               19 hits=1000 | dumps(value)\n\
             library /w/.venv/lib/python3.12/site-packages/fastjson/encoder.py dumps 7 body={body} \
               calls=1000 bytecodes={bytecodes}\n"
        ))
    };
    let (base, head) = (side("d", 210_000, 26_104), side("e", 410_000, 26_604));
    assert_snapshot!(risen(&base, &head), @r#"
    dumps [Same] bytecodes 210000 -> 410000
    "#);
}

#[test]
fn a_library_that_is_merely_called_more_is_blamed_on_its_caller() {
    let side = |count: u32, put: u32| {
        profile(&format!(
            "project cache.py Cache.put 18 body=p{put} calls=1000 bytecodes={put}\n  \
               19 hits={count} | dumps(value)\n\
             project cache.py Cache.get 29 body=g{put} calls=1000 bytecodes={put}\n  \
               30 hits=1000 | return 1\n\
             library /w/.venv/lib/python3.12/site-packages/fastjson/encoder.py dumps 7 body=d \
               calls={count} bytecodes={count}00\n"
        ))
    };
    assert_snapshot!(risen(&side(1000, 9_000), &side(3000, 19_000)), @r#"
    Cache.put [Same] hits 1000 -> 3000 | 19: dumps(value)  hits 1000 -> 3000
    Cache.get [Same] bytecodes 9000 -> 19000
    "#);
}

#[test]
fn code_of_others_that_no_line_names_falls_to_the_only_function_that_changed() {
    let side = |put: u32, inner: u32| {
        profile(&format!(
            "project cache.py Cache.put 18 body=p{put} calls=1000 bytecodes={put}\n\
             project cache.py Cache.get 29 body=g calls=1000 bytecodes=9000\n\
             library /usr/lib/python3.12/json/encoder.py iterencode 7 body=d calls={inner} \
               bytecodes={inner}00\n"
        ))
    };
    let told = risen(&side(26_104, 1000), &side(27_104, 9000));
    assert_eq!(told, "Cache.put [Same] bytecodes 26104 -> 27104\n");
}
