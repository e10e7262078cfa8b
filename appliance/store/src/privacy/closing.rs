//! How a request ends without a copy.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::case::Case;
use doublelock_domain::fact::privacy::{RequestRefused, RequestWithdrawn};
use doublelock_domain::fact::{Reading, Sealed};
use doublelock_domain::ids::{PackageId, Reference, RequestId};
use doublelock_domain::privacy::clock;
use doublelock_domain::privacy::closing::{
    NewAccessRefusal, NewWithdrawal, RefusalWords, Withdrawal,
};
use doublelock_domain::privacy::request::{RequestState, Step};
use doublelock_domain::refusal::Refusal;

use crate::columns::stored;
use crate::error::{Error, Result};
use crate::objects;
use crate::opened::Opened;
use crate::privacy::build::no_disc_is_sealed;
use crate::privacy::departures::cancel_departures;
use crate::privacy::ready_copy::ReadyCopy;
use crate::privacy::request::{self, Request};
use crate::schema::privacy::{privacy_request, request_closing};
use crate::sections;
use crate::unit::{Sight, Unit};

/// How a request ended without a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closing {
    /// Nobody waits any more.
    Withdrawn {
        /// Why.
        why: Withdrawal,
        /// Number of the request that it doubles.
        duplicate_of: Option<Reference>,
    },
    /// Access was refused.
    Refused {
        /// The day on which the letter left.
        notice_sent_on: NaiveDate,
        /// What it says.
        words: Reading<RefusalWords>,
    },
}

/// Why, the number of the request that is doubled, day of the letter, its words.
type Row = (Option<String>, Option<String>, Option<String>, Option<i64>);

impl<'a> Sight<'a, Privacy> {
    /// How this request ended, if it did so without a copy.
    pub fn closing(&mut self, request: &Opened<'a, Request>) -> Result<Option<Closing>> {
        let row: Option<Row> = request_closing::table
            .find(request.id.as_str())
            .select((
                request_closing::why,
                request_closing::duplicate_of,
                request_closing::notice_sent_on,
                request_closing::words,
            ))
            .first(self.conn())
            .optional()?;
        let Some((why, duplicate_of, sent, words)) = row else {
            return Ok(None);
        };
        if let Some(why) = why {
            let duplicate_of = duplicate_of.map(|id| self.number_of(&id)).transpose()?;
            return Ok(Some(Closing::Withdrawn {
                why: stored(&why)?,
                duplicate_of,
            }));
        }
        let (Some(sent), Some(words)) = (sent, words) else {
            return Err(Error::Corrupt("how a request ended"));
        };
        let keys = self.keys();
        let opened = sections::open_all(self.conn(), keys, [words])?;
        Ok(Some(Closing::Refused {
            notice_sent_on: stored(&sent)?,
            words: opened.words(words),
        }))
    }

    fn number_of(&mut self, id: &str) -> Result<Reference> {
        let number: String = privacy_request::table
            .find(id)
            .select(privacy_request::reference)
            .first(self.conn())?;
        stored(&number)
    }
}

impl<'a> Unit<'a, Privacy> {
    /// Nobody waits for an answer any more. A copy that was ready goes.
    ///
    /// Refused once the answer left, while a copy is built, and while a disc of it lies sealed in a
    /// parcel. What it doubles is another request of the same person that was not withdrawn itself: any
    /// other number is a fault of the field `duplicate-of`.
    pub fn withdraw_request(
        &mut self,
        request: &Opened<'a, Request>,
        case: &Opened<'a, Case>,
        new: &NewWithdrawal,
    ) -> Result<()> {
        let request = request::load(self, request.id.as_str())?;
        request.state.after(Step::Withdrawn)?;
        let duplicate_of = new.duplicate_of.map(|no| self.doubled(&request, case, no));
        let duplicate_of = duplicate_of.transpose()?;
        let package = self.ready_to_go(&request)?;
        let entry = self.enact(RequestWithdrawn {
            of: request.of(),
            why: new.why,
            duplicate_of,
            package,
        })?;
        objects::close(self.conn(), entry)
    }

    /// Access is refused, and the letter that says why has left. A copy that was ready goes.
    ///
    /// Refused as [`Unit::withdraw_request`] is; while it is not known who asks, access is refused for just
    /// that reason, and the letter tells nothing else.
    pub fn refuse_access(
        &mut self,
        request: &Opened<'a, Request>,
        new: &NewAccessRefusal,
    ) -> Result<()> {
        let request = request::load(self, request.id.as_str())?;
        request.state.after(Step::Refused)?;
        new.may_be_sent(request.received_on, request.identity.is_some())?;
        let package = self.ready_to_go(&request)?;
        let entry = self.enact(RequestRefused {
            of: request.of(),
            notice_sent_on: new.notice_sent_on,
            late: clock::is_late(request.late_from, request.overdue_at, self.now()),
            package,
            words: Sealed::new(&request.id, new.words.clone()),
        })?;
        objects::close(self.conn(), entry)
    }

    /// The copy that is ready and will not be sent.
    fn ready_to_go(&mut self, request: &Request) -> Result<Option<PackageId>> {
        no_disc_is_sealed(self.conn(), &request.id)?;
        cancel_departures(self, &request.id)?;
        let ready = ReadyCopy::of(self.conn(), &request.id)?;
        Ok(ready.map(|copy| copy.package))
    }

    fn doubled(&mut self, request: &Request, case: &Case, number: Reference) -> Result<RequestId> {
        let others = case.others.iter().map(|other| other.id.as_str());
        let cases: Vec<&str> = std::iter::once(case.id.as_str()).chain(others).collect();
        let id: Option<String> = privacy_request::table
            .filter(privacy_request::reference.eq(number.to_string()))
            .filter(privacy_request::id.ne(request.id.as_str()))
            .filter(privacy_request::case_id.eq_any(cases))
            // Two that double each other would be answered by nobody.
            .filter(privacy_request::state.ne(RequestState::Withdrawn.as_str()))
            .select(privacy_request::id)
            .first(self.conn())
            .optional()?;
        let field = "duplicate-of";
        let id = id.ok_or(Refusal::FieldChoice { field })?;
        stored(&id)
    }
}
