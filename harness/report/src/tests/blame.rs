//! Where changes come from, and the profilers that tell it, in comparisons.

use paceline_model::{
    Blame, Comparison, Function, LineBlame, Matching, Origin, ProfilerOutcome, ProfilerRun,
    Verdict, metrics,
};

use super::sample;
use crate::{Format, Style, comparison};

pub(super) fn function(file: &str, line: u32, name: &str) -> Function {
    Function {
        file: file.to_owned(),
        name: name.to_owned(),
        line,
        origin: Origin::Project,
        body: None,
    }
}

fn blame(function: Function, matched: Matching, values: (&str, f64, f64)) -> Blame {
    let (metric, base, head) = values;
    let metric = metric.parse().unwrap();
    Blame { function, former: None, matched, metric, base, head, line: None }
}

fn line(line: u32, text: &str, values: (&str, f64, f64)) -> LineBlame {
    let (metric, base, head) = values;
    LineBlame { line, text: text.to_owned(), metric: metric.parse().unwrap(), base, head }
}

fn evict() -> Blame {
    let function = function("cachelib/lru_impl.py", 24, "LRU._evict");
    let code = line(27, "for key in list(self.cache):", ("hits", 0.0, 623_616.0));
    Blame { line: Some(code), ..blame(function, Matching::New, ("bytecodes", 0.0, 102_312.0)) }
}

fn put() -> Blame {
    let there = function("cachelib/lru_impl.py", 30, "LRU.put");
    Blame {
        former: Some(function("lrumod.py", 18, "LRU.put")),
        line: Some(line(35, "self._evict()", ("hits", 4872.0, 4873.0))),
        ..blame(there, Matching::Moved, ("bytecodes", 179_104.0, 164_488.0))
    }
}

pub(super) fn ran(profiler: &str, tool: &str, repeats: Option<bool>) -> ProfilerRun {
    let outcome = ProfilerOutcome::Ran { runs: 2, seconds: 3.1, slowdown: Some(45.23), repeats };
    ProfilerRun {
        profiler: profiler.to_owned(),
        tool: tool.to_owned(),
        outcome,
        counts: Vec::new(),
    }
}

pub(super) fn left_out(profiler: &str, reason: &str) -> ProfilerRun {
    let outcome = ProfilerOutcome::LeftOut(reason.to_owned());
    ProfilerRun { profiler: profiler.to_owned(), tool: String::new(), outcome, counts: Vec::new() }
}

fn regressed() -> Comparison {
    let exact =
        |name, verdict, values| sample::metric(sample::built_in(name), verdict, values, 0.0);
    let mut instructions =
        exact(metrics::INSTRUCTIONS, Verdict::Regressed, (13_800_412.0, 42_160_377.0));
    (instructions.evidence.p_value, instructions.evidence.bound) = (None, None);
    instructions.evidence.count = 2;
    let mut case = sample::case(
        sample::id("put-get", &[("capacity", "128")]),
        Verdict::Regressed,
        vec![
            sample::wall(Verdict::Regressed, (0.001_42, 0.001_61), 0.0135),
            instructions,
            exact(metrics::BYTECODES, Verdict::Unchanged, (1_486_204.0, 1_486_208.0)),
            exact(metrics::CALLS, Verdict::Unchanged, (21_007.0, 21_007.0)),
            exact(metrics::PEAK_ALLOCATED, Verdict::Unchanged, (3_309_568.0, 3_309_584.0)),
        ],
    );
    let renamed = function("cachelib/lru_impl.py", 50, "LRU.drop_oldest");
    let gone = function("lrumod.py", 60, "LRU._touch");
    let native = function("", 0, "<method 'move_to_end' of 'collections.OrderedDict' objects>");
    case.blame = vec![
        evict(),
        put(),
        Blame {
            former: Some(function("lrumod.py", 44, "LRU.drop")),
            ..blame(renamed, Matching::Renamed, ("allocated", 2048.0, 4096.0))
        },
        blame(gone, Matching::Gone, ("calls", 1.0, 0.0)),
        blame(native, Matching::Same, ("instructions", 25_705_390.0, 25_705_394.0)),
        evict(),
    ];
    case.profilers = vec![
        ran("callgrind", "valgrind-3.19.0", Some(true)),
        ran("calls", "cProfile of CPython 3.12.1", Some(false)),
        left_out("memray", "not installed; `pip install memray`"),
    ];
    let mut better = sample::case(
        sample::id("scan", &[]),
        Verdict::Improved,
        vec![sample::wall(Verdict::Improved, (0.0142, 0.003_81), 0.0065)],
    );
    better.blame = vec![put()];
    better.profilers = vec![left_out("memray", "not installed; `pip install memray`")];
    let mut doubtful = sample::case(
        sample::id("load", &[]),
        Verdict::Regressed,
        vec![sample::wall(Verdict::Regressed, (0.0142, 0.0165), 0.0065)],
    );
    doubtful
        .notes
        .push("no count changed: environment, cache or layout, not the amount of work".to_owned());
    sample::comparison(vec![case, doubtful, better])
}

