//! Keys behind a keyed hash: who holds the secret can tell which key a pseudonym stands for by hashing all keys, nobody else.
//!
//! HMAC-SHA-256 (RFC 2104) of the key as text, its first 128 bits in hexadecimal: the same key has the same pseudonym in every
//! file and every run with the same secret, also where it stands in another table.

use super::text_files::plain;
use super::write::Kind;
use crate::engine::cells;
use crate::ir::Type;
use hmac::{Hmac, Mac};
use polars::prelude::*;
use sha2::Sha256;
use std::fmt;

/// The shortest secret, in bytes.
pub const SHORTEST_SECRET: usize = 16;

#[derive(Clone)]
pub struct Pseudonyms {
    mac: Hmac<Sha256>,
}

/// Says nothing about the secret.
impl fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Pseudonyms")
    }
}

impl Pseudonyms {
    /// `None` where the secret is shorter than [`SHORTEST_SECRET`].
    pub fn new(secret: &[u8]) -> Option<Pseudonyms> {
        let mac = Hmac::new_from_slice(secret).ok()?;
        (secret.len() >= SHORTEST_SECRET).then_some(Pseudonyms { mac })
    }

    pub fn of(&self, key: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(key.as_bytes());
        mac.finalize().into_bytes()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A column of keys; what is missing stays missing.
    pub(super) fn column(&self, keys: &Series, ty: Type) -> PolarsResult<Series> {
        let literals = cells::literals(keys, ty)?;
        let names: StringChunked =
            literals.iter().map(|key| plain(key, Kind::Of(ty)).map(|text| self.of(&text))).collect();
        Ok(names.into_series())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 3.
    #[test]
    fn a_pseudonym_is_the_beginning_of_the_hmac() {
        let names = Pseudonyms::new(&[0xaa; 20]).unwrap();
        let data = String::from_utf8(vec![0x44; 50]).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&[0xaa; 20]).unwrap();
        mac.update(&[0xdd; 50]);
        let whole: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(whole, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
        assert_eq!(names.of(&data).len(), 32);
        assert_eq!(names.of("a"), Pseudonyms::new(&[0xaa; 20]).unwrap().of("a"));
        assert_ne!(names.of("a"), Pseudonyms::new(&[0xab; 20]).unwrap().of("a"));
    }

    #[test]
    fn a_short_secret_is_none() {
        assert!(Pseudonyms::new(&[1; 15]).is_none() && Pseudonyms::new(&[1; 16]).is_some());
        assert_eq!(format!("{:?}", Pseudonyms::new(b"0123456789abcdef")), "Some(Pseudonyms)");
    }
}
