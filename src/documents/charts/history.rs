//! A size over time with where it may go, and below it who entered and left.

use super::svg::{Anchor, SMALL, Svg, TEXT, number, text_width};
use super::{About, WIDTH};

/// One date. Positions are 0 at the left end and 1 at the right one.
#[derive(Debug, Clone)]
pub struct Dot {
    pub at: f64,
    /// `None`: may not be shown; also below.
    pub size: Option<f64>,
    pub entered: Option<f64>,
    pub left: Option<f64>,
    /// Whether there is a date before, from which somebody can have moved.
    pub moves: bool,
}

/// One date to come.
#[derive(Debug, Clone)]
pub struct Ahead {
    pub at: f64,
    pub size: f64,
    /// Of 80 % and of 95 %.
    pub inner: (f64, f64),
    pub outer: (f64, f64),
}

/// The words of the chart.
#[derive(Debug, Clone)]
pub struct Words {
    pub entered: String,
    pub left: String,
    /// Numbers for the levels, by [`levels`].
    pub levels: Vec<(f64, String)>,
    /// What stands at the last size.
    pub last: String,
    /// Dates below the axis.
    pub dates: Vec<(f64, String)>,
}

const TOP: f64 = 24.0;
const HEIGHT: f64 = 128.0;
/// The middle of the bars, and how high they may be.
const MIDDLE: f64 = TOP + HEIGHT + 60.0;
const BAR: f64 = 22.0;

/// How high the chart reaches: beyond what was, the wide interval may be cut off.
pub fn top(dots: &[Dot], ahead: &[Ahead]) -> f64 {
    let sizes = dots.iter().filter_map(|d| d.size).chain(ahead.iter().map(|a| a.size)).fold(0.0, f64::max);
    ahead.iter().map(|a| a.outer.1).fold(sizes, f64::max).min(1.8 * sizes).max(1.0)
}

/// Round numbers from 0 up to the top, two to five of them.
pub fn levels(top: f64) -> Vec<f64> {
    let power = 10f64.powf((top / 2.5).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|n| n * power).into_iter().rev().find(|s| top / s >= 2.0);
    let step = step.unwrap_or(power).max(1.0);
    (0..=5).map(|n| f64::from(n) * step).take_while(|level| *level <= top).collect()
}

pub fn history(about: About, dots: &[Dot], ahead: &[Ahead], words: &Words) -> String {
    let top = top(dots, ahead);
    let base = TOP + HEIGHT;
    let gutter = words.levels.iter().map(|(_, text)| text_width(text, SMALL)).fold(0.0, f64::max) + 8.0;
    let x = |at: f64| gutter + (WIDTH - 4.0 - gutter) * at;
    let y = |size: f64| base - HEIGHT * (size / top).clamp(0.0, 1.0);
    let mut svg = Svg::new();
    for (level, _) in words.levels.iter().skip(1) {
        svg.line("level", (gutter - 4.0, y(*level)), (WIDTH, y(*level)));
    }
    fan(&mut svg, dots, ahead, &x, &y);
    line(&mut svg, dots, &x, &y);
    let newest = dots.iter().rev().find_map(|dot| Some((dot.at, dot.size?)));
    if let Some((at, size)) = newest {
        svg.circle("cohort", (x(at), y(size)), 3.2);
        let width = text_width(&words.last, TEXT);
        let above = (y(size) - 9.0).max(15.0);
        // Fonts differ in width: by its end it stands within the frame whatever the font.
        if x(at) + width / 2.0 > WIDTH {
            svg.text("value halo", (WIDTH, above), Anchor::End, &words.last);
        } else {
            svg.text("value halo", (x(at).max(width / 2.0), above), Anchor::Middle, &words.last);
        }
    }
    for (level, text) in &words.levels {
        svg.text("small", (gutter - 8.0, y(*level) + 3.5), Anchor::End, text);
    }
    svg.line("axis", (gutter - 4.0, base), (WIDTH, base));
    dates(&mut svg, &words.dates, &x, base);
    if !dots.iter().any(|dot| dot.moves) {
        return svg.finish(about, base + 20.0);
    }
    moves(&mut svg, dots, words, &x);
    svg.finish(about, MIDDLE + BAR + 16.0)
}

