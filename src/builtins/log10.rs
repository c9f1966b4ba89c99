use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Math, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "log10",
    params: &[Param { name: "x", takes: Takes::Number }],
    variadic: false,
    returns: Returns::Type(Type::Number),
    doc: "The logarithm to base ten; of zero and of negative numbers it is missing.",
    examples: &[("log10(1_000)", "3"), ("log10(-1)", "missing"), ("log10(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Number, Op::Math { function: Math::Log10, value: args[0] }),
};
