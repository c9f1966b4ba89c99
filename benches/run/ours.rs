//! The library's own way: the project is checked, lowered, its data checked and opened, and the plan is run.

use crate::answer::OfPersona;
use personac::check::project::{self, LoadOptions};
use personac::engine::{self, RunOptions, Timings, scan};
use personac::ir::Plan;
use personac::lower;
use personac::source::DiskWorld;
use polars::prelude::LazyFrame;
use std::path::Path;

pub struct Project {
    plan: Plan,
    frames: Vec<LazyFrame>,
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
        Project { plan, frames: data.tables }
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
}
