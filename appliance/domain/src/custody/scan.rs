//! What a barcode reader types, turned into codes.
//!
//! A reader is a keyboard: it types the characters of the code and usually Enter.
//! Nothing here depends on that Enter. Our labels are recognised one after the
//! other in one long string; AIM symbology prefixes (`]C0`, `]C1`, `]d2`…), control
//! characters and spaces are dropped; lower case is accepted.

use serde::{Deserialize, Serialize};

use super::item::ItemKind;
use super::keyboard::{after_mangled_prefix, is_azerty_digits, meant};
use crate::label::Label;
use crate::text_enum;
use crate::typed::plain;

/// Longest input read, in bytes. Two hundred labels fit.
pub const INPUT_LIMIT: usize = 2400;

/// Longest code of somebody else that is kept, in characters.
pub const OTHER_LIMIT: usize = 64;

/// What the self-test card holds after `DX`: shows a wrong keyboard layout (AZERTY
/// swaps A/Q and Z/W and wants Shift for digits).
const TEST_CARD: &str = "DXTEST0123456789AZQW";

text_enum! {
    /// Command cards (custody 5.4). The text is what the barcode holds after `DX`.
    /// A card carries no authority.
    pub enum Card {
        /// Receive a parcel.
        Receive = "RECEIVE",
        /// Put articles away.
        PutAway = "PUTAWAY",
        /// Take articles out of the archive.
        Retrieve = "RETRIEVE",
        /// Send articles out.
        Ship = "SHIP",
        /// The seal of a parcel that came back is ours, and whole.
        SealIntact = "SEALINTACT",
        /// It is broken, another one, or not there.
        SealBroken = "SEALBROKEN",
        /// This job is done.
        Done = "DONE",
        /// What is left is not in the parcel.
        Missing = "MISSING",
        /// The next article was not announced.
        Extra = "EXTRA",
        /// The next articles are films.
        KindFilm = "KINDFILM",
        /// Jackets of films.
        KindJacket = "KINDJACKET",
        /// Films that travel together.
        KindFilmSet = "KINDFILMSET",
        /// Discs.
        KindDisc = "KINDDISC",
        /// USB sticks.
        KindUsb = "KINDUSB",
        /// Paper.
        KindPaper = "KINDPAPER",
        /// Slides.
        KindSlide = "KINDSLIDE",
        /// Blocks.
        KindBlock = "KINDBLOCK",
        /// Anything else.
        KindOther = "KINDOTHER",
        /// The next article is damaged.
        Damaged = "DAMAGED",
        /// The next code is another site's label on the last article.
        Link = "LINK",
        /// Take the last scan back.
        UndoLast = "UNDOLAST",
        /// The next label is to be printed again.
        Reprint = "REPRINT",
        /// What can be scanned now?
        Help = "HELP",
    }
}

impl Card {
    /// What its barcode holds.
    pub fn code(self) -> String {
        format!("DX{}", self.as_str())
    }

    /// What the articles are that a card announces, if it announces any.
    pub const fn kind(self) -> Option<ItemKind> {
        match self {
            Self::KindFilm => Some(ItemKind::FilmSheet),
            Self::KindJacket => Some(ItemKind::FilmJacket),
            Self::KindFilmSet => Some(ItemKind::FilmSet),
            Self::KindDisc => Some(ItemKind::OpticalDisc),
            Self::KindUsb => Some(ItemKind::Usb),
            Self::KindPaper => Some(ItemKind::PaperRecord),
            Self::KindSlide => Some(ItemKind::PathologySlide),
            Self::KindBlock => Some(ItemKind::ParaffinBlock),
            Self::KindOther => Some(ItemKind::Other),
            _ => None,
        }
    }
}

/// One code, recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scan {
    /// One of our labels: the check characters are right.
    Label(Label),
    /// A command card.
    Card(Card),
    /// A command card this version does not know.
    UnknownCard(String),
    /// The self-test card, read right.
    SelfTest,
    /// A card or a label of ours, or a carrier's number, through another keyboard layout than the reader's.
    WrongLayout,
    /// Somebody else's code: a waybill, another site's label, or noise. Printable
    /// ASCII, upper case, at most [`OTHER_LIMIT`] characters.
    Other(String),
    /// Too long, or nothing that a barcode of this trade holds.
    Unreadable,
}

