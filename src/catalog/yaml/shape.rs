//! The first reading: what each node is, without its text.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

/// What a node is. A number is written without quotes.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text,
    List(Vec<Shape>),
    /// One shape per value; keys are scalars.
    Map(Vec<Shape>),
}

/// Far more nodes than a catalog has. Aliases can multiply a small text into many.
const MAX_NODES: usize = 2_000_000;

/// Messages of our own, told from the library's by [`super::problem`].
pub const TOO_MANY_NODES: &str = "too many nodes";
pub const TAGGED: &str = "tagged value";
pub const KEY_IS_NO_TEXT: &str = "key is no text";

pub fn read(text: &str) -> Result<Shape, serde_yaml::Error> {
    let left = Cell::new(MAX_NODES);
    serde_yaml::Deserializer::from_str(text).deserialize_any(Reader { left: &left })
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    left: &'a Cell<usize>,
}

impl Reader<'_> {
    fn one<E: Error>(self, shape: Shape) -> Result<Shape, E> {
        match self.left.get().checked_sub(1) {
            Some(left) => {
                self.left.set(left);
                Ok(shape)
            }
            None => Err(E::custom(TOO_MANY_NODES)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(TAGGED)
    }

    fn visit_unit<E: Error>(self) -> Result<Shape, E> {
        self.one(Shape::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Shape, E> {
        self.one(Shape::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Shape, E> {
        self.one(Shape::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Shape, E> {
        self.one(Shape::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Shape, E> {
        self.one(i64::try_from(value).map_or(Shape::Number(value as f64), Shape::Int))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Shape, E> {
        self.one(Shape::Number(value as f64))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Shape, E> {
        self.one(Shape::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Shape, E> {
        self.one(Shape::Number(value))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Shape, E> {
        self.one(Shape::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(shape) = items.next_element_seed(self)? {
            shapes.push(shape);
        }
        self.one(Shape::List(shapes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while entries.next_key_seed(Key)?.is_some() {
            shapes.push(entries.next_value_seed(self)?);
        }
        self.one(Shape::Map(shapes))
    }
}

/// A key must be a scalar; its text is read in the second reading.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(KEY_IS_NO_TEXT)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}
