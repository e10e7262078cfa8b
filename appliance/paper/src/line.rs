//! One printable line, checked before anything is drawn.

use crate::error::PaperError;
use crate::metrics;

/// One line of text that can be printed: not empty, one line, at most [`Line::MAX_CHARS`]
/// characters, all of them in the built-in fonts. Too wide a line is set smaller and then
/// shortened with an ellipsis where it is drawn; identifiers never are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// Longest line.
    pub const MAX_CHARS: usize = 80;

    /// Checks a text. Line breaks, controls and characters outside Windows-1252 are refused.
    pub fn new(text: &str) -> Result<Self, PaperError> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return Err(PaperError::Empty);
        }
        // Counted no further than needed: the text may be of any length.
        if text.chars().nth(Self::MAX_CHARS).is_some() {
            return Err(PaperError::TooLong {
                len: text.chars().count(),
                max: Self::MAX_CHARS,
            });
        }
        metrics::encode(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_trimmed_and_bounded() {
        assert_eq!(
            Line::new(" 1 feuille · B-14-02 ").unwrap().as_str(),
            "1 feuille · B-14-02"
        );
        assert_eq!(Line::new("   "), Err(PaperError::Empty));
        assert_eq!(
            Line::new(&"é".repeat(81)),
            Err(PaperError::TooLong { len: 81, max: 80 })
        );
        assert!(Line::new(&"é".repeat(80)).is_ok());
        assert_eq!(
            Line::new("a\r\nb"),
            Err(PaperError::TextCharacter { at: 1 })
        );
        assert_eq!(Line::new("😀"), Err(PaperError::TextCharacter { at: 0 }));
    }

    proptest! {
        #[test]
        fn no_input_panics(text in "\\PC{0,100}") {
            let _ = Line::new(&text);
        }
    }
}
