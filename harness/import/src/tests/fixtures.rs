//! What is made of each tool's output.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use paceline_model::{Direction, Record, metrics};

use super::{FIXTURES, format, imported, source, text};
use crate::{FORMATS, Format, detect};

/// One line per series: case, metric, unit, number of processes and values, the first value, spread.
fn lines(record: &Record) -> String {
    let mut text = String::new();
    for case in &record.cases {
        for series in &case.series {
            let values: usize = series.values.iter().map(Vec::len).sum();
            let first = series.values[0][0];
            let (name, unit) = (&series.metric.name, &series.metric.unit.0);
            let spread = series
                .spreads
                .first()
                .map(|spread| format!(" of {:?} ± {:?}", spread.count, spread.standard_deviation));
            let processes = series.values.len();
            let spread = spread.unwrap_or_default();
            writeln!(text, "{} {name} {processes}/{values} {first}{unit}{spread}", case.id)
                .unwrap();
        }
    }
    text
}

fn of(name: &str, file: &str) -> String {
    lines(&imported(Some(format(name)), &[source(file)]).unwrap())
}

#[test]
fn every_format_has_a_fixture_that_becomes_a_record_that_can_be_read_again() {
    let tried: BTreeSet<_> = FIXTURES.iter().map(|(name, _)| *name).collect();
    assert_eq!(tried, FORMATS.iter().map(|format| format.name).collect());
    for (name, file) in FIXTURES {
        let record = imported(Some(format(name)), &[source(file)]).unwrap();
        assert_eq!(record.suite.as_str(), name);
        assert!(!record.cases.is_empty() && !record.has_failure(), "{file}");
        assert_eq!(Record::from_json(&record.to_json().unwrap()).unwrap(), record, "{file}");
    }
}

#[test]
fn formats_are_told_by_their_content_where_that_is_unambiguous() {
    for (name, file) in FIXTURES {
        let found = detect(&source(file)).map(|format| format.name);
        match name {
            "bencher" | "folded" => assert!(found.is_err()),
            name => assert_eq!(found.unwrap(), name, "{file}"),
        }
    }
    let error = detect(&source("folded.txt")).unwrap_err().to_string();
    assert!(error.contains("name one of: criterion, "), "{error}");
}

#[test]
fn the_same_benchmark_of_several_files_has_an_invocation_of_each() {
    let [one, other] = [source("google-benchmark.json"), source("google-benchmark.json")];
    let record = imported(None, &[one, other]).unwrap();
    let case = &record.cases[0];
    assert_eq!((case.invocations.len(), case.series[0].values.len()), (2, 2));
    assert_eq!(case.series[0].values[1].len(), 3, "repetitions are of one process");
}

