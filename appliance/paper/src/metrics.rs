//! Widths of the two built-in fonts, Helvetica and Helvetica-Bold, and the Windows-1252 code.
//!
//! Every PDF reader has these fonts, so nothing is embedded; their widths (thousandths of the
//! type size) are in Adobe's Core 14 metrics and are needed to place and shorten text.

use crate::error::PaperError;

/// A built-in font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// Helvetica.
    Regular,
    /// Helvetica-Bold.
    Bold,
}

/// Code points of the bytes 0x80 to 0x9F in Windows-1252; 0 where it has none.
const HIGH: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
];

/// The text as Windows-1252 bytes, or the position of the first character that has none.
/// Controls have none. The narrow no-break space, which French numbers use, becomes the
/// no-break space of the same code page.
pub(crate) fn encode(text: &str) -> Result<Vec<u8>, PaperError> {
    text.chars()
        .enumerate()
        .map(|(at, c)| byte(c).ok_or(PaperError::TextCharacter { at }))
        .collect()
}

fn byte(c: char) -> Option<u8> {
    match c {
        ' '..='~' | '\u{A0}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
        '\u{202F}' => Some(0xA0),
        _ => HIGH
            .iter()
            .position(|high| u32::from(*high) == u32::from(c) && *high != 0)
            .and_then(|at| u8::try_from(at + 0x80).ok()),
    }
}

/// Width of a text at type size 1. Bytes are those of [`encode`].
pub(crate) fn width(bytes: &[u8], face: Face) -> f64 {
    let table = match face {
        Face::Regular => &REGULAR,
        Face::Bold => &BOLD,
    };
    let thousandths: u32 = bytes
        .iter()
        .map(|b| u32::from(table[usize::from(b.saturating_sub(0x20))]))
        .sum();
    f64::from(thousandths) / 1000.0
}

#[rustfmt::skip]
const REGULAR: [u16; 224] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 350,
    556, 350, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];

#[rustfmt::skip]
const BOLD: [u16; 224] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 350,
    556, 350, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278,
    611, 611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
];

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn french_text_is_in_the_code_page() {
        let text = "Œuvre reçue à l’unité : « être, naïf, Noël, où, ça » … nᵒ".replace('ᵒ', "º");
        let bytes = encode(&text).unwrap();
        assert_eq!(bytes.len(), text.chars().count());
        assert_eq!(bytes[0], 0x8C);
        assert_eq!(encode("’…–").unwrap(), [0x92, 0x85, 0x96]);
        assert_eq!(encode("1\u{202F}846").unwrap(), b"1\xA0846");
    }

    #[test]
    fn the_rest_is_refused_with_its_position() {
        for (text, at) in [
            ("a\nb", 1),
            ("日本", 0),
            ("ok\u{7F}", 2),
            ("\u{81}", 0),
            ("Łódź", 0),
            ("\0", 0),
        ] {
            assert_eq!(encode(text), Err(PaperError::TextCharacter { at }));
        }
    }

    #[test]
    fn widths_follow_the_metrics() {
        assert!((width(b"AV", Face::Regular) - 1.334).abs() < 1e-9);
        assert!((width(&encode("é").unwrap(), Face::Bold) - 0.556).abs() < 1e-9);
        assert!((width(b"0123456789", Face::Regular) - 5.56).abs() < 1e-9);
    }
}
