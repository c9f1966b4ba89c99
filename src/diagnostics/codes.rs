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
    NO_LANGUAGE "E0118" Error "no-language" "a text in a language that no tag names";

    ALLOW "E0119" Error "allow" "an `allow` without a lint, a reason, or something that it is about";

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

    // E03: names.
    UNKNOWN_NAME "E0301" Error "unknown-name" "a name that is neither a column nor declared";
    UNKNOWN_TABLE "E0302" Error "unknown-table" "a table that the catalog does not have";
    UNKNOWN_FUNCTION "E0303" Error "unknown-function" "a function that does not exist";
    DUPLICATE_NAME "E0304" Error "duplicate-name" "a name that is declared twice or taken by a column";
    AMBIGUOUS_NAME "E0305" Error "ambiguous-name" "a name that can mean two things";
    WRONG_ENTITY "E0306" Error "wrong-entity" "something about one table used for another";
    ENTITY_NEEDED "E0307" Error "entity-needed" "a declaration that does not say which table it is about";
    NOT_RELATED "E0308" Error "not-related" "an aggregate over a table that does not belong to this one";
    OTHER_KIND "E0309" Error "kind-of-name" "a name of one kind where another is needed";
    ROW_AS_VALUE "E0310" Error "row-as-value" "a table or a whole row where one value is needed";

    // E04: types and values.
    TYPES_DIFFER "E0401" Error "types-differ" "two types that do not go together";
    NOT_A_RULE "E0402" Error "not-a-rule" "a value where something true or false is needed";
    NO_ORDER "E0403" Error "no-order" "an order asked of values that have none";
    NOT_IN_ENUM "E0404" Error "not-in-enum" "a value that the column can never have";
    ARGUMENTS "E0405" Error "arguments" "a function called with the wrong arguments";
    AGGREGATE "E0406" Error "aggregate" "an aggregate over something that is not a set of rows";
    WINDOW "E0407" Error "window" "a window over rows without a time, or one without days";
    PATTERN "E0408" Error "pattern" "a regular expression that does not read";
    OUT_OF_RANGE "E0409" Error "out-of-range" "a number that makes no sense where it stands";
    LIST "E0410" Error "list" "a list where one value is needed, or the other way round";
    NOT_CONSTANT "E0411" Error "not-constant" "a value that must be written out";
    OUT_OF_PLACE "E0412" Error "out-of-place" "a literal where it means nothing";
    COHORT_VALUE "E0413" Error "cohort-value" "a value of each row where one of a whole cohort is needed, or the other way round";

    // E05: the structure of what is declared.
    CYCLE "E0501" Error "cycle" "definitions that need one another";
    EMPTY "E0502" Error "empty" "a cohort, block or list with nothing in it";
    WEIGHT "E0503" Error "weight" "a weight that is missing, impossible or out of place";
    GRADE "E0504" Error "grade" "a grade where a rule is needed, or a number where a grade is needed";
    TIERS "E0505" Error "tiers" "tiers that are missing, out of order or out of reach";
    REPEATED "E0506" Error "repeated" "something that may stand once stands twice";
    CAP "E0507" Error "cap" "a cap that is impossible";
    IN_A_SCORE "E0508" Error "in-a-score" "a rule that chooses members in a score, which has none";
    ASSIGN "E0509" Error "assign" "an assignment that does not say among whom or how";
    RETIRED "E0510" Error "retired" "a retired cohort used by something that runs";
    SENSITIVE_COLUMN "E0511" Error "sensitive-column" "a sensitive column in a rule";
    KEY_NEEDED "E0512" Error "key-needed" "a cohort of rows that nothing identifies";

    // W05: what is allowed and probably not meant.
    NEGATED_UNKNOWN "W0501" Warning "negated-unknown" "a negated rule that silently drops people whose value is missing";
    UNUSED "W0502" Warning "unused" "a param, feature or segment that nothing uses";
    OVERDUE_REVIEW "W0503" Warning "overdue-review" "a cohort whose review date has passed";
    UNSCORED_PERSONA "W0504" Warning "unscored-persona" "a persona without scores beside scored ones";
    CONSTANT_RULE "W0505" Warning "constant-rule" "a rule that is the same for everyone";
    CONTRADICTION "W0506" Warning "contradiction" "a cohort that nobody can be in, because its rules exclude each other";
    DUPLICATE_RULE "W0507" Warning "duplicate-rule" "a rule that says once more what its cohort, or its icp, says already";
    DUPLICATE_DEFINITION "W0508" Warning "duplicate-definition" "two definitions that mean the same";
    UNTRANSLATED "W0509" Warning "untranslated" "a text that lacks a language which others of the project have";
    IDLE_RULE "W0510" Warning "idle-rule" "a rule that decides nothing beside the others of its cohort";
    UNREACHABLE_TIER "W0511" Warning "unreachable-tier" "a tier that no member can be in";
    IDLE_WEIGHT "W0512" Warning "idle-weight" "a weight that cannot change anybody's tier";
    EMPTY_PATTERN "W0513" Warning "empty-pattern" "a regular expression that matches every text";
    LETTER_CASE "W0514" Warning "letter-case" "a text in capitals or small letters that the column never has";
    USELESS_ALLOW "W0515" Warning "useless-allow" "an `allow` of something that is not there";
    OTHER_CASE "W0516" Warning "other-case" "a text that the data has only in other letters";
    MIXED_CASE "W0517" Warning "mixed-case" "a text that the data has in several spellings";
    SHORT_HISTORY "W0518" Warning "short-history" "a window that is longer than the data's history";
    MISSING_OWNER "W0531" Warning "missing-owner" "an icp or a persona without an owner";
    MISSING_REVIEW "W0532" Warning "missing-review" "an icp or a persona without a date for its review";
    UNTESTED "W0533" Warning "untested" "an icp or a persona that no test asks about";
    UNCLAIMED "W0534" Warning "unclaimed" "a persona of whose story nothing is held against the data";

    // E07: files, output, the command line.
    NO_PROJECT "E0701" Error "no-project" "there is no project in the folder";
    UNREADABLE_FILE "E0702" Error "unreadable-file" "a file of the project cannot be read";
    BAD_AS_OF "E0703" Error "bad-as-of" "the as-of date is no date";
    BAD_OPTION "E0704" Error "bad-option" "an option's value cannot be used";
    UNKNOWN_TARGET "E0705" Error "unknown-target" "a name or key that the project does not have";
    OUTPUT_FAILED "E0706" Error "output-failed" "the result cannot be written";
    FOREIGN_FILES "E0707" Error "foreign-files" "the output folder holds files that are not a result";
    IN_THE_WAY "E0708" Error "in-the-way" "a file is in the way of a new project";
    RENAME "E0709" Error "rename" "a declaration cannot be renamed";
    UNFORMATTED "E0710" Error "unformatted" "a spec file that is not written in the one style";
    PII_EXPORT "E0711" Error "pii-export" "a column that names people would be written";
    PSEUDONYM_SECRET "E0712" Error "pseudonym-secret" "there is no secret for pseudonyms";
    NO_GIT "E0713" Error "no-git" "there is no `git` command";
    NO_REPOSITORY "E0714" Error "no-repository" "the project is in no git repository";
    UNKNOWN_REVISION "E0715" Error "unknown-revision" "a revision that names no commit, or more than one";
    NO_MERGE_BASE "E0716" Error "no-merge-base" "two revisions that have no commit in common";
    GIT_FAILED "E0717" Error "git-failed" "git refuses";
    UNMERGED "E0718" Error "unmerged" "a file that a merge has left in conflict";
    OLD_ERRORS "W0701" Warning "old-errors" "an old version with errors, of which not all could be compared";
    IDLE_APPROVAL "W0702" Warning "idle-approval" "a trailer that approves no movement";
    SUMMARY "E0719" Error "summary" "the summary of a run cannot be used";
    NO_PAST "E0730" Error "no-past" "a history of data in which nothing has a date";
    TEMPLATE "E0720" Error "template" "a document's template does not render";
    NO_LOCK "E0731" Error "no-lock" "there is no lock to hold the project to";
    LOCK_DIFFERS "E0732" Error "lock-differs" "a declaration does not mean what is locked";
    LOCK_DAMAGED "E0733" Error "lock-damaged" "the lock does not read";
    LOCK_CONFLICT "E0734" Error "lock-conflict" "the lock holds a merge conflict";
    LOCK_NEWER "E0735" Error "lock-newer" "the lock was written by a newer personac";

    // E08: tests of a spec.
    TEST_FAILED "E0801" Error "test-failed" "a test whose expectation does not hold";
    WHOSE_ROW "E0802" Error "whose-row" "a given row that could belong to several others";
    GIVEN_KEY "E0803" Error "given-key" "given rows whose keys cannot be";
    NOT_YET "E0804" Error "not-yet" "a tested row that does not exist on the as-of date";
    COVERAGE "E0805" Error "coverage" "tests that see too little of the rules";

    // What the engine met while it ran.
    DATA_LOST "E0790" Error "data-lost" "the data could not be read to its end";
    DATA_CHANGED "E0791" Error "data-changed" "a data file changed while two versions were compared on it";
    INTERNAL "E0799" Error "internal" "a fault of personac itself";

    // E06, W06, N06: data.
    NO_DATA_FILE "E0601" Error "no-data-file" "a source that leads to no data";
    UNREADABLE_DATA "E0602" Error "unreadable-data" "a data file that cannot be read";
    WRONG_ENCODING "E0603" Error "wrong-encoding" "a data file is not written in the encoding that the catalog says";
    MISSING_COLUMN "E0604" Error "missing-column" "a data file lacks a column that the catalog names";
    DOUBLED_COLUMN "E0605" Error "doubled-column" "a data file has a column twice";
    FILES_DIFFER "E0606" Error "files-differ" "the files of one table have different columns";
    COLUMN_TYPE "E0607" Error "column-type" "a column of a data file has a type that the catalog's cannot be made from";
    RAGGED_ROW "E0611" Error "ragged-row" "a row of data that does not fit the header";
    BAD_CELL "E0612" Error "bad-cell" "a cell that does not read as its column's type";
    VALUE_NOT_ALLOWED "E0613" Error "value-not-allowed" "a cell with a value outside of the column's enum";
    VALUE_OUT_OF_RANGE "E0614" Error "value-out-of-range" "a cell with a value outside of the column's range";
    NO_KEY "E0615" Error "no-key" "a row of data without a key";
    KEY_TWICE "E0616" Error "key-twice" "rows of data that share a key";
    ORPHAN_ROW "E0617" Error "orphan-row" "a row of data that belongs to a row that is not there";
    EXPECTATION "E0620" Error "expectation" "a cohort is not what is expected of it";
    BUDGET "E0621" Error "budget" "more people move than a budget allows";
    STALE_DATA "W0601" Warning "stale-data" "a table whose newest row is too old";
    CLAIMS "W0610" Warning "claims" "a claim or a backing that the data does not bear out";
    FLAT_HISTORY "W0630" Warning "flat-history" "a cohort whose size cannot change with the date";
    BEFORE_DATA "W0631" Warning "before-data" "dates of a history before the first row of the data";
    IGNORED_COLUMNS "N0601" Note "ignored-columns" "a data file has columns that the catalog does not name";
    OWNER_SET_ASIDE "N0602" Note "owner-set-aside" "rows of data go with the row that they belong to, which is set aside";
    UNDATED_ENTITY "N0630" Note "undated-entity" "people who count on every date of a history, also before they came";
    OF_TODAY "N0631" Note "of-today" "columns that hold today's value on every date of a history";
    SHORT_WINDOWS "N0632" Note "short-windows" "windows that reach back before the first row of the data";
    UNTOLD "N0610" Note "untold" "a claim, a backing or an expectation that the data cannot tell";
}

/// The code with this id (`E0101`, in any case) or name (`syntax`).
pub fn find(text: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|c| c.id.eq_ignore_ascii_case(text) || c.name.eq_ignore_ascii_case(text))
}
