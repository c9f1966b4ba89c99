//! Functions over a cohort: what they mean, what is wrong with them, and what a run says about claims.

use crate::check::{check_texts, shown};
use personac::cohort::{Figure, Measured, Results, Verdict};
use personac::lower::{self, lower};
use personac::model::OVER;
use personac::reference::{self, Data, TableData, Value};

const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
privacy: { min_cell: 2 }
tables:
  people:
    source: people.csv
    key: id
    columns: { id: text, age: int, city: text, cost: { type: decimal, scale: 2 }, joined: date }
  orders:
    source: orders.csv
    key: order_id
    time: at
    belongs_to: { people: person_id }
    columns: { order_id: text, person_id: text, at: date, amount: { type: decimal, scale: 2 }, stars: int }
  answers:
    source: answers.csv
    belongs_to: { people: person_id }
    columns: { person_id: text, score: int, again: int, other: int }
";

fn text(values: &[&str]) -> Vec<Value> {
    values.iter().map(|v| Value::text(v)).collect()
}

fn whole(values: &[i64]) -> Vec<Value> {
    values.iter().map(|&v| if v == MISSING { Value::Missing } else { Value::Int(v) }).collect()
}

fn money(values: &[i64]) -> Vec<Value> {
    values.iter().map(|&v| if v == MISSING { Value::Missing } else { Value::Decimal(v) }).collect()
}

/// Days before 31 October 2026.
fn ago(days: &[i32]) -> Vec<Value> {
    let today = lower::day("2026-10-31".parse().unwrap());
    days.iter().map(|d| Value::Date(today - d)).collect()
}

const MISSING: i64 = i64::MIN;

/// Four people: a and b of Rome, c of Oslo, d of nowhere. a bought three times, b twice, c once, d never.
fn data() -> Data {
    let people = vec![
        text(&["a", "b", "c", "d"]),
        whole(&[30, 40, MISSING, 50]),
        vec![Value::text("Rome"), Value::text("Rome"), Value::text("Oslo"), Value::Missing],
        money(&[1000, 2000, MISSING, 0]),
        ago(&[400, 300, 200, 100]),
    ];
    let orders = vec![
        text(&["1", "2", "3", "4", "5", "6"]),
        text(&["a", "a", "a", "b", "b", "c"]),
        ago(&[120, 80, 10, 100, 95, 5]),
        money(&[1000, 2000, 3000, 500, 1500, 4000]),
        whole(&[5, 4, MISSING, 3, 2, 5]),
    ];
    let answers = vec![
        text(&["a", "a", "b", "c", "d"]),
        whole(&[10, 9, 7, 0, 11]),
        whole(&[1, 2, 6, 1, 1]),
        whole(&[1, 2, 6, MISSING, 1]),
    ];
    let tables = [people, orders, answers].map(|columns| TableData { columns });
    Data { tables: tables.to_vec() }
}

fn results(spec: &str) -> Results {
    let checked = check_texts(("personac.yaml", CATALOG), &[("a.persona".into(), spec.to_owned())]);
    assert!(!checked.diagnostics.iter().any(|d| d.is_error()), "{}", shown(&checked));
    let as_of = "2026-10-31".parse().unwrap();
    let lowered = lower(&checked.program, &checked.catalog, as_of, &lower::Options::default());
    reference::cohorts(&lowered.plan, &data())
}

/// A metric of all four.
fn everyone(metric: &str) -> Figure {
    results(&format!("persona all {{ must id is known }}\nmetric m: {metric}")).metrics[0].everyone.clone()
}

fn value(metric: &str) -> Option<f64> {
    everyone(metric).value.and_then(|v| v.number())
}

