//! Code 128 (ISO/IEC 15417) symbols, from text to checked modules.
//!
//! The patterns and the check character come from the `barcoders` crate. Three things it leaves
//! to its caller are done here: choosing the character sets (B for letters, C for runs of
//! digits), refusing what would give an empty symbol, and adding the quiet zone.

use barcoders::sym::code128::Code128;

use crate::error::PaperError;

/// Light modules on each side that the standard asks for (ISO/IEC 15417, 4.4).
pub const QUIET_MODULES: u32 = 10;

/// Modules of a start, data, shift or check character.
const CHARACTER_MODULES: usize = 11;
/// Modules of the stop character with its final bar.
const STOP_MODULES: usize = 13;
/// The signs by which `barcoders` is told to start in, or change to, a character set.
const SET_B: char = '\u{0181}';
const SET_C: char = '\u{0106}';

/// One Code 128 symbol: valid, not empty, with its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    text: String,
    modules: Vec<bool>,
}

impl Bars {
    /// Longest text. A command or self-test card needs 20; longer symbols stop fitting a card.
    pub const MAX_CHARS: usize = 24;

    /// Encodes 1 to [`Bars::MAX_CHARS`] characters out of A–Z and 0–9.
    pub fn new(text: &str) -> Result<Self, PaperError> {
        if text.is_empty() {
            return Err(PaperError::Empty);
        }
        if let Some(at) = text
            .chars()
            .position(|c| !(c.is_ascii_uppercase() || c.is_ascii_digit()))
        {
            return Err(PaperError::BarCharacter { at });
        }
        if text.len() > Self::MAX_CHARS {
            return Err(PaperError::TooLong {
                len: text.len(),
                max: Self::MAX_CHARS,
            });
        }
        let plan = Plan::for_text(text);
        let modules: Vec<bool> = Code128::new(&plan.spelled)
            .map_err(|_| PaperError::Encoder)?
            .encode()
            .iter()
            .map(|module| *module == 1)
            .collect();
        // A symbol of another length than planned would say another text than ours.
        if modules.len() != plan.modules || modules.first() != Some(&true) {
            return Err(PaperError::Encoder);
        }
        Ok(Self {
            text: text.to_owned(),
            modules,
        })
    }

    /// The text that a scanner returns.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Modules from the first to the last bar, dark is `true`; the quiet zone is not in it.
    pub fn modules(&self) -> &[bool] {
        &self.modules
    }

    /// Width in modules with [`QUIET_MODULES`] on each side.
    pub fn width(&self) -> u32 {
        u32::try_from(self.modules.len()).unwrap_or(u32::MAX) + 2 * QUIET_MODULES
    }

    /// The bars as (start, width) in modules, neighbours merged. Starts are counted from the
    /// outer edge of the left quiet zone.
    pub fn runs(&self) -> Vec<(u32, u32)> {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        let mut dark_before = false;
        for (at, dark) in (QUIET_MODULES..).zip(&self.modules) {
            match (dark, dark_before, runs.last_mut()) {
                (true, true, Some((_, width))) => *width += 1,
                (true, _, _) => runs.push((at, 1)),
                (false, _, _) => {}
            }
            dark_before = *dark;
        }
        runs
    }

    /// The text in groups that a person can type back: `DI 1234 5678 12`; other texts as they are.
    pub fn grouped(&self) -> String {
        let Some((class, digits)) = self
            .text
            .split_at_checked(2)
            .filter(|(_, rest)| rest.len() == 10 && rest.bytes().all(|b| b.is_ascii_digit()))
        else {
            return self.text.clone();
        };
        format!(
            "{class} {} {} {}",
            &digits[..4],
            &digits[4..8],
            &digits[8..]
        )
    }
}

/// How a text is spelled for the bar library, and how many modules that must give.
struct Plan {
    spelled: String,
    modules: usize,
}

