//! Profiles of one side and of two.

use paceline_model::{Count, Matching, ProfileDifference, SideProfile, Sides};

use super::blame::function;
use super::functions::{line, metric, of_both_sides, of_one_side};
use crate::{Format, Listing, Sort, Style, profile, profile_difference};

fn plain(width: usize) -> Style {
    Style { color: false, width }
}

fn sorted(sort: &str) -> Listing {
    Listing { sort: Some(sort.parse().unwrap()), lines: 0, ..Listing::default() }
}

fn one_side(listing: &Listing, format: Format, width: usize) -> String {
    profile(&of_one_side(), listing, format, plain(width)).unwrap()
}

fn two_sides(listing: &Listing, format: Format, width: usize) -> String {
    profile_difference(&of_both_sides(), listing, format, plain(width)).unwrap()
}

#[test]
fn the_functions_of_one_side_read_like_pstats() {
    insta::assert_snapshot!(one_side(&Listing::default(), Format::Terminal, 80), @r#"
    put-get[capacity=128]
    8888880a1b  Evict entries in batches

    19,617 calls · 6.31 ms · 9.41 M instructions · 327,803 bytecodes
    50.0 KiB allocated
    4 functions, by total time

                         time ms  per call
            calls    own   total        ms  function
                1  2.100  16.400    16.400  bench/workloads.py:7(put_get)
            5,000  4.210  12.300     0.002  cachelib/lru_impl.py:30(LRU.put)
      9,744/4,872     ~0   3.100     0.001  cachelib/lru_impl.py:24(LRU._evict)
            4,872      0                    <built-in method builtins.len>
      no room for M instructions, bytecodes, allocated KiB

    LRU.put  cachelib/lru_impl.py:30
      line    hits  time ms  allocated KiB
        31  10,000    2.100                 with self.lock:
        32   5,000    0.600                 if key in self.cache:
        35   4,872    1.300           50.0  self._evict()

    profiled by calls 3.1 s (×45.2) · callgrind 3.1 s (×45.2)
    without memray: not installed; `pip install memray`
    "#);
}

#[test]
fn a_wide_terminal_shows_every_number() {
    let report = one_side(&sorted("instructions"), Format::Terminal, 140);
    let table = report.split("\n\n").nth(2).unwrap();
    insta::assert_snapshot!(table, @r#"
                 M instructions        time ms
          calls     own   total    own   total  bytecodes  allocated KiB  function
          5,000   8.210  24.000  4.210  12.300    164,488           50.0  cachelib/lru_impl.py:30(LRU.put)
              1   1.200  26.900  2.100  16.400     61,003                 bench/workloads.py:7(put_get)
          4,872                      0                                    <built-in method builtins.len>
    9,744/4,872                     ~0   3.100    102,312                 cachelib/lru_impl.py:24(LRU._evict)
    "#);
}

#[test]
fn two_sides_show_what_moved_and_how_it_was_matched() {
    insta::assert_snapshot!(two_sides(&Listing::default(), Format::Terminal, 80), @r#"
    put-get[capacity=128]
    base  3333330a1b  Use a dict for lookups
    head  8888880a1b  Evict entries in batches

    10,000 → 14,872 calls (+48.7 %) · 2.00 ms → 2.20 ms (+10.0 %)
    10.2 M → 37.9 M instructions (+271 %)
    2 functions that changed, by change of instructions; 1 did not change

              M instructions   calls   time µs
       base    head   change  change    change  function
             28.360  +28.360  +4,872            cachelib/lru_impl.py:24(LRU._evict)
                                                  new
      8.912   8.210   −0.702       =  +100.000  cachelib/lru_impl.py:30(LRU.put)
                                                  moved from lrumod.py:18

    LRU._evict  cachelib/lru_impl.py:24  new
            line           hits
      base  head  base     head
         −    27        623,616  for key in list(self.cache):

    LRU.put  cachelib/lru_impl.py:30  moved from lrumod.py:18
            line          hits
      base  head   base   head
        23    35  4,872  4,872  self._evict()  was self.cache.popitem(last=False)
        24     −  4,872         self.size -= 1  gone
      1 line did not change

    profiled by calls 3.1 s (×45.2) · callgrind 3.1 s (×45.2)
    without memray: not installed; `pip install memray`
    "#);
}

#[test]
fn functions_stand_in_the_order_that_was_asked_for() {
    let first = |sort: &str| {
        let listing = Listing { functions: 1, ..sorted(sort) };
        let report = one_side(&listing, Format::Terminal, 80);
        let table = report.split("\n\n").nth(2).unwrap();
        let names = ["put_get", "LRU.put", "_evict", "len"];
        let shown: Vec<_> = names.into_iter().filter(|name| table.contains(name)).collect();
        assert!(report.contains("1 of 4 functions, by "), "{report}");
        shown.join(" ")
    };
    assert_eq!(first("cumtime"), "put_get");
    assert_eq!(first("tottime"), "LRU.put");
    assert_eq!(first("ncalls"), "_evict");
    assert_eq!(first("total-instructions"), "put_get");
    assert_eq!(first("allocated"), "LRU.put");
    assert_eq!(first("name"), "len");
    assert_eq!(first("file"), "len");
}

#[test]
fn sorting_by_what_there_is_not_says_what_there_is() {
    let listing = Listing { sort: Some(Sort::Own(metric("allocations"))), ..Listing::default() };
    let error = profile_difference(&of_both_sides(), &listing, Format::Terminal, plain(80));
    assert_eq!(
        error.unwrap_err().to_string(),
        "no profiler counted `allocations`; sort by one of `calls`, `time`, `instructions`, \
         `name`, `file`"
    );
}

#[test]
fn a_time_that_differs_is_no_change_where_counts_agree() {
    let report = two_sides(&Listing::default(), Format::Terminal, 80);
    assert!(!report.contains("LRU.get"), "{report}");
    assert!(report.contains("1 did not change"), "{report}");
}

#[test]
fn markdown_has_every_column_and_folds_the_lines() {
    let report = two_sides(&Listing::default(), Format::Markdown, 80).replace('\u{a0}', " ");
    insta::assert_snapshot!(report, @r#"
    ### `put-get[capacity=128]`

    **base** `3333330a1b` Use a dict for lookups<br>
    **head** `8888880a1b` Evict entries in batches

    10,000 → 14,872 calls (+48.7 %) · 2.00 ms → 2.20 ms (+10.0 %) · 10.2 M → 37.9 M instructions (+271 %)

    2 functions that changed, by change of instructions; 1 did not change

    | M instructions, base | M instructions, head | M instructions, change | calls, change | time µs, change | function |
    | --: | --: | --: | --: | --: | :-- |
    |  | 28.360 | +28.360 | +4,872 |  | `cachelib/lru_impl.py:24(LRU._evict)`<br><sub>new</sub> |
    | 8.912 | 8.210 | −0.702 | = | +100.000 | `cachelib/lru_impl.py:30(LRU.put)`<br><sub>moved from `lrumod.py:18`</sub> |

    <details><summary>Lines of <code>LRU._evict</code></summary>

    `cachelib/lru_impl.py:24`, new

    | line, base | line, head | hits, base | hits, head | code |
    | --: | --: | --: | --: | :-- |
    | − | 27 |  | 623,616 | `for key in list(self.cache):` |


    </details>

    <details><summary>Lines of <code>LRU.put</code></summary>

    `cachelib/lru_impl.py:30`, moved from `lrumod.py:18`, 1 line did not change

    | line, base | line, head | hits, base | hits, head | code |
    | --: | --: | --: | --: | :-- |
    | 23 | 35 | 4,872 | 4,872 | `self._evict()`<br><sub>was `self.cache.popitem(last=False)`</sub> |
    | 24 | − | 4,872 |  | `self.size -= 1`<br><sub>gone</sub> |


    </details>

    <details><summary>Profilers</summary>

    | Case | Profiler | Tool | Runs | Took | Slowdown | Counts repeat |
    | :-- | :-- | :-- | --: | --: | --: | :-- |
    | `put-get[capacity=128]` | `calls` | `cProfile of CPython 3.12.1` | 2 | 3.1 s | ×45.2 | yes |
    |  | `callgrind` | `valgrind-3.19.0` | 2 | 3.1 s | ×45.2 | yes |

    - without memray: not installed; `pip install memray`

    </details>
    "#);
}

#[test]
fn the_document_itself_is_the_json_report() {
    let json = one_side(&Listing::default(), Format::Json, 80);
    assert_eq!(SideProfile::from_json(&json).unwrap(), of_one_side());
    let json = two_sides(&Listing::default(), Format::Json, 80);
    assert_eq!(ProfileDifference::from_json(&json).unwrap(), of_both_sides());
    assert!(SideProfile::from_json(&json).is_err());
}

#[test]
fn nothing_measured_is_said() {
    let empty = SideProfile { functions: vec![], ..of_one_side() };
    let report = profile(&empty, &Listing::default(), Format::Terminal, plain(80)).unwrap();
    assert!(report.contains("no functions"), "{report}");
    let markdown = profile(&empty, &Listing::default(), Format::Markdown, plain(80)).unwrap();
    assert!(markdown.contains("no functions"), "{markdown}");
}

#[test]
fn a_function_of_a_thousand_lines_shows_the_heaviest_in_their_order() {
    let mut document = of_one_side();
    document.functions.truncate(2);
    document.functions[1].lines = (1..=1000_u32)
        .map(|number| line(number, "x", &[("hits", f64::from(number % 500))]))
        .collect();
    let report = profile(&document, &Listing::default(), Format::Terminal, plain(80)).unwrap();
    assert!(report.contains("960 lighter lines left out"), "{report}");
    let shown: Vec<u32> = report
        .lines()
        .filter(|line| line.ends_with("  x"))
        .map(|line| line.split_whitespace().next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(shown.len(), 40);
    assert!(shown.is_sorted() && shown.contains(&499) && !shown.contains(&1), "{shown:?}");
}

#[test]
fn hostile_names_keep_the_table_in_shape() {
    let evil = "測試`</details>|<img src=x>\n# @octocat \u{202e}\u{1b}[2J".repeat(9);
    let mut document = of_both_sides();
    for one in &mut document.functions {
        one.function = function(&evil, u32::MAX, &evil);
        one.former = Some(function(&evil, 1, "x"));
        one.matched = Matching::Similar;
        let sides = one.lines.iter_mut().flat_map(|line| [&mut line.base, &mut line.head]);
        for side in sides.flatten() {
            side.text.clone_from(&evil);
            side.counts.insert(metric("time"), f64::NAN);
            side.counts.insert(metric("allocated"), -1e300);
        }
        one.counts.insert(
            metric("samples"),
            Sides { base: None, head: Some(Count { own: f64::INFINITY, total: Some(-1.0) }) },
        );
    }
    for width in [40, 80, 120] {
        let report =
            profile_difference(&document, &Listing::default(), Format::Terminal, plain(width))
                .unwrap();
        for line in report.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line:?}");
        }
        assert!(!report.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'));
    }
    let markdown =
        profile_difference(&document, &Listing::default(), Format::Markdown, plain(80)).unwrap();
    assert!(!markdown.contains("\n# "), "{markdown}");
    assert_eq!(markdown.matches("<details>").count(), markdown.matches("\n</details>").count());
}
