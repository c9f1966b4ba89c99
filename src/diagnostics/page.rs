//! Explain pages: Markdown with, per code, a failing and a fixed project that the tests run.
//!
//! A page is `# CODE: title`, a paragraph or two on what is wrong and why it matters, then fenced blocks whose info line
//! says what they are:
//!
//! - ` ```yaml catalog ` – the catalog for both (left out: the standard one in [`STANDARD_CATALOG`]);
//! - ` ```persona failing ` and ` ```persona fixed ` (or ` ```yaml failing `/` ```yaml fixed ` for catalog codes);
//! - ` ```csv data/customers.csv failing `, ` … fixed ` – data files, for codes that only data can raise.

/// The catalog that a page gets when it brings none: customers with orders.
pub const STANDARD_CATALOG: &str = include_str!("pages/catalog.yaml");

/// A fenced block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// `persona`, `yaml`, `csv`, …
    pub language: &'a str,
    /// The words behind the language: `["failing"]`, `["data/customers.csv", "fixed"]`.
    pub words: Vec<&'a str>,
    pub text: &'a str,
}

/// The fenced blocks of a page, in order.
pub fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(open) = rest.find("```") {
        let after = &rest[open + 3..];
        let Some(line_end) = after.find('\n') else { break };
        let body = &after[line_end + 1..];
        let Some(close) = body.find("```") else { break };
        let mut words = after[..line_end].split_whitespace();
        if let Some(language) = words.next() {
            found.push(Block { language, words: words.collect(), text: &body[..close] });
        }
        rest = &body[close + 3..];
    }
    found
}