#[test]
fn raw_values_are_kept_by_process() {
    insta::assert_snapshot!(of("jmh", "jmh.json"), @r#"
    org.example.Sort.quick[mode=avgt,size=100] wall_time 2/4 0.000002s
    org.example.Sort.quick[mode=thrpt] throughput 1/1 4000001/s
    org.example.Sort.quick[mode=sample] wall_time 1/1 0.0000024s of Some(5) ± Some(5.47722557505166e-7)
    "#);
    insta::assert_snapshot!(of("benchmark-dotnet", "benchmark-dotnet.json"), @r#"
    Example.Sort.Quick(N: 100) wall_time 2/2 0.000001s
    Example.Sort.Quick(N: 100) allocated_bytes 1/1 424B
    "#);
    insta::assert_snapshot!(of("go", "go.txt"), @r#"
    example.org/sort.Sort/n=100-2 wall_time 1/3 0.00000273s
    example.org/sort.Sort/n=100-2 throughput 1/3 293000000B/s
    example.org/sort.Sort/n=100-2 allocated_bytes 1/3 920B
    example.org/sort.Sort/n=100-2 allocations 1/3 21
    example.org/sort.Sort/n=10000-2 wall_time 1/3 0.000825599s
    example.org/sort.Sort/n=10000-2 throughput 1/3 96900000B/s
    example.org/sort.Sort/n=10000-2 allocated_bytes 1/3 81944B
    example.org/sort.Sort/n=10000-2 allocations 1/3 21
    example.org/sort.Search-2 wall_time 1/3 0.0000000285s
    example.org/sort.Search-2 p99_ns 1/3 0.000000031s
    example.org/sort.Search-2 steps_op 1/3 499.5steps/op
    "#);
    insta::assert_snapshot!(of("asv", "asv.json"), @r#"
    b.Sort.peakmem_list[param1=10] peak_rss 1/1 24735744B
    b.Sort.peakmem_list[param1=100] peak_rss 1/1 24723456B
    b.Sort.time_sort[param1=10] wall_time 1/1 0.000003355002263560891s
    b.Sort.time_sort[param1=100] wall_time 1/1 0.0000037349964259192348s
    b.track_size tracked 1/1 421
    "#);
}

#[test]
fn what_has_no_raw_values_keeps_its_spread() {
    insta::assert_snapshot!(of("github-action-benchmark", "github-action-benchmark.json"), @r#"
    sort wall_time 1/1 0.0000015s of None ± Some(3.0000000000000004e-8)
    requests throughput 1/1 8001/s of None ± Some(3.0)
    image bytes 1/1 12288B of None ± None
    "#);
    insta::assert_snapshot!(of("data-js", "data.js"), @r#"
    bench_sort_10 wall_time 1/1 0.000000254s of None ± Some(3.2e-8)
    bench_sort_20 wall_time 1/1 0.000034001s of None ± Some(2.802e-6)
    "#);
    insta::assert_snapshot!(of("bencher", "bencher.json"), @r#"
    image file_size 1/1 12288B of None ± None
    image throughput 1/1 5.51/s of None ± None
    sort wall_time 1/1 0.00000008800000000000001s of None ± None
    "#);
    insta::assert_snapshot!(of("catch2", "catch2-2.xml"), @r#"
    vectors / accumulate <100> & more wall_time 1/1 0.0000018463399999999998s of Some(10) ± Some(3.57162e-6)
    vectors / copy wall_time 1/1 0.000000127566s of Some(10) ± Some(2.31839e-9)
    "#);
    insta::assert_snapshot!(of("vitest", "vitest.json"), @r#"
    vt/a.bench.js > sort > small wall_time 1/1 0.000004094506358925803s of Some(2123) ± Some(0.00016554215889718113)
    vt/a.bench.js > sort > big wall_time 1/1 0.000013303510638297545s of Some(376) ± Some(4.485660560186319e-6)
    "#);
    insta::assert_snapshot!(of("google-benchmark", "google-benchmark-aggregates.json"), @r#"
    BM_Sort/64 wall_time 1/1 0.0000008198895285739724s of Some(3) ± Some(7.635757890050682e-8)
    BM_Sort/64 cpu_time 1/1 0.00000039909526701303753s of Some(3) ± Some(2.480961267443764e-8)
    BM_Sort/64 throughput 1/1 160790178.005311731/s of Some(3) ± None
    BM_Sort/512 wall_time 1/1 0.000010178832583275636s of Some(3) ± Some(5.081768684059437e-7)
    BM_Sort/512 cpu_time 1/1 0.0000048417724152724155s of Some(3) ± Some(3.919310646124524e-7)
    BM_Sort/512 throughput 1/1 106215489.255966381/s of Some(3) ± None
    BM_Copy wall_time 1/1 0.000000006265401091793062s of Some(3) ± Some(5.121104649108949e-10)
    BM_Copy cpu_time 1/1 0.0000000030812900111962434s of Some(3) ± Some(8.189177985917237e-11)
    BM_Copy throughput 1/1 1623450003.2781577B/s of Some(3) ± None
    "#);
}

#[test]
fn profiles_become_totals() {
    insta::assert_snapshot!(of("callgrind", "callgrind.out"), @r#"./w instructions 1/1 1284351"#);
    insta::assert_snapshot!(of("memray", "memray.json"), @r#"
    memray run -q -f -o m.bin w.py allocations 1/1 1131
    memray run -q -f -o m.bin w.py allocated_bytes 1/1 16222895B
    memray run -q -f -o m.bin w.py peak_allocated 1/1 16039356B
    "#);
    insta::assert_snapshot!(of("mprof", "mprof.dat"), @r#"python3 w.py peak_rss 1/1 39919615.475712B"#);
    insta::assert_snapshot!(of("folded", "folded.txt"), @"stacks samples 1/1 101");
    insta::assert_snapshot!(of("speedscope", "speedscope.json"), @"Thread sampled_time 1/1 0.060000000000000005s");
    insta::assert_snapshot!(of("pstats", "pstats.prof"), @r#"
    profile calls 1/1 1061
    profile profiled_time 1/1 0.36637615300000004s
    "#);
    insta::assert_snapshot!(of("openmetrics", "openmetrics.txt"), @r#"
    sort "a"[n=100] sort_time_seconds 1/1 0.0015s of None ± None
    sort "a"[n=1000] sort_time_seconds 1/1 0.019s of None ± None
    handled handled 1/1 171 of None ± None
    "#);
}

#[test]
fn tools_of_languages_keep_every_value() {
    insta::assert_snapshot!(of("criterion", "criterion"), @r#"
    fibonacci wall_time 1/10 0.000000014321597354812493s
    sum/iter[value=16] throughput 1/10 853628537.5991831/s
    sum/iter[value=16] wall_time 1/10 0.000000018743515821295937s
    sum/iter[value=256] throughput 1/10 3023995326.127781/s
    sum/iter[value=256] wall_time 1/10 0.00000008465621550011041s
    "#);
    insta::assert_snapshot!(of("pytest-benchmark", "pytest-benchmark.json"), @r#"
    test_sort.py::test_sort[n=100] wall_time 1/12 0.000021485332884670545s
    test_sort.py::test_sort[n=1000] wall_time 1/12 0.0001178679982937562s
    test_sort.py::test_sum wall_time 1/8 0.000012307200086070224s
    "#);
    insta::assert_snapshot!(of("pyperf", "pyperf.json"), @r#"
    sum wall_time 6/18 0.00001861131249825121s
    sum peak_rss 6/6 19566592B
    sort wall_time 6/18 0.0000021556875253736507s
    sort peak_rss 6/6 19484672B
    "#);
    insta::assert_snapshot!(of("hyperfine", "hyperfine-parameters.json"), @r#"
    seq 1[n=1] wall_time 5/5 0.002673431s
    seq 1[n=1] cpu_time 1/1 0.0009482s of Some(5) ± None
    seq 2[n=2] wall_time 5/5 0.001005089s
    seq 2[n=2] cpu_time 1/1 0.0008104s of Some(5) ± None
    "#);
    insta::assert_snapshot!(of("google-benchmark", "google-benchmark.json"), @r#"
    BM_Sort/64 wall_time 1/3 0.0000009571547277423853s
    BM_Sort/64 cpu_time 1/3 0.00000031409022349570204s
    BM_Sort/64 throughput 1/3 203763107.580060571/s
    BM_Sort/512 wall_time 1/3 0.000009339450481764825s
    BM_Sort/512 cpu_time 1/3 0.000004350495187829866s
    BM_Sort/512 throughput 1/3 117687752.289044171/s
    BM_Copy wall_time 1/3 0.000000006014098382312139s
    BM_Copy cpu_time 1/3 0.0000000032122434424022418s
    BM_Copy throughput 1/3 1556544542.6704035B/s
    "#);
    insta::assert_snapshot!(of("tinybench", "tinybench.json"), @r#"
    sort wall_time 1/8 0.00000026000000002568416s
    join wall_time 1/8 0.00000007999999996854967s
    "#);
    insta::assert_snapshot!(of("benchmark-js", "benchmarkjs.json"), @r#"
    indexOf wall_time 1/5 0.000000002027377465439805s
    includes wall_time 1/5 0.000000002129966288767175s
    "#);
}

#[test]
fn harnesses_of_rust_keep_what_they_print() {
    insta::assert_snapshot!(of("divan", "divan.txt"), @r#"
    by_divan::fibonacci wall_time 1/1 0.000000143s of Some(100) ± None
    by_divan::vectors::grow::16 wall_time 1/1 0.00000006559000000000001s of Some(20) ± None
    by_divan::vectors::grow::16 peak_allocated 1/1 128B
    by_divan::vectors::grow::16 allocations 1/1 31
    by_divan::vectors::grow::16 allocated_bytes 1/1 128B
    by_divan::vectors::grow::1024 wall_time 1/1 0.0000008476s of Some(20) ± None
    by_divan::vectors::grow::1024 peak_allocated 1/1 8192B
    by_divan::vectors::grow::1024 allocations 1/1 91
    by_divan::vectors::grow::1024 allocated_bytes 1/1 8192B
    by_divan::vectors::sum::large one wall_time 1/1 0.000008482s of Some(20) ± None
    by_divan::vectors::sum::large one throughput 1/1 94300000000B/s of None ± None
    by_divan::vectors::sum::small wall_time 1/1 0.000000002892s of Some(20) ± None
    by_divan::vectors::sum::small throughput 1/1 27660000000B/s of None ± None
    by_divan::vectors::threaded::t=1 wall_time 1/1 0.00000001302s of Some(20) ± None
    by_divan::vectors::threaded::t=2 wall_time 1/1 0.00000001306s of Some(20) ± None
    by_divan::vectors::arrays::u8::1 wall_time 1/1 0.000000001356s of Some(20) ± None
    by_divan::vectors::arrays::u8::4 wall_time 1/1 0.000000001625s of Some(20) ± None
    by_divan::vectors::arrays::u16::1 wall_time 1/1 0.000000001082s of Some(20) ± None
    by_divan::vectors::arrays::u16::4 wall_time 1/1 0.000000001356s of Some(20) ± None
    by_divan::vectors::make::String wall_time 1/1 0.00000000033400000000000004s of Some(20) ± None
    by_divan::vectors::make::u8 wall_time 1/1 0.000000000001s of Some(20) ± None
    "#);
    insta::assert_snapshot!(of("libtest", "libtest.txt"), @r#"
    fibonacci wall_time 1/1 0.00000016492s of None ± None
    vectors::grow wall_time 1/1 0.0000008424s of None ± None
    vectors::sum wall_time 1/1 0.00000007901s of None ± None
    vectors::sum throughput 1/1 101265000000B/s of None ± None
    "#);
    insta::assert_snapshot!(of("libtest", "criterion-bencher.txt"), @r#"
    fibonacci wall_time 1/1 0.000000143s of None ± Some(1.3e-8)
    grow/16 wall_time 1/1 0.000000082s of None ± Some(0.0)
    grow/1024 wall_time 1/1 0.000000942s of None ± Some(8.9e-8)
    "#);
    insta::assert_snapshot!(of("gungraun", "gungraun.json"), @r#"
    by_gungraun::vectors::grow dr 1/1 14931
    by_gungraun::vectors::grow dw 1/1 24051
    by_gungraun::vectors::grow estimated_cycles 1/1 201201
    by_gungraun::vectors::grow instructions 1/1 114081
    by_gungraun::vectors::grow bytes_at_end 1/1 0B
    by_gungraun::vectors::grow peak_allocated 1/1 8192B
    by_gungraun::vectors::grow bytes_read 1/1 8160B
    by_gungraun::vectors::grow allocations 1/1 91
    by_gungraun::vectors::grow allocated_bytes 1/1 16352B
    by_gungraun::vectors::grow bytes_written 1/1 16352B
    "#);
}

#[test]
fn of_tango_the_candidate_is_read() {
    insta::assert_snapshot!(of("tango", "tango"), @r#"
    fibonacci wall_time 1/20 0.0000001203835159996668s
    vectors-grow wall_time 1/20 0.0000008361367943963741s
    "#);
    insta::assert_snapshot!(of("tango", "tango-solo.txt"), @r#"
    fibonacci wall_time 1/1 0.00000011959999999999999s of None ± Some(1.2e-9)
    vectors/grow wall_time 1/1 0.0000007578s of None ± Some(8e-9)
    "#);
    insta::assert_snapshot!(of("tango", "tango-compare.txt"), @r#"
    fibonacci wall_time 1/1 0.0000001643s of None ± None
    vectors/grow wall_time 1/1 0.0000015s of None ± None
    "#);
    insta::assert_snapshot!(of("tango", "tango-verbose.txt"), @r#"
    fibonacci wall_time 1/1 0.0000001672s of Some(20) ± Some(3.05e-8)
    vectors/grow wall_time 1/1 0.0000011s of Some(20) ± Some(1.729e-7)
    "#);
}

#[test]
fn counts_of_criterion_are_no_times() {
    insta::assert_snapshot!(of("criterion", "criterion-counts"), @r#"
    sum instructions 1/10 50071
    vec/none allocated_bytes 1/10 0B
    vec/push allocated_bytes 1/10 16352B
    "#);
}

#[test]
fn machine_commit_and_time_are_those_of_the_file() {
    let record = imported(None, &[source("asv.json")]).unwrap();
    assert!(record.revision.commit.is_some());
    assert!(record.started.starts_with("2026-11-23T"), "{}", record.started);
    let machine = &record.environment;
    assert_eq!((machine.system.as_str(), machine.architecture.as_str()), ("linux", "x86_64"));
    let record = imported(None, &[source("pytest-benchmark.json")]).unwrap();
    assert_eq!(record.cases[0].interpreter.as_deref(), Some("cpython 3.11.7"));
    assert_eq!(record.revision.commit, None, "`unversioned` is no commit");
}

#[test]
fn of_the_history_in_data_js_the_newest_commit_counts() {
    let record = imported(None, &[source("data.js")]).unwrap();
    let revision = &record.revision;
    assert!(revision.commit.as_ref().unwrap().as_str().starts_with("1123456789"));
    assert_eq!(revision.subject.as_deref(), Some("sort: don't copy"));
    assert_eq!(record.started, "2026-11-22T23:26:40Z");
    let run = |date: u32, tool: &str, value: u32| {
        let bench = format!("{{\"name\":\"a\",\"unit\":\"x\",\"value\":{value}}}");
        format!(
            "{{\"commit\":{{\"id\":\"\"}},\"date\":{date},\"tool\":\"{tool}\",\"benches\":[{bench}]}}"
        )
    };
    let [old, new, other] =
        [run(1, "go", 1), run(2, "customBiggerIsBetter", 2), run(2, "customSmallerIsBetter", 3)];
    let text = format!(
        "window.BENCHMARK_DATA={{\"entries\":{{\"one\":[{old},{new}],\"two\":[{other}]}}}};\n"
    );
    let record = super::text("data-js", &text).unwrap();
    let of = |place: usize| {
        let case = &record.cases[place];
        let series = &case.series[0];
        (case.id.to_string(), series.values[0][0], series.metric.direction)
    };
    assert_eq!(of(0), ("one / a".to_owned(), 2.0, Direction::HigherIsBetter));
    assert_eq!(of(1), ("two / a".to_owned(), 3.0, Direction::LowerIsBetter));
}

#[test]
fn functions_of_a_python_profile_are_kept() {
    let record = imported(None, &[source("pstats.prof")]).unwrap();
    let functions = &record.cases[0].profile.as_ref().unwrap().functions;
    let inner = functions.iter().find(|one| one.function.name == "inner").unwrap();
    let calls = inner.counts[&metrics::CALLS.parse().unwrap()];
    assert_eq!((inner.function.file.as_str(), inner.function.line), ("w.py", 2));
    assert!((calls.own - 50.0).abs() < 0.5, "{}", calls.own);
}

#[test]
fn a_benchmark_that_failed_is_a_failed_case() {
    let record = text("go", "--- FAIL: BenchmarkBad-2\nBenchmarkGood-2 10 5 ns/op\n").unwrap();
    assert!(record.has_failure());
    assert_eq!(record.cases.len(), 2);
}

#[test]
fn a_suite_may_name_exactly_these_formats() {
    let formats: BTreeSet<_> = FORMATS.iter().map(Format::name).collect();
    assert_eq!(formats, BTreeSet::from(paceline_model::IMPORT_FORMATS));
}
