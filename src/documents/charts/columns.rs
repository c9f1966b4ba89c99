//! Histograms: of a column, the cohort beside everyone; of the score, over bands for the tiers.

use super::svg::{Anchor, SMALL, Svg, fitted, text_width};
use super::{About, WIDTH};

/// One bin. Shares are of the known values of each side.
#[derive(Debug, Clone)]
pub struct Bin {
    /// `None`: may not be shown.
    pub cohort: Option<f64>,
    pub everyone: Option<f64>,
    /// The number at the bin's left edge, empty for an open one; or the text in its middle.
    pub edge: String,
}

const TOP: f64 = 18.0;
const HEIGHT: f64 = 120.0;

/// `last` stands at the right edge of the last bin, empty for an open one; without it each bin's text stands in its middle.
pub fn histogram(about: About, bins: &[Bin], last: Option<&str>) -> String {
    let most = bins.iter().flat_map(|b| [b.cohort, b.everyone]).flatten().fold(0.0, f64::max).max(1e-9);
    let step = WIDTH / bins.len().max(1) as f64;
    let base = TOP + HEIGHT;
    let mut svg = Svg::new();
    let line = scale(most);
    let alone = bins.iter().all(|bin| bin.everyone == Some(0.0));
    if let Some((y, _)) = &line {
        svg.line("level", (0.0, *y), (WIDTH, *y));
    }
    for (i, bin) in bins.iter().enumerate() {
        let x = i as f64 * step;
        let gap = (step * 0.1).clamp(0.8, 4.0);
        column(&mut svg, "everyone", bin.everyone.map(|s| s / most), (x + gap, step - 2.0 * gap));
        column(
            &mut svg,
            "cohort",
            bin.cohort.map(|s| s / most),
            match alone {
                true => (x + gap, step - 2.0 * gap),
                false => (x + gap + step * 0.18, step * 0.64 - 2.0 * gap),
            },
        );
    }
    if let Some((y, text)) = &line {
        svg.text("small halo", (WIDTH, y - 3.0), Anchor::End, text);
    }
    svg.line("axis", (0.0, base), (WIDTH, base));
    let mut edges: Vec<&str> = bins.iter().map(|b| b.edge.as_str()).collect();
    edges.extend(last);
    let shift = if last.is_some() { 0.0 } else { step / 2.0 };
    axis(&mut svg, &edges, (step, shift), base);
    svg.finish(about, base + 20.0)
}

/// Where a faint line near the top stands and its share, so that heights mean something.
fn scale(most: f64) -> Option<(f64, String)> {
    let round = [0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 1.0];
    let &line = round.iter().rev().find(|&&r| r <= most)?;
    Some((TOP + HEIGHT * (1.0 - line / most), format!("{}%", (line * 100.0).round())))
}

fn column(svg: &mut Svg, class: &str, height: Option<f64>, (x, width): (f64, f64)) {
    let base = TOP + HEIGHT;
    match height {
        Some(share) if share > 0.0 => {
            let height = (HEIGHT * share).max(1.0);
            svg.rect(class, x, base - height, width, height);
        }
        Some(_) => {}
        None => svg.rect("hidden", x, base - 6.0, width, 6.0),
    }
}

/// Labels at the edges of bins, as many as fit beside each other.
fn axis(svg: &mut Svg, labels: &[&str], (step, shift): (f64, f64), base: f64) {
    let y = base + 14.0;
    let mut free = f64::MIN;
    for (i, label) in labels.iter().enumerate().filter(|(_, l)| !l.is_empty()) {
        let width = text_width(label, SMALL);
        let x = i as f64 * step + shift;
        let (left, anchor) = if x < width / 2.0 {
            (x, Anchor::Start)
        } else if x > WIDTH - width / 2.0 {
            (x - width, Anchor::End)
        } else {
            (x - width / 2.0, Anchor::Middle)
        };
        svg.line("tick", (x, base), (x, base + 3.0));
        if left > free {
            svg.text("small", (x, y), anchor, label);
            free = left + width + 8.0;
        }
    }
}

/// A tier: from a score up to the next one's bound.
#[derive(Debug, Clone)]
pub struct Tier {
    pub name: String,
    /// 0 to 100.
    pub bound: f64,
}

/// Members by score in equal bins from 0 to 100; tiers, highest first, as bands behind them.
pub fn score_histogram(
    about: About,
    shares: &[Option<f64>],
    tiers: &[Tier],
    mean: Option<(f64, &str)>,
) -> String {
    let most = shares.iter().flatten().copied().fold(0.0, f64::max).max(1e-9);
    let base = TOP + HEIGHT;
    let step = WIDTH / shares.len().max(1) as f64;
    let at = |score: f64| WIDTH * (score / 100.0).clamp(0.0, 1.0);
    let mut svg = Svg::new();
    let mut upper = 100.0;
    for (i, tier) in tiers.iter().enumerate() {
        let (from, to) = (at(tier.bound), at(upper));
        svg.rect(if i % 2 == 0 { "band" } else { "band other" }, from, 0.0, to - from, base);
        svg.text("label", (from + 5.0, 12.0), Anchor::Start, &fitted(&tier.name, 12.0, to - from - 6.0));
        upper = tier.bound;
    }
    for (i, share) in shares.iter().enumerate() {
        column(&mut svg, "cohort", share.map(|s| s / most * 0.92), (i as f64 * step + 1.0, step - 2.0));
    }
    for tier in tiers.iter().filter(|t| t.bound > 0.0) {
        svg.line("bound", (at(tier.bound), 0.0), (at(tier.bound), base));
    }
    svg.line("axis", (0.0, base), (WIDTH, base));
    for score in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let anchor = if score == 0.0 {
            Anchor::Start
        } else if score == 100.0 {
            Anchor::End
        } else {
            Anchor::Middle
        };
        svg.line("tick", (at(score), base), (at(score), base + 3.0));
        // The line of the mean goes through where the number would stand.
        if mean.is_none_or(|(mean, _)| (at(mean) - at(score)).abs() > 9.0) {
            svg.text("small", (at(score), base + 14.0), anchor, &format!("{score}"));
        }
    }
    let mut height = base + 20.0;
    if let Some((mean, label)) = mean {
        let x = at(mean);
        svg.line("mean", (x, base), (x, base + 20.0));
        let anchor = if mean > 70.0 { Anchor::End } else { Anchor::Start };
        let shift = if mean > 70.0 { -4.0 } else { 4.0 };
        svg.text("small strong", (x + shift, base + 30.0), anchor, label);
        height += 14.0;
    }
    svg.finish(about, height)
}
