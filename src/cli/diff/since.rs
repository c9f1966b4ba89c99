//! The files as they are beside an earlier revision, for others than `diff`.

use super::load::{self, Sides};
use super::versions::{New, Versions, found};
use crate::changes::Changes;
use crate::check::project::LoadOptions;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::git::Repository;
use std::path::Path;

/// Two versions of a project, and what changed between them.
pub struct Since {
    pub repository: Repository,
    pub versions: Versions,
    pub sides: Sides,
    pub changes: Changes,
}

/// Compares the files as they are with a revision; without one with where the current branch left the main branch.
pub fn since(dir: &Path, revision: Option<&str>, options: &LoadOptions) -> Result<Since, Box<Diagnostic>> {
    let repository = Repository::open(dir).map_err(found)?;
    let versions = Versions::of(&repository, revision, None)?;
    if let New::At(_) = versions.new {
        let range = revision.unwrap_or_default();
        let message =
            format!("`{range}` names two revisions, and documents are made of the files as they are");
        let help = "name the earlier one alone: `--changes=main`; `personac diff` compares any two";
        return Err(Box::new(Diagnostic::new(&codes::BAD_OPTION, message).help(help)));
    }
    let options = LoadOptions { without_lints: true, ..options.clone() };
    let sides = load::load(&repository, &versions, dir, &options)?;
    let changes = sides.changes();
    Ok(Since { repository, versions, sides, changes })
}

impl Since {
    /// The day of the old version's commit.
    pub fn date(&self) -> Result<String, Box<Diagnostic>> {
        self.repository.date(&self.versions.old).map_err(found)
    }

    /// The warning that not all of the old version could be compared.
    pub fn not_whole(&self) -> Option<Diagnostic> {
        self.sides.old.not_whole(&self.versions.old_words())
    }
}
