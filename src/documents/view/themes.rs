//! What people write about, and some of it in their words.

use super::{Chart, Source, insights::bar_chart, insights::table_title};
use crate::cohort::{Portion, ThemeGroup, ThemeResult};
use crate::documents::charts::Bar;
use crate::documents::clean::line;
use crate::documents::format;
use serde::Serialize;

/// The themes of one table of texts.
#[derive(Debug, Serialize)]
pub struct ThemesView {
    /// The share of people by theme.
    pub chart: Chart,
    /// How many rows have no text; stands out where that is most of them. Empty where all have one.
    pub missing: String,
    /// True if most people have written nothing.
    pub mostly_missing: bool,
    /// By theme; only where texts may be shown.
    pub examples: Vec<Examples>,
}

#[derive(Debug, Serialize)]
pub struct Examples {
    /// The title of the theme.
    pub theme: String,
    /// As people wrote them.
    pub texts: Vec<String>,
}

/// By table, in the order in which themes are declared.
pub fn themes(source: &Source, cohort: &str) -> Vec<ThemesView> {
    let mut tables: Vec<(&str, Option<&str>)> = Vec::new();
    let of_cohort = |theme: &ThemeResult| theme.groups.iter().any(|g| g.cohort.as_deref() == Some(cohort));
    let results: Vec<&ThemeResult> = source.summary.insights.themes.iter().filter(|t| of_cohort(t)).collect();
    for theme in &results {
        let place = (theme.table.as_str(), theme.relation.as_deref());
        if !tables.contains(&place) {
            tables.push(place);
        }
    }
    let view = |(index, place): (usize, &(&str, Option<&str>))| {
        let own = results.iter().filter(|t| (t.table.as_str(), t.relation.as_deref()) == *place);
        table(source, index, own.copied().collect(), cohort)
    };
    tables.iter().enumerate().filter_map(view).collect()
}

/// The cohort's figures and everyone's.
fn groups<'a>(theme: &'a ThemeResult, cohort: &str) -> Option<(&'a ThemeGroup, &'a ThemeGroup)> {
    let own = theme.groups.iter().find(|g| g.cohort.as_deref() == Some(cohort))?;
    Some((own, theme.groups.iter().find(|g| g.cohort.is_none())?))
}

fn table(source: &Source, index: usize, themes: Vec<&ThemeResult>, cohort: &str) -> Option<ThemesView> {
    let t = source.t();
    let mut bars = Vec::new();
    let mut examples = Vec::new();
    for theme in &themes {
        let (own, everyone) = groups(theme, cohort)?;
        let label = heading(source, &theme.name);
        let share = |part: Option<Portion>| part.and_then(|part| part.share);
        let (here, all, texts) = (share(own.people), share(everyone.people), share(own.texts));
        let text = |share: Option<f64>| share.map_or_else(|| source.hidden(), format::share);
        bars.push(Bar {
            label: label.clone(),
            length: here,
            value: text(here),
            note: texts.map(|share| format!("{} {}", format::share(share), t.of_texts)).unwrap_or_default(),
            compared: Some((all, text(all))),
        });
        if !own.examples.is_empty() {
            examples.push(Examples { theme: label, texts: own.examples.iter().map(|t| line(t)).collect() });
        }
    }
    let (own, everyone) = groups(themes.first()?, cohort)?;
    let note = own.people.map_or_else(String::new, |p| t.themes_note.replace("{}", &format::count(p.of)));
    let title = table_title(source, &themes.first()?.table);
    let head = vec![t.theme, t.head_here, t.everyone, t.texts];
    let chart = bar_chart(source, &format!("themes{index}"), (title, String::new(), note), (head, bars));
    let (missing, mostly_missing) = missing(source, own, everyone);
    Some(ThemesView { chart, missing, mostly_missing, examples })
}

/// What is said about rows without a text, and whether most have none; where the cohort's rows are not shown, everyone's tell.
fn missing(source: &Source, own: &ThemeGroup, everyone: &ThemeGroup) -> (String, bool) {
    let t = source.t();
    let of = |group: &ThemeGroup| Some((group.without_text?, group.rows?));
    let Some((without, rows)) = of(own) else {
        let mostly = of(everyone).is_some_and(|(without, rows)| without * 2 > rows);
        return (if mostly { t.themes_few.to_owned() } else { String::new() }, mostly);
    };
    let mostly = without * 2 > rows;
    let text = match (without, mostly) {
        (0, _) => "",
        (_, true) => t.themes_mostly_missing,
        (_, false) => t.themes_missing,
    };
    (text.replace("{without}", &format::count(without)).replace("{rows}", &format::count(rows)), mostly)
}

fn heading(source: &Source, name: &str) -> String {
    let model = source.program.themes.iter().find(|t| t.name == name);
    source.titled(model.and_then(|m| m.title.as_ref()), name)
}
