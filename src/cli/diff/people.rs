//! Both versions, run over the same data.

use super::Sides;
use super::load::Version;
use crate::changes::Changes;
use crate::cli::movement::{Failure, Moves, Side, compare};

/// How many of those who move are named.
const SAMPLES: usize = 20;

/// Who moved. The data is that of today for both versions, and so is the as-of date, so only rules move people. `None` where one
/// side has no project.
pub fn find(sides: &Sides, changes: &Changes, samples: bool) -> Result<Option<Moves>, Failure> {
    let (Some(old), Some(new)) = (side(&sides.old), side(&sides.new)) else { return Ok(None) };
    compare(old, new, Some(changes), if samples { SAMPLES } else { 0 }).map(Some)
}

fn side(version: &Version) -> Option<Side<'_>> {
    let project = version.project()?;
    Some(Side { project, sources: &version.loaded.sources, root: &project.root })
}
