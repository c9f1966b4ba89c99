use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "days_between",
    params: &[Param { name: "from", takes: Takes::Date }, Param { name: "to", takes: Takes::Date }],
    variadic: false,
    returns: Returns::Type(Type::Int),
    doc: "The days from one date to another; negative where the second is earlier.",
    examples: &[
        ("days_between(2024-02-28, 2024-03-01)", "2"),
        ("days_between(2026-03-01, 2026-02-28)", "-1"),
        ("days_between(missing, 2026-01-01)", "missing"),
    ],
    lower: |b, table, args| b.node(table, Type::Int, Op::DaysBetween { left: args[0], right: args[1] }),
};
