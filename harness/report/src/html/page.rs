//! The entrance: everything known of a comparison in, one HTML file out.

use std::collections::BTreeSet;

use paceline_model::{
    CallTree, CaseId, Comparison, History, MemoryCurve, ProfileDifference, Record,
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::case::{CaseContext, cases};
use super::data::{Block, block};
use super::engine::render;
use super::history::{HistoryContext, histories, history_data};
use super::overview::{Overview, overview};
use super::security::policy;
use super::sources::Sources;
use crate::text;

/// Cases whose sections stand in the page as they are. Of more, those that did not change are packed.
const MOST_INLINE: usize = 200;
/// Cases of a packed block.
const CASES_PER_BLOCK: usize = 200;

const STYLE: &str = concat!(
    include_str!("../../assets/page.css"),
    include_str!("../../assets/viewer.css"),
    include_str!("../../assets/uplot.css")
);
const SCRIPT: &str = include_str!("../../assets/page.js");

/// What a page shows.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The verdicts.
    pub comparison: &'a Comparison,
    /// Base's and head's record with every value, where they are known.
    pub records: Option<[&'a Record; 2]>,
    /// What profilers saw of the cases that they ran on.
    pub profiles: &'a [CaseProfile],
    /// The past of the suite, or of several; may be empty.
    pub history: &'a [History],
}

/// What profilers saw of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseProfile {
    /// The case, without the parameters of the variants.
    pub case: CaseId,
    /// The call stacks of both sides.
    pub trees: Vec<CallTree>,
    /// Functions and lines of both sides; `None` unless both were profiled.
    pub difference: Option<ProfileDifference>,
    /// Memory over time of both sides.
    pub memory: Vec<MemoryCurve>,
}

/// Why no page could be made.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A template can't be filled in.
    #[error("the page can't be made: {0}")]
    Template(#[from] minijinja::Error),
    /// Data can't be written as JSON.
    #[error("the data of the page can't be written: {0}")]
    Json(#[from] serde_json::Error),
    /// Data can't be packed.
    #[error("the data of the page can't be packed: {0}")]
    Packing(#[from] std::io::Error),
}

#[derive(Serialize)]
struct PageContext<'a> {
    policy: String,
    style: &'a str,
    script: &'a str,
    title: String,
    overview: Option<Overview>,
    cases: Vec<String>,
    history: Vec<HistoryContext>,
    blocks: Vec<Block>,
    version: &'static str,
}

/// The page of a comparison. The same comparison, records and profiles give the same bytes.
pub fn page(page: &Page<'_>) -> Result<String, PageError> {
    let sources = Sources::new(page);
    let contexts = cases(page, &sources);
    let overview = overview(page, &sources, &contexts);
    let title = format!("{} · {}", overview.headline, page.comparison.suite);
    let mut blocks = profile_blocks(&sources, &contexts)?;
    let (inline, packed) = sections(&contexts)?;
    blocks.extend(packed);
    blocks.extend(history_data(page.history)?);
    finish(&PageContext {
        policy: policy(STYLE, SCRIPT),
        style: STYLE,
        script: SCRIPT,
        title: text::visible(&title),
        overview: Some(overview),
        cases: inline,
        history: histories(page.history),
        blocks,
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// The page of what stored records say about one suite or many.
pub fn dashboard(history: &[History]) -> Result<String, PageError> {
    let suites: Vec<_> = history.iter().map(|history| history.suite.to_string()).collect();
    finish(&PageContext {
        policy: policy(STYLE, SCRIPT),
        style: STYLE,
        script: SCRIPT,
        title: format!("History · {}", text::elide(&suites.join(", "), 80)),
        overview: None,
        cases: Vec::new(),
        history: histories(history),
        blocks: history_data(history)?.into_iter().collect(),
        version: env!("CARGO_PKG_VERSION"),
    })
}

fn finish(context: &PageContext<'_>) -> Result<String, PageError> {
    let page = render("page.html", context)?;
    Ok(if page.ends_with('\n') { page } else { page + "\n" })
}

fn profile_blocks(sources: &Sources<'_>, cases: &[CaseContext]) -> Result<Vec<Block>, PageError> {
    let mut blocks = Vec::new();
    for case in cases {
        if let Some(profile) = sources.profile(&case.id).filter(|profile| !profile.trees.is_empty())
        {
            let data = super::profile::data(&profile.trees);
            blocks.push(block(format!("profile-{}", case.number), &data)?);
        }
    }
    Ok(blocks)
}

/// Sections in the page, and blocks of those that are packed by their ids.
fn sections(cases: &[CaseContext]) -> Result<(Vec<String>, Vec<Block>), PageError> {
    let is_inline = |case: &&CaseContext| cases.len() <= MOST_INLINE || case.is_notable;
    let inline: Vec<_> = cases.iter().filter(is_inline).take(2 * MOST_INLINE).collect();
    let last = cases.iter().map(|case| case.number + 1).max().unwrap_or_default();
    let mut packed: Vec<Map<String, Value>> = vec![Map::new(); last.div_ceil(CASES_PER_BLOCK)];
    let shown: BTreeSet<_> = inline.iter().map(|case| case.number).collect();
    for case in cases.iter().filter(|case| !shown.contains(&case.number)) {
        let html = render("case.html", case)?;
        packed[case.number / CASES_PER_BLOCK]
            .insert(format!("case-{}", case.number), Value::String(html));
    }
    let blocks = packed.iter().enumerate().filter(|(_, cases)| !cases.is_empty());
    let blocks = blocks.map(|(place, cases)| block(format!("fragments-{place}"), cases));
    let inline = inline.into_iter().map(|case| render("case.html", case));
    Ok((inline.collect::<Result<_, _>>()?, blocks.collect::<Result<_, _>>()?))
}
