//! Reading call stacks, and finding the functions of base in head: `cargo bench -p paceline-profile`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use paceline_model::{Count, Function, FunctionProfile, Origin, Profile, metrics};
use paceline_profile::{Identities, Profiles, Stacks};

const STACKS: u32 = 10_000;
const FUNCTIONS: u32 = 500;

/// Stacks of twelve frames below one root, two hundred functions in all.
fn folded() -> String {
    let mut text = String::new();
    for stack in 0..STACKS {
        text.push_str("main (app.py:1)");
        for depth in 0..11 {
            let function = (stack / 3_u32.pow(depth.min(8)) + depth * 17) % 200;
            write!(text, ";function_{function} (package/module_{}.py:{function})", function / 10)
                .unwrap();
        }
        writeln!(text, " {}", stack % 97 + 1).unwrap();
    }
    text
}

/// Functions of a project, in files of this folder; every fifth one has another name than in `src`.
fn profile(folder: &str) -> Profile {
    let function = |number: u32| {
        let is_renamed = folder != "src" && number.is_multiple_of(5);
        let name = if is_renamed { format!("renamed_{number}") } else { format!("name_{number}") };
        let cost = f64::from(number + 1);
        FunctionProfile {
            function: Function {
                file: format!("{folder}/module_{}.py", number / 25),
                name,
                line: number % 25 * 10 + 1,
                origin: Origin::Project,
                body: Some(format!("body {number}")),
            },
            counts: BTreeMap::from([(
                metrics::CALLS.parse().unwrap(),
                Count { own: cost, total: Some(cost) },
            )]),
            lines: Vec::new(),
        }
    };
    Profile { profilers: Vec::new(), functions: (0..FUNCTIONS).map(function).collect() }
}

fn stacks(criterion: &mut Criterion) {
    let text = folded();
    let read = || Stacks::from_folded(&text, metrics::CALLS.parse().unwrap()).unwrap();
    let mut group = criterion.benchmark_group("folded");
    group.throughput(Throughput::Elements(u64::from(STACKS)));
    group.bench_function("read 10000 stacks", |bencher| bencher.iter(read));
    let (base, head) = (read(), read());
    group.bench_function("join 10000 stacks of two sides", |bencher| {
        bencher.iter(|| head.folded_pair(&base, Clone::clone, 100_000));
    });
    group.finish();
}

fn matching(criterion: &mut Criterion) {
    let (base, head) = (profile("src"), profile("lib"));
    criterion.bench_function("match 500 functions of a renamed folder", |bencher| {
        bencher.iter(|| Identities::of(&Profiles::new(&base, &head)));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = stacks, matching
}
criterion_main!(benches);
