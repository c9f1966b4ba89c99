//! Writes down which name means what, for [`crate::model::References`].

use super::Checker;
use super::names::Kind;
use crate::model::{Declaration, DeclarationKind, Named, Reference, References, Within};
use crate::source::{LocalText, Span, Spanned};
use crate::syntax::ast::{self, ItemKind};
use std::collections::HashMap;

/// What a name was found to mean, by the numbers of the checker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Meant {
    Declaration(usize),
    Population(usize),
    Table(usize),
    Column(usize, usize),
}

impl<'a> Checker<'a> {
    /// A declaration is named here.
    pub fn names_declaration(&mut self, id: usize, at: Span) {
        self.meant.push((Meant::Declaration(id), at));
    }

    /// A column is named here, or needed for what stands here.
    pub fn names_column(&mut self, table: usize, column: usize, at: Span) {
        self.meant.push((Meant::Column(table, column), at));
    }

    /// Rows of a related table are named here: they are found by the column that holds their owner.
    pub fn names_rows(&mut self, relation: usize, at: Span) {
        let relation = &self.catalog.relations[relation];
        self.meant.push((Meant::Table(relation.child), at));
        self.names_column(relation.child, relation.column, at);
    }

    /// The row that belongs here is named: it is found by the column that holds it.
    pub fn names_owner(&mut self, relation: usize, at: Span) {
        let relation = &self.catalog.relations[relation];
        self.names_column(relation.child, relation.column, at);
    }

    /// What stands here needs to know when rows happened.
    pub fn needs_time(&mut self, table: usize, at: Span) {
        if let Some(column) = self.catalog.tables[table].time {
            self.names_column(table, column, at);
        }
    }

    /// A table is named here.
    pub fn names_table(&mut self, table: usize, at: Span) {
        self.meant.push((Meant::Table(table), at));
    }

    /// What stands here depends on who counts among the rows of a table.
    pub fn stands_on_population(&mut self, table: usize, at: Span) {
        self.meant.push((Meant::Population(table), at));
    }

    /// All of it, each reference with the declaration that it stands in.
    pub fn references(&mut self, files: &[ast::File]) -> References {
        let mut by_span: HashMap<Span, usize> = HashMap::new();
        let mut declarations = Vec::new();
        for item in files.iter().flat_map(|f| &f.items) {
            if let Some(declaration) = declaration(item) {
                by_span.insert(declaration.span, declarations.len());
                declarations.push(declaration);
            }
        }
        let mut number = vec![None; self.names.decls.len()];
        for (id, decl) in self.names.decls.iter().enumerate() {
            let Some(&at) = by_span.get(&decl.name.span) else { continue };
            number[id] = Some(at);
            declarations[at].table = decl.table;
        }
        self.tables_of_chosen(&mut declarations, &by_span);
        let extents = Extents::new(&declarations, self.catalog);
        let found = std::mem::take(&mut self.meant).into_iter().filter_map(|(meant, at)| {
            let to = match meant {
                Meant::Declaration(id) => Named::Declaration(number[id]?),
                Meant::Population(table) => Named::Population(table),
                Meant::Table(table) => Named::Table(table),
                Meant::Column(table, column) => Named::Column { table, column },
            };
            Some(Reference { within: extents.within(at)?, to, at })
        });
        // A cohort's rules may have been looked at more than once.
        let mut all: Vec<Reference> = found.collect();
        all.sort_unstable();
        all.dedup();
        References { declarations, all }
    }

    /// Assignments, grids and tests are about the table of what they name.
    fn tables_of_chosen(&self, declarations: &mut [Declaration], by_span: &HashMap<Span, usize>) {
        let assigns = self.draft.assigns.iter().flatten().map(|a| (a.span, a.table));
        let grids = self.draft.grids.iter().flatten().map(|g| (g.span, g.table));
        let tests = self.draft.tests.iter().map(|t| (t.span, t.table));
        for (span, table) in assigns.chain(grids).chain(tests) {
            if let Some(&at) = by_span.get(&span) {
                declarations[at].table = Some(table);
            }
        }
    }
}

/// A declaration that read; its table is not known yet.
fn declaration(item: &ast::Item) -> Option<Declaration> {
    let (kind, name, span) = match &item.kind {
        ItemKind::Test(test) => (DeclarationKind::Test, &test.title.value, test.title.span),
        kind => {
            let (kind, name, _) = super::names::header(kind)?;
            (kind.declared()?, &name.value, name.span)
        }
    };
    let title = title(&item.kind).map(|title| title.value.clone());
    Some(Declaration { kind, name: name.clone(), title, span, extent: item.span, table: None })
}

fn title(item: &ItemKind) -> Option<&Spanned<LocalText>> {
    match item {
        ItemKind::Param(p) => p.title.as_ref(),
        ItemKind::Feature(d) | ItemKind::Segment(d) | ItemKind::Metric(d) => d.title.as_ref(),
        ItemKind::Cohort(c) => c.title.as_ref().or_else(|| {
            c.members.iter().find_map(|member| match &member.kind {
                ast::MemberKind::Title(title) => Some(title),
                _ => None,
            })
        }),
        ItemKind::Assign(a) => a.title.as_ref(),
        ItemKind::Grid(g) => g.title.as_ref(),
        ItemKind::Journey(j) => j.title.as_ref(),
        ItemKind::Theme(t) => t.title.as_ref(),
        ItemKind::Test(_) | ItemKind::Broken(_) => None,
    }
}

impl Kind {
    fn declared(self) -> Option<DeclarationKind> {
        Some(match self {
            Kind::Param => DeclarationKind::Param,
            Kind::Feature => DeclarationKind::Feature,
            Kind::Segment => DeclarationKind::Segment,
            Kind::Cohort(kind) => kind.into(),
            Kind::Assign => DeclarationKind::Assign,
            Kind::Grid => DeclarationKind::Grid,
            Kind::Journey => DeclarationKind::Journey,
            Kind::Metric => DeclarationKind::Metric,
            Kind::Theme => DeclarationKind::Theme,
            Kind::Unreadable => return None,
        })
    }
}

/// What can hold references, by place.
struct Extents {
    /// None inside another.
    sorted: Vec<(Span, Within)>,
}

impl Extents {
    fn new(declarations: &[Declaration], catalog: &crate::catalog::Catalog) -> Extents {
        let mut sorted: Vec<(Span, Within)> =
            declarations.iter().enumerate().map(|(i, d)| (d.extent, Within::Declaration(i))).collect();
        for (index, table) in catalog.tables.iter().enumerate() {
            let rules = table.population.iter().chain(&table.consent);
            sorted.extend(rules.map(|rule| (rule.span, Within::Population(index))));
            sorted.extend(table.value.iter().map(|value| (value.span, Within::Value(index))));
        }
        sorted.sort_unstable();
        Extents { sorted }
    }

    fn within(&self, at: Span) -> Option<Within> {
        let place = (at.file, at.start);
        let after = self.sorted.partition_point(|(span, _)| (span.file, span.start) <= place);
        let (span, within) = self.sorted.get(after.checked_sub(1)?)?;
        (span.file == at.file && at.end <= span.end).then_some(*within)
    }
}
