//! The style sheet of a page: the shared one, with the page's colours in front, and its hash for the content security policy.

use super::portrait::{PALETTES, Palette};
use sha2::{Digest, Sha256};
use std::fmt::Write;

const SHARED: &str = include_str!("../../templates/style.css");

/// Colours of a page with one accent, or (the index) of one that shows all of them.
pub fn page_style(palette: Option<Palette>) -> String {
    let accent = palette.unwrap_or(PALETTES[4]);
    let mut style = format!(":root{{--accent:{};--accent-dark:{}}}\n", accent.accent, accent.accent_dark);
    if palette.is_none() {
        for (i, p) in PALETTES.iter().enumerate() {
            let _ = writeln!(style, ".a{i}{{--accent:{};--accent-dark:{}}}", p.accent, p.accent_dark);
        }
    }
    style.push_str(SHARED);
    // As templates leave it: without blank lines and indentation, or the hash would not be that of the page's text.
    style.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

/// `sha256-…`, as the policy writes it.
pub fn hash(style: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(style.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(base64(b"fooba"), "Zm9vYmE=");
        assert_eq!(base64(b"foob"), "Zm9vYg==");
    }
}
