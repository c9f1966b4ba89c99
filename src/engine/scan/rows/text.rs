//! The bytes of a text file, decompressed and as UTF-8, block by block.

use super::Fatal;
use crate::catalog::Encoding;
use crate::diagnostics::{Diagnostic, codes, suggest};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const BLOCK: usize = 256 << 10;

/// Bytes of a text file after decompression and decoding. UTF-8 itself is not checked here: whoever cuts lines knows
/// better where a wrong byte stands.
pub(super) struct TextStream {
    raw: Box<dyn Read + Send>,
    shown: String,
    decoder: Option<encoding_rs::Decoder>,
    input: Vec<u8>,
    /// Newlines handed out so far, for the place of a byte that cannot be decoded.
    newlines: u64,
    compressed: Option<&'static str>,
    /// How much of the file itself has been read.
    bytes: Arc<AtomicU64>,
}

/// Counts what is read of a file.
struct Counted {
    file: std::fs::File,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(out)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl TextStream {
    pub fn open(path: &Path, shown: &str, encoding: Encoding) -> Result<TextStream, Fatal> {
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Counted { file: open_file(path, shown)?, bytes: Arc::clone(&bytes) };
        let mut file = BufReader::with_capacity(BLOCK, counted);
        let head = file.fill_buf().map_err(|e| unreadable(shown, &e))?.to_vec();
        if head.is_empty() {
            return Err(empty(shown));
        }
        let (mut reader, compressed): (Box<dyn BufRead + Send>, _) = match &head[..] {
            [0x1f, 0x8b, ..] => {
                let gzip = flate2::bufread::MultiGzDecoder::new(file);
                (Box::new(BufReader::with_capacity(BLOCK, gzip)), Some("gzip"))
            }
            [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                let zstd = zstd::Decoder::with_buffer(file).map_err(|e| unreadable(shown, &e))?;
                (Box::new(BufReader::with_capacity(BLOCK, zstd)), Some("zstd"))
            }
            _ => (Box::new(file), None),
        };
        let head = reader.fill_buf().map_err(|e| damaged(shown, compressed, &e))?;
        if head.is_empty() {
            return Err(empty(shown));
        }
        refuse_other_formats(head, shown)?;
        if encoding == Encoding::Utf8 && head.starts_with(b"\xef\xbb\xbf") {
            reader.consume(3);
        }
        let decoder = match encoding {
            Encoding::Utf8 => None,
            Encoding::Gbk => Some(encoding_rs::GBK.new_decoder_with_bom_removal()),
            // The web's latin-1: what programs write under that name is windows-1252.
            Encoding::Latin1 => Some(encoding_rs::WINDOWS_1252.new_decoder_with_bom_removal()),
        };
        Ok(TextStream {
            raw: Box::new(reader),
            shown: shown.to_owned(),
            decoder,
            input: Vec::new(),
            newlines: 0,
            compressed,
            bytes,
        })
    }

    pub fn bytes_read(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Replaces `out` by the next bytes; it stays empty at the end of the file.
    pub fn next_block(&mut self, out: &mut Vec<u8>) -> Result<(), Fatal> {
        out.clear();
        let Some(decoder) = &mut self.decoder else {
            return fill(&mut *self.raw, out).map_err(|e| damaged(&self.shown, self.compressed, &e));
        };
        while out.is_empty() {
            fill(&mut *self.raw, &mut self.input).map_err(|e| damaged(&self.shown, self.compressed, &e))?;
            let last = self.input.is_empty();
            let room = decoder.max_utf8_buffer_length_without_replacement(self.input.len());
            out.resize(room.unwrap_or(self.input.len() * 4 + 16), 0);
            let (result, _, written) =
                decoder.decode_to_utf8_without_replacement(&self.input, out.as_mut_slice(), last);
            out.truncate(written);
            if let encoding_rs::DecoderResult::Malformed(..) = result {
                let line = self.newlines + newlines(out) + 1;
                let column = last_line_width(out) + 1;
                return Err(malformed(&self.shown, line, Some(column), decoder.encoding().name()));
            }
            if last {
                break;
            }
        }
        self.newlines += newlines(out);
        Ok(())
    }
}

pub(super) fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&b| b == b'\n').count() as u64
}

fn last_line_width(bytes: &[u8]) -> usize {
    let line = bytes.rsplit(|&b| b == b'\n').next().unwrap_or(bytes);
    String::from_utf8_lossy(line).chars().count()
}

