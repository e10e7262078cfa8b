//! The laws as data.
//!
//! Not legal advice: a site chooses its regimes at set-up, and its counsel reads
//! this page beside the law. What was not read is `None`, never a guess. Read in the law's own text: section 8
//! of the federal act, sections 134 and 265 of. The thirty days of P-39.1 and and the
//! thirty days of recourse were read in texts about these laws, not in the laws.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text_enum;
use crate::text_enum::UnknownWord;

text_enum! {
    /// A law that sets a clock for an access request.
    pub enum RegimeId {
        /// Act respecting health and social services information (Québec).
        QuebecHealth = "qc_r22_1",
        /// Act respecting the protection of personal information in the private sector (Québec).
        QuebecPrivate = "qc_p39_1",
        /// Personal Information Protection and Electronic Documents Act (Canada).
        Pipeda = "ca_pipeda",
    }
}

text_enum! {
    /// To whom the person turns when no answer comes.
    pub enum Recourse {
        /// Commission d’accès à l’information du Québec.
        Cai = "cai",
        /// Privacy Commissioner of Canada.
        PrivacyCommissioner = "privacy_commissioner",
    }
}

/// One prolongation of the time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtensionRule {
    /// Most days that it may add.
    pub up_to_days: u32,
    /// The notice must be sent within this many days of receipt.
    pub notice_within_days: u32,
}

/// What the law says of an access request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Regime {
    /// Which law. Its name for people is the catalogue's `law-…`.
    pub id: RegimeId,
    /// Section that sets the time limit, where it was read.
    pub section: Option<&'static str>,
    /// Section that gives the right of access, where it was read.
    pub right_section: Option<&'static str>,
    /// Days after receipt within which the answer is due.
    pub answer_days: u32,
    /// Prolongation, where the law gives one to whoever answers.
    pub extension: Option<ExtensionRule>,
    /// To whom the person turns after a refusal or silence.
    pub recourse: Recourse,
    /// Days in which to do so, where they were read.
    pub recourse_days: Option<u32>,
    /// Where the law itself is published.
    pub source: &'static str,
}

/// The rules of this issue of the pack.
pub const RULE_PACK: &[Regime] = &[
    Regime {
        id: RegimeId::QuebecHealth,
        section: None,
        right_section: Some("17"),
        answer_days: 30,
        extension: None,
        recourse: Recourse::Cai,
        recourse_days: Some(30),
        source: "LégisQuébec, RLRQ, c. R-22.1 (legisquebec.gouv.qc.ca)",
    },
    Regime {
        id: RegimeId::QuebecPrivate,
        section: Some("32"),
        right_section: Some("27"),
        answer_days: 30,
        extension: None,
        recourse: Recourse::Cai,
        recourse_days: Some(30),
        source: "LégisQuébec, RLRQ, c. P-39.1 (legisquebec.gouv.qc.ca)",
    },
    Regime {
        id: RegimeId::Pipeda,
        section: Some("8"),
        right_section: Some("8"),
        answer_days: 30,
        extension: Some(ExtensionRule {
            up_to_days: 30,
            notice_within_days: 30,
        }),
        recourse: Recourse::PrivacyCommissioner,
        recourse_days: None,
        source: "Justice Canada, L.C. 2000, ch. 5 / S.C. 2000, c. 5 (laws-lois.justice.gc.ca)",
    },
];

/// Name of this issue of the pack, kept with each request.
pub const RULE_PACK_VERSION: &str = "2026-11";

impl RegimeId {
    /// The rules of this law.
    pub const fn rules(self) -> &'static Regime {
        match self {
            Self::QuebecHealth => &RULE_PACK[0],
            Self::QuebecPrivate => &RULE_PACK[1],
            Self::Pipeda => &RULE_PACK[2],
        }
    }
}

/// The laws a site answers under; never none. Where they differ, the strictest rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Regimes(BTreeSet<RegimeId>);

