use super::{Builtin, Returns};
use crate::ir::{Literal, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "today",
    params: &[],
    variadic: false,
    returns: Returns::Type(Type::Date),
    doc: "The as-of date of the run.",
    examples: &[("days_since(today())", "0")],
    lower: |b, table, _| {
        let today = Literal::Date(b.as_of());
        b.literal(table, Type::Date, today)
    },
};
