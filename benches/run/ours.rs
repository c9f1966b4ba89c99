//! The library's own way: the project is checked, lowered, its data checked and opened, and the plan is run; and two versions of it
//! are compared by who moved.

use crate::answer::OfPersona;
use personac::check::project::{self, LoadOptions};
use personac::engine::{self, MovementOptions, MovementSide, RunOptions, Timings, scan};
use personac::ir::Plan;
use personac::lower::{self, Known, Spec};
use personac::model::{Program, Rule};
use personac::source::DiskWorld;
use personac::syntax::ast::RuleKind;
use polars::prelude::LazyFrame;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

pub struct Project {
    plan: Plan,
    frames: Vec<LazyFrame>,
    checked: project::Project,
}

impl Project {
    pub fn load(folder: &Path) -> Project {
        let world = DiskWorld::new(folder);
        let loaded = project::load(&world, &LoadOptions::default());
        assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
        let project = loaded.project.expect("a project");
        let options = lower::Options::default();
        let plan = lower::lower(&project.program, &project.catalog, project.as_of, &options).plan;
        let scan = scan::Options::default();
        let data = scan::load(&plan, &project.catalog, folder, &scan, &scan::Silent)
            .unwrap_or_else(|errors| panic!("{errors:?}"));
        Project { plan, frames: data.tables, checked: project }
    }

    pub fn run(&self, out: Option<&Path>) -> (Vec<OfPersona>, Timings) {
        let options = RunOptions { out: out.map(Path::to_owned), ..RunOptions::default() };
        let run = engine::run(&self.plan, self.frames.clone(), &options).unwrap_or_else(|e| panic!("{e:?}"));
        let assigned = &run.results.assigns[0].counts;
        let of = |c: &personac::cohort::CohortResult| OfPersona {
            name: c.name.clone(),
            matched: c.matched,
            undecided: c.undecided,
            attrition: c.attrition.iter().map(|a| a.left).collect(),
            tiers: c.tiers.iter().map(|t| t.count).collect(),
            histogram: c.score_histogram.clone(),
            assigned: assigned.iter().find(|a| a.value == c.name).map_or(0, |a| a.count),
            mean: c.mean_score.map(f64::to_bits),
        };
        (run.results.cohorts.iter().map(of).collect(), run.timings)
    }

    /// Who moved from the version in the folder to one in which every eighth rule of a persona is stricter or gone, and some weights
    /// are others: how many people, and the time.
    pub fn movement(&self) -> (u64, Duration) {
        let before = &self.checked.program;
        let mut after = before.clone();
        for (index, cohort) in after.cohorts.iter_mut().enumerate() {
            let musts = |rule: &Rule| rule.kind == RuleKind::Must;
            if let Some(place) = cohort.rules.iter().position(musts).filter(|_| index % 2 == 0) {
                cohort.rules.remove(place);
            }
            let shoulds = cohort.rules.iter_mut().filter(|rule| rule.kind == RuleKind::Should);
            shoulds.take(1).for_each(|rule| rule.weight *= 2);
        }
        let start = Instant::now();
        let lowered = |program: &Program| {
            let options = lower::Options { clauses: true, ..Default::default() };
            lower::lower(program, &self.checked.catalog, self.checked.as_of, &options)
        };
        let (old, new) = (lowered(before), lowered(&after));
        let spec = |program, lowered| Spec {
            program,
            catalog: &self.checked.catalog,
            lowered,
            sources: None,
            root: Path::new(""),
        };
        let known = Known::by_name(before, &after, &BTreeMap::new(), false);
        let comparison = lower::comparison(spec(before, &old), spec(&after, &new), &known);
        let [one, other] =
            [&old, &new].map(|lowered| MovementSide { plan: &lowered.plan, frames: self.frames.clone() });
        let options = MovementOptions { same_rows: true, samples: 20 };
        let (movement, timings) =
            engine::movement(&comparison, one, other, options).unwrap_or_else(|e| panic!("{e:?}"));
        let moved = movement.cohorts.iter().map(|c| c.entered.people + c.left.people + c.tier_moved.people);
        println!("compared: {timings:?}");
        (moved.sum(), start.elapsed())
    }
}
