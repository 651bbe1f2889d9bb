//! Texts with expressions in them.

use serde_json::Value;

use super::evaluate::Scope;
use super::parse::{Node, parse};
use super::value::{is_true, text};

/// What an expression may use where it stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::runner) struct Place {
    pub(in crate::runner) contexts: &'static [&'static str],
    /// Whether it may ask how things have gone so far.
    pub(in crate::runner) has_status: bool,
}

/// A piece of a template.
enum Piece<'a> {
    Plain(&'a str),
    Expression(Node),
}

/// Splits `template` at its expressions. `}}` within quotes ends none.
fn pieces(template: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((plain, after)) = rest.split_once("${{") {
        let end =
            end(after).ok_or_else(|| format!("an expression without an end: `{template}`"))?;
        pieces.push(Piece::Plain(plain));
        pieces.push(Piece::Expression(parse(&after[..end])?));
        rest = &after[end + 2..];
    }
    pieces.push(Piece::Plain(rest));
    Ok(pieces)
}

fn end(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    text.char_indices()
        .map(|(place, character)| {
            is_quoted ^= character == '\'';
            (place, is_quoted)
        })
        .find(|(place, is_quoted)| !is_quoted && text[*place..].starts_with("}}"))
        .map(|(place, _)| place)
}

/// The text with the values of its expressions.
pub(in crate::runner) fn interpolate(template: &str, scope: &Scope) -> Result<String, String> {
    let one = |piece: Piece<'_>| match piece {
        Piece::Plain(plain) => Ok(plain.to_owned()),
        Piece::Expression(node) => Ok(text(&scope.evaluate(&node)?)),
    };
    pieces(template)?.into_iter().map(one).collect()
}

/// The value of a text that is one expression; any other text is itself.
pub(in crate::runner) fn whole(template: &str, scope: &Scope) -> Result<Value, String> {
    match &pieces(template.trim())?[..] {
        [Piece::Plain(""), Piece::Expression(node), Piece::Plain("")] => scope.evaluate(node),
        _mixed => Ok(interpolate(template, scope)?.into()),
    }
}

/// Fails on expressions that are none, or use what is not there where the text stands.
pub(in crate::runner) fn check(template: &str, place: Place) -> Result<(), String> {
    for piece in pieces(template)? {
        if let Piece::Expression(node) = piece {
            check_node(&node, place)?;
        }
    }
    Ok(())
}

fn check_node(node: &Node, place: Place) -> Result<(), String> {
    let is_known = |name: &&str| place.contexts.iter().any(|it| it.eq_ignore_ascii_case(name));
    if let Some(name) = node.contexts().into_iter().find(|name| !is_known(name)) {
        return Err(format!("there is no context `{name}` here"));
    }
    if node.asks_status() && !place.has_status {
        return Err("functions of the status belong into `if`".to_owned());
    }
    Ok(())
}

/// The tree of a condition, which needs no `${{ }}`. One with text around it would always hold.
fn condition_node(condition: &str) -> Result<Node, String> {
    match &pieces(condition.trim())?[..] {
        [Piece::Plain(""), Piece::Expression(node), Piece::Plain("")] => Ok(node.clone()),
        [Piece::Plain(plain)] => parse(plain),
        _mixed => Err(format!("`if: {condition}` is a text, so it always holds")),
    }
}

/// Fails on a condition that is none, or uses what is not there where it stands.
pub(in crate::runner) fn check_condition(condition: &str, place: Place) -> Result<(), String> {
    check_node(&condition_node(condition)?, place)
}

/// Whether a condition holds. One that does not ask for the status needs success.
pub(in crate::runner) fn condition(condition: &str, scope: &Scope) -> Result<bool, String> {
    let node = condition_node(condition)?;
    if scope.has_failed && !node.asks_status() {
        return Ok(false);
    }
    Ok(is_true(&scope.evaluate(&node)?))
}
