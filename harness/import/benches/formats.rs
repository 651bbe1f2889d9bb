//! Reading what other tools wrote, from small to large: `cargo bench -p paceline-import`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use paceline_import::{Piece, Request, Source, find, import};

const BENCHMARKS: usize = 1000;

/// A folder of criterion with so many copies of one real benchmark.
fn criterion_folder() -> Source {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/criterion/fibonacci");
    let files = Source::read(&fixture).unwrap().pieces;
    let copy = |number: usize| {
        files.iter().map(move |file| {
            let text = String::from_utf8(file.bytes.clone()).unwrap();
            let text = text.replace("fibonacci", &format!("fibonacci {number}"));
            Piece { path: format!("{number:04}/{}", file.path), bytes: text.into_bytes() }
        })
    };
    let pieces = (0..BENCHMARKS).flat_map(copy).collect();
    Source { name: "criterion".to_owned(), pieces, is_folder: true }
}

fn go_lines() -> Source {
    let mut text = "goos: linux\ngoarch: amd64\npkg: example.com/parser\n".to_owned();
    for number in 0..BENCHMARKS {
        writeln!(text, "BenchmarkParse{number}-8  20000  {number}.5 ns/op  64 B/op  2 allocs/op")
            .unwrap();
    }
    Source::from_bytes("go.txt", text.into_bytes())
}

fn divan_table() -> Source {
    let mut text =
        "bench  fastest │ slowest │ median │ mean │ samples │ iters\n╰─ group │ │ │ │ │\n"
            .to_owned();
    for number in 0..BENCHMARKS {
        let branch = if number + 1 == BENCHMARKS { "╰─" } else { "├─" };
        writeln!(text, "   {branch} b{number}  1 ns │ 9 ns │ {number} ns │ 3.5 ns │ 100 │ 6400")
            .unwrap();
    }
    Source::from_bytes("divan.txt", text.into_bytes())
}

fn formats(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("import 1000 benchmarks");
    group.throughput(Throughput::Elements(BENCHMARKS as u64));
    for (name, source) in
        [("criterion", criterion_folder()), ("go", go_lines()), ("divan", divan_table())]
    {
        let now = "2026-11-22T00:00:00Z".to_owned();
        let request = Request { format: find(name), suite: None, now };
        let sources = [source];
        assert_eq!(import(&request, &sources).unwrap().cases.len(), BENCHMARKS);
        group.bench_function(name, |bencher| {
            bencher.iter(|| import(&request, &sources).unwrap());
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = formats
}
criterion_main!(benches);
