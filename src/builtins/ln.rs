use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Math, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "ln",
    params: &[Param { name: "x", takes: Takes::Number }],
    variadic: false,
    returns: Returns::Type(Type::Number),
    doc: "The natural logarithm; of zero and of negative numbers it is missing.",
    examples: &[("ln(1)", "0"), ("ln(0)", "missing"), ("ln(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Number, Op::Math { function: Math::Ln, value: args[0] }),
};
