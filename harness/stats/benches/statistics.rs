//! What one case costs to decide: the bootstrap of a median, the rank test, the estimate, the bets.

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use paceline_stats::{
    Bootstrap, Decision, PairScore, SequentialRule, SequentialTest, Sides, Summary, hodges_lehmann,
    hodges_lehmann_shift, in_place, rank_sum, seed_from, signed_rank,
};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};

const PAIRS: [usize; 2] = [40, 100];

/// Log ratios of paired runs: peaked around 0 with tails, as a busy machine gives them.
fn log_ratios(count: usize, seed: u64) -> Vec<f64> {
    let mut generator = Pcg64Mcg::seed_from_u64(seed);
    let mut uniform = || (f64::from(generator.next_u32()) + 0.5) / 4_294_967_296.0;
    (0..count).map(|_| 0.02 * (uniform() / (1.0 - uniform())).ln()).collect()
}

fn bootstrap(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bootstrap");
    for pairs in PAIRS {
        let values = log_ratios(pairs, 1);
        for resamples in [2_000, 10_000] {
            let name = format!("median/{resamples}");
            let settings = Bootstrap { resamples, confidence: 0.95, seed: seed_from(&[&values]) };
            group.bench_with_input(BenchmarkId::new(name, pairs), &values, |bencher, values| {
                bencher.iter(|| settings.interval(values, in_place::median));
            });
        }
        let settings =
            Bootstrap { resamples: 2_000, confidence: 0.95, seed: seed_from(&[&values]) };
        let name = "hodges_lehmann/2000";
        group.bench_with_input(BenchmarkId::new(name, pairs), &values, |bencher, values| {
            bencher.iter(|| settings.interval(values, in_place::hodges_lehmann));
        });
    }
    group.finish();
}

fn tests_and_estimates(criterion: &mut Criterion) {
    for pairs in PAIRS {
        let (values, others) = (log_ratios(pairs, 1), log_ratios(pairs, 2));
        let sides = Sides { base: &values, head: &others };
        let id = |name| format!("{name}/{pairs}");
        criterion.bench_function(&id("signed_rank"), |bencher| {
            bencher.iter(|| signed_rank(&values));
        });
        criterion.bench_function(&id("rank_sum"), |bencher| {
            bencher.iter(|| rank_sum(sides));
        });
        criterion.bench_function(&id("hodges_lehmann"), |bencher| {
            bencher.iter(|| hodges_lehmann(&values));
        });
        criterion.bench_function(&id("hodges_lehmann_shift"), |bencher| {
            bencher.iter(|| hodges_lehmann_shift(sides));
        });
        criterion.bench_function(&id("summary"), |bencher| {
            bencher.iter(|| Summary::of(&values));
        });
    }
}

/// The scores with levels, as the pairs of a session.
fn pairs(count: usize, seed: u64) -> Vec<PairScore> {
    let levels = log_ratios(count, seed + 1_000_000);
    log_ratios(count, seed)
        .into_iter()
        .zip(levels)
        .map(|(score, level)| PairScore { score, level })
        .collect()
}

fn new_test() -> SequentialTest {
    SequentialRule::for_gate(0.02, 0.001)
        .and_then(SequentialTest::new)
        .expect("the numbers above are shares")
}

fn sequential(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sequential");
    for count in PAIRS {
        let mut test = new_test();
        for pair in pairs(count, 1) {
            test.push_pair(pair);
        }
        let next = PairScore { score: 0.01, level: 0.02 };
        group.bench_function(BenchmarkId::new("one_push_after", count), |bencher| {
            let copy = || test.clone();
            bencher.iter_batched_ref(copy, |test| test.push_pair(next), BatchSize::SmallInput);
        });
        group.bench_function(BenchmarkId::new("confidence_sequence", count), |bencher| {
            bencher.iter(|| test.confidence_sequence(0.001));
        });
    }
    group.sample_size(10);
    let cases: Vec<_> = (0..10_000).map(|seed| pairs(100, seed)).collect();
    group.bench_function("10000_cases/100", |bencher| {
        bencher.iter(|| cases.iter().filter(|pairs| is_decided(pairs)).count());
    });
    group.finish();
}

/// Takes all pairs, decided or not, and is asked after each.
fn is_decided(pairs: &[PairScore]) -> bool {
    let mut test = new_test();
    let mut undecided = 0;
    for pair in pairs {
        test.push_pair(*pair);
        undecided += usize::from(test.decision() == Decision::Undecided);
    }
    undecided < pairs.len()
}

criterion_group!(benches, bootstrap, tests_and_estimates, sequential);
criterion_main!(benches);
