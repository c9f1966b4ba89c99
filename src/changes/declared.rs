//! The declarations of one side: as written, and where the program has them.

use super::{Kind, Side};
use crate::meaning::{Builder, CohortForm, Declaration, FormId, Forms, Names, Reference};
use crate::model::Program;
use crate::source::Span;
use crate::syntax::ast::{Item, ItemKind};
use std::collections::HashMap;
use std::ops::Range;

/// A declaration that the program has.
#[derive(Debug)]
pub(super) struct Decl<'a> {
    pub kind: Kind,
    /// Of a test its title.
    pub name: &'a str,
    pub name_span: Span,
    pub at: Declaration,
    /// Its text in its file, with the comments before it and behind its last line.
    pub range: Range<usize>,
}

/// A declaration that the program does not have: it did not read, or something in it is wrong.
#[derive(Debug)]
pub(super) struct Missing<'a> {
    pub name: Option<&'a str>,
    pub span: Span,
}

#[derive(Debug)]
pub(super) struct Declared<'a> {
    pub side: Side<'a>,
    /// In the order of files and lines.
    pub all: Vec<Decl<'a>>,
    pub missing: Vec<Missing<'a>>,
    by_place: HashMap<Declaration, usize>,
}

/// By declaration, as in [`Declared::all`].
pub(super) type DeclaredForms = Vec<DeclForms>;

/// The forms of a declaration.
#[derive(Debug)]
pub(super) struct DeclForms {
    pub whole: FormId,
    pub cohort: Option<CohortForm>,
    /// What is claimed and expected of a cohort.
    pub claims: Option<FormId>,
}

impl<'a> Declared<'a> {
    pub fn new(side: &Side<'a>) -> Self {
        let places = places(side.program);
        let mut found =
            Declared { side: *side, all: Vec::new(), missing: Vec::new(), by_place: HashMap::new() };
        for file in side.files {
            let mut items: Vec<&Item> = file.items.iter().collect();
            items.sort_by_key(|item| item.span.start);
            let mut start = 0;
            for item in items {
                let text = &side.sources.file(item.span.file).text;
                let end = line_end(text, item.span.end as usize);
                found.add(item, &places, start.min(end)..end);
                start = end;
            }
        }
        found.by_place = found.all.iter().enumerate().map(|(i, d)| (d.at, i)).collect();
        found
    }

    fn add(&mut self, item: &'a Item, places: &HashMap<Span, (Kind, Declaration)>, range: Range<usize>) {
        let name = name(&item.kind);
        let known = name.and_then(|(name, span)| Some((name, span, *places.get(&span)?)));
        match known {
            Some((name, name_span, (kind, at))) => {
                self.all.push(Decl { kind, name, name_span, at, range });
            }
            None => {
                let span = name.map_or(item.span, |(_, span)| span.to(item.span));
                self.missing.push(Missing { name: name.map(|(name, _)| name), span });
            }
        }
    }

    /// Which of [`Declared::all`] something of the program is.
    pub fn index(&self, at: Declaration) -> Option<usize> {
        self.by_place.get(&at).copied()
    }

    /// The forms of all, everything that they use put in place; and those of the tables.
    pub fn forms(&self, forms: &mut Forms) -> (DeclaredForms, Tables) {
        let mut builder = Builder::new(self.side.program, self.side.catalog, forms);
        let all = self.all_forms(&mut builder);
        let tables = 0..self.side.catalog.tables.len();
        let bases = tables.clone().map(|table| builder.base(table)).collect();
        let values = tables.map(|table| builder.value(table)).collect();
        (all, Tables { bases, values })
    }

    /// The forms of all, what they use by the names that `names` gives it.
    pub fn written(&self, forms: &mut Forms, names: Names<'_>) -> DeclaredForms {
        self.all_forms(&mut Builder::by_name(self.side.program, self.side.catalog, forms, names))
    }

    fn all_forms(&self, builder: &mut Builder<'_, '_>) -> DeclaredForms {
        let all = self.all.iter();
        all.map(|decl| DeclForms {
            whole: builder.declaration(decl.at),
            cohort: cohort_of(decl.at).map(|cohort| builder.cohort(cohort)),
            claims: cohort_of(decl.at).map(|cohort| builder.claims(cohort)),
        })
        .collect()
    }
}

/// What rules stand on without naming it, by table.
#[derive(Debug)]
pub(super) struct Tables {
    /// Who counts.
    pub bases: Vec<FormId>,
    /// What a row is worth.
    pub values: Vec<FormId>,
}

pub(super) fn cohort_of(at: Declaration) -> Option<usize> {
    match at {
        Declaration::Cohort(cohort) => Some(cohort),
        _ => None,
    }
}

/// What a reference of an expression refers to; `Err` with the table where it is no declaration.
pub(super) fn declaration(reference: Reference) -> Result<Declaration, usize> {
    match reference {
        Reference::Param(i) => Ok(Declaration::Param(i)),
        Reference::Feature(i) => Ok(Declaration::Feature(i)),
        Reference::Segment(i) => Ok(Declaration::Segment(i)),
        Reference::Cohort(i) => Ok(Declaration::Cohort(i)),
        Reference::Base(table) => Err(table),
    }
}

/// The end of the line that a place stands on, its line break included.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end + 1)
}

fn name(kind: &ItemKind) -> Option<(&str, Span)> {
    let name = match kind {
        ItemKind::Param(param) => &param.name,
        ItemKind::Feature(d) | ItemKind::Segment(d) | ItemKind::Metric(d) => &d.name,
        ItemKind::Cohort(cohort) => &cohort.name,
        ItemKind::Assign(assign) => &assign.name,
        ItemKind::Grid(grid) => &grid.name,
        ItemKind::Journey(journey) => &journey.name,
        ItemKind::Theme(theme) => &theme.name,
        ItemKind::Test(test) => &test.title,
        ItemKind::Broken(name) => name.as_ref()?,
    };
    Some((&name.value, name.span))
}

/// Where the program's declarations were named.
fn places(program: &Program) -> HashMap<Span, (Kind, Declaration)> {
    let mut found = HashMap::new();
    macro_rules! add {
        ($list:ident, $declaration:ident, $kind:expr) => {
            for (i, one) in program.$list.iter().enumerate() {
                found.insert(one.span, ($kind, Declaration::$declaration(i)));
            }
        };
    }
    add!(params, Param, Kind::Param);
    add!(features, Feature, Kind::Feature);
    add!(segments, Segment, Kind::Segment);
    for (i, cohort) in program.cohorts.iter().enumerate() {
        found.insert(cohort.span, (cohort.kind.into(), Declaration::Cohort(i)));
    }
    add!(assigns, Assign, Kind::Assign);
    add!(grids, Grid, Kind::Grid);
    add!(journeys, Journey, Kind::Journey);
    add!(metrics, Metric, Kind::Metric);
    add!(themes, Theme, Kind::Theme);
    add!(tests, Test, Kind::Test);
    found
}
