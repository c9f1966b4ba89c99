use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "age",
    params: &[Param { name: "birth", takes: Takes::Date }],
    variadic: false,
    returns: Returns::Type(Type::Int),
    doc: "Completed years from a date of birth to the as-of date. Born on 29 February, a year is complete on 1 March of a common year. Missing for a later date.",
    examples: &[
        ("age(today() - 30 years)", "30"),
        ("age(today())", "0"),
        ("age(today() + 1 days)", "missing"),
        ("age(missing)", "missing"),
    ],
    lower: |b, table, args| b.node(table, Type::Int, Op::Age(args[0])),
};
