//! The clauses of a cohort across two versions, and how each is called.

use super::{Known, KnownRule, Spec};
use crate::cohort::*;
use crate::ir::NodeId;
use crate::model::{self, Expr};
use crate::source::Span;
use crate::syntax::ast::{AssignBy, CohortKind, RuleKind};
use std::path::Path;

/// The clauses of one cohort on the way.
pub(super) struct Clauses<'a> {
    specs: [Spec<'a>; 2],
    /// In the programs and in the plans, where the cohort runs.
    models: [Option<&'a model::Cohort>; 2],
    place: Both<usize>,
    planned: Both<usize>,
    list: Vec<Clause>,
    gates: Vec<(usize, Both<Gate>)>,
    rewards: Vec<(usize, Both<Reward>)>,
    /// By reward: the rule after.
    rewarded: Vec<Option<usize>>,
    caps: Vec<(usize, Cap)>,
    tiers: usize,
    scoring: usize,
    itself: usize,
    row: usize,
}

const VERSIONS: [Version; 2] = [Version::Before, Version::After];

impl<'a> Clauses<'a> {
    pub(super) fn new(
        before: Spec<'a>,
        after: Spec<'a>,
        model: Both<usize>,
        planned: Both<usize>,
    ) -> Clauses<'a> {
        Clauses {
            specs: [before, after],
            models: [
                model.before.map(|place| &before.program.cohorts[place]),
                model.after.map(|place| &after.program.cohorts[place]),
            ],
            place: model,
            planned,
            list: Vec::new(),
            gates: Vec::new(),
            rewards: Vec::new(),
            rewarded: Vec::new(),
            caps: Vec::new(),
            tiers: 0,
            scoring: 0,
            itself: 0,
            row: 0,
        }
    }

    pub(super) fn fill(&mut self, known: &Known, fate: Fate, name: &str) {
        let table = self.table_name();
        let population = known.population.get(&table);
        let consent = known.consent.get(&table);
        self.catalog_gate(ClauseKind::Population, population);
        self.catalog_gate(ClauseKind::Consent, consent);
        for rule in self.rules(known) {
            self.rule(&rule);
        }
        self.caps();
        self.tiers = self.push(self.tiers_clause());
        self.scoring = self.push(Clause {
            kind: ClauseKind::Scoring,
            cause: Cause::Changed,
            before: None,
            after: Some(plain("how points add up".to_owned())),
            through: Vec::new(),
        });
        let kind = self.models[1].or(self.models[0]).map_or(CohortKind::Persona, |c| c.kind).word();
        self.itself = self.push(declaration(fate, kind, name));
        self.row = self.push(row());
    }

    pub(super) fn finish(
        self,
        name: &str,
        renamed_from: Option<String>,
        fate: Fate,
        entity: usize,
        cohort: Both<usize>,
    ) -> ComparedCohort {
        ComparedCohort {
            name: name.to_owned(),
            renamed_from,
            fate,
            entity,
            cohort,
            clauses: self.list,
            gates: self.gates,
            rewards: self.rewards,
            caps: self.caps,
            tiers: self.tiers,
            scoring: self.scoring,
            itself: self.itself,
            row: self.row,
        }
    }

    fn push(&mut self, clause: Clause) -> usize {
        self.list.push(clause);
        self.list.len() - 1
    }

    fn table_name(&self) -> String {
        let of = |version: Version| {
            let cohort = self.models[version as usize]?;
            Some(self.specs[version as usize].catalog.tables[cohort.table].name.clone())
        };
        of(Version::After).or_else(|| of(Version::Before)).unwrap_or_default()
    }

    /// The rules of both versions in the order of the version after, each removed one behind the one that it stood behind.
    fn rules(&self, known: &Known) -> Vec<KnownRule> {
        if let Both { before: Some(_), after: Some(after) } = self.place
            && let Some(rules) = known.rules.get(&after)
        {
            return rules.clone();
        }
        let alone = |version: Version| {
            let rules = self.models[version as usize].map_or(0, |c| c.rules.len());
            (0..rules).map(move |rule| {
                let rule = match version {
                    Version::Before => Both { before: Some(rule), after: None },
                    Version::After => Both { before: None, after: Some(rule) },
                };
                KnownRule { rule, changed: true, ..KnownRule::default() }
            })
        };
        alone(Version::After).chain(alone(Version::Before)).collect()
    }

    fn nodes(&self, version: Version) -> Option<&'a crate::lower::Clauses> {
        self.specs[version as usize].lowered.clauses.get(*self.planned.of(version)?)
    }

    fn catalog_gate(&mut self, kind: ClauseKind, known: Option<&KnownRule>) {
        let rule = |version: Version| -> Option<(NodeId, &'a Expr)> {
            let nodes = self.nodes(version)?;
            let rules =
                self.specs[version as usize].program.populations.get(self.models[version as usize]?.table)?;
            match kind {
                ClauseKind::Population => Some((nodes.population?, rules.population.as_ref()?)),
                _ => Some((nodes.consent?, rules.consent.as_ref()?)),
            }
        };
        let found = VERSIONS.map(rule);
        if found.iter().all(Option::is_none) {
            return;
        }
        let gate = |version: Version| {
            let (value, _) = found[version as usize]?;
            Some(Gate { value, drops: false, looks_at: Vec::new() })
        };
        let written = |version: Version| {
            let (_, rule) = found[version as usize]?;
            Some(self.written(version, None, "", rule.span))
        };
        let clause = clause(kind, Both::new(written(Version::Before), written(Version::After)), known);
        let gates = Both::new(gate(Version::Before), gate(Version::After));
        let place = self.push(clause);
        self.gates.push((place, gates));
    }

    fn rule(&mut self, known: &KnownRule) {
        let rules = VERSIONS.map(|version| -> Option<&'a model::Rule> {
            self.models[version as usize]?.rules.get(*known.rule.of(version)?)
        });
        let [before, after] = rules;
        let is_should = |rule: &model::Rule| rule.kind == RuleKind::Should;
        if let (Some(b), Some(a)) = (before, after)
            && is_should(b) != is_should(a)
        {
            // What kept people and now scores them is a rule removed and another one added.
            for version in [Version::After, Version::Before] {
                let mut alone = known.clone();
                match version {
                    Version::Before => alone.rule.after = None,
                    Version::After => alone.rule.before = None,
                }
                self.rule(&alone);
            }
            return;
        }
        let Some(one) = after.or(before) else { return };
        let kind = match one.kind {
            RuleKind::Must => ClauseKind::Must,
            RuleKind::Exclude => ClauseKind::Exclude,
            RuleKind::Should => ClauseKind::Should,
        };
        let written = |version: Version| {
            let rule = rules[version as usize]?;
            let index = known.rule.of(version).copied();
            let mut written = self.written(version, index, word(rule.kind), rule.rule.span);
            if rule.kind == RuleKind::Should {
                written.text += &format!(" weight {}", points(rule.weight * 100));
            }
            Some(written)
        };
        let written = Both::new(written(Version::Before), written(Version::After));
        let clause = clause(kind, written, Some(known));
        let place = self.push(clause);
        if is_should(one) {
            let reward = |version: Version| {
                let node = self.node(version, known)?;
                let most = rules[version as usize]?.weight.max(0) * 100;
                Some(Reward { earned: node.value, most, looks_at: node.looks_at.clone() })
            };
            let rewards = Both::new(reward(Version::Before), reward(Version::After));
            self.rewards.push((place, rewards));
            self.rewarded.push(known.rule.after);
        } else {
            let gate = |version: Version| {
                let node = self.node(version, known)?;
                let drops = rules[version as usize]?.kind == RuleKind::Exclude;
                Some(Gate { value: node.value, drops, looks_at: node.looks_at.clone() })
            };
            let gates = Both::new(gate(Version::Before), gate(Version::After));
            self.gates.push((place, gates));
        }
    }

    fn node(&self, version: Version, known: &KnownRule) -> Option<&'a crate::lower::RuleNodes> {
        self.nodes(version)?.rules.get(*known.rule.of(version)?)
    }

    /// Blocks that both versions have, and cap differently.
    fn caps(&mut self) {
        let [Some(before), Some(after)] = self.models else { return };
        for (index, dimension) in after.dimensions.iter().enumerate() {
            let Some(old) = before.dimensions.iter().find(|d| d.name == dimension.name) else { continue };
            if old.cap == dimension.cap {
                continue;
            }
            let inside = |rule: &Option<usize>| rule.is_some_and(|r| after.rules[r].dimension == Some(index));
            let rewards: Vec<usize> =
                (0..self.rewarded.len()).filter(|&place| inside(&self.rewarded[place])).collect();
            let text = |cap: Option<i64>| match cap {
                Some(cap) => format!("cap {} of {}", points(cap * 100), dimension.name),
                None => format!("no cap of {}", dimension.name),
            };
            let written = |version: Version, dimension: &model::Dimension| Written {
                text: text(dimension.cap),
                ..self.written(version, None, "", dimension.span)
            };
            let place = self.push(Clause {
                kind: ClauseKind::Cap,
                cause: Cause::Changed,
                before: Some(written(Version::Before, old)),
                after: Some(written(Version::After, dimension)),
                through: Vec::new(),
            });
            let hundred = |cap: Option<i64>| cap.map(|cap| cap * 100);
            let cap = Cap { before: hundred(old.cap), after: hundred(dimension.cap), rewards };
            self.caps.push((place, cap));
        }
    }

    fn tiers_clause(&self) -> Clause {
        let written = |version: Version| {
            let tiers = &self.models[version as usize]?.tiers;
            let first = tiers.first()?;
            let text: Vec<String> =
                tiers.iter().map(|t| format!("{}: {}", t.name, points(t.bound))).collect();
            let text = format!("tiers {}", text.join("  "));
            Some(Written { text, ..self.written(version, None, "", first.span) })
        };
        by_text(ClauseKind::Tiers, Both::new(written(Version::Before), written(Version::After)))
    }

    /// What stands at a place of a version, on one line.
    fn written(&self, version: Version, rule: Option<usize>, word: &str, span: Span) -> Written {
        let Some(sources) = self.specs[version as usize].sources else {
            return Written { rule, text: word.to_owned(), place: None };
        };
        let text = sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = if word.is_empty() { text } else { format!("{word} {text}") };
        let root = self.specs[version as usize].root;
        let path = Path::new(&sources.file(span.file).path);
        let path = path.strip_prefix(root.strip_prefix(".").unwrap_or(root)).unwrap_or(path);
        let path = path.to_string_lossy().replace('\\', "/");
        let place = format!("{path}:{}", sources.position(span).line);
        Written { rule, text, place: Some(place) }
    }
}

