//! Letters without what people and machines write differently: the one normal form of a name.
//!
//! Two forms, and no third anywhere. [`plain`] is what *same* means: Unicode normal form C, case
//! and outer blanks aside. [`folded`] and [`words`] go further (accents, ligatures, ß, ø, þ,
//! hyphens, apostrophes, blanks), which is enough to find a person and never enough to be sure;
//! the search index and the search field use the same two.
//!
//! What is left out: nothing is sorted and no word is dropped, so the order of components stays.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Most characters of a text that are looked at. A Person Name has at most 64 in each of its
/// three groups (PS3.5 6.2); a hostile one may have any number.
pub(super) const LONGEST: usize = 256;

/// Stands for a letter that was lost on the way: what decoders write for it. Senders write `?`.
pub(super) const DAMAGED: char = '\u{FFFD}';

/// What is folded, one after the other, so that the page can say which it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Accents,
    Letters,
    Hyphens,
    Apostrophes,
    Blanks,
    Punctuation,
}

/// How letters that ASCII lacks are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Not at all.
    Kept,
    /// As their base letter: `Müller` is `muller`, `Sørensen` is `sorensen`.
    Short,
    /// As passports write them (ICAO 9303-3, section 6): `Müller` is `mueller`, `Sørensen` is
    /// `soerensen`.
    Long,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Of(Layer),
}

/// What a name is, case and outer blanks aside.
fn plain(text: &str) -> String {
    lower(text.trim().chars().take(LONGEST))
}

fn lower(text: impl Iterator<Item = char> + Clone) -> String {
    let small = |c: char| {
        // Both are the small Σ; which one it is depends on the place in the word.
        c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c })
    };
    // What is composed already, as nearly all names are, is not composed again.
    let lowered: String = if is_composed(text.clone()) {
        text.flat_map(small).collect()
    } else {
        text.nfc().flat_map(small).collect()
    };
    if is_composed(lowered.chars()) {
        lowered
    } else {
        lowered.nfc().collect()
    }
}

fn is_composed(text: impl Iterator<Item = char>) -> bool {
    is_nfc_quick(text) == IsNormalized::Yes
}

/// The letters and digits of a text, folded, without anything between them.
///
/// `O'Neill`, `ONEILL` and `O NEILL` are one; so are `Lebœuf` and `LEBOEUF`.
pub fn folded(text: &str) -> String {
    fold(text, Spelling::Short, None)
}

/// The words of a text, each as [`folded`]: `Bélanger-Roy^Élodie` is `belanger`, `roy`, `elodie`.
pub fn words(text: &str) -> Vec<String> {
    let mut all: Vec<String> = parted(text).iter().map(|word| folded(word)).collect();
    all.retain(|word| !word.is_empty());
    all
}

/// True if the two texts are one text in Unicode normal form, case and outer blanks aside, and
/// none of it was lost.
pub(super) fn same_text(one: &str, other: &str) -> bool {
    plain(one) == plain(other) && !one.contains([DAMAGED, '?'])
}

/// True if a text holds letters of the Latin alphabet.
pub(super) fn has_latin(text: &str) -> bool {
    folded(text).contains(|c: char| c.is_ascii_alphabetic())
}

/// The words as written, divided where [`words`] divides.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let mut all = parted(text);
    all.retain(|word| !folded(word).is_empty());
    all
}

/// What lies between the blanks, hyphens, apostrophes and marks of a text.
fn parted(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for c in text.chars().take(LONGEST) {
        let parts = matches!(
            class(unquoted(c)),
            Class::Of(Layer::Hyphens | Layer::Apostrophes | Layer::Blanks | Layer::Punctuation)
        );
        if parts {
            all.push(String::new());
        } else if let Some(word) = all.last_mut() {
            word.push(c);
        }
    }
    all
}

/// Folds everything but one layer.
pub(super) fn fold(text: &str, spelling: Spelling, kept: Option<Layer>) -> String {
    if text.is_ascii() {
        return fold_ascii(text, kept);
    }
    fold_any(text, spelling, kept)
}

/// The same of letters that have one form and one spelling.
fn fold_ascii(text: &str, kept: Option<Layer>) -> String {
    let small = |c: char| unquoted(c).to_ascii_lowercase();
    text.chars()
        .take(LONGEST)
        .map(small)
        .filter(|c| match class(*c) {
            Class::Of(layer) => Some(layer) == kept,
            Class::Letter => true,
        })
        .map(|c| if c == '?' { DAMAGED } else { c })
        .collect()
}

fn fold_any(text: &str, spelling: Spelling, kept: Option<Layer>) -> String {
    let spelled = lower(text.chars().take(LONGEST).map(unquoted));
    let mut folded = String::with_capacity(spelled.len());
    for c in spelled.chars() {
        match long_spelling(c).filter(|_| spelling == Spelling::Long) {
            Some(long) => folded.push_str(long),
            None if c.is_ascii() => folded.push(c),
            None => folded.extend(std::iter::once(c).nfkd()),
        }
    }
    // Compatibility forms may hold capitals (𝐑, ㎆).
    folded
        .chars()
        .flat_map(char::to_lowercase)
        .fold(String::new(), |mut out, c| {
            match (class(c), base_letters(c)) {
                (Class::Of(layer), _) if Some(layer) != kept => {}
                (Class::Letter, Some(base)) if spelling != Spelling::Kept => out.push_str(base),
                _ if c == '?' => out.push(DAMAGED),
                _ => out.push(c),
            }
            out
        })
}

