//! The index: a card for each page, assignments and grids.

use super::fit::counted;
use super::page::{Profile, badge, figures_of, kind as kind_name, kind_label, picture};
use super::rules::in_one_line;
use super::site::{Place, Spot};
use super::{Card, CardGroup, Chart, Figure, GridCell, GridRow, GridView, Index, Source, trend};
use crate::documents::charts::share_bar;
use crate::documents::clean::{line, paragraphs};
use crate::documents::format;
use crate::documents::prose::cohort_title;
use crate::documents::summary::{AssignSummary, GridSummary};
use crate::model::{Cohort, Grid};
use crate::syntax::ast::CohortKind;

pub fn index(source: &Source) -> Index {
    let t = source.t();
    let groups =
        [(CohortKind::Icp, t.icps), (CohortKind::Persona, t.personas), (CohortKind::Score, t.scores)];
    let groups = groups.into_iter().map(|(kind, title)| CardGroup {
        kind: kind_name(kind),
        title,
        cards: cards(source, kind),
    });
    let entities = source.summary.entities.iter().map(|(name, entity)| Figure {
        value: source.number(entity.population),
        label: source.table_name(name),
    });
    Index {
        frame: source.frame(line(&source.summary.project), None, Spot::At(Place::Overview)),
        groups: groups.filter(|g| !g.cards.is_empty()).collect(),
        entities: entities.collect(),
        assigns: source
            .summary
            .assigns
            .iter()
            .enumerate()
            .map(|(i, (n, a))| assign(source, i, n, a))
            .collect(),
        grids: source.summary.grids.iter().map(|(name, figures)| grid(source, name, figures)).collect(),
        insights: super::insights::of_everyone(source),
    }
}

fn cards(source: &Source, wanted: CohortKind) -> Vec<Card> {
    let cohorts = source.program.cohorts.iter().enumerate().filter(|(_, c)| c.kind == wanted);
    cohorts.filter_map(|(i, cohort)| card(source, i, cohort)).collect()
}

fn card(source: &Source, index: usize, cohort: &Cohort) -> Option<Card> {
    let figures = source.summary.cohorts.get(&cohort.name)?;
    let heading = cohort_title(cohort, source.lang);
    let profile = Profile::new(source, cohort);
    let share = figures.share.filter(|_| cohort.kind != CohortKind::Score);
    let link = source.link(index)?;
    Some(Card {
        kind: kind_name(cohort.kind),
        kind_label: kind_label(source.t(), cohort.kind),
        name: line(&cohort.name),
        owner: cohort.owner.as_deref().map(line).unwrap_or_default(),
        people: figures.matched,
        share,
        score: figures.mean_score.filter(|_| cohort.rules.iter().any(|r| r.weight != 0)),
        href: link.href,
        stem: link.stem,
        line: in_one_line(source, cohort),
        trend: trend::of_cohort(source, index),
        portrait: picture(source, cohort, &heading),
        who: profile.who,
        bar: share.map(share_bar).unwrap_or_default(),
        figures: figures_of(source, cohort, figures),
        badge: badge(source.t(), cohort.status).unwrap_or_default().to_owned(),
        accent: source.look(cohort).palette,
        heading,
    })
}

fn assign(source: &Source, index: usize, name: &str, figures: &AssignSummary) -> Chart {
    let t = source.t();
    let model = source.program.assigns.iter().find(|a| a.name == name);
    let mut names: Vec<String> = figures.counts.iter().map(|c| source.title_of(&c.value)).collect();
    let mut shown: Vec<Option<u64>> = figures.counts.iter().map(|c| c.count).collect();
    names.push(t.unassigned.to_owned());
    shown.push(figures.unassigned);
    let title = source.titled(model.and_then(|a| a.title.as_ref()), name);
    let id = format!("assign{index}");
    // Shares are of everybody, whom the entity counts.
    let entity = source.summary.entities.get(&figures.entity);
    let total = entity.and_then(|e| e.population).unwrap_or(0);
    let mut chart = counted(source, &id, (&title, t.persona), (&names, &[]), &shown, total);
    chart.lead = model.and_then(|a| a.doc.as_deref()).map(line).unwrap_or_default();
    chart
}

fn grid(source: &Source, name: &str, figures: &GridSummary) -> GridView {
    let model: Option<&Grid> = source.program.grids.iter().find(|g| g.name == name);
    let shown: Vec<Option<u64>> = figures.counts.iter().flatten().copied().collect();
    let most = shown.iter().flatten().max().copied().unwrap_or(1).max(1);
    let text = |n: Option<u64>| n.map_or_else(|| source.hidden(), format::count);
    let cell = |n: Option<u64>| GridCell {
        value: text(n),
        level: n.map_or(0, |n| (n * 5).div_ceil(most) as usize).min(5),
    };
    let width = figures.columns.len();
    let rows = figures.rows.iter().enumerate().map(|(r, name)| GridRow {
        name: line(name),
        cells: shown.iter().skip(r * width).take(width).map(|&n| cell(n)).collect(),
    });
    let title = |index: Option<usize>| {
        index
            .and_then(|i| source.program.cohorts.get(i))
            .map(|c| cohort_title(c, source.lang))
            .unwrap_or_default()
    };
    GridView {
        heading: source.titled(model.and_then(|g| g.title.as_ref()), name),
        doc: model.and_then(|g| g.doc.as_deref()).map(paragraphs).unwrap_or_default(),
        row_title: title(model.map(|g| g.rows)),
        column_title: title(model.map(|g| g.columns)),
        columns: figures.columns.iter().map(|c| line(c)).collect(),
        rows: rows.collect(),
        outside: text(figures.outside),
    }
}
