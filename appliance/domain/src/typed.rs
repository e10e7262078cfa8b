//! Numbers and codes as people type and copy them.
//!
//! Our own pages show numbers with hyphens that do not break and with blanks of other widths; what is copied from there
//! comes back with them. Words of people are another matter: they are kept as typed.

use std::borrow::Cow;

/// A number or a code with plain hyphens and blanks, and without characters of no width. Anything else stays.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter_map(|c| match c {
        // Hyphens that break or not, figure and en dashes, the minus sign, small and full-width hyphens.
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => Some('-'),
        // No-break, typographic, narrow and ideographic blanks.
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        // Of no width: soft hyphen, joiners, word joiner, byte order mark.
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => None,
        other => Some(other),
    });
    Cow::Owned(kept.collect())
}

/// What was typed on several lines, on one.
pub fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_hyphen_and_no_blank_stays() {
        for text in ["2026-0042", "Œuvre", "\u{202e}21", "٢٠٢٦", "a\u{2014}b"] {
            assert_eq!(plain(text), text);
        }
    }
}
