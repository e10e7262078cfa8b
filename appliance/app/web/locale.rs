//! The two languages of the appliance, and how each is named. What is said in them is
//! [`super::i18n`]'s, how figures are written in them [`super::format`]'s.

use serde::Serialize;

/// The two languages of the appliance. French is the default and the first written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub enum Locale {
    /// Canadian French.
    #[default]
    #[serde(rename = "fr-CA")]
    FrCa,
    /// Canadian English.
    #[serde(rename = "en-CA")]
    EnCa,
}

impl Locale {
    /// Both languages, French first.
    pub const ALL: [Self; 2] = [Self::FrCa, Self::EnCa];

    /// The BCP 47 tag, as written in `lang` attributes: `fr-CA` or `en-CA`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::FrCa => "fr-CA",
            Self::EnCa => "en-CA",
        }
    }

    /// The two-letter language, as used in addresses and cookies: `fr` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FrCa => "fr",
            Self::EnCa => "en",
        }
    }

    /// The other language, the one the language switch offers.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::FrCa => Self::EnCa,
            Self::EnCa => Self::FrCa,
        }
    }

    /// Reads a tag or a code, with or without a region (`fr`, `fr-CA`, `EN-us`). Anything else is
    /// `None`; the caller then keeps French.
    pub fn parse(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("fr") {
            Some(Self::FrCa)
        } else if language.eq_ignore_ascii_case("en") {
            Some(Self::EnCa)
        } else {
            None
        }
    }

    /// The first of our languages in an `Accept-Language` header, in the order written; French when
    /// there is none. At most the first 16 entries of a header of any length are looked at, and
    /// quality values are not weighed: browsers send the list in order of preference.
    pub fn accepted(header: &str) -> Self {
        Self::preferred(header).unwrap_or_default()
    }

    /// As [`Locale::accepted`], of `preferredLanguage` in a directory (RFC 2798 2.7, which has the
    /// form of an `Accept-Language` header); none if it names neither of our languages.
    pub fn preferred(list: &str) -> Option<Self> {
        list.split(',')
            .take(16)
            .find_map(|entry| Self::parse(entry.split(';').next().unwrap_or_default()))
    }

    pub(super) fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_is_taken_and_french_is_the_default() {
        assert_eq!(
            Locale::accepted("de-DE, en-US;q=0.9, fr;q=0.8"),
            Locale::EnCa
        );
        assert_eq!(Locale::accepted("fr-CA,fr;q=0.9,en;q=0.8"), Locale::FrCa);
        assert_eq!(Locale::accepted("es"), Locale::FrCa);
        assert_eq!(Locale::accepted(""), Locale::FrCa);
        assert_eq!(Locale::parse("English"), None);
    }
}
