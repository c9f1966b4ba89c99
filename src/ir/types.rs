use std::sync::Arc;

/// Days since 1970-01-01.
pub type Day = i32;

/// The type of a node's values. Any of them can be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    Bool,
    /// 64-bit whole number.
    Int,
    /// Double, never NaN and never infinite: what would be is missing. 0 and −0 are one value: they compare as equal, and where one of
    /// equal values is taken (`min`, `greatest`, `first`) it is not said which zero it is.
    Number,
    /// Whole number of units of `10^-scale`.
    Decimal {
        scale: u32,
    },
    Text,
    /// [`Day`]
    Date,
    /// Microseconds since 1970-01-01T00:00Z.
    Datetime,
    /// List of texts, without missing items.
    List,
}

impl Type {
    /// Types whose values have an order that rules may use (`<`, `max`, `top p%`).
    pub fn is_ordered(self) -> bool {
        matches!(self, Type::Int | Type::Number | Type::Decimal { .. } | Type::Date | Type::Datetime)
    }

    pub fn is_numeric(self) -> bool {
        matches!(self, Type::Int | Type::Number | Type::Decimal { .. })
    }

    /// The word that messages use.
    pub fn word(self) -> &'static str {
        match self {
            Type::Bool => "truth value",
            Type::Int => "whole number",
            Type::Number => "number",
            Type::Decimal { .. } => "decimal number",
            Type::Text => "text",
            Type::Date => "date",
            Type::Datetime => "datetime",
            Type::List => "list",
        }
    }
}

/// A double as a key: equal bits are equal. Literals are never NaN, and -0 is stored as 0.
#[derive(Debug, Clone, Copy)]
pub struct Real(pub f64);

impl Real {
    pub fn new(value: f64) -> Self {
        Real(if value == 0.0 { 0.0 } else { value })
    }
}

impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Real {}

impl std::hash::Hash for Real {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// A constant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Literal {
    Missing,
    Bool(bool),
    Int(i64),
    Number(Real),
    /// In units of the type's scale.
    Decimal(i64),
    Text(Arc<str>),
    Date(Day),
    Datetime(i64),
    List(Arc<[Arc<str>]>),
}
