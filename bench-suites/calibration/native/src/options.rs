//! What the command line says.

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Processor work: puts and gets of a cache.
    Work,
    /// The same work beside memory that is touched once.
    Memory,
    /// Memory that is kept, more with each iteration.
    Leak,
    /// Waiting, without work.
    Wait,
    /// A loop of many branches, at one of several places in the program.
    Branchy,
}

/// How much more than nominal, in percent; less where negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Extra(f64);

impl Extra {
    /// The nominal amount and the extra.
    #[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^52")]
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked by `parse`")]
    #[expect(clippy::cast_sign_loss, reason = "no less than half of the nominal amount")]
    pub(crate) fn of(self, nominal: u64) -> u64 {
        (nominal as f64 * (1.0 + self.0 / 100.0)).round() as u64
    }

    fn parse(text: &str) -> Option<Self> {
        let percent: f64 = text.parse().ok()?;
        // Results are taken at 90 % of the nominal amount, so every run has to get that far.
        (-10.0..=100.0).contains(&percent).then_some(Self(percent))
    }
}

/// The command line, read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Options {
    /// What to do.
    pub(crate) mode: Mode,
    /// More of what the mode spends: operations, steps or waiting.
    pub(crate) extra: Extra,
    /// More memory, in mode `memory`.
    pub(crate) extra_memory: Extra,
    /// KiB that each iteration keeps, in mode `leak`.
    pub(crate) leak: usize,
    /// How often mode `leak` iterates.
    pub(crate) iterations: u64,
    /// Place of the loop, in mode `branchy`.
    pub(crate) layout: u8,
}

impl Options {
    /// Reads the arguments after the program's name; the error is for people.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mode = parse_mode(&arguments.next().unwrap_or_default())?;
        let mut options = Self {
            mode,
            extra: Extra::default(),
            extra_memory: Extra::default(),
            leak: 0,
            iterations: 200,
            layout: 0,
        };
        for argument in arguments {
            let (name, value) = argument.split_once('=').unwrap_or((argument.as_str(), ""));
            options.set(name, value).ok_or_else(|| {
                format!("`{argument}` is no option, or its value is out of range")
            })?;
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "--extra" => self.extra = Extra::parse(value)?,
            "--extra-memory" => self.extra_memory = Extra::parse(value)?,
            "--leak" => self.leak = value.parse().ok()?,
            "--iterations" => self.iterations = value.parse().ok()?,
            "--layout" => self.layout = value.parse().ok().filter(|layout| *layout < 8)?,
            // A name for a copy of the same thing; it changes nothing, which is the point.
            "--copy" => {}
            _ => return None,
        }
        Some(())
    }
}

fn parse_mode(text: &str) -> Result<Mode, String> {
    match text {
        "work" => Ok(Mode::Work),
        "memory" => Ok(Mode::Memory),
        "leak" => Ok(Mode::Leak),
        "wait" => Ok(Mode::Wait),
        "branchy" => Ok(Mode::Branchy),
        _ => Err(format!("unknown mode `{text}`: work, memory, leak, wait or branchy")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options, String> {
        Options::parse(arguments.iter().map(ToString::to_string))
    }

    #[test]
    fn extra_is_a_share_of_the_nominal_amount() {
        for (percent, amount) in [("0", 1000), ("1", 1010), ("0.2", 1002), ("-5", 950)] {
            let options = parse(&["work", &format!("--extra={percent}")]).unwrap();
            assert_eq!(options.extra.of(1000), amount, "{percent} %");
        }
    }

    #[test]
    fn a_value_out_of_range_is_refused() {
        for bad in ["--extra=-11", "--extra=NaN", "--extra=", "--layout=8", "--extras=2"] {
            assert!(parse(&["work", bad]).is_err(), "{bad}");
        }
        assert!(parse(&["rest"]).is_err());
    }

    #[test]
    fn the_name_of_a_copy_changes_nothing() {
        assert_eq!(parse(&["work", "--copy=a"]), parse(&["work", "--copy=b"]));
    }
}
