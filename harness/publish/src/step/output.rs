//! Outputs of a step in the form of the runner's file.

use crate::random;

/// `name` with `value`, of any lines, between delimiters that nobody could foretell.
pub(super) fn output(name: &str, value: &str) -> String {
    let mut delimiter = delimiter();
    while value.contains(&delimiter) {
        delimiter = self::delimiter();
    }
    format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")
}

fn delimiter() -> String {
    format!("paceline_{:016x}{:016x}", random::bits(), random::bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_between_delimiters_that_differ_each_time() {
        let [one, two] = [(); 2].map(|()| output("verdict", "a\nEOF\nb=c"));
        assert_ne!(one, two);
        let lines: Vec<_> = one.lines().collect();
        assert_eq!(&lines[1..4], ["a", "EOF", "b=c"]);
        assert_eq!(lines[0], format!("verdict<<{}", lines[4]));
        assert!(lines[4].len() > 40);
    }
}
