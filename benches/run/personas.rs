//! The rules of the benchmark, as the language says them and as Polars does.

use crate::generate::{AS_OF, Random};
use polars::lazy::dsl::{Expr, col, lit};
use polars::prelude::*;

/// A truth: its text in the language and its expression by hand.
#[derive(Clone)]
pub struct Leaf {
    pub text: String,
    pub expr: Expr,
}

/// What a `should` grades.
#[derive(Clone)]
pub enum Term {
    /// A leaf by its place.
    Leaf(usize),
    /// `ramp(column, from, to)`; the width is a power of two, so that multiplying by its reciprocal is exact.
    Ramp(&'static str, f64, f64),
    /// `decay(column, days)`; a power of two too.
    Decay(&'static str, i32),
}

pub struct Persona {
    pub name: String,
    /// Leaves by place; an `exclude` if the flag is set.
    pub rules: Vec<(usize, bool)>,
    /// Weights in points.
    pub terms: Vec<(Term, i64)>,
}

pub struct Spec {
    pub leaves: Vec<Leaf>,
    pub personas: Vec<Persona>,
    pub orders: bool,
}

/// Tiers, highest first, and the score they ask for.
pub const TIERS: [(&str, i64); 3] = [("A", 60), ("B", 30), ("C", 0)];

fn day(text: &str) -> Expr {
    let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a date");
    lit(date).cast(DataType::Date)
}

fn leaves(orders: bool) -> Vec<Leaf> {
    let leaf = |text: &str, expr: Expr| Leaf { text: text.to_owned(), expr };
    let one_of = |column: &str, values: &[&str]| {
        values.iter().map(|v| col(column).eq(lit(*v))).reduce(Expr::or).expect("a value")
    };
    let mut leaves = vec![
        leaf("age between 25 and 60", col("age").gt_eq(lit(25i64)).and(col("age").lt_eq(lit(60i64)))),
        leaf("age >= 30", col("age").gt_eq(lit(30i64))),
        leaf("age < 70", col("age").lt(lit(70i64))),
        leaf("income >= 60_000", col("income").gt_eq(lit(60_000.0))),
        leaf("income >= 120_000", col("income").gt_eq(lit(120_000.0))),
        leaf("income < 400_000", col("income").lt(lit(400_000.0))),
        leaf(r#"city_tier in ["tier-1", "new tier-1"]"#, one_of("city_tier", &["tier-1", "new tier-1"])),
        leaf(r#"city_tier != "other""#, col("city_tier").eq(lit("other")).not()),
        leaf(
            r#"region in ["r1", "r2", "r3", "r4", "r5", "r6"]"#,
            one_of("region", &["r1", "r2", "r3", "r4", "r5", "r6"]),
        ),
        leaf(r#"region = "r7""#, col("region").eq(lit("r7"))),
        leaf(r#"segment in ["home", "family"]"#, one_of("segment", &["home", "family"])),
        leaf("early_adopter", col("early_adopter")),
        leaf("newsletter", col("newsletter")),
        leaf("app_user", col("app_user")),
        leaf("devices >= 3", col("devices").gt_eq(lit(3i64))),
        leaf("devices < 11", col("devices").lt(lit(11i64))),
        leaf("children >= 1", col("children").gt_eq(lit(1i64))),
        leaf("children <= 3", col("children").lt_eq(lit(3i64))),
        leaf("reviews_read >= 5", col("reviews_read").gt_eq(lit(5i64))),
        leaf("privacy_concern >= 4", col("privacy_concern").gt_eq(lit(4i64))),
        leaf("privacy_concern is known", col("privacy_concern").is_not_null()),
        leaf("tickets <= 6", col("tickets").lt_eq(lit(6i64))),
        leaf("tickets >= 1", col("tickets").gt_eq(lit(1i64))),
        leaf("visits >= 10", col("visits").gt_eq(lit(10i64))),
        leaf("visits >= 100", col("visits").gt_eq(lit(100i64))),
        leaf("spend >= 500", col("spend").gt_eq(lit(500.0))),
        leaf("spend >= 4_000", col("spend").gt_eq(lit(4_000.0))),
        leaf("discount_share <= 80%", col("discount_share").lt_eq(lit(0.8))),
        leaf("satisfaction >= 6", col("satisfaction").gt_eq(lit(6i64))),
        leaf(
            "basket between 20 and 300",
            col("basket").gt_eq(lit(20.0)).and(col("basket").lt_eq(lit(300.0))),
        ),
        leaf("days_since(last_seen) <= 365", col("last_seen").gt_eq(day("2025-10-31"))),
        leaf("last_seen >= 2026-08-01", col("last_seen").gt_eq(day("2026-08-01"))),
        leaf("signup < 2026-01-01", col("signup").lt(day("2026-01-01"))),
        leaf("birthday is known", col("birthday").is_not_null()),
        leaf(
            r#"occupation contains any of ["manager", "engineer", "nurse"]"#,
            col("occupation").str().contains(lit("manager|engineer|nurse"), true),
        ),
        leaf(r#"occupation contains "senior""#, col("occupation").str().contains_literal(lit("senior"))),
        leaf(
            r#"channel in ["search", "reviews", "store"]"#,
            one_of("channel", &["search", "reviews", "store"]),
        ),
        leaf(r#"plan = "plus" or plan = "pro""#, col("plan").eq(lit("plus")).or(col("plan").eq(lit("pro")))),
        leaf(r#"plan != "none""#, col("plan").eq(lit("none")).not()),
    ];
    if orders {
        leaves.push(leaf("order_count >= 2", col("order_count").gt_eq(lit(2i64))));
        leaves.push(leaf("spend_12m >= 200", col("spend_12m").gt_eq(lit(200.0))));
        leaves.push(leaf("recent", col("recent")));
        leaves.push(leaf("refund_share <= 40%", col("refund_share").lt_eq(lit(0.4))));
    }
    leaves
}

impl Spec {
    /// Twenty personas of eight rules and ten terms, always the same.
    pub fn new(orders: bool) -> Spec {
        let leaves = leaves(orders);
        let mut random = Random::new(20);
        let personas = (0..20).map(|index| persona(&mut random, index, &leaves)).collect();
        Spec { leaves, personas, orders }
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        if self.orders {
            text += "feature order_count: count(orders during last 12 months)\n";
            text += "feature spend_12m: sum(orders.amount during last 12 months where status = \"paid\")\n";
            text += "feature recent: any(orders during last 90 days where channel = \"online\")\n";
            text += "feature refund_share: share(orders where status = \"refunded\")\n\n";
        }
        for persona in &self.personas {
            text += &format!("persona {} \"{}\" {{\n  behavior {{\n", persona.name, persona.name);
            for (leaf, exclude) in &persona.rules {
                let word = if *exclude { "exclude" } else { "must" };
                text += &format!("    {word} {}\n", self.leaves[*leaf].text);
            }
            for (term, weight) in &persona.terms {
                let rule = match term {
                    Term::Leaf(leaf) => self.leaves[*leaf].text.clone(),
                    Term::Ramp(column, from, to) => format!("ramp({column}, {from}, {to})"),
                    Term::Decay(column, days) => format!("decay({column}, {days} days)"),
                };
                text += &format!("    should ({rule}) weight {weight}\n");
            }
            text += "  }\n  tiers {";
            for (name, bound) in TIERS {
                text += &format!(" {name}: {bound} ");
            }
            text += "}\n}\n\n";
        }
        let names: Vec<&str> = self.personas.iter().map(|p| p.name.as_str()).collect();
        text + &format!("assign best {{\n  among [{}]\n  by highest score\n}}\n", names.join(", "))
    }
}

/// Of ten terms, in points: a hundred together, so that scores of all personas compare as they are.
const WEIGHTS: [i64; 10] = [20, 15, 15, 10, 10, 10, 5, 5, 5, 5];

fn persona(random: &mut Random, index: usize, leaves: &[Leaf]) -> Persona {
    let mut pool: Vec<usize> = (0..leaves.len()).collect();
    let mut take = |random: &mut Random| pool.swap_remove(random.below(pool.len() as u64) as usize);
    let rules = (0..8).map(|rule| (take(random), rule == 7)).collect();
    let mut grades: Vec<Term> = (0..7).map(|_| Term::Leaf(take(random))).collect();
    grades.push(Term::Ramp("spend", 0.0, 8_192.0));
    grades.push(Term::Ramp("visits", 0.0, 128.0));
    grades.push(Term::Decay("last_seen", 32));
    let mut terms: Vec<(Term, i64)> = Vec::new();
    for weight in WEIGHTS {
        terms.push((grades.swap_remove(random.below(grades.len() as u64) as usize), weight));
    }
    Persona { name: format!("persona_{index:02}"), rules, terms }
}

/// The as-of date as an expression.
pub fn as_of() -> Expr {
    day(AS_OF)
}
