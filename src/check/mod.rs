//! Syntax trees and a catalog → the program: every name resolved, every type known.
//!
//! [`check`] always returns a program, however wrong the specs: what is wrong has been reported, once, and left out. A
//! declaration that is broken is remembered as broken, so that those who use it stay silent; a value that did not resolve is
//! `None` all the way up, for the same reason.
//!
//! The work goes in this order: names are collected ([`names`]), definitions sorted so that each is checked after those
//! it uses ([`order`], which reports cycles), then rules ([`expr`] and its neighbours), then what stands on finished
//! cohorts (assignments, claims, tests), then lints. Nothing here reads data.

mod aggregate;
mod arith;
mod assign;
mod calls;
mod cohort;
mod compact;
mod compare;
mod constants;
mod customer;
mod definitions;
mod domain;
mod examples;
mod expr;
mod given;
pub mod lints;
mod lists;
mod names;
mod narrative;
mod order;
mod over;
mod paths;
mod population;
pub mod project;
mod reason;
mod references;
mod score;
mod tables;
mod text;
mod unknown;
mod walk;
mod window;
mod words;

use crate::catalog::Catalog;
use crate::diagnostics::{Checked, Code, Diagnostic};
use crate::model::{self, Program};
use crate::source::Span;
use crate::syntax::ast;
use chrono::NaiveDate;
use names::Names;
use std::collections::{HashMap, HashSet};
use tables::Tables;

/// What a run adds to the specs.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--set name=value`: params that get another value.
    pub set: Vec<(ast::Name, ast::Expr)>,
    /// The run's as-of date D.
    pub as_of: NaiveDate,
    /// `--allow`, `--warn` and `--deny`: levels that come before the catalog's.
    pub levels: lints::Levels,
    /// Only what is wrong.
    pub without_lints: bool,
    /// The day on the clock: reviews are overdue by it.
    pub today: NaiveDate,
}

/// Checks all files of a project at once.
pub fn check(catalog: &Catalog, files: &[ast::File], options: &Options) -> Checked<Program> {
    let mut checker = Checker::new(catalog, options);
    checker.collect(files);
    checker.params();
    for id in checker.order() {
        checker.define(id);
    }
    checker.populations();
    checker.narratives();
    checker.assigns_and_grids();
    checker.journeys();
    checker.tests(files);
    if options.without_lints {
        return checker.finish(files);
    }
    let found = checker.lints();
    let mut checked = checker.finish(files);
    lints::finish(catalog, options, files, &mut checked, found);
    checked
}

/// The work in progress.
struct Checker<'a> {
    catalog: &'a Catalog,
    options: &'a Options,
    tables: Tables<'a>,
    names: Names<'a>,
    draft: Draft,
    diagnostics: Vec<Diagnostic>,
    next_expr: u32,
    /// Patterns that compile, so that each is compiled once.
    patterns: HashSet<String>,
    /// The cohort or other declaration that is being checked is retired, so it may use retired ones.
    retired: bool,
    /// Something did not read, so not every use is known.
    unreadable: bool,
    /// A declaration without a name did not read: a name that nothing resembles may be the one that is missing there.
    nameless: bool,
    /// Tables without a key that have cohorts, and have been reported.
    keyless: HashSet<usize>,
    /// How many more names may be compared with an unknown one.
    comparisons: usize,
    /// Declarations without `of` have been reported.
    homeless: bool,
    /// Names of finished assignments, for `expect primary_persona = …` in tests.
    assigns: HashMap<&'a str, usize>,
    /// Which names were found to mean what, and where they stand.
    meant: Vec<(references::Meant, Span)>,
}

/// The program while parts of it are missing: by the slot of the declaration.
#[derive(Default)]
struct Draft {
    params: Vec<Option<model::Param>>,
    features: Vec<Option<model::Feature>>,
    segments: Vec<Option<model::Segment>>,
    cohorts: Vec<Option<model::Cohort>>,
    assigns: Vec<Option<model::Assign>>,
    grids: Vec<Option<model::Grid>>,
    journeys: Vec<Option<model::Journey>>,
    metrics: Vec<Option<model::Metric>>,
    themes: Vec<Option<model::Theme>>,
    tests: Vec<model::Test>,
    populations: Vec<model::Population>,
}

impl<'a> Checker<'a> {
    fn new(catalog: &'a Catalog, options: &'a Options) -> Self {
        Checker {
            catalog,
            options,
            tables: Tables::new(catalog),
            names: Names::default(),
            draft: Draft::default(),
            diagnostics: Vec::new(),
            next_expr: 0,
            patterns: Default::default(),
            retired: false,
            unreadable: false,
            nameless: false,
            homeless: false,
            keyless: HashSet::new(),
            comparisons: 500_000,
            assigns: HashMap::new(),
            meant: Vec::new(),
        }
    }

    /// Reports a finding.
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A finding about one place: message, place, what is there, the way out.
    fn error(
        &mut self,
        code: &'static Code,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Diagnostic::new(code, message).at(span, label).help(help));
    }

    /// A new expression.
    fn make(&mut self, table: usize, span: Span, ty: crate::ir::Type, kind: model::ExprKind) -> model::Expr {
        let id = model::ExprId(self.next_expr);
        self.next_expr += 1;
        model::Expr { id, span, table, ty, kind }
    }

    fn table_name(&self, table: usize) -> &'a str {
        &self.catalog.tables[table].name
    }
}
