//! As much of XML as JUnit reports and their schema use: elements, attributes, text, comments. Anything else is a panic.

/// An element; text stands between its children by place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// All text directly in it.
    pub text: String,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// The root of a document.
pub fn parse(document: &str) -> Element {
    assert!(document.starts_with("<?xml "), "the document begins with a declaration");
    let rest = &document[document.find("?>").unwrap() + 2..];
    assert!(rest.chars().all(is_character), "a character that XML does not have");
    let mut open = vec![Element::default()];
    let mut rest = rest;
    while let Some(at) = rest.find('<') {
        open.last_mut().unwrap().text += &unescaped(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->").unwrap() + 3..];
            continue;
        }
        let end = tag_end(rest);
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().unwrap();
            assert_eq!(closed.name, name.trim_end());
            open.last_mut().unwrap().children.push(closed);
        } else if let Some(tag) = tag.strip_suffix('/') {
            open.last_mut().unwrap().children.push(start(tag));
        } else {
            open.push(start(tag));
        }
    }
    assert_eq!((open.len(), rest.trim()), (1, ""), "every element is closed");
    let mut document = open.pop().unwrap();
    assert_eq!((document.children.len(), document.text.trim()), (1, ""), "one root, and nothing beside it");
    document.children.pop().unwrap()
}

/// Where the tag at the beginning ends: `>` may stand in an attribute.
fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    let end = text.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == '>' && !quoted
    });
    end.expect("a tag ends").0
}

fn start(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    assert!(!name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_:".contains(c)), "{tag}");
    let mut element = Element { name: name.to_owned(), ..Element::default() };
    while !rest.trim().is_empty() {
        let (key, value) = rest.split_once("=\"").unwrap_or_else(|| panic!("{tag}"));
        let (value, after) = value.split_once('"').unwrap();
        let key = key.trim();
        assert!(element.get(key).is_none(), "{key} stands twice in {tag}");
        assert!(!value.contains(['<', '\n', '\t']), "{value}");
        element.attributes.push((key.to_owned(), unescaped(value)));
        rest = after;
    }
    element
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out += &rest[..at];
        let (entity, after) = rest[at + 1..].split_once(';').expect("an entity ends");
        match entity {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "quot" => out.push('"'),
            _ => {
                let number = entity.strip_prefix('#').expect("a character's number");
                let c = char::from_u32(number.parse().unwrap()).unwrap();
                assert!(is_character(c), "{entity}");
                out.push(c);
            }
        }
        rest = after;
    }
    out + rest
}

/// `Char` of XML 1.0.
fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
