//! Names inside a package: ISO 9660 level 1, which are DICOM File IDs too (PS3.10, 8.2).

/// Folders deep that a package may go.
pub(crate) const MAX_DEPTH: usize = 8;

pub(crate) const MANIFEST: &str = "MANIFEST/MANIFEST.JSN";
pub(crate) const SIGNATURE: &str = "MANIFEST/MANIFEST.P7S";
pub(crate) const CERTIFICATES: &str = "MANIFEST/SIGNER.PEM";
pub(crate) const SUMS: &str = "MANIFEST/SHA256.TXT";
pub(crate) const DICOMDIR: &str = "DICOMDIR";

/// Whether this is one name of at most eight, a point, and at most three of `A-Z0-9_`.
pub(crate) fn is_name(text: &str) -> bool {
    let plain = |part: &str, most: usize| {
        (1..=most).contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    match text.split_once('.') {
        None => plain(text, 8),
        Some((stem, extension)) => plain(stem, 8) && plain(extension, 3),
    }
}

/// Whether this is a path that a package may hold: plain names joined by `/`, not too deep.
pub(crate) fn is_path(text: &str) -> bool {
    text.split('/').count() <= MAX_DEPTH && text.split('/').all(is_name)
}

/// The extension that a document of this media type gets. What browsers would run is not among
/// them: such a document is kept under a neutral name.
pub(crate) fn extension(media_type: &str) -> &'static str {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/pdf" => "PDF",
        "text/plain" => "TXT",
        "text/csv" => "CSV",
        "image/jpeg" => "JPG",
        "image/png" => "PNG",
        "image/tiff" => "TIF",
        "application/json" | "application/fhir+json" => "JSN",
        _ => "BIN",
    }
}

/// The way to a file from another one in the first folder of its path.
pub(crate) fn beside(path: &str) -> &str {
    path.split_once('/').map_or(path, |(_, rest)| rest)
}

/// Whether a character can make the line around it say something else.
pub(crate) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A name from outside, made fit to be shown: nothing that moves other text, bounded.
pub(crate) fn shown(name: &str) -> String {
    bounded(name, 120)
}

/// The same of any text, with at most so many characters.
pub(crate) fn bounded(text: &str, longest: usize) -> String {
    text.chars()
        .take(longest)
        .map(|c| if is_deceptive(c) { '\u{FFFD}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_eight_point_three_paths_pass() {
        for good in [
            "DICOMDIR",
            "README.TXT",
            "DICOM/ST000001/SE000001/IM000001",
            "A/B/C.D",
            "A_1/_.Z",
            "A/B/C/D/E/F/G/H",
            "LONGNAME.EXT",
        ] {
            assert!(is_path(good), "{good}");
        }
        for bad in [
            "",
            "/",
            "/ETC",
            "A/",
            "A//B",
            "..",
            "A/../B",
            ".",
            "readme.txt",
            "README.TEXT",
            "NINELONGX",
            "A.B.C",
            "A B",
            "A\\B",
            "C:",
            "É",
            "A\0",
            "A/B/C/D/E/F/G/H/I",
            "A.",
            ".A",
            "A/b",
        ] {
            assert!(!is_path(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_document_never_gets_an_extension_that_runs() {
        assert_eq!(extension("application/pdf"), "PDF");
        assert_eq!(extension("Text/Plain; charset=utf-8"), "TXT");
        for risky in [
            "text/html",
            "image/svg+xml",
            "application/x-msdownload",
            "",
            "../PDF",
        ] {
            assert_eq!(extension(risky), "BIN");
        }
    }
    #[test]
    fn a_document_keeps_the_extension_of_its_media_type() {
        for (media_type, expected) in [
            ("application/pdf", "PDF"),
            ("text/plain", "TXT"),
            ("text/csv", "CSV"),
            ("image/jpeg", "JPG"),
            ("image/png", "PNG"),
            ("image/tiff", "TIF"),
            ("application/json", "JSN"),
            ("application/fhir+json; fhirVersion=4.0", "JSN"),
        ] {
            assert_eq!(extension(media_type), expected, "{media_type}");
        }
    }

    #[test]
    fn a_file_is_named_from_beside_it() {
        assert_eq!(beside("VIEW/A/B.PNG"), "A/B.PNG");
        assert_eq!(beside("INDEX.HTM"), "INDEX.HTM");
    }

    #[test]
    fn a_shown_name_moves_no_other_text_and_is_bounded() {
        // A line break, an escape, the marks that turn the direction of what follows, a line separator.
        let hostile = "a\nb\u{1B}c\u{61C}d\u{200E}e\u{200F}f\u{202E}g\u{2066}h\u{2069}i\u{2028}j";
        assert_eq!(
            shown(hostile),
            "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{FFFD}f\u{FFFD}g\u{FFFD}h\u{FFFD}i\u{FFFD}j"
        );
        // Their neighbours, and what is only unusual, stay.
        let harmless = "É ʼ\u{200D}\u{2010}\u{2027}\u{202F}\u{2065}\u{206A}.x";
        assert_eq!(shown(harmless), harmless);
        assert_eq!(shown(&"é".repeat(120)), "é".repeat(120));
        assert_eq!(shown(&"é".repeat(121)), "é".repeat(120));
        assert_eq!(bounded("abc", 2), "ab");
    }
}
