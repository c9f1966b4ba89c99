use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "days_since",
    params: &[Param { name: "date", takes: Takes::Date }],
    variadic: false,
    returns: Returns::Type(Type::Int),
    doc: "The days from a date to the as-of date; negative for a later date.",
    examples: &[
        ("days_since(today() - 7 days)", "7"),
        ("days_since(today())", "0"),
        ("days_since(today() + 1 days)", "-1"),
        ("days_since(missing)", "missing"),
    ],
    lower: |b, table, args| b.node(table, Type::Int, Op::DaysSince(args[0])),
};
