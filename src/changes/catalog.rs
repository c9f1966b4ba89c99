//! What changed in `personac.yaml`, setting by setting.

use super::{Both, CatalogChange};
use crate::catalog::{Catalog, Column, ColumnType, LintLevel, Normalize, OnError, Relation, Source, Table};
use crate::model::LocalText;

impl Both<'_> {
    pub(super) fn catalog(&self) -> Vec<CatalogChange> {
        let (old, new) = (self.old.side().catalog, self.new.side().catalog);
        let mut found = Found(Vec::new());
        found.settings("", &project(old), &project(new));
        found.named("", &tables(old), &tables(new), |found, path, (catalogs, tables)| {
            found.table(path, catalogs, tables);
        });
        found.0
    }
}

/// A setting: its name, what it says, and whether it can change who is in a cohort or what it scores.
type Setting = (&'static str, Option<String>, bool);

type In<'c, T> = (&'c Catalog, &'c T);

struct Found(Vec<CatalogChange>);

impl Found {
    fn settings(&mut self, path: &str, old: &[Setting], new: &[Setting]) {
        for ((field, before, meaning), (_, after, _)) in old.iter().zip(new) {
            if before != after {
                self.0.push(CatalogChange {
                    path: path.to_owned(),
                    field: (*field).to_owned(),
                    old: before.clone(),
                    new: after.clone(),
                    meaning: *meaning,
                });
            }
        }
    }

    /// Things that have names: those on both sides by `inside`, the others as a whole.
    fn named<'c, T>(
        &mut self,
        within: &str,
        old: &[(String, In<'c, T>)],
        new: &[(String, In<'c, T>)],
        inside: impl Fn(&mut Found, &str, ([&'c Catalog; 2], [&'c T; 2])),
    ) {
        let path = |name: &str| if within.is_empty() { name.to_owned() } else { format!("{within}.{name}") };
        let whole = |name: &str, old: Option<String>, new: Option<String>| CatalogChange {
            path: path(name),
            field: String::new(),
            old,
            new,
            meaning: true,
        };
        for (name, (new_catalog, after)) in new {
            match old.iter().find(|(other, _)| other == name) {
                Some((_, (old_catalog, before))) => {
                    inside(self, &path(name), ([old_catalog, new_catalog], [before, after]));
                }
                None => self.0.push(whole(name, None, Some(name.clone()))),
            }
        }
        let gone = old.iter().filter(|(name, _)| !new.iter().any(|(other, _)| other == name));
        self.0.extend(gone.map(|(name, _)| whole(name, Some(name.clone()), None)));
    }

    fn table(&mut self, path: &str, [old_in, new_in]: [&Catalog; 2], [old, new]: [&Table; 2]) {
        self.settings(path, &of_table(old), &of_table(new));
        self.settings(path, &of_source(&old.source), &of_source(&new.source));
        self.named(path, &columns(old_in, old), &columns(new_in, new), |found, path, (_, [old, new])| {
            found.settings(path, &of_column(old), &of_column(new));
        });
        self.named(
            path,
            &relations(old_in, old),
            &relations(new_in, new),
            |found, path, (catalogs, [old, new])| {
                found.settings(path, &of_relation(catalogs[0], old), &of_relation(catalogs[1], new));
            },
        );
    }
}

fn tables(catalog: &Catalog) -> Vec<(String, In<'_, Table>)> {
    catalog.tables.iter().map(|t| (t.name.clone(), (catalog, t))).collect()
}

fn columns<'c>(catalog: &'c Catalog, table: &'c Table) -> Vec<(String, In<'c, Column>)> {
    table.columns.iter().map(|c| (c.name.clone(), (catalog, c))).collect()
}

fn relations<'c>(catalog: &'c Catalog, table: &Table) -> Vec<(String, In<'c, Relation>)> {
    let child = catalog.table(&table.name);
    let own = catalog.relations.iter().filter(|r| Some(r.child) == child);
    own.map(|r| (format!("belongs_to {}", r.name), (catalog, r))).collect()
}

fn project(catalog: &Catalog) -> Vec<Setting> {
    let privacy = &catalog.privacy;
    let sensitive = privacy.allow_sensitive.iter().map(|(column, why)| format!("{column}: {why}"));
    let level = |level: &LintLevel| match level {
        LintLevel::Allow => "allow",
        LintLevel::Warn => "warn",
        LintLevel::Deny => "deny",
    };
    let lints = catalog.lints.iter().map(|(lint, l)| format!("{lint}: {}", level(l)));
    vec![
        ("project", Some(catalog.project.clone()), false),
        ("timezone", Some(catalog.timezone.name().to_owned()), true),
        ("as_of", catalog.as_of.map(|d| d.to_string()), true),
        ("language", catalog.language.map(str::to_owned), false),
        ("entity", catalog.entity.map(|t| catalog.tables[t].name.clone()), true),
        ("min_cell", Some(privacy.min_cell.to_string()), false),
        ("allow_sensitive", listed(sensitive), false),
        ("lints", listed(lints), false),
    ]
}

fn of_table(table: &Table) -> Vec<Setting> {
    let column = |column: Option<usize>| column.map(|c| table.columns[c].name.clone());
    let rule =
        |rule: &Option<crate::catalog::Embedded>| rule.as_ref().map(|r| super::text::expression(&r.text));
    vec![
        ("label", label(table.label.as_ref()), false),
        ("key", column(table.key), true),
        ("time", column(table.time), true),
        ("population", rule(&table.population), true),
        ("consent", rule(&table.consent), true),
        ("value", rule(&table.value), true),
        ("category", column(table.category), false),
        (
            "on_error",
            Some(if table.on_error == OnError::Fail { "fail" } else { "quarantine" }.to_owned()),
            true,
        ),
        ("fresh_within", table.fresh_within.map(|days| format!("{days} days")), false),
    ]
}

fn of_source(source: &Source) -> Vec<Setting> {
    let text = &source.text;
    vec![
        ("source", Some(source.path.clone()), true),
        ("format", Some(format!("{:?}", source.format).to_lowercase()), true),
        ("separator", Some(text.separator.to_string()), true),
        ("encoding", Some(format!("{:?}", text.encoding).to_lowercase()), true),
        ("quote", text.quote.map(|q| q.to_string()), true),
        ("header", Some(text.header.to_string()), true),
        ("skip_lines", Some(text.skip_lines.to_string()), true),
        ("null_values", listed(text.null_values.iter().cloned()), true),
        ("sheet", source.sheet.clone(), true),
    ]
}

fn of_column(column: &Column) -> Vec<Setting> {
    let values = match &column.ty {
        ColumnType::Enum { values } => listed(values.iter().cloned()),
        _ => None,
    };
    let normalize = column.normalize.iter().map(|step| match step {
        Normalize::Trim => "trim".to_owned(),
        Normalize::Lower => "lower".to_owned(),
        Normalize::Nfkc => "nfkc".to_owned(),
    });
    let bound = |bound: Option<f64>| bound.map_or("…".to_owned(), |b| b.to_string());
    let labels =
        column.value_labels.iter().map(|(value, text)| format!("{value}: {}", super::text::shown(text)));
    vec![
        ("type", Some(type_word(&column.ty)), true),
        ("values", values, true),
        ("normalize", listed(normalize), true),
        ("range", column.range.map(|r| format!("{} to {}", bound(r.low), bound(r.high))), true),
        ("from", column.from.clone(), true),
        ("at", column.at.map(|(start, length)| format!("[{start}, {length}]")), true),
        ("date_format", column.date_format.clone(), true),
        ("timezone", column.timezone.map(|zone| zone.name().to_owned()), true),
        ("separator", column.separator.clone(), true),
        ("thousands", column.thousands.map(|c| c.to_string()), true),
        ("decimal", Some(column.decimal_point.to_string()), true),
        ("true_values", listed(column.true_values.iter().cloned()), true),
        ("false_values", listed(column.false_values.iter().cloned()), true),
        ("null_values", listed(column.null_values.iter().cloned()), true),
        ("as_of", Some(column.as_of.to_string()), true),
        ("unit", label(column.unit.as_ref()), false),
        ("label", label(column.label.as_ref()), false),
        ("values' labels", listed(labels), false),
        ("pii", Some(column.pii.to_string()), false),
        ("sensitive", Some(column.sensitive.to_string()), false),
        ("quotable", Some(column.quotable.to_string()), false),
    ]
}

fn of_relation(catalog: &Catalog, relation: &Relation) -> Vec<Setting> {
    vec![
        ("column", Some(catalog.tables[relation.child].columns[relation.column].name.clone()), true),
        ("table", Some(catalog.tables[relation.parent].name.clone()), true),
        ("label", label(relation.label.as_ref()), false),
    ]
}

fn type_word(ty: &ColumnType) -> String {
    match ty {
        ColumnType::Decimal { scale } => format!("decimal with {scale} places"),
        ColumnType::Enum { .. } => "enum".to_owned(),
        ColumnType::Bool => "bool".to_owned(),
        ColumnType::Int => "int".to_owned(),
        ColumnType::Number => "number".to_owned(),
        ColumnType::Text => "text".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Datetime => "datetime".to_owned(),
        ColumnType::List => "list".to_owned(),
    }
}

fn label(text: Option<&LocalText>) -> Option<String> {
    text.map(super::text::shown)
}

/// `None` where there is nothing.
fn listed(items: impl Iterator<Item = String>) -> Option<String> {
    let all: Vec<String> = items.collect();
    (!all.is_empty()).then(|| all.join(", "))
}
