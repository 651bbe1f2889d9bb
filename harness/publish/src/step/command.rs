//! Commands that a runner reads from a step's standard output.

use paceline_model::Consequence;

use crate::Annotation;

/// A remark on a line, as the runner reads it: an error where it fails the build, else a warning; ends
/// with a line break.
pub fn remark_on_line(annotation: &Annotation) -> String {
    let Annotation { path, line, title, message, consequence } = annotation;
    let command = match consequence {
        Consequence::Fail => "error",
        Consequence::Warn | Consequence::Pass => "warning",
    };
    format!(
        "::{command} file={},line={line},title={}::{}\n",
        property(path),
        property(title),
        data(message)
    )
}

/// A remark on the whole run; ends with a line break.
pub fn notice(message: &str) -> String {
    format!("::notice title=paceline::{}\n", data(message))
}

/// Text that can't end its command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text that can't end its property either.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_end_its_command() {
        let annotation = Annotation {
            path: "a,line=1::b.py".to_owned(),
            line: 7,
            title: "slow: 5%\n::stop-commands::x".to_owned(),
            message: "100%25\r\n::add-mask::e".to_owned(),
            consequence: Consequence::Fail,
        };
        assert_eq!(
            remark_on_line(&annotation),
            "::error file=a%2Cline=1%3A%3Ab.py,line=7,\
             title=slow%3A 5%25%0A%3A%3Astop-commands%3A%3Ax::100%2525%0D%0A::add-mask::e\n"
        );
        let warned = Annotation { consequence: Consequence::Pass, ..annotation };
        assert!(remark_on_line(&warned).starts_with("::warning file="));
        assert_eq!(notice("a\nb").lines().count(), 1);
    }
}
