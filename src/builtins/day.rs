use super::{Builtin, Param, Returns, Takes};
use crate::ir::{DatePart, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "day",
    params: &[Param { name: "date", takes: Takes::Date }],
    variadic: false,
    returns: Returns::Type(Type::Int),
    doc: "The day of the month of a date, 1 to 31.",
    examples: &[("day(2026-10-31)", "31"), ("day(missing)", "missing")],
    lower: |b, table, args| b.node(table, Type::Int, Op::DatePart { part: DatePart::Day, value: args[0] }),
};
