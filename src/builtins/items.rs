use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "items",
    params: &[Param { name: "list", takes: Takes::List }],
    variadic: false,
    returns: Returns::Type(Type::Int),
    doc: "How many items a list has.",
    examples: &[("items(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Int, Op::ListLength(args[0])),
};
