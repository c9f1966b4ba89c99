//! From the text of a project to a plan, through the parser, the checker and the lowering, as a run does it.

use super::programs::Project;
use chrono::NaiveDate;
use personac::catalog::Catalog;
use personac::diagnostics::Diagnostic;
use personac::ir::{Plan, TableId};
use personac::model::Program;
use personac::reference::{self, Data, TableData, Value};
use personac::source::SourceMap;
use personac::{catalog, check, lower, syntax};

/// A project that checks.
pub struct Checked {
    pub catalog: Catalog,
    pub program: Program,
    pub as_of: NaiveDate,
    pub sources: SourceMap,
}

/// The plan, or what is wrong with the project, for people.
pub fn plan(project: &Project) -> Result<Plan, String> {
    let Checked { catalog, program, as_of, .. } = checked(project)?;
    Ok(lower::lower(&program, &catalog, as_of, &lower::Options::default()).plan)
}

/// The program, or what is wrong with the project, for people.
pub fn checked(project: &Project) -> Result<Checked, String> {
    let mut sources = SourceMap::default();
    let yaml = sources.add("personac.yaml", project.catalog.clone());
    let loaded = catalog::load(yaml, &project.catalog);
    let source = project.source();
    let file = sources.add("random.persona", source.clone());
    let parsed = syntax::parse(file, &source);
    let Some(catalog) = loaded.value else { return Err(shown(&sources, &loaded.diagnostics)) };
    let as_of = catalog.as_of.ok_or("the catalog has no as-of date")?;
    let options = check::Options { as_of, today: as_of, ..check::Options::default() };
    let checked = check::check(&catalog, &[parsed.value], &options);
    let diagnostics = [loaded.diagnostics, parsed.diagnostics, checked.diagnostics].concat();
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(shown(&sources, &diagnostics));
    }
    Ok(Checked { catalog, program: checked.value, as_of, sources })
}

/// Errors and the lines that they are about.
fn shown(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
        text += &format!("{}: {}\n", diagnostic.code.id, diagnostic.message);
        for label in &diagnostic.labels {
            let before = &sources.file(label.span.file).text[..label.span.start as usize];
            let line = before.lines().count();
            text += &format!("  line {line}: `{}` {}\n", sources.text(label.span), label.text);
        }
    }
    text
}

const STANDING_ON_ANOTHER: &str = "
project: regions
timezone: UTC
as_of: 2026-10-31
tables:
  regions:
    source: regions.csv
    key: id
    population: any(people where adults)
    columns: { id: int }
  people:
    source: people.csv
    key: id
    consent: fine
    belongs_to: { regions: region_id }
    columns: { id: int, region_id: int, age: int, fine: bool }
";

/// Consent keeps people out of a cohort also where the cohort is first needed for the population of another table.
#[test]
fn one_tables_population_may_stand_on_anothers_cohort() {
    let declarations = vec!["persona adults of people { must age >= 18 }".into()];
    let plan = plan(&Project { catalog: STANDING_ON_ANOTHER.into(), declarations }).unwrap();
    let ints = |values: [i64; 2]| values.map(Value::Int).to_vec();
    let fine = [true, false].map(Value::Bool).to_vec();
    let people = TableData { columns: vec![ints([1, 2]), ints([1, 2]), ints([40, 40]), fine] };
    let data = Data { tables: vec![TableData { columns: vec![ints([1, 2])] }, people] };
    let adults = &reference::cohorts(&plan, &data).cohorts[0];
    assert_eq!((adults.population, adults.matched), (1, 1));
    assert_eq!(reference::evaluate(&plan, &data).base(TableId(0)), [true, false]);
}
