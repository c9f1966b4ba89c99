//! What exactly changed inside of a rule or a value: a bound, an item of a list, a part of a chain.

use super::clauses::add;
use super::details::constant_text;
use super::text::{decimal, plain};
use super::{Detail, Side};
use crate::model::{Aggregate, Constant, Expr, ExprKind, List, Window};
use crate::source::Span;
use crate::syntax::ast::{CompareOp, Duration, Unit};

/// The two versions that an expression stands in.
pub(super) type Sides<'a> = [&'a Side<'a>; 2];

/// What differs between two expressions, as far as it has a name; nothing where they have little in common.
pub(super) fn inside(sides: Sides<'_>, old: &Expr, new: &Expr) -> Vec<Detail> {
    let mut found = Vec::new();
    walk(sides, [old, new], &mut found);
    found
}

fn text(sides: Sides<'_>, side: usize, span: Span) -> String {
    plain(sides[side].sources.text(span))
}

fn walk(sides: Sides<'_>, exprs: [&Expr; 2], found: &mut Vec<Detail>) {
    let said = |side: usize, expr: &Expr| text(sides, side, expr.span);
    let both = [said(0, exprs[0]), said(1, exprs[1])];
    if both[0] == both[1] {
        return;
    }
    let [old, new] = exprs;
    match (&old.kind, &new.kind) {
        (ExprKind::And(a), ExprKind::And(b)) => parts(sides, "and", [a, b], found),
        (ExprKind::Or(a), ExprKind::Or(b)) => parts(sides, "or", [a, b], found),
        (ExprKind::AtLeast { n, rules: a }, ExprKind::AtLeast { n: m, rules: b }) => {
            add(found, "at least", Some(n.to_string()), Some(m.to_string()));
            parts(sides, "of", [a, b], found);
        }
        (ExprKind::And(a), _) => parts(sides, "and", [a, std::slice::from_ref(new)], found),
        (_, ExprKind::And(b)) => parts(sides, "and", [std::slice::from_ref(old), b], found),
        (ExprKind::Or(a), _) => parts(sides, "or", [a, std::slice::from_ref(new)], found),
        (_, ExprKind::Or(b)) => parts(sides, "or", [std::slice::from_ref(old), b], found),
        (ExprKind::Compare { op, left: a, right: b }, ExprKind::Compare { op: other, left: c, right: d }) => {
            let value = said(1, if is_bound(c) { d } else { c });
            let sign = |op: CompareOp| Some(op.sign().to_owned());
            add(found, &format!("sign beside {value}"), sign(*op), sign(*other));
            bound(sides, &format!("bound of {value}"), [a, c], found);
            bound(sides, &format!("bound of {value}"), [b, d], found);
        }
        (
            ExprKind::Between { value, low, high, .. },
            ExprKind::Between { value: same, low: from, high: to, .. },
        ) => {
            walk(sides, [value, same], found);
            let value = said(1, same);
            bound(sides, &format!("lower bound of {value}"), [low, from], found);
            bound(sides, &format!("upper bound of {value}"), [high, to], found);
        }
        (ExprKind::In { value, list, .. }, ExprKind::In { value: same, list: other, .. })
        | (ExprKind::Has { value, items: list, .. }, ExprKind::Has { value: same, items: other, .. }) => {
            walk(sides, [value, same], found);
            list_items(&format!("items for {}", said(1, same)), list, other, found);
        }
        (
            ExprKind::TextTest { value, needles, .. },
            ExprKind::TextTest { value: same, needles: other, .. },
        ) => {
            walk(sides, [value, same], found);
            super::details::items(found, &format!("texts for {}", said(1, same)), needles, other);
        }
        (ExprKind::InRank { value, share, .. }, ExprKind::InRank { value: same, share: other, .. }) => {
            walk(sides, [value, same], found);
            let percent = |share: i64| Some(format!("{}%", decimal(share, 6)));
            add(found, &format!("share of {}", said(1, same)), percent(*share), percent(*other));
        }
        (ExprKind::Matches { value, pattern, .. }, ExprKind::Matches { value: same, pattern: other, .. }) => {
            walk(sides, [value, same], found);
            let slashed = |pattern: &str| Some(format!("/{pattern}/"));
            add(found, &format!("pattern for {}", said(1, same)), slashed(pattern), slashed(other));
        }
        (ExprKind::Ramp { value, from, to }, ExprKind::Ramp { value: same, from: low, to: high }) => {
            walk(sides, [value, same], found);
            let value = said(1, same);
            add(
                found,
                &format!("start of the ramp of {value}"),
                Some(from.to_string()),
                Some(low.to_string()),
            );
            add(found, &format!("end of the ramp of {value}"), Some(to.to_string()), Some(high.to_string()));
        }
        (ExprKind::Decay { value, written, .. }, ExprKind::Decay { value: same, written: other, .. }) => {
            walk(sides, [value, same], found);
            let half_life = |duration: &Duration| Some(duration_text(*duration));
            add(found, &format!("half-life of {}", said(1, same)), half_life(written), half_life(other));
        }
        (ExprKind::Aggregate(a), ExprKind::Aggregate(b)) => aggregate(sides, a, b, found),
        _ => {
            let (before, after) = (old.children(), new.children());
            let same_kind = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
            if same_kind && before.len() == after.len() {
                before.iter().zip(after).for_each(|(a, b)| walk(sides, [a, b], found));
            }
        }
    }
}

