//! YAML with places: every key and every scalar of `personac.yaml` with the bytes it was written in.
//!
//! The YAML library gives values without places. But it lends texts straight from its input, so that a text's address
//! tells where it stands. The file is therefore read twice: once for its shape (maps, lists and the type of each scalar),
//! then along that shape with every scalar taken as text. Only what the library has to rewrite (escapes, folded lines, block scalars)
//! needs a look at the source, by [`places`]. One parser decides in all cases.

mod places;
mod problem;
mod shape;
mod tree;

pub use tree::{Entry, Kind, Node};

use crate::diagnostics::Diagnostic;
use crate::source::FileId;

/// Deeper nesting than any catalog has; the library slows down quadratically with open brackets, so they are counted first.
const MAX_OPEN_BRACKETS: usize = 1_000;

/// Reads a YAML text, `<<: *base` put in; `None` for an empty one (or one of comments alone).
pub fn parse(file: FileId, text: &str) -> Result<Option<Node>, Box<Diagnostic>> {
    let mut root = parse_as_written(file, text)?;
    root.iter_mut().for_each(tree::merge);
    Ok(root)
}

/// The same with `<<` as a name like any other.
pub fn parse_as_written(file: FileId, text: &str) -> Result<Option<Node>, Box<Diagnostic>> {
    if let Some(place) = too_many_brackets(text) {
        return Err(Box::new(problem::too_deep(file, text, place)));
    }
    let shape = shape::read(text).map_err(|e| Box::new(problem::explain(file, text, &e)))?;
    if shape == shape::Shape::Null && text.lines().all(|l| l.trim().is_empty() || l.trim().starts_with('#')) {
        return Ok(None);
    }
    tree::read(file, text, &shape).map(Some).map_err(|e| Box::new(problem::explain(file, text, &e)))
}

/// The place of the first bracket that is nested too deep. Brackets in texts and comments count too: real ones stay far below.
fn too_many_brackets(text: &str) -> Option<usize> {
    let mut open = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MAX_OPEN_BRACKETS {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    /// Every scalar (keys too) with the text that its span covers.
    fn scalars(text: &str) -> Vec<(String, String)> {
        let mut map = SourceMap::default();
        let file = map.add("personac.yaml", text);
        let mut found = Vec::new();
        fn walk(map: &SourceMap, node: &Node, found: &mut Vec<(String, String)>) {
            match &node.kind {
                Kind::List(items) => items.iter().for_each(|n| walk(map, n, found)),
                Kind::Map(entries) => entries.iter().for_each(|e| {
                    found.push((e.key.value.clone(), map.text(e.key.span).to_owned()));
                    walk(map, &e.value, found);
                }),
                _ => found.push((node.text.clone(), map.text(node.span).to_owned())),
            }
        }
        walk(&map, &parse(file, text).unwrap().unwrap(), &mut found);
        found
    }

    #[test]
    fn every_scalar_knows_its_bytes() {
        let text = "城市: '北京' # 注释\nn: 1_0\nl: [a, \"b c\", 2026-02-30, {x: yes}]\nempty:\nalias: &a q\nuse: *a\n";
        for (value, source) in scalars(text) {
            assert_eq!(value, source);
        }
    }

    #[test]
    fn rewritten_scalars_are_found_in_the_source() {
        let text = "a: \"say \\\"no\\\"\"\nb: 'it''s'\nc: one\n  two\nd: |\n  x = 1\n  and y\ne: >-\n  folded\n  text\n";
        let found = scalars(text);
        let source = |value: &str| found.iter().find(|(v, _)| v == value).unwrap().1.clone();
        assert_eq!(source("say \"no\""), "\"say \\\"no\\\"\"");
        assert_eq!(source("it's"), "'it''s'");
        assert_eq!(source("one two"), "one\n  two");
        assert_eq!(source("x = 1\nand y\n"), "x = 1\n  and y");
        assert_eq!(source("folded text"), "folded\n  text");
    }

    #[test]
    fn merge_keys_add_what_is_not_there() {
        let mut map = SourceMap::default();
        let text = "base: &b { type: text, pii: true }\nname: { <<: *b, type: int }\n";
        let file = map.add("personac.yaml", text);
        let root = parse(file, text).unwrap().unwrap();
        let name = root.get("name").unwrap();
        assert_eq!(name.value.get("type").unwrap().value.text, "int");
        assert_eq!(name.value.get("pii").unwrap().value.kind, Kind::Bool(true));
    }

    #[test]
    fn nesting_is_bounded_and_quick() {
        let mut map = SourceMap::default();
        for text in ["[".repeat(200_000), "- ".repeat(200_000), "{a: ".repeat(200_000)] {
            let file = map.add("personac.yaml", &text);
            assert_eq!(parse(file, &text).unwrap_err().code.id, "E0201");
        }
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for i in 1..9 {
            let alias = format!("*a{}, ", i - 1).repeat(10);
            text.push_str(&format!("a{i}: &a{i} [{}]\n", alias.trim_end_matches(", ")));
        }
        let mut map = SourceMap::default();
        let file = map.add("personac.yaml", &text);
        assert_eq!(parse(file, &text).unwrap_err().code.id, "E0201");
    }
}
