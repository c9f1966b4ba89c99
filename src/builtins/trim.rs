use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Op, TextMap, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "trim",
    params: &[Param { name: "text", takes: Takes::Text }],
    variadic: false,
    returns: Returns::Type(Type::Text),
    doc: "A text without the white space around it.",
    examples: &[("trim(\"  Ada \")", "\"Ada\""), ("trim(missing)", "missing")],
    lower: |b, table, args| {
        b.node(table, Type::Text, Op::TextMap { function: TextMap::Trim, value: args[0] })
    },
};
