//! The behaviour that all stores share: each claim is tested of every one.

use std::path::Path;
use std::sync::Barrier;

use paceline_model::{ParameterValue, Record};

use super::fixture::{Open, failed_case, in_folder, record_of};
use crate::{Existing, Key, Store, StoreError, nearest};

/// Makes one test of each claim, for the stores that `$open` opens.
macro_rules! claims {
    ($store:ident, $open:expr, [$($claim:ident),+ $(,)?]) => {
        mod $store {
            $(#[test]
            fn $claim() {
                let folder = tempfile::tempdir().unwrap();
                super::$claim($open, folder.path());
            })+
        }
    };
}

macro_rules! every_claim {
    ($store:ident, $open:expr) => {
        claims!(
            $store,
            $open,
            [
                a_saved_record_is_found_again_to_the_last_bit,
                a_second_save_keeps_the_first_unless_told_to_replace_it,
                of_eight_writers_at_once_exactly_one_wins,
                dirty_failed_partial_or_commitless_records_are_refused_with_the_reason,
                a_missing_record_says_what_is_there_instead,
                a_shard_has_a_record_of_its_own_and_one_of_all_cases_does_for_it,
                keys_are_listed_in_order_and_gone_once_removed,
            ]
        );
    };
}

every_claim!(folder, crate::tests::fixture::in_folder);
every_claim!(git, crate::tests::fixture::in_git);

fn find(store: &dyn Store, record: &Record) -> Result<Record, StoreError> {
    store.find(&Key::of(record).unwrap())
}

fn a_saved_record_is_found_again_to_the_last_bit(open: Open, folder: &Path) {
    let store = open(folder);
    let record = record_of('a');
    let saved = store.save(&record, Existing::Keep).unwrap();
    assert_eq!(Some(&saved.key), Key::of(&record).as_ref());
    assert!(saved.place.contains(&store.name()), "{}", saved.place);
    assert_eq!(find(&*store, &record).unwrap(), record);
    assert_eq!(find(&*open(folder), &record).unwrap(), record);
    assert_eq!(store.size(&saved.key).unwrap(), record.to_json().unwrap().len() as u64);
}

fn a_second_save_keeps_the_first_unless_told_to_replace_it(open: Open, folder: &Path) {
    let store = open(folder);
    store.save(&record_of('a'), Existing::Keep).unwrap();
    let second = Record { seed: 1, ..record_of('a') };
    let error = store.save(&second, Existing::Keep).unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    assert_eq!(find(&*store, &second).unwrap().seed, u64::MAX);
    store.save(&second, Existing::Replace).unwrap();
    assert_eq!(find(&*store, &second).unwrap().seed, 1);
}

fn of_eight_writers_at_once_exactly_one_wins(open: Open, folder: &Path) {
    drop(open(folder));
    let barrier = Barrier::new(8);
    let wins = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|seed| {
                let barrier = &barrier;
                scope.spawn(move || {
                    let store = open(folder);
                    barrier.wait();
                    store.save(&Record { seed, ..record_of('a') }, Existing::Keep).is_ok()
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).filter(|won| *won).count()
    });
    assert_eq!(wins, 1);
    assert_eq!(open(folder).list().unwrap().len(), 1);
}

fn dirty_failed_partial_or_commitless_records_are_refused_with_the_reason(
    open: Open,
    folder: &Path,
) {
    let store = open(folder);
    let [mut dirty, mut commitless, mut variant, mut failed] = [(); 4].map(|()| record_of('a'));
    dirty.revision.dirty = true;
    commitless.revision.commit = None;
    variant.variant.insert("n".to_owned(), ParameterValue::Integer(1));
    failed.cases.push(failed_case());
    for (bad, reason) in [
        (dirty, "uncommitted"),
        (commitless, "no commit"),
        (variant, "one variant"),
        (failed, "a case failed"),
    ] {
        let error = store.save(&bad, Existing::Keep).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
    assert_eq!(store.list().unwrap(), []);
}

fn a_missing_record_says_what_is_there_instead(open: Open, folder: &Path) {
    let store = open(folder);
    let error = find(&*store, &record_of('a')).unwrap_err().to_string();
    assert!(error.contains("no baseline at all"), "{error}");
    store.save(&record_of('a'), Existing::Keep).unwrap();
    let mut elsewhere = record_of('a');
    elsewhere.environment.kernel = Some("other".to_owned());
    let error = find(&*store, &elsewhere).unwrap_err().to_string();
    let class = record_of('a').environment.machine_class();
    assert!(error.contains(&format!("measured on {class} only")), "{error}");
    let error = find(&*store, &record_of('b')).unwrap_err().to_string();
    assert!(error.contains("a baseline of one other commit"), "{error}");
}

fn a_shard_has_a_record_of_its_own_and_one_of_all_cases_does_for_it(open: Open, folder: &Path) {
    let store = open(folder);
    let part = |name: &str| Record { shard: Some(name.parse().unwrap()), ..record_of('a') };
    store.save(&part("1-of-2"), Existing::Keep).unwrap();
    assert_eq!(find(&*store, &part("1-of-2")).unwrap(), part("1-of-2"));
    let error = find(&*store, &record_of('a')).unwrap_err().to_string();
    assert!(error.contains("in parts only: 1-of-2"), "{error}");
    let other = Key::of(&part("2-of-2")).unwrap();
    let commits = [other.commit.clone()];
    assert_eq!(nearest(&*store, &other, &commits).unwrap(), None);
    store.save(&record_of('a'), Existing::Keep).unwrap();
    let found = nearest(&*store, &other, &commits).unwrap().unwrap();
    assert_eq!((found.record, found.distance), (record_of('a'), 0));
}

fn keys_are_listed_in_order_and_gone_once_removed(open: Open, folder: &Path) {
    let store = open(folder);
    for digit in ['c', 'a', 'b'] {
        store.save(&record_of(digit), Existing::Keep).unwrap();
    }
    let keys = ['a', 'b', 'c'].map(|digit| Key::of(&record_of(digit)).unwrap());
    assert_eq!(store.list().unwrap(), keys);
    store.remove(&keys[..2]).unwrap();
    store.remove(&keys[..1]).unwrap();
    assert_eq!(store.list().unwrap(), keys[2..]);
    assert_eq!([&keys[0], &keys[2]].map(|key| store.contains(key).unwrap()), [false, true]);
    assert!(matches!(store.read(&keys[0]), Err(StoreError::Missing { .. })));
    assert!(matches!(store.size(&keys[0]), Err(StoreError::Missing { .. })));
}

#[test]
fn a_truncated_document_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = in_folder(folder.path());
    let saved = store.save(&record_of('a'), Existing::Keep).unwrap();
    let whole = std::fs::read_to_string(&saved.place).unwrap();
    std::fs::write(&saved.place, &whole[..whole.len() / 2]).unwrap();
    let error = find(&*store, &record_of('a')).unwrap_err().to_string();
    assert!(error.contains(".json` is not usable: not a valid paceline.record/1"), "{error}");
}

#[test]
fn a_record_in_the_place_of_another_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = in_folder(folder.path());
    let [a, b] =
        ['a', 'b'].map(|digit| store.save(&record_of(digit), Existing::Keep).unwrap().place);
    std::fs::copy(b, a).unwrap();
    let error = find(&*store, &record_of('a')).unwrap_err().to_string();
    assert!(error.contains("than its name says; remove it"), "{error}");
}
