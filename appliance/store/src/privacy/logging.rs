//! Logging a request, and setting right what was typed of one.

use std::collections::BTreeSet;

use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::case::Case;
use doublelock_domain::fact::Sealed;
use doublelock_domain::fact::privacy::{
    RequestCorrected, RequestLogged, RequestOverdue, RequestWords,
};
use doublelock_domain::ids::{Reference, RequestId};
use doublelock_domain::privacy::clock;
use doublelock_domain::privacy::regime::{RULE_PACK_VERSION, Regimes};
use doublelock_domain::privacy::request::{Doubt, NewRequest, RequestKind, Step};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::SiteZone;

use crate::columns::stored;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::privacy::departures::cancel_departures;
use crate::privacy::request::{self, Request};
use crate::schema::privacy::privacy_request;
use crate::unit::Unit;

/// What came of logging a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logging {
    /// It is logged.
    Logged(NewlyLogged),
    /// Nothing was recorded yet: this is odd, and a person is to say that it is right all the same.
    Asks(BTreeSet<Doubt>),
}

impl Logging {
    /// The request, if it is logged.
    pub fn logged(self) -> Option<NewlyLogged> {
        match self {
            Self::Logged(logged) => Some(logged),
            Self::Asks(_) => None,
        }
    }
}

/// What logging a request gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewlyLogged {
    /// Its id.
    pub id: RequestId,
    /// Its number.
    pub reference: Reference,
    /// It was entered after its last day already.
    pub already_overdue: bool,
}

impl<'a> Unit<'a, Privacy> {
    /// Logs a request. Its clock runs from `received_on`, under `laws`; if it is
    /// already past its last day, that is marked at once.
    ///
    /// What is odd about it is asked first, unless somebody saw it ([`Doubt`]). A case that does not exist is
    /// a fault of the form's field `case`.
    pub fn log_request(
        &mut self,
        new: &NewRequest,
        laws: &Regimes,
        zone: SiteZone,
    ) -> Result<Logging> {
        let case = self
            .open_case_by_reference(new.case)
            .map_err(|error| match error {
                Error::NotFound => Error::Faults(vec![Refusal::CaseUnknown { field: "case" }]),
                other => other,
            })?;
        let now = self.now();
        let today = now.date_in(zone);
        if new.received_on > today {
            return Err(Error::Faults(vec![Refusal::DateInFuture {
                field: "received-on",
            }]));
        }
        let waiting = waiting_of(self.conn(), &case)?;
        let doubts = Doubt::about(new.received_on, case.opened_at.date_in(zone), waiting);
        if !doubts.is_subset(&new.seen) {
            return Ok(Logging::Asks(doubts));
        }
        let due = clock::due_date(laws, new.received_on, today, None);
        let late_from = zone.end_of(due.on);
        let reference = self.next_reference("request", zone)?;
        let id = RequestId::new(now, self.entropy());
        self.enact(RequestLogged {
            request: id.clone(),
            reference,
            kind: RequestKind::AccessRequest,
            case: case.id.clone(),
            patient: case.patient_id.clone(),
            channel: new.channel,
            received_on: new.received_on,
            entered_on: today,
            due_on: due.on,
            late_from,
            laws: laws.clone(),
            rule_pack: RULE_PACK_VERSION.to_owned(),
            identity: new.identity,
            carrier: new.carrier,
            words: words_of(&id, new),
        })?;
        let already_overdue = clock::is_late(late_from, None, now);
        if already_overdue {
            self.enact(RequestOverdue {
                request: id.clone(),
                due_on: due.on,
            })?;
        }
        Ok(Logging::Logged(NewlyLogged {
            id,
            reference,
            already_overdue,
        }))
    }

    /// Sets right what was typed of a request, all of it but its case: a request about another case is
    /// another request. Its clock is reckoned anew, and a mark that it is late goes with a date that was
    /// wrong. What was seen of somebody's identity says nothing of somebody else.
    ///
    /// Says what is odd about it, and then nothing was recorded, unless somebody saw it.
    ///
    /// Refused once the answer left, while a copy is built, and for another address while something is
    /// packed under the one before; a parcel that is prepared and empty is cancelled.
    pub fn correct_request(
        &mut self,
        request: &Opened<'a, Request>,
        case: &Opened<'a, Case>,
        new: &NewRequest,
        zone: SiteZone,
    ) -> Result<BTreeSet<Doubt>> {
        let request = request::load(self, request.id.as_str())?;
        request.state.after(Step::Corrected)?;
        let entered_on = request.entered_at.date_in(zone);
        if request.is_as(new) {
            return Err(Refusal::NothingChanged.into());
        }
        new.must_have_come_by(entered_on)?;
        let now = self.now();
        let today = now.date_in(zone);
        let doubts = Doubt::about(new.received_on, case.opened_at.date_in(zone), []);
        if new.received_on != request.received_on && !doubts.is_subset(&new.seen) {
            return Ok(doubts);
        }
        let asks_another = new.requester != request.requester;
        if asks_another || new.address != request.address {
            cancel_departures(self, &request.id)?;
        }
        if let Some(taken) = request.extension {
            let (days, sent) = (taken.days, taken.notice_sent_on);
            clock::extend(&request.laws, new.received_on, None, days, sent, today)?;
        }
        let due = clock::due_date(
            &request.laws,
            new.received_on,
            entered_on,
            request.extension,
        );
        let late_from = zone.end_of(due.on);
        let is_late = clock::is_late(late_from, None, now);
        self.enact(RequestCorrected {
            of: request.of(),
            channel: new.channel,
            received_on: new.received_on,
            due_on: due.on,
            late_from,
            is_not_late: request.overdue_at.is_some()
                && new.received_on != request.received_on
                && !is_late,
            carrier: new.carrier,
            identity_is_open: asks_another && request.identity.is_some(),
            words: words_of(&request.id, new),
        })?;
        if is_late && request.overdue_at.is_none() {
            self.enact(RequestOverdue {
                request: request.id,
                due_on: due.on,
            })?;
        }
        Ok(BTreeSet::new())
    }
}

fn words_of(request: &RequestId, new: &NewRequest) -> Sealed<RequestWords> {
    Sealed::new(
        request,
        RequestWords {
            requester: new.requester.clone(),
            address: new.address.clone(),
        },
    )
}

/// Requests of the person of a case that wait for their answer.
fn waiting_of(conn: &mut Conn, case: &Case) -> Result<Vec<Reference>> {
    let others = case.others.iter().map(|other| other.id.as_str());
    let cases: Vec<&str> = std::iter::once(case.id.as_str()).chain(others).collect();
    let waiting: Vec<String> = privacy_request::table
        .filter(privacy_request::case_id.eq_any(cases))
        .filter(privacy_request::closed_at.is_null())
        .order(privacy_request::reference)
        .select(privacy_request::reference)
        .load(conn)?;
    waiting.iter().map(|number| stored(number)).collect()
}
