//! The same job as somebody would write it who knows Polars well: one scan, every leaf worked out once, narrow integers, and
//! one select that comes to counts.

use crate::answer::OfPersona;
use crate::personas::{Persona, Spec, TIERS, Term, as_of};
use polars::lazy::dsl::{Expr, col, len, lit, when};
use polars::prelude::*;
use std::path::Path;

pub fn run(folder: &Path, spec: &Spec) -> Vec<OfPersona> {
    let path = folder.join("customers.parquet");
    let mut customers =
        LazyFrame::scan_parquet(path.to_str().expect("a path").into(), Default::default()).expect("a scan");
    if spec.orders {
        customers = with_orders(customers, folder);
    }
    let leaves: Vec<Expr> = spec
        .leaves
        .iter()
        .enumerate()
        .map(|(index, leaf)| leaf.expr.clone().alias(format!("leaf{index}")))
        .chain(grades())
        .collect();
    let mut firsts = Vec::new();
    let mut seconds = Vec::new();
    for (index, persona) in spec.personas.iter().enumerate() {
        firsts.extend(of_persona(persona, index));
        seconds.push(col(format!("rule{index}")).fill_null(lit(false)).alias(format!("in{index}")));
    }
    let best: Vec<Expr> = (0..spec.personas.len()).map(packed).collect();
    let best = polars::lazy::dsl::max_horizontal(best).expect("a greatest").alias("best");
    let counts: Vec<Expr> = (0..spec.personas.len()).flat_map(|i| counts(&spec.personas[i], i)).collect();
    let found = customers
        .with_columns(leaves)
        .with_columns(firsts)
        .with_columns(seconds)
        .with_columns([best])
        .select(counts)
        .collect_with_engine(Engine::Streaming)
        .expect("an answer")
        .unwrap_single();
    answer(&found, spec)
}

fn whole(n: i32) -> Expr {
    Expr::Literal(LiteralValue::Scalar(Scalar::from(n)))
}

/// Grades that all personas share: the spread of a power of two makes the division exact.
fn grades() -> Vec<Expr> {
    let ramp = |column: &str, to: f64| {
        let grade = col(column).cast(DataType::Float64) / lit(to);
        when(grade.clone().gt(lit(1.0))).then(lit(1.0)).otherwise(grade).alias(format!("ramp_{column}"))
    };
    let days =
        (as_of().cast(DataType::Int32) - col("last_seen").cast(DataType::Int32)).cast(DataType::Float64);
    let decay = lit(0.5).pow(days / lit(32.0)).alias("decay_last_seen");
    vec![ramp("spend", 8_192.0), ramp("visits", 128.0), decay]
}

fn leaf(index: usize) -> Expr {
    col(format!("leaf{index}"))
}

fn points(term: &Term, weight: i64) -> Expr {
    let full = weight as i32 * 10_000;
    let grade = match term {
        Term::Leaf(index) => return when(leaf(*index)).then(whole(full)).otherwise(whole(0)),
        Term::Ramp(column, ..) => col(format!("ramp_{column}")),
        Term::Decay(column, _) => col(format!("decay_{column}")),
    };
    (grade * lit(f64::from(full)) + lit(0.5)).cast(DataType::Int32).fill_null(whole(0))
}

fn total(persona: &Persona) -> i32 {
    persona.terms.iter().map(|(_, weight)| *weight as i32 * 10_000).sum()
}

/// The three-valued rule and the points.
fn of_persona(persona: &Persona, index: usize) -> Vec<Expr> {
    let rule = persona
        .rules
        .iter()
        .map(|(l, exclude)| if *exclude { leaf(*l).fill_null(lit(false)).not() } else { leaf(*l) })
        .reduce(Expr::and)
        .expect("a rule");
    let earned = persona
        .terms
        .iter()
        .map(|(term, weight)| points(term, *weight))
        .reduce(|a, b| a + b)
        .expect("a term");
    vec![rule.alias(format!("rule{index}")), earned.alias(format!("earned{index}"))]
}

/// The score, then the place, the persona written first ahead: 32 × points + (31 − index). All personas have the same total.
fn packed(index: usize) -> Expr {
    let score = col(format!("earned{index}")) * whole(32) + whole(31 - index as i32);
    when(col(format!("in{index}"))).then(score).otherwise(whole(-1))
}

