//! A formula as a tree: numbers by name, arithmetic and a few functions. Knows nothing of the values.

/// A part of a formula, with its offset in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    pub at: usize,
    pub node: Node,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Literal(f64),
    Name(String),
    Sum(Vec<Term>),
    Product(Vec<Factor>),
    Call(Function, Vec<Expression>),
}

/// A term of a sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    pub minus: bool,
    /// Written `?x`: left out if one of its numbers does not exist.
    pub optional: bool,
    pub value: Expression,
}

/// A factor of a product.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    pub divides: bool,
    pub value: Expression,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Min,
    Max,
    Floor,
    Ceil,
    Round,
    /// The first argument that exists.
    First,
}

impl Function {
    pub const ALL: [(&'static str, Function); 6] = [
        ("min", Function::Min),
        ("max", Function::Max),
        ("floor", Function::Floor),
        ("ceil", Function::Ceil),
        ("round", Function::Round),
        ("first", Function::First),
    ];

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, function)| *function)
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, function)| *function == self);
        found.map_or("", |(name, _)| name)
    }

    /// Whether it takes exactly one argument.
    #[must_use]
    pub fn is_rounding(self) -> bool {
        matches!(self, Self::Floor | Self::Ceil | Self::Round)
    }
}

impl Expression {
    /// Calls `see` with every part, beginning with this one.
    pub fn walk<'a>(&'a self, see: &mut impl FnMut(&'a Expression)) {
        see(self);
        match &self.node {
            Node::Literal(_) | Node::Name(_) => {}
            Node::Sum(terms) => terms.iter().for_each(|term| term.value.walk(see)),
            Node::Product(factors) => factors.iter().for_each(|factor| factor.value.walk(see)),
            Node::Call(_, arguments) => arguments.iter().for_each(|argument| argument.walk(see)),
        }
    }

    /// The numbers that it names, each with its offset.
    #[must_use]
    pub fn names(&self) -> Vec<(&str, usize)> {
        let mut names = Vec::new();
        self.walk(&mut |part| {
            if let Node::Name(name) = &part.node {
                names.push((name.as_str(), part.at));
            }
        });
        names
    }

    /// The number of parts.
    #[must_use]
    pub fn size(&self) -> usize {
        let mut size = 0;
        self.walk(&mut |_| size += 1);
        size
    }

    /// Whether all of it is optional.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        matches!(&self.node, Node::Sum(terms) if terms.iter().all(|term| term.optional))
    }
}
