//! Countries, and how their postal codes are written.

use serde::{Deserialize, Serialize};

use crate::case::EnteredText;
use crate::refusal::Refusal;

/// Longest postal code, in characters.
const LONGEST_CODE: usize = 16;

/// The codes that ISO 3166-1 assigns (alpha-2, as of 2024).
const ASSIGNED: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ \
    BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE \
    DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR \
    GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP \
    KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT \
    MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG \
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// A country, as the two letters that ISO 3166-1 assigns to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// Canada.
    pub const CANADA: Self = Self(*b"CA");

    /// Reads the form field `country`; lower case is accepted.
    pub fn entered(text: &str) -> Result<Self, Refusal> {
        let text = text.trim().to_ascii_uppercase();
        if text.is_empty() {
            return Err(Refusal::FieldEmpty { field: "country" });
        }
        match *text.as_bytes() {
            [a, b] if ASSIGNED.split_ascii_whitespace().any(|code| code == text) => {
                Ok(Self([a, b]))
            }
            _ => Err(Refusal::FieldChoice { field: "country" }),
        }
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }

    /// Reads the form field `postal-code`: written as this country writes it, if it is known here how.
    /// Canada has `A1A 1A1` without D, F, I, O, Q, U, and no W or Z in front (Canada Post); the United
    /// States five digits, or nine with a hyphen (USPS). Elsewhere it has a digit, or there is none.
    pub fn postal_code(self, text: &str) -> Result<Option<EnteredText>, Refusal> {
        let field = "postal-code";
        let Some(entered) = EnteredText::optional(field, text, LONGEST_CODE)? else {
            return match self.as_str() {
                "CA" | "US" => Err(Refusal::FieldEmpty { field }),
                _ => Ok(None),
            };
        };
        let refused = Refusal::FieldChoice { field };
        let upper = entered.as_str().to_uppercase();
        let written = match self.as_str() {
            "CA" => canadian(&upper).ok_or(refused)?,
            "US" if is_american(&upper) => upper,
            "US" => return Err(refused),
            _ if upper.chars().any(|c| c.is_ascii_digit()) => upper,
            _ => return Err(refused),
        };
        EnteredText::optional(field, &written, LONGEST_CODE)
    }
}

/// The six characters, with a blank in their middle.
fn canadian(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let letter = |c: u8| c.is_ascii_uppercase() && !b"DFIOQU".contains(&c);
    let fits = |(place, c): (usize, u8)| match place {
        0 => letter(c) && !b"WZ".contains(&c),
        2 | 4 => letter(c),
        _ => c.is_ascii_digit(),
    };
    (plain.len() == 6 && plain.bytes().enumerate().all(fits))
        .then(|| format!("{} {}", &plain[..3], &plain[3..]))
}

fn is_american(text: &str) -> bool {
    let digits = |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('-') {
        None => digits(text, 5),
        Some((first, rest)) => digits(first, 5) && digits(rest, 4),
    }
}

impl TryFrom<String> for Country {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::entered(&text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn code(country: &str, text: &str) -> Result<Option<String>, Refusal> {
        let country = Country::entered(country).unwrap();
        let code = country.postal_code(text)?;
        Ok(code.map(|code| code.as_str().to_owned()))
    }

    #[test]
    fn a_country_is_one_that_there_is() {
        assert_eq!(Country::entered(" ca ").unwrap(), Country::CANADA);
        assert_eq!(Country::entered("fr").unwrap().as_str(), "FR");
        let stored = String::from(Country::CANADA);
        assert_eq!(Country::try_from(stored), Ok(Country::CANADA));
        let (field, stranger) = ("country", Country::try_from("QC".to_owned()));
        assert_eq!(stranger, Err(Refusal::FieldChoice { field }));
        assert_eq!(Country::entered(" "), Err(Refusal::FieldEmpty { field }));
        assert_eq!(ASSIGNED.split_ascii_whitespace().count(), 249);
        for bad in [
            "", "C", "CAN", "C1", "é", "é1", "ZZ", "AA", "QC", "A ", " B",
        ] {
            assert!(Country::entered(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_canadian_code_is_written_as_canada_post_does() {
        // W and Z stand in front of no code, and inside of some.
        assert_eq!(code("CA", "V0W1Z0").unwrap().as_deref(), Some("V0W 1Z0"));
        for typed in ["H2X 1Y4", "h2x1y4", " H2X-1Y4 ", "h2x\u{a0}1y4"] {
            assert_eq!(
                code("CA", typed).unwrap().as_deref(),
                Some("H2X 1Y4"),
                "{typed}"
            );
        }
        for bad in [
            "banane", "H2X", "H2X 1Y44", "D2X 1Y4", "W2X 1Y4", "Z2X 1Y4", "H2O 1Y4", "H2X 1U4",
            "12345", "22X 1Y4", "HXX 1Y4", "H22 1Y4", "H2X XY4", "H2X 114", "H2X 1YX",
        ] {
            assert!(code("CA", bad).is_err(), "{bad}");
        }
        assert_eq!(
            code("CA", " "),
            Err(Refusal::FieldEmpty {
                field: "postal-code"
            })
        );
    }

    #[test]
    fn elsewhere_a_code_has_a_digit_or_there_is_none() {
        assert_eq!(
            code("US", "05401-1234").unwrap().as_deref(),
            Some("05401-1234")
        );
        assert_eq!(code("US", "05401").unwrap().as_deref(), Some("05401"));
        let field = "postal-code";
        let refused = Err(Refusal::FieldChoice { field });
        for bad in [
            "0540",
            "0540a",
            "054011",
            "0540-1234",
            "05401-123",
            "05401-12345",
            "05401-12a4",
            "05401-",
        ] {
            assert_eq!(code("US", bad), refused, "{bad}");
        }
        assert_eq!(code("US", ""), Err(Refusal::FieldEmpty { field }));
        assert_eq!(code("FR", "banane"), refused);
        assert!(code("FR", &"1".repeat(16)).is_ok());
        let limit = 16;
        let too_long = Err(Refusal::FieldTooLong { field, limit });
        assert_eq!(code("FR", &"1".repeat(17)), too_long);
        assert_eq!(code("GB", "sw1a 1aa").unwrap().as_deref(), Some("SW1A 1AA"));
        assert_eq!(code("IE", "").unwrap(), None);
    }
}
