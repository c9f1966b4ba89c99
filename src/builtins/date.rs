use super::{Builtin, Param, Returns, Takes};
use crate::ir::Type;

pub(super) static BUILTIN: Builtin = Builtin {
    name: "date",
    params: &[Param { name: "datetime", takes: Takes::Date }],
    variadic: false,
    returns: Returns::Type(Type::Date),
    doc: "The calendar day of a datetime, in the project's time zone.",
    examples: &[("date(2026-10-31)", "2026-10-31"), ("date(missing)", "missing")],
    lower: |_, _, args| args[0],
};
