//! Who moved, at a terminal: exact, because it is for those who hold the data.

use super::gate::{Gate, Verdict};
use super::{movers, place_in};
use crate::changes::budgets::Flow;
use crate::check::project::Project;
use crate::cli::common::{listing, plain, thousands};
use crate::cli::tree::Paint;
use crate::cohort::{Blamed, Change, Clause, CohortMovement, Fate, Move, Moved, Movement, Sample};
use comfy_table::CellAlignment;
use std::path::Path;

/// How many clauses, moves and cells are listed.
const MOST_LINES: usize = 12;

pub struct Form<'a> {
    pub paint: Paint,
    pub width: usize,
    /// The new version, for the units of its metrics.
    pub project: Option<&'a Project>,
    /// The project's folder as the user names it.
    pub dir: &'a Path,
    pub out: String,
}

impl Form<'_> {
    pub fn movement(&mut self, movement: &Movement) {
        let entities: Vec<String> = movement
            .entities
            .iter()
            .map(|entity| format!("{} {}", change(&entity.population), plain(&entity.name)))
            .collect();
        let entities = if entities.is_empty() { "nobody".to_owned() } else { entities.join(", ") };
        self.line(&format!("who moves, as of {}, among {entities}", movement.as_of.after));
        let still = movement.cohorts.iter().filter(|cohort| cohort.is_still()).count();
        for cohort in movement.cohorts.iter().filter(|cohort| !cohort.is_still()) {
            self.cohort(cohort);
        }
        for assign in movement.assigns.iter().filter(|a| a.moved.people > 0 || a.fate != Fate::Kept) {
            self.place_moves(
                "assign",
                &assign.name,
                assign.fate,
                &assign.moved,
                &assign.moves,
                &assign.clauses,
            );
        }
        for grid in movement.grids.iter().filter(|g| g.moved.people > 0 || g.fate != Fate::Kept) {
            self.place_moves("grid", &grid.name, grid.fate, &grid.moved, &grid.moves, &grid.clauses);
        }
        if movement.is_still() {
            self.line("  nobody moves");
        } else if still > 0 {
            let word = if still == 1 { "cohort has" } else { "cohorts have" };
            self.line(&format!("  {still} more {word} the same people, tiers and scores"));
        }
        self.line("");
    }

    fn line(&mut self, line: &str) {
        self.out += line.trim_end();
        self.out.push('\n');
    }

    fn cohort(&mut self, cohort: &CohortMovement) {
        self.line("");
        let name = self.paint.wrap("1", &plain(&format!("{} {}", cohort.kind, cohort.name)));
        let mut parts = vec![change(&cohort.size)];
        parts.extend(cohort.moved_share().map(|share| format!("{} moved", movers::percent(share))));
        let fate = movers::fate(cohort.fate);
        parts.extend((!fate.is_empty()).then(|| fate.to_owned()));
        parts.extend(cohort.renamed_from.as_ref().map(|old| format!("was {}", plain(old))));
        if cohort.undecided.before != cohort.undecided.after {
            parts.push(format!("undecided {}", change(&cohort.undecided)));
        }
        self.line(&format!("  {name}  {}", parts.join(", ")));
        self.moved("32", "enter", &cohort.entered, &cohort.clauses);
        self.moved("31", "leave", &cohort.left, &cohort.clauses);
        let scores = &cohort.scores;
        let mut stay = vec![format!("{} stay", thousands(cohort.stayed))];
        if scores.raised + scores.lowered > 0 {
            stay.push(format!(
                "{} score higher, {} lower",
                thousands(scores.raised),
                thousands(scores.lowered)
            ));
        }
        if let (Some(before), Some(after)) = (scores.mean.before, scores.mean.after)
            && scores.raised + scores.lowered > 0
        {
            stay.push(format!("{before:.1} → {after:.1} on average"));
        }
        self.line(&format!("    {}", stay.join(", ")));
        if cohort.tier_moved.people > 0 {
            self.moved("33", "change tier", &cohort.tier_moved, &cohort.clauses);
            self.places(&cohort.tier_moves);
        }
        self.metrics(cohort);
    }

    /// How many, on account of which clauses, and some of them by name.
    fn moved(&mut self, color: &str, verb: &str, moved: &Moved, clauses: &[Clause]) {
        if moved.people == 0 {
            return;
        }
        let head = self.paint.wrap(color, &format!("{} {verb}", thousands(moved.people)));
        let share = moved.of_size.map(|share| format!("  {} of those who were in", movers::percent(share)));
        self.line(&format!("    {head}{}", share.unwrap_or_default()));
        let mut blamed: Vec<&Blamed> = moved.blame.clauses.iter().collect();
        blamed.sort_by_key(|b| std::cmp::Reverse(b.alone + b.together));
        for blame in blamed.iter().take(MOST_LINES) {
            let Some(clause) = clauses.get(blame.clause) else { continue };
            let place = clause.after.as_ref().or(clause.before.as_ref()).and_then(|w| w.place.clone());
            let mut notes = Vec::new();
            if blame.together > 0 {
                notes.push(format!("{} of them by others, too", thousands(blame.together)));
            }
            if blame.unknown > 0 {
                notes.push(format!("unknown for {}", thousands(blame.unknown)));
            }
            let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join("; ")) };
            let place =
                place.map(|place| self.paint.wrap("2", &format!("  {}", plain(&place_in(self.dir, &place)))));
            let people = thousands(blame.alone + blame.together);
            let text = plain(&movers::clause(clause));
            self.line(&format!("      {people:>7}  {text}{notes}{}", place.unwrap_or_default()));
        }
        if blamed.len() > MOST_LINES {
            self.line(&format!("               and {} more rules", blamed.len() - MOST_LINES));
        }
        for sample in &moved.samples {
            self.sample(sample);
        }
    }

    fn sample(&mut self, sample: &Sample) {
        let mut parts = Vec::new();
        if sample.from.is_some() || sample.to.is_some() {
            let place = |name: &Option<String>| name.as_deref().map_or("none".to_owned(), plain);
            parts.push(format!("{} → {}", place(&sample.from), place(&sample.to)));
        }
        for seen in sample.because.iter().flat_map(|because| &because.seen) {
            let value = match (&seen.before, &seen.after) {
                (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
                (before, after) => after.as_ref().or(before.as_ref()).cloned().unwrap_or("missing".into()),
            };
            let part = format!("{}: {value}", seen.name);
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        let key = self.paint.wrap("36", &plain(&sample.key));
        self.line(&format!("               {key}  {}", plain(&parts.join(", "))));
    }

    fn places(&mut self, moves: &[Move]) {
        let shown: Vec<String> = moves
            .iter()
            .take(MOST_LINES)
            .map(|m| format!("{} {}", movers::places(m), thousands(m.people)))
            .collect();
        let more = if moves.len() > MOST_LINES { ", …" } else { "" };
        if !shown.is_empty() {
            self.line(&format!("      {}{more}", plain(&shown.join(", "))));
        }
    }

    fn place_moves(
        &mut self,
        kind: &str,
        name: &str,
        fate: Fate,
        moved: &Moved,
        moves: &[Move],
        clauses: &[Clause],
    ) {
        self.line("");
        let name = self.paint.wrap("1", &plain(&format!("{kind} {name}")));
        self.line(&format!("  {name}  {}", movers::fate(fate)));
        self.moved("33", "move", moved, clauses);
        self.places(moves);
    }

    /// Metrics of those who enter, leave and stay, side by side.
    fn metrics(&mut self, cohort: &CohortMovement) {
        let people = [cohort.entered.people, cohort.left.people, cohort.stayed];
        if cohort.metrics.is_empty() || people[0] + people[1] == 0 {
            return;
        }
        let mut table = listing(&["", "enter", "leave", "stay"], self.width.saturating_sub(4));
        for metric in &cohort.metrics {
            let figure = |figure| movers::figure(self.project, &metric.name, figure);
            table.add_row([
                plain(&metric.name),
                figure(&metric.entered),
                figure(&metric.left),
                figure(&metric.stayed),
            ]);
        }
        for column in 1..=3 {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.to_string().lines().for_each(|line| self.line(&format!("    {line}")));
    }

    /// A line for each budget.
    pub fn budgets(&mut self, gate: &Gate) {
        for outcome in &gate.outcomes {
            let (mark, color) = match outcome.verdict {
                Verdict::Kept | Verdict::NobodyBefore => ("✓", "32"),
                Verdict::Approved(_) => ("!", "33"),
                _ => ("✗", "31"),
            };
            let by = match &outcome.verdict {
                Verdict::Approved(by) => format!(" {by}"),
                _ => String::new(),
            };
            let old = if outcome.of_old { " (the old version's)" } else { "" };
            let flow = outcome.flow.map(|flow| format!(": {}", flow_words(flow))).unwrap_or_default();
            let mark = self.paint.wrap(color, mark);
            let text = plain(&format!("{}  {}{old}", outcome.cohort, outcome.text));
            self.line(&format!("{mark} budget of {text}  {}{by}{flow}", outcome.verdict.word()));
        }
        if !gate.outcomes.is_empty() {
            self.line("");
        }
    }
}

/// `12 enter and 30 leave, 7.1% of 591`
pub fn flow_words(flow: Flow) -> String {
    let moved = flow.entered + flow.left;
    let of = match flow.before {
        0 => "nobody was in before".to_owned(),
        before => {
            format!("{} of {}", movers::percent(moved as f64 / before as f64), thousands(before))
        }
    };
    format!("{} enter and {} leave, {of}", thousands(flow.entered), thousands(flow.left))
}

fn change(sizes: &Change<u64>) -> String {
    if sizes.before == sizes.after {
        return thousands(sizes.after);
    }
    let (sign, by) = match sizes.after.checked_sub(sizes.before) {
        Some(more) => ("+", more),
        None => ("−", sizes.before - sizes.after),
    };
    format!("{} → {} ({sign}{})", thousands(sizes.before), thousands(sizes.after), thousands(by))
}
