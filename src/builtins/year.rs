use super::{Builtin, Param, Returns, Takes};
use crate::ir::{DatePart, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "year",
    params: &[Param { name: "date", takes: Takes::Date }],
    variadic: false,
    returns: Returns::Type(Type::Int),
    doc: "The year of a date.",
    examples: &[("year(2026-10-31)", "2026"), ("year(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Int, Op::DatePart { part: DatePart::Year, value: args[0] }),
};
