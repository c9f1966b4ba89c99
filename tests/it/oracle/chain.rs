//! From the text of a project to a plan, through the parser, the checker and the lowering, as a run does it.

use super::programs::Project;
use personac::diagnostics::Diagnostic;
use personac::ir::Plan;
use personac::source::SourceMap;
use personac::{catalog, check, lower, syntax};

/// The plan, or what is wrong with the project, for people.
pub fn plan(project: &Project) -> Result<Plan, String> {
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
    Ok(lower::lower(&checked.value, &catalog, as_of, &lower::Options::default()).plan)
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
