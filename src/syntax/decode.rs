use crate::diagnostics::{Diagnostic, codes};
use crate::source::{FileId, Span};

/// Bytes that are no UTF-8 text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecodable {
    /// The text with a replacement character for what could not be read: for the source map, so that the place can be shown.
    pub lossy: String,
    /// Where in `lossy` the first replacement stands.
    pub at: usize,
    /// The first bad byte's place in the file, from 0.
    pub byte: usize,
    utf16: bool,
}

impl Undecodable {
    pub fn diagnostic(&self, file: FileId) -> Diagnostic {
        let width = char::REPLACEMENT_CHARACTER.len_utf8();
        let shown = Span::new(file, self.at, (self.at + width).min(self.lossy.len()));
        let (label, help) = if self.utf16 {
            ("this looks like UTF-16", "save the file as UTF-8")
        } else {
            ("this is no character", "save the file as UTF-8 (it may be GBK or Latin-1 now)")
        };
        Diagnostic::new(
            &codes::NOT_UTF8,
            format!("the file is not UTF-8: byte {} does not fit", self.byte + 1),
        )
        .at(shown, label)
        .help(help)
    }
}

/// The text of a file. A byte order mark is dropped.
pub fn decode(bytes: &[u8]) -> Result<String, Undecodable> {
    let without_mark = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(without_mark) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let at = error.valid_up_to();
            Err(Undecodable {
                lossy: String::from_utf8_lossy(without_mark).into_owned(),
                at,
                byte: at + bytes.len() - without_mark.len(),
                utf16: bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff"),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_dropped_and_a_bad_byte_is_placed() {
        assert_eq!(decode("\u{feff}城".as_bytes()).unwrap(), "城");
        let bad = decode(b"\xef\xbb\xbfa \xb3\xc7").unwrap_err();
        assert_eq!((bad.at, bad.byte), (2, 5));
        assert!(bad.lossy.starts_with("a \u{fffd}"));
        assert!(bad.diagnostic(FileId(0)).message.contains("byte 6"));
        let utf16 = decode(b"\xff\xfea\0").unwrap_err();
        assert!(utf16.diagnostic(FileId(0)).labels[0].text.contains("UTF-16"));
    }
}
