//! A history worked out: a plan by date, the data read once, and what it can tell.

use super::dates::Dates;
use super::notes;
use crate::check::project::Project;
use crate::cohort::{History, Known, Results, TableReport, grounds};
use crate::diagnostics::Diagnostic;
use crate::engine::{self, scan::Loaded};
use crate::ir::{ColumnId, Day, MeasureOwner, Plan, TableId};
use crate::lower;
use chrono::NaiveDate;

/// Which history.
pub struct Wanted<'a> {
    pub project: &'a Project,
    /// Only these cohorts, scores and assignments; all if empty.
    pub only: &'a [String],
    pub dates: &'a Dates,
    /// The steps to be projected.
    pub ahead: u32,
    /// Whether documents are made of it.
    pub pasts: bool,
}

/// A history, and what goes with it.
pub struct Done {
    pub history: History,
    /// Of the last date.
    pub last: Results,
    pub findings: Vec<Diagnostic>,
    /// What was read.
    pub reports: Vec<TableReport>,
}

impl Wanted<'_> {
    /// The plan of one date, without what nobody looks at in a history: distributions, what each rule leaves, claims.
    pub fn plan(&self, date: NaiveDate) -> Plan {
        let options = lower::Options { only: self.only.to_vec(), ..Default::default() };
        let mut plan = lower::lower(&self.project.program, &self.project.catalog, date, &options).plan;
        for cohort in &mut plan.cohorts {
            cohort.columns.clear();
            cohort.steps.clear();
            cohort.step_rules.clear();
            cohort.missing.clear();
        }
        plan.grids.clear();
        plan.insights = Default::default();
        plan.measures.measures.retain(|measure| matches!(measure.owner, MeasureOwner::Metric(_)));
        plan
    }

    fn last(&self) -> NaiveDate {
        self.dates.all[self.dates.all.len() - 1]
    }

    /// Refuses where no date could differ from another.
    pub fn has_a_past(&self) -> Result<(), Box<Diagnostic>> {
        let plan = self.plan(self.last());
        let timed = plan.tables.iter().any(|table| table.time.is_some());
        let dated = plan.cohorts.iter().any(|c| plan.reach(&[c.matched, c.score.earned]).dated);
        if timed || dated { Ok(()) } else { Err(notes::no_past(self.project)) }
    }

    /// Works it out on data that has been read.
    pub fn work(&self, loaded: &Loaded, hear: &(dyn Fn(NaiveDate) + Sync)) -> Result<Done, Vec<Diagnostic>> {
        let one = |diagnostic: Diagnostic| vec![diagnostic];
        let all = &self.dates.all;
        let plan_of = |date: usize| self.plan(all[date]);
        let once = engine::read_once(&plan_of, all.len(), loaded.tables.clone()).map_err(one)?;
        let begin = once.first_rows.iter().flatten().min().copied();
        let first = begin.map_or(0, |begin| all.iter().filter(|date| lower::day(**date) < begin).count());
        if all.len() - first < 2 {
            return Err(vec![*notes::all_before_data(begin, self.last())]);
        }
        let known = Known { first_rows: once.first_rows.clone(), newest: self.newest(&loaded.reports) };
        let mut runs =
            engine::history(&plan_of, first..all.len(), &once, self.pasts, &|date| hear(all[date]))
                .map_err(one)?;
        let last = runs.results.pop().ok_or_else(Vec::new)?;
        runs.results.push(last.clone());
        let shown = all[first..].iter().map(NaiveDate::to_string).collect();
        let mut history = History::new(self.dates.step, shown, self.dates.cut_short, runs);
        let of = grounds(&|date| plan_of(first + date), all.len() - first, &known);
        history.next = self.dates.next(self.ahead).iter().map(NaiveDate::to_string).collect();
        let next = history.next.clone();
        for (cohort, grounds) in history.cohorts.iter_mut().zip(of) {
            cohort.grounds = grounds;
            cohort.project(&next, self.dates.cut_short);
        }
        let mut findings = Vec::new();
        findings.extend(begin.filter(|_| first > 0).map(|begin| notes::before_data(begin, first)));
        findings.extend(notes::grounds(self.project, &history));
        Ok(Done { history, last, findings, reports: loaded.reports.clone() })
    }

    /// The newest day in each column of dates, whenever it is.
    fn newest(&self, reports: &[TableReport]) -> Vec<((TableId, ColumnId), Day)> {
        let catalog = &self.project.catalog;
        let mut newest = Vec::new();
        for report in reports {
            let Some(table) = catalog.table(&report.table) else { continue };
            for column in &report.quality.columns {
                let seen = column.last_after.as_ref().or(column.last.as_ref());
                let day = seen.and_then(|seen| seen.day.parse().ok()).map(lower::day);
                if let (Some(day), Some(index)) = (day, catalog.tables[table].column(&column.column)) {
                    newest.push(((TableId(table as u32), ColumnId(index as u32)), day));
                }
            }
        }
        newest
    }
}
