//! One writing of a name compared with another: five components against five.

use super::folding::{DAMAGED, Layer, Spelling, fold, folded, has_latin, pieces, same_text};
use super::reason::Reason;

/// Most names of one person that are looked at in turn.
const MOST_NAMES: usize = 16;
/// Longest folded text in which lost letters are looked for.
const LONGEST_DAMAGED: usize = 256;
/// Most letters that one damaged place stands for: three bytes of UTF-8, or `æ` as `ae`.
const LETTERS_LOST: usize = 3;

/// A group of a Person Name (PS3.5 6.2.1).
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Group {
    family: String,
    given: String,
    middle: String,
    prefix: String,
    suffix: String,
}

impl Group {
    pub(super) fn new(components: [&str; 5]) -> Self {
        let [family, given, middle, prefix, suffix] = components.map(|part| part.trim().to_owned());
        Self {
            family,
            given,
            middle,
            prefix,
            suffix,
        }
    }

    /// No letter in it.
    pub(super) fn is_silent(&self) -> bool {
        folded(&self.whole()).chars().all(|c| c == DAMAGED)
    }

    pub(super) fn is_latin(&self) -> bool {
        has_latin(&self.whole())
    }

    /// Family, given and middle names in one line.
    fn whole(&self) -> String {
        [
            self.family.as_str(),
            self.given.as_str(),
            self.middle.as_str(),
        ]
        .join(" ")
        .trim()
        .to_owned()
    }

    fn names(&self) -> Names<'_> {
        Names {
            family: &self.family,
            given: &self.given,
            middle: &self.middle,
        }
    }

    /// The one component that holds everything, if it is so.
    fn single(&self) -> Option<&str> {
        match (
            self.family.as_str(),
            self.given.as_str(),
            self.middle.as_str(),
        ) {
            (all, "", "") | ("", all, "") | ("", "", all) => Some(all),
            _ => None,
        }
    }
}

/// A way to read a group.
#[derive(Clone, Copy)]
struct Names<'a> {
    family: &'a str,
    given: &'a str,
    middle: &'a str,
}

/// What stands between two writings; nothing if they are the same.
pub(super) fn compare(ours: &Group, theirs: &Group) -> Vec<Reason> {
    let (a, b) = (ours.names(), theirs.names());
    let found = arranged(a, b)
        .or_else(|| exchanged(a, b))
        .or_else(|| divided_otherwise(ours, theirs))
        .or_else(|| same_words(ours, theirs));
    match found {
        Some(mut reasons) => {
            reasons.extend(titles(ours, theirs));
            reasons
        }
        None => differing(a, b),
    }
}

/// Component against component.
fn arranged(a: Names, b: Names) -> Option<Vec<Reason>> {
    let mut reasons = alike(a.family, b.family)?;
    reasons.extend(given_names(a, b)?);
    Some(reasons)
}

/// The family name in the place of the given names.
fn exchanged(a: Names, b: Names) -> Option<Vec<Reason>> {
    let turned = |names: Names| -> [(String, String, String); 2] {
        [
            (names.given.into(), names.family.into(), names.middle.into()),
            (
                format!("{} {}", names.given, names.middle),
                names.family.into(),
                String::new(),
            ),
        ]
    };
    let try_one = |turned: &[(String, String, String); 2], kept: Names| {
        turned.iter().find_map(|(family, given, middle)| {
            let names = Names {
                family,
                given,
                middle,
            };
            arranged(names, kept)
        })
    };
    // Nothing in one of the places is no exchange, but a border left out.
    let both = |names: Names| !names.family.is_empty() && !names.given.is_empty();
    if !both(a) || !both(b) {
        return None;
    }
    let mut reasons = try_one(&turned(b), a).or_else(|| try_one(&turned(a), b))?;
    reasons.push(Reason::ComponentOrder);
    Some(reasons)
}

/// One side has everything in one component: its words are divided anew, the other's borders kept.
fn divided_otherwise(ours: &Group, theirs: &Group) -> Option<Vec<Reason>> {
    let (all, other) = match (ours.single(), theirs.single()) {
        (Some(all), None) => (all, theirs.names()),
        (None, Some(all)) => (all, ours.names()),
        _ => return None,
    };
    let words: Vec<&str> = all
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .take(MOST_NAMES)
        .collect();
    (1..words.len()).find_map(|at| {
        let (first, last) = (words[..at].join(" "), words[at..].join(" "));
        let names = |family, given| Names {
            family,
            given,
            middle: "",
        };
        let mut reasons = arranged(names(&first, &last), other).or_else(|| {
            let mut reasons = arranged(names(&last, &first), other)?;
            reasons.push(Reason::ComponentOrder);
            Some(reasons)
        })?;
        reasons.push(Reason::ComponentBorder);
        Some(reasons)
    })
}

