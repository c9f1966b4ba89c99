//! A comparison as plain data. Tests, comments and blanks are counted alone: readers of documents know none of them.

use crate::changes::{
    CatalogChange, Clause, ClauseChange, DeclarationChange, Detail, Direction, Effect, Kind, Lean, Through,
    Unread, What,
};
use crate::check::project::Project;
use crate::cli::diff::Since;
use crate::documents::Lang;
use crate::documents::changed::{
    self, ChangedClause, ChangedDeclaration, ChangedField, NotCompared, Said, SinceRevision,
};
use crate::documents::prose::Prose;
use crate::model::LocalText;

pub fn told(since: &Since) -> SinceRevision {
    let [old, new] = [&since.sides.old, &since.sides.new].map(|version| version.project());
    let sides = Sides { old, new };
    let changes = &since.changes;
    let (shown, other): (Vec<_>, Vec<_>) = changes.declarations.iter().partition(|change| is_shown(change));
    let tests = other.iter().filter(|change| change.kind == Kind::Test).count();
    SinceRevision {
        declarations: shown.into_iter().map(|change| sides.declaration(change)).collect(),
        catalog: changes.catalog.iter().map(setting).collect(),
        unread: changes.unread.iter().map(unread).collect(),
        same: changes.same as u64,
        tests: tests as u64,
        formatted: (other.len() - tests) as u64,
        ..SinceRevision::default()
    }
}

fn is_shown(change: &DeclarationChange) -> bool {
    change.kind != Kind::Test && !matches!(change.effect, Effect::Comments | Effect::Formatting)
}

struct Sides<'a> {
    old: Option<&'a Project>,
    new: Option<&'a Project>,
}

impl Sides<'_> {
    fn declaration(&self, change: &DeclarationChange) -> ChangedDeclaration {
        let old_name = change.renamed_from.as_ref().unwrap_or(&change.name);
        let clause = |clause: &ClauseChange| ChangedClause {
            what: what(clause.what).to_owned(),
            direction: clause.direction.map(|d| d.word().to_owned()),
            score: clause.score.map(lean),
            through: clause.through,
            old: clause.old.as_ref().map(|c| written(c, self.old, old_name)),
            new: clause.new.as_ref().map(|c| written(c, self.new, &change.name)),
        };
        ChangedDeclaration {
            kind: change.kind.word().to_owned(),
            name: change.name.clone(),
            renamed_from: change.renamed_from.clone(),
            place: change.place.to_string(),
            effect: effect(change.effect).to_owned(),
            direction: change.direction.map(Direction::word).map(str::to_owned),
            score: change.score.or(change.values).map(lean),
            clauses: change.clauses.iter().map(clause).collect(),
            fields: change.details.iter().map(field).collect(),
            through: roots(&change.through),
        }
    }
}

fn written(clause: &Clause, project: Option<&Project>, cohort: &str) -> changed::Clause {
    let text = match &clause.weight {
        Some(weight) => format!("{} weight {weight}", clause.text),
        None => clause.text.clone(),
    };
    let rule = project.and_then(|project| {
        let cohort = project.program.cohorts.iter().find(|c| c.name == cohort)?;
        cohort.rules.get(clause.index?).map(|rule| (project, rule))
    });
    let said = rule.map(|(project, rule)| {
        said(|lang| {
            Prose::new(&project.program, &project.catalog, lang).rule_line(rule).flat_without_reason(lang)
        })
    });
    let because = rule.and_then(|(_, rule)| rule.because.as_ref());
    changed::Clause { text, said, because: because.map(said_of) }
}

fn said(of: impl Fn(Lang) -> String) -> Said {
    Said { en: of(Lang::En), zh: of(Lang::Zh) }
}

fn said_of(text: &LocalText) -> Said {
    said(|lang| text.get(lang).to_owned())
}

fn field(detail: &Detail) -> ChangedField {
    ChangedField { field: detail.field.clone(), old: detail.old.clone(), new: detail.new.clone() }
}

fn setting(change: &CatalogChange) -> ChangedField {
    let field = format!("{} {}", change.path, change.field).trim().to_owned();
    ChangedField { field, old: change.old.clone(), new: change.new.clone() }
}

fn unread(unread: &Unread) -> NotCompared {
    NotCompared { name: unread.name.clone(), in_old: unread.old.is_some() }
}

/// What changed itself; if that is not known, what lies nearest.
fn roots(through: &[Through]) -> Vec<String> {
    let named = |t: &Through| t.to_string().replace('`', "");
    let roots: Vec<String> = through.iter().filter(|t| t.root).map(named).collect();
    if roots.is_empty() { through.iter().map(named).collect() } else { roots }
}

fn what(what: What) -> &'static str {
    match what {
        What::Added => "added",
        What::Removed => "removed",
        What::Changed => "changed",
    }
}

fn lean(lean: Lean) -> String {
    let word = match lean {
        Lean::Higher => "higher",
        Lean::Lower => "lower",
        Lean::Either => "either",
    };
    word.to_owned()
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Added => "added",
        Effect::Removed => "removed",
        Effect::Renamed => "renamed",
        Effect::Meaning => "meaning",
        Effect::Through => "through",
        Effect::Status => "status",
        Effect::Claims => "claims",
        Effect::Narrative => "narrative",
        Effect::Rewritten => "rewritten",
        Effect::Moved => "moved",
        Effect::Comments => "comments",
        Effect::Formatting => "formatting",
    }
}
