//! The list for people: a heading for each kind, a line for each declaration.

use super::Row;
use crate::cli::tree::Paint;
use crate::diagnostics::render::Style;
use crate::model::DeclarationKind;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A title is never cut shorter.
const SHORTEST: usize = 16;

/// Names and places are never cut, so that they can be copied; titles give way to the width.
pub fn text(rows: &[&Row<'_>], style: Style) -> String {
    let paint = Paint { color: style.color };
    let mut entities: Vec<_> = rows.iter().filter_map(|row| row.entity).collect();
    entities.sort_unstable();
    entities.dedup();
    let mut out = String::new();
    for group in rows.chunk_by(|a, b| a.declaration.kind == b.declaration.kind) {
        let heading = plural(group[0].declaration.kind);
        out.push_str(&paint.wrap("1", heading));
        out.push('\n');
        let mut columns: Vec<Vec<String>> = vec![
            group.iter().map(|row| row.declaration.name.clone()).collect(),
            group.iter().map(|row| row.title().unwrap_or_default().to_owned()).collect(),
        ];
        if entities.len() > 1 {
            columns.push(group.iter().map(|row| row.entity.unwrap_or_default().to_owned()).collect());
        }
        columns.extend(facts(group));
        columns.retain(|cells| cells.iter().any(|cell| !cell.is_empty()));
        let places: Vec<String> = group.iter().map(|row| format!("{}:{}", row.path, row.line)).collect();
        let titled = group.iter().any(|row| row.title().is_some());
        if titled {
            fit(&mut columns, &places, style.width);
        }
        lines(&columns, &places, paint, &mut out);
        out.push('\n');
    }
    out
}

/// What cohorts say of themselves.
fn facts(group: &[&Row<'_>]) -> Vec<Vec<String>> {
    let of = |fact: fn(&Row<'_>) -> String| group.iter().map(|row| fact(row)).collect();
    vec![
        of(|row| row.cohort.and_then(|c| c.owner.clone()).unwrap_or_default()),
        of(|row| row.cohort.map_or(String::new(), |c| super::status_word(c.status).to_owned())),
        of(|row| row.cohort.and_then(|c| c.version.clone()).unwrap_or_default()),
        of(|row| {
            let review = row.cohort.and_then(|c| c.review).map(|review| review.to_string());
            let late = if row.overdue { " (overdue)" } else { "" };
            review.map_or(String::new(), |review| format!("{review}{late}"))
        }),
    ]
}

/// Cuts the titles, which are the second column, so that lines fit.
fn fit(columns: &mut [Vec<String>], places: &[String], width: usize) {
    let widest = |cells: &[String]| cells.iter().map(|cell| cell.width()).max().unwrap_or(0);
    let others: usize = columns.iter().enumerate().filter(|(i, _)| *i != 1).map(|(_, c)| widest(c) + 2).sum();
    // Two blanks in front, and two behind the title.
    let room = width.saturating_sub(others + widest(places) + 4).max(SHORTEST);
    for title in columns.get_mut(1).into_iter().flatten() {
        if title.width() > room {
            *title = cut(title, room);
        }
    }
}

fn cut(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

fn lines(columns: &[Vec<String>], places: &[String], paint: Paint, out: &mut String) {
    let widths: Vec<usize> =
        columns.iter().map(|cells| cells.iter().map(|cell| cell.width()).max().unwrap_or(0)).collect();
    for (index, place) in places.iter().enumerate() {
        out.push_str("  ");
        for (cells, width) in columns.iter().zip(&widths) {
            let cell = &cells[index];
            out.push_str(cell);
            out.push_str(&" ".repeat(width - cell.width() + 2));
        }
        out.push_str(&paint.wrap("2", place));
        out.push('\n');
    }
}

fn plural(kind: DeclarationKind) -> &'static str {
    match kind {
        DeclarationKind::Icp => "icps",
        DeclarationKind::Persona => "personas",
        DeclarationKind::Score => "scores",
        DeclarationKind::Segment => "segments",
        DeclarationKind::Feature => "features",
        DeclarationKind::Param => "params",
        DeclarationKind::Metric => "metrics",
        DeclarationKind::Theme => "themes",
        DeclarationKind::Assign => "assignments",
        DeclarationKind::Grid => "grids",
        DeclarationKind::Journey => "journeys",
        DeclarationKind::Test => "tests",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_cut_by_its_width_on_screen() {
        assert_eq!(cut("Urban early adopter", 10), "Urban ear…");
        assert_eq!(cut("都市早期使用者", 10), "都市早期…");
    }
}
