//! Who names whom, and where: each declaration, and each place where a declaration or something of the catalog is named.
//!
//! The checker writes it down as it resolves names, so a reference is what a name means, not what it looks like. It knows more
//! than the rest of the program, in which params that became constants, themes and metrics have been put in place.

use crate::source::{LocalText, Span};
use crate::syntax::ast::CohortKind;

/// What a declaration declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeclarationKind {
    Icp,
    Persona,
    Score,
    Segment,
    Feature,
    Param,
    Metric,
    Theme,
    Assign,
    Grid,
    Journey,
    /// Its name is its title, and nothing can refer to it.
    Test,
}

/// A declaration as it stands in a file, also one in which something is wrong.
#[derive(Debug, Clone)]
pub struct Declaration {
    pub kind: DeclarationKind,
    pub name: String,
    pub title: Option<LocalText>,
    /// The name where it is declared; of a test its title.
    pub span: Span,
    /// All of it, from its keyword to its end.
    pub extent: Span,
    /// The table it is about; of a param none.
    pub table: Option<usize>,
}

/// What a name can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Named {
    /// An index into [`References::declarations`].
    Declaration(usize),
    /// Who counts among a table's rows: its `population` and `consent`. Nobody writes this name: cohorts and ranks stand on it.
    Population(usize),
    /// A table of the catalog, by its name.
    Table(usize),
    Column {
        table: usize,
        column: usize,
    },
}

/// Where a reference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Within {
    /// An index into [`References::declarations`].
    Declaration(usize),
    /// A table's `population` or `consent`.
    Population(usize),
    /// A table's `value`.
    Value(usize),
}

/// A place at which something is used, in nearly all cases by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    pub within: Within,
    pub to: Named,
    /// What stands for it: a name with its back quotes, without the dots around it. Of what is used without being named (the time of a
    /// table by a window) that which uses it.
    pub at: Span,
}

/// All declarations and all references of a project.
#[derive(Debug, Clone, Default)]
pub struct References {
    /// In the order declared, files by path; tests stand among them.
    pub declarations: Vec<Declaration>,
    /// Each once, by user, then by what is used, then by place.
    pub all: Vec<Reference>,
}

impl References {
    /// The declaration of that name; tests have titles, not names.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.declarations.iter().position(|d| d.kind != DeclarationKind::Test && d.name == name)
    }
}

impl DeclarationKind {
    /// All kinds, in the order in which people look for them.
    pub const ALL: [DeclarationKind; 12] = [
        DeclarationKind::Icp,
        DeclarationKind::Persona,
        DeclarationKind::Score,
        DeclarationKind::Segment,
        DeclarationKind::Feature,
        DeclarationKind::Param,
        DeclarationKind::Metric,
        DeclarationKind::Theme,
        DeclarationKind::Assign,
        DeclarationKind::Grid,
        DeclarationKind::Journey,
        DeclarationKind::Test,
    ];

    /// The keyword that declares it.
    pub fn word(self) -> &'static str {
        match self {
            DeclarationKind::Icp => "icp",
            DeclarationKind::Persona => "persona",
            DeclarationKind::Score => "score",
            DeclarationKind::Segment => "segment",
            DeclarationKind::Feature => "feature",
            DeclarationKind::Param => "param",
            DeclarationKind::Metric => "metric",
            DeclarationKind::Theme => "theme",
            DeclarationKind::Assign => "assign",
            DeclarationKind::Grid => "grid",
            DeclarationKind::Journey => "journey",
            DeclarationKind::Test => "test",
        }
    }
}

impl From<CohortKind> for DeclarationKind {
    fn from(kind: CohortKind) -> Self {
        match kind {
            CohortKind::Icp => DeclarationKind::Icp,
            CohortKind::Persona => DeclarationKind::Persona,
            CohortKind::Score => DeclarationKind::Score,
        }
    }
}
