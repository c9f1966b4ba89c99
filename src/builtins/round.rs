use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Literal, Op, Type};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "round",
    params: &[Param { name: "x", takes: Takes::Number }, Param { name: "places", takes: Takes::IntLiteral }],
    variadic: false,
    returns: Returns::Type(Type::Number),
    doc: "A number rounded to that many decimal places (0 to 9), halves away from zero.",
    examples: &[
        ("round(2.5, 0)", "3"),
        ("round(-2.5, 0)", "-3"),
        ("round(3.14159, 2)", "3.14"),
        ("round(missing, 2)", "missing"),
    ],
    lower: |b, table, args| {
        // The checker lets only whole literals from 0 to 9 through.
        let places = match b.get(args[1]).op {
            Op::Literal(Literal::Int(places)) => places.clamp(0, 9) as u32,
            _ => 0,
        };
        b.node(table, Type::Number, Op::Round { value: args[0], places })
    },
};
