//! A thousand hostile names: GitHub's Markdown shows each of them as plain text.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use paceline_model::{Comparison, ParameterValue, Verdict};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::page::elements;
use super::sample;
use crate::text::{elide, visible};
use crate::{Format, Style, comparison};

/// Pieces that mean something to Markdown, HTML, GitHub, terminals or readers.
const PIECES: &[&str] = &[
    "`",
    "``",
    "```",
    "`````",
    "|",
    "\\|",
    "\\",
    "\\`",
    "*",
    "**x**",
    "_y_",
    "~~z~~",
    "#",
    "# h",
    "> q",
    "- [ ] t",
    "1. x",
    "---",
    "===",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    " ",
    "    ",
    "<b>",
    "</code>",
    "</details>",
    "<img src=x onerror=alert(1)>",
    "<script>",
    "<!--",
    "-->",
    "<!-- paceline:end -->",
    "<![CDATA[",
    "&lt;",
    "&#64;",
    "&copy;",
    "@octocat",
    "@octo/team",
    "#12",
    "octo/cat#3",
    "GH-7",
    "https://evil.example",
    "www.evil.example",
    "a@b.example",
    "[x](https://e.example)",
    "![i](x)",
    "[^1]",
    "[x]: y",
    "$x$",
    "$$",
    ":smile:",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{feff}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{7}",
    "\u{85}",
    "\u{2028}",
    "测试",
    "größe",
    "👩‍🔬",
    "x",
    "put",
    "::error::",
];

/// Such names, always the same ones.
pub(super) fn names(count: usize) -> Vec<String> {
    let mut random = Pcg64::seed_from_u64(6);
    (0..count).map(|_| name(&mut random)).collect()
}

fn name(random: &mut Pcg64) -> String {
    let mut name = String::new();
    for _ in 0..random.random_range(1..12) {
        if random.random_bool(0.8) {
            name.push_str(PIECES[random.random_range(0..PIECES.len())]);
        } else {
            name.extend(char::from_u32(random.random_range(0..0x11_0000)));
        }
    }
    name
}

/// A comparison in which strangers' text stands wherever it can.
fn hostile(name: &str) -> Comparison {
    let mut document = sample::everything();
    for case in &mut document.cases {
        case.id.parameters.insert("n".to_owned(), ParameterValue::Text(name.to_owned()));
        if let Ok(name) = name.parse() {
            case.id.workload = name;
        }
        if case.verdict == Verdict::NotComparable {
            name.clone_into(&mut case.reason);
        }
        case.notes = vec![name.to_owned()];
    }
    document.head.revision.subject = Some(name.to_owned());
    document.notes = vec![format!("a note of {name}")];
    document
}

/// What is in a Markdown text besides paragraphs, by kind.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    code: Vec<String>,
    html: Vec<String>,
    text: String,
    links: usize,
    headings: usize,
    tables: usize,
    cells: usize,
    others: Vec<String>,
}

#[expect(clippy::wildcard_enum_match_arm, reason = "any other node only holds what is looked at")]
fn shape<'a>(node: &'a AstNode<'a>, shape: &mut Shape) {
    match &node.data.borrow().value {
        NodeValue::Code(code) => shape.code.push(code.literal.clone()),
        NodeValue::HtmlInline(html) => shape.html.push(html.clone()),
        NodeValue::HtmlBlock(block) => shape.html.push(block.literal.clone()),
        NodeValue::Text(text) => shape.text.push_str(text),
        NodeValue::Link(_) | NodeValue::Image(_) | NodeValue::FootnoteReference(_) => {
            shape.links += 1;
        }
        NodeValue::Heading(_) => shape.headings += 1,
        NodeValue::Table(_) => shape.tables += 1,
        NodeValue::TableCell => shape.cells += 1,
        NodeValue::Strikethrough | NodeValue::TaskItem(_) | NodeValue::ThematicBreak => {
            shape.others.push(format!("{:?}", node.data.borrow().value));
        }
        _harmless => {}
    }
    for child in node.children() {
        self::shape(child, shape);
    }
}

fn read(markdown: &str) -> Shape {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    let arena = Arena::new();
    let mut read = Shape::default();
    shape(parse_document(&arena, markdown, &options), &mut read);
    read
}

fn render(document: &Comparison) -> String {
    comparison(document, Format::Markdown, Style { color: false, width: 80 }).unwrap()
}

/// Our own tags; the text of a folded part's summary is of ours.
fn is_ours(html: &str) -> bool {
    let tags = ["<br>", "<sub>", "</sub>", "</details>", "<span>", "</span>"];
    tags.contains(&html.trim()) || html.starts_with("<details><summary>")
}

#[test]
fn a_thousand_hostile_names_are_shown_as_they_are_and_do_nothing() {
    let harmless = read(&render(&hostile("x")));
    for name in names(1000) {
        let document = hostile(&name);
        let read = read(&render(&document));
        assert_eq!((read.links, read.headings), (0, 1), "{name:?}: {read:#?}");
        assert_eq!((read.tables, read.cells), (harmless.tables, harmless.cells), "{name:?}");
        assert_eq!(read.others, harmless.others, "{name:?}: {read:#?}");
        assert!(read.html.iter().all(|html| is_ours(html)), "{name:?}: {:#?}", read.html);
        for case in &document.cases {
            let shown = elide(&visible(&case.id.to_string()), 80);
            let is_shown = read.code.iter().any(|code| code.trim() == shown.trim());
            assert!(is_shown, "{name:?}: {shown} in {:#?}", read.code);
        }
        for sign in ["@octo", "#12", "#3", "www.evil", "://evil"] {
            assert!(!read.text.contains(sign), "{name:?}: {sign} in {}", read.text);
        }
        assert!(!read.text.contains(['\u{202e}', '\u{2066}', '\u{1b}']), "{name:?}");
    }
}

/// What GitHub's own program makes of Markdown.
fn cmark_gfm(markdown: &str) -> String {
    let extensions = ["footnotes", "table", "strikethrough", "autolink", "tagfilter", "tasklist"];
    let mut process = Command::new("cmark-gfm")
        .args(extensions.iter().flat_map(|name| ["-e", name]))
        .arg("--unsafe")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test needs cmark-gfm, which is a package of that name");
    process.stdin.take().unwrap().write_all(markdown.as_bytes()).unwrap();
    String::from_utf8(process.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn a_thousand_hostile_names_do_nothing_in_github_s_own_program_either() {
    let kinds = |html: &str| {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for element in elements(html) {
            // How many code spans a name takes, and where lines break, is its own matter.
            if !["code", "span", "br"].contains(&element.name.as_str()) {
                *kinds.entry(element.name).or_default() += 1;
            }
        }
        kinds
    };
    let harmless = kinds(&cmark_gfm(&render(&hostile("x"))));
    assert!(harmless["table"] >= 2 && harmless["td"] > 20, "{harmless:?}");
    for name in names(1000) {
        let html = cmark_gfm(&render(&hostile(&name)));
        assert_eq!(kinds(&html), harmless, "{name:?}");
    }
}
