//! What a comparison answers: three values, and why.

use crate::text_enum;

text_enum! {
    /// The three answers, the better first.
    pub enum Likeness {
        /// Equal. Within the case it was expected for, nothing is left to ask.
        Same = "same",
        /// Equal only if a person says so; the reasons say what to look at.
        NeedsALook = "needs_a_look",
        /// Somebody else, as far as this can be told: held.
        Different = "different",
    }
}

text_enum! {
    /// Why two identities are not simply the same. Several may hold.
    ///
    /// The order is that in which a page lists them.
    pub enum Reason {
        /// The family names differ.
        FamilyName = "family_name",
        /// One has only a part of the other's family name.
        FamilyNamePart = "family_name_part",
        /// The given names differ, or are absent on one side.
        GivenNames = "given_names",
        /// Written in two scripts: nothing can be compared.
        OtherScript = "other_script",
        /// The birth dates differ by one digit.
        DateOneDigit = "date_one_digit",
        /// Day and month are exchanged.
        DateDayAndMonth = "date_day_and_month",
        /// Another birth date.
        DateOther = "date_other",
        /// Another sex.
        Sex = "sex",

        /// A side has no name.
        NameMissing = "name_missing",
        /// Accents.
        Accents = "accents",
        /// A ligature, ß, ø, þ, or a letter written with two.
        Letters = "letters",
        /// Hyphens.
        Hyphens = "hyphens",
        /// Apostrophes.
        Apostrophes = "apostrophes",
        /// Blanks inside, or characters that cannot be seen.
        Blanks = "blanks",
        /// Points, commas, brackets.
        Punctuation = "punctuation",
        /// The components, or their words, stand in another order.
        ComponentOrder = "component_order",
        /// The same words, divided otherwise into components.
        ComponentBorder = "component_border",
        /// A middle name more or less, or its initial only.
        MiddleName = "middle_name",
        /// A title or suffix more or less, or another.
        Title = "title",
        /// Equal to another name that is on file.
        OtherNameOnFile = "other_name_on_file",
        /// Equal in another writing only: the ideographic or phonetic group (PS3.5 6.2.1).
        OtherWriting = "other_writing",
        /// Equal, but another of its writings differs.
        WritingsDisagree = "writings_disagree",
        /// Letters outside ASCII, and no character set declared.
        UndeclaredCharacterSet = "undeclared_character_set",
        /// Equal once it is read in the character set that it seems to be in.
        GuessedCharacterSet = "guessed_character_set",
        /// Letters were lost on the way; what is left agrees.
        DamagedCharacters = "damaged_characters",
        /// Too long to be compared to its end.
        NameTooLong = "name_too_long",

        /// A side has no birth date.
        DateMissing = "date_missing",
        /// A value that machines write when they have none: `00000000`, `19000101`.
        DatePlaceholder = "date_placeholder",
        /// Only a year, or a year and a month.
        DatePartial = "date_partial",
        /// The same day, not written as PS3.5 6.2 (DA) asks.
        DateWrittenOtherwise = "date_written_otherwise",
        /// No date can be read in it.
        DateUnreadable = "date_unreadable",

        /// A side does not say the sex.
        SexMissing = "sex_missing",

        /// Another number of the same issuer. Alone it turns nobody away.
        Number = "number",
        /// The same number, written otherwise.
        NumberWrittenOtherwise = "number_written_otherwise",
        /// A side has no number: it doesn't count.
        NumberMissing = "number_missing",
        /// A side has a number without its issuer: it doesn't count.
        NumberWithoutIssuer = "number_without_issuer",
        /// The numbers are of two issuers: they don't count.
        NumberOfOtherIssuer = "number_of_other_issuer",
    }
}

impl Reason {
    /// What it makes of its field; nothing if the field doesn't count then.
    pub const fn weight(self) -> Option<Likeness> {
        match self {
            Self::FamilyName
            | Self::FamilyNamePart
            | Self::GivenNames
            | Self::OtherScript
            | Self::DateOneDigit
            | Self::DateDayAndMonth
            | Self::DateOther
            | Self::Sex
            | Self::Number => Some(Likeness::Different),
            Self::NumberMissing | Self::NumberWithoutIssuer | Self::NumberOfOtherIssuer => None,
            _ => Some(Likeness::NeedsALook),
        }
    }
}

/// What these reasons add up to; none at all is *same*.
pub(super) fn likeness(reasons: &[Reason]) -> Likeness {
    reasons
        .iter()
        .filter_map(|reason| reason.weight())
        .max()
        .unwrap_or(Likeness::Same)
}

/// In the order of a page, each once.
pub(super) fn in_order(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}
