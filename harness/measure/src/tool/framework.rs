//! How the executables of benchmark frameworks are asked and run: one table of functions each.

use paceline_model::{Framework, OutputPlace};

/// How to run the executable of a framework.
pub(super) struct Driver {
    /// Arguments to list the benchmarks that the filter takes.
    pub(super) list: fn(Option<&str>) -> Vec<String>,
    /// A variable that it needs for that.
    pub(super) list_variable: Option<(&'static str, &'static str)>,
    /// Their names in what that prints.
    pub(super) names: fn(&str) -> Vec<String>,
    /// Arguments to measure the benchmark of that name for a short time.
    pub(super) timed: fn(&str) -> Vec<String>,
    /// Arguments to run it exactly once.
    pub(super) counted: Option<fn(&str) -> Vec<String>>,
    /// Arguments to run it for a second.
    pub(super) sampled: Option<fn(&str) -> Vec<String>>,
    /// Where it leaves what it measured.
    pub(super) output: OutputPlace,
}

/// How to run executables of `framework`.
pub(super) fn driver(framework: Framework) -> Driver {
    match framework {
        Framework::Criterion => criterion(),
        Framework::Divan => divan(),
        Framework::Libtest => Driver {
            list: |filter| asked(&["--bench", "--list", "--format=terse"], filter),
            list_variable: None,
            names: benchmarks,
            timed: |name| words(&["--bench", "--color=never", "--exact"], Some(name)),
            counted: Some(|name| words(&["--test", "--color=never", "--exact"], Some(name))),
            sampled: Some(|name| words(&["--bench", "--color=never", "--exact"], Some(name))),
            output: OutputPlace::Standard,
        },
        Framework::Gungraun => Driver {
            list: |filter| asked(&["--bench", "--list"], filter),
            list_variable: None,
            names: benchmarks,
            timed: |name| words(&["--bench", "--save-summary=json"], Some(name)),
            // It is a profiler itself.
            counted: None,
            sampled: None,
            output: OutputPlace::Variable("GUNGRAUN_HOME".to_owned()),
        },
        Framework::Tango => Driver {
            list: |_all| words(&["list"], None),
            list_variable: None,
            names: |text| listed(text, &[""]),
            timed: |name| words(&["solo", "--time=0.1"], Some(&globbed(name))),
            counted: None,
            sampled: Some(|name| words(&["solo", "--time=1"], Some(&globbed(name)))),
            output: OutputPlace::Standard,
        },
    }
}

fn criterion() -> Driver {
    Driver {
        list: |filter| asked(&["--bench", "--list"], filter),
        list_variable: None,
        names: benchmarks,
        timed: |name| {
            words(
                &[
                    "--bench",
                    "--noplot",
                    "--color=never",
                    "--sample-size=10",
                    "--warm-up-time=0.05",
                    "--measurement-time=0.1",
                    // Its own statistics are not used.
                    "--nresamples=1000",
                ],
                Some(&anchored(name)),
            )
        },
        counted: Some(|name| words(&["--bench", "--test"], Some(&anchored(name)))),
        sampled: Some(|name| words(&["--bench", "--profile-time=1"], Some(&anchored(name)))),
        output: OutputPlace::Variable("CRITERION_HOME".to_owned()),
    }
}

fn divan() -> Driver {
    Driver {
        list: |filter| asked(&["--bench", "--list", "--format=terse", "--color=never"], filter),
        // Without it the list is a tree for people.
        list_variable: Some(("NEXTEST", "1")),
        names: benchmarks,
        timed: |name| {
            let options = ["--bench", "--color=never", "--max-time=0.2", "--exact"];
            words(&options, Some(name))
        },
        counted: Some(|name| words(&["--test", "--color=never", "--exact"], Some(name))),
        sampled: Some(|name| {
            let options = ["--bench", "--color=never", "--min-time=1", "--exact"];
            words(&options, Some(name))
        }),
        output: OutputPlace::Standard,
    }
}

/// Options, and after them one word.
fn words(options: &[&str], last: Option<&str>) -> Vec<String> {
    options.iter().copied().chain(last).map(str::to_owned).collect()
}

/// Options, and after them what the user wrote, which may start with `-`.
fn asked(options: &[&str], filter: Option<&str>) -> Vec<String> {
    let end = filter.map(|_| "--");
    options.iter().copied().chain(end).chain(filter).map(str::to_owned).collect()
}

/// A regular expression for this name and no other one.
fn anchored(name: &str) -> String {
    format!("^{}$", regex::escape(name))
}

/// The option for the benchmark of this name and no other one, by a glob.
fn globbed(name: &str) -> String {
    let mut glob = "--filter=".to_owned();
    for letter in name.chars() {
        if "*?[]{}\\!".contains(letter) {
            glob.push('\\');
        }
        glob.push(letter);
    }
    glob
}

/// The lines that end in one of `endings`, without that.
fn listed(text: &str, endings: &[&str]) -> Vec<String> {
    let name =
        |line: &str| endings.iter().find_map(|ending| line.strip_suffix(ending)).map(str::to_owned);
    text.lines().filter_map(name).filter(|name| !name.trim().is_empty()).collect()
}

/// The names in a list as libtest prints it.
fn benchmarks(text: &str) -> Vec<String> {
    listed(text, &[": benchmark", ": bench"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_itself_whatever_letters_it_has() {
        let timed = (driver(Framework::Criterion).timed)("odd (product) 10%+");
        assert_eq!(timed.last().unwrap(), r"^odd \(product\) 10%\+$");
        let timed = (driver(Framework::Tango).timed)("-a/{b}*[c]");
        assert_eq!(timed.last().unwrap(), r"--filter=-a/\{b\}\*\[c\]");
    }

    #[test]
    fn a_filter_is_never_an_option() {
        let list = (driver(Framework::Libtest).list)(Some("--help"));
        assert_eq!(list[list.len() - 2..], ["--", "--help"]);
    }

    #[test]
    fn names_are_read_from_the_lists_as_the_frameworks_print_them() {
        let text =
            "digits/sum/16: benchmark\nodd: benchmark\n\n0 tests, 2 benchmarks\nworks: test\n";
        for framework in Framework::ALL {
            let names = (driver(framework).names)(text);
            let is_plain = framework == Framework::Tango;
            assert!(is_plain || names == ["digits/sum/16", "odd"], "{framework:?}: {names:?}");
        }
        assert_eq!((driver(Framework::Tango).names)("a\nb/c\n\n"), ["a", "b/c"]);
    }
}
