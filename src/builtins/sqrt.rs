use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Math, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "sqrt",
    params: &[Param { name: "x", takes: Takes::Number }],
    variadic: false,
    returns: Returns::Type(Type::Number),
    doc: "The square root; of a negative number it is missing.",
    examples: &[("sqrt(9)", "3"), ("sqrt(-1)", "missing"), ("sqrt(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Number, Op::Math { function: Math::Sqrt, value: args[0] }),
};