/// The same letters in one line, or the same words in any order.
fn same_words(ours: &Group, theirs: &Group) -> Option<Vec<Reason>> {
    let (a, b) = (ours.whole(), theirs.whole());
    if let Some(mut reasons) = alike(&a, &b) {
        reasons.push(Reason::ComponentBorder);
        return Some(reasons);
    }
    let sorted = |text: &str| {
        let mut words = pieces(text);
        words.sort_by_key(|word| folded(word));
        words
    };
    let (a, b) = (sorted(&a), sorted(&b));
    if a.len() != b.len() {
        return None;
    }
    let mut reasons = vec![Reason::ComponentOrder];
    for (one, other) in a.iter().zip(&b) {
        reasons.extend(alike(one, other)?);
    }
    Some(reasons)
}

/// Given and middle names: equal, divided otherwise, or some middle names more on one side.
fn given_names(a: Names, b: Names) -> Option<Vec<Reason>> {
    if let (Some(mut given), Some(middle)) = (alike(a.given, b.given), alike(a.middle, b.middle)) {
        given.extend(middle);
        return Some(given);
    }
    let line = |names: Names| format!("{} {}", names.given, names.middle);
    if let Some(mut reasons) = alike(&line(a), &line(b)) {
        reasons.push(Reason::ComponentBorder);
        return Some(reasons);
    }
    let (a, b) = (line(a), line(b));
    let (a, b) = (list(&a), list(&b));
    // The first given name is the same, in as many words as it takes (Jean Pierre, Jean-Pierre).
    (1..=a.len())
        .flat_map(|i| (1..=b.len()).map(move |j| (i, j)))
        .find_map(|(i, j)| {
            let mut reasons = alike(&a[..i].join(" "), &b[..j].join(" "))?;
            reasons.extend(middle_names(&a[i..], &b[j..])?);
            reasons.push(Reason::MiddleName);
            Some(reasons)
        })
}

fn list(names: &str) -> Vec<&str> {
    names.split_whitespace().take(MOST_NAMES).collect()
}

/// All names of the shorter list stand in the longer one, in its order; an initial stands for a
/// name.
fn middle_names(a: &[&str], b: &[&str]) -> Option<Vec<Reason>> {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut left = many.iter();
    let mut reasons = Vec::new();
    for name in few {
        reasons.extend(left.find_map(|other| alike(name, other).or_else(|| initial(name, other)))?);
    }
    Some(reasons)
}

fn initial(one: &str, other: &str) -> Option<Vec<Reason>> {
    let (one, other) = (folded(one), folded(other));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let is_initial = short.chars().count() == 1 && short.chars().all(char::is_alphabetic);
    (is_initial && long.starts_with(&short)).then(Vec::new)
}

fn titles(ours: &Group, theirs: &Group) -> Vec<Reason> {
    [
        (&ours.prefix, &theirs.prefix),
        (&ours.suffix, &theirs.suffix),
    ]
    .into_iter()
    .flat_map(|(one, other)| alike(one, other).unwrap_or_else(|| vec![Reason::Title]))
    .collect()
}

/// Which of the names differ.
fn differing(a: Names, b: Names) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if alike(a.family, b.family).is_none() {
        let (ours, theirs) = (pieces(a.family), pieces(b.family));
        let within = |few: &[String], many: &[String]| {
            !few.is_empty()
                && few
                    .iter()
                    .all(|word| many.iter().any(|other| alike(word, other).is_some()))
        };
        let part = within(&ours, &theirs) || within(&theirs, &ours);
        reasons.push(if part {
            Reason::FamilyNamePart
        } else {
            Reason::FamilyName
        });
    }
    if given_names(a, b).is_none() {
        reasons.push(Reason::GivenNames);
    }
    reasons
}

/// What stands between two texts that are equal once folded; nothing at all if they are not.
fn alike(one: &str, other: &str) -> Option<Vec<Reason>> {
    if same_text(one, other) {
        return Some(Vec::new());
    }
    let (a, b) = (folded(one), folded(other));
    let Some((spelled_a, spelled_b)) = spelled(one, other, &a, &b) else {
        return damaged(&a, &b).then(|| vec![Reason::DamagedCharacters]);
    };
    let mut reasons = layers(one, other, spelled_a, spelled_b);
    if a.contains(DAMAGED) {
        reasons.push(Reason::DamagedCharacters);
    }
    if reasons.is_empty() {
        // Compatibility forms: full width, small capitals, ligatures of type.
        reasons.push(Reason::Letters);
    }
    Some(reasons)
}

