//! What chance drew, made plain: ids, labels, fingerprints, keys and signatures get a number by
//! first appearance; instants are told to the second; ephemeral ports and the size of what is
//! built stay out.

use std::collections::BTreeMap;

use chrono::DateTime;

/// Letters of Crockford's base 32.
const CROCKFORD: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Classes of labels.
const CLASSES: &[u8] = b"ICLSPKH";
/// Shortest run of base 64 that is taken for chance: a key, a signature or a hash has 43.
const SHORTEST_BASE64: usize = 40;

/// Numbers of what was seen so far.
#[derive(Default)]
pub(crate) struct Plain {
    seen: BTreeMap<String, Vec<String>>,
}

impl Plain {
    /// The text with every draw of chance in it replaced.
    pub(crate) fn text(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut inside_word = false;
        while let Some(c) = rest.chars().next() {
            let found = (!inside_word).then(|| self.chance_at(rest)).flatten();
            if let Some((length, plain)) = found {
                out.push_str(&plain);
                rest = &rest[length..];
                inside_word = true;
            } else {
                out.push(c);
                rest = &rest[c.len_utf8()..];
                inside_word = c.is_alphanumeric();
            }
        }
        out
    }

    /// What chance drew at the start of `text`: how long it is, and what stands for it.
    fn chance_at(&mut self, text: &str) -> Option<(usize, String)> {
        if let Some(length) = label(text) {
            let code: String = text[..length].replace(' ', "");
            let class = format!("label D{}", &code[1..2]);
            return Some((length, self.number(&class, &code)));
        }
        if let Some(length) = grouped_hash(text) {
            let hash = text[..length].replace(' ', "");
            return Some((length, self.number("hash", &hash)));
        }
        if let Some(length) = print_in_pairs(text) {
            let hash = text[..length].replace(':', "").to_ascii_lowercase();
            return Some((length, self.number("hash", &hash)));
        }
        if let Some(host) = ["localhost:", "127.0.0.1:"]
            .iter()
            .find(|host| text.starts_with(**host))
        {
            let port = run(&text[host.len()..], |b| b.is_ascii_digit());
            return (port > 0).then(|| (host.len() + port, format!("{host}‹port›")));
        }
        let word = &text[..run(text, |b| b.is_ascii_alphanumeric())];
        if is_id(word) {
            return Some((26, self.number("id", word)));
        }
        if word.len() == 64 && word.bytes().all(is_hex) {
            return Some((64, self.number("hash", word)));
        }
        if let Some(instant) = instant(word) {
            return Some((word.len(), instant));
        }
        let word = &text[..base64(text)];
        let mixed = [
            u8::is_ascii_lowercase,
            u8::is_ascii_uppercase,
            u8::is_ascii_digit,
        ];
        // An address with an id in it is as long; its id has its own number.
        let drawn =
            mixed.iter().all(|kind| word.bytes().any(|b| kind(&b))) && !word.split('/').any(is_id);
        // One hash in a thousand has no digit; no address ends like this.
        let padded = word.len() == 44 && word.ends_with('=');
        if word.len() >= SHORTEST_BASE64 && (drawn || padded) {
            return Some((word.len(), self.number("base64", word)));
        }
        None
    }

    fn number(&mut self, kind: &str, what: &str) -> String {
        let seen = self.seen.entry(kind.to_owned()).or_default();
        let at = seen.iter().position(|known| known == what);
        let at = at.unwrap_or_else(|| {
            seen.push(what.to_owned());
            seen.len() - 1
        });
        format!("‹{kind} {}›", at + 1)
    }
}

fn run(text: &str, belongs: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|b| belongs(*b)).count()
}

const fn is_hex(b: u8) -> bool {
    matches!(b, b'0'..=b'9' | b'a'..=b'f')
}

fn is_id(word: &str) -> bool {
    word.len() == 26 && word.bytes().all(|b| CROCKFORD.contains(&b))
}

/// How long the run of base 64 is, padding included.
fn base64(text: &str) -> usize {
    let drawn = run(text, |b| b.is_ascii_alphanumeric() || b"+/".contains(&b));
    drawn + run(&text[drawn..], |b| b == b'=')
}

