//! One machine's part of a suite's cases.

use std::fmt;
use std::str::FromStr;

use paceline_model::ShardName;

/// Part `part` (from 1) of `parts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard {
    part: usize,
    parts: usize,
}

impl Shard {
    /// Most parts of a suite.
    const MOST: usize = 1000;

    /// Whether what comes at this place, from 0, is in it: one of each `parts` in a row, so that
    /// neighbours, which often take equally long, are spread.
    pub(crate) fn has(self, place: usize) -> bool {
        place % self.parts + 1 == self.part
    }

    /// What it is called in records and files.
    pub(crate) fn name(self) -> ShardName {
        let name = format!("{}-of-{}", self.part, self.parts).parse();
        name.expect("digits and `-` make a name")
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.part, self.parts)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            let most = Self::MOST;
            format!("write which part of how many, as in `2/8`; at most {most} parts")
        };
        let (part, parts) = text.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<usize>().map_err(|_odd| wrong());
        let (part, parts) = (number(part)?, number(parts)?);
        let is_one = (1..=parts).contains(&part) && parts <= Self::MOST;
        is_one.then_some(Self { part, parts }).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_in_exactly_one_part() {
        let shards = ["1/3", "2/3", "3/3"].map(|text| text.parse::<Shard>().unwrap());
        for place in 0..9 {
            assert_eq!(shards.iter().filter(|shard| shard.has(place)).count(), 1, "{place}");
        }
        assert_eq!(shards[1].name().as_str(), "2-of-3");
    }

    #[test]
    fn what_is_no_part_is_refused() {
        for text in ["", "2", "0/3", "4/3", "1/0", "1/1001", "a/b", "-1/3", "1/3/5"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
