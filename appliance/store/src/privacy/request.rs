//! Opening and listing requests; identity; prolongation; overdue.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Privacy};
use doublelock_domain::case::{Case, PatientDetails};
use doublelock_domain::fact::cases::RecordOpened;
use doublelock_domain::fact::privacy::{
    OfRequest, RequestExtended, RequestIdentityConfirmed, RequestOverdue, RequestWords,
};
use doublelock_domain::ids::{CaseId, PatientId, Reference, RequestId};
use doublelock_domain::privacy::clock::{self, DueDate, Extension, Standing};
use doublelock_domain::privacy::disclosure::{PostalAddress, Recipient};
use doublelock_domain::privacy::package::Carrier;
use doublelock_domain::privacy::regime::Regimes;
use doublelock_domain::privacy::request::{
    Channel, IdentityEvidence, NewRequest, RequestKind, RequestState, Requester,
};
use doublelock_domain::time::{SiteZone, Timestamp};

use crate::columns::{count, counted, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::cases::case_file;
use crate::schema::privacy::{privacy_request, request_extension, request_party};
use crate::sections;
use crate::unit::{ReadUnit, Sight, Unit};

/// A request as stored.
#[derive(Debug, Clone)]
pub struct Request {
    /// Opaque id.
    pub id: RequestId,
    /// Number people say.
    pub reference: Reference,
    /// What is asked for.
    pub kind: RequestKind,
    /// Case it is about.
    pub case: CaseId,
    /// Whom the case is about.
    pub patient: PatientId,
    /// Where it stands.
    pub state: RequestState,
    /// How it came.
    pub channel: Channel,
    /// Civil date of receipt: the clock starts here.
    pub received_on: NaiveDate,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// Who asks.
    pub requester: Requester,
    /// What was seen of their identity, and when.
    pub identity: Option<(IdentityEvidence, Timestamp)>,
    /// The form they asked for.
    pub carrier: Carrier,
    /// Where the answer goes.
    pub address: PostalAddress,
    /// Laws that set its clock, as they were when it was logged.
    pub laws: Regimes,
    /// The prolongation, if one was taken.
    pub extension: Option<Extension>,
    /// Last day to answer.
    pub due_on: NaiveDate,
    /// The last instant of that day.
    pub late_from: Timestamp,
    /// When it was first seen to be late.
    pub overdue_at: Option<Timestamp>,
    /// When the answer left, or it was closed without one.
    pub closed_at: Option<Timestamp>,
    /// When the recipient confirmed.
    pub receipt_at: Option<Timestamp>,
}

impl Request {
    /// The last day with the steps that led to it.
    pub fn due(&self, zone: SiteZone) -> DueDate {
        clock::due_date(
            &self.laws,
            self.received_on,
            self.entered_at.date_in(zone),
            self.extension,
        )
    }

    /// Where it stands against its clock.
    pub fn standing(&self, zone: SiteZone, now: Timestamp) -> Standing {
        let running = clock::standing(self.due_on, zone, self.closed_at, self.overdue_at, now);
        self.state.stands(running)
    }

    /// To whom the answer goes: whoever asks, about this patient.
    pub fn recipient(&self, patient: &PatientDetails) -> Result<Recipient> {
        Ok(Recipient {
            name: self.requester.recipient(patient)?,
            address: self.address.clone(),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = privacy_request)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) kind: String,
    pub(super) case_id: String,
    pub(super) state: String,
    pub(super) channel: String,
    pub(super) received_on: String,
    entered_at: i64,
    laws: String,
    pub(super) due_on: String,
    late_from: i64,
    pub(super) overdue_at: Option<i64>,
    pub(super) closed_at: Option<i64>,
    receipt_at: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = request_party)]
struct PartyRow {
    words: i64,
    identity_evidence: Option<String>,
    identity_at: Option<i64>,
    carrier: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = request_extension)]
struct ExtensionRow {
    days: i32,
    notice_sent_on: String,
}

fn request_of(
    row: &Row,
    patient: PatientId,
    party: PartyRow,
    words: RequestWords,
    extension: Option<ExtensionRow>,
) -> Result<Request> {
    let identity = match (party.identity_evidence, party.identity_at) {
        (Some(evidence), Some(at)) => Some((stored(&evidence)?, Timestamp::from_micros(at))),
        _ => None,
    };
    let extension = extension
        .map(|row| {
            let days = counted(row.days)?;
            Ok::<_, Error>(Extension {
                days,
                notice_sent_on: stored(&row.notice_sent_on)?,
            })
        })
        .transpose()?;
    Ok(Request {
        id: stored(&row.id)?,
        reference: stored(&row.reference)?,
        kind: stored(&row.kind)?,
        case: stored(&row.case_id)?,
        patient,
        state: stored(&row.state)?,
        channel: stored(&row.channel)?,
        received_on: stored(&row.received_on)?,
        entered_at: Timestamp::from_micros(row.entered_at),
        requester: words.requester,
        identity,
        carrier: stored(&party.carrier)?,
        address: words.address,
        laws: stored(&row.laws)?,
        extension,
        due_on: stored(&row.due_on)?,
        late_from: Timestamp::from_micros(row.late_from),
        overdue_at: row.overdue_at.map(Timestamp::from_micros),
        closed_at: row.closed_at.map(Timestamp::from_micros),
        receipt_at: row.receipt_at.map(Timestamp::from_micros),
    })
}