fn report(document: &Comparison, format: Format, width: usize) -> String {
    comparison(document, format, Style { color: false, width }).unwrap()
}

#[test]
fn who_is_told_slower_is_told_where() {
    insta::assert_snapshot!(report(&regressed(), Format::Terminal, 80), @r#"
    2 of 3 cases regressed
    1 improved

    base  3333330a1b  Use a dict for lookups
          the merge base of HEAD with `origin/main`
    head  8888880a1b  Evict entries in batches
          side by side in 24 pairs · 2026-11-22 10:04 UTC · 2 min 10 s · seed 42
          base agrees with itself in 3 pairs · suite lru-cache

    put-get[capacity=128]
      wall time      1.42 ms →  1.61 ms   +13.4 % [+12.0, +14.7]  ▲ regressed
        limit +5 %, certainly more than 10.7 %, p < 0.0001 (significant below
        0.0083), n = 24
      instructions    13.8 M →   42.2 M    +206 %                 ▲ regressed
        limit +5 %, n = 2
      bytecodes       1.49 M →   1.49 M        +4                 = unchanged
      calls           21,007 →   21,007     0.0 %                 = unchanged
      heap peak     3.16 MiB → 3.16 MiB     +16 B                 = unchanged
      where it comes from
        LRU._evict  cachelib/lru_impl.py:24  new  +102,312 bytecodes
          line 27  for key in list(self.cache):  0 → 623,616 hits
        LRU.put  cachelib/lru_impl.py:30  moved from lrumod.py:18
          179,104 → 164,488 bytecodes (−8.2 %)
          line 35  self._evict()  4,872 → 4,873 hits (+1)
        LRU.drop_oldest  cachelib/lru_impl.py:50  renamed from LRU.drop lrumod.py:44
          2.00 KiB → 4.00 KiB allocated (+100 %)
        LRU._touch  lrumod.py:60  gone  −1 call
        <method 'move_to_end' of 'collections.OrderedDict' objects>
          25.7 M → 25.7 M instructions (+4)
        and 1 more
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %
      profiled by callgrind 3.1 s (×45.2) · calls 3.1 s (×45.2), its counts vary

    load
      note: no count changed: environment, cache or layout, not the amount of work
      wall time      14.2 ms →  16.5 ms   +16.2 % [+15.5, +16.8]  ▲ regressed
        limit +5 %, certainly more than 14.9 %, p < 0.0001 (significant below
        0.0083), n = 24
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %

    scan
      wall time      14.2 ms →   3.8 ms   −73.2 % [−73.8, −72.5]  ▼ improved
      where it comes from
        LRU.put  cachelib/lru_impl.py:30  moved from lrumod.py:18
          179,104 → 164,488 bytecodes (−8.2 %)
          line 35  self._evict()  4,872 → 4,873 hits (+1)
      24 pairs in 8.3 s · noise of a pair: wall time 2.1 %

    without memray in 2 cases: not installed; `pip install memray`
    before → after are medians, the change that of the pairs · […] its 95 % interval
    AMD EPYC 7B13, 4 cores · linux 6.18.0 x86_64 (kvm) · CPython 3.12.1 · load 0.4
    steal 0.3 %
    "#);
}

#[test]
fn a_narrow_terminal_tells_the_same_in_more_lines() {
    let report = report(&regressed(), Format::Terminal, 40);
    let start = report.find("  where").unwrap();
    let end = report.find("  24 pairs").unwrap();
    insta::assert_snapshot!(&report[start..end], @r#"
    where it comes from
      LRU._evict
        cachelib/lru_impl.py:24 · new
        +102,312 bytecodes
        line 27
        for key in list(self.cache):
        0 → 623,616 hits
      LRU.put
        cachelib/lru_impl.py:30
        moved from lrumod.py:18
        179,104 → 164,488 bytecodes (−8.2
        %)
        line 35 · self._evict()
        4,872 → 4,873 hits (+1)
      LRU.drop_oldest
        cachelib/lru_impl.py:50
        renamed from LRU.drop lrumod.py:44
        2.00 KiB → 4.00 KiB allocated
        (+100 %)
      LRU._touch  lrumod.py:60  gone
        −1 call
      <method 'move_to_end' of
      'collections.OrderedDict' objects>
        25.7 M → 25.7 M instructions (+4)
      and 1 more
    "#);
}

#[test]
fn markdown_tells_where_in_the_open_for_what_got_worse_only() {
    let report = report(&regressed(), Format::Markdown, 80).replace('\u{a0}', " ");
    let (open, folded) = report.split_at(report.find("<details>").unwrap());
    insta::assert_snapshot!(&open[open.find("put-get[").unwrap() - 3..], @r#"
    - `put-get[capacity=128]` wall time: limit +5 %, certainly more than 10.7 %, p &lt; 0.0001 (significant below 0.0083), n = 24
    - `put-get[capacity=128]` instructions: limit +5 %, n = 2
    - `load` wall time: limit +5 %, certainly more than 14.9 %, p &lt; 0.0001 (significant below 0.0083), n = 24

    `put-get[capacity=128]` comes from

    - **`LRU._evict`** in `cachelib/lru_impl.py:24`, new: \+102,312 bytecodes<br>line 27 `for key in list(self.cache):` 0 → 623,616 hits
    - **`LRU.put`** in `cachelib/lru_impl.py:30`, moved from `lrumod.py:18`: 179,104 → 164,488 bytecodes (−8.2 %)<br>line 35 `self._evict()` 4,872 → 4,873 hits (+1)
    - **`LRU.drop_oldest`** in `cachelib/lru_impl.py:50`, renamed from `LRU.drop lrumod.py:44`: 2\.00 KiB → 4.00 KiB allocated (+100 %)
    - **`LRU._touch`** in `lrumod.py:60`, gone: −1 call
    - **`<method 'move_to_end' of 'collections.OrderedDict' objects>`**: 25\.7 M → 25.7 M instructions (+4)
    - and 1 more

    > `load` no count changed: environment, cache or layout, not the amount of work
    "#);
    let others = folded.split("<details>").find(|fold| fold.contains("other changes")).unwrap();
    insta::assert_snapshot!(others, @r#"
    <summary>Where the other changes come from</summary>

    `scan` comes from

    - **`LRU.put`** in `cachelib/lru_impl.py:30`, moved from `lrumod.py:18`: 179,104 → 164,488 bytecodes (−8.2 %)<br>line 35 `self._evict()` 4,872 → 4,873 hits (+1)


    </details>
    "#);
    let profilers = folded.split("<details>").find(|fold| fold.contains("Profilers")).unwrap();
    insta::assert_snapshot!(profilers, @r#"
    <summary>Profilers</summary>

    | Case | Profiler | Tool | Runs | Took | Slowdown | Counts repeat |
    | :-- | :-- | :-- | --: | --: | --: | :-- |
    | `put-get`<br>`capacity=128` | `callgrind` | `valgrind-3.19.0` | 2 | 3.1 s | ×45.2 | yes |
    |  | `calls` | `cProfile of CPython 3.12.1` | 2 | 3.1 s | ×45.2 | **no** |

    - without memray in 2 cases: not installed; `pip install memray`

    </details>
    "#);
}

#[test]
fn hostile_names_and_lines_do_nothing() {
    let mut document = regressed();
    let evil = "`</details>|<img src=x>\n# @octocat \u{202e}\u{1b}[2J";
    let mut one = evict();
    one.function = function(evil, u32::MAX, evil);
    one.former = Some(function("a|b", 1, evil));
    one.matched = Matching::Similar;
    one.line = Some(line(0, evil, ("hits", f64::NAN, f64::INFINITY)));
    document.cases[0].blame = vec![one];
    document.cases[0].profilers = vec![ran(evil, evil, Some(true)), left_out(evil, evil)];
    for format in [Format::Terminal, Format::Markdown] {
        let report = report(&document, format, 80);
        assert!(!report.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'));
        assert!(!report.contains("\n# "), "{report}");
    }
    for width in [40, 80] {
        for line in report(&document, Format::Terminal, width).lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line:?}");
        }
    }
    let report = report(&document, Format::Markdown, 80);
    assert_eq!(report.matches("<details>").count(), report.matches("\n</details>").count());
    // In a code span the rest is text: the fence is longer than any run of backticks in it.
    assert!(report.contains("- **`` `</details>|<img src=x> # @octocat"), "{report}");
}

#[test]
fn remarks_stand_on_the_projects_lines_of_what_got_worse() {
    let mut document = sample::everything();
    let is = |verdict| move |case: &&mut paceline_model::CaseComparison| case.verdict == verdict;
    let worse = document.cases.iter_mut().find(is(Verdict::Regressed)).unwrap();
    let foreign = Blame {
        function: Function { origin: Origin::Library, ..function("/usr/lib/x.py", 1, "x") },
        line: Some(line(2, "x", ("hits", 1.0, 2.0))),
        ..evict()
    };
    let gone = Blame { line: Some(line(3, "x", ("hits", 1.0, 0.0))), ..put() };
    worse.blame = vec![evict(), foreign, gone, Blame { line: None, ..put() }];
    let better = document.cases.iter_mut().find(is(Verdict::Improved)).unwrap();
    better.blame = vec![put()];
    let remarks = crate::line_remarks(&document);
    assert_eq!(remarks.len(), 1, "{remarks:#?}");
    assert_eq!((remarks[0].path.as_str(), remarks[0].line), ("cachelib/lru_impl.py", 27));
    assert_eq!(remarks[0].title, "put-get[capacity=128] regressed");
    assert_eq!(remarks[0].message, "LRU._evict: +102,312 bytecodes; line 27: 0 → 623,616 hits");
    assert_eq!(crate::headline(&document), "1 of 8 cases failed, 1 regressed");
}
