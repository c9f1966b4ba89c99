//! Small pictures without words: what stands beside them says the same.

use super::WIDTH;
use super::svg::Svg;

/// The people of two cohorts.
#[derive(Debug, Clone, Copy)]
pub struct Shared {
    pub only_first: u64,
    pub both: u64,
    pub only_second: u64,
}

/// Two bars below each other, the first cohort and the second; where they lie over each other are those in both.
pub fn shared_bar(shared: &Shared) -> String {
    let mut svg = Svg::new();
    let all = (shared.only_first + shared.both + shared.only_second).max(1) as f64;
    let wide = |n: u64| WIDTH * n as f64 / all;
    let (left, both) = (wide(shared.only_first), wide(shared.both).max(1.5));
    svg.rect("track", left, 0.0, both, 18.0);
    svg.rect("everyone", 0.0, 0.0, left + both, 8.0);
    svg.rect("everyone", left, 10.0, both + wide(shared.only_second), 8.0);
    svg.rect("cohort", left, 0.0, both, 8.0);
    svg.rect("cohort", left, 10.0, both, 8.0);
    svg.decoration(18.0)
}

const SPARK_HEIGHT: f64 = 30.0;
const SPARK_WIDTH: f64 = 110.0;
/// Room for the line's thickness and the last dot.
const EDGE: f64 = 4.0;

/// Values over time as a line from 0 up; over values that are held back it is dashed.
pub fn spark(points: &[Option<f64>]) -> String {
    let mut svg = Svg::new();
    let top = points.iter().flatten().copied().fold(0.0, f64::max).max(1.0);
    let steps = points.len().saturating_sub(1).max(1) as f64;
    let place = |index: usize, value: f64| {
        let x = EDGE + (SPARK_WIDTH - 2.0 * EDGE) * index as f64 / steps;
        (x, EDGE + (SPARK_HEIGHT - 2.0 * EDGE) * (1.0 - value / top))
    };
    let known: Vec<(usize, (f64, f64))> =
        points.iter().enumerate().filter_map(|(i, value)| Some((i, place(i, (*value)?)))).collect();
    svg.line("level", (0.0, SPARK_HEIGHT - EDGE), (SPARK_WIDTH, SPARK_HEIGHT - EDGE));
    for run in known.chunk_by(|a, b| a.0 + 1 == b.0) {
        svg.path("trail", &run.iter().map(|(_, at)| *at).collect::<Vec<_>>());
    }
    for pair in known.windows(2).filter(|pair| pair[0].0 + 1 != pair[1].0) {
        svg.path("trail gap", &[pair[0].1, pair[1].1]);
    }
    if let Some((_, at)) = known.last() {
        svg.circle("cohort", *at, 3.2);
    }
    svg.picture("spark", (SPARK_WIDTH, SPARK_HEIGHT))
}
