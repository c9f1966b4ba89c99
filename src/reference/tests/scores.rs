use super::*;
use crate::cohort::{CohortResult, Shape};
use crate::reference::cohorts;
use Type::{Bool, Int, Number};
use std::sync::Arc;

fn points(of: &[Value]) -> Vec<i64> {
    of.iter().map(super::super::scalar::points).collect()
}

/// Fine print: floor(weight × 10⁴ × grade + 0.5) ten-thousandths; weights here in hundredths.
#[test]
fn what_a_rule_earns() {
    let earn = |ty, value: Value, weight| {
        points(&over(ty, vec![value], Int, move |grade| Op::Earn { grade, weight }))[0]
    };
    assert_eq!(earn(Bool, T, 2_000), 200_000);
    assert_eq!(earn(Bool, F, 2_000), 0);
    assert_eq!(earn(Bool, M, 2_000), 0);
    assert_eq!(earn(Bool, T, -1_050), -105_000);
    // A third of 20 points: 66 666.67 ten-thousandths, rounded.
    assert_eq!(earn(Number, num(1.0 / 3.0), 2_000), 66_667);
    // Half a ten-thousandth goes up, below zero too: floor(−0.5 + 0.5) is 0.
    assert_eq!(earn(Number, num(0.005), 1), 1);
    assert_eq!(earn(Number, num(0.005), -1), 0);
    assert_eq!(earn(Number, M, 2_000), 0);
}

fn bounds(bounds: &[(&str, i64)]) -> Arc<[TierBound]> {
    bounds.iter().map(|&(name, points)| TierBound { name: name.into(), bound: points * 10_000 }).collect()
}

/// Semantics 3: tiers compare earned × 100 with bound × total in integers.
#[test]
fn a_tier_begins_exactly_at_its_bound() {
    let tiers = bounds(&[("A", 70), ("B", 50), ("C", 10)]);
    // Of 60 points, in ten-thousandths: 42 points are 70 %, which doubles do not always say (0.7 × 60 is 42 but 100 × 42 / 60 …).
    let earned = ints(&[420_000, 419_999, 300_000, 60_000, 59_999, -10_000, 600_000]);
    let tier =
        over(Int, earned, Type::Text, |earned| Op::Tier { earned, total: 600_000, tiers: tiers.clone() });
    assert_eq!(tier, [text("A"), text("B"), text("B"), text("C"), M, M, text("A")]);
}

/// Semantics 3: not below 0, no rounding.
#[test]
fn the_score_stops_at_zero_and_a_blocks_share_does_not() {
    let earned = || ints(&[-100_000, 0, 100_000, 300_000]);
    let score = over(Int, earned(), Number, |earned| Op::Score { earned, total: 300_000 });
    assert_eq!(score, nums(&[0.0, 0.0, 100.0 / 3.0, 100.0]));
    let share = over(Int, earned(), Number, |earned| Op::Share { earned, total: 300_000 });
    assert_eq!(share, nums(&[-100.0 / 3.0, 0.0, 100.0 / 3.0, 100.0]));
}

#[test]
fn a_cap_cuts_what_a_block_earns() {
    assert_eq!(
        over(Int, ints(&[50, 40, -3]), Int, |value| Op::AtMost { value, cap: 40 }),
        ints(&[40, 40, -3])
    );
}

