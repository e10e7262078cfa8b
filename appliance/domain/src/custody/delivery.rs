//! What becomes of a parcel once the carrier has it: what was ordered, what the carrier says of it, and what a seal
//! says when it comes back.
//!
//! What a carrier says is a claim and moves nothing: a parcel is with its recipient when the recipient says so
//! (custody 3.5 and 3.6, I7).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::{EnteredText, NAME_LIMIT, entered_date};
use crate::privacy::holidays::working_days_after;
use crate::refusal::Refusal;
use crate::text_enum;

/// Most working days that a carrier's service may take.
pub const DAYS_LIMIT: u8 = 20;

text_enum! {
    /// How a carrier hands a parcel over, from the least to the most. Every carrier has its own words for these.
    pub enum SignatureLevel {
        /// It is left, and nothing says so.
        None = "none",
        /// It is left, and the carrier says when.
        Delivery = "delivery",
        /// Somebody at the address signs; that can be a neighbour, or the keeper of the building.
        Signature = "signature",
        /// An adult signs, who shows who they are.
        Adult = "adult",
        /// The recipient signs, and nobody else.
        Direct = "direct",
    }
}

/// What is ordered of a carrier for a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// How it is to be handed over.
    pub signature: SignatureLevel,
    /// Working days after the one on which it leaves until it is there, from 1 to [`DAYS_LIMIT`].
    pub days: u8,
}

impl Service {
    /// What is ordered unless somebody says otherwise: there on the next working day, against a signature.
    pub const USUAL: Self = Self {
        signature: SignatureLevel::Signature,
        days: 1,
    };

    /// As filled in: a word of [`SignatureLevel`] and a number of days.
    pub fn entered(signature: &str, days: &str) -> Result<Self, Vec<Refusal>> {
        let field = "signature";
        let signature = signature.parse();
        let signature = signature.map_err(|_| Refusal::FieldChoice { field });
        let field = "days";
        let days = days.trim().parse();
        let days = (days.ok().filter(|days| (1..=DAYS_LIMIT).contains(days)))
            .ok_or(Refusal::NumberOutOfRange { field });
        match (signature, days) {
            (Ok(signature), Ok(days)) => Ok(Self { signature, days }),
            (signature, days) => Err(signature.err().into_iter().chain(days.err()).collect()),
        }
    }

    /// The day on which a parcel that leaves on `left` should be there.
    pub fn expected(self, left: NaiveDate) -> NaiveDate {
        working_days_after(left, u32::from(self.days))
    }
}

text_enum! {
    /// What a carrier says became of a parcel.
    pub enum CarrierSays {
        /// It was handed over.
        Delivered = "delivered",
        /// Whoever was there did not take it.
        Refused = "refused",
        /// Nobody was there, or the address is wrong: it comes back.
        Undeliverable = "undeliverable",
        /// It was handed to somebody whom it is not for.
        Misdelivered = "misdelivered",
        /// It cannot be found.
        Lost = "lost",
    }
}

/// What is filled in of what a carrier says, as typed.
#[derive(Debug, Clone, Default)]
pub struct ClaimForm<'a> {
    /// A word of [`CarrierSays`].
    pub says: &'a str,
    /// On which day, `AAAA-MM-JJ`.
    pub on: &'a str,
    /// A word of [`SignatureLevel`], if it was handed over.
    pub obtained: &'a str,
    /// Who signed, as the carrier says.
    pub signed_by: &'a str,
}

/// What a carrier says, and passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What became of it.
    pub says: CarrierSays,
    /// On which day.
    pub on: NaiveDate,
    /// How it was handed over, if it was.
    pub obtained: Option<SignatureLevel>,
    /// Who signed, if the carrier names somebody.
    pub signed_by: Option<EnteredText>,
}

impl ClaimForm<'_> {
    /// Checks every field and returns every fault at once. `left` is the day on which the parcel left.
    pub fn check(&self, left: NaiveDate, today: NaiveDate) -> Result<Claim, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);
        let field = "says";
        let says: Option<CarrierSays> = (self.says.parse())
            .map_err(|_| keep(Refusal::FieldChoice { field }))
            .ok();
        let on = claimed_date(self.on, left, today).map_err(&mut keep).ok();
        let handed_over = says == Some(CarrierSays::Delivered);
        let field = "obtained";
        let obtained = match self.obtained.parse() {
            Ok(level) if handed_over => Some(level),
            Err(_) if handed_over => {
                keep(Refusal::FieldChoice { field });
                None
            }
            _ => None,
        };
        let signed_by = EnteredText::optional("signed-by", self.signed_by, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        match (says, on, signed_by) {
            (Some(says), Some(on), Some(signed_by)) if faults.is_empty() => Ok(Claim {
                says,
                on,
                obtained,
                signed_by,
            }),
            _ => Err(faults),
        }
    }
}

fn claimed_date(text: &str, left: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let field = "on";
    let date = entered_date(field, text)?;
    if date > today {
        return Err(Refusal::DateInFuture { field });
    }
    if date < left {
        return Err(Refusal::DateInPast { field });
    }
    Ok(date)
}

text_enum! {
    /// What the seal of a parcel says that came back, before it is opened (custody 3.2, I9).
    pub enum SealVerdict {
        /// Ours, and whole.
        Intact = "intact",
        /// Broken, another one, or none.
        NotIntact = "not_intact",
    }
}

#[cfg(test)]
mod tests;
