//! The functions of the language, one file each: name, signature, what missing does, a line of documentation, examples
//! that run as tests on every engine, and how it lowers to primitives of the plan.
//!
//! To add one: a file, and a line in [`ALL`]. What needs more than its arguments' values (`ramp`, `decay`, `percentile`,
//! `quantile`, the aggregates) is not a function of this kind: the checker knows those.

mod abs;
mod age;
mod ceil;
mod date;
mod day;
mod days_between;
mod days_since;
mod floor;
mod greatest;
mod if_;
mod items;
mod least;
mod length;
mod ln;
mod log10;
mod lower;
mod month;
mod months_since;
mod round;
mod sqrt;
mod today;
mod trim;
mod upper;
mod weekday;
mod year;

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
    /// There are as many as parameters, or more if the last may be repeated.
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
    /// Numbers, which arrive as Number; or all dates; or all datetimes.
    Ordered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    Type(Type),
    /// The type of the parameters that take [`Takes::Same`] or [`Takes::Ordered`].
    Same,
}

/// Every function, in the order of the reference.
pub static ALL: &[&Builtin] = &[
    &abs::BUILTIN,
    &round::BUILTIN,
    &floor::BUILTIN,
    &ceil::BUILTIN,
    &sqrt::BUILTIN,
    &ln::BUILTIN,
    &log10::BUILTIN,
    &least::BUILTIN,
    &greatest::BUILTIN,
    &lower::BUILTIN,
    &upper::BUILTIN,
    &trim::BUILTIN,
    &length::BUILTIN,
    &items::BUILTIN,
    &year::BUILTIN,
    &month::BUILTIN,
    &day::BUILTIN,
    &weekday::BUILTIN,
    &date::BUILTIN,
    &days_since::BUILTIN,
    &days_between::BUILTIN,
    &age::BUILTIN,
    &months_since::BUILTIN,
    &today::BUILTIN,
    &if_::BUILTIN,
];

pub fn find(name: &str) -> Option<&'static Builtin> {
    ALL.iter().copied().find(|b| b.name == name)
}
