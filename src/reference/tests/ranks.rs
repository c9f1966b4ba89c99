use super::*;
use Type::{Bool, Int, Number};

fn rank(values: &[Value], kind: RankKind, result: Type) -> Vec<Value> {
    over(Number, values.to_vec(), result, move |value| Op::Rank { kind, value })
}

fn top(values: &[Value], percent: i64) -> Vec<Value> {
    rank(values, RankKind::Top { share: percent * 1_000_000 }, Bool)
}

/// Semantics 6: `x in top p` holds where the share of the base with a value ≥ x is at most p.
#[test]
fn the_top_fifth_is_never_more_than_a_fifth() {
    // Five people: each is a fifth.
    assert_eq!(top(&nums(&[1.0, 2.0, 3.0, 4.0, 5.0]), 20), [F, F, F, F, T]);
    assert_eq!(top(&nums(&[1.0, 2.0, 3.0, 4.0, 5.0]), 40), [F, F, F, T, T]);
    assert_eq!(top(&nums(&[1.0, 2.0, 3.0, 4.0, 5.0]), 39), [F, F, F, F, T]);
    // Two share the first place: 40 % have at least 5, so nobody is in the top 20 %.
    assert_eq!(top(&nums(&[1.0, 2.0, 3.0, 5.0, 5.0]), 20), [F, F, F, F, F]);
    assert_eq!(top(&nums(&[1.0, 2.0, 3.0, 5.0, 5.0]), 40), [F, F, F, T, T]);
}

#[test]
fn the_bottom_counts_from_below() {
    let bottom = |values: &[f64], percent: i64| {
        rank(&nums(values), RankKind::Bottom { share: percent * 1_000_000 }, Bool)
    };
    assert_eq!(bottom(&[1.0, 2.0, 3.0, 4.0, 5.0], 20), [T, F, F, F, F]);
    assert_eq!(bottom(&[1.0, 1.0, 3.0, 4.0, 5.0], 20), [F, F, F, F, F]);
    assert_eq!(bottom(&[1.0, 1.0, 3.0, 4.0, 5.0], 40), [T, T, F, F, F]);
}

/// Semantics 6: the base is the rows where x is known.
#[test]
fn missing_values_are_not_ranked() {
    assert_eq!(top(&[num(1.0), M, num(2.0), M], 50), [F, M, T, M]);
}

#[test]
fn percentile_is_the_share_below_and_quantile_its_step() {
    let values = nums(&[10.0, 20.0, 20.0, 30.0]);
    assert_eq!(rank(&values, RankKind::Percentile, Number), nums(&[0.0, 0.25, 0.25, 0.75]));
    // floor(5 × 0) + 1, floor(5 × 1/4) + 1 twice, floor(5 × 3/4) + 1
    assert_eq!(rank(&values, RankKind::Quantile { k: 5 }, Int), ints(&[1, 2, 2, 4]));
    // Ten different values and quintiles: two of each.
    let ten: Vec<Value> = (0..10).map(|i| num(i as f64)).collect();
    assert_eq!(rank(&ten, RankKind::Quantile { k: 5 }, Int), ints(&[1, 1, 2, 2, 3, 3, 4, 4, 5, 5]));
    // Everyone is equal: nobody is below anybody.
    assert_eq!(rank(&nums(&[7.0; 3]), RankKind::Quantile { k: 5 }, Int), ints(&[1, 1, 1]));
}

/// Semantics 6: only the population is ranked, and it is ranked among itself.
#[test]
fn rows_outside_of_the_base_have_no_rank() {
    let mut sheet = Sheet::on_halloween();
    let table = sheet
        .table(vec![("spend", Number, nums(&[100.0, 1.0, 2.0, 3.0])), ("consent", Bool, vec![F, T, T, T])]);
    let (spend, consent) = (sheet.column(table, 0), sheet.column(table, 1));
    let consent = sheet.node(table, Bool, Op::IsTrue(consent));
    sheet.table_mut(table).base = Some(consent);
    let kind = RankKind::Top { share: 34_000_000 };
    let top = sheet.node(table, Bool, Op::Rank { kind, value: spend });
    // 3 is the highest of three: a share of 33.3 %.
    assert_eq!(sheet.of(top), [M, F, F, T]);
}

#[test]
fn a_share_at_the_border_is_compared_in_integers() {
    // 3 of 10 have at least 8: exactly 30 %, which as a double (0.3) is a little less than 3/10.
    let ten: Vec<Value> = (1..=10).map(|i| num(i as f64)).collect();
    assert_eq!(top(&ten, 30)[6..], [F, T, T, T]);
}