/// Splits what came out of the reader into codes, in order. Never panics; at most one
/// code per two bytes of input, and nothing for blank input.
///
/// A code that comes twice in a row, but for a card, was read by a trigger that was held: it counts once.
pub fn parse_scans(input: &str) -> Vec<Scan> {
    if input.len() > INPUT_LIMIT {
        return vec![Scan::Unreadable];
    }
    let input = plain(input);
    let mut scans = Vec::new();
    for token in input.split(|c: char| c.is_control()) {
        split_token(token.trim(), &mut scans);
    }
    scans.dedup_by(|again, code| again == code && matches!(code, Scan::Label(_) | Scan::Other(_)));
    scans
}

fn split_token(token: &str, scans: &mut Vec<Scan>) {
    let mut rest = token;
    loop {
        rest = strip_symbology(rest).trim_start();
        if rest.is_empty() {
            return;
        }
        if let Some(tail) = after_mangled_prefix(rest).map(str::trim_start) {
            if leading_label(tail).is_some() {
                rest = tail;
            } else if tail.get(..2).is_some_and(|s| s.eq_ignore_ascii_case("DX"))
                || !rest.is_char_boundary(1)
                || rest.starts_with('$')
            {
                // A card says so at once; of a foreign code nobody knows what else of it was mangled.
                scans.push(Scan::WrongLayout);
                return;
            }
        }
        if is_of_another_layout(rest) {
            scans.push(Scan::WrongLayout);
            return;
        }
        if let Some((label, tail)) = leading_label(rest) {
            scans.push(Scan::Label(label));
            rest = tail;
        } else if let Some((scan, tail)) = leading_card(rest) {
            scans.push(scan);
            rest = tail;
        } else {
            let (code, tail) = up_to_next_label(rest);
            scans.push(foreign(code));
            rest = tail;
        }
    }
}

/// Drops an AIM prefix: `]`, a letter, a digit or letter.
fn strip_symbology(text: &str) -> &str {
    match text.as_bytes() {
        [b']', letter, modifier, ..]
            if letter.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() =>
        {
            text.get(3..).unwrap_or_default()
        }
        _ => text,
    }
}

/// Through another layout it is a label of ours or one of our cards; as it stands it is none.
fn is_of_another_layout(text: &str) -> bool {
    if leading_label(text).is_some()
        || matches!(
            leading_card(text),
            Some((Scan::Card(_) | Scan::SelfTest, _))
        )
    {
        return false;
    }
    let ours = |meant: String| {
        let meant = strip_symbology(&meant);
        leading_label(meant).is_some()
            || meant == TEST_CARD
            || matches!(leading_card(meant), Some((Scan::Card(_), tail)) if tail.is_empty())
    };
    is_azerty_digits(text) || meant(text).any(ours)
}

/// A label at the start of `text`, spaces inside allowed, and what follows it.
fn leading_label(text: &str) -> Option<(Label, &str)> {
    let mut code = String::with_capacity(12);
    for (at, c) in text.char_indices() {
        if c == ' ' && !code.is_empty() {
            continue;
        }
        if !c.is_ascii_alphanumeric() {
            return None;
        }
        code.push(c);
        if code.len() == 12 {
            let label = code.parse().ok()?;
            return Some((label, text.get(at + 1..).unwrap_or_default()));
        }
    }
    None
}

/// A command card at the start of `text`. A known one may be followed by other codes;
/// an unknown one takes what is left.
fn leading_card(text: &str) -> Option<(Scan, &str)> {
    let upper = text.to_ascii_uppercase();
    let word = upper.strip_prefix("DX")?;
    if word.is_empty() {
        return None;
    }
    if upper.starts_with("DXTEST") {
        let read = if upper == TEST_CARD {
            Scan::SelfTest
        } else {
            Scan::WrongLayout
        };
        return Some((read, ""));
    }
    let known = Card::ALL
        .iter()
        .filter(|card| word.starts_with(card.as_str()))
        .max_by_key(|card| card.as_str().len());
    match known {
        Some(card) => {
            let tail = text.get(2 + card.as_str().len()..).unwrap_or_default();
            // DONE glued to letters of its own is not DONE.
            if tail.is_empty() || begins_a_code(tail) {
                Some((Scan::Card(*card), tail))
            } else {
                Some((Scan::UnknownCard(shortened(&upper)), ""))
            }
        }
        None => Some((Scan::UnknownCard(shortened(&upper)), "")),
    }
}

fn begins_a_code(text: &str) -> bool {
    let text = strip_symbology(text).trim_start();
    leading_label(text).is_some() || text.get(..2).is_some_and(|s| s.eq_ignore_ascii_case("DX"))
}

