//! Which renamings make no sense, before anything is tried.

use super::Renaming;
use crate::check::project::Project;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::DeclarationKind;
use crate::source::SourceMap;
use crate::syntax;

/// The declaration and its new name, or why not.
pub fn renaming<'a>(
    project: &'a Project,
    sources: &'a SourceMap,
    old: &str,
    new: &str,
) -> Result<Renaming<'a>, Box<Diagnostic>> {
    let references = &project.program.references;
    let Some(declaration) = references.find(&syntax::plain_name(old)) else {
        return Err(unknown(project, old));
    };
    let new = a_name(new)?;
    let declared = &references.declarations[declaration];
    if declared.name == new {
        return Err(refused(format!("`{new}` is its name already"), "name another one"));
    }
    if let Some(other) = references.find(&new) {
        let other = &references.declarations[other];
        let word = other.kind.word();
        let help = "all files share one namespace: choose another name, or rename that one first";
        let message = format!("`{old}` cannot become `{new}`: there is {} of this name", article(word));
        return Err(Box::new(
            Diagnostic::new(&codes::RENAME, message).at(other.span, "declared here").help(help),
        ));
    }
    let renaming = Renaming { project, sources, declaration, new };
    like_a_column(&renaming)?;
    Ok(renaming)
}

pub fn refused(message: String, help: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(&codes::RENAME, message).help(help))
}

fn article(word: &str) -> String {
    let vowel = word.starts_with(['a', 'i']);
    format!("{} {word}", if vowel { "an" } else { "a" })
}

/// The name without its back quotes.
fn a_name(written: &str) -> Result<String, Box<Diagnostic>> {
    let name = syntax::plain_name(written);
    let reason = if name.trim().is_empty() {
        "it is empty"
    } else if name.contains('`') {
        "it holds a back quote"
    } else if name.chars().any(char::is_control) {
        "it holds a line break or another control character"
    } else if name.trim() != name {
        "it begins or ends with a blank"
    } else {
        return Ok(name);
    };
    let help = "a name is letters, digits and `_` of any script; others stand in back quotes, which are put around it";
    let written = written.escape_debug();
    Err(Box::new(Diagnostic::new(&codes::RENAME, format!("`{written}` is no name: {reason}")).help(help)))
}

/// A bare name would mean the column.
fn like_a_column(renaming: &Renaming<'_>) -> Result<(), Box<Diagnostic>> {
    let catalog = &renaming.project.catalog;
    let Some(table) = renaming.declared().table else { return Ok(()) };
    let (new, entity) = (&renaming.new, &catalog.tables[table]);
    let (what, span) = match entity.column(new) {
        Some(column) => ("a column", entity.columns[column].span),
        None => match catalog.parents(table).find(|(_, relation)| relation.name == *new) {
            Some((_, relation)) => ("a relation", relation.span),
            None => return Ok(()),
        },
    };
    let message =
        format!("`{}` cannot become `{new}`: `{}` has {what} of this name", renaming.old(), entity.name);
    Err(Box::new(
        Diagnostic::new(&codes::RENAME, message).at(span, "declared here").help("choose another name"),
    ))
}

fn unknown(project: &Project, old: &str) -> Box<Diagnostic> {
    let catalog = &project.catalog;
    let plain = old.rsplit_once('.').map_or(old, |(_, column)| column);
    for table in &catalog.tables {
        if table.column(plain).is_some() && (plain == old || old == format!("{}.{plain}", table.name)) {
            let name = &table.name;
            let help = format!(
                "to call it otherwise, write `NEW: {{ from: {plain}, … }}` in the place of its entry, and the new name where it is \
                 used; `personac deps {name}.{plain}` shows where"
            );
            return refused(
                format!("`{plain}` is a column of `{name}`, and columns are named in personac.yaml"),
                help,
            );
        }
        if table.name == old {
            let help = format!("change it there and where it is used; `personac deps {old}` shows where");
            return refused(format!("`{old}` is a table, and tables are named in personac.yaml"), help);
        }
    }
    if let Some(relation) = catalog.relations.iter().find(|relation| relation.name == old) {
        let child = &catalog.tables[relation.child].name;
        let help = "change it there with the long form `{ NEW: { table: …, by: … } }`, and where it is used";
        return refused(
            format!("`{old}` is a relation of `{child}`, and relations are named in personac.yaml"),
            help,
        );
    }
    let declared = project.program.references.declarations.iter();
    let names: Vec<&str> =
        declared.filter(|d| d.kind != DeclarationKind::Test).map(|d| d.name.as_str()).collect();
    let help = match nearest(old, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`personac list` shows what is declared".to_owned(),
    };
    Box::new(Diagnostic::new(&codes::UNKNOWN_TARGET, format!("there is no declaration `{old}`")).help(help))
}
