//! The one namespace of a project.

use super::Checker;
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::ast::{self, CohortKind, ItemKind};
use std::collections::HashMap;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Param,
    Feature,
    Segment,
    Cohort(CohortKind),
    Assign,
    Grid,
    Journey,
    Metric,
    Theme,
    /// A declaration that did not read: whatever it is, it has been reported.
    Unreadable,
}

impl Kind {
    /// The keyword that declares it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Param => "param",
            Kind::Feature => "feature",
            Kind::Segment => "segment",
            Kind::Cohort(kind) => kind.word(),
            Kind::Assign => "assign",
            Kind::Grid => "grid",
            Kind::Journey => "journey",
            Kind::Metric => "metric",
            Kind::Theme => "theme",
            Kind::Unreadable => "declaration",
        }
    }

    /// The keyword with its article, for messages.
    pub fn a_word(self) -> String {
        let word = self.word();
        if matches!(self, Kind::Cohort(CohortKind::Icp) | Kind::Assign) {
            format!("an {word}")
        } else {
            format!("a {word}")
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Working,
    Ready,
    /// Wrong, and reported: users stay silent.
    Broken,
}

/// A declaration.
pub(super) struct Decl<'a> {
    pub item: &'a ast::Item,
    pub name: &'a ast::Name,
    pub kind: Kind,
    /// The table it is about; of a param, an assignment and a grid none.
    pub table: Option<usize>,
    /// Its place in the draft's list of its kind.
    pub slot: usize,
    pub state: State,
    pub used: bool,
    /// A second declaration of a name is checked, but nobody can mean it.
    pub duplicate: bool,
}

#[derive(Default)]
pub(super) struct Names<'a> {
    pub decls: Vec<Decl<'a>>,
    by_name: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The name of a declaration that did not read.
    pub fn is_unreadable(&self, name: &str) -> bool {
        self.find(name).is_some_and(|id| self.decls[id].kind == Kind::Unreadable)
    }

    /// The names of a kind, for suggestions.
    pub fn of_kind(&self, wanted: impl Fn(Kind) -> bool) -> Vec<&'a str> {
        self.decls.iter().filter(|d| wanted(d.kind)).map(|d| d.name.value.as_str()).collect()
    }
}