impl Plan {
    /// Set C for runs of digits where it makes the symbol shorter: four or more at an end of
    /// the text, six or more between letters. An odd digit stays in set B.
    fn for_text(text: &str) -> Self {
        let mut spelled = String::with_capacity(text.len() + 8);
        let mut characters = 0;
        let mut set = None;
        let mut change = |to: char, spelled: &mut String, characters: &mut usize| {
            if set != Some(to) {
                spelled.push(to);
                *characters += 1;
                set = Some(to);
            }
        };
        let mut rest = text;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let at_an_end = rest.len() == text.len() || digits == rest.len();
            let pairs = digits / 2;
            let take = if pairs >= if at_an_end { 2 } else { 3 } {
                // The odd one goes first, except at the very start, where C can begin at once.
                if digits % 2 == 1 && rest.len() != text.len() {
                    change(SET_B, &mut spelled, &mut characters);
                    spelled.push_str(&rest[..1]);
                    characters += 1;
                    rest = &rest[1..];
                }
                change(SET_C, &mut spelled, &mut characters);
                characters += pairs;
                2 * pairs
            } else {
                change(SET_B, &mut spelled, &mut characters);
                let take = digits.max(1);
                characters += take;
                take
            };
            spelled.push_str(&rest[..take]);
            rest = &rest[take..];
        }
        // Start or change characters are counted above; one check character and the stop follow.
        Self {
            spelled,
            modules: (characters + 1) * CHARACTER_MODULES + STOP_MODULES,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    /// Bar and space widths of the values 0 to 105 (ISO/IEC 15417, table 1), typed in here so
    /// that the reader below owes nothing to the library that draws.
    const WIDTHS: &str = "\
        212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 \
        112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 \
        311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 \
        112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 \
        313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 \
        314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 \
        122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 \
        124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 \
        114311 411113 411311 113141 114131 311141 411131 211412 211214 211232";
    const STOP: &str = "2331112";

    /// Reads a symbol back: widths, values, check character, text.
    fn read(bars: &Bars) -> String {
        let mut widths = String::new();
        let mut count = 0;
        for pair in bars.modules().windows(2) {
            count += 1;
            if pair[0] != pair[1] {
                widths.push_str(&count.to_string());
                count = 0;
            }
        }
        widths.push_str(&(count + 1).to_string());
        let body = widths.strip_suffix(STOP).unwrap();
        let table: Vec<&str> = WIDTHS.split_whitespace().collect();
        assert_eq!(table.len(), 106);
        let values: Vec<usize> = body
            .as_bytes()
            .chunks(6)
            .map(|c| table.iter().position(|w| w.as_bytes() == c).unwrap())
            .collect();
        let (check, values) = values.split_last().unwrap();
        let sum: usize = values.iter().enumerate().map(|(i, v)| v * i.max(1)).sum();
        assert_eq!(sum % 103, *check, "check character");
        let mut in_c = match values[0] {
            104 => false,
            105 => true,
            other => panic!("starts with {other}"),
        };
        let mut text = String::new();
        for value in &values[1..] {
            match (in_c, value) {
                (false, 99) => in_c = true,
                (true, 100) => in_c = false,
                (true, n) => text.extend(format!("{n:02}").chars()),
                (false, n) => text.push(char::from(u8::try_from(n + 32).unwrap())),
            }
        }
        text
    }

    #[test]
    fn an_identifier_takes_123_modules_and_143_with_its_quiet_zone() {
        let bars = Bars::new("DI1234567812").unwrap();
        assert_eq!(bars.modules().len(), 123);
        assert_eq!(bars.width(), 143);
        assert_eq!(bars.grouped(), "DI 1234 5678 12");
        assert_eq!(read(&bars), "DI1234567812");
    }

    #[test]
    fn a_command_takes_134_modules() {
        let bars = Bars::new("DXRECEIVE").unwrap();
        assert_eq!(bars.modules().len(), 134);
        assert_eq!(bars.grouped(), "DXRECEIVE");
    }

    #[test]
    fn the_scanner_self_test_changes_sets_twice() {
        let bars = Bars::new("DXTEST0123456789AZQW").unwrap();
        // start, 6 letters, to C, 5 pairs, to B, 4 letters, check: 19 of 11 modules, and the stop
        assert_eq!(bars.modules().len(), 19 * 11 + 13);
        assert_eq!(read(&bars), "DXTEST0123456789AZQW");
    }

    #[test]
    fn what_is_not_capital_letters_and_digits_is_refused() {
        assert_eq!(Bars::new(""), Err(PaperError::Empty));
        for (text, at) in [
            ("\u{0181}", 0),
            ("\u{0106}12", 0),
            ("DI 12", 2),
            ("di1234567812", 0),
            ("DIé", 2),
            ("DI12\n", 4),
            ("DI\u{0660}", 2),
        ] {
            assert_eq!(Bars::new(text), Err(PaperError::BarCharacter { at }));
        }
        assert_eq!(
            Bars::new(&"A".repeat(25)),
            Err(PaperError::TooLong { len: 25, max: 24 })
        );
    }

    proptest! {
        #[test]
        fn every_text_reads_back_and_its_runs_redraw_it(text in "[A-Z0-9]{1,24}") {
            let bars = Bars::new(&text).unwrap();
            prop_assert_eq!(read(&bars), text);
            let mut redrawn = vec![false; bars.width() as usize];
            let mut end_of_last = 0;
            for (start, width) in bars.runs() {
                prop_assert!(start > end_of_last, "merged runs leave a space between them");
                prop_assert!((1..=4).contains(&width));
                end_of_last = start + width;
                redrawn[start as usize..end_of_last as usize].fill(true);
            }
            let quiet = QUIET_MODULES as usize;
            prop_assert!(redrawn[..quiet].iter().all(|dark| !dark));
            prop_assert!(redrawn[redrawn.len() - quiet..].iter().all(|dark| !dark));
            prop_assert_eq!(&redrawn[quiet..redrawn.len() - quiet], bars.modules());
        }

        #[test]
        fn no_input_panics(text in ".{0,40}") {
            let _ = Bars::new(&text);
        }

        #[test]
        fn an_identifier_always_has_the_same_width(class in "[A-Z]", digits in "[0-9]{10}") {
            prop_assert_eq!(Bars::new(&format!("D{class}{digits}")).unwrap().width(), 143);
        }
    }
}
