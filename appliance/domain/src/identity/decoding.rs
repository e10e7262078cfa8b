//! Names that were sent in one character set and read in another.
//!
//! An object without Specific Character Set (0008,0005) holds plain ASCII (PS3.5 6.1.2.1), one
//! with it holds that set. Many senders do neither: UTF-8 is then read as Latin-1 (`Ã©`), or the
//! reverse. The text tells it, and what it was meant to be is a guess that a person may confirm.

use super::folding::{DAMAGED, LONGEST};

/// What the text was meant to be, if it shows that it was read in the wrong character set.
/// Letters of which a part is lost come out as U+FFFD.
///
/// ```
/// use doublelock_domain::identity::guessed_reading;
/// assert_eq!(guessed_reading("BÃ©langer").as_deref(), Some("Bélanger"));
/// assert_eq!(guessed_reading(r"B\351langer").as_deref(), Some("Bélanger"));
/// assert_eq!(guessed_reading("Bélanger"), None);
/// ```
pub fn guessed_reading(text: &str) -> Option<String> {
    let text: Vec<char> = text.chars().take(LONGEST).collect();
    unescaped(&text).or_else(|| utf8_read_as_latin1(&text))
}

/// Bytes that are no UTF-8 are written `\351` by our decoder: Latin-1 was sent.
fn unescaped(text: &[char]) -> Option<String> {
    let mut out = String::new();
    let mut found = false;
    let mut at = 0;
    while let Some(c) = text.get(at) {
        if let Some(letter) = text.get(at..at + 4).and_then(octal) {
            out.push(letter);
            found = true;
            at += 4;
        } else {
            out.push(*c);
            at += 1;
        }
    }
    found.then_some(out)
}

fn octal(escape: &[char]) -> Option<char> {
    let ['\\', high @ '2'..='3', middle @ '0'..='7', low @ '0'..='7'] = escape else {
        return None;
    };
    let value = [high, middle, low]
        .into_iter()
        .try_fold(0, |sum, digit| Some(sum * 8 + digit.to_digit(8)?))?;
    char::from_u32(value)
}

/// UTF-8 read as Latin-1 or as Windows-1252. All that is not ASCII must be whole sequences: one
/// true `é` beside them and the text is left as it is.
fn utf8_read_as_latin1(text: &[char]) -> Option<String> {
    let mut out = String::new();
    let mut found = false;
    let mut at = 0;
    while let Some(c) = text.get(at) {
        if c.is_ascii() {
            out.push(*c);
            at += 1;
            continue;
        }
        let Byte::Known(first) = byte(*c)? else {
            return None;
        };
        let length = match first {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => return None,
        };
        let mut bytes = vec![first];
        let mut lost = false;
        for c in text.get(at + 1..at + length)? {
            match byte(*c)? {
                Byte::Known(byte @ 0x80..=0xBF) => bytes.push(byte),
                Byte::Known(_) => return None,
                Byte::Lost => lost = true,
            }
        }
        if lost {
            out.push(DAMAGED);
        } else {
            out.push_str(std::str::from_utf8(&bytes).ok()?);
        }
        found = true;
        at += length;
    }
    found.then_some(out)
}

enum Byte {
    Known(u8),
    /// The control characters U+0080 to U+009F are replaced before a text is kept.
    Lost,
}

/// The byte that was read as this character; nothing if no byte was.
fn byte(c: char) -> Option<Byte> {
    // Windows-1252, 0x80 to 0x9F; five places are empty.
    const WINDOWS: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    if c == DAMAGED {
        return Some(Byte::Lost);
    }
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(Byte::Known(byte));
    }
    let place = WINDOWS.iter().position(|known| *known == c)?;
    u8::try_from(0x80 + place).ok().map(Byte::Known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_read_from_whole_sequences_only() {
        for (text, meant) in [
            ("BÃ©langer", Some("Bélanger")),
            // Three bytes, and four.
            ("æ—¥", Some("日")),
            ("ð\u{a0}®·", Some("𠮷")),
            ("Ã\u{FFFD}lodie", Some("\u{FFFD}lodie")),
            (r"B\351langer", Some("Bélanger")),
            (r"\311lodie \311lodie", Some("Élodie Élodie")),
            // Cut off, or not UTF-8: it stays as it is.
            ("BelangÃ", None),
            ("æ—", None),
            ("ÃA", None),
            ("ÃÃ", None),
            ("©", None),
            ("é Ã©", None),
            ("日", None),
            (r"B\351", Some("Bé")),
            (r"B\35", None),
            (r"B\151", None),
            (r"B\389", None),
            ("Belanger", None),
            ("", None),
        ] {
            assert_eq!(guessed_reading(text).as_deref(), meant, "{text}");
        }
    }
}