fn counts(persona: &Persona, index: usize) -> Vec<Expr> {
    let member = || col(format!("in{index}"));
    let earned = || col(format!("earned{index}"));
    let name = |what: &str| format!("{what}{index}");
    let mut counts = vec![
        member().sum().alias(name("matched")),
        col(format!("rule{index}")).is_null().sum().alias(name("undecided")),
        when(member()).then(earned().cast(DataType::Int64)).otherwise(lit(0i64)).sum().alias(name("points")),
    ];
    let mut left: Option<Expr> = None;
    for (step, (l, exclude)) in persona.rules.iter().enumerate() {
        let kept = leaf(*l).fill_null(lit(false));
        let kept = if *exclude { kept.not() } else { kept };
        let now = match left {
            Some(left) => left.and(kept),
            None => kept,
        };
        counts.push(now.clone().sum().alias(format!("step{index}_{step}")));
        left = Some(now);
    }
    let total = i64::from(total(persona));
    for (tier, (_, bound)) in TIERS.iter().enumerate() {
        let reached = earned().gt_eq(whole(((bound * total + 99) / 100) as i32));
        counts.push(member().and(reached).sum().alias(format!("tier{index}_{tier}")));
    }
    for bin in 0..20i64 {
        let reached = earned().gt_eq(whole(((bin * total + 19) / 20) as i32));
        counts.push(member().and(reached).sum().alias(format!("bin{index}_{bin}")));
    }
    let best = col("best").gt_eq(whole(0)).and(col("best").eq(packed(index)));
    counts.push(best.sum().alias(name("assigned")));
    counts
}

fn answer(found: &DataFrame, spec: &Spec) -> Vec<OfPersona> {
    let number = |name: String| -> i64 {
        let column = found.column(&name).expect("a count").cast(&DataType::Int64).expect("a number");
        column.i64().expect("a number").get(0).unwrap_or(0)
    };
    let count = |name: String| number(name) as u64;
    let of = |(index, persona): (usize, &Persona)| {
        // Counts of those who reach a bound become counts of those between two.
        let between = |what: &str, n: usize| -> Vec<u64> {
            (0..n).map(|i| count(format!("{what}{index}_{i}"))).collect()
        };
        let mut tiers = between("tier", TIERS.len());
        (1..tiers.len()).rev().for_each(|i| tiers[i] -= tiers[i - 1]);
        let mut histogram = between("bin", 20);
        (0..19).for_each(|i| histogram[i] -= histogram[i + 1]);
        let matched = count(format!("matched{index}"));
        let mean = (matched > 0).then(|| {
            let points = i128::from(number(format!("points{index}")));
            let all = i128::from(total(persona)) * i128::from(matched);
            ((100 * points) as f64 / all as f64).to_bits()
        });
        OfPersona {
            name: persona.name.clone(),
            matched,
            undecided: count(format!("undecided{index}")),
            attrition: between("step", persona.rules.len()),
            tiers,
            histogram,
            assigned: count(format!("assigned{index}")),
            mean,
        }
    };
    spec.personas.iter().enumerate().map(of).collect()
}

/// One group-by for the four features, then a join.
fn with_orders(customers: LazyFrame, folder: &Path) -> LazyFrame {
    let day = |text: &str| {
        let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a date");
        lit(date).cast(DataType::Date)
    };
    let path = folder.join("orders.parquet");
    let at = || col("ordered_at");
    let orders = LazyFrame::scan_parquet(path.to_str().expect("a path").into(), Default::default())
        .expect("a scan")
        .filter(at().lt_eq(as_of()).or(at().is_null()));
    // Twelve months before 2026-10-31 end on 2025-10-31; ninety days with it begin on 2026-08-03.
    let year = at().gt_eq(day("2025-11-01")).fill_null(lit(false));
    let quarter = at().gt_eq(day("2026-08-03")).fill_null(lit(false));
    let paid = col("status").eq(lit("paid"));
    let refunded = col("status").eq(lit("refunded"));
    let online = col("channel").eq(lit("online")).fill_null(lit(false));
    let millionths = (col("amount") * lit(1_000_000.0) + lit(0.5)).cast(DataType::Int64);
    let sums = orders
        .with_columns([
            year.clone().alias("year"),
            when(year.and(paid)).then(millionths).otherwise(lit(0i64)).alias("units"),
            quarter.and(online).alias("quarter"),
            refunded.alias("refunded"),
        ])
        .group_by([col("customer_id")])
        .agg([
            col("year").sum().cast(DataType::Int64).alias("order_count"),
            col("units").sum().alias("units"),
            col("quarter").sum().gt(lit(0)).alias("recent"),
            col("refunded").sum().cast(DataType::Float64).alias("refunds"),
            len().cast(DataType::Float64).alias("orders"),
        ]);
    customers.left_join(sums, col("customer_id"), col("customer_id")).with_columns([
        col("order_count").fill_null(lit(0i64)),
        (col("units").fill_null(lit(0i64)).cast(DataType::Float64) / lit(1_000_000.0)).alias("spend_12m"),
        col("recent").fill_null(lit(false)),
        (col("refunds") / col("orders")).alias("refund_share"),
    ])
}
