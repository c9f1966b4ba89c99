use super::{Builtin, Param, Returns, Takes};
use crate::ir::Op;

pub(super) static BUILTIN: Builtin = Builtin {
    name: "if",
    params: &[
        Param { name: "condition", takes: Takes::Bool },
        Param { name: "then", takes: Takes::Same },
        Param { name: "otherwise", takes: Takes::Same },
    ],
    variadic: false,
    returns: Returns::Same,
    doc: "The second value where the condition is true, else the third (also where the condition is unknown).",
    examples: &[
        ("if(2 > 1, \"yes\", \"no\")", "\"yes\""),
        ("if(1 > 2, 1, 0)", "0"),
        ("if(missing > 2, 1, 0)", "0"),
        ("if(true, missing, 0)", "missing"),
    ],
    lower: |b, table, args| {
        let op = Op::If { condition: args[0], then: args[1], otherwise: args[2] };
        let ty = b.ty(args[1]);
        b.node(table, ty, op)
    },
};