/// Whose a case is now.
fn patient_of(conn: &mut Conn, case: &str) -> Result<PatientId> {
    let id: String = case_file::table
        .find(case)
        .select(case_file::patient_id)
        .first(conn)?;
    stored(&id)
}

/// Loads without an entry: for units that have already opened it, or act on it.
pub(super) fn load<D: Duty>(unit: &mut Sight<'_, D>, id: &str) -> Result<Request> {
    let (keys, conn) = (unit.keys(), unit.conn());
    let row: Row = privacy_request::table
        .find(id)
        .select(Row::as_select())
        .first(conn)?;
    let party: PartyRow = request_party::table
        .find(id)
        .select(PartyRow::as_select())
        .first(conn)?;
    let extension: Option<ExtensionRow> = request_extension::table
        .find(id)
        .select(ExtensionRow::as_select())
        .first(conn)
        .optional()?;
    let words = sections::open(conn, keys, party.words)?;
    let patient = patient_of(conn, &row.case_id)?;
    request_of(&row, patient, party, words, extension)
}

impl Request {
    /// The request and its case, as facts name them.
    pub(super) fn of(&self) -> OfRequest {
        OfRequest {
            request: self.id.clone(),
            case: self.case.clone(),
        }
    }
}

impl<'a> Sight<'a, Privacy> {
    /// Opens a request and its case for reading.
    pub fn open_request(
        &mut self,
        reference: Reference,
    ) -> Result<(Opened<'a, Request>, Opened<'a, Case>)> {
        let id: String = privacy_request::table
            .filter(privacy_request::reference.eq(reference.to_string()))
            .select(privacy_request::id)
            .first(self.conn())?;
        let request = load(self, &id)?;
        let opening = RecordOpened {
            record: (&request.id).into(),
            of: vec![(&request.case).into(), (&request.patient).into()],
            shown: Vec::new(),
        };
        let number = self.case_reference(&request.case)?;
        let request = Opened::by(self, opening, request)?;
        let case = self.open_case_by_reference(number)?;
        Ok((request, case))
    }
}

impl<'a> Unit<'a, Privacy> {
    /// Notes what was seen of the identity of the person who asks.
    pub fn confirm_identity(
        &mut self,
        request: &Opened<'a, Request>,
        evidence: IdentityEvidence,
    ) -> Result<()> {
        let request = load(self, request.id.as_str())?;
        let known_since = request.identity.map(|(_, at)| at);
        request.state.may_confirm_identity(known_since)?;
        self.enact(RequestIdentityConfirmed {
            of: request.of(),
            evidence,
        })?;
        Ok(())
    }

    /// Takes the prolongation that the law gives, if it gives one and the notice was
    /// sent in time. A deemed refusal that was marked stays.
    pub fn extend_request(
        &mut self,
        request: &Opened<'a, Request>,
        days: u32,
        notice_sent_on: NaiveDate,
        zone: SiteZone,
    ) -> Result<DueDate> {
        let request = load(self, request.id.as_str())?;
        request.state.must_be_open()?;
        let today = self.now().date_in(zone);
        let extension = clock::extend(
            &request.laws,
            request.received_on,
            request.extension,
            days,
            notice_sent_on,
            today,
        )?;
        let entered_on = request.entered_at.date_in(zone);
        let due = clock::due_date(
            &request.laws,
            request.received_on,
            entered_on,
            Some(extension),
        );
        self.enact(RequestExtended {
            of: request.of(),
            days,
            notice_sent_on,
            due_on: due.on,
            late_from: zone.end_of(due.on),
        })?;
        Ok(due)
    }
}

impl ReadUnit<'_, Privacy> {
    /// Whether a request has this number. Names nobody.
    pub fn request_numbered(&mut self, reference: Reference) -> Result<bool> {
        let found: Option<String> = privacy_request::table
            .filter(privacy_request::reference.eq(reference.to_string()))
            .select(privacy_request::id)
            .first(self.conn())
            .optional()?;
        Ok(found.is_some())
    }
}

impl Unit<'_, Clockwork> {
    /// Marks every request that is past its last day and not answered; returns how
    /// many were newly marked.
    pub fn mark_overdue_requests(&mut self) -> Result<u32> {
        let now = self.now().micros();
        let late: Vec<(String, String)> = privacy_request::table
            .filter(privacy_request::closed_at.is_null())
            .filter(privacy_request::overdue_at.is_null())
            .filter(privacy_request::late_from.lt(now))
            .order(privacy_request::id)
            .select((privacy_request::id, privacy_request::due_on))
            .load(self.conn())?;
        for (id, due_on) in &late {
            self.enact(RequestOverdue {
                request: stored(id)?,
                due_on: stored(due_on)?,
            })?;
        }
        Ok(count(late.len()))
    }
}

impl Request {
    /// Whether it says already what `new` would make of it.
    pub(super) fn is_as(&self, new: &NewRequest) -> bool {
        self.channel == new.channel
            && self.received_on == new.received_on
            && self.carrier == new.carrier
            && self.requester == new.requester
            && self.address == new.address
    }
}