/// Six people, of whom the last gave no consent. The rules: `must age >= 30`, `exclude refunds > 1`; `should early weight 30`, `should
/// late weight 10`.
///
/// | id | age | refunds | early | late  | must    | exclude | so        | earned |
/// | 1  | 40  | 0       | true  | true  | true    | false   | matched   | 40     |
/// | 2  | 40  | missing | true  | false | true    | unknown | matched   | 30     |
/// | 3  | missing | 0   | false | true  | unknown | false   | undecided | 10     |
/// | 4  | missing | 5   | false | false | unknown | true    | out       | 0      |
/// | 5  | 20  | missing | true  | missing | false | unknown | out       | 30     |
/// | 6  | 50  | 0       | true  | true  | true    | false   | no base   | 40     |
fn people() -> Sheet {
    let mut sheet = Sheet::on_halloween();
    let table = sheet.table(vec![
        ("id", Int, ints(&[1, 2, 3, 4, 5, 6])),
        ("age", Int, vec![int(40), int(40), M, M, int(20), int(50)]),
        ("refunds", Int, vec![int(0), M, int(0), int(5), M, int(0)]),
        ("early", Bool, vec![T, T, F, F, T, T]),
        ("late", Bool, vec![T, F, T, F, M, T]),
        ("consent", Bool, vec![T, T, T, T, T, M]),
    ]);
    let [_, age, refunds, early, late, consent] = [0, 1, 2, 3, 4, 5].map(|i| sheet.column(table, i));
    let b = &mut sheet.builder;
    let base = b.is_true(consent);
    let (thirty, one) = (b.literal(table, Int, Literal::Int(30)), b.literal(table, Int, Literal::Int(1)));
    let must = b.node(table, Bool, Op::Compare { op: Compare::Le, left: thirty, right: age });
    let drop = b.node(table, Bool, Op::Compare { op: Compare::Lt, left: one, right: refunds });
    let dropped = b.is_true(drop);
    let kept = b.not(dropped);
    let rule = b.and(table, vec![base, must, kept]);
    let (matched, undecided) = (b.is_true(rule), b.is_missing(rule));
    let must_true = b.is_true(must);
    let first = b.and(table, vec![base, must_true]);
    let second = b.and(table, vec![first, kept]);
    let (unknown, no_age) = (b.is_missing(must), b.is_missing(age));
    let cost = b.and(table, vec![undecided, unknown, no_age]);
    let never = b.bool(table, false);
    let terms = vec![
        b.node(table, Int, Op::Earn { grade: early, weight: 3_000 }),
        b.node(table, Int, Op::Earn { grade: late, weight: 1_000 }),
    ];
    let earned = b.node(table, Int, Op::Sum(terms));
    let tiers = bounds(&[("A", 80), ("B", 50)]);
    let score = score(b, table, earned, 400_000, tiers);
    sheet.plan.tables[0].base = Some(base);
    sheet.plan.cohorts.push(Cohort {
        name: "adults".into(),
        kind: CohortKind::Persona,
        table,
        matched,
        undecided,
        steps: vec![first, second],
        step_rules: vec![0, 2],
        missing: vec![("nothing".into(), never), ("age".into(), cost)],
        score,
        columns: vec![
            ShownColumn { label: "age".into(), value: age },
            ShownColumn { label: "late".into(), value: late },
        ],
    });
    sheet
}

fn score(b: &mut Builder, table: TableId, earned: NodeId, total: i64, tiers: Arc<[TierBound]>) -> Score {
    let score = b.node(table, Number, Op::Score { earned, total });
    let tier = Some(b.node(table, Type::Text, Op::Tier { earned, total, tiers: tiers.clone() }));
    let coverage = b.literal(table, Number, Literal::Number(Real(1.0)));
    let part = b.node(table, Number, Op::Share { earned, total });
    let dimensions = vec![DimensionScore { name: "behavior".into(), earned, total, score: part }];
    Score { earned, total, score, coverage, tiers, tier, dimensions }
}

fn adults() -> CohortResult {
    let mut sheet = people();
    sheet.finish();
    let results = cohorts(&sheet.plan, &sheet.data);
    assert_eq!((results.entities[0].rows, results.entities[0].population), (6, 5));
    results.cohorts.into_iter().next().unwrap()
}

/// Semantics 1 and 2: matched, not matched and undecided make up the population.
#[test]
fn everyone_is_matched_undecided_or_neither() {
    let adults = adults();
    assert_eq!((adults.population, adults.matched, adults.undecided, adults.not_matched), (5, 2, 1, 2));
    assert_eq!(adults.share, 0.4);
    let left: Vec<_> = adults.attrition.iter().map(|step| (step.rule, step.left)).collect();
    assert_eq!(left, [(0, 2), (2, 2)]);
    let missing: Vec<_> = adults.missing.iter().map(|cost| (cost.column.as_str(), cost.people)).collect();
    assert_eq!(missing, [("age", 1)]);
}

/// The members earned 40 and 30 of 40 points: 100 and 75.
#[test]
fn the_members_scores() {
    let adults = adults();
    assert_eq!(adults.mean_score, Some(87.5));
    assert_eq!(adults.dimensions[0].mean, Some(87.5));
    let bins: Vec<_> = (0..20).filter(|&bin| adults.score_histogram[bin] > 0).collect();
    assert_eq!(bins, [15, 19]);
    let tiers: Vec<_> =
        adults.tiers.iter().map(|tier| (tier.name.as_str(), tier.bound, tier.count)).collect();
    assert_eq!(tiers, [("A", 80.0, 1), ("B", 50.0, 1)]);
    assert_eq!(adults.below_tiers, 0);
}

/// Ages of the population: 40, 40, 20 and two unknown; of the members 40 and 40.
#[test]
fn columns_spread_beside_the_populations() {
    let adults = adults();
    let age = &adults.columns[0];
    assert_eq!((age.population.n, age.population.missing, age.cohort.n, age.cohort.missing), (5, 2, 2, 0));
    let Shape::Histogram { edges, counts, mean, median, min, max, dates } = &age.population.shape else {
        panic!()
    };
    // Steps of 2 would make 11 bins, steps of 1 21: one too many.
    assert_eq!((edges.first(), edges.last(), edges.len()), (Some(&20.0), Some(&42.0), 12));
    assert_eq!((counts[0], counts[10], counts.iter().sum::<u64>()), (1, 2, 3));
    assert_eq!(
        (*mean, *median, *min, *max, *dates),
        (Some(100.0 / 3.0), Some(40.0), Some(20.0), Some(40.0), false)
    );
    let Shape::Histogram { counts, .. } = &age.cohort.shape else { panic!() };
    assert_eq!((counts[0], counts[10]), (0, 2));
    let Shape::Values { values, other, items } = &adults.columns[1].population.shape else { panic!() };
    // Two true, two false (ties by name), one missing.
    let named: Vec<_> = values.iter().map(|value| (value.value.as_str(), value.count)).collect();
    assert_eq!((named, *other, *items), (vec![("false", 2), ("true", 2)], 0, false));
}

