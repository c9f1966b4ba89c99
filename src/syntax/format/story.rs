//! Texts over several lines.

use crate::syntax::build::unindent;

/// A `"""…"""` whose lines stand at this indentation; as it was where that would change what it says.
pub(super) fn indented(written: &str, indent: usize) -> String {
    let inner = |text: &str| {
        text.strip_prefix("\"\"\"").and_then(|t| t.strip_suffix("\"\"\"")).map(unindent).unwrap_or_default()
    };
    let value = inner(written);
    let space = " ".repeat(indent);
    let mut moved = "\"\"\"\n".to_owned();
    for line in value.split('\n') {
        if !line.is_empty() {
            moved.push_str(&space);
            moved.push_str(line);
        }
        moved.push('\n');
    }
    moved.push_str(&space);
    moved.push_str("\"\"\"");
    if inner(&moved) == value { moved } else { written.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn lines_move_and_say_the_same() {
        assert_eq!(
            indented("\"\"\"\n      a\n        b\n\n      c\n\"\"\"", 2),
            "\"\"\"\n  a\n    b\n\n  c\n  \"\"\""
        );
        assert_eq!(indented("\"\"\"first\n  second\n\"\"\"", 2), "\"\"\"\n  first\n    second\n  \"\"\"");
    }

    #[test]
    fn what_would_change_stays() {
        // Its first line is deeper than the others, and a tab is no two spaces.
        for written in ["\"\"\"\n\ta\n  b\n\"\"\"", "\"\"\"\n\"\"\""] {
            let moved = indented(written, 4);
            assert_eq!(indented(&moved, 4), moved);
        }
    }
}
