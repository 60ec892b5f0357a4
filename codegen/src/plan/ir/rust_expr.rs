//! Expressions in Rust.

use super::FloatPlan;

/// An expression in Rust. Each variant has one printed form.
#[derive(Clone, Debug, PartialEq)]
pub enum RustExpr {
    /// `name`
    Variable(&'static str),
    /// `"text"`
    Text(String),
    /// `true`
    Bool(bool),
    /// `1`
    Integer(i64),
    /// `1.5`
    Float(FloatPlan),
    /// `None`
    None,
    /// `Some(value)`
    Some(Box<RustExpr>),
    /// `[first, second]`
    Array(Vec<RustExpr>),
    /// `(first, second)`
    Tuple(Vec<RustExpr>),
    /// `value.field`
    Field(Box<RustExpr>, String),
    /// `value.method(arguments)`
    Method(Box<RustExpr>, &'static str, Vec<RustExpr>),
    /// The text of an enum, by reference.
    EnumText(Box<RustExpr>),
    /// The number of an enum.
    EnumNumber(Box<RustExpr>),
    /// `Type::function`
    Function(&'static str, &'static str),
    /// `Type::function(argument)`
    Call(&'static str, &'static str, Box<RustExpr>),
    /// `|parameters| value`
    Closure(Parameters, Box<RustExpr>),
    /// `&value`
    Reference(Box<RustExpr>),
    /// `*value`
    Dereference(Box<RustExpr>),
    /// `value?`
    Try(Box<RustExpr>),
    /// `value as type`
    Cast(Box<RustExpr>, &'static str),
    /// `(value)`
    Parenthesized(Box<RustExpr>),
    /// `!value`
    Not(Box<RustExpr>),
    /// `left && right`
    And(Box<RustExpr>, Box<RustExpr>),
    /// `left || right`
    Or(Box<RustExpr>, Box<RustExpr>),
    /// `left == right`
    Compare(Comparator, Box<RustExpr>, Box<RustExpr>),
    /// `if condition { value } else { otherwise }`
    If(Box<RustExpr>, Box<RustExpr>, Box<RustExpr>),
    /// `match value { Union::Variant(value) => Some(inner), _ => None }`
    Variant {
        /// The value of the union.
        union: Box<RustExpr>,
        /// The type of the union.
        ty: String,
        /// The variant.
        variant: String,
        /// The result for this variant, made of the variable `value`.
        inner: Box<RustExpr>,
    },
    /// `match value { Some(name) => some, None => none }`
    MatchOption {
        /// The optional value.
        value: Box<RustExpr>,
        /// The name of the value where there is one.
        name: &'static str,
        /// The result for a value.
        some: Box<RustExpr>,
        /// The result without a value.
        none: Box<RustExpr>,
    },
    /// `let name = value; result`
    Let(&'static str, Box<RustExpr>, Box<RustExpr>),
    /// `format!(template, name = value)`
    Format(String, Vec<(&'static str, RustExpr)>),
}

/// The parameters of a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameters {
    /// `|name|`
    One(&'static str),
    /// `|first, second|`
    Two(&'static str, &'static str),
    /// `|(first, second)|`
    Pair(&'static str, &'static str),
    /// `|&name|`
    Referent(&'static str),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl RustExpr {
    /// Creates a text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Creates a closure with one parameter.
    pub fn closure(parameter: &'static str, value: Self) -> Self {
        Self::Closure(Parameters::One(parameter), Box::new(value))
    }

    /// Creates the call of a function.
    pub fn call(ty: &'static str, function: &'static str, argument: Self) -> Self {
        Self::Call(ty, function, Box::new(argument))
    }

    /// Selects a field.
    pub fn field(self, name: &str) -> Self {
        Self::Field(Box::new(self), name.to_owned())
    }

    /// Calls a method without arguments.
    pub fn method(self, name: &'static str) -> Self {
        Self::Method(Box::new(self), name, Vec::new())
    }

    /// Calls a method with one argument.
    pub fn method_with(self, name: &'static str, argument: Self) -> Self {
        Self::Method(Box::new(self), name, vec![argument])
    }

    /// Calls a method with a closure.
    pub fn method_closure(self, name: &'static str, parameter: &'static str, value: Self) -> Self {
        self.method_with(name, Self::closure(parameter, value))
    }

    /// Calls a method with a closure over the two parts of a pair.
    pub fn method_pair(
        self,
        name: &'static str,
        (first, second): (&'static str, &'static str),
        value: Self,
    ) -> Self {
        let closure = Self::Closure(Parameters::Pair(first, second), Box::new(value));
        self.method_with(name, closure)
    }

    /// Returns the text of an enum.
    pub fn enum_text(self) -> Self {
        Self::EnumText(Box::new(self))
    }

    /// Returns the number of an enum.
    pub fn enum_number(self) -> Self {
        Self::EnumNumber(Box::new(self))
    }

    /// Wraps the value in `Some`.
    pub fn some(self) -> Self {
        Self::Some(Box::new(self))
    }

    /// Borrows the value.
    pub fn reference(self) -> Self {
        Self::Reference(Box::new(self))
    }

    /// Dereferences the value.
    pub fn dereference(self) -> Self {
        Self::Dereference(Box::new(self))
    }

    /// Returns early without the value.
    pub fn or_return(self) -> Self {
        Self::Try(Box::new(self))
    }

    /// Casts the value.
    pub fn cast(self, ty: &'static str) -> Self {
        Self::Cast(Box::new(self), ty)
    }

    /// Puts the value in parentheses.
    pub fn parenthesized(self) -> Self {
        Self::Parenthesized(Box::new(self))
    }

    /// Negates a condition.
    pub fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// Compares two values.
    pub fn compare(self, comparator: Comparator, right: Self) -> Self {
        Self::Compare(comparator, Box::new(self), Box::new(right))
    }

    /// Compares two values for equality.
    pub fn equals(self, right: Self) -> Self {
        self.compare(Comparator::Equal, right)
    }

    /// True if a variable of this name is a part of the expression.
    pub(crate) fn mentions(&self, variable: &str) -> bool {
        let any = |parts: &[&Self]| parts.iter().any(|part| part.mentions(variable));
        match self {
            Self::Variable(name) => *name == variable,
            Self::Text(_)
            | Self::Bool(_)
            | Self::Integer(_)
            | Self::Float(_)
            | Self::None
            | Self::Function(..) => false,
            Self::Array(items) | Self::Tuple(items) => {
                items.iter().any(|item| item.mentions(variable))
            }
            Self::Some(inner)
            | Self::Field(inner, _)
            | Self::EnumText(inner)
            | Self::EnumNumber(inner)
            | Self::Call(_, _, inner)
            | Self::Closure(_, inner)
            | Self::Reference(inner)
            | Self::Dereference(inner)
            | Self::Try(inner)
            | Self::Cast(inner, _)
            | Self::Parenthesized(inner)
            | Self::Not(inner) => inner.mentions(variable),
            Self::Method(base, _, arguments) => {
                base.mentions(variable) || arguments.iter().any(|part| part.mentions(variable))
            }
            Self::And(left, right) | Self::Or(left, right) | Self::Compare(_, left, right) => {
                any(&[left, right])
            }
            Self::If(condition, then, otherwise) => any(&[condition, then, otherwise]),
            Self::Variant { union, inner, .. } => any(&[union, inner]),
            Self::MatchOption {
                value, some, none, ..
            } => any(&[value, some, none]),
            Self::Let(_, value, result) => any(&[value, result]),
            Self::Format(_, arguments) => {
                arguments.iter().any(|(_, value)| value.mentions(variable))
            }
        }
    }
}
