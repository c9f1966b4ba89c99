//! Points won and lost: a bar for each block from its zero, within what it can come to.

use super::svg::{Anchor, SMALL, Svg, TEXT, fitted};
use super::{About, WIDTH};

#[derive(Debug, Clone)]
pub struct Balance {
    pub label: String,
    /// The least and the most points that there are.
    pub range: (f64, f64),
    pub mean: f64,
    /// The mean as text.
    pub value: String,
    /// The range as text.
    pub note: String,
}

pub fn balance(about: About, rows: &[Balance]) -> String {
    let low = rows.iter().map(|r| r.range.0.min(r.mean)).fold(0.0, f64::min);
    let high = rows.iter().map(|r| r.range.1.max(r.mean)).fold(low + 1e-9, f64::max);
    let at = |points: f64| WIDTH * (points - low) / (high - low);
    let mut svg = Svg::new();
    let mut y = 0.0;
    for row in rows {
        svg.text("label", (0.0, y + TEXT), Anchor::Start, &fitted(&row.label, TEXT, WIDTH - 150.0));
        svg.text("value", (WIDTH - 84.0, y + TEXT), Anchor::End, &row.value);
        svg.text("small", (WIDTH, y + TEXT), Anchor::End, &fitted(&row.note, SMALL, 80.0));
        y += TEXT + 5.0;
        let (from, to) = (at(row.range.0), at(row.range.1));
        svg.rect("track", from, y, to - from, 12.0);
        let (from, to) = (at(row.mean.min(0.0)), at(row.mean.max(0.0)));
        svg.rect(if row.mean < 0.0 { "cost" } else { "cohort" }, from, y, (to - from).max(1.0), 12.0);
        svg.line("mean", (at(0.0), y - 1.5), (at(0.0), y + 13.5));
        y += 23.0;
    }
    svg.finish(about, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_costs_points_goes_to_the_left_of_zero() {
        let row = |mean, range| Balance {
            label: "block".to_owned(),
            range,
            mean,
            value: String::new(),
            note: String::new(),
        };
        let about = About { id: "x", title: "points", desc: "" };
        let svg = balance(about, &[row(-5.0, (-10.0, 0.0)), row(10.0, (0.0, 10.0))]);
        assert!(svg.contains(r#"class="cost" x="80" y="17" width="80""#), "{svg}");
        assert!(svg.contains(r#"class="cohort" x="160""#), "{svg}");
    }
}