/// Both intervals and the way through their middle, from the last size on.
fn fan(svg: &mut Svg, dots: &[Dot], ahead: &[Ahead], x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) {
    let first = ahead.first().map_or(1.0, |a| a.at);
    let before = dots.iter().rev().filter(|dot| dot.at < first).find_map(|dot| Some((dot.at, dot.size?)));
    let Some((at, size)) = before.filter(|_| !ahead.is_empty()) else { return };
    let start = (x(at), y(size));
    for (class, ends) in
        [("fan outer", (|a: &Ahead| a.outer) as fn(&Ahead) -> (f64, f64)), ("fan inner", |a| a.inner)]
    {
        let above = ahead.iter().map(|a| (x(a.at), y(ends(a).1)));
        let below = ahead.iter().rev().map(|a| (x(a.at), y(ends(a).0)));
        svg.area(class, &[start].into_iter().chain(above).chain(below).collect::<Vec<_>>());
    }
    let middle: Vec<(f64, f64)> =
        [start].into_iter().chain(ahead.iter().map(|a| (x(a.at), y(a.size)))).collect();
    svg.path("trail ahead", &middle);
}

/// Solid from date to date, dashed over dates whose size is held back.
fn line(svg: &mut Svg, dots: &[Dot], x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) {
    let known: Vec<usize> = (0..dots.len()).filter(|&i| dots[i].size.is_some()).collect();
    let place = |i: usize| (x(dots[i].at), y(dots[i].size.unwrap_or(0.0)));
    let mut run: Vec<(f64, f64)> = Vec::new();
    for (n, &i) in known.iter().enumerate() {
        if n > 0 && known[n - 1] + 1 != i {
            svg.path("trail", &run);
            svg.path("trail gap", &[place(known[n - 1]), place(i)]);
            run.clear();
        }
        run.push(place(i));
    }
    svg.path("trail", &run);
    if known.len() <= 40 {
        known.iter().for_each(|&i| svg.circle("cohort", place(i), 1.8));
    }
}

fn dates(svg: &mut Svg, dates: &[(f64, String)], x: &impl Fn(f64) -> f64, base: f64) {
    let mut free = f64::MIN;
    // The ends are the dates that matter most.
    let last = dates.len().saturating_sub(1);
    let end = dates.last().map_or(WIDTH, |(at, text)| {
        let width = text_width(text, SMALL);
        (x(*at) - width / 2.0).min(WIDTH - width)
    });
    for (i, (at, text)) in dates.iter().enumerate() {
        let width = text_width(text, SMALL);
        let left = (x(*at) - width / 2.0).clamp(0.0, (WIDTH - width).max(0.0));
        svg.line("tick", (x(*at), base), (x(*at), base + 3.0));
        if left > free && (i == last || left + width + 2.0 < end) {
            svg.text("small", (left, base + 14.0), Anchor::Start, text);
            free = left + width + 8.0;
        }
    }
}

/// Up who entered, down who left, both by one scale.
fn moves(svg: &mut Svg, dots: &[Dot], words: &Words, x: &impl Fn(f64) -> f64) {
    let most = dots.iter().flat_map(|d| [d.entered, d.left]).flatten().fold(1.0, f64::max);
    let step = (x(1.0) - x(0.0)) * dots.windows(2).map(|d| d[1].at - d[0].at).fold(1.0, f64::min);
    let width = (step * 0.62).clamp(1.0, 14.0);
    for dot in dots.iter().filter(|dot| dot.moves) {
        let left = (x(dot.at) - width / 2.0).clamp(0.0, WIDTH - width);
        for (class, n, up) in [("cohort", dot.entered, true), ("everyone", dot.left, false)] {
            let height = match n {
                Some(n) if n > 0.0 => (BAR * n / most).max(1.0),
                Some(_) => continue,
                None => 4.0,
            };
            let class = if n.is_some() { class } else { "hidden" };
            svg.rect(class, left, if up { MIDDLE - height } else { MIDDLE }, width, height);
        }
    }
    svg.line("axis", (x(0.0) - 4.0, MIDDLE), (WIDTH, MIDDLE));
    svg.text("small", (0.0, MIDDLE - BAR - 5.0), Anchor::Start, &words.entered);
    svg.text("small", (0.0, MIDDLE + BAR + 12.0), Anchor::Start, &words.left);
}

/// `1,2 3,4`
pub(super) fn points(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{},{}", number(*x), number(*y))).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_round() {
        assert_eq!(levels(139.0), [0.0, 50.0, 100.0]);
        assert_eq!(levels(1.0), [0.0, 1.0]);
        assert_eq!(levels(2_000.0), [0.0, 1_000.0, 2_000.0]);
        assert_eq!(levels(45_000.0), [0.0, 20_000.0, 40_000.0]);
        for top in [1.0, 3.0, 7.0, 10.0, 99.0, 1e9] {
            assert!((2..=6).contains(&levels(top).len()), "{top}: {:?}", levels(top));
        }
    }
}
