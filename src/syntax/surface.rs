//! How a text looks: its words and signs, and its comments, without the blanks between them.

use super::origin::Origin;
use super::scan;
use crate::source::FileId;

/// What of a text is more than blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surface {
    /// Words, signs and literals in their order, without the commas, which may come and go. Lines of a long text count without
    /// their indentation, as the formatter moves them.
    pub tokens: Vec<String>,
    /// In their order, each from its `#` to the end of the line.
    pub comments: Vec<String>,
}

/// The surface of a text, or of any piece of one that splits no token.
pub fn surface(text: &str) -> Surface {
    let scan = scan::scan(text, Origin::file(FileId(0), text));
    let mut surface = Surface { tokens: Vec::with_capacity(scan.tokens.len()), comments: Vec::new() };
    let mut end = 0;
    for token in &scan.tokens {
        comments(&text[end..token.start], &mut surface.comments);
        end = token.end;
        match &text[token.start..token.end] {
            "," => {}
            long if long.contains('\n') => {
                let lines: Vec<&str> = long.lines().map(str::trim).collect();
                surface.tokens.push(lines.join("\n"));
            }
            short => surface.tokens.push(short.to_owned()),
        }
    }
    comments(&text[end..], &mut surface.comments);
    surface
}

/// Between tokens stands nothing but blanks and comments.
fn comments(between: &str, found: &mut Vec<String>) {
    let of_line = |line: &str| line.find('#').map(|at| line[at..].trim_end().to_owned());
    found.extend(between.lines().filter_map(of_line));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_commas_are_no_part_of_it() {
        let loose = surface("segment a:  x in [ \"#1\",\n  \"b\" ,] # why\n");
        let tight = surface("segment a: x in [\"#1\", \"b\"]");
        assert_eq!(loose.tokens, tight.tokens);
        assert_eq!(loose.comments, ["# why"]);
        assert_eq!(tight.comments, Vec::<String>::new());
        assert_ne!(surface("a\n # x").comments, surface("a\n # y").comments);
    }

    #[test]
    fn indentation_inside_a_story_is_no_part_of_it() {
        let left = surface("story \"\"\"\nOne.\n  Two.\n\"\"\"");
        let right = surface("story \"\"\"\n    One.\n    Two.\n    \"\"\"");
        assert_eq!(left, right);
    }
}
