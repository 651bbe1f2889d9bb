//! Files that are no suite at all: each is one clear error.

use std::fs;

use crate::load;

use super::{errors, plan};

const GOOD: &str = "suite: s\nworkloads:\n  w: { shell: sort }\n";

#[test]
fn an_empty_file_is_told_what_a_suite_is() {
    insta::assert_snapshot!(errors("# nothing yet\n"), @r"
    error: the suite is empty
     --> suite.yaml:1:1
      |
    1 | # nothing yet
      | ^
      |
      = help: a suite has at least a name and a workload, as in
              suite: my-suite
              workloads:
                sort:
                  command: [sort, data.txt]

    suite.yaml: 1 error
    ");
}

#[test]
fn tabs_are_told() {
    insta::assert_snapshot!(errors("suite: s\nworkloads:\n\tw:\n"), @r"
    error: this is not valid YAML: tabs disallowed within this context (block indentation)
     --> suite.yaml:3:2
      |
    3 |     w:
      |     ^
      |
      = help: YAML is indented with spaces, not tabs

    suite.yaml: 1 error
    ");
}

#[test]
fn an_unclosed_bracket_is_told_where_it_opens() {
    insta::assert_snapshot!(errors("suite: s\nworkloads: {a: {command: [sort}\n"), @r"
    error: this is not valid YAML: mismatched bracket '[' closed by '}'
     --> suite.yaml:2:26
      |
    2 | workloads: {a: {command: [sort}
      |                          ^

    suite.yaml: 1 error
    ");
}

#[test]
fn an_unclosed_quote_is_told() {
    insta::assert_snapshot!(errors("suite: \"s\nworkloads: {}\n"), @r"
    error: this is not valid YAML: invalid indentation in multiline quoted scalar
     --> suite.yaml:2:1
      |
    2 | workloads: {}
      | ^
      |
      = help: a quotation mark is opened here or above and not closed

    suite.yaml: 1 error
    ");
}

#[test]
fn a_second_document_is_told() {
    insta::assert_snapshot!(errors(format!("{GOOD}---\n{GOOD}")), @r"
    error: a suite file holds one document, here starts a second one
     --> suite.yaml:4:1
      |
    4 | ---
      | ^^^
      |
      = help: put the other suite into a file of its own

    suite.yaml: 1 error
    ");
}

#[test]
fn tags_are_told() {
    insta::assert_snapshot!(errors("suite: !name s\nworkloads:\n  w: { shell: !!str sort }\n"), @r"
    error: tag `!name` has no meaning in a suite
     --> suite.yaml:1:8
      |
    1 | suite: !name s
      |        ^^^^^
      |
      = help: remove it, or put quotes around text that starts with `!`

    error: tag `!!str` has no meaning in a suite
     --> suite.yaml:3:15
      |
    3 |   w: { shell: !!str sort }
      |               ^^^^^
      |
      = help: remove it, or put quotes around text that starts with `!`

    suite.yaml: 2 errors
    ");
}

#[test]
fn an_unknown_alias_is_told() {
    insta::assert_snapshot!(errors("suite: s\nworkloads:\n  w: { shell: *sort, timout: 1s }\n"), @r"
    error: there is no anchor `&sort` above this alias
     --> suite.yaml:3:15
      |
    3 |   w: { shell: *sort, timout: 1s }
      |               ^^^^^
      |
      = help: put quotes around text that starts with `*`, or write `&sort` before a value

    error: unknown key `timout`, did you mean `timeout`?
     --> suite.yaml:3:22
      |
    3 |   w: { shell: *sort, timout: 1s }
      |                      ^^^^^^

    suite.yaml: 2 errors
    ");
}

#[test]
fn a_list_is_no_suite() {
    insta::assert_snapshot!(errors("- suite: s\n"), @r"
    error: expected a mapping, found a list
     --> suite.yaml:1:1
      |
    1 | - suite: s
      | ^^^^^^^^^^

    suite.yaml: 1 error
    ");
}

#[test]
fn a_key_is_text() {
    insta::assert_snapshot!(errors("suite: s\n[a, b]: c\n"), @r"
    error: a key must be plain text
     --> suite.yaml:2:1
      |
    2 | [a, b]: c
      | ^
      |
      = help: put quotes around text that starts with `[`, `{` or `*`

    suite.yaml: 1 error
    ");
}

#[test]
fn another_encoding_is_told_with_its_place() {
    insta::assert_snapshot!(errors(b"suite: s\n# gr\xf6\xdfe\n"), @r"
    error: the suite file is not UTF-8 text: line 2, byte 14 of the file
    --> suite.yaml
     = help: a suite is text; save it in the encoding UTF-8

    suite.yaml: 1 error
    ");
}

#[test]
fn a_nul_is_told() {
    insta::assert_snapshot!(errors("suite: s\nworkloads:\n  w\0: {}\n"), @r"
    error: the suite file has the control character `\u{0}` on line 3
    --> suite.yaml
     = help: a suite is text; inside double quotes such a character is written as an escape

    suite.yaml: 1 error
    ");
}

#[test]
fn a_huge_file_is_refused_unread() {
    insta::assert_snapshot!(errors("#\n".repeat(3 << 20)), @r"
    error: the suite file has 6.0 MiB, the limit is 4 MiB
    --> suite.yaml
     = help: split it, or let a workload read its data from a file

    suite.yaml: 1 error
    ");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    assert_eq!(plan(&format!("\u{feff}{GOOD}")).cases.len(), 1);
    assert_eq!(plan(&GOOD.replace('\n', "\r\n")).cases.len(), 1);
}

#[test]
fn windows_line_ends_do_not_shift_places() {
    let text = "suite: s\r\nworkloads:\r\n  w: { shell: sort, timout: 1s }\r\n";
    let (_folder, result) = super::load_bytes(text);
    let errors = result.unwrap_err();
    let place = errors.diagnostics()[0].place.clone().unwrap();
    assert_eq!((place.line, place.column, &text[place.span]), (3, 21, "timout"));
}

#[test]
fn columns_count_characters() {
    let (_folder, result) =
        super::load_bytes("suite: s\nworkloads: { größe🎉: { shell: sort, timout: 1s } }\n");
    let errors = result.unwrap_err();
    let place = errors.diagnostics()[0].place.clone().unwrap();
    assert_eq!((place.line, place.column), (2, 37));
}

#[test]
fn a_very_long_line_is_not_shown() {
    let long = format!(
        "suite: s\nworkloads: {{ w: {{ command: [sort, {}], timout: 1s }} }}\n",
        "x".repeat(100_000)
    );
    let text = errors(long);
    assert!(text.contains("suite.yaml:2:100038"), "{text}");
    assert!(text.len() < 300, "{}", text.len());
}

#[test]
fn a_folder_stands_for_its_suite() {
    let folder = tempfile::tempdir().unwrap();
    let message = |path: &std::path::Path| load(path).unwrap_err().diagnostics()[0].clone();
    assert_eq!(message(folder.path()).message, "this folder holds no `suite.yaml`");
    fs::write(folder.path().join("suite.yml"), GOOD).unwrap();
    let help = message(folder.path()).help.unwrap();
    assert_eq!(help, "rename `suite.yml` to `suite.yaml`, or name the file itself");
    fs::write(folder.path().join("suite.yaml"), GOOD).unwrap();
    let plan = load(folder.path()).unwrap();
    assert_eq!(plan.file, folder.path().join("suite.yaml"));
    assert_eq!(plan.directory, folder.path().canonicalize().unwrap());
    let missing = message(&folder.path().join("none.yaml"));
    assert_eq!((missing.message.as_str(), missing.place), ("the suite file does not exist", None));
}

#[test]
fn a_hundred_mistakes_are_enough() {
    let text = errors((0..500).map(|n| format!("unknown{n}: 1")).collect::<Vec<_>>().join("\n"));
    assert!(text.ends_with("suite.yaml: more than 100 errors"), "{text}");
    assert_eq!(text.matches("error:").count(), 100);
}

#[test]
fn colours_are_only_added_when_asked_for() {
    let (_folder, result) = super::load_bytes("suit: s\n");
    let errors = result.unwrap_err();
    assert!(!errors.to_string().contains('\u{1b}'));
    assert!(errors.render(true, 80).contains('\u{1b}'));
}
