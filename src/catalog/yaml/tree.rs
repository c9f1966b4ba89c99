//! The second reading: along the shape, every scalar as text, with its place.

use super::places;
use super::shape::Shape;
use crate::source::{FileId, Span, Spanned};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value of the YAML.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub kind: Kind,
    /// Of a scalar: as written (without quotes and escapes), so `1_000` and `2026-02-30` are what the user sees. Empty for others.
    pub text: String,
    /// Of a scalar: its text without quotes (with them where escapes make text and source differ). Of a map or list: from its first
    /// scalar to its last; an empty one stands at the scalar before it.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text,
    List(Vec<Node>),
    Map(Vec<Entry>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: Spanned<String>,
    pub value: Node,
}

impl Node {
    /// The entry of a map with that key.
    #[cfg(test)]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|e| e.key.value == key),
            _ => None,
        }
    }
}

pub fn read(file: FileId, text: &str, shape: &Shape) -> Result<Node, serde_yaml::Error> {
    let mut state =
        State { file, text, last: Span::new(file, 0, 0), scalars: 0, stop_at: None, rewritten: Vec::new() };
    let reader = Reader { state: &mut state, shape };
    let mut root = reader.deserialize(serde_yaml::Deserializer::from_str(text))?;
    let rewritten = std::mem::take(&mut state.rewritten);
    if !rewritten.is_empty() {
        let found: Vec<_> = rewritten
            .into_iter()
            .take(places::MAX_LOOKED_UP)
            .map(|(number, value)| (number, locate(file, text, shape, number, &value)))
            .collect();
        let mut number = 0;
        places::put_in(&mut root, &found, &mut number);
    }
    Ok(root)
}

/// Where the scalar with this number begins: reads again and fails there, since errors know their place.
fn locate(file: FileId, text: &str, shape: &Shape, number: usize, value: &str) -> Option<Span> {
    let mut state = State {
        file,
        text,
        last: Span::new(file, 0, 0),
        scalars: 0,
        stop_at: Some(number),
        rewritten: Vec::new(),
    };
    let reader = Reader { state: &mut state, shape };
    let error = reader.deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
    places::of_rewritten(file, text, error.location()?.index(), value)
}

struct State<'t> {
    file: FileId,
    text: &'t str,
    /// The last scalar seen.
    last: Span,
    /// Scalars read so far, keys too.
    scalars: usize,
    /// Fail at the scalar with this number.
    stop_at: Option<usize>,
    /// Number and value of scalars whose text is not simply a piece of the source.
    rewritten: Vec<(usize, String)>,
}

struct Reader<'s, 't> {
    state: &'s mut State<'t>,
    shape: &'s Shape,
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let kind = match self.shape {
            Shape::List(_) => return deserializer.deserialize_seq(self),
            Shape::Map(_) => return deserializer.deserialize_map(self),
            Shape::Null => Kind::Null,
            Shape::Bool(value) => Kind::Bool(*value),
            Shape::Int(value) => Kind::Int(*value),
            Shape::Number(value) => Kind::Number(*value),
            Shape::Text => Kind::Text,
        };
        let scalar = Scalar { state: self.state }.deserialize(deserializer)?;
        Ok(Node { kind, text: scalar.value, span: scalar.span })
    }
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the value seen before")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let Shape::List(shapes) = self.shape else { return Err(A::Error::custom("no list")) };
        let before = self.state.last;
        let mut nodes = Vec::with_capacity(shapes.len());
        for shape in shapes {
            nodes.extend(items.next_element_seed(Reader { state: self.state, shape })?);
        }
        let span = nodes.first().map_or(before, |n| n.span.to(self.state.last));
        Ok(Node { kind: Kind::List(nodes), text: String::new(), span })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let Shape::Map(shapes) = self.shape else { return Err(A::Error::custom("no map")) };
        let before = self.state.last;
        let mut nodes: Vec<Entry> = Vec::with_capacity(shapes.len());
        for shape in shapes {
            if let Some(key) = entries.next_key_seed(Scalar { state: self.state })? {
                let value = entries.next_value_seed(Reader { state: self.state, shape })?;
                nodes.push(Entry { key, value });
            }
        }
        let span = nodes.first().map_or(before, |e| e.key.span.to(self.state.last));
        Ok(Node { kind: Kind::Map(nodes), text: String::new(), span })
    }
}

struct Scalar<'s, 't> {
    state: &'s mut State<'t>,
}

impl<'de> DeserializeSeed<'de> for Scalar<'_, '_> {
    type Value = Spanned<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Scalar<'_, '_> {
    type Value = Spanned<String>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the value seen before")
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        match (value.as_ptr() as usize).checked_sub(self.state.text.as_ptr() as usize) {
            Some(start) if start + value.len() <= self.state.text.len() => {
                let span = Span::new(self.state.file, start, start + value.len());
                self.state.one(span)?;
                Ok(Spanned::new(value.to_owned(), span))
            }
            _ => self.visit_str(value),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        self.state.rewritten.push((self.state.scalars, value.to_owned()));
        // Until its place is looked up, it stands behind the scalar before it.
        let span = self.state.last.after();
        self.state.one(span)?;
        Ok(Spanned::new(value.to_owned(), span))
    }
}

impl State<'_> {
    fn one<E: Error>(&mut self, span: Span) -> Result<(), E> {
        if self.stop_at == Some(self.scalars) {
            return Err(E::custom("here"));
        }
        self.scalars += 1;
        self.last = span;
        Ok(())
    }
}

/// Applies `<<: *base`: entries of the base that the map does not have itself.
pub fn merge(node: &mut Node) {
    match &mut node.kind {
        Kind::List(items) => items.iter_mut().for_each(merge),
        Kind::Map(entries) => {
            while let Some(at) = entries.iter().position(|e| e.key.value == "<<" && is_mergeable(&e.value)) {
                let bases = match entries.remove(at).value.kind {
                    Kind::List(items) => items,
                    kind => vec![Node { kind, text: String::new(), span: node.span }],
                };
                for base in bases {
                    let Kind::Map(more) = base.kind else { continue };
                    for entry in more {
                        if !entries.iter().any(|e| e.key.value == entry.key.value) {
                            entries.push(entry);
                        }
                    }
                }
            }
            entries.iter_mut().for_each(|e| merge(&mut e.value));
        }
        _ => {}
    }
}

fn is_mergeable(node: &Node) -> bool {
    let is_map = |n: &Node| matches!(n.kind, Kind::Map(_));
    is_map(node) || matches!(&node.kind, Kind::List(items) if !items.is_empty() && items.iter().all(is_map))
}
