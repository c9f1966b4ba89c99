use super::*;
use crate::source::FileId;

fn scanned(text: &str) -> Scan {
    scan(text, Origin::file(FileId(0), text))
}

#[test]
fn what_is_put_right_keeps_its_place() {
    let text = "segment 城市： city_tier in 【“tier-1”，'b'】 && x　＞＝ ３０ ; # ， stays\n";
    let scan = scanned(text);
    assert_eq!(scan.clean.len(), text.len());
    let squeezed: Vec<&str> = scan.clean.split_whitespace().collect();
    assert_eq!(squeezed.join(" "), "segment 城市: city_tier in [ \"tier-1\" , \"b\"] && x >= 30 # ， stays");
    // One finding for the line's punctuation, one for the semicolon.
    assert_eq!(scan.diagnostics.len(), 2);
}

#[test]
fn texts_patterns_and_comments_are_left_alone() {
    let text = "a matches /（?:x|\\/，)/ and b = \"，“”==\" # ==\n";
    let scan = scanned(text);
    assert_eq!(scan.clean, text);
    assert!(scan.diagnostics.is_empty());
    let regex = scan.tokens.iter().find(|t| t.kind == Kind::Regex).unwrap();
    assert_eq!(&text[regex.start..regex.end], "/（?:x|\\/，)/");
}

#[test]
fn doc_comments_wait_for_what_they_are_about() {
    let text = "## old\n\n## first\n##  second\n# plain\nfeature x: 1 ## no doc\n";
    let scan = scanned(text);
    assert_eq!(scan.docs.len(), 1);
    assert_eq!(scan.docs[&text.find("feature").unwrap()], "first\n second");
}

#[test]
fn comments_of_other_languages_are_comments() {
    let scan = scanned("a // b == c\n-- d\n/* e\n f */ g - -1 --2");
    let words: Vec<&str> = scan.clean.split_whitespace().collect();
    assert_eq!(words.join(" "), "a # b == c # d g - -1 --2");
    assert_eq!(scan.diagnostics.len(), 3);
}

#[test]
fn what_is_not_closed_ends_with_its_line() {
    let scan = scanned("a = \"b\nc = `d\ne matches /f\n\"\"\"g\nh\nfeature i: 1\n");
    assert_eq!(scan.diagnostics.len(), 4);
    assert_eq!(scan.unread.len(), 4);
    assert!(scan.tokens.iter().any(|t| t.first && scan.clean[t.start..].starts_with("feature")));
}
