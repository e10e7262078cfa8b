//! Readers that type through another keyboard layout than the station's.
//!
//! A reader is a keyboard: it sends keys, and the station's layout turns them into characters. Set to US keys on a
//! station with a French or German layout it types something else; what that is can be told, and the person is told
//! which setting to mend instead of that a code is unknown.

/// What the keys of a US keyboard type on another layout: (meant, typed), where they differ. With and without
/// capitals; digits with Shift off.
struct Layout {
    swaps: &'static [(char, char)],
}

/// French and Belgian AZERTY: the digits lie under Shift.
const AZERTY: Layout = Layout {
    swaps: &[
        ('1', '&'),
        ('2', 'é'),
        ('3', '"'),
        ('4', '\''),
        ('5', '('),
        ('6', '-'),
        ('6', '§'),
        ('7', 'è'),
        ('8', '_'),
        ('8', '!'),
        ('9', 'ç'),
        ('0', 'à'),
        ('A', 'Q'),
        ('Q', 'A'),
        ('Z', 'W'),
        ('W', 'Z'),
        ('M', '?'),
        ('M', ','),
        (']', '$'),
        ('-', ')'),
    ],
};

/// German QWERTZ.
const QWERTZ: Layout = Layout {
    swaps: &[('Y', 'Z'), ('Z', 'Y'), ('-', 'ß'), (']', '+')],
};

impl Layout {
    fn meant(&self, typed: &str) -> String {
        let meant = |c: char| {
            let upper = c.to_ascii_uppercase();
            let swap = self.swaps.iter().find(|(_, typed)| *typed == upper);
            swap.map_or(upper, |(meant, _)| *meant)
        };
        typed.chars().map(meant).collect()
    }
}

/// What a code may have been on a US keyboard, by each layout that makes another code of it.
pub(super) fn meant(typed: &str) -> impl Iterator<Item = String> {
    let upper = typed.to_ascii_uppercase();
    [AZERTY, QWERTZ]
        .map(|layout| layout.meant(typed))
        .into_iter()
        .filter(move |meant| *meant != upper)
}

/// Digits without Shift on AZERTY, and nothing else but letters: a carrier's number, of which no check character says
/// that it was one. At least one has an accent, which no barcode of this trade holds.
pub(super) fn is_azerty_digits(typed: &str) -> bool {
    let is_digit = |c: char| {
        let mut swaps = AZERTY.swaps.iter();
        swaps.any(|(meant, typed)| *typed == c && meant.is_ascii_digit())
    };
    let digits = typed.chars().filter(|c| is_digit(*c)).count();
    digits >= 4
        && typed.chars().any(|c| is_digit(c) && !c.is_ascii())
        && typed
            .chars()
            .all(|c| c.is_ascii_alphabetic() || is_digit(c))
}

/// What an AIM prefix (`]C0`, `]d2`) becomes where the key of `]` types something else: the Canadian French layout has
/// a dead cedilla there, which joins the C; the Canadian multilingual one a ç, AZERTY a $, QWERTZ a +. What follows it.
pub(super) fn after_mangled_prefix(text: &str) -> Option<&str> {
    let mut rest = text.chars();
    match rest.next()? {
        'Ç' | 'ç' if rest.as_str().starts_with(|c: char| c.is_ascii_digit()) => {
            rest.next();
        }
        '¸' | 'ç' | 'Ç' | '$' | '+' => {
            let (letter, modifier) = (rest.next()?, rest.next()?);
            if !letter.is_ascii_alphabetic() || !modifier.is_alphanumeric() {
                return None;
            }
        }
        _ => return None,
    }
    Some(rest.as_str())
}
