use super::*;
use Type::Bool;

/// All pairs of the three truths, in the order TT TF TM FT FF FM MT MF MM.
fn pairs() -> Vec<(Value, Value)> {
    let all = [T, F, M];
    all.iter().flat_map(|a| all.iter().map(move |b| (a.clone(), b.clone()))).collect()
}

/// Semantics 1: Kleene.
#[test]
fn and_is_false_if_any_is_false_else_unknown_if_any_is_unknown() {
    let and = over_two([Bool, Bool], &pairs(), Bool, |a, b| Op::And(vec![a, b]));
    assert_eq!(and, [T, F, M, F, F, F, M, F, M]);
}

#[test]
fn or_is_true_if_any_is_true_else_unknown_if_any_is_unknown() {
    let or = over_two([Bool, Bool], &pairs(), Bool, |a, b| Op::Or(vec![a, b]));
    assert_eq!(or, [T, T, T, T, F, M, T, M, M]);
}

#[test]
fn not_is_true_and_is_missing() {
    let three = || vec![T, F, M];
    assert_eq!(over(Bool, three(), Bool, Op::Not), [F, T, M]);
    assert_eq!(over(Bool, three(), Bool, Op::IsTrue), [T, F, F]);
    assert_eq!(over(Bool, three(), Bool, Op::IsMissing), [F, F, T]);
}

/// Semantics 2: true once n are true, false once fewer than n could still be, else unknown.
#[test]
fn at_least() {
    let rows = [
        (T, T, T), // three true
        (T, T, M), // two true, one could be
        (T, F, M), // one true, one could be: two could still be true
        (F, F, M), // at most one could be true
        (T, M, M), // one to three
        (F, T, F), // one
    ];
    let at_least = |n| {
        let mut sheet = Sheet::on_halloween();
        let column = |i: usize| rows.iter().map(|row| [&row.0, &row.1, &row.2][i].clone()).collect();
        let table = sheet.table(vec![("a", Bool, column(0)), ("b", Bool, column(1)), ("c", Bool, column(2))]);
        let rules = (0..3).map(|i| sheet.column(table, i)).collect();
        let node = sheet.node(table, Bool, Op::AtLeast { n, rules });
        sheet.of(node)
    };
    assert_eq!(at_least(1), [T, T, T, M, T, T]);
    assert_eq!(at_least(2), [T, T, M, F, M, F]);
    assert_eq!(at_least(3), [T, M, F, F, M, F]);
    assert_eq!(at_least(4), [F, F, F, F, F, F]);
}

/// `x ?? y`
#[test]
fn coalesce_takes_the_first_that_is_known() {
    let rows = [(int(1), int(2)), (M, int(2)), (int(1), M), (M, M)];
    let first = over_two([Type::Int, Type::Int], &rows, Type::Int, |a, b| Op::Coalesce(vec![a, b]));
    assert_eq!(first, [int(1), int(2), int(1), M]);
}

#[test]
fn an_unknown_condition_takes_the_other_branch() {
    let mut sheet = Sheet::on_halloween();
    let table = sheet.table(vec![
        ("c", Bool, vec![T, F, M, T]),
        ("x", Type::Int, vec![int(1), int(2), int(3), M]),
        ("y", Type::Int, ints(&[10, 20, 30, 40])),
    ]);
    let [condition, then, otherwise] = [0, 1, 2].map(|i| sheet.column(table, i));
    let node = sheet.node(table, Type::Int, Op::If { condition, then, otherwise });
    assert_eq!(sheet.of(node), [int(1), int(20), int(30), M]);
}

/// Semantics 1: a comparison with a missing value is unknown, `!=` and `not in` (their negations) too.
#[test]
fn comparing_with_missing_is_unknown() {
    let rows = [(int(1), int(1)), (int(1), int(2)), (int(2), int(1)), (M, int(1)), (int(1), M), (M, M)];
    let compare = |op| {
        over_two([Type::Int, Type::Int], &rows, Bool, move |left, right| Op::Compare { op, left, right })
    };
    assert_eq!(compare(Compare::Eq), [T, F, F, M, M, M]);
    assert_eq!(compare(Compare::Lt), [F, T, F, M, M, M]);
    assert_eq!(compare(Compare::Le), [T, T, F, M, M, M]);
    let list: std::sync::Arc<[Literal]> = [Literal::Int(1), Literal::Int(3)].into();
    let is_in = over(Type::Int, vec![int(1), int(2), M], Bool, |value| Op::In { value, list: list.clone() });
    assert_eq!(is_in, [T, F, M]);
}

#[test]
fn an_empty_list_holds_nothing() {
    let list: std::sync::Arc<[Literal]> = [].into();
    let is_in = over(Type::Int, vec![int(1), M], Bool, |value| Op::In { value, list: list.clone() });
    assert_eq!(is_in, [F, M]);
}
