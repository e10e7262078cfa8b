//! Erasing a record: who may, on whose authority, and what stands in the way.
//!
//! Erasing destroys keys. What was sealed under them is closed for ever, wherever a copy of it
//! lies; the chain of custody and the journal stay, and say nothing about the person any more.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::access::{Actor, DutyName};
use crate::ids::{CaseId, PatientId, PersonId, Reference};
use crate::label::Label;
use crate::refusal::Refusal;

/// What can be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// Everything about a person.
    Patient(PatientId),
    /// One case, with its studies and requests; who the person is stays.
    Case(CaseId),
}

/// On whose authority: a code of the centre’s own list, and the number of the decision.
/// Letters, digits and `. _ -` only, so that nothing about a person gets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Authority {
    code: String,
    reference: String,
}

impl FromStr for Authority {
    type Err = Refusal;

    /// `CODE:REFERENCE`, 1 to 32 and 1 to 64 characters.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let malformed = || Refusal::FieldCharacters { field: "authority" };
        let (code, reference) = text.split_once(':').ok_or_else(malformed)?;
        let plain = |part: &str, most: usize| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            (1..=most).contains(&part.len()) && part.bytes().all(allowed)
        };
        if !plain(code, 32) || !plain(reference, 64) {
            return Err(malformed());
        }
        Ok(Self {
            code: code.to_owned(),
            reference: reference.to_owned(),
        })
    }
}

impl TryFrom<String> for Authority {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}

impl From<Authority> for String {
    fn from(authority: Authority) -> Self {
        authority.to_string()
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.code, self.reference)
    }
}

/// What of a record is still under way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnderWay {
    /// Articles that the centre, a parcel of its own or a carrier holds.
    pub articles: Vec<Label>,
    /// Parcels that have not ended.
    pub parcels: Vec<Reference>,
    /// Requests that are not answered.
    pub requests: Vec<Reference>,
}

impl UnderWay {
    /// Nothing is.
    pub const fn is_empty(&self) -> bool {
        self.articles.is_empty() && self.parcels.is_empty() && self.requests.is_empty()
    }

    /// All of it, by its own numbers: they name nobody.
    pub fn names(&self) -> Vec<String> {
        let articles = self.articles.iter().map(|label| label.grouped());
        let parcels = self.parcels.iter().map(ToString::to_string);
        let requests = self.requests.iter().map(ToString::to_string);
        articles.chain(parcels).chain(requests).collect()
    }
}

/// Two people who may erase a record together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasers {
    first: PersonId,
    second: PersonId,
}

impl Erasers {
    /// Both answer for privacy, and they are two.
    pub fn together(first: &Actor, second: &Actor) -> Result<Self, Refusal> {
        if first.id() == second.id() {
            return Err(Refusal::SamePerson);
        }
        if ![first, second]
            .iter()
            .all(|person| person.duties().contains(&DutyName::Privacy))
        {
            return Err(Refusal::DutyNotHeld);
        }
        Ok(Self {
            first: first.id().clone(),
            second: second.id().clone(),
        })
    }

    /// Who acts.
    pub const fn first(&self) -> &PersonId {
        &self.first
    }

    /// Who is there with them.
    pub const fn second(&self) -> &PersonId {
        &self.second
    }
}

/// A record is erased only once nothing of it is under way.
pub fn may_erase(under_way: &UnderWay) -> Result<(), Refusal> {
    if under_way.is_empty() {
        return Ok(());
    }
    Err(Refusal::RecordUnderWay {
        names: under_way.names().join(", "),
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_authority_is_a_code_and_a_number_and_no_free_text() {
        let longest = format!("{}:{}", "c".repeat(32), "n".repeat(64));
        for good in ["CAI:2026-114", "P39.1:a", "RETENTION:R-7_2.1", &longest] {
            let read: Authority = good.parse().unwrap();
            assert_eq!(read.to_string(), good);
            let json = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<Authority>(&json).unwrap(), read);
        }
        let (long, longer) = ("c".repeat(33), "n".repeat(65));
        for bad in [
            "",
            ":",
            "CAI",
            "CAI:",
            ":7",
            "CAI:7 Tremblay",
            "CAI:\u{e9}",
            "a:b:c",
            &format!("{long}:7"),
            &format!("CAI:{longer}"),
        ] {
            assert!(bad.parse::<Authority>().is_err(), "{bad}");
        }
    }

    #[test]
    fn it_takes_two_who_answer_for_privacy() {
        let who = |last: char, duty| {
            let id = format!("01JCZ00000000000000000000{last}").parse().unwrap();
            Actor::person(id, [duty])
        };
        let (one, two) = (who('A', DutyName::Privacy), who('B', DutyName::Privacy));
        let other = who('C', DutyName::Custody);
        let both = Erasers::together(&one, &two).unwrap();
        assert_eq!((both.first(), both.second()), (one.id(), two.id()));
        assert_eq!(Erasers::together(&one, &one), Err(Refusal::SamePerson));
        assert_eq!(Erasers::together(&one, &other), Err(Refusal::DutyNotHeld));
        assert_eq!(Erasers::together(&other, &one), Err(Refusal::DutyNotHeld));
    }

    /// Articles, then parcels, then requests: by the numbers that stand on them.
    #[test]
    fn all_that_is_under_way_is_named_in_one_line() {
        let number = |number| Reference { year: 2026, number };
        let article = Label::new(crate::label::LabelClass::Item, 204_177).unwrap();
        let only_an_article = UnderWay {
            articles: vec![article],
            ..UnderWay::default()
        };
        let names = article.grouped();
        assert_eq!(
            may_erase(&only_an_article),
            Err(Refusal::RecordUnderWay { names })
        );
        let all = UnderWay {
            parcels: vec![number(7), number(8)],
            requests: vec![number(9)],
            ..only_an_article
        };
        let names = format!("{}, 2026-0007, 2026-0008, 2026-0009", article.grouped());
        assert_eq!(may_erase(&all), Err(Refusal::RecordUnderWay { names }));
    }

    #[test]
    fn what_is_under_way_is_named_and_refuses() {
        assert_eq!(may_erase(&UnderWay::default()), Ok(()));
        let number = Reference {
            year: 2026,
            number: 7,
        };
        for under_way in [
            UnderWay {
                parcels: vec![number],
                ..UnderWay::default()
            },
            UnderWay {
                requests: vec![number],
                ..UnderWay::default()
            },
        ] {
            let names = "2026-0007".to_owned();
            assert_eq!(
                may_erase(&under_way),
                Err(Refusal::RecordUnderWay { names })
            );
        }
    }
}
