//! What a step writes for the runner: assignments in files, and commands in its log.

use std::collections::BTreeMap;

/// Names with values from `GITHUB_OUTPUT` or `GITHUB_ENV`: `name=value`, or `name<<END`, lines, `END`.
pub(super) fn assignments(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let (name, value) = match (line.find('='), line.find("<<")) {
            (equals, Some(mark)) if equals.is_none_or(|equals| mark < equals) => {
                let (name, end) = (&line[..mark], &line[mark + 2..]);
                let value = until(&mut lines, end)
                    .ok_or_else(|| format!("matching delimiter not found `{end}`"))?;
                (name, value)
            }
            (Some(equals), _) => (&line[..equals], line[equals + 1..].to_owned()),
            (None, _) => return Err(format!("invalid format `{line}`")),
        };
        if name.is_empty() {
            return Err(format!("invalid format `{line}`: no name"));
        }
        found.push((name.to_owned(), value));
    }
    Ok(found)
}

/// The lines before one that is `end`; `None` without such a line.
fn until(lines: &mut std::str::Lines<'_>, end: &str) -> Option<String> {
    let mut value = Vec::new();
    loop {
        match lines.next()? {
            line if line == end && !end.is_empty() => return Some(value.join("\n")),
            line => value.push(line),
        }
    }
}

/// A command that a runner obeys, as `::error file=a::text` or `##[error file=a]text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) message: String,
}

/// Those that a runner knows; other lines are only shown.
const KNOWN: [&str; 15] = [
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
];

/// The commands in a log, but for those between `::stop-commands::word` and `::word::`.
pub(super) fn commands(log: &str) -> Vec<Command> {
    let mut found = Vec::new();
    let mut stopped: Option<String> = None;
    for line in log.lines() {
        if let Some(word) = &stopped {
            if line.trim() == format!("::{word}::") {
                stopped = None;
            }
            continue;
        }
        let Some(command) = command(line) else { continue };
        if command.name == "stop-commands" {
            stopped = Some(command.message.clone());
        }
        found.push(command);
    }
    found
}

fn command(line: &str) -> Option<Command> {
    let (head, message) = match line.trim_start().strip_prefix("::") {
        Some(rest) => rest.split_once("::")?,
        // The older form counts wherever it stands in a line.
        None => line.split_once("##[")?.1.split_once(']')?,
    };
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let property = |text: &str| {
        let (name, value) = text.split_once('=')?;
        Some((name.trim().to_owned(), decoded(value)))
    };
    KNOWN.contains(&name).then(|| Command {
        name: name.to_owned(),
        properties: properties.split([',', ';']).filter_map(property).collect(),
        message: decoded(message),
    })
}

fn decoded(text: &str) -> String {
    let pairs = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
    pairs.iter().fold(text.to_owned(), |text, (code, character)| text.replace(code, character))
}
