use super::{Builtin, Param, Returns, Takes};
use crate::ir::{DatePart, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "weekday",
    params: &[Param { name: "date", takes: Takes::Date }],
    variadic: false,
    returns: Returns::Type(Type::Int),
    doc: "The day of the week of a date: 1 is Monday, 7 is Sunday.",
    examples: &[("weekday(2026-10-31)", "6"), ("weekday(2026-11-01)", "7"), ("weekday(missing)", "missing")],
    lower: |b, table, args| {
        b.node(table, Type::Int, Op::DatePart { part: DatePart::Weekday, value: args[0] })
    },
};