impl Regimes {
    /// The given laws; nothing if there are none.
    pub fn new(laws: impl IntoIterator<Item = RegimeId>) -> Option<Self> {
        let laws: BTreeSet<_> = laws.into_iter().collect();
        (!laws.is_empty()).then_some(Self(laws))
    }

    /// Québec: and P-39.1 together. Whether the service is a body under the
    /// first or an enterprise under the second is for the site; both are kept.
    pub fn quebec() -> Self {
        Self([RegimeId::QuebecHealth, RegimeId::QuebecPrivate].into())
    }

    /// Each law's rules, in the order of the pack.
    pub fn rules(&self) -> impl Iterator<Item = &'static Regime> {
        self.0.iter().map(|id| id.rules())
    }

    /// Each law.
    pub fn ids(&self) -> impl Iterator<Item = RegimeId> {
        self.0.iter().copied()
    }

    /// The prolongation that *every* one of these laws allows, if they all do.
    pub fn extension(&self) -> Option<ExtensionRule> {
        self.rules()
            .map(|regime| regime.extension)
            .reduce(narrower)
            .flatten()
    }
}

/// What two laws both allow: the fewer days of each, or nothing.
fn narrower(one: Option<ExtensionRule>, other: Option<ExtensionRule>) -> Option<ExtensionRule> {
    let (one, other) = (one?, other?);
    Some(ExtensionRule {
        up_to_days: one.up_to_days.min(other.up_to_days),
        notice_within_days: one.notice_within_days.min(other.notice_within_days),
    })
}

impl TryFrom<String> for Regimes {
    type Error = UnknownWord;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Regimes> for String {
    fn from(laws: Regimes) -> Self {
        laws.to_string()
    }
}

impl fmt::Display for Regimes {
    /// The stored form: `qc_r22_1,qc_p39_1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, id) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            f.write_str(id.as_str())?;
        }
        Ok(())
    }
}

impl FromStr for Regimes {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let laws = text
            .split(',')
            .map(|word| word.trim().parse())
            .collect::<Result<Vec<_>, _>>()?;
        Self::new(laws).ok_or(UnknownWord { list: "RegimeId" })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn each_law_finds_its_own_rules() {
        for id in RegimeId::ALL {
            assert_eq!(id.rules().id, *id);
        }
        assert_eq!(RULE_PACK.len(), RegimeId::ALL.len());
    }

    #[test]
    fn a_choice_of_laws_reads_back_and_is_never_empty() {
        let both = Regimes::quebec();
        assert_eq!(both.to_string(), "qc_r22_1,qc_p39_1");
        assert_eq!(both.to_string().parse::<Regimes>().unwrap(), both);
        assert!("".parse::<Regimes>().is_err());
        assert!("qc_p39_1,uk_gdpr".parse::<Regimes>().is_err());
        assert!(Regimes::new([]).is_none());
    }

    /// One law only gives one as yet; of two that do, the stricter would rule, in each of its two limits.
    #[test]
    fn of_two_prolongations_the_narrower_is_left() {
        let rule = |up_to_days, notice_within_days| {
            Some(ExtensionRule {
                up_to_days,
                notice_within_days,
            })
        };
        for (one, other, left) in [
            (rule(30, 10), rule(20, 30), rule(20, 10)),
            (rule(20, 30), rule(30, 10), rule(20, 10)),
            (rule(30, 10), None, None),
            (None, rule(30, 10), None),
            (None, None, None),
        ] {
            assert_eq!(narrower(one, other), left);
        }
        let pipeda = Regimes::new([RegimeId::Pipeda]).unwrap();
        assert_eq!(pipeda.extension(), rule(30, 30));
    }

    #[test]
    fn one_law_without_a_prolongation_is_enough_for_there_to_be_none() {
        assert!(Regimes::quebec().extension().is_none());
        assert!(
            Regimes::new([RegimeId::Pipeda])
                .unwrap()
                .extension()
                .is_some()
        );
        assert!(
            Regimes::new([RegimeId::Pipeda, RegimeId::QuebecPrivate])
                .unwrap()
                .extension()
                .is_none()
        );
    }
}
