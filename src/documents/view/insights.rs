//! Journeys, themes, what to offer and overlaps of one cohort; for the index the journeys of everyone, who shares most
//! people and who holds the value.

use super::{Chart, ChartRow, Source, journeys, overlaps, themes};
use crate::cohort::{AffinityItem, AffinityResult, OverlapResult, ParetoResult};
use crate::documents::charts::{self, About, Bar};
use crate::documents::clean::line;
use crate::documents::format;
use crate::documents::prose::humanised;
use crate::documents::text::Lang;
use serde::Serialize;

/// Neighbours on a page.
const MOST: usize = 12;
/// Pairs on the index.
const TEASER: usize = 3;

/// Of a page; each list may be empty.
#[derive(Debug, Serialize)]
pub struct Insights {
    /// Those of the entity.
    pub journeys: Vec<journeys::JourneyView>,
    /// What they write about, by table.
    pub themes: Vec<themes::ThemesView>,
    /// What the cohort takes more often than everyone.
    pub offers: Vec<Chart>,
    /// The cohorts that share people with it.
    pub neighbours: Option<Chart>,
}

/// Of the index; each list may be empty.
#[derive(Debug, Serialize)]
pub struct IndexInsights {
    /// Of everyone.
    pub journeys: Vec<journeys::JourneyView>,
    /// How much of the value the first people bring.
    pub pareto: Vec<Chart>,
    /// The pairs that share most people.
    pub pairs: Vec<overlaps::Pair>,
}

pub fn of_cohort(source: &Source, name: &str, members: Option<u64>) -> Insights {
    Insights {
        journeys: journeys::journeys(source, Some(name)),
        themes: themes::themes(source, name),
        offers: offers(source, name),
        neighbours: neighbours(source, name, members),
    }
}

pub fn of_everyone(source: &Source) -> IndexInsights {
    let insights = &source.summary.insights;
    IndexInsights {
        journeys: journeys::journeys(source, None),
        pareto: insights.pareto.iter().enumerate().filter_map(|(i, p)| pareto(source, i, p)).collect(),
        pairs: overlaps::strongest(source, TEASER),
    }
}

/// A chart of bars, its table the bars' texts in columns.
pub fn bar_chart(
    source: &Source,
    id: &str,
    (title, lead, note): (String, String, String),
    (head, bars): (Vec<&str>, Vec<Bar>),
) -> Chart {
    let shown = |bar: &Bar| bar.length.is_some() || bar.compared.as_ref().is_some_and(|c| c.0.is_some());
    if !bars.iter().any(shown) {
        return super::fit::nothing_to_show(source, &title);
    }
    let everyone = source.t().everyone_short;
    let text = |bar: &Bar| {
        let compared = bar.compared.as_ref().map(|(_, text)| format!(" ({everyone} {text})"));
        format!("{}: {}{} {}", bar.label, bar.value, compared.unwrap_or_default(), bar.note)
    };
    let desc: Vec<String> = bars.iter().map(|bar| text(bar).trim_end().to_owned()).collect();
    let svg = charts::bars(About { id, title: &title, desc: &desc.join("; ") }, &bars);
    let rows = bars.iter().map(|bar| {
        let mut cells = vec![bar.label.clone(), bar.value.clone()];
        cells.extend(bar.compared.iter().map(|(_, text)| text.clone()));
        cells.push(bar.note.clone());
        cells.truncate(head.len());
        ChartRow { cells, length: bar.length }
    });
    let paired = bars.iter().any(|b| b.compared.is_some());
    let head = head.iter().map(|&h| h.to_owned()).collect();
    Chart { title, lead, note, svg, head, rows: rows.collect(), paired }
}

fn offers(source: &Source, name: &str) -> Vec<Chart> {
    let t = source.t();
    let mut charts = Vec::new();
    for (index, affinity) in source.summary.insights.affinities.iter().enumerate() {
        let own = affinity.cohorts.iter().find(|c| c.cohort == name);
        let bars: Vec<Bar> =
            own.into_iter().flat_map(|c| &c.items).map(|item| offer(source, affinity, item)).collect();
        let column = match place_of(source, affinity) {
            Some((table, column)) => source.prose().column(table, column),
            None => humanised(&affinity.column),
        };
        if bars.is_empty() {
            continue;
        }
        let title = match source.lang {
            Lang::En => format!("{}: {column}", table_title(source, &affinity.table)),
            Lang::Zh => format!("{}：{column}", table_title(source, &affinity.table)),
        };
        let head = vec![column.as_str(), t.head_here, t.everyone, t.lift];
        let id = format!("offer{index}");
        charts.push(bar_chart(source, &id, (title, String::new(), t.offers_note.to_owned()), (head, bars)));
    }
    charts
}

