//! Everyone as a fine histogram, and over it the cohort in as few wide blocks as may be shown. Areas are shares: a block twice as
//! wide as another and as high holds twice as many people.

use super::svg::{Anchor, SMALL, Svg, text_width};
use super::{About, WIDTH};

/// A part of the axis, which runs from 0 to 1.
#[derive(Debug, Clone)]
pub struct Block {
    pub from: f64,
    pub to: f64,
    /// Share of the known values; `None` may not be shown.
    pub share: Option<f64>,
    /// The share as text; may be empty.
    pub text: String,
}

const TOP: f64 = 20.0;
const HEIGHT: f64 = 118.0;

/// `ticks`: places on the axis and what stands there.
pub fn blocks(about: About, everyone: &[Block], cohort: &[Block], ticks: &[(f64, String)]) -> String {
    let density = |b: &Block| b.share.map(|share| share / (b.to - b.from).max(1e-9));
    let most = everyone.iter().chain(cohort).filter_map(density).fold(0.0, f64::max).max(1e-9);
    let base = TOP + HEIGHT;
    let mut svg = Svg::new();
    for block in everyone {
        if let Some(height) = density(block).filter(|&d| d > 0.0).map(|d| (HEIGHT * d / most).max(1.0)) {
            let (x, width) = (block.from * WIDTH, (block.to - block.from) * WIDTH);
            let gap = (width * 0.08).clamp(0.5, 2.5);
            svg.rect("everyone", x + gap, base - height, width - 2.0 * gap, height);
        }
    }
    for block in cohort {
        let (x, width) = (block.from * WIDTH + 1.0, (block.to - block.from) * WIDTH - 2.0);
        match density(block) {
            Some(density) if density > 0.0 => {
                let height = (HEIGHT * density / most).max(1.5);
                svg.rect("block", x, base - height, width, height);
            }
            Some(_) => {}
            None => svg.rect("hidden", x, base - 6.0, width, 6.0),
        }
    }
    labels(&mut svg, cohort, &|block| density(block).map_or(0.0, |d| HEIGHT * d / most));
    svg.line("axis", (0.0, base), (WIDTH, base));
    axis(&mut svg, ticks, base);
    svg.finish(about, base + 20.0)
}

/// The share of each block above it, where there is room beside the one before.
fn labels(svg: &mut Svg, cohort: &[Block], height: &dyn Fn(&Block) -> f64) {
    let mut free = (f64::MIN, 0.0);
    for block in cohort.iter().filter(|block| !block.text.is_empty()) {
        let width = text_width(&block.text, SMALL) * 1.08;
        let middle = (block.from + block.to) / 2.0 * WIDTH;
        let x = (middle - width / 2.0).clamp(0.0, WIDTH - width);
        let y = TOP + HEIGHT - height(block) - 5.0;
        let crowded = x < free.0 && f64::abs(y - free.1) < SMALL * 1.3;
        if !crowded {
            svg.text("small strong halo", (x, y), Anchor::Start, &block.text);
            free = (x + width + 4.0, y);
        }
    }
}

fn axis(svg: &mut Svg, ticks: &[(f64, String)], base: f64) {
    let mut free = f64::MIN;
    for (at, label) in ticks {
        let (x, width) = (at * WIDTH, text_width(label, SMALL));
        let left = (x - width / 2.0).clamp(0.0, (WIDTH - width).max(0.0));
        svg.line("tick", (x, base), (x, base + 3.0));
        if left > free {
            svg.text("small", (left, base + 14.0), Anchor::Start, label);
            free = left + width + 8.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(from: f64, to: f64, share: Option<f64>) -> Block {
        Block { from, to, share, text: share.map_or_else(String::new, |s| format!("{}%", 100.0 * s)) }
    }

    #[test]
    fn areas_are_shares() {
        let about = About { id: "x", title: "age", desc: "" };
        let everyone = [block(0.0, 0.5, Some(0.5)), block(0.5, 1.0, Some(0.5))];
        let svg = blocks(about, &everyone, &[block(0.0, 1.0, Some(1.0))], &[(0.0, "0".to_owned())]);
        // Half of the people on half of the axis stand as high as all on all of it.
        assert_eq!(svg.matches(r#"height="118""#).count(), 3);
        assert!(svg.contains("100%"));
    }

    #[test]
    fn what_is_hidden_is_drawn_as_such() {
        let about = About { id: "x", title: "age", desc: "" };
        let svg = blocks(about, &[block(0.0, 1.0, Some(1.0))], &[block(0.0, 1.0, None)], &[]);
        assert!(svg.contains(r#"class="hidden""#) && !svg.contains(r#"class="block""#));
    }
}
