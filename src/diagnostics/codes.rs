//! Every code that personac can report. A code is never reused: one that is no longer reported stays, as retired.
//!
//! To add one: a row here and a page `pages/CODE.md` (see [`super::page`]).

/// How bad a finding is. Errors make the exit code 1; warnings and notes do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// A row of the catalog of codes.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `E0301`: E for errors, W for warnings, N for notes.
    pub id: &'static str,
    /// The same as a word, for `--deny` and `allow`: `unknown-name`.
    pub name: &'static str,
    pub severity: Severity,
    /// One line for lists.
    pub title: &'static str,
    /// The explain page, Markdown.
    pub page: &'static str,
}

macro_rules! codes {
    ($($const:ident $id:literal $severity:ident $name:literal $title:literal;)*) => {
        $(
            #[doc = $title]
            pub static $const: Code = Code {
                id: $id,
                name: $name,
                severity: Severity::$severity,
                title: $title,
                page: include_str!(concat!("pages/", $id, ".md")),
            };
        )*
        /// All of them, in the order of their numbers.
        pub static ALL: &[&Code] = &[$(&$const),*];
    };
}

codes! {
    // E01: the text of a .persona file.
    SYNTAX "E0101" Error "syntax" "the text does not read as the persona language";
}

/// The code with this id (`E0101`, in any case) or name (`syntax`).
pub fn find(text: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|c| c.id.eq_ignore_ascii_case(text) || c.name.eq_ignore_ascii_case(text))
}
