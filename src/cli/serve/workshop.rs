//! Where pages are made: from the files as they are now, and figures that are kept as long as they hold.

use super::Shown;
use super::board::{Pages, View};
use super::earlier::Earlier;
use crate::catalog::Catalog;
use crate::check::project::{self, LoadOptions, Project};
use crate::cli::common::{self, ColorChoice, LangArg};
use crate::cli::data::LiveData;
use crate::cli::saves::Snapshot;
use crate::cli::tree::Paint;
use crate::cli::{docs, templates};
use crate::diagnostics::render::{self, Style};
use crate::diagnostics::{Diagnostic, Severity};
use crate::documents::{self, DocumentInput, Lang, OwnTemplate};
use crate::lock;
use crate::source::{DiskWorld, SourceMap};
use chrono::Local;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Where figures come from.
pub enum Figures {
    Earlier(Earlier),
    Live(Box<LiveData>),
}

/// Makes the pages.
pub struct Workshop {
    dir: PathBuf,
    options: LoadOptions,
    asked: Option<LangArg>,
    figures: Figures,
    /// The last one that read: it says where the data is.
    catalog: Option<Catalog>,
    /// The data files before they were last read.
    data: Snapshot,
    /// Of what was last read.
    lang: Lang,
}

impl Workshop {
    pub fn new(dir: PathBuf, options: LoadOptions, asked: Option<LangArg>, figures: Figures) -> Workshop {
        let lang = asked.map(LangArg::lang).unwrap_or_default();
        Workshop { dir, options, asked, figures, catalog: None, data: Snapshot::default(), lang }
    }

    /// The files that people write, as they look now.
    pub fn texts(&self) -> Snapshot {
        let templates = templates::files(&self.dir.join(templates::FOLDER)).unwrap_or_default();
        let more = templates.into_iter().map(|path| self.inside(path)).chain([PathBuf::from(lock::FILE)]);
        Snapshot::take(&self.dir).and(Snapshot::of(&self.dir, more))
    }

    /// The files that figures come from, as they look now.
    pub fn data(&self) -> Snapshot {
        match (&self.figures, &self.catalog) {
            (Figures::Earlier(earlier), _) => Snapshot::of(Path::new(""), [earlier.path.clone()]),
            (Figures::Live(_), Some(catalog)) => {
                let files = LiveData::files(catalog, &self.dir);
                Snapshot::of(&self.dir, files.into_iter().map(|path| self.inside(path)))
            }
            (Figures::Live(_), None) => Snapshot::default(),
        }
    }

    /// A path as the project's folder sees it, if it is in there.
    fn inside(&self, path: PathBuf) -> PathBuf {
        path.strip_prefix(&self.dir).map(Path::to_owned).unwrap_or(path)
    }

    /// The files that figures come from, as they looked when pages were last made.
    pub fn data_then(&self) -> Snapshot {
        self.data.clone()
    }

    /// Makes the pages of what the files say now.
    pub fn build(&mut self) -> Built {
        let start = Instant::now();
        let loaded = project::load(&DiskWorld::new(&self.dir), &self.options);
        let failed = loaded.has_errors();
        let mut built = Built {
            pages: None,
            diagnostics: loaded.diagnostics,
            sources: loaded.sources,
            lang: self.lang,
            kept: false,
            passed: Vec::new(),
            took: Duration::ZERO,
        };
        if let Some(project) = loaded.project {
            self.lang = LangArg::wanted(self.asked, &project.catalog);
            built.lang = self.lang;
            self.catalog = Some(project.catalog.clone());
            // Before reading: what is saved meanwhile is read at the next look.
            self.data = self.data();
            if !failed && let Err(mut found) = self.pages(&project, &mut built) {
                built.diagnostics.append(&mut found);
            }
        } else {
            self.data = self.data();
        }
        built.took = start.elapsed();
        built
    }

    fn pages(&mut self, project: &Project, built: &mut Built) -> Result<(), Vec<Diagnostic>> {
        let own = templates::own(&project.root, &mut built.sources)?;
        let Shown { summary, members, findings, kept } = self.shown(project, &built.sources, &own)?;
        built.kept = kept;
        built.diagnostics.extend(findings);
        let input = DocumentInput {
            program: &project.program,
            catalog: &project.catalog,
            summary: &summary,
            spec_hash: &project.spec_hash,
            lang: self.lang,
            own: &own,
            members: members.as_ref(),
        };
        let files = documents::render(&input)?;
        built.passed = templates::passed_over(&input);
        built.pages = Some(files.into_iter().map(|file| (address(&file.path), file.content)).collect());
        Ok(())
    }

    fn shown(
        &mut self,
        project: &Project,
        sources: &SourceMap,
        own: &[OwnTemplate],
    ) -> Result<Shown, Vec<Diagnostic>> {
        match &mut self.figures {
            Figures::Earlier(earlier) => earlier.figures(project),
            Figures::Live(live) => live.figures(project, sources, own, &self.data),
        }
    }
}

/// Where a file is found by a browser.
fn address(path: &Path) -> String {
    format!("/{}", docs::place(path).to_string_lossy().replace('\\', "/"))
}

/// What came of one look at the files.
pub struct Built {
    /// By address; none where something keeps them from being made.
    pages: Option<Pages>,
    diagnostics: Vec<Diagnostic>,
    sources: SourceMap,
    lang: Lang,
    kept: bool,
    /// Own templates that made nothing.
    passed: Vec<String>,
    took: Duration,
}

/// The width of what is told in a browser, in columns.
const COLUMNS: usize = 100;

impl Built {
    /// What is told in the terminal: the findings, and a line on what was made.
    pub fn told(&self, changed: &[String], color: ColorChoice) -> String {
        let style = common::style(color, io::stdout().is_terminal());
        let paint = Paint { color: style.color };
        let shown: Vec<Diagnostic> =
            self.diagnostics.iter().filter(|d| d.severity != Severity::Note).cloned().collect();
        let mut text = render::terminal(&shown, &self.sources, style);
        let mut said = Vec::new();
        let _ = templates::say_passed_over(&mut said, &self.passed);
        text.push_str(&String::from_utf8_lossy(&said));
        let number = |severity| shown.iter().filter(|d| d.severity == severity).count();
        let (errors, warnings) = (number(Severity::Error), number(Severity::Warning));
        let mut verdict = Vec::new();
        if errors > 0 {
            verdict.push(common::count(errors, "error"));
        }
        if warnings > 0 {
            verdict.push(common::count(warnings, "warning"));
        }
        verdict.push(match &self.pages {
            Some(pages) => common::count(pages.len(), "file"),
            None => "the browser shows the last good pages".to_owned(),
        });
        let verdict = paint.wrap(if errors == 0 { "32" } else { "31" }, &verdict.join(", "));
        let took = self.took.as_millis();
        let figures = if self.kept { ", figures kept" } else { "" };
        let after =
            if changed.is_empty() { String::new() } else { format!("  after {}", changed.join(", ")) };
        let clock = Local::now().format("%H:%M:%S");
        let when = paint.wrap("2", &format!("{clock}  {took} ms{figures}{after}"));
        format!("{text}{verdict}\n{when}\n")
    }

    /// What the browser is to show: new pages where there are any, and what is wrong.
    pub fn shown(self) -> View {
        let errors: Vec<Diagnostic> = self.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        let text = render::terminal(&errors, &self.sources, Style { color: true, width: COLUMNS });
        let trouble = (!errors.is_empty()).then_some((errors.len(), text));
        View { pages: self.pages, stale: false, trouble, lang: self.lang }
    }
}