/// Each worked out by hand from the four people.
#[test]
fn functions_mean_what_the_reference_says() {
    let cases = [
        ("size", Some(4.0)),
        ("count()", Some(4.0)),
        ("count(orders)", Some(6.0)),
        ("count(orders.stars)", Some(5.0)),
        ("count(orders during last 90 days)", Some(3.0)),
        ("share(age >= 40)", Some(0.5)),
        ("share(orders where stars >= 4)", Some(0.5)),
        ("avg(age)", Some(40.0)),
        ("median(age)", Some(40.0)),
        ("quantile(age, 0.9)", Some(50.0)),
        ("quantile(age, 0)", Some(30.0)),
        ("sum(cost)", Some(30.0)),
        ("min(age) + max(age)", Some(80.0)),
        ("stddev(age)", Some(10.0)),
        ("stddev(age where city = \"Oslo\")", None),
        // Two promoters, a passive, a detractor; 11 is no answer.
        ("nps(answers.score)", Some(25.0)),
        ("csat(orders.stars)", Some(0.6)),
        ("csat(orders.stars, top: 5)", Some(0.4)),
        ("ces(orders.stars)", Some(3.8)),
        // Scores beyond 6 count as 6. a: (0 + 100 + 100) / 3 and (0 + 80 + 80) / 3, b: 0, d: (0 + 100 + 100) / 3.
        ("loyalty(answers.score, answers.again, answers.other)", Some((200.0 + 160.0 + 0.0 + 200.0) / 12.0)),
        // Ordered 91 to 180 days ago: a and b. Of them within 90 days: a.
        ("retention(orders, 90 days)", Some(0.5)),
        ("repeat_rate(orders)", Some(2.0 / 3.0)),
        ("repeat_rate(orders where amount >= 20)", Some(0.5)),
        ("purchase_frequency(orders)", Some(2.0)),
        ("aov(orders.amount)", Some(20.0)),
        ("aov(orders.amount during last 90 days)", Some(30.0)),
        ("conversion(any(answers where score >= 9), count(orders) >= 4)", Some(0.0)),
        ("conversion(city = \"Rome\", count(orders) >= 3)", Some(0.5)),
        ("engagement(orders during last 30 days)", Some(0.5)),
        ("clv(orders.amount)", Some(30.0)),
        ("cac(cost)", Some(7.5)),
        ("cac(cost where age >= 40)", Some(10.0)),
        ("cac(orders.amount where stars >= 5)", Some(12.5)),
        ("sum(cost) / count()", Some(7.5)),
        // Too few came back for a model.
        ("predicted_clv(orders.amount)", None),
        ("lift(age)", Some(1.0)),
        ("overlap(all)", Some(1.0)),
    ];
    for (metric, expected) in cases {
        let found = value(metric);
        let near = match (found, expected) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-6,
            (a, b) => a == b,
        };
        assert!(near, "{metric} is {found:?}, not {expected:?}");
    }
    assert_eq!(everyone("max(joined)").value, Some(Measured::Day("2026-07-23".into())));
}

/// A figure says of how many it is.
#[test]
fn figures_count_what_they_stand_on() {
    let counted = |metric: &str| {
        let figure = everyone(metric);
        (figure.n, figure.people, figure.part)
    };
    assert_eq!(counted("avg(age)"), (3, 3, None));
    assert_eq!(counted("share(age >= 40)"), (4, 4, Some(2)));
    assert_eq!(counted("nps(answers.score)"), (4, 3, None));
    assert_eq!(counted("csat(orders.stars)"), (5, 3, Some(3)));
    assert_eq!(counted("repeat_rate(orders)"), (3, 3, Some(2)));
    assert_eq!(counted("sum(cost) / count()"), (3, 3, None));
}

fn verdicts(rules: &str) -> Vec<(Verdict, bool)> {
    let spec = format!("persona rome {{ must city = \"Rome\"\n expect {{ {rules} }} }}");
    results(&spec).cohorts[0].expects.iter().map(|r| (r.verdict, r.sure)).collect()
}