/// `DI1234567812`, or `DI 1234 5678 12`.
fn label(text: &str) -> Option<usize> {
    let [b'D', class, rest @ ..] = text.as_bytes() else {
        return None;
    };
    if !CLASSES.contains(class) {
        return None;
    }
    let (mut digits, mut length) = (0, 2);
    for (at, b) in rest.iter().enumerate() {
        match b {
            b'0'..=b'9' => {
                digits += 1;
                length = at + 3;
                if digits == 10 {
                    break;
                }
            }
            b' ' if matches!(digits, 0 | 4 | 8) => {}
            _ => return None,
        }
    }
    let ends = !text[length..].starts_with(|c: char| c.is_alphanumeric());
    (digits == 10 && ends).then_some(length)
}

/// `12ab 34cd …`, sixteen times.
fn grouped_hash(text: &str) -> Option<usize> {
    let whole = text.as_bytes().get(..16 * 5 - 1)?;
    let shaped = whole
        .iter()
        .enumerate()
        .all(|(at, b)| if at % 5 == 4 { *b == b' ' } else { is_hex(*b) });
    shaped.then_some(whole.len())
}

/// `12:AB:…`, thirty-two times.
fn print_in_pairs(text: &str) -> Option<usize> {
    let whole = text.as_bytes().get(..32 * 3 - 1)?;
    let shaped = whole.iter().enumerate().all(|(at, b)| {
        if at % 3 == 2 {
            *b == b':'
        } else {
            b.is_ascii_hexdigit()
        }
    });
    shaped.then_some(whole.len())
}

/// Units of a size in bytes.
const UNITS: &[&str] = &["o", "ko", "Mo", "Go", "To"];

/// Sizes of what was compressed or signed, or of what is free on a disk.
pub(crate) fn without_sizes(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(line_without_sizes).collect();
    lines.join("\n") + "\n"
}

fn line_without_sizes(line: &str) -> String {
    let is_number = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            && word.bytes().all(|b| b.is_ascii_digit() || b == b',')
    };
    let mut words: Vec<String> = Vec::new();
    for word in line.split(' ') {
        let unit = word.trim_end_matches(['.', ',', ')', ';']);
        if UNITS.contains(&unit) && words.last().is_some_and(|last| is_number(last)) {
            // Thousands stand apart.
            while words.last().is_some_and(|last| is_number(last)) {
                words.pop();
            }
            words.push("‹taille›".to_owned() + &word[unit.len()..]);
        } else {
            words.push(word.to_owned());
        }
    }
    words.join(" ")
}

/// Microseconds of this century, told to the second: looks at the clock are not counted.
fn instant(word: &str) -> Option<String> {
    if word.len() != 16 || !(word.starts_with("17") || word.starts_with("18")) {
        return None;
    }
    let at = DateTime::from_timestamp_micros(word.parse().ok()?)?;
    Some(at.format("‹%Y-%m-%d %H:%M:%S›").to_string())
}

#[test]
fn draws_of_chance_are_numbered_by_first_appearance() {
    let mut plain = Plain::default();
    let hash = "0f".repeat(32);
    let grouped = ["0f0f"; 16].join(" ");
    assert_eq!(
        plain.text(&format!(
            "/items/DI1234567812 DI 1234 5678 12, DL1234567812 DI12345678123 {hash} ({grouped}) \
             01M7Z9Y4C06X3GHZZQE6EXB5WY 01M7Z9Y4C06X3GHZZQE6EXB5WZ/01M7Z9Y4C06X3GHZZQE6EXB5WY \
             1795273200000004 localhost:4711 L’été"
        )),
        "/items/‹label DI 1› ‹label DI 1›, ‹label DL 1› DI12345678123 ‹hash 1› (‹hash 1›) \
         ‹id 1› ‹id 2›/‹id 1› ‹2026-11-21 15:00:00› localhost:‹port› L’été"
    );
}

#[test]
fn a_hash_without_a_digit_is_one_all_the_same() {
    let hash = "Syvsyz/KoyxKrtGIjaOqmkEpAEeDnWlHU+cCDaKiwyM=";
    let text = format!("journal 442 {hash} \u{2014} journal");
    assert_eq!(
        Plain::default().text(&text),
        "journal 442 \u{2039}base64 1\u{203a} \u{2014} journal"
    );
}

#[test]
fn sizes_stay_out() {
    assert_eq!(
        without_sizes("14 fichiers, 1 147,5 ko.\n3 images, 5 ou 6 o\nISO, 9 Mo. À graver"),
        "14 fichiers, ‹taille›.\n3 images, 5 ou ‹taille›\nISO, ‹taille›. À graver\n"
    );
}
