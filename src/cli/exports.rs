//! What leaves with the files of a run: columns that name people, keys and their pseudonyms, cells as examples.

use crate::check::project::Project;
use crate::cohort::TableReport;
use crate::diagnostics::{Diagnostic, codes};
use crate::engine::{Pseudonyms, SHORTEST_SECRET};

/// The environment variable with the secret of pseudonyms.
pub const SECRET: &str = "PERSONAC_PSEUDONYM_KEY";

/// A column that names people leaves only when it is asked for twice; the key is in the files anyway.
pub fn pii_allowed(project: &Project, with: &[String], allowed: bool) -> Result<(), Box<Diagnostic>> {
    let tables = project.program.cohorts.iter().map(|c| &project.catalog.tables[c.table]);
    let names = |name: &&String| {
        let of = |table: &&crate::catalog::Table| table.column(name);
        tables.clone().any(|table| of(&table).is_some_and(|c| table.columns[c].pii && table.key != Some(c)))
    };
    match with.iter().find(names).filter(|_| !allowed) {
        None => Ok(()),
        Some(name) => {
            let message = format!("`--with {name}` would write a column that names people");
            let help = format!(
                "leave it out, or say that it may leave: `--with {name} --allow-pii` (the catalog marks it `pii: true`)"
            );
            Err(Box::new(Diagnostic::new(&codes::PII_EXPORT, message).help(help)))
        }
    }
}

/// The secret's pseudonyms, if they are wanted.
pub fn pseudonyms(wanted: bool) -> Result<Option<Pseudonyms>, Box<Diagnostic>> {
    if !wanted {
        return Ok(None);
    }
    let secret = std::env::var_os(SECRET).unwrap_or_default();
    let found = Pseudonyms::new(secret.as_encoded_bytes());
    let message = match secret.is_empty() {
        true => format!("`--pseudonymize` needs a secret in `{SECRET}`, and there is none"),
        false => format!("the secret in `{SECRET}` is shorter than {SHORTEST_SECRET} bytes"),
    };
    let help = format!(
        "put at least {SHORTEST_SECRET} random bytes there, such as `{SECRET}=$(openssl rand -hex 32)`, and keep them: the same secret gives \
         the same pseudonyms"
    );
    found.map(Some).ok_or_else(|| Box::new(Diagnostic::new(&codes::PSEUDONYM_SECRET, message).help(help)))
}

/// What was read, for the manifest. Cells of columns that name people are left out of the examples; with pseudonyms all cells are.
pub fn told(project: &Project, reports: &[TableReport], pseudonyms: bool) -> Vec<TableReport> {
    let catalog = &project.catalog;
    let names = |table: &str, column: Option<&str>| {
        let table = catalog.table(table).map(|t| &catalog.tables[t]);
        match (table, column) {
            (Some(table), Some(column)) => table.column(column).is_none_or(|c| table.columns[c].pii),
            // A whole row, as far as it could be read.
            (table, _) => table.is_none_or(|table| table.columns.iter().any(|c| c.pii)),
        }
    };
    let mut told = reports.to_vec();
    for report in &mut told {
        let table = report.table.clone();
        for example in report.problems.iter_mut().flat_map(|problem| &mut problem.examples) {
            if pseudonyms || names(&table, example.column.as_deref()) {
                example.value.clear();
                example.reason.clear();
            }
        }
    }
    told
}
