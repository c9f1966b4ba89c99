use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Math, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "abs",
    params: &[Param { name: "x", takes: Takes::Number }],
    variadic: false,
    returns: Returns::Type(Type::Number),
    doc: "The size of a number, without its sign.",
    examples: &[("abs(-3)", "3"), ("abs(2.5)", "2.5"), ("abs(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Number, Op::Math { function: Math::Abs, value: args[0] }),
};
