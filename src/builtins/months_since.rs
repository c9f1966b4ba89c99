use super::{Builtin, Param, Returns, Takes};
use crate::ir::{Arith, Builder, Compare, DatePart, Literal, NodeId, Op, Real, TableId, Type};
use chrono::{Datelike, NaiveDate, TimeDelta};

pub(super) static BUILTIN: Builtin = Builtin {
    name: "months_since",
    params: &[Param { name: "date", takes: Takes::Date }],
    variadic: false,
    returns: Returns::Type(Type::Number),
    doc: "Completed months from a date to the as-of date; a month is complete on the day with the same number, or on \
          the first day after a month that has no such day. Negative for a later date.",
    examples: &[
        ("months_since(today() - 12 months)", "12"),
        ("months_since(today())", "0"),
        ("months_since(today() - 1 days)", "0"),
        ("months_since(missing)", "missing"),
    ],
    lower,
};

/// 12 × (years apart) + (months apart), less one where the day of the month is not reached yet.
fn lower(b: &mut Builder, table: TableId, args: &[NodeId]) -> NodeId {
    let as_of = NaiveDate::default() + TimeDelta::days(b.as_of().into());
    let part = |b: &mut Builder, part| {
        let node = b.node(table, Type::Int, Op::DatePart { part, value: args[0] });
        b.to_number(node)
    };
    let (year, month) = (part(b, DatePart::Year), part(b, DatePart::Month));
    let number =
        |b: &mut Builder, x: i32| b.literal(table, Type::Number, Literal::Number(Real::new(f64::from(x))));
    let arith = |b: &mut Builder, op, left, right| b.node(table, Type::Number, Op::Arith { op, left, right });
    let twelve = number(b, 12);
    let years = arith(b, Arith::Mul, year, twelve);
    let then = arith(b, Arith::Add, years, month);
    let now = number(b, as_of.year() * 12 + as_of.month() as i32);
    let months = arith(b, Arith::Sub, now, then);
    let day = b.node(table, Type::Int, Op::DatePart { part: DatePart::Day, value: args[0] });
    let today = b.literal(table, Type::Int, Literal::Int(as_of.day().into()));
    let short = b.node(table, Type::Bool, Op::Compare { op: Compare::Lt, left: today, right: day });
    let (one, zero) = (number(b, 1), number(b, 0));
    let less = b.node(table, Type::Number, Op::If { condition: short, then: one, otherwise: zero });
    arith(b, Arith::Sub, months, less)
}
