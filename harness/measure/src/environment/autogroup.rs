//! Whether each session is scheduled as a group of its own.
//!
//! With that, `nice` counts among the processes of one session only. Source: the manual page
//! `sched(7)`, "The autogroup feature".

use super::source::Source;

/// Whether autogroups are on; `None` where the kernel has none.
pub(super) fn is_on(source: &Source<'_>) -> Option<bool> {
    parse(&source.text("proc/sys/kernel/sched_autogroup_enabled")?)
}

fn parse(text: &str) -> Option<bool> {
    match text.trim() {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_0_and_1_are_believed() {
        assert_eq!([parse("1\n"), parse("0\n"), parse("2")], [Some(true), Some(false), None]);
    }
}