/// Two more cohorts over [`people`]: everyone of the base, with 7 of 10 points for `early` and 21 of 30 for `early`: the same share.
fn with_two_more() -> Sheet {
    let mut sheet = people();
    let table = TableId(0);
    let early = sheet.column(table, 3);
    let base = sheet.plan.tables[0].base.unwrap();
    for (name, weight, total) in [("seventh", 700, 100_000), ("thirtieth", 2_100, 300_000)] {
        let b = &mut sheet.builder;
        let never = b.bool(table, false);
        let earned = b.node(table, Int, Op::Earn { grade: early, weight });
        let score = score(b, table, earned, total, bounds(&[("X", 70), ("Y", 0)]));
        sheet.plan.cohorts.push(Cohort {
            name: name.into(),
            kind: CohortKind::Persona,
            table,
            matched: base,
            undecided: never,
            steps: Vec::new(),
            step_rules: Vec::new(),
            missing: Vec::new(),
            score,
            columns: Vec::new(),
        });
    }
    sheet
}

fn assign(sheet: &mut Sheet, among: &[usize], by_score: bool, at_least: i64) -> (Vec<u64>, u64) {
    sheet.plan.assigns =
        vec![Assign { name: "a".into(), table: TableId(0), among: among.to_vec(), by_score, at_least }];
    let results = cohorts(&sheet.plan, &sheet.data);
    (results.assigns[0].counts.iter().map(|count| count.count).collect(), results.assigns[0].unassigned)
}

/// Semantics 2: equal scores go to the one written first; `assign` looks at members only; `at least` means ≥.
#[test]
fn assigning() {
    let mut sheet = with_two_more();
    sheet.finish();
    // 1 scores 100 as an adult, 2 scores 75; 5, no adult, scores 70 elsewhere, 3 and 4 score 0 there.
    assert_eq!(assign(&mut sheet, &[1, 0], true, 0), (vec![3, 2], 0));
    // 70 of 100 against 70 of 100: equal, so the first written takes all.
    assert_eq!(assign(&mut sheet, &[1, 2], true, 0), (vec![5, 0], 0));
    assert_eq!(assign(&mut sheet, &[2, 1], true, 0), (vec![5, 0], 0));
    // By priority the first that matches, whatever it scores.
    assert_eq!(assign(&mut sheet, &[1, 0], false, 0), (vec![5, 0], 0));
    // At least 70: 1, 2 and 5. At least 70.0001: only the adults are above.
    assert_eq!(assign(&mut sheet, &[1, 0], true, 700_000), (vec![1, 2], 2));
    assert_eq!(assign(&mut sheet, &[1, 0], true, 700_001), (vec![0, 2], 3));
}

/// Everyone of the base by two tiers; without a tier outside.
#[test]
fn a_grid_counts_cells() {
    let mut sheet = with_two_more();
    sheet.plan.grids.push(Grid { name: "g".into(), table: TableId(0), rows: 0, columns: 1 });
    sheet.finish();
    let results = cohorts(&sheet.plan, &sheet.data);
    let grid = &results.grids[0];
    assert_eq!(
        (&grid.rows[..], &grid.columns[..]),
        (&["A".to_string(), "B".into()][..], &["X".to_string(), "Y".into()][..])
    );
    // Adults' scores: 100, 75, 25, 0, 75. 1 is A; 2 and 5 are B; 3 and 4 are below. All three are X.
    assert_eq!((grid.counts.clone(), grid.outside), (vec![vec![1, 0], vec![2, 0]], 2));
}

#[test]
fn nobody_at_all() {
    let mut sheet = people();
    for column in &mut sheet.data.tables[0].columns {
        column.clear();
    }
    sheet.finish();
    let results = cohorts(&sheet.plan, &sheet.data);
    let adults = &results.cohorts[0];
    assert_eq!((adults.population, adults.matched, adults.share, adults.mean_score), (0, 0, 0.0, None));
    let Shape::Histogram { edges, counts, mean, median, .. } = &adults.columns[0].population.shape else {
        panic!()
    };
    assert!(edges.is_empty() && counts.is_empty() && mean.is_none() && median.is_none());
}