fn word(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Must => "must",
        RuleKind::Exclude => "exclude",
        RuleKind::Should => "should",
    }
}

fn plain(text: String) -> Written {
    Written { rule: None, text, place: None }
}

/// Ten-thousandths of a point as points: `75`, `7.5`.
fn points(units: i64) -> String {
    format!("{}", units as f64 / 10_000.0)
}

/// A clause, by what is known of it.
fn clause(kind: ClauseKind, written: Both<Written>, known: Option<&KnownRule>) -> Clause {
    let same_text = matches!((&written.before, &written.after), (Some(b), Some(a)) if b.text == a.text);
    // A literal means something else where its column is read otherwise; it is written as before all the same.
    let below = |known: &KnownRule| known.written_same || (same_text && !known.through.is_empty());
    let cause = match (&written.before, &written.after, known) {
        (None, _, _) => Cause::Added,
        (_, None, _) => Cause::Removed,
        (_, _, Some(known)) if known.changed && below(known) => Cause::Through,
        (_, _, Some(known)) if known.changed => Cause::Changed,
        _ => Cause::Data,
    };
    let through = known.filter(|_| cause == Cause::Through).map(|k| k.through.clone());
    Clause { kind, cause, before: written.before, after: written.after, through: through.unwrap_or_default() }
}

