//! Several repositories share their records through one.

use std::path::{Path, PathBuf};

use super::fixture::{record_at, record_of};
use super::http::serve;
use crate::{Existing, GitStore, Key, Store};

const WRITERS: usize = 8;
const RECORDS: usize = 40;
/// Records that a writer saves before it pushes.
const TOGETHER: usize = 4;

/// A folder with a bare repository that takes pushes over HTTP as well.
fn shared() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("shared.git");
    let shared = git2::Repository::init_bare(&place).unwrap();
    shared.config().unwrap().set_bool("http.receivepack", true).unwrap();
    (folder, place)
}

/// A repository of one's own whose `origin` is at `url`.
fn own(folder: &Path, name: &str, url: &str) -> GitStore {
    let place = folder.join(name);
    git2::Repository::init(&place).unwrap().remote("origin", url).unwrap();
    GitStore::open(&place).unwrap()
}

fn keep(store: &GitStore, digit: char) -> Key {
    store.save(&record_of(digit), Existing::Keep).unwrap().key
}

fn eight_writers_lose_nothing(folder: &Path, place: &Path, url: &str) {
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let store = own(folder, &format!("writer-{writer}"), url);
            scope.spawn(move || write(&store, writer));
        }
    });
    let stored = GitStore::open(place).unwrap();
    assert_eq!(stored.list().unwrap().len(), WRITERS * RECORDS);
}

fn write(store: &GitStore, writer: usize) {
    for number in 0..RECORDS {
        let record = record_at(&format!("{number:02x}{:038x}", writer * RECORDS + number));
        store.save(&record, Existing::Keep).unwrap();
        if (number + 1) % TOGETHER == 0 {
            assert_eq!(store.push("origin", &|| false).unwrap().sent, TOGETHER);
        }
    }
}

#[test]
fn eight_writers_lose_none_of_320_records_over_file() {
    let (folder, place) = shared();
    let url = format!("file://{}", place.display());
    eight_writers_lose_nothing(folder.path(), &place, &url);
}

#[test]
fn eight_writers_lose_none_of_320_records_over_http() {
    let (folder, place) = shared();
    let address = serve(folder.path());
    eight_writers_lose_nothing(folder.path(), &place, &format!("{address}/shared.git"));
}

#[test]
fn what_two_repositories_added_is_in_both_after_each_has_pushed_and_fetched() {
    let (folder, place) = shared();
    let url = place.to_str().unwrap();
    let [one, two] = ["one", "two"].map(|name| own(folder.path(), name, url));
    let keys = [keep(&one, 'a'), keep(&two, 'b')];
    assert_eq!(one.push("origin", &|| false).unwrap().sent, 1);
    let shared = two.push("origin", &|| false).unwrap();
    assert_eq!((shared.received, shared.sent), (1, 1));
    assert_eq!(one.fetch("origin", &|| false).unwrap().received, 1);
    assert_eq!(one.fetch("origin", &|| false).unwrap().received, 0);
    assert_eq!(one.push("origin", &|| false).unwrap().sent, 0);
    assert_eq!([one.list().unwrap(), two.list().unwrap()], [keys.to_vec(), keys.to_vec()]);
}

#[test]
fn of_two_records_of_one_key_the_one_that_was_shared_first_stays() {
    let (folder, place) = shared();
    let url = place.to_str().unwrap();
    let [one, two] = ["one", "two"].map(|name| own(folder.path(), name, url));
    for (store, seed) in [(&one, 1), (&two, 2)] {
        let record = paceline_model::Record { seed, ..record_of('a') };
        store.save(&record, Existing::Keep).unwrap();
        store.push("origin", &|| false).unwrap();
    }
    let key = Key::of(&record_of('a')).unwrap();
    assert_eq!([&one, &two].map(|store| store.read(&key).unwrap().seed), [1, 1]);
    // Unless it is replaced on purpose.
    let record = paceline_model::Record { seed: 3, ..record_of('a') };
    two.save(&record, Existing::Replace).unwrap();
    keep(&one, 'b');
    one.push("origin", &|| false).unwrap();
    two.push("origin", &|| false).unwrap();
    one.fetch("origin", &|| false).unwrap();
    assert_eq!([&one, &two].map(|store| store.read(&key).unwrap().seed), [3, 3]);
}

#[test]
fn what_was_pruned_does_not_come_back_from_those_who_still_had_it() {
    let (folder, place) = shared();
    let url = place.to_str().unwrap();
    let [one, two] = ["one", "two"].map(|name| own(folder.path(), name, url));
    let keys = ['a', 'b'].map(|digit| keep(&one, digit));
    one.push("origin", &|| false).unwrap();
    two.fetch("origin", &|| false).unwrap();
    one.remove(&keys[..1]).unwrap();
    one.push("origin", &|| false).unwrap();
    let new = keep(&two, 'c');
    two.push("origin", &|| false).unwrap();
    one.fetch("origin", &|| false).unwrap();
    let left = vec![keys[1].clone(), new];
    assert_eq!([one.list().unwrap(), two.list().unwrap()], [left.clone(), left]);
}

#[test]
fn a_reference_that_was_deleted_here_is_fetched_again_and_deletes_nothing_there() {
    let (folder, place) = shared();
    let store = own(folder.path(), "one", place.to_str().unwrap());
    let key = keep(&store, 'a');
    store.push("origin", &|| false).unwrap();
    let repository = git2::Repository::open(folder.path().join("one")).unwrap();
    repository.find_reference("refs/paceline/records").unwrap().delete().unwrap();
    assert_eq!(store.push("origin", &|| false).unwrap().received, 1);
    assert_eq!(store.list().unwrap(), [key]);
}

#[test]
fn a_refusal_by_a_hook_is_told_and_not_tried_again() {
    let (folder, place) = shared();
    let count = folder.path().join("count");
    let hook = place.join("hooks/pre-receive");
    let script =
        format!("#!/bin/sh\necho x >> {}\necho no: cannot lock ref >&2\nexit 1\n", count.display());
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, script).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&hook, mode).unwrap();
    let store = own(folder.path(), "one", &format!("file://{}", place.display()));
    keep(&store, 'a');
    let error = store.push("origin", &|| false).unwrap_err().to_string();
    assert!(error.contains("pre-receive hook declined"), "{error}");
    assert_eq!(std::fs::read_to_string(count).unwrap(), "x\n");
}

#[test]
fn a_push_that_is_interrupted_ends() {
    let (folder, place) = shared();
    let store = own(folder.path(), "one", place.to_str().unwrap());
    keep(&store, 'a');
    let error = store.push("origin", &|| true).unwrap_err();
    assert_eq!(error.to_string(), "interrupted");
}