#[test]
fn rules_over_a_cohort_have_verdicts() {
    use Verdict::{CannotBeTold, Fails, Holds, NotApplicable};
    let found = verdicts(
        "size = 2
         size between 40% and 60%
         60% >= size
         size > 50%
         share(age >= 30) >= 90%
         share(age >= 30) >= 10%
         share(age >= 50) >= 99%
         avg(age) between 30 and 40
         not avg(age) between 30 and 40
         count(answers) >= 3 and count(orders) >= 5
         lift(age) < 1
         share(city = \"Rome\") >= share(age >= 50)
         nps(answers.score where score <= 0) >= 0
         movement <= 10%",
    );
    let expected = [
        (Holds, false),
        (Holds, false),
        (Holds, false),
        (Fails, false),
        (Holds, false),
        (Holds, true),
        (Fails, true),
        (Holds, false),
        (Fails, false),
        (Holds, false),
        (Holds, false),
        (Holds, true),
        (CannotBeTold, false),
        (NotApplicable, false),
    ];
    assert_eq!(found, expected);
}

#[test]
fn nothing_is_claimed_of_nobody_or_of_too_few() {
    let spec = "persona nobody { must age > 200
           claim \"One\": share(city = \"Rome\") >= 0%
           claim \"Two\": count() >= 1
           expect { size >= 1\n count() >= 0 } }
         persona only { must city = \"Oslo\"
           claim \"Three\": share(city = \"Oslo\") >= 50% }
         metric mean_age: avg(age)";
    let found = results(spec);
    let of = |cohort: usize| found.cohorts[cohort].claims.iter().map(|r| r.verdict).collect::<Vec<_>>();
    assert_eq!(of(0), [Verdict::CannotBeTold; 2]);
    assert_eq!(of(1), [Verdict::CannotBeTold]);
    let expected: Vec<Verdict> = found.cohorts[0].expects.iter().map(|r| r.verdict).collect();
    assert_eq!(expected, [Verdict::Fails, Verdict::Holds]);
    let metric = &found.metrics[0];
    assert_eq!((metric.cohorts[0].figure.n, &metric.cohorts[0].figure.value), (0, &None));
    assert_eq!(metric.cohorts[1].figure.n, 0, "the age of the one in Oslo is not known");
}

/// The code of the one error of a metric, and its help.
fn wrong(metric: &str) -> (String, String) {
    let spec = format!("persona all {{ must id is known }}\nmetric m: {metric}");
    let checked = check_texts(("personac.yaml", CATALOG), &[("a.persona".into(), spec)]);
    let errors: Vec<_> = checked.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert_eq!(errors.len(), 1, "{metric}: {}", shown(&checked));
    (errors[0].message.clone(), errors[0].help.clone().unwrap_or_default())
}

#[test]
fn what_cannot_be_measured_is_told_with_a_way_out() {
    let cases = [
        ("city", "is a value of each row"),
        ("avg(city)", "needs a number"),
        ("\"Rome\"", "a metric is a number"),
        ("share(age >= 40) >= 10%", "a metric is a number"),
        ("retention(orders)", "takes 2 arguments"),
        ("retention(orders, 3)", "over how long?"),
        ("retention(answers, 30 days)", "needs to know when rows"),
        ("retention(orders during last 30 days, 90 days)", "has a window of its own"),
        ("repeat_rate(age)", "is about rows that belong to"),
        ("repeat_rate(ordres)", "ordres"),
        ("repeat_rate(orders.amount)", "counts rows"),
        ("repeat_rate(orders, 2)", "takes 1 argument"),
        ("purchase_frequency()", "takes 1 argument"),
        ("engagement(answers during last 30 days)", "needs to know when rows"),
        ("aov(orders)", "of what of `orders`"),
        ("clv(orders.order_id)", "needs a number"),
        ("predicted_clv(answers.score)", "needs to know when rows"),
        ("predicted_clv(orders.amount, months: 0)", "whole number from 1 to 1200"),
        ("predicted_clv(orders.amount, years: 2)", "no argument called `years`"),
        ("conversion(age >= 40)", "takes 2 arguments"),
        ("conversion(age, city = \"Rome\")", "a rule must be true or false"),
        ("loyalty(answers.score)", "takes 3 arguments"),
        ("loyalty(answers.score, orders.stars, answers.other)", "in one table"),
        ("loyalty(city, age, age)", "needs a number"),
        ("cac(city)", "needs a number"),
        ("avg(age during last 30 days)", "members have no time"),
    ];
    for (metric, expected) in cases {
        let (message, help) = wrong(metric);
        assert!(message.contains(expected), "{metric}: {message}");
        assert!(!help.is_empty(), "{metric}: no way out");
    }
}

/// The table of the reference, in Markdown.
fn table() -> String {
    let mut out = String::from("| function | what it is | interval | after |\n| --- | --- | --- | --- |\n");
    for row in OVER {
        out += &format!("| `{}` | {} | {} | {} |\n", row.usage, row.what, row.interval, row.source);
    }
    out
}

#[test]
fn the_reference_lists_all_functions_over_a_cohort() {
    crate::common::held_in_reference("over", &table());
}

#[cfg(feature = "engine")]
mod command {
    use crate::common::{Scratch, personac};

    const CATALOG: &str = "\
project: shop
privacy: { min_cell: 2 }
tables:
  people: { source: people.csv, key: id, columns: { id: text, age: int } }
";

    fn shop(spec: &str, people: &str) -> Scratch {
        Scratch::new(&[("personac.yaml", CATALOG), ("a.persona", spec), ("people.csv", people)])
    }

    fn said(scratch: &Scratch, args: &[&str]) -> (i32, String) {
        let output = personac().args(args).arg(scratch.path()).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(text).unwrap())
    }

    const PEOPLE: &str = "id,age\n1,20\n2,30\n3,40\n";

    #[test]
    fn failing_claims_warn_and_can_be_denied() {
        let scratch = shop("persona all { must age >= 0 claim \"Old\": avg(age) >= 50 }", PEOPLE);
        let (code, text) = said(&scratch, &["run"]);
        assert!(code == 0 && text.contains("W0610") && text.contains("it is 30"), "{code} {text}");
        assert!(scratch.file("out/summary.json").exists());
        let (code, text) = said(&scratch, &["check", "--data"]);
        assert!(code == 0 && text.contains("W0610"), "{code} {text}");
        let (code, text) = said(&scratch, &["check", "--data", "--deny", "claims"]);
        assert!(code == 1 && text.contains("W0610"), "{code} {text}");
        let (code, _) = said(&scratch, &["check", "--deny", "claims"]);
        assert_eq!(code, 0, "without data nothing is known");
    }

    #[test]
    fn failing_expectations_fail_the_run_after_it_has_written() {
        let scratch = shop("persona all { must age >= 0 expect size <= 50% }", PEOPLE);
        let (code, text) = said(&scratch, &["run"]);
        assert!(
            code == 1 && text.contains("E0620") && text.contains("it is >99.9%") || text.contains("100"),
            "{text}"
        );
        assert!(scratch.file("out/summary.json").exists() && scratch.file("out/personas/all.md").exists());
        let (code, text) = said(&scratch, &["check", "--data"]);
        assert!(code == 1 && text.contains("E0620"), "{code} {text}");
    }

    #[test]
    fn metrics_of_a_table_without_rows_are_missing() {
        let spec = "persona all { must age >= 0 claim \"Old\": avg(age) >= 50 }
            metric a: avg(age)\nmetric s: share(age > 3)\nmetric n: count()\nmetric q: quantile(age, 0.5)\nmetric m: max(age)";
        let scratch = shop(spec, "id,age\n");
        let (code, text) = said(&scratch, &["run"]);
        assert_eq!(code, 0, "{text}");
        let summary = fs_err::read_to_string(scratch.file("out/summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
        let value = |metric: &str| summary["metrics"][metric]["cohorts"]["all"]["value"].clone();
        assert_eq!(["a", "s", "q", "m"].map(value), [(); 4].map(|()| serde_json::Value::Null));
        assert_eq!(value("n"), 0.0);
        assert_eq!(summary["cohorts"]["all"]["claims"][0]["verdict"], "cannot_be_told");
    }
}
