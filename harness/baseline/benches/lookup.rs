//! What finding the base costs among 10,000 stored records: `cargo bench -p paceline-baseline`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use criterion::{Criterion, criterion_group, criterion_main};
use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Repository, Signature};
use paceline_baseline::{GitStore, Key, Store as _, nearest};
use paceline_model::{CommitId, Environment, Parameters, Record, Revision};

const RECORDS: u32 = 10_000;
/// How far the nearest one is away.
const DISTANCE: usize = 50;

/// As random as those of commits.
fn commit(number: u32) -> CommitId {
    paceline_model::sha256(&number.to_le_bytes())[..40].parse().unwrap()
}

fn record(number: u32) -> Record {
    Record {
        schema: Record::SCHEMA.to_owned(),
        suite: "lru".parse().unwrap(),
        revision: Revision { commit: Some(commit(number)), dirty: false, subject: None },
        variant: Parameters::new(),
        shard: None,
        run: "r".to_owned(),
        started: "2026-11-22T00:00:00Z".to_owned(),
        duration_seconds: 1.0,
        seed: 1,
        environment: Environment::default(),
        rules: None,
        cases: Vec::new(),
    }
}

/// A repository with the records, all written at once.
fn fill(repository: &Repository) {
    let mut files = TreeUpdateBuilder::new();
    for number in 0..RECORDS {
        let record = record(number);
        let Key { suite, commit, class, shard: _ } = Key::of(&record).unwrap();
        let blob = repository.blob(record.to_json().unwrap().as_bytes()).unwrap();
        let path = format!("{suite}/{}/{commit}/{class}.json", &commit.as_str()[..2]);
        files.upsert(path, blob, FileMode::Blob);
    }
    let empty = repository.treebuilder(None).unwrap().write().unwrap();
    let empty = repository.find_tree(empty).unwrap();
    let tree = files.create_updated(repository, &empty).unwrap();
    let tree = repository.find_tree(tree).unwrap();
    let author = Signature::now("bench", "bench@localhost").unwrap();
    repository.commit(Some("refs/paceline/records"), &author, &author, "fill", &tree, &[]).unwrap();
}

fn lookup(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    fill(&Repository::init_bare(folder.path()).unwrap());
    let wanted = record(RECORDS / 2);
    let key = Key::of(&wanted).unwrap();
    let unknown = (0..DISTANCE).map(|number| commit(RECORDS + u32::try_from(number).unwrap()));
    let commits: Vec<_> = unknown.chain(wanted.revision.commit.clone()).collect();
    criterion.bench_function("nearest of 50 ancestors among 10000 records", |bencher| {
        bencher.iter(|| {
            let store = GitStore::open(folder.path()).unwrap();
            let found = nearest(&store, &key, &commits).unwrap().unwrap();
            assert_eq!(found.distance, DISTANCE);
        });
    });
    criterion.bench_function("list of 10000 records", |bencher| {
        bencher.iter(|| GitStore::open(folder.path()).unwrap().list().unwrap().len());
    });
}

criterion_group!(benches, lookup);
criterion_main!(benches);
