use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Op, TextMap, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "lower",
    params: &[Param { name: "text", takes: Takes::Text }],
    variadic: false,
    returns: Returns::Type(Type::Text),
    doc: "A text in small letters.",
    examples: &[("lower(\"Ada\")", "\"ada\""), ("lower(missing)", "missing")],
    lower: |b, table, args| {
        b.node(table, Type::Text, Op::TextMap { function: TextMap::Lower, value: args[0] })
    },
};
