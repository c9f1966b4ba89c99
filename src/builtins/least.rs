use super::{Builtin, Param, Returns, Takes};
use crate::ir::Op;

pub(super) static BUILTIN: Builtin = Builtin {
    name: "least",
    params: &[Param { name: "a", takes: Takes::Ordered }, Param { name: "b", takes: Takes::Ordered }],
    variadic: true,
    returns: Returns::Same,
    doc: "The smallest of several numbers or dates. Missing ones are passed over; it is missing if all are.",
    examples: &[
        ("least(3, 1, 2)", "1"),
        ("least(2026-10-31, 2026-01-01)", "2026-01-01"),
        ("least(missing, 5)", "5"),
        ("least(missing, missing)", "missing"),
    ],
    lower: |b, table, args| {
        let ty = b.ty(args[0]);
        b.node(table, ty, Op::Least(args.to_vec()))
    },
};
