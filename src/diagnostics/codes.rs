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
    UNCLOSED "E0102" Error "unclosed" "a bracket or a text is opened and not closed, or closed and not opened";
    OTHER_LANGUAGE "E0103" Error "other-language" "a sign or word of another language";
    PUNCTUATION "E0104" Error "punctuation" "full-width or typographic punctuation in place of the plain one";
    MIXED_LOGIC "E0105" Error "mixed-logic" "`and` beside `or` without parentheses";
    AMBIGUOUS_NOT "E0106" Error "ambiguous-not" "a rule that begins with `not` and goes on with `and` or `or`";
    CHAINED_TESTS "E0107" Error "chained-tests" "two comparisons in a row";
    BAD_DATE "E0108" Error "bad-date" "a date that does not exist or is written in another form";
    BAD_NUMBER "E0109" Error "bad-number" "a number or duration that cannot be read";
    UNKNOWN_KEYWORD "E0110" Error "unknown-keyword" "a line or declaration begins with a word that the language does not know";
    RESERVED_WORD "E0111" Error "reserved-word" "a word of the language used as a name without back quotes";
    MISPLACED "E0112" Error "misplaced" "a line that belongs somewhere else";
    BAD_ESCAPE "E0113" Error "bad-escape" "an unknown escape in a text";
    TOO_DEEP "E0114" Error "too-deep" "brackets or expressions nested too deeply";
    TOO_LARGE "E0115" Error "too-large" "a spec file that is too large";
    NOT_UTF8 "E0116" Error "not-utf8" "a file that is not UTF-8";
    GIVEN_TWICE "E0117" Error "given-twice" "something said twice that can be said once";

    // E02: the catalog.
    YAML "E0201" Error "yaml" "the catalog does not read as YAML";
    UNKNOWN_KEY "E0202" Error "unknown-key" "the catalog has no such key";
    DUPLICATE_KEY "E0203" Error "duplicate-key" "a key or column is written twice";
    WRONG_KIND "E0204" Error "wrong-kind" "a key got a value of another kind than it wants";
    MISSING_KEY "E0205" Error "missing-key" "a key that must be there is missing";
    UNKNOWN_WORD "E0206" Error "unknown-word" "a key got a word that it does not know";
    BAD_SETTING "E0207" Error "bad-setting" "a setting is out of its bounds or cannot be";
    USELESS_OPTION "E0208" Error "useless-option" "an option does not go with the column's type or the file's format";
    CATALOG_COLUMN "E0209" Error "catalog-column" "the catalog names a column that the table does not have";
    CATALOG_TABLE "E0210" Error "catalog-table" "the catalog names a table that it does not have";
    KEY_COLUMN "E0211" Error "key-column" "a column of this type cannot be the key or the time";
    RELATION_NAME "E0212" Error "relation-name" "a relation has no name, or one that is taken";
    RELATION_KEY "E0213" Error "relation-key" "a relation cannot join its tables";
    ENUM_VALUES "E0214" Error "enum-values" "the values of an enum are missing or repeated";
    SOURCE_FORMAT "E0215" Error "source-format" "the format of the data cannot be told or is not known";
}

/// The code with this id (`E0101`, in any case) or name (`syntax`).
pub fn find(text: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|c| c.id.eq_ignore_ascii_case(text) || c.name.eq_ignore_ascii_case(text))
}
