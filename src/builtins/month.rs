use super::{Builtin, Param, Returns, Takes};
use crate::ir::{DatePart, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "month",
    params: &[Param { name: "date", takes: Takes::Date }],
    variadic: false,
    returns: Returns::Type(Type::Int),
    doc: "The month of a date, 1 to 12.",
    examples: &[("month(2026-10-31)", "10"), ("month(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Int, Op::DatePart { part: DatePart::Month, value: args[0] }),
};