/// Everything that is meant as an apostrophe, before compatibility decomposition makes a blank
/// and an accent of `´`.
const fn unquoted(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201B}'
        | '\u{02B9}'..='\u{02BD}'
        | '\u{2032}'
        | '\u{FF07}'
        | '\u{00B4}'
        | '`' => '\'',
        _ => c,
    }
}

fn class(c: char) -> Class {
    match c {
        '-'
        | '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{FE58}'
        | '\u{FE63}'
        | '\u{FF0D}'
        | '\u{00AD}' => Class::Of(Layer::Hyphens),
        '\'' => Class::Of(Layer::Apostrophes),
        DAMAGED | '?' => Class::Letter,
        // Padding of a Person Name, and what cannot be seen.
        '^' | '=' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => Class::Of(Layer::Blanks),
        c if c.is_whitespace() || c.is_control() => Class::Of(Layer::Blanks),
        c if is_accent(c) => Class::Of(Layer::Accents),
        // Other marks are letters of their script: the vowels of Devanagari, the dots of kana.
        c if c.is_alphanumeric() || is_combining_mark(c) => Class::Letter,
        _ => Class::Of(Layer::Punctuation),
    }
}

/// Marks that are written or left out at will: diacritics of the alphabets, Hebrew points,
/// Arabic vowel signs.
const fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
        | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}'..='\u{05C2}' | '\u{05C4}'..='\u{05C5}'
        | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

/// Letters that no normal form takes apart.
const fn base_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' | 'ɖ' => "d",
        'þ' => "th",
        'ı' => "i",
        'ȷ' => "j",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'σ' | 'ς' => "σ",
        _ => return None,
    })
}

const fn long_spelling(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' => "ae",
        'ö' | 'ø' => "oe",
        'ü' => "ue",
        'å' => "aa",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Letters that ASCII lacks, as their base letter, as passports write them, and not written out.
    #[test]
    fn each_letter_has_its_spellings() {
        for (text, short, long, kept) in [
            ("Müller", "muller", "mueller", "müller"),
            ("Jörg", "jorg", "joerg", "jörg"),
            ("Jäger", "jager", "jaeger", "jäger"),
            ("Åsa", "asa", "aasa", "åsa"),
            ("Sørensen", "sorensen", "soerensen", "sørensen"),
            ("Weiß", "weiss", "weiss", "weiß"),
            ("Lebœuf", "leboeuf", "leboeuf", "lebœuf"),
            ("Cæsar", "caesar", "caesar", "cæsar"),
            ("Łukasz", "lukasz", "lukasz", "łukasz"),
            ("Đặng", "dang", "dang", "đang"),
            ("Guðrún", "gudrun", "gudrun", "guðrun"),
            ("Þór", "thor", "thor", "þor"),
            ("Işık", "isik", "isik", "isık"),
            ("ȷ", "j", "j", "ȷ"),
            ("Ħal", "hal", "hal", "ħal"),
            ("Ŧ", "t", "t", "ŧ"),
            ("Ŋ", "n", "n", "ŋ"),
            ("Ɖ", "d", "d", "ɖ"),
            // A small final sigma of typography is a sigma.
            ("ΝΊΚΟ\u{1D6D3}", "νικοσ", "νικοσ", "νικοσ"),
        ] {
            let unaccented =
                |text: &str| -> String { text.nfd().filter(|c| !is_combining_mark(*c)).collect() };
            assert_eq!(fold(text, Spelling::Short, None), short, "{text}");
            assert_eq!(fold(text, Spelling::Long, None), long, "{text}");
            if !text.contains('\u{1D6D3}') {
                let kept = unaccented(kept);
                assert_eq!(fold(text, Spelling::Kept, None), kept, "{text}");
            }
        }
    }

    #[test]
    fn what_is_meant_as_an_apostrophe_is_one() {
        for mark in [
            '\'', '`', '´', '\u{2018}', '\u{2019}', '\u{201B}', '\u{02B9}', '\u{02BC}', '\u{02BD}',
            '\u{2032}', '\u{FF07}',
        ] {
            let name = format!("O{mark}Néill");
            assert_eq!(folded(&name), "oneill", "{mark}");
            assert_eq!(words(&name), ["o", "neill"], "{mark}");
            let apart = fold(&name, Spelling::Short, Some(Layer::Apostrophes));
            assert_eq!(apart, "o'neill", "{mark}");
        }
    }

    proptest! {
        /// The short ways give what the long way gives.
        #[test]
        fn letters_of_one_form_are_folded_as_all_others(
            text in r"[ -~\t\r\n]{0,24}",
            spelling in prop::sample::select(&[Spelling::Kept, Spelling::Short, Spelling::Long][..]),
            kept in prop::option::of(prop::sample::select(&[
                Layer::Accents, Layer::Letters, Layer::Hyphens, Layer::Apostrophes, Layer::Blanks,
                Layer::Punctuation,
            ][..])),
        ) {
            prop_assert_eq!(fold_ascii(&text, kept), fold_any(&text, spelling, kept));
        }

        #[test]
        fn what_is_composed_already_is_what_composing_gives(
            text in "[a-zA-ZéÉe\u{301}İßΣς\u{1E9B}\u{323}\u{1100}\u{1161}\u{11A8}K]{0,12}",
        ) {
            let small = |c: char| c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c });
            let long: String = text.nfc().flat_map(small).nfc().collect();
            prop_assert_eq!(lower(text.chars()), long);
        }
    }
}
