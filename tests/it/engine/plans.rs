//! Plans as text.

use personac::engine;

const CATALOG: &str = "
project: plans
timezone: UTC
as_of: 2026-10-31
entity: people
tables:
  people:
    source: people.csv
    key: id
    belongs_to: { cities: city_id }
    columns: { id: int, age: int, income: number, city_id: int }
  orders:
    source: orders.csv
    time: at
    belongs_to: { people: person_id }
    columns: { person_id: int, at: date, amount: number, status: text }
  cities:
    source: cities.csv
    key: id
    columns: { id: int, size: int }
";

const SPEC: &str = r#"
feature spend: sum(orders.amount during last 12 months where status = "paid")
persona rich "Rich" {
  must age between 30 and 45
  must income in top 20%
  must city.size > 100_000
  should ramp(spend, 0, 1_000) weight 10
  should age > 30 or income > 1_000 weight 5
}
"#;

#[test]
fn the_queries_of_a_plan_are_the_same_text_every_time() {
    let plan = super::plan(CATALOG, SPEC);
    let texts: Vec<String> =
        (0..3).map(|_| engine::explain_plan(&plan).unwrap_or_else(|e| panic!("{e:?}"))).collect();
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0], texts[2]);
    assert!(!texts[0].contains("0x"), "{}", texts[0]);
    insta::assert_snapshot!(texts[0]);
}
