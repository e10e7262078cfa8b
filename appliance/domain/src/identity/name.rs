//! Names of people: their groups and components.
//!
//! A Person Name (VR PN, PS3.5 6.2.1) has up to three groups divided by `=` (alphabetic,
//! ideographic, phonetic), each of up to five components divided by `^` (family name, given
//! names, middle names, prefix, suffix). Empty components and `^` at the end are padding.

use std::fmt;

use super::decoding::guessed_reading;
use super::folding::LONGEST;
use super::group::{self, Group};
use super::reason::{Likeness, Reason, in_order, likeness};

/// What is known of the character set that a name was sent in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CharacterSet {
    /// The object was received without its declaration being kept; or a person typed the name.
    #[default]
    NotKept,
    /// Specific Character Set (0008,0005) names one.
    Declared,
    /// It is absent or empty: ASCII, whatever the bytes are (PS3.5 6.1.2.1).
    Undeclared,
}

/// A name, taken apart. `Debug` prints no value.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    groups: Vec<Group>,
    /// The same in the character set that it seems to be in, if that is another.
    guess: Option<Vec<Group>>,
    too_long: bool,
    undeclared: bool,
}

impl PersonName {
    /// A name as a person entered it, in two fields.
    pub fn entered(family: &str, given: &str) -> Self {
        Self {
            groups: vec![Group::new([family, given, "", "", ""])],
            guess: None,
            too_long: is_long(family) || is_long(given),
            undeclared: false,
        }
    }

    /// (0010,0010) as received, decoded to text.
    pub fn received(text: &str, character_set: CharacterSet) -> Self {
        Self {
            groups: groups(text),
            guess: guessed_reading(text).map(|guess| groups(&guess)),
            too_long: is_long(text),
            undeclared: character_set == CharacterSet::Undeclared && !text.is_ascii(),
        }
    }

    /// True if it holds no letter: padding, hyphens, question marks.
    fn is_silent(&self) -> bool {
        self.groups.iter().all(Group::is_silent)
    }

    /// What stands between the two; nothing if they are the same.
    pub(super) fn compare(&self, other: &Self) -> Vec<Reason> {
        if self.is_silent() || other.is_silent() {
            return vec![Reason::NameMissing];
        }
        let mut reasons = writings(&self.groups, &other.groups);
        if self.guess.is_some() || other.guess.is_some() {
            let mut guessed = writings(
                self.guess.as_ref().unwrap_or(&self.groups),
                other.guess.as_ref().unwrap_or(&other.groups),
            );
            // A guess that brings them no nearer is none: two texts that are read in the wrong set alike.
            let nearer = (likeness(&guessed), guessed.len()) < (likeness(&reasons), reasons.len());
            if nearer && likeness(&guessed) < Likeness::Different {
                guessed.push(Reason::GuessedCharacterSet);
                reasons = guessed;
            }
        }
        if self.undeclared || other.undeclared {
            reasons.push(Reason::UndeclaredCharacterSet);
        }
        if self.too_long || other.too_long {
            reasons.push(Reason::NameTooLong);
        }
        in_order(reasons)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonName")
            .field("groups", &self.groups.len())
            .finish_non_exhaustive()
    }
}

fn is_long(text: &str) -> bool {
    text.chars().nth(LONGEST).is_some()
}

/// At least one group, at most three; what a fourth would be stays in the third.
fn groups(text: &str) -> Vec<Group> {
    let text: String = text.chars().take(LONGEST).collect();
    let padding = |c: char| c.is_whitespace() || matches!(c, '\0' | '^');
    text.trim_end_matches(|c| padding(c) || c == '=')
        .splitn(3, '=')
        .map(|group| {
            let mut parts = group.trim_end_matches(padding).splitn(5, '^');
            Group::new(std::array::from_fn(|_| parts.next().unwrap_or_default()))
        })
        .collect()
}

/// Compares the groups of two names.
///
/// The alphabetic groups decide when both have one in the same script. Another group that agrees,
/// or that disagrees, is never more than a reason to look: a machine can't tell 太郎 from 太朗 by
/// their letters in Latin, nor who wrote the second group of a name.
fn writings(ours: &[Group], theirs: &[Group]) -> Vec<Reason> {
    if equal(ours, theirs) {
        return Vec::new();
    }
    let alphabetic = match (ours.first(), theirs.first()) {
        (Some(one), Some(other)) if !one.is_silent() && one.is_latin() == other.is_latin() => {
            (!other.is_silent()).then(|| group::compare(one, other))
        }
        _ => None,
    };
    let others = other_pairs(ours, theirs, alphabetic.is_some());
    let best = others
        .iter()
        .min_by_key(|reasons| (likeness(reasons), reasons.len()));
    match alphabetic {
        Some(mut reasons) if likeness(&reasons) < Likeness::Different => {
            if others
                .iter()
                .any(|reasons| likeness(reasons) == Likeness::Different)
            {
                reasons.push(Reason::WritingsDisagree);
            }
            reasons
        }
        Some(reasons) => match best {
            // A name in one group only was not written for the other's second group.
            Some(best)
                if likeness(best) < Likeness::Different && ours.len() > 1 && theirs.len() > 1 =>
            {
                with(best, Reason::OtherWriting)
            }
            _ => reasons,
        },
        None => match best {
            Some(best) if likeness(best) < Likeness::Different => with(best, Reason::OtherWriting),
            Some(best) => best.clone(),
            None => vec![Reason::OtherScript],
        },
    }
}

/// Equal in every group, an alphabetic one included.
fn equal(ours: &[Group], theirs: &[Group]) -> bool {
    ours.len() == theirs.len()
        && ours
            .iter()
            .zip(theirs)
            .all(|(one, other)| group::compare(one, other).is_empty())
}

/// The comparisons beside that of the alphabetic groups: group by group where both have more
/// than one, each with each where one has a single writing or the alphabetic ones don't compare.
fn other_pairs(ours: &[Group], theirs: &[Group], by_place: bool) -> Vec<Vec<Reason>> {
    let single = ours.len() == 1 || theirs.len() == 1;
    let mut found = Vec::new();
    for (a, one) in ours.iter().enumerate() {
        for (b, other) in theirs.iter().enumerate() {
            let wanted = if by_place {
                (a, b) != (0, 0) && (a == b || single)
            } else {
                true
            };
            let told = !one.is_silent() && !other.is_silent() && one.is_latin() == other.is_latin();
            if wanted && told {
                found.push(group::compare(one, other));
            }
        }
    }
    found
}

fn with(reasons: &[Reason], reason: Reason) -> Vec<Reason> {
    let mut all = reasons.to_vec();
    all.push(reason);
    all
}
