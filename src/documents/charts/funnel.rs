//! Who is left after each rule: a bar for each step, its sentence above it.

use super::svg::{Anchor, SMALL, Svg, TEXT, fitted, text_width, wrapped};
use super::{About, WIDTH};

#[derive(Debug, Clone)]
pub struct Step {
    pub sentence: String,
    /// Share of the first step; `None` where it may not be shown.
    pub share: Option<f64>,
    /// People, as text.
    pub value: String,
    /// The share as text.
    pub note: String,
    /// Who went here, as text; empty where it is not known.
    pub lost: String,
}

const LINE: f64 = 15.0;
const BAR: f64 = 16.0;
const MOST_LINES: usize = 4;

pub fn funnel(about: About, steps: &[Step]) -> String {
    let notes = steps.iter().map(|s| text_width(&s.note, SMALL)).fold(0.0, f64::max).min(70.0);
    let values = steps.iter().map(|s| text_width(&s.value, TEXT) * 1.08).fold(0.0, f64::max).min(120.0);
    let width = WIDTH - notes - values - 18.0;
    let mut svg = Svg::new();
    let mut y = 0.0;
    let mut before: Option<f64> = None;
    for step in steps {
        for line in wrapped(&step.sentence, TEXT, WIDTH - 4.0, MOST_LINES) {
            y += LINE;
            svg.text("label", (0.0, y - 3.0), Anchor::Start, &line);
        }
        y += 2.0;
        svg.rect("track", 0.0, y, width, BAR);
        if let Some(before) = before {
            svg.rect("lost", 0.0, y, width * before, BAR);
        }
        match step.share {
            Some(share) if share > 0.0 => svg.rect("cohort", 0.0, y, (width * share).max(1.5), BAR),
            Some(_) => {}
            None => svg.rect("hidden", 0.0, y, 8.0, BAR),
        }
        let middle = y + BAR / 2.0 + TEXT * 0.36;
        // Beside what is left; over its end where nothing is free beside it.
        let (end, room) = (width * step.share.unwrap_or(0.0), text_width(&step.lost, SMALL) + 8.0);
        match width - end > room {
            true => svg.text("small", (end + 5.0, middle - 0.5), Anchor::Start, &step.lost),
            false => svg.text("small inside", (end - 5.0, middle - 0.5), Anchor::End, &step.lost),
        }
        let right = WIDTH - notes - 8.0;
        svg.text("value", (right, middle), Anchor::End, &fitted(&step.value, TEXT, values + 4.0));
        svg.text("small", (WIDTH, middle), Anchor::End, &fitted(&step.note, SMALL, notes + 4.0));
        y += BAR + 10.0;
        before = step.share.or(before);
    }
    svg.finish(about, y)
}
