//! The templates, and how they are filled. What is filled in is escaped, unless made here.

use std::sync::LazyLock;

use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use serde::Serialize;

use super::page::PageError;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    // Lines that hold only a block leave no empty line behind.
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("the delimiters are the usual ones"));
    let templates = [
        ("page.html", include_str!("../../templates/page.html")),
        ("overview.html", include_str!("../../templates/overview.html")),
        ("case.html", include_str!("../../templates/case.html")),
        ("metrics.html", include_str!("../../templates/metrics.html")),
        ("profile.html", include_str!("../../templates/profile.html")),
        ("lines.html", include_str!("../../templates/lines.html")),
        ("memory.html", include_str!("../../templates/memory.html")),
        ("history.html", include_str!("../../templates/history.html")),
    ];
    for (name, source) in templates {
        environment.add_template(name, source).expect("a test fills in every template");
    }
    environment
});

/// The template of that name with `context` filled in.
pub(super) fn render(name: &str, context: &impl Serialize) -> Result<String, PageError> {
    Ok(TEMPLATES.get_template(name)?.render(Serde(context))?)
}
