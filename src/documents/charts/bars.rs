//! Horizontal bars, one for each name, with a second, lighter one where something is compared with everyone.

use super::svg::{Anchor, SMALL, Svg, TEXT, fitted, text_width};
use super::{About, WIDTH};

/// A row. Lengths are shares of the chart's greatest length, 0 to 1; what may not be shown has none.
#[derive(Debug, Clone)]
pub struct Bar {
    pub label: String,
    pub length: Option<f64>,
    /// The figure beside the bar, as text.
    pub value: String,
    /// What stands small behind it; may be empty.
    pub note: String,
    /// The same of everyone.
    pub compared: Option<(Option<f64>, String)>,
}

const GAP: f64 = 10.0;
/// Figures are set bolder, and so wider.
const BOLD: f64 = 1.08;

pub fn bars(about: About, rows: &[Bar]) -> String {
    let widest =
        |texts: &mut dyn Iterator<Item = &str>, size| texts.map(|t| text_width(t, size)).fold(0.0, f64::max);
    let most = if rows.iter().any(|r| r.compared.is_some()) { 0.42 } else { 0.5 };
    let label = widest(&mut rows.iter().map(|r| r.label.as_str()), TEXT) + 2.0;
    // Where a label would be cut short beside its bar it stands above it.
    let above = label > WIDTH * most + 2.0;
    let values =
        rows.iter().flat_map(|r| [Some(r.value.as_str()), r.compared.as_ref().map(|c| c.1.as_str())]);
    let value = widest(&mut values.flatten(), TEXT * BOLD).clamp(20.0, 110.0);
    let note = widest(&mut rows.iter().map(|r| r.note.as_str()), SMALL).min(90.0);
    let left = if above { 0.0 } else { label + GAP };
    let right = if note > 0.0 { WIDTH - note - GAP } else { WIDTH };
    let length = (right - value - GAP - left).max(40.0);
    let mut svg = Svg::new();
    let mut y = 4.0;
    for row in rows {
        let paired = row.compared.is_some();
        let height = if paired { 12.0 } else { 14.0 };
        if above {
            svg.text("label", (0.0, y + TEXT), Anchor::Start, &fitted(&row.label, TEXT, WIDTH));
            y += TEXT * 1.5;
        }
        let middle = y + height / 2.0 + TEXT * 0.36;
        if !above {
            svg.text("label", (0.0, middle), Anchor::Start, &fitted(&row.label, TEXT, label));
        }
        svg.rect("track", left, y, length, height);
        mark(&mut svg, "cohort", row.length, (left, y, length, height));
        svg.text("value", (right, middle), Anchor::End, &fitted(&row.value, TEXT, value));
        if !row.note.is_empty() {
            svg.text("small", (WIDTH, middle), Anchor::End, &fitted(&row.note, SMALL, note));
        }
        y += height;
        if let Some((everyone, text)) = &row.compared {
            let height = 6.0;
            y += 2.0;
            mark(&mut svg, "everyone", *everyone, (left, y, length, height));
            svg.text(
                "small",
                (right, y + height / 2.0 + SMALL * 0.5),
                Anchor::End,
                &fitted(text, SMALL, value),
            );
            y += height;
        }
        y += if paired { 12.0 } else { 10.0 };
    }
    svg.finish(about, y)
}

/// A bar of a known length; a short hatched piece for what is not shown.
fn mark(svg: &mut Svg, class: &str, length: Option<f64>, (x, y, width, height): (f64, f64, f64, f64)) {
    match length {
        Some(length) if length > 0.0 => {
            svg.rect(class, x, y, (width * length.min(1.0)).max(1.0), height);
        }
        Some(_) => {}
        None => svg.rect("hidden", x, y, 8.0, height),
    }
}

/// Two thin bars above each other, the cohort's and everyone's, as parts of one length; the figures stand beside them.
pub fn pair_bar(cohort: f64, everyone: f64) -> String {
    let mut svg = Svg::new();
    let width = |part: f64| (WIDTH * part.clamp(0.0, 1.0)).max(1.5);
    svg.rect("track", 0.0, 0.0, WIDTH, 14.0);
    svg.rect("cohort", 0.0, 0.0, width(cohort), 9.0);
    svg.rect("everyone", 0.0, 9.0, width(everyone), 5.0);
    svg.decoration(14.0)
}

/// A single thin bar that shows a share; the figure stands beside it, so readers of text lose nothing.
pub fn share_bar(share: f64) -> String {
    let mut svg = Svg::new();
    svg.rect("track", 0.0, 0.0, WIDTH, 8.0);
    svg.rect("cohort", 0.0, 0.0, (WIDTH * share.clamp(0.0, 1.0)).max(1.5), 8.0);
    svg.decoration(8.0)
}

/// A value, the interval that it lies in, and where everyone's is; on a scale that holds them all. The figures stand beside it.
pub fn whisker(value: f64, interval: Option<(f64, f64)>, everyone: f64) -> String {
    let (from, to) = interval.unwrap_or((value, value));
    let (low, high) = (from.min(everyone).min(value), to.max(everyone).max(value));
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return String::new();
    }
    let at = |x: f64| WIDTH * (0.04 + 0.92 * (x - low) / span);
    let mut svg = Svg::new();
    svg.rect("track", 0.0, 6.0, WIDTH, 4.0);
    if interval.is_some() {
        svg.rect("within", at(from), 4.0, (at(to) - at(from)).max(2.0), 8.0);
    }
    svg.rect("everyone", at(everyone) - 2.5, 0.0, 5.0, 16.0);
    svg.rect("cohort", at(value) - 4.0, 2.0, 8.0, 12.0);
    svg.decoration(16.0)
}