/// A side of a comparison: its value, or what changed in it.
fn bound(sides: Sides<'_>, field: &str, [old, new]: [&Expr; 2], found: &mut Vec<Detail>) {
    match is_bound(old) && is_bound(new) {
        true => {
            let said = |side: usize, expr: &Expr| Some(text(sides, side, expr.span));
            add(found, field, said(0, old), said(1, new));
        }
        false => walk(sides, [old, new], found),
    }
}

fn is_bound(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Neg(value) => is_bound(value),
        kind => matches!(kind, ExprKind::Constant(_) | ExprKind::Param(_)),
    }
}

/// Parts of a chain: those that look the same belong together; of one that is left on each side, what changed in it.
fn parts(sides: Sides<'_>, word: &str, [old, new]: [&[Expr]; 2], found: &mut Vec<Detail>) {
    let said = |side: usize, part: &Expr| text(sides, side, part.span);
    let texts =
        |side: usize, parts: &[Expr]| -> Vec<String> { parts.iter().map(|p| said(side, p)).collect() };
    let (before, after) = (texts(0, old), texts(1, new));
    let lost: Vec<usize> = (0..old.len()).filter(|i| !after.contains(&before[*i])).collect();
    let mut gained: Vec<usize> = (0..new.len()).filter(|j| !before.contains(&after[*j])).collect();
    let field = format!("part ({word})");
    let alone = lost.len() == 1 && gained.len() == 1;
    for i in lost {
        let alike = |j: usize| strsim::normalized_damerau_levenshtein(&before[i], &after[j]);
        let nearest = gained.iter().enumerate().map(|(at, j)| (at, alike(*j)));
        let nearest = nearest.filter(|(_, alike)| alone || *alike >= 0.5);
        match nearest.max_by(|a, b| a.1.total_cmp(&b.1)) {
            None => add(found, &field, Some(before[i].clone()), None),
            Some((at, _)) => {
                let j = gained.remove(at);
                let known = found.len();
                walk(sides, [&old[i], &new[j]], found);
                if found.len() == known {
                    add(found, &field, Some(before[i].clone()), Some(after[j].clone()));
                }
            }
        }
    }
    for j in gained {
        add(found, &field, None, Some(after[j].clone()));
    }
}

fn list_items(field: &str, old: &List, new: &List, found: &mut Vec<Detail>) {
    let said = |item: &Constant| match item {
        Constant::Text(text) => text.clone(),
        other => constant_text(other),
    };
    let said = |list: &List| -> Vec<String> { list.values.iter().map(said).collect() };
    let (before, after) = (said(old), said(new));
    for item in before.iter().filter(|item| !after.contains(item)) {
        add(found, field, Some(item.clone()), None);
    }
    for item in after.iter().filter(|item| !before.contains(item)) {
        add(found, field, None, Some(item.clone()));
    }
}

fn aggregate(sides: Sides<'_>, old: &Aggregate, new: &Aggregate, found: &mut Vec<Detail>) {
    if let (Some(a), Some(b)) = (&old.value, &new.value) {
        walk(sides, [a, b], found);
    }
    let window = |aggregate: &Aggregate| aggregate.window.map(window);
    add(found, "window", window(old), window(new));
    match (&old.filter, &new.filter) {
        (Some(a), Some(b)) => {
            let known = found.len();
            walk(sides, [a, b], found);
            if found.len() == known {
                add(found, "where", Some(text(sides, 0, a.span)), Some(text(sides, 1, b.span)));
            }
        }
        (a, b) => {
            let said =
                |side: usize, filter: &Option<Expr>| filter.as_ref().map(|f| text(sides, side, f.span));
            add(found, "where", said(0, a), said(1, b));
        }
    }
}

/// A window as it is written.
fn window(window: Window) -> String {
    match window {
        Window::Last(duration) => format!("last {}", duration_text(duration)),
        Window::This(unit) => format!("this {}", unit_word(unit, false)),
        Window::Previous(unit) => format!("previous {}", unit_word(unit, false)),
        Window::Since(date) => format!("since {date}"),
        Window::Before(date) => format!("before {date}"),
        Window::FromTo(from, to) => format!("from {from} to {to}"),
    }
}

fn duration_text(Duration { n, unit }: Duration) -> String {
    format!("{n} {}", unit_word(unit, n != 1))
}

fn unit_word(unit: Unit, many: bool) -> &'static str {
    match (unit, many) {
        (Unit::Days, false) => "day",
        (Unit::Days, true) => "days",
        (Unit::Weeks, false) => "week",
        (Unit::Weeks, true) => "weeks",
        (Unit::Months, false) => "month",
        (Unit::Months, true) => "months",
        (Unit::Quarters, false) => "quarter",
        (Unit::Quarters, true) => "quarters",
        (Unit::Years, false) => "year",
        (Unit::Years, true) => "years",
    }
}
