//! The functions of the language, one file each: name, signature, what missing does, a line of documentation, examples
//! that run as tests on every engine, and how it lowers to primitives of the plan.
//!
//! To add one: a file, and a line in [`ALL`]. What needs more than its arguments' values (`ramp`, `decay`, `percentile`,
//! `quantile`, the aggregates) is not a function of this kind: the checker knows those.

use crate::ir::{Builder, NodeId, TableId, Type};

/// A function of the language.
#[derive(Debug)]
pub struct Builtin {
    pub name: &'static str,
    pub params: &'static [Param],
    /// The last parameter may be given any number of times (at least once).
    pub variadic: bool,
    pub returns: Returns,
    /// One or two sentences; says what missing does where it is not simply "missing in, missing out".
    pub doc: &'static str,
    /// `("round(2.345, 2)", "2.35")`: both sides are expressions of the language; `missing` stands for a missing value.
    pub examples: &'static [(&'static str, &'static str)],
    /// The arguments have the parameters' types already (a whole number where a number is asked for has been converted).
    pub lower: fn(&mut Builder, TableId, &[NodeId]) -> NodeId,
}

#[derive(Debug)]
pub struct Param {
    pub name: &'static str,
    pub takes: Takes,
}

/// What a parameter accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Int, Decimal and Number; arrives as Number.
    Number,
    /// A whole-number literal; arrives as a literal node.
    IntLiteral,
    Text,
    List,
    Bool,
    /// A date, or a datetime, which arrives as its calendar day.
    Date,
    /// Any type; all parameters of this kind agree (numbers of different kinds arrive as Number).
    Same,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    Type(Type),
    /// The type of the parameters that take [`Takes::Same`].
    Same,
}

/// Every function, by name.
pub static ALL: &[&Builtin] = &[];

pub fn find(name: &str) -> Option<&'static Builtin> {
    ALL.iter().copied().find(|b| b.name == name)
}
