//! Whole declarations → forms, and their hashes.

use super::build::Builder;
use super::form::FormId;
use super::head::Head;
use super::{CohortMeaning, Meaning, Meanings};
use crate::model::{self, Expr, GivenValue, TestExpect};
use crate::syntax::ast::{AssignBy, CohortKind};

/// A declaration, by its place in the [`model::Program`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Declaration {
    Param(usize),
    Feature(usize),
    Segment(usize),
    Cohort(usize),
    Assign(usize),
    Grid(usize),
    Journey(usize),
    Metric(usize),
    Theme(usize),
    Test(usize),
}

impl Builder<'_, '_> {
    /// All that a declaration means.
    pub fn declaration(&mut self, declaration: Declaration) -> FormId {
        let program = self.program;
        match declaration {
            Declaration::Param(i) => {
                let value = self.param_value(&program.params[i].value);
                self.declared("param", None, Vec::new(), vec![value])
            }
            Declaration::Feature(i) => {
                let value = self.expr(&program.features[i].value);
                self.declared("feature", Some(program.features[i].table), Vec::new(), vec![value])
            }
            Declaration::Segment(i) => {
                let rule = self.expr(&program.segments[i].rule);
                self.declared("segment", Some(program.segments[i].table), Vec::new(), vec![rule])
            }
            Declaration::Cohort(i) => self.whole_cohort(i),
            Declaration::Assign(i) => self.assign(&program.assigns[i]),
            Declaration::Grid(i) => {
                let grid = &program.grids[i];
                let mut parts = vec![self.tier_of(grid.rows), self.tier_of(grid.columns)];
                parts.extend([self.members_of(grid.rows), self.members_of(grid.columns)]);
                self.declared("grid", Some(grid.table), Vec::new(), parts)
            }
            Declaration::Journey(i) => {
                let journey = &program.journeys[i];
                let mut parts: Vec<FormId> = journey.stages.iter().map(|s| self.expr(&s.rule)).collect();
                parts.push(self.base(journey.table));
                self.declared("journey", Some(journey.table), Vec::new(), parts)
            }
            Declaration::Metric(i) => {
                let value = self.expr(&program.metrics[i].value);
                self.declared("metric", Some(program.metrics[i].table), Vec::new(), vec![value])
            }
            Declaration::Theme(i) => {
                let rule = self.expr(&program.themes[i].rule);
                self.declared("theme", Some(program.themes[i].table), Vec::new(), vec![rule])
            }
            Declaration::Test(i) => self.test(&program.tests[i]),
        }
    }

    fn declared(
        &mut self,
        kind: &'static str,
        table: Option<usize>,
        more: Vec<String>,
        parts: Vec<FormId>,
    ) -> FormId {
        let table = table.map(|t| self.catalog.tables[t].name.clone()).unwrap_or_default();
        self.forms.make(Head::Declared { kind, table, more }, parts)
    }

    fn whole_cohort(&mut self, index: usize) -> FormId {
        let members = self.member_form(index);
        let form = self.cohort(index);
        let value = self.value(self.program.cohorts[index].table);
        self.declared("cohort", None, Vec::new(), vec![members, form.tier, form.blocks, value])
    }

    /// Who is in: among which rows, and by which rules.
    fn member_form(&mut self, index: usize) -> FormId {
        let cohort = &self.program.cohorts[index];
        let table = &self.catalog.tables[cohort.table];
        let column = |column: Option<usize>| column.map_or("", |c| table.columns[c].name.as_str()).to_owned();
        // A score is of everybody.
        let mut more = vec![(cohort.kind == CohortKind::Score).to_string()];
        if self.names.is_none() {
            more.extend([column(table.key), column(table.time)]);
        }
        let members = self.cohort(index).members;
        self.declared("members", Some(cohort.table), more, vec![members])
    }

    /// What a row is worth.
    pub fn value(&mut self, table: usize) -> FormId {
        let value = self.program.populations.get(table).and_then(|p| p.value.as_ref());
        match value.filter(|_| self.names.is_none()) {
            Some(value) => self.expr(value),
            None => self.forms.leaf(Head::Nothing),
        }
    }

    /// What is claimed and expected of a cohort, and what backs its pain points.
    pub fn claims(&mut self, cohort: usize) -> FormId {
        let cohort = &self.program.cohorts[cohort];
        let backings = cohort.narrative.pain_points.iter().filter_map(|p| p.backed_by.as_ref());
        let parts = vec![
            self.unordered(cohort.claims.iter().map(|c| &c.rule)),
            self.unordered(cohort.expects.iter()),
            self.unordered(backings),
        ];
        self.declared("claims", Some(cohort.table), Vec::new(), parts)
    }

