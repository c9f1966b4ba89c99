//! One of the two versions that are compared.

use super::Place;
use crate::catalog::Catalog;
use crate::check::project::Loaded;
use crate::diagnostics::Diagnostic;
use crate::model::Program;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast;
use std::path::Path;

/// A version of a project: what its texts say, and the texts themselves. It may have errors; what is wrong is then missing from
/// `program` and still there in `files`.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub catalog: &'a Catalog,
    pub program: &'a Program,
    /// The syntax trees of all `.persona` files.
    pub files: &'a [ast::File],
    pub sources: &'a SourceMap,
    pub diagnostics: &'a [Diagnostic],
    /// The folder of the catalog, as it stands in the paths of `sources`.
    pub root: &'a Path,
}

impl<'a> Side<'a> {
    /// `None` where the catalog is not usable: then there is nothing to compare.
    pub fn of(loaded: &'a Loaded) -> Option<Side<'a>> {
        let project = loaded.project.as_ref()?;
        Some(Side {
            catalog: &project.catalog,
            program: &project.program,
            files: &project.files,
            sources: &loaded.sources,
            diagnostics: &loaded.diagnostics,
            root: &project.root,
        })
    }

    /// A file's path within the project.
    pub fn path(&self, file: FileId) -> String {
        let path = Path::new(&self.sources.file(file).path);
        let root = self.root.strip_prefix(".").unwrap_or(self.root);
        path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }

    pub fn place(&self, span: Span) -> Place {
        Place { file: self.path(span.file), line: self.sources.position(span).line }
    }
}
