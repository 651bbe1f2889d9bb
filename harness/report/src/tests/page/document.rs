//! A page as its elements.

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// One element.
pub(in crate::tests) struct Element {
    pub(in crate::tests) name: String,
    pub(in crate::tests) attributes: Vec<(String, String)>,
    /// All text in it.
    pub(in crate::tests) text: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Every element of a page in order. With script, what stands in `<noscript>` is text, so it is read
/// without.
pub(in crate::tests) fn elements(page: &str) -> Vec<Element> {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = false;
    let dom = parse_document(RcDom::default(), options).one(page);
    let mut found = Vec::new();
    collect(&dom.document, &mut found);
    found
}

fn collect(node: &Handle, found: &mut Vec<Element>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attributes = attrs.borrow();
        let attributes =
            attributes.iter().map(|one| (one.name.local.to_string(), one.value.to_string()));
        let mut text = String::new();
        gather(node, &mut text);
        found.push(Element {
            name: name.local.to_string(),
            attributes: attributes.collect(),
            text,
        });
    }
    node.children.borrow().iter().for_each(|child| collect(child, found));
}

fn gather(node: &Handle, text: &mut String) {
    if let NodeData::Text { contents } = &node.data {
        text.push_str(&contents.borrow());
    }
    node.children.borrow().iter().for_each(|child| gather(child, text));
}

/// The elements of that name.
pub(super) fn named<'a>(elements: &'a [Element], name: &str) -> Vec<&'a Element> {
    elements.iter().filter(|element| element.name == name).collect()
}

/// The element of that id.
pub(super) fn by_id<'a>(elements: &'a [Element], id: &str) -> Option<&'a Element> {
    elements.iter().find(|element| element.attribute("id") == Some(id))
}
