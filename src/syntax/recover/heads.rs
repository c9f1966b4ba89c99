//! Opening braces that are missing behind the head of a declaration or block, put in before anything is cut into lines:
//! without them the rest of the body would look like the top level.

use super::outline::{Nesting, Tokens};
use crate::diagnostics::{Diagnostic, codes};
use crate::syntax::build::one_line;
use crate::syntax::origin::Origin;
use crate::syntax::scan::{Kind, Scan, Token};
use crate::syntax::words;

/// The scan with the missing braces in it, and what was reported about them.
pub(super) fn open(text: &str, scan: &Scan, origin: Origin) -> (Scan, Vec<Diagnostic>) {
    let tokens = Tokens { all: &scan.tokens, text: &scan.clean, written: text };
    let mut opened = scan.clone();
    let mut clean = std::mem::take(&mut opened.clean).into_bytes();
    let mut diagnostics = Vec::new();
    opened.tokens.clear();
    let mut missing = None;
    let mut nesting = Nesting::default();
    for (i, token) in scan.tokens.iter().enumerate() {
        if missing == Some(i) {
            let at = scan.tokens[i - 1].end;
            clean[at] = b'{';
            opened.tokens.push(Token { kind: Kind::Open, start: at, end: at + 1, first: false });
            nesting.open("{");
        }
        opened.tokens.push(*token);
        let outside = !nesting.is_open() || text[..token.start].ends_with('\n');
        nesting.step(tokens, i);
        let Some(body) = body_without_brace(tokens, i, outside) else { continue };
        let end = scan.tokens[body - 1].end;
        if !clean.get(end).is_some_and(u8::is_ascii_whitespace) {
            continue;
        }
        missing = Some(body);
        let (head, place) = (one_line(&text[token.start..end]), origin.span(end..end));
        diagnostics.push(
            Diagnostic::new(&codes::SYNTAX, format!("`{{` is missing behind `{head}`"))
                .at(place, "write `{` here")
                .fix(place, " {"),
        );
    }
    // Only blanks were replaced, by a sign of one byte.
    opened.clean = String::from_utf8(clean).unwrap_or_else(|_| scan.clean.clone());
    (opened, diagnostics)
}

/// The first token of a body, if a head begins here and its brace is missing.
fn body_without_brace(tokens: Tokens<'_>, i: usize, outside: bool) -> Option<usize> {
    let word = tokens.word(i);
    let begins = i == 0 || tokens.is_first(i) || matches!(tokens.word(i - 1), "{" | "}");
    if !begins || tokens.kind(i) != Some(Kind::Word) {
        return None;
    }
    let named = |at: usize| tokens.is_name(at).then_some(at + 1);
    let mut at = match word {
        // Inside of a persona `icp NAME` is a line that lacks its `:`.
        "icp" | "persona" | "score" | "journey" | "assign" if outside => named(i + 1)?,
        "test" if outside => i + 1,
        "dimension" => named(i + 1)?,
        _ if words::DIMENSIONS.contains(&word) => i + 1,
        _ => return None,
    };
    if tokens.word(at) == "of" && tokens.is_name(at + 1) {
        at += 2;
    }
    if tokens.kind(at) == Some(Kind::Text) {
        at += 1;
    }
    if tokens.word(at) == "cap" && tokens.kind(at + 1) == Some(Kind::Number) {
        at += 2;
    }
    let inside = tokens.word(at);
    let body = tokens.kind(at) == Some(Kind::Word)
        && match word {
            "icp" | "persona" | "score" => tokens.is_member(at) && !tokens.declares(at),
            "journey" => inside == "stage",
            "assign" => matches!(inside, "among" | "by"),
            "test" => matches!(inside, "given" | "expect"),
            _ => words::RULES.contains(&inside),
        };
    body.then_some(at)
}