impl<'a> Checker<'a> {
    /// Collects the declarations of all files; reports what is declared twice and what is about no table.
    pub fn collect(&mut self, files: &'a [ast::File]) {
        let mut homeless: Vec<(Kind, &'a ast::Name)> = Vec::new();
        for item in files.iter().flat_map(|f| &f.items) {
            self.unreadable |= matches!(item.kind, ItemKind::Broken(_));
            self.nameless |= matches!(item.kind, ItemKind::Broken(None));
            let Some((kind, name, of)) = header(&item.kind) else { continue };
            let table = match of {
                None => None,
                Some(Some(of)) => self.table_named(of),
                Some(None) => {
                    let default = self.catalog.default_entity();
                    if default.is_none() {
                        homeless.push((kind, name));
                    }
                    default
                }
            };
            let broken = of.is_some() && table.is_none() || kind == Kind::Unreadable;
            let slot = self.slot(kind);
            let duplicate = self.declared_before(kind, name);
            let id = self.names.decls.len();
            let state = if broken { State::Broken } else { State::Waiting };
            self.names.decls.push(Decl { item, name, kind, table, slot, state, used: false, duplicate });
            if !duplicate {
                self.names.by_name.insert(&name.value, id);
            }
            if let (Some(table), false) = (table, duplicate) {
                self.like_a_column(kind, name, table);
            }
        }
        self.report_homeless(&homeless);
    }

    /// A new place in the draft's list of that kind.
    fn slot(&mut self, kind: Kind) -> usize {
        fn grow<T>(list: &mut Vec<Option<T>>) -> usize {
            list.push(None);
            list.len() - 1
        }
        match kind {
            Kind::Param => grow(&mut self.draft.params),
            Kind::Feature => grow(&mut self.draft.features),
            Kind::Segment => grow(&mut self.draft.segments),
            Kind::Cohort(_) => grow(&mut self.draft.cohorts),
            Kind::Assign => grow(&mut self.draft.assigns),
            Kind::Grid => grow(&mut self.draft.grids),
            Kind::Journey => grow(&mut self.draft.journeys),
            Kind::Metric => grow(&mut self.draft.metrics),
            Kind::Theme => grow(&mut self.draft.themes),
            Kind::Unreadable => 0,
        }
    }

    /// Reports a name that is taken.
    fn declared_before(&mut self, kind: Kind, name: &ast::Name) -> bool {
        let Some(first) = self.names.find(&name.value) else { return false };
        let first = &self.names.decls[first];
        let message = format!("`{}` is declared twice", name.value);
        let diagnostic = Diagnostic::new(&codes::DUPLICATE_NAME, message)
            .at(name.span, format!("{} of the same name", kind.a_word()))
            .at(first.name.span, format!("first declared here, as {}", first.kind.a_word()))
            .help("all files share one namespace: give one of them another name");
        self.report(diagnostic);
        true
    }

    /// A bare name would mean the column and the declaration alike.
    fn like_a_column(&mut self, kind: Kind, name: &ast::Name, table: usize) {
        if !matches!(kind, Kind::Feature | Kind::Segment) {
            return;
        }
        let what = if self.tables.column(table, &name.value).is_some() {
            "a column"
        } else if self.tables.owner(table, &name.value).is_some() {
            "a relation"
        } else {
            return;
        };
        let table = self.table_name(table);
        let message = format!("{} `{}` has the name of {what} of `{table}`", kind.word(), name.value);
        self.error(
            &codes::DUPLICATE_NAME,
            message,
            name.span,
            format!("`{table}` has {what} of this name"),
            format!("give the {} another name", kind.word()),
        );
    }

    /// The table that `of NAME` names.
    pub fn table_named(&mut self, name: &ast::Name) -> Option<usize> {
        let found = self.tables.find(&name.value);
        if let Some(table) = found {
            self.names_table(table, name.span);
        }
        if found.is_none() && !self.catalog.broken_tables.contains(&name.value) {
            let tables: Vec<&str> = self.catalog.tables.iter().map(|t| t.name.as_str()).collect();
            let help = match suggest::nearest(&name.value, tables.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the catalog has {}", super::words::list(&tables)),
            };
            let message = format!("there is no table `{}`", name.value);
            self.error(&codes::UNKNOWN_TABLE, message, name.span, "not in the catalog", help);
        }
        found
    }

    /// One finding for all declarations that would need an `of`: the cause is one.
    fn report_homeless(&mut self, homeless: &[(Kind, &ast::Name)]) {
        let Some(&(kind, first)) = homeless.first() else { return };
        self.homeless = true;
        // What is wrong in the catalog may be why no table is the one.
        if self.catalog.incomplete {
            return;
        }
        let tables: Vec<&str> = self.catalog.tables.iter().map(|t| t.name.as_str()).collect();
        let mut diagnostic = Diagnostic::new(
            &codes::ENTITY_NEEDED,
            format!("which table is the {} `{}` about?", kind.word(), first.value),
        );
        for (_, name) in homeless.iter().take(5) {
            diagnostic = diagnostic.at(name.span, "needs `of TABLE`");
        }
        if homeless.len() > 5 {
            diagnostic = diagnostic.note(format!("and {} more declarations", homeless.len() - 5));
        }
        let example = tables.first().copied().unwrap_or("customers");
        diagnostic = diagnostic.help(format!(
            "write `{} {} of {example}`, or `entity: {example}` at the top of personac.yaml; the tables are {}",
            kind.word(),
            super::words::quoted(&first.value),
            super::words::list(&tables)
        ));
        self.report(diagnostic);
    }

    /// The place of a declaration's name.
    pub fn declared_at(&self, id: usize) -> Span {
        self.names.decls[id].name.span
    }
}

/// Kind, name and `of` of a declaration; the outer `None` of `of`: it is about no table of its own.
#[allow(clippy::type_complexity)]
pub(super) fn header(item: &ItemKind) -> Option<(Kind, &ast::Name, Option<Option<&ast::Name>>)> {
    Some(match item {
        ItemKind::Param(p) => (Kind::Param, &p.name, None),
        ItemKind::Feature(d) => (Kind::Feature, &d.name, Some(d.of.as_ref())),
        ItemKind::Segment(d) => (Kind::Segment, &d.name, Some(d.of.as_ref())),
        ItemKind::Metric(d) => (Kind::Metric, &d.name, Some(d.of.as_ref())),
        ItemKind::Cohort(c) => (Kind::Cohort(c.kind), &c.name, Some(c.of.as_ref())),
        ItemKind::Assign(a) => (Kind::Assign, &a.name, None),
        ItemKind::Grid(g) => (Kind::Grid, &g.name, None),
        ItemKind::Journey(j) => (Kind::Journey, &j.name, Some(j.of.as_ref())),
        ItemKind::Theme(t) => (Kind::Theme, &t.name, Some(t.of.as_ref())),
        ItemKind::Broken(name) => (Kind::Unreadable, name.as_ref()?, None),
        ItemKind::Test(_) => return None,
    })
}
