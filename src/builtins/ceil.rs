use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Math, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "ceil",
    params: &[Param { name: "x", takes: Takes::Number }],
    variadic: false,
    returns: Returns::Type(Type::Number),
    doc: "The smallest whole number that is not below a number.",
    examples: &[("ceil(2.1)", "3"), ("ceil(-2.7)", "-2"), ("ceil(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Number, Op::Math { function: Math::Ceil, value: args[0] }),
};
