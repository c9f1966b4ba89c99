//! Rules in both languages, beside what was written. The snapshot is to be read by eye: each line must say what the rule does,
//! no more and no less, as a native writer would.

use super::Prose;
use crate::documents::text::Lang;
use crate::model::Program;
use crate::source::{SourceMap, Span};
use crate::{catalog, check, syntax};
use chrono::NaiveDate;
use std::fmt::Write;

const CATALOG: &str = r#"
project: prose
timezone: Asia/Shanghai
as_of: 2026-10-31
entity: customers
tables:
  regions:
    source: regions.csv
    key: region_id
    columns: { region_id: text, manager: text, warm: bool }
  customers:
    source: customers.csv
    key: customer_id
    belongs_to: { regions: region_id }
    columns:
      customer_id:   { type: text }
      region_id:     { type: text }
      age:           { type: int }
      birth_date:    { type: date }
      city_tier:     { type: enum, values: [tier-1, new tier-1, tier-2] }
      income:        { type: number, unit: CNY/year, label: "Yearly income" }
      tenure:        { type: int, unit: months }
      interests:     { type: list, separator: ";" }
      early_adopter: { type: bool }
      reviews_read:  { type: int }
      last_seen:     { type: datetime }
      signed_on:     { type: date }
      note:          { type: text }
      城市等级:       { type: text }
  orders:
    source: orders.csv
    key: order_id
    time: ordered_at
    belongs_to: { customers: customer_id }
    columns:
      order_id:    { type: text }
      customer_id: { type: text }
      ordered_at:  { type: datetime }
      amount:      { type: decimal, scale: 2, unit: CNY }
      quantity:    { type: int }
      channel:     { type: enum, values: [online, store] }
      status:      { type: enum, values: [paid, refunded, cancelled] }
      discounted:  { type: bool }
"#;

const SPEC: &str = include_str!("tests.persona");

fn program() -> (SourceMap, catalog::Catalog, Program) {
    let mut sources = SourceMap::default();
    let file = sources.add("personac.yaml", CATALOG);
    let loaded = catalog::load(file, CATALOG);
    let spec = sources.add("tests.persona", SPEC);
    let parsed = syntax::parse(spec, SPEC);
    let catalog = loaded.value.expect("a catalog");
    let today = NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
    let options = check::Options { as_of: today, today, ..check::Options::default() };
    let checked = check::check(&catalog, &[parsed.value], &options);
    let findings = loaded.diagnostics.iter().chain(&parsed.diagnostics).chain(&checked.diagnostics);
    let errors: Vec<String> = findings
        .filter(|d| d.is_error())
        .map(|d| {
            let place = d.labels.first().map_or("", |l| sources.text(l.span));
            format!("{} {} at `{place}`", d.code.id, d.message)
        })
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    (sources, catalog, checked.value)
}

fn written(sources: &SourceMap, span: Span) -> String {
    sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every rule of the spec: as written, in English, in Chinese.
#[test]
fn rules_in_both_languages() {
    let (sources, catalog, program) = program();
    let prose = |lang| Prose::new(&program, &catalog, lang);
    let mut said = String::new();
    for cohort in &program.cohorts {
        let _ = writeln!(said, "== {}\n", cohort.name);
        for rule in &cohort.rules {
            let _ = writeln!(said, "{}", written(&sources, rule.span));
            for lang in [Lang::En, Lang::Zh] {
                let _ = writeln!(said, "  {}", prose(lang).rule_line(rule).flat(lang));
            }
            said.push('\n');
        }
        for rule in cohort.claims.iter().map(|c| &c.rule).chain(&cohort.expects) {
            let _ = writeln!(said, "{}", written(&sources, rule.span));
            for lang in [Lang::En, Lang::Zh] {
                let _ = writeln!(said, "  {}", super::sentence(&program, &catalog, rule, lang));
            }
            said.push('\n');
        }
    }
    for metric in &program.metrics {
        let _ = writeln!(said, "{}", written(&sources, metric.value.span));
        for lang in [Lang::En, Lang::Zh] {
            let _ = writeln!(said, "  {}", prose(lang).noun(&metric.value));
        }
        said.push('\n');
    }
    insta::assert_snapshot!(said);
}

/// The words of one persona, explained.
#[test]
fn glossary_in_both_languages() {
    let (_, catalog, program) = program();
    let as_of = NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
    let cohort = program.cohorts.iter().find(|c| c.name == "rows").expect("the cohort");
    let mut said = String::new();
    for lang in [Lang::En, Lang::Zh] {
        let prose = Prose::new(&program, &catalog, lang);
        for term in prose.glossary(cohort, as_of) {
            let text = match &term.definition {
                super::Definition::Sentence(sentence) => sentence.flat(lang),
                super::Definition::Period(from, to) => prose.period(*from, *to),
            };
            let doc = term.doc.map(|d| format!(" [{d}]")).unwrap_or_default();
            let _ = writeln!(said, "{}: {text}{doc}", term.name);
        }
        said.push('\n');
    }
    insta::assert_snapshot!(said);
}

/// Lists of rules are lists, not one long line.
#[test]
fn lists_have_items() {
    let (_, catalog, program) = program();
    let cohort = program.cohorts.iter().find(|c| c.name == "logic").expect("the cohort");
    let prose = Prose::new(&program, &catalog, Lang::En);
    let items: Vec<usize> =
        cohort.rules.iter().map(|r| prose.rule_line(r).sentence.items.len()).filter(|&n| n > 0).collect();
    assert!(items.len() >= 4 && items.contains(&3), "{items:?}");
}