/// The spellings in which the two are equal; `a` and `b` are the two in their short one.
fn spelled(one: &str, other: &str, a: &str, b: &str) -> Option<(Spelling, Spelling)> {
    if a == b {
        return Some((Spelling::Short, Spelling::Short));
    }
    if one.is_ascii() && other.is_ascii() {
        return None;
    }
    let (long_a, long_b) = (
        fold(one, Spelling::Long, None),
        fold(other, Spelling::Long, None),
    );
    if long_a == long_b {
        Some((Spelling::Long, Spelling::Long))
    } else if long_a == b {
        Some((Spelling::Long, Spelling::Short))
    } else if a == long_b {
        Some((Spelling::Short, Spelling::Long))
    } else {
        None
    }
}

/// The layers that are not equal by themselves.
fn layers(one: &str, other: &str, a: Spelling, b: Spelling) -> Vec<Reason> {
    const LAYERS: [(Layer, Reason); 6] = [
        (Layer::Accents, Reason::Accents),
        (Layer::Letters, Reason::Letters),
        (Layer::Hyphens, Reason::Hyphens),
        (Layer::Apostrophes, Reason::Apostrophes),
        (Layer::Blanks, Reason::Blanks),
        (Layer::Punctuation, Reason::Punctuation),
    ];
    let (one, other) = (one.trim(), other.trim());
    LAYERS
        .into_iter()
        .filter(|(layer, _)| {
            let (a, b) = if *layer == Layer::Letters {
                (Spelling::Kept, Spelling::Kept)
            } else {
                (a, b)
            };
            fold(one, a, Some(*layer)) != fold(other, b, Some(*layer))
        })
        .map(|(_, reason)| reason)
        .collect()
}

/// True if the two agree once each damaged place stands for one to three letters.
fn damaged(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let lost = a.contains(&DAMAGED) || b.contains(&DAMAGED);
    if !lost || a.len().max(b.len()) > LONGEST_DAMAGED {
        return false;
    }
    // reached[i][j]: the first i letters of one agree with the first j of the other.
    let mut reached = vec![vec![false; b.len() + 1]; a.len() + 1];
    reached[0][0] = true;
    for i in 0..a.len() {
        for j in 0..b.len() {
            if !reached[i][j] {
                continue;
            }
            if a[i] == b[j] {
                reached[i + 1][j + 1] = true;
            }
            for lost in 1..=LETTERS_LOST {
                if a[i] == DAMAGED && j + lost <= b.len() {
                    reached[i + 1][j + lost] = true;
                }
                if b[j] == DAMAGED && i + lost <= a.len() {
                    reached[i + lost][j + 1] = true;
                }
            }
        }
    }
    reached[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `?` is a place where letters were lost.
    fn agree(one: &str, other: &str) -> bool {
        let read = |text: &str| text.replace('?', "\u{FFFD}");
        damaged(&read(one), &read(other))
    }

    #[test]
    fn a_damaged_place_stands_for_one_to_three_letters() {
        for (one, other, same) in [
            ("?", "a", true),
            ("?", "abc", true),
            ("?", "abcd", false),
            ("??", "abcd", true),
            ("b?langer", "belanger", true),
            ("b?langer", "baelanger", true),
            ("b?langer", "blanger", false),
            ("b?langer", "belange", false),
            ("belang?", "belanger", true),
            ("b?langer", "belange?", true),
            ("b?langer", "tremblay", false),
            ("?", "?", true),
            ("?", "", false),
            // Nothing was lost: they are two.
            ("roy", "roi", false),
            ("", "", false),
        ] {
            assert_eq!(agree(one, other), same, "{one} {other}");
            assert_eq!(agree(other, one), same, "{other} {one}");
        }
    }

    #[test]
    fn lost_letters_are_looked_for_in_texts_of_a_bounded_length() {
        let text = |length: usize| "a".repeat(length - 1);
        for (length, looked_for) in [(256, true), (257, false), (300, false)] {
            let (one, other) = (text(length) + "?", text(length) + "b");
            assert_eq!(agree(&one, &other), looked_for, "{length}");
        }
    }
}
