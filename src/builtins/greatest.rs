use super::{Builtin, Param, Returns, Takes};
use crate::ir::Op;

pub(super) static BUILTIN: Builtin = Builtin {
    name: "greatest",
    params: &[Param { name: "a", takes: Takes::Ordered }, Param { name: "b", takes: Takes::Ordered }],
    variadic: true,
    returns: Returns::Same,
    doc: "The greatest of several numbers or dates. Missing ones are passed over; it is missing if all are.",
    examples: &[
        ("greatest(3, 1, 2.5)", "3"),
        ("greatest(2026-10-31, 2026-01-01)", "2026-10-31"),
        ("greatest(missing, 5)", "5"),
        ("greatest(missing, missing)", "missing"),
    ],
    lower: |b, table, args| {
        let ty = b.ty(args[0]);
        b.node(table, ty, Op::Greatest(args.to_vec()))
    },
};