/// Reads up to a block into `out` (replacing it); empty only at the end.
fn fill(reader: &mut dyn Read, out: &mut Vec<u8>) -> io::Result<()> {
    out.resize(BLOCK, 0);
    let mut filled = 0;
    while filled < BLOCK {
        match reader.read(&mut out[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    out.truncate(filled);
    Ok(())
}

/// Opens a data file; what stands in the way becomes a diagnostic.
pub(in crate::engine::scan) fn open_file(path: &Path, shown: &str) -> Result<std::fs::File, Fatal> {
    if path.is_dir() {
        return Err(Box::new(
            Diagnostic::new(&codes::UNREADABLE_DATA, format!("`{shown}` is a folder, not a file")).help(
                format!("name a file in it, or all of one kind: `{}/*.csv`", shown.trim_end_matches('/')),
            ),
        ));
    }
    std::fs::File::open(path).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => missing(path, shown),
        _ => unreadable(shown, &e),
    })
}

fn missing(path: &Path, shown: &str) -> Fatal {
    let mut diagnostic = Diagnostic::new(&codes::NO_DATA_FILE, format!("there is no file `{shown}`"));
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    diagnostic.help = Some(match suggest::nearest(&wanted, names.iter().map(String::as_str)) {
        Some(near) => format!("beside it lies `{near}`; is that the one?"),
        None if !folder.is_dir() => {
            "its folder does not exist either; paths start at the catalog's folder".to_owned()
        }
        None => "paths start at the folder of `personac.yaml`".to_owned(),
    });
    Box::new(diagnostic)
}

fn unreadable(shown: &str, error: &io::Error) -> Fatal {
    let (what, help) = match error.kind() {
        io::ErrorKind::PermissionDenied => (
            "may not be read by this user",
            "change the file's permissions, or run as somebody who may read it",
        ),
        _ => (
            "cannot be read",
            "the disk or network that holds it reports an error; copy the file and try again",
        ),
    };
    Box::new(Diagnostic::new(&codes::UNREADABLE_DATA, format!("`{shown}` {what}")).help(help))
}

pub(in crate::engine::scan) fn empty(shown: &str) -> Fatal {
    Box::new(
        Diagnostic::new(&codes::UNREADABLE_DATA, format!("`{shown}` is empty"))
            .help("a table without rows is a file with nothing but its header; was the export cut short?"),
    )
}

fn damaged(shown: &str, compressed: Option<&'static str>, error: &io::Error) -> Fatal {
    let Some(format) = compressed else { return unreadable(shown, error) };
    let what = match error.kind() {
        io::ErrorKind::UnexpectedEof => "is cut off",
        _ => "is damaged",
    };
    Box::new(
        Diagnostic::new(
            &codes::UNREADABLE_DATA,
            format!("`{shown}` {what}: its {format} data ends or breaks early"),
        )
        .help("copy or export the file again"),
    )
}

/// Bytes that do not read as text in the table's encoding.
pub(super) fn malformed(shown: &str, line: u64, column: Option<usize>, encoding: &str) -> Fatal {
    let place = column.map(|c| format!(", character {c}")).unwrap_or_default();
    Box::new(
        Diagnostic::new(
            &codes::WRONG_ENCODING,
            format!("`{shown}`, line {line}{place}: the bytes are no {encoding} text"),
        )
        .help("say how the file is written: `encoding: utf-8`, `gbk` or `latin-1`, beside `source`"),
    )
}

pub(super) fn nul_byte(shown: &str, line: u64) -> Fatal {
    Box::new(
        Diagnostic::new(
            &codes::WRONG_ENCODING,
            format!("`{shown}`, line {line}: a NUL byte stands in the text"),
        )
        .help("such a file is UTF-16, or no text at all: save it as UTF-8, or say its `format:`"),
    )
}

pub(super) fn too_long(shown: &str, line: u64) -> Fatal {
    Box::new(
        Diagnostic::new(
            &codes::UNREADABLE_DATA,
            format!("`{shown}`, line {line}: a row of more than {} MB begins here", super::LONGEST_ROW >> 20),
        )
        .help(
            "is a quote left open, or is this another kind of file? `quote: none` reads quotes as plain text",
        ),
    )
}

/// Files that other programs write in a format of their own, recognised by how they begin.
fn refuse_other_formats(head: &[u8], shown: &str) -> Result<(), Fatal> {
    let (what, help) = match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            let message = format!("`{shown}` is UTF-16 text");
            return Err(Box::new(
                Diagnostic::new(&codes::WRONG_ENCODING, message)
                    .help("save it as UTF-8 (with or without BOM)"),
            ));
        }
        [b'P', b'A', b'R', b'1', ..] => ("a Parquet file", "write `format: parquet` beside `source`"),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => {
            ("an Arrow file", "write `format: arrow` beside `source`")
        }
        [b'P', b'K', 3, 4, ..] => (
            "a zip archive or a spreadsheet",
            "unpack it; of a spreadsheet, write `format: xlsx` beside `source`",
        ),
        [b'B', b'Z', b'h', ..] => ("compressed by bzip2", "unpack it; gzip and zstd are read as they are"),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => {
            ("compressed by xz", "unpack it; gzip and zstd are read as they are")
        }
        _ => return Ok(()),
    };
    Err(Box::new(
        Diagnostic::new(&codes::UNREADABLE_DATA, format!("`{shown}` is {what}, not plain text")).help(help),
    ))
}
