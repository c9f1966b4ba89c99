use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "length",
    params: &[Param { name: "text", takes: Takes::Text }],
    variadic: false,
    returns: Returns::Type(Type::Int),
    doc: "How many characters a text has.",
    examples: &[("length(\"Ada\")", "3"), ("length(\"城市\")", "2"), ("length(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Int, Op::TextLength(args[0])),
};