/// Something whose text says all of it.
pub(super) fn by_text(kind: ClauseKind, written: Both<Written>) -> Clause {
    let cause = match (&written.before, &written.after) {
        (Some(before), Some(after)) if before.text == after.text => Cause::Data,
        (None, Some(_)) => Cause::Added,
        (Some(_), None) => Cause::Removed,
        _ => Cause::Changed,
    };
    Clause { kind, cause, before: written.before, after: written.after, through: Vec::new() }
}

pub(super) fn declaration(fate: Fate, kind: &str, name: &str) -> Clause {
    let written = plain(format!("{kind} {name}"));
    let (cause, before, after) = match fate {
        Fate::Kept | Fate::Added | Fate::Revived => (Cause::Added, None, Some(written)),
        Fate::Removed | Fate::Retired => (Cause::Removed, Some(written), None),
    };
    Clause { kind: ClauseKind::Declaration, cause, before, after, through: Vec::new() }
}

pub(super) fn row() -> Clause {
    let written = plain("the row itself".to_owned());
    Clause {
        kind: ClauseKind::Row,
        cause: Cause::Data,
        before: Some(written.clone()),
        after: Some(written),
        through: Vec::new(),
    }
}

/// What a cohort contributes to an assignment or a grid.
pub(super) fn of_cohort(kind: ClauseKind, cohort: &ComparedCohort) -> Clause {
    let changed = cohort.fate != Fate::Kept
        || cohort.clauses.iter().any(|c| {
            let unused = matches!(c.kind, ClauseKind::Scoring | ClauseKind::Declaration);
            !unused && c.cause != Cause::Data
        });
    let old = cohort.renamed_from.as_ref().unwrap_or(&cohort.name);
    let written = |name: &String| plain(name.clone());
    Clause {
        kind,
        cause: if changed { Cause::Changed } else { Cause::Data },
        before: cohort.cohort.before.map(|_| written(old)),
        after: cohort.cohort.after.map(|_| written(&cohort.name)),
        through: Vec::new(),
    }
}

/// An assignment's own rules.
pub(super) fn assignment(spec: Spec, assign: &model::Assign) -> Written {
    let among: Vec<&str> = assign.among.iter().map(|&c| spec.program.cohorts[c].name.as_str()).collect();
    let by = match assign.by {
        AssignBy::HighestScore => "highest score",
        AssignBy::Priority => "priority",
    };
    plain(format!("among [{}] by {by} at least {}", among.join(", "), points(assign.at_least)))
}
