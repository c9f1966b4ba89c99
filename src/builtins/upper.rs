use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Op, TextMap, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "upper",
    params: &[Param { name: "text", takes: Takes::Text }],
    variadic: false,
    returns: Returns::Type(Type::Text),
    doc: "A text in capitals.",
    examples: &[("upper(\"Ada\")", "\"ADA\""), ("upper(missing)", "missing")],
    lower: |b, table, args| {
        b.node(table, Type::Text, Op::TextMap { function: TextMap::Upper, value: args[0] })
    },
};