    fn unordered<'e>(&mut self, rules: impl Iterator<Item = &'e Expr>) -> FormId {
        let mut forms: Vec<FormId> = rules.map(|rule| self.expr(rule)).collect();
        self.forms.sort(&mut forms);
        self.forms.make(Head::List, forms)
    }

    fn assign(&mut self, assign: &model::Assign) -> FormId {
        let mut parts = Vec::with_capacity(2 * assign.among.len());
        for &cohort in &assign.among {
            parts.extend([self.members_of(cohort), self.score_of(cohort)]);
        }
        let by = match assign.by {
            AssignBy::HighestScore => "highest score",
            AssignBy::Priority => "priority",
        };
        let more = vec![by.to_owned(), assign.at_least.to_string()];
        self.declared("assign", Some(assign.table), more, parts)
    }

    /// Rows and expectations in the order written.
    fn test(&mut self, test: &model::Test) -> FormId {
        let mut more = vec![test.as_of.map(|d| d.to_string()).unwrap_or_default()];
        test.given.iter().for_each(|given| self.given(given, &mut more));
        let mut parts = Vec::with_capacity(test.expects.len());
        for expect in &test.expects {
            let (word, form) = match &expect.what {
                TestExpect::Matches(cohort) => ("matches", self.members_of(*cohort)),
                TestExpect::DoesNotMatch(cohort) => ("does not match", self.members_of(*cohort)),
                TestExpect::Undecided(cohort) => ("is undecided", self.members_of(*cohort)),
                TestExpect::Holds(rule) => ("holds", self.expr(rule)),
                TestExpect::Assigned { assign, to } => {
                    parts.push(self.assign(&self.program.assigns[*assign]));
                    let to = match to {
                        Some(to) => self.members_of(*to),
                        None => self.forms.leaf(Head::Nothing),
                    };
                    ("is assigned", to)
                }
            };
            more.push(word.to_owned());
            parts.push(form);
        }
        self.declared("test", Some(test.table), more, parts)
    }

    fn given(&self, given: &model::Given, more: &mut Vec<String>) {
        let table = &self.catalog.tables[given.table];
        let of = match &given.of {
            model::GivenOf::Own => "own".to_owned(),
            model::GivenOf::Table => "rows".to_owned(),
            model::GivenOf::Owner(way) => {
                let name = |relation: &usize| self.catalog.relations[*relation].name.as_str();
                way.iter().map(name).collect::<Vec<_>>().join(".")
            }
        };
        more.extend(["given".to_owned(), of, table.name.clone()]);
        for row in &given.rows {
            more.push("row".to_owned());
            for cell in &row.cells {
                more.push(table.columns[cell.column].name.clone());
                match &cell.value {
                    None => more.push("missing".to_owned()),
                    Some(GivenValue::One(value)) => more.push(shown(value)),
                    Some(GivenValue::List(values)) => {
                        more.push(format!("{} items", values.len()));
                        more.extend(values.iter().map(shown));
                    }
                }
            }
        }
    }

    pub(super) fn meanings(mut self) -> Meanings {
        let program = self.program;
        let mut all = |kind: fn(usize) -> Declaration, count: usize| -> Vec<Meaning> {
            (0..count)
                .map(|i| {
                    let form = self.declaration(kind(i));
                    Meaning::of(self.forms.digest(form))
                })
                .collect()
        };
        let mut meanings = Meanings {
            params: all(Declaration::Param, program.params.len()),
            features: all(Declaration::Feature, program.features.len()),
            segments: all(Declaration::Segment, program.segments.len()),
            assigns: all(Declaration::Assign, program.assigns.len()),
            grids: all(Declaration::Grid, program.grids.len()),
            journeys: all(Declaration::Journey, program.journeys.len()),
            metrics: all(Declaration::Metric, program.metrics.len()),
            themes: all(Declaration::Theme, program.themes.len()),
            tests: all(Declaration::Test, program.tests.len()),
            ..Meanings::default()
        };
        meanings.cohorts = (0..program.cohorts.len()).map(|i| self.cohort_meaning(i)).collect();
        meanings.populations = (0..self.catalog.tables.len()).map(|t| self.population(t)).collect();
        meanings
    }

    fn cohort_meaning(&mut self, index: usize) -> CohortMeaning {
        let whole = self.declaration(Declaration::Cohort(index));
        let members = self.member_form(index);
        let form = self.cohort(index);
        let scored = self.forms.make(Head::List, vec![form.tier, form.blocks]);
        let claims = self.claims(index);
        let meaning = |form: FormId| Meaning::of(self.forms.digest(form));
        CohortMeaning {
            whole: meaning(whole),
            members: meaning(members),
            score: meaning(scored),
            rules: form.rules.iter().map(|rule| meaning(*rule)).collect(),
            claims: meaning(claims),
        }
    }

    fn population(&mut self, table: usize) -> Meaning {
        let parts = vec![self.base(table), self.value(table)];
        let form = self.declared("population", Some(table), Vec::new(), parts);
        Meaning::of(self.forms.digest(form))
    }
}

fn shown(value: &model::Constant) -> String {
    match value {
        model::Constant::Bool(value) => value.to_string(),
        model::Constant::Int(value) => value.to_string(),
        model::Constant::Number(value) | model::Constant::Percent(value) => value.to_string(),
        model::Constant::Text(text) => format!("{text:?}"),
        model::Constant::Date(date) => date.to_string(),
    }
}
