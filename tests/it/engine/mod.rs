//! The engine from outside: files, what Polars does otherwise, and plans as text.

mod files;
mod plans;
mod traps;

use personac::ir::Plan;
use personac::source::SourceMap;
use personac::{catalog, check, lower, syntax};

/// The plan of a project of two texts.
fn plan(yaml: &str, spec: &str) -> Plan {
    let mut sources = SourceMap::default();
    let catalog = catalog::load(sources.add("personac.yaml", yaml), yaml);
    let parsed = syntax::parse(sources.add("test.persona", spec), spec);
    let tables = catalog.value.expect("a catalog");
    let as_of = tables.as_of.expect("a date");
    let options = check::Options { as_of, today: as_of, ..check::Options::default() };
    let checked = check::check(&tables, &[parsed.value], &options);
    let findings = [catalog.diagnostics, parsed.diagnostics, checked.diagnostics].concat();
    let errors: Vec<&str> = findings.iter().filter(|d| d.is_error()).map(|d| d.message.as_str()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    lower::lower(&checked.value, &tables, as_of, &lower::Options::default()).plan
}
