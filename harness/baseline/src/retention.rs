//! Which records a store may let go of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use paceline_model::CommitId;

use crate::Key;

/// A record's key with what decides whether it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The key.
    pub key: Key,
    /// When its commit was made, or where that is not known, when it was measured.
    pub time: Timestamp,
}

/// The records that may go, in the order of `records`.
///
/// Of each suite, machine class and shard there stay the `newest` ones, the newest of each ISO week
/// (in UTC), and those of `tagged` commits.
pub fn droppable(records: &[Dated], tagged: &BTreeSet<CommitId>, newest: usize) -> Vec<Key> {
    let mut lines: BTreeMap<_, Vec<&Dated>> = BTreeMap::new();
    for record in records {
        let Key { suite, class, shard, commit: _ } = &record.key;
        lines.entry((suite, class, shard)).or_default().push(record);
    }
    let mut kept = BTreeSet::new();
    for mut line in lines.into_values() {
        line.sort_by(|a, b| b.time.cmp(&a.time).then_with(|| a.key.cmp(&b.key)));
        let mut weeks = BTreeSet::new();
        for (rank, record) in line.into_iter().enumerate() {
            // Always asked: the week of a record that stays for another reason has its record.
            let is_first_of_week = weeks.insert(week(record.time));
            if rank < newest || is_first_of_week || tagged.contains(&record.key.commit) {
                kept.insert(&record.key);
            }
        }
    }
    let keys = records.iter().map(|record| &record.key);
    keys.filter(|key| !kept.contains(key)).cloned().collect()
}

/// Year and number of the ISO week.
fn week(time: Timestamp) -> (i16, i8) {
    let week = time.to_zoned(TimeZone::UTC).date().iso_week_date();
    (week.year(), week.week())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(day: i64) -> Dated {
        let commit = format!("{day:040x}").parse().unwrap();
        let class = "0123456789ab".parse().unwrap();
        Dated {
            key: Key { suite: "lru".parse().unwrap(), commit, class, shard: None },
            // 2026-01-05 is a Monday.
            time: "2026-01-05T12:00:00Z".parse::<Timestamp>().unwrap()
                + jiff::SignedDuration::from_hours(24 * day),
        }
    }

    fn days(keys: &[Key]) -> Vec<i64> {
        keys.iter().map(|key| i64::from_str_radix(key.commit.as_str(), 16).unwrap()).collect()
    }

    #[test]
    fn the_newest_one_of_each_week_and_the_tagged_ones_stay() {
        let records: Vec<_> = (0..21).map(dated).collect();
        let tagged = BTreeSet::from([records[2].key.commit.clone()]);
        let dropped = droppable(&records, &tagged, 3);
        // Sundays are the newest of their weeks; the last three days are the newest of all.
        assert_eq!(days(&dropped), [0, 1, 3, 4, 5, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17]);
    }

    #[test]
    fn each_suite_and_machine_class_has_newest_ones_of_its_own() {
        let mut records: Vec<_> = (0..4).map(dated).collect();
        records[0].key.class = "ffffffffffff".parse().unwrap();
        records[1].key.suite = "other".parse().unwrap();
        assert_eq!(days(&droppable(&records, &BTreeSet::new(), 1)), [2]);
        assert_eq!(droppable(&records, &BTreeSet::new(), 4), []);
    }
}
