//! Parses formulas. Length and depth are limited, because packs are untrusted.

use super::expression::{Expression, Factor, Function, Node, Term};
use crate::core::suggest;

/// The maximum length of a formula, in bytes.
const LONGEST: usize = 1_000;
/// The maximum depth of parentheses and functions.
const DEEPEST: usize = 20;
/// The largest number of a model: larger ones are not exact as `f64`.
pub const LARGEST: f64 = 9_007_199_254_740_991.0;

/// A problem of a formula: message, position and help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormulaError {
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) help: String,
}

pub(super) fn formula(text: &str) -> Result<Expression, FormulaError> {
    let mut parser = Parser::of(text)?;
    let whole = parser.sum()?;
    parser.end(whole)
}

/// The two sides of a rule, and whether they may be equal.
pub(super) fn rule(text: &str) -> Result<(Expression, bool, Expression), FormulaError> {
    let mut parser = Parser::of(text)?;
    let left = parser.sum()?;
    if !parser.takes('<') {
        return Err(parser.error(
            "a rule needs `<` or `<=` here",
            "write `LEFT <= RIGHT` or `LEFT < RIGHT`",
        ));
    }
    let or_equal = parser.rest().starts_with('=');
    if or_equal {
        parser.at += 1;
    }
    let right = parser.sum()?;
    Ok((left, or_equal, parser.end(right)?))
}

/// Whether a word can name a number: lower-case letters, digits and `_`, with dots between groups.
#[must_use]
pub fn is_name(word: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    word.len() <= 100 && word.split('.').all(part)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn of(text: &'a str) -> Result<Self, FormulaError> {
        if text.len() > LONGEST {
            return Err(FormulaError {
                at: 0,
                message: format!("a formula has at most {LONGEST} characters"),
                help: "split it, with names for its parts in [terms]".to_owned(),
            });
        }
        Ok(Self {
            text,
            at: 0,
            depth: 0,
        })
    }

    fn end(&mut self, whole: Expression) -> Result<Expression, FormulaError> {
        self.skip();
        if self.rest().is_empty() {
            return Ok(whole);
        }
        Err(self.error(
            "the formula should end here, or go on with an operator",
            "the operators are + - * /",
        ))
    }

    fn sum(&mut self) -> Result<Expression, FormulaError> {
        self.skip();
        let at = self.at;
        let mut terms = vec![self.term(false)?];
        loop {
            let minus = self.takes('-');
            if !minus && !self.takes('+') {
                break;
            }
            terms.push(self.term(minus)?);
        }
        if let [
            Term {
                optional: false, ..
            },
        ] = terms[..]
            && let Some(only) = terms.pop()
        {
            return Ok(only.value);
        }
        let node = Node::Sum(terms);
        Ok(Expression { at, node })
    }

    fn term(&mut self, minus: bool) -> Result<Term, FormulaError> {
        let optional = self.takes('?');
        let value = self.product()?;
        Ok(Term {
            minus,
            optional,
            value,
        })
    }

    fn product(&mut self) -> Result<Expression, FormulaError> {
        let first = self.factor()?;
        let at = first.at;
        let mut factors = vec![Factor {
            divides: false,
            value: first,
        }];
        loop {
            let divides = self.takes('/');
            if !divides && !self.takes('*') {
                break;
            }
            let value = self.factor()?;
            factors.push(Factor { divides, value });
        }
        if factors.len() == 1
            && let Some(only) = factors.pop()
        {
            return Ok(only.value);
        }
        let node = Node::Product(factors);
        Ok(Expression { at, node })
    }

    fn factor(&mut self) -> Result<Expression, FormulaError> {
        self.skip();
        let at = self.at;
        if self.takes('(') {
            let inner = self.deeper(Self::sum)?;
            self.close()?;
            // a sum in parentheses is a single value
            return Ok(inner);
        }
        let word = self.word();
        let node = match word.chars().next() {
            Some(c) if c.is_ascii_digit() => Node::Literal(Self::literal(at, word)?),
            Some(_) if self.takes('(') => self.call(at, word)?,
            Some(_) if is_name(word) => Node::Name(word.to_owned()),
            _ => {
                self.at = at;
                return Err(self.error(
                    "a number, a name or a function should stand here",
                    "names are of small letters, digits and `_`, with dots between groups: `web.replicas`",
                ));
            }
        };
        Ok(Expression { at, node })
    }

    fn literal(at: usize, word: &str) -> Result<f64, FormulaError> {
        let plain = word.chars().all(|c| c.is_ascii_digit() || c == '.');
        let number = plain.then(|| word.parse().ok()).flatten();
        let number = number.filter(|number| *number <= LARGEST);
        number.ok_or_else(|| FormulaError {
            at,
            message: format!("`{word}` is not a number"),
            help: format!("write digits, with a point where it has a fraction, up to {LARGEST}"),
        })
    }

    fn call(&mut self, at: usize, name: &str) -> Result<Node, FormulaError> {
        let Some(function) = Function::from_name(name) else {
            let known = Function::ALL.iter().map(|(name, _)| *name);
            return Err(FormulaError {
                at,
                message: format!("there is no function `{name}`"),
                help: suggest::help(name, known),
            });
        };
        let mut arguments = vec![self.deeper(Self::sum)?];
        while self.takes(',') {
            arguments.push(self.deeper(Self::sum)?);
        }
        self.close()?;
        let many = arguments.len();
        if function.is_rounding() != (many == 1) || arguments.iter().all(Expression::is_optional) {
            let (takes, more) = if function.is_rounding() {
                ("takes one argument", "")
            } else {
                ("takes two arguments or more, one of them", ", 1")
            };
            return Err(FormulaError {
                at,
                message: format!("`{name}` {takes} without `?`"),
                help: format!("for example `{name}(web.cpus{more})`"),
            });
        }
        Ok(Node::Call(function, arguments))
    }

    fn deeper<T>(
        &mut self,
        parse: fn(&mut Self) -> Result<T, FormulaError>,
    ) -> Result<T, FormulaError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error(
                &format!("parentheses stand in each other more than {DEEPEST} deep"),
                "give parts of the formula names of their own, in [terms]",
            ));
        }
        let inner = parse(self);
        self.depth -= 1;
        inner
    }

    fn close(&mut self) -> Result<(), FormulaError> {
        if self.takes(')') {
            return Ok(());
        }
        Err(self.error("a `)` is missing here", "close every parenthesis"))
    }

    /// The letters, digits, dots and `_` from here on.
    fn word(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_'));
        let word = &rest[..end.unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    fn takes(&mut self, sign: char) -> bool {
        self.skip();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len_utf8();
        }
        found
    }

    fn skip(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn error(&self, message: &str, help: &str) -> FormulaError {
        FormulaError {
            at: self.at,
            message: message.to_owned(),
            help: help.to_owned(),
        }
    }
}
