//! Tokens as a tree; and what is wrong with it before anything runs.

use serde_json::Value;

use super::functions::{STATUS, arguments};
use super::tokens::{Token, tokens};

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Value(Value),
    Context(String),
    Member(Box<Node>, Box<Node>),
    /// `.*`: every member.
    Every(Box<Node>),
    Call(String, Vec<Node>),
    Not(Box<Node>),
    Two(&'static str, Box<Node>, Box<Node>),
}

/// Operators from the loosest to the tightest.
const LEVELS: [&[&str]; 4] = [&["||"], &["&&"], &["==", "!="], &["<", "<=", ">", ">="]];

/// The tree of `text`.
pub(super) fn parse(text: &str) -> Result<Node, String> {
    let mut parser = Parser { tokens: tokens(text)?.into_iter().peekable() };
    let node = parser.two(0).map_err(|error| format!("{error} in `{text}`"))?;
    match parser.tokens.next() {
        None => Ok(node),
        Some(token) => Err(format!("{token:?} is too much in `{text}`")),
    }
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn take(&mut self, sign: &str) -> bool {
        self.tokens.next_if(|token| matches!(token, Token::Sign(it) if *it == sign)).is_some()
    }

    fn need(&mut self, sign: &str) -> Result<(), String> {
        if self.take(sign) { Ok(()) } else { Err(format!("no `{sign}`")) }
    }

    fn two(&mut self, level: usize) -> Result<Node, String> {
        let Some(signs) = LEVELS.get(level) else { return self.one() };
        let mut left = self.two(level + 1)?;
        while let Some(sign) = signs.iter().find(|sign| self.take(sign)) {
            let right = self.two(level + 1)?;
            left = Node::Two(sign, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Node, String> {
        if self.take("!") {
            return Ok(Node::Not(Box::new(self.one()?)));
        }
        let mut node = self.start()?;
        loop {
            if self.take("[") {
                let key = self.two(0)?;
                self.need("]")?;
                node = Node::Member(Box::new(node), Box::new(key));
            } else if !self.take(".") {
                return Ok(node);
            } else if self.take("*") {
                node = Node::Every(Box::new(node));
            } else if let Some(Token::Name(key)) = self.tokens.next() {
                node = Node::Member(Box::new(node), Box::new(Node::Value(key.into())));
            } else {
                return Err("no name after `.`".to_owned());
            }
        }
    }

    fn start(&mut self) -> Result<Node, String> {
        match self.tokens.next() {
            Some(Token::Text(text)) => Ok(Node::Value(text.into())),
            Some(Token::Number(number)) => Ok(Node::Value(number.into())),
            Some(Token::Sign("-")) => match self.tokens.next() {
                Some(Token::Number(number)) => Ok(Node::Value((-number).into())),
                other => Err(format!("{other:?} after `-`")),
            },
            Some(Token::Sign("(")) => {
                let node = self.two(0)?;
                self.need(")")?;
                Ok(node)
            }
            Some(Token::Name(name)) => match name.as_str() {
                "true" => Ok(Node::Value(true.into())),
                "false" => Ok(Node::Value(false.into())),
                "null" => Ok(Node::Value(Value::Null)),
                _ if self.take("(") => self.call(&name),
                _ => Ok(Node::Context(name)),
            },
            other => Err(format!("unexpected {other:?}")),
        }
    }

    fn call(&mut self, name: &str) -> Result<Node, String> {
        let mut values = Vec::new();
        if !self.take(")") {
            values.push(self.two(0)?);
            while self.take(",") {
                values.push(self.two(0)?);
            }
            self.need(")")?;
        }
        let name = name.to_lowercase();
        if !arguments(&name)?.contains(&values.len()) {
            return Err(format!("`{name}` does not take {} arguments", values.len()));
        }
        Ok(Node::Call(name, values))
    }
}

impl Node {
    /// Every part, this one first.
    fn parts(&self) -> Vec<&Self> {
        let inner: Vec<&Self> = match self {
            Self::Value(_) | Self::Context(_) => Vec::new(),
            Self::Every(one) | Self::Not(one) => vec![one],
            Self::Member(one, two) | Self::Two(_, one, two) => vec![one, two],
            Self::Call(_, all) => all.iter().collect(),
        };
        std::iter::once(self).chain(inner.into_iter().flat_map(Self::parts)).collect()
    }

    /// Whether it asks how things have gone so far.
    pub(super) fn asks_status(&self) -> bool {
        let is_status =
            |node: &&Self| matches!(node, Self::Call(name, _) if STATUS.contains(&name.as_str()));
        self.parts().iter().any(is_status)
    }

    /// The contexts that it names.
    pub(super) fn contexts(&self) -> Vec<&str> {
        self.parts()
            .into_iter()
            .filter_map(
                |node| if let Self::Context(name) = node { Some(name.as_str()) } else { None },
            )
            .collect()
    }
}
