//! Which templates there are: those that come with personac, and a project's own.
//!
//! A project's own template takes the place of the one of its name. Of the others those whose name begins with `_` are parts
//! that templates include; each of the rest makes files of its own ([`Makes`]).

use super::DocumentInput;
use crate::source::FileId;
use std::path::PathBuf;

/// Those that come with personac, by name.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("base.html.j2", include_str!("../../templates/base.html.j2")),
    ("parts.html.j2", include_str!("../../templates/parts.html.j2")),
    ("persona.html.j2", include_str!("../../templates/persona.html.j2")),
    ("members.html.j2", include_str!("../../templates/members.html.j2")),
    ("sheet.html.j2", include_str!("../../templates/sheet.html.j2")),
    ("persona.md.j2", include_str!("../../templates/persona.md.j2")),
    ("journey.html.j2", include_str!("../../templates/journey.html.j2")),
    ("insights.html.j2", include_str!("../../templates/insights.html.j2")),
    ("insights.md.j2", include_str!("../../templates/insights.md.j2")),
    ("insights_index.html.j2", include_str!("../../templates/insights_index.html.j2")),
    ("history.html.j2", include_str!("../../templates/history.html.j2")),
    ("history.md.j2", include_str!("../../templates/history.md.j2")),
    ("history_section.html.j2", include_str!("../../templates/history_section.html.j2")),
    ("history_index.html.j2", include_str!("../../templates/history_index.html.j2")),
    ("history_index.md.j2", include_str!("../../templates/history_index.md.j2")),
    ("index.html.j2", include_str!("../../templates/index.html.j2")),
    ("index.md.j2", include_str!("../../templates/index.md.j2")),
    ("overlaps.html.j2", include_str!("../../templates/overlaps.html.j2")),
    ("overlaps.md.j2", include_str!("../../templates/overlaps.md.j2")),
    ("journeys.html.j2", include_str!("../../templates/journeys.html.j2")),
    ("journeys.md.j2", include_str!("../../templates/journeys.md.j2")),
    ("site.md.j2", include_str!("../../templates/site.md.j2")),
    ("data.html.j2", include_str!("../../templates/data.html.j2")),
    ("changes.html.j2", include_str!("../../templates/changes.html.j2")),
    ("changes.md.j2", include_str!("../../templates/changes.md.j2")),
    ("data.md.j2", include_str!("../../templates/data.md.j2")),
    (SCRIPT, include_str!("../../templates/script.js.j2")),
];

/// The script of pages: filled once, and put into each of them.
pub const SCRIPT: &str = "script.js.j2";

/// How a template's name ends.
pub const ENDING: &str = ".j2";

/// A template of the project's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTemplate {
    /// The file's name in `templates/`: `persona.html.j2`.
    pub name: String,
    pub text: String,
    /// Its text among the sources, so that a finding can point into it.
    pub file: FileId,
}

/// What a template is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Makes {
    /// Stands in the place of an embedded one.
    Page,
    /// A part that others include.
    Part,
    /// `FILE.EXT.j2`: one file, from everything that there is.
    Once(PathBuf),
    /// `FILE.each.EXT.j2`: a file for each ICP, persona and score, in a folder of that name: (folder, ending).
    Each(PathBuf, String),
}

/// The folder for the files of a project's own templates.
const CUSTOM: &str = "custom";

impl OwnTemplate {
    /// Whether it is made of the rows of people, which only a run has; without them it makes nothing.
    pub fn asks_for_members(&self) -> bool {
        self.text.contains("members(")
    }

    /// Whose rows it asks for, as far as the names stand there as texts.
    fn asked(&self) -> impl Iterator<Item = &str> {
        let calls = self.text.split("members(").skip(1).map(str::trim_start);
        calls.filter_map(|call| {
            let quote = call.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            call[1..].split(quote).next()
        })
    }

    /// Whether it makes nothing this time: it asks for rows where there are none, or for those of something that the project
    /// has and that was not run.
    pub fn is_passed_over(&self, input: &DocumentInput) -> bool {
        let program = input.program;
        let declared = |name: &str| {
            program.cohorts.iter().any(|c| c.name == name) || program.assigns.iter().any(|a| a.name == name)
        };
        match input.members {
            None => self.asks_for_members(),
            Some(members) => self.asked().any(|name| declared(name) && !members.has(name)),
        }
    }

    pub fn makes(&self) -> Makes {
        if EMBEDDED.iter().any(|(name, _)| *name == self.name) {
            return Makes::Page;
        }
        let name = self.name.strip_suffix(ENDING).unwrap_or(&self.name);
        if name.starts_with('_') {
            return Makes::Part;
        }
        let folder = PathBuf::from(CUSTOM);
        match name.split_once(".each.") {
            Some((file, ending)) if !file.is_empty() => Makes::Each(folder.join(file), ending.to_owned()),
            _ => Makes::Once(folder.join(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_template_makes() {
        let makes =
            |name: &str| OwnTemplate { name: name.to_owned(), text: String::new(), file: FileId(0) }.makes();
        assert_eq!(makes("persona.html.j2"), Makes::Page);
        assert_eq!(makes("_slide.md.j2"), Makes::Part);
        assert_eq!(makes("audience.json.j2"), Makes::Once("custom/audience.json".into()));
        assert_eq!(makes("slides.each.md.j2"), Makes::Each("custom/slides".into(), "md".into()));
        assert_eq!(makes(".each.md.j2"), Makes::Once("custom/.each.md".into()));
    }
}
