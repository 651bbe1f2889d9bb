//! The value of an expression.

use serde_json::{Map, Value};

use super::functions::call;
use super::parse::Node;
use super::value::{is_equal, is_true, order, text};

/// Contexts whose members are known: another one is a slip of the author's, which GitHub would turn
/// into an empty text.
const CLOSED: [&str; 6] = ["github", "inputs", "steps", "needs", "matrix", "runner"];

/// What expressions of a job, or of an action within it, see.
#[derive(Debug, Clone, Default)]
pub(in crate::runner) struct Scope {
    pub(in crate::runner) contexts: Map<String, Value>,
    pub(in crate::runner) has_failed: bool,
}

impl Scope {
    /// Sets a context.
    pub(in crate::runner) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.contexts.insert(name.to_owned(), value.into());
    }

    pub(super) fn evaluate(&self, node: &Node) -> Result<Value, String> {
        match node {
            Node::Value(value) => Ok(value.clone()),
            Node::Context(name) => {
                let context = find(&self.contexts, name);
                context.cloned().ok_or_else(|| format!("there is no context `{name}` here"))
            }
            Node::Member(of, key) => self.member(of, key),
            Node::Every(of) => Ok(Value::Array(match self.evaluate(of)? {
                Value::Array(list) => list,
                Value::Object(members) => members.into_iter().map(|(_, value)| value).collect(),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
            })),
            Node::Not(one) => Ok((!is_true(&self.evaluate(one)?)).into()),
            Node::Two(sign, one, two) => self.two(sign, one, two),
            Node::Call(name, values) => {
                let values: Result<Vec<_>, _> = values.iter().map(|it| self.evaluate(it)).collect();
                call(name, &values?, self.has_failed)
            }
        }
    }

    fn two(&self, sign: &str, one: &Node, two: &Node) -> Result<Value, String> {
        let one = self.evaluate(one)?;
        match (sign, is_true(&one)) {
            ("||", true) | ("&&", false) => return Ok(one),
            ("||" | "&&", _) => return self.evaluate(two),
            _compared => {}
        }
        let two = self.evaluate(two)?;
        let is_order =
            |wanted: fn(std::cmp::Ordering) -> bool| order(&one, &two).is_some_and(wanted);
        Ok(match sign {
            "==" => is_equal(&one, &two),
            "!=" => !is_equal(&one, &two),
            "<" => is_order(std::cmp::Ordering::is_lt),
            "<=" => is_order(std::cmp::Ordering::is_le),
            ">" => is_order(std::cmp::Ordering::is_gt),
            _more => is_order(std::cmp::Ordering::is_ge),
        }
        .into())
    }

    fn member(&self, of: &Node, key: &Node) -> Result<Value, String> {
        let (value, key) = (self.evaluate(of)?, self.evaluate(key)?);
        let found = match &value {
            Value::Object(members) => find(members, &text(&key)).cloned(),
            Value::Array(list) if matches!(of, Node::Every(_)) => {
                let members = list.iter().filter_map(Value::as_object);
                let found = members.filter_map(|it| find(it, &text(&key))).cloned();
                Some(Value::Array(found.collect()))
            }
            Value::Array(list) => {
                text(&key).parse().ok().and_then(|place: usize| list.get(place)).cloned()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        match (found, of) {
            (None, Node::Context(name)) if CLOSED.contains(&name.as_str()) => {
                Err(format!("`{name}` has no `{}`", text(&key)))
            }
            (found, _) => Ok(found.unwrap_or_default()),
        }
    }
}

/// Names are found without regard to case.
fn find<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
