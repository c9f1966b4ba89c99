//! The engine on Polars, as the judge calls it.

use super::judge::{self, Found};
use personac::engine;
use personac::ir::{NodeId, Plan};
use personac::reference::{Data, Value};

pub fn found(plan: &Plan, data: &Data) -> Found {
    Found { nodes: values(plan, data), results: run(plan, data) }
}

pub fn values(plan: &Plan, data: &Data) -> Vec<Vec<Value>> {
    let nodes: Vec<NodeId> = (0..plan.nodes.len() as u32).map(NodeId).collect();
    engine::values_of(plan, data, &nodes).unwrap_or_else(|error| panic!("{error:#?}"))
}

pub fn run(plan: &Plan, data: &Data) -> String {
    let frames = engine::frames(plan, data).unwrap_or_else(|error| panic!("{error:#?}"));
    let run = engine::run(plan, frames, &engine::RunOptions::default());
    judge::json(&run.unwrap_or_else(|error| panic!("{error:#?}")).results)
}