/// Somebody else's code up to the next label of ours, so that a waybill and a label
/// scanned in one go are told apart.
fn up_to_next_label(text: &str) -> (&str, &str) {
    let next = text
        .char_indices()
        .skip(1)
        .filter(|(_, c)| matches!(c, 'D' | 'd' | ']'))
        .map(|(at, _)| at)
        .find(|at| {
            let tail = text.get(*at..).unwrap_or_default();
            leading_label(strip_symbology(tail)).is_some()
        });
    text.split_at(next.unwrap_or(text.len()))
}

fn foreign(code: &str) -> Scan {
    let code = code.trim();
    let readable =
        code.len() <= OTHER_LIMIT && code.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    if readable {
        Scan::Other(code.to_ascii_uppercase())
    } else {
        Scan::Unreadable
    }
}

fn shortened(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_graphic)
        .take(24)
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;
    use crate::label::{LabelClass, SERIALS};

    fn label(serial: u32) -> Label {
        Label::new(LabelClass::Item, serial).unwrap()
    }

    #[test]
    fn a_label_is_read_however_the_reader_types_it() {
        let known = label(20_417_733);
        for text in [
            format!("{known}"),
            format!("{known}\r\n"),
            format!("{known}\t"),
            format!("]C0{known}\u{1d}"),
            format!("]d2{known}"),
            format!("\u{2}{known}\u{3}"),
            format!("  {}  ", known.grouped()),
            format!("{known}").to_lowercase(),
        ] {
            assert_eq!(parse_scans(&text), [Scan::Label(known)], "{text:?}");
        }
    }

    #[test]
    fn a_waybill_and_a_label_in_one_go_are_told_apart() {
        let known = label(7);
        assert_eq!(
            parse_scans(&format!("EB44710083{known}]C0{known}")),
            [Scan::Other("EB44710083".into()), Scan::Label(known)]
        );
    }

    #[test]
    fn what_a_held_trigger_types_twice_counts_once() {
        let (one, other) = (label(7), label(8));
        for text in [
            format!("{one}{one}"),
            format!("{one}\r\n{one}\r\n"),
            format!("]C0{one}]C0{one}"),
        ] {
            assert_eq!(parse_scans(&text), [Scan::Label(one)], "{text:?}");
        }
        let back = format!("{one}{other}{one}");
        assert_eq!(parse_scans(&back), [one, other, one].map(Scan::Label));
        let waybill = Scan::Other("EB44710083".into());
        assert_eq!(parse_scans("EB44710083\rEB44710083\r"), [waybill]);
        // Twice Correct takes two readings back.
        let correct = Scan::Card(Card::UndoLast);
        assert_eq!(
            parse_scans("DXUNDOLASTDXUNDOLAST"),
            [correct.clone(), correct]
        );
    }

    #[test]
    fn a_reader_on_another_layout_is_found_out_or_read_all_the_same() {
        let known = label(20_417_731);
        let typed = |layout: &[(char, char)]| -> String {
            let key = |c: char| {
                layout
                    .iter()
                    .find(|(meant, _)| *meant == c)
                    .map_or(c, |(_, typed)| *typed)
            };
            format!("]C0{known}").chars().map(key).collect()
        };
        // Canadian French: the dead cedilla joins the C; nothing else is touched.
        let canadian = typed(&[(']', 'Ç')]).replacen("ÇC", "Ç", 1);
        assert_eq!(parse_scans(&canadian), [Scan::Label(known)], "{canadian}");
        for sign in ['¸', 'ç', '$', '+'] {
            let read = typed(&[(']', sign)]);
            assert_eq!(parse_scans(&read), [Scan::Label(known)], "{read}");
        }
        let azerty: Vec<(char, char)> = "1234567890".chars().zip("&é\"'(-è_çà".chars()).collect();
        for prefix in ["]C0", ""] {
            let digits = format!("{prefix}{known}");
            let key = |c: char| {
                azerty
                    .iter()
                    .find(|(meant, _)| *meant == c)
                    .map_or(c, |(_, typed)| *typed)
            };
            let read: String = digits.replace(']', "$").chars().map(key).collect();
            assert_eq!(parse_scans(&read), [Scan::WrongLayout], "{read}");
        }
        for read in [
            "Ç0DXTEST0123456789AZQW",
            "$CàDXTESTà&é\"'(-è_çQWAZ",
            "DXTEST0123456789QWAZ",
            "DXDQ?QGED",
            "dxputqzqy",
            "DXPUTAWAZ",
            "EB''è&àà_\"é'ç",
            "Ç0EB44710083",
            "$C0EB44710083",
        ] {
            assert_eq!(parse_scans(read), [Scan::WrongLayout], "{read}");
        }
        // Capitals, and codes that only look a little like it.
        assert_eq!(
            parse_scans(&known.to_string().to_lowercase()),
            [Scan::Label(known)]
        );
        for other in ["+A99912345", "$5.20", "CHUM-118840-Z", "AZ-99", "DXDONEX"] {
            assert_ne!(parse_scans(other), [Scan::WrongLayout], "{other}");
        }
    }

    #[test]
    fn cards_are_read_alone_and_in_a_row() {
        assert_eq!(parse_scans("dxdone"), [Scan::Card(Card::Done)]);
        assert_eq!(
            parse_scans("DXDAMAGEDDXHELP"),
            [Scan::Card(Card::Damaged), Scan::Card(Card::Help)]
        );
        let known = label(7);
        assert_eq!(
            parse_scans(&format!("DXEXTRA{known}")),
            [Scan::Card(Card::Extra), Scan::Label(known)]
        );
        assert_eq!(
            parse_scans("DXDESTROY"),
            [Scan::UnknownCard("DXDESTROY".into())]
        );
        assert_eq!(
            parse_scans("DXDONEX"),
            [Scan::UnknownCard("DXDONEX".into())]
        );
    }

    #[test]
    fn the_self_test_card_shows_a_wrong_keyboard() {
        assert_eq!(parse_scans("DXTEST0123456789AZQW"), [Scan::SelfTest]);
        assert_eq!(parse_scans("DXTESTà&é\"'(§è!çQWAZ"), [Scan::WrongLayout]);
    }

    #[test]
    fn noise_is_said_to_be_noise() {
        assert_eq!(parse_scans(""), []);
        assert_eq!(parse_scans(" \r\n\t"), []);
        assert_eq!(parse_scans(&"9".repeat(65)), [Scan::Unreadable]);
        assert_eq!(
            parse_scans(&"9".repeat(INPUT_LIMIT + 1)),
            [Scan::Unreadable]
        );
        assert_eq!(parse_scans("\u{202e}é"), [Scan::Unreadable]);
        assert_eq!(
            parse_scans("<script>alert(1)</script>"),
            [Scan::Other("<SCRIPT>ALERT(1)</SCRIPT>".into())]
        );
        assert_eq!(parse_scans("]C1"), []);
        // Two characters of a reader's prefix are none.
        for code in ["]C-1234", "]-C1234", "]11234"] {
            assert_eq!(parse_scans(code), [Scan::Other(code.into())]);
        }
        let longest = "9".repeat(OTHER_LIMIT);
        assert_eq!(parse_scans(&longest), [Scan::Other(longest.clone())]);
        let another = "8".repeat(OTHER_LIMIT);
        let pairs = INPUT_LIMIT / (2 * (OTHER_LIMIT + 1));
        let full = format!("{longest}\n{another}\n").repeat(pairs);
        let blanks = " ".repeat(INPUT_LIMIT - full.len());
        let read = parse_scans(&format!("{full}{blanks}"));
        assert_eq!(read.len(), 2 * pairs);
        assert_eq!(
            parse_scans("DI1234567899"),
            [Scan::Other("DI1234567899".into())]
        );
    }

    #[test]
    fn every_card_reads_back_from_its_own_barcode() {
        for card in Card::ALL {
            assert_eq!(parse_scans(&card.code()), [Scan::Card(*card)]);
        }
    }

    proptest! {
        /// U5: one long continuous string.
        #[test]
        fn labels_in_one_long_string_are_all_found(
            serials in prop::collection::vec((0..SERIALS, 0..LabelClass::ALL.len()), 1..40),
            prefix in any::<bool>(),
        ) {
            let labels: Vec<_> = serials
                .iter()
                .map(|(n, class)| Label::new(LabelClass::ALL[*class], *n).unwrap())
                .collect();
            let text: String = labels
                .iter()
                .map(|l| if prefix { format!("]C0{l}") } else { l.to_string() })
                .collect();
            let mut found: Vec<_> = labels.into_iter().map(Scan::Label).collect();
            found.dedup();
            prop_assert_eq!(parse_scans(&text), found);
        }

        #[test]
        fn any_text_gives_bounded_codes(text in any::<String>()) {
            for scan in parse_scans(&text) {
                if let Scan::Other(code) | Scan::UnknownCard(code) = scan {
                    prop_assert!(!code.is_empty() && code.len() <= OTHER_LIMIT && code.is_ascii());
                }
            }
        }

        #[test]
        fn any_bytes_of_a_reader_give_bounded_codes(bytes in prop::collection::vec(0u8..128, 0..300)) {
            let text = String::from_utf8(bytes).unwrap();
            prop_assert!(parse_scans(&text).len() <= text.len());
        }
    }
}
