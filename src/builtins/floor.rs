use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Math, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "floor",
    params: &[Param { name: "x", takes: Takes::Number }],
    variadic: false,
    returns: Returns::Type(Type::Number),
    doc: "The greatest whole number that is not above a number.",
    examples: &[("floor(2.7)", "2"), ("floor(-2.1)", "-3"), ("floor(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Number, Op::Math { function: Math::Floor, value: args[0] }),
};
