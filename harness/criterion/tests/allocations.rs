//! Criterion really runs with the measurements of allocations, and what it wrote is read. One test: in
//! this process nobody else may allocate meanwhile.

#![expect(clippy::unwrap_used, reason = "tests")]

mod list;

use std::path::Path;

use paceline_criterion::{AllocatedBytes, Allocations};

use self::list::{run, values};

paceline_criterion::count_allocations!();

fn assert_all(folder: &Path, bench: &str, expected: f64) {
    let (values, _) = values(folder, bench);
    assert!(values.iter().all(|value| (value - expected).abs() < 1e-6), "{bench}: {values:?}");
}

#[test]
fn allocations_are_exact_and_the_same_in_every_run() {
    let folder = tempfile::tempdir().unwrap();
    for _run in 0..2 {
        run(AllocatedBytes, folder.path());
        assert_all(folder.path(), "new", 8000.0);
        // 4 numbers, then 8, 16, … 1024: every size counts.
        assert_all(folder.path(), "grown", 16_352.0);
        assert_all(folder.path(), "batched", 8000.0);
        assert_all(folder.path(), "sum", 0.0);
        assert_eq!(values(folder.path(), "new").1, "allocated_bytes");
    }
    run(Allocations, folder.path());
    assert_all(folder.path(), "new", 1.0);
    assert_all(folder.path(), "grown", 9.0);
    assert_all(folder.path(), "sum", 0.0);
    assert_eq!(values(folder.path(), "new").1, "allocations");
}