/// The table and column of the categories.
fn place_of(source: &Source, affinity: &AffinityResult) -> Option<(usize, usize)> {
    let table = source.catalog.table(&affinity.table)?;
    Some((table, source.catalog.tables[table].column(&affinity.column)?))
}

/// How people call a table.
pub fn table_title(source: &Source, name: &str) -> String {
    source.catalog.table(name).map_or_else(|| humanised(name), |table| source.prose().table(table))
}

fn offer(source: &Source, affinity: &AffinityResult, item: &AffinityItem) -> Bar {
    let column =
        place_of(source, affinity).map(|(table, column)| &source.catalog.tables[table].columns[column]);
    let label = column.and_then(|column| column.value_label(&item.category));
    let times = |x: f64| format::fixed(x, 1);
    Bar {
        label: label.map_or_else(|| line(&item.category), |label| source.say(label)),
        length: Some(item.share),
        value: format::share(item.share),
        note: format!("×{} ({}–{})", times(item.lift), times(item.low), times(item.high)),
        compared: Some((Some(item.population_share), format::share(item.population_share))),
    }
}

/// The other cohort of an overlap.
fn other<'a>(overlap: &'a OverlapResult, name: &str) -> Option<&'a str> {
    match name {
        name if name == overlap.first => Some(&overlap.second),
        name if name == overlap.second => Some(&overlap.first),
        _ => None,
    }
}

fn neighbours(source: &Source, name: &str, members: Option<u64>) -> Option<Chart> {
    let t = source.t();
    let members = members.filter(|&n| n > 0)?;
    let overlaps = &source.summary.insights.overlaps;
    let mut seen: Vec<_> = overlaps
        .iter()
        .filter_map(|o| Some((o.jaccard, o.both, other(o, name)?)))
        .filter(|(_, both, _)| *both != Some(0))
        .collect();
    seen.sort_by(|a, b| b.0.unwrap_or(0.0).total_cmp(&a.0.unwrap_or(0.0)));
    let bar = |(jaccard, both, other): (Option<f64>, Option<u64>, &str)| {
        let share = both.map(|both| both as f64 / members as f64);
        Bar {
            label: source.title_of(other),
            length: share,
            value: share.map_or_else(|| source.hidden(), format::share),
            note: jaccard.map(format::share).unwrap_or_default(),
            compared: None,
        }
    };
    let bars: Vec<Bar> = seen.into_iter().take(MOST).map(bar).collect();
    if bars.is_empty() {
        return None;
    }
    let head = vec![t.persona, t.of_these, t.of_either];
    let texts = (t.neighbours.to_owned(), t.neighbours_lead.to_owned(), String::new());
    Some(bar_chart(source, "neighbours", texts, (head, bars)))
}

fn pareto(source: &Source, index: usize, pareto: &ParetoResult) -> Option<Chart> {
    let t = source.t();
    let table = source.catalog.table(&pareto.entity)?;
    let value = source.program.populations.get(table)?.value.as_ref()?;
    let bars = pareto.top.iter().map(|top| Bar {
        label: t.top.replace("{}", &top.percent.to_string()),
        length: top.share,
        value: top.share.map_or_else(|| "–".to_owned(), format::share),
        note: source.number(top.people),
        compared: None,
    });
    let prose = source.prose();
    let title = format!("{} · {}", table_title(source, &pareto.entity), prose.noun(value));
    let note = pareto.known.zip(pareto.total).map_or_else(String::new, |(known, total)| {
        let total = prose.with_unit(format::measure(total), prose.unit(value));
        t.pareto_note.replace("{people}", &format::count(known)).replace("{total}", &total)
    });
    let head = vec![t.people, t.head_share, t.head_people];
    let texts = (title, t.pareto_lead.to_owned(), note);
    Some(bar_chart(source, &format!("pareto{index}"), texts, (head, bars.collect())))
}
