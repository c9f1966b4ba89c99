use std::io;

/// Why a file could not be read or written, in words without numbers and paths.
pub fn reason(error: &io::Error) -> String {
    let words = match error.kind() {
        io::ErrorKind::NotFound => "it is not there",
        io::ErrorKind::PermissionDenied => "its permissions forbid it",
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::QuotaExceeded => "your quota of disk space is used up",
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a folder",
        io::ErrorKind::IsADirectory => "it is a folder, not a file",
        io::ErrorKind::FileTooLarge => "it would be larger than the system allows",
        io::ErrorKind::InvalidFilename => "the system does not allow such a name",
        _ => "",
    };
    if !words.is_empty() {
        return words.to_owned();
    }
    // `fs_err` puts its own sentence and the path before the system's; the last part is the system's.
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.rsplit(": ").next().unwrap_or(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_words() {
        assert_eq!(reason(&io::Error::from_raw_os_error(28)), "the disk is full");
        assert_eq!(reason(&io::Error::from_raw_os_error(5)), "input/output error");
        assert_eq!(reason(&io::Error::other("it is odd")), "it is odd");
    }
}
