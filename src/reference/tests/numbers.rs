use super::*;
use Type::{Bool, Int, Number};

fn arith(op: Arith, rows: &[(Value, Value)]) -> Vec<Value> {
    over_two([Number, Number], rows, Number, move |left, right| Op::Arith { op, left, right })
}

/// Semantics 8: floating point; x / 0 is missing.
#[test]
fn arithmetic_is_that_of_doubles_and_nothing_is_infinite() {
    assert_eq!(arith(Arith::Add, &[(num(0.1), num(0.2)), (num(1.0), M)]), [num(0.30000000000000004), M]);
    assert_eq!(
        arith(Arith::Div, &[(num(1.0), num(0.0)), (num(0.0), num(0.0)), (num(7.0), num(2.0))]),
        [M, M, num(3.5)]
    );
    assert_eq!(arith(Arith::Mul, &[(num(1e200), num(1e200)), (num(-2.0), num(0.25))]), [M, num(-0.5)]);
    assert_eq!(
        arith(Arith::Sub, &[(num(1e308), num(-1e308)), (num(0.3), num(0.1))]),
        [M, num(0.19999999999999998)]
    );
}

#[test]
fn functions_outside_of_their_domain_are_missing() {
    let math = |function, x: f64| {
        over(Number, vec![num(x)], Number, move |value| Op::Math { function, value })[0].clone()
    };
    assert_eq!(math(Math::Sqrt, 2.25), num(1.5));
    assert_eq!(math(Math::Sqrt, -1.0), M);
    assert_eq!(math(Math::Ln, 0.0), M);
    assert_eq!(math(Math::Ln, -1.0), M);
    assert_eq!(math(Math::Log10, 1000.0), num(3.0));
    assert_eq!(math(Math::Floor, -1.5), num(-2.0));
    assert_eq!(math(Math::Ceil, -1.5), num(-1.0));
    assert_eq!(math(Math::Abs, -1.5), num(1.5));
}

#[test]
fn rounding_goes_half_away_from_zero() {
    let round = |places, x: f64| {
        over(Number, vec![num(x)], Number, move |value| Op::Round { value, places })[0].clone()
    };
    assert_eq!(round(0, 2.5), num(3.0));
    assert_eq!(round(0, -2.5), num(-3.0));
    // 1.005 × 100 is the double 100.49999999999999, so the digit that people see does not decide.
    assert_eq!(round(2, 1.005), num(1.0));
    assert_eq!(round(2, 2.375), num(2.38));
    // 10^300 × 10^9 is no double.
    assert_eq!(round(9, 1e300), M);
}

/// Semantics 8: int and number compare by value, also where doubles have no odd numbers left.
#[test]
fn a_whole_number_compares_with_a_double_exactly() {
    let big = 1_i64 << 53;
    let rows = [
        (int(big + 1), num(big as f64)),
        (int(big), num(big as f64)),
        (int(2), num(2.5)),
        (int(-2), num(-2.5)),
        (int(i64::MAX), num(1e300)),
        (int(i64::MIN), num(-1e300)),
        (int(0), num(-0.0)),
        (M, num(1.0)),
    ];
    let compare = |op| {
        over_two([Int, Number], &rows, Bool, move |left, right| Op::CompareIntNumber { op, left, right })
    };
    assert_eq!(compare(CompareFull::Eq), [F, T, F, F, F, F, T, M]);
    assert_eq!(compare(CompareFull::Lt), [F, F, T, F, T, F, F, M]);
    assert_eq!(compare(CompareFull::Le), [F, T, T, F, T, F, T, M]);
    assert_eq!(compare(CompareFull::Gt), [T, F, F, T, F, T, F, M]);
    assert_eq!(compare(CompareFull::Ge), [T, T, F, T, F, T, T, M]);
}

/// Fine print: a decimal enters arithmetic as the nearest double.
#[test]
fn a_decimal_becomes_the_nearest_double() {
    let values = vec![Value::Decimal(10), Value::Decimal(-1_05), M];
    assert_eq!(over(Type::Decimal { scale: 2 }, values, Number, Op::ToNumber), [num(0.1), num(-1.05), M]);
    assert_eq!(over(Int, ints(&[(1 << 53) + 1]), Number, Op::ToNumber), [num(9_007_199_254_740_992.0)]);
}

#[test]
fn zero_has_no_sign_in_comparisons() {
    let rows = [(num(0.0), num(-0.0))];
    let compare =
        |op| over_two([Number, Number], &rows, Bool, move |left, right| Op::Compare { op, left, right });
    assert_eq!(compare(Compare::Eq), [T]);
    assert_eq!(compare(Compare::Lt), [F]);
}

#[test]
fn least_and_greatest_pass_over_missing() {
    let rows = [(num(1.0), num(2.0)), (M, num(2.0)), (num(1.0), M), (M, M)];
    let least = over_two([Number, Number], &rows, Number, |a, b| Op::Least(vec![a, b]));
    let greatest = over_two([Number, Number], &rows, Number, |a, b| Op::Greatest(vec![a, b]));
    assert_eq!(least, [num(1.0), num(2.0), num(1.0), M]);
    assert_eq!(greatest, [num(2.0), num(2.0), num(1.0), M]);
}
