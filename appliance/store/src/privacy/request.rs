//! Logging, opening and listing requests; identity; prolongation; overdue.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Privacy};
use doublelock_domain::act::Act;
use doublelock_domain::case::{Case, EnteredText};
use doublelock_domain::ids::{CaseId, PatientId, Reference, RequestId};
use doublelock_domain::privacy::clock::{self, DueDate, Extension, Standing};
use doublelock_domain::privacy::disclosure::{Country, PostalAddress};
use doublelock_domain::privacy::package::Carrier;
use doublelock_domain::privacy::regime::{RULE_PACK_VERSION, Regimes};
use doublelock_domain::privacy::request::{
    Channel, IdentityEvidence, NewRequest, RequestKind, RequestState, Requester, Step,
};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};
use serde_json::json;

use crate::case::stored_text;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::cases::{case_file, patient};
use crate::schema::privacy::{privacy_request, request_extension, request_party};
use crate::store::Opened;
use crate::unit::{ReadUnit, Unit};

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
    /// When it was first seen to be late.
    pub overdue_at: Option<Timestamp>,
    /// When the answer left.
    pub answered_at: Option<Timestamp>,
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
        clock::standing(self.due_on, zone, self.answered_at, self.overdue_at, now)
    }
}

/// A line of the worklist.
#[derive(Debug, Clone)]
pub struct RequestLine {
    /// Opaque id.
    pub id: RequestId,
    /// Number people say.
    pub reference: Reference,
    /// What is asked for.
    pub kind: RequestKind,
    /// Number of the case.
    pub case: Reference,
    /// Family name of the patient.
    pub family_name: String,
    /// Given names of the patient.
    pub given_names: String,
    /// Where it stands.
    pub state: RequestState,
    /// How it came.
    pub channel: Channel,
    /// Day of receipt.
    pub received_on: NaiveDate,
    /// Last day to answer.
    pub due_on: NaiveDate,
    /// Where it stands against its clock, at the instant of the unit.
    pub standing: Standing,
}

/// Which requests a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worklist {
    /// Not answered yet, most urgent first.
    Open,
    /// Answered, latest due date first.
    Answered,
}

/// A request whose clock runs. Names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningClock {
    /// Number people say.
    pub reference: Reference,
    /// What is asked for.
    pub kind: RequestKind,
    /// Day of receipt: day 0.
    pub received_on: NaiveDate,
    /// Last day to answer.
    pub due_on: NaiveDate,
}

/// What logging a request gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewlyLogged {
    /// Its id.
    pub id: RequestId,
    /// Its number.
    pub reference: Reference,
    /// Last day to answer.
    pub due_on: NaiveDate,
    /// It was entered after that day already.
    pub already_overdue: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = privacy_request)]
pub(super) struct Row {
    pub(super) id: String,
    reference: String,
    kind: String,
    case_id: String,
    patient_id: String,
    state: String,
    channel: String,
    received_on: String,
    entered_at: i64,
    laws: String,
    due_on: String,
    overdue_at: Option<i64>,
    answered_at: Option<i64>,
    receipt_at: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = request_party)]
struct PartyRow {
    representative_name: Option<String>,
    capacity: Option<String>,
    identity_evidence: Option<String>,
    identity_at: Option<i64>,
    carrier: String,
    street: String,
    locality: String,
    postal_code: Option<String>,
    country: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = request_extension)]
struct ExtensionRow {
    days: i32,
    notice_sent_on: String,
}

const MALFORMED: Error = Error::Corrupt("a request is malformed");

/// A stored word, date or id that passed its check when it was written.
pub(super) fn stored<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| MALFORMED)
}

fn request_of(row: &Row, party: PartyRow, extension: Option<ExtensionRow>) -> Result<Request> {
    let requester = match (party.representative_name, party.capacity) {
        (Some(name), Some(capacity)) => Requester::Representative {
            name: stored_text(&name)?,
            capacity: stored(&capacity)?,
        },
        _ => Requester::Patient,
    };
    let identity = match (party.identity_evidence, party.identity_at) {
        (Some(evidence), Some(at)) => Some((stored(&evidence)?, Timestamp::from_micros(at))),
        _ => None,
    };
    let extension = extension
        .map(|row| {
            let days = u32::try_from(row.days).map_err(|_| MALFORMED)?;
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
        patient: stored(&row.patient_id)?,
        state: stored(&row.state)?,
        channel: stored(&row.channel)?,
        received_on: stored(&row.received_on)?,
        entered_at: Timestamp::from_micros(row.entered_at),
        requester,
        identity,
        carrier: stored(&party.carrier)?,
        address: PostalAddress {
            street: stored_text(&party.street)?,
            locality: stored_text(&party.locality)?,
            postal_code: party.postal_code.as_deref().map(stored_text).transpose()?,
            country: Country::entered(&party.country).map_err(|_| MALFORMED)?,
        },
        laws: stored(&row.laws)?,
        extension,
        due_on: stored(&row.due_on)?,
        overdue_at: row.overdue_at.map(Timestamp::from_micros),
        answered_at: row.answered_at.map(Timestamp::from_micros),
        receipt_at: row.receipt_at.map(Timestamp::from_micros),
    })
}

/// Loads without an entry: for units that have already opened it, or act on it.
pub(super) fn load(conn: &mut Conn, id: &str) -> Result<Request> {
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
    request_of(&row, party, extension)
}

/// Moves a request along its states; the caller writes the entry.
pub(super) fn advance<D: Duty>(
    unit: &mut Unit<'_, D>,
    request: &Request,
    step: Step,
) -> Result<RequestState> {
    let next = request.state.after(step)?;
    diesel::update(privacy_request::table.find(request.id.as_str()))
        .set(privacy_request::state.eq(next.as_str()))
        .execute(unit.conn())?;
    Ok(next)
}

impl Unit<'_, Privacy> {
    /// Logs a request. Its clock runs from `received_on`, under `laws`; if it is
    /// already past its last day, that is marked at once.
    ///
    /// A case that does not exist is a fault of the form's field `case`.
    pub fn log_request(
        &mut self,
        new: &NewRequest,
        laws: &Regimes,
        zone: SiteZone,
    ) -> Result<NewlyLogged> {
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
        let due = clock::due_date(laws, new.received_on, today, None);
        let reference = self.next_reference("request", zone)?;
        let id = RequestId::new(now, self.entropy());
        let entered_by = self.actor().to_string();
        diesel::insert_into(privacy_request::table)
            .values((
                privacy_request::id.eq(id.as_str()),
                privacy_request::reference.eq(reference.to_string()),
                privacy_request::kind.eq(RequestKind::AccessRequest.as_str()),
                privacy_request::case_id.eq(case.id.as_str()),
                privacy_request::patient_id.eq(case.patient_id.as_str()),
                privacy_request::state.eq(RequestState::Logged.as_str()),
                privacy_request::channel.eq(new.channel.as_str()),
                privacy_request::received_on.eq(new.received_on.to_string()),
                privacy_request::entered_at.eq(now.micros()),
                privacy_request::entered_by.eq(entered_by),
                privacy_request::laws.eq(laws.to_string()),
                privacy_request::rule_pack.eq(RULE_PACK_VERSION),
                privacy_request::due_on.eq(due.on.to_string()),
            ))
            .execute(self.conn())?;
        insert_party(self.conn(), &id, new, now)?;
        let payload = json!({
            "reference": reference.to_string(),
            "kind": RequestKind::AccessRequest,
            "channel": new.channel,
            "received_on": new.received_on.to_string(),
            "entered_on": today.to_string(),
            "due_on": due.on.to_string(),
            "laws": laws.to_string(),
            "rule_pack": RULE_PACK_VERSION,
            "requester": new.requester.kind(),
            "identity": new.identity,
            "carrier": new.carrier,
        });
        self.record(
            Act::RequestLogged,
            &[id.as_str(), case.id.as_str()],
            &payload,
        )?;
        let already_overdue = now > zone.end_of(due.on);
        if already_overdue {
            mark_overdue(self, &id, due.on)?;
        }
        Ok(NewlyLogged {
            id,
            reference,
            due_on: due.on,
            already_overdue,
        })
    }

    /// Opens a request and its case for reading.
    pub fn open_request(
        &mut self,
        reference: Reference,
    ) -> Result<(Opened<Request>, Opened<Case>)> {
        let id: String = privacy_request::table
            .filter(privacy_request::reference.eq(reference.to_string()))
            .select(privacy_request::id)
            .first(self.conn())?;
        let request = load(self.conn(), &id)?;
        let subjects = [request.id.as_str(), request.case.as_str()];
        let sequence = self.record(
            Act::RecordOpened,
            &subjects,
            &json!({ "record": "request" }),
        )?;
        let number = self.case_reference(&request.case)?;
        let case = self.open_case_by_reference(number)?;
        Ok((Opened::new(request, sequence), case))
    }

    /// Requests of a worklist, at most `limit`, those after `after` if given. Names
    /// people, so the reading itself is written down.
    pub fn list_requests(
        &mut self,
        which: Worklist,
        after: Option<&(NaiveDate, RequestId)>,
        zone: SiteZone,
        limit: u32,
    ) -> Result<Vec<RequestLine>> {
        let now = self.now();
        let base = privacy_request::table
            .inner_join(case_file::table.on(case_file::id.eq(privacy_request::case_id)))
            .inner_join(patient::table.on(patient::id.eq(privacy_request::patient_id)));
        let columns = (
            Row::as_select(),
            case_file::reference,
            patient::family_name,
            patient::given_names,
        );
        let (date, id) = match (after, which) {
            (Some((date, id)), _) => (date.to_string(), id.to_string()),
            (None, Worklist::Open) => (String::new(), String::new()),
            // After every date and every id.
            (None, Worklist::Answered) => ("~".to_owned(), "~".to_owned()),
        };
        let rows: Vec<(Row, String, String, String)> = match which {
            Worklist::Open => base
                .filter(privacy_request::answered_at.is_null())
                .filter(
                    privacy_request::due_on
                        .gt(date.clone())
                        .or(privacy_request::due_on
                            .eq(date)
                            .and(privacy_request::id.gt(id))),
                )
                .order((privacy_request::due_on.asc(), privacy_request::id.asc()))
                .limit(i64::from(limit))
                .select(columns)
                .load(self.conn())?,
            Worklist::Answered => base
                .filter(privacy_request::answered_at.is_not_null())
                .filter(
                    privacy_request::due_on
                        .lt(date.clone())
                        .or(privacy_request::due_on
                            .eq(date)
                            .and(privacy_request::id.lt(id))),
                )
                .order((privacy_request::due_on.desc(), privacy_request::id.desc()))
                .limit(i64::from(limit))
                .select(columns)
                .load(self.conn())?,
        };
        let lines = rows
            .into_iter()
            .map(|row| line_of(row, zone, now))
            .collect::<Result<Vec<_>>>()?;
        self.record(
            Act::ListRead,
            &[],
            &json!({ "list": "requests", "lines": lines.len() }),
        )?;
        Ok(lines)
    }

    /// Notes what was seen of the identity of the person who asks.
    pub fn confirm_identity(
        &mut self,
        request: &Opened<Request>,
        evidence: IdentityEvidence,
    ) -> Result<()> {
        let request = load(self.conn(), request.id.as_str())?;
        if let Some((_, at)) = request.identity {
            return Err(Refusal::AlreadyDone { at }.into());
        }
        if !request.state.is_open() {
            return Err(Refusal::WrongState {
                state: request.state.as_str(),
            }
            .into());
        }
        let now = self.now();
        diesel::update(request_party::table.find(request.id.as_str()))
            .set((
                request_party::identity_evidence.eq(evidence.as_str()),
                request_party::identity_at.eq(now.micros()),
            ))
            .execute(self.conn())?;
        let subjects = [request.id.as_str(), request.case.as_str()];
        self.record(
            Act::RequestIdentityConfirmed,
            &subjects,
            &json!({ "evidence": evidence }),
        )?;
        Ok(())
    }

    /// Takes the prolongation that the law gives, if it gives one and the notice was
    /// sent in time. A deemed refusal that was marked stays.
    pub fn extend_request(
        &mut self,
        request: &Opened<Request>,
        days: u32,
        notice_sent_on: NaiveDate,
        zone: SiteZone,
    ) -> Result<DueDate> {
        let request = load(self.conn(), request.id.as_str())?;
        if !request.state.is_open() {
            return Err(Refusal::WrongState {
                state: request.state.as_str(),
            }
            .into());
        }
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
        diesel::insert_into(request_extension::table)
            .values((
                request_extension::request_id.eq(request.id.as_str()),
                request_extension::days.eq(i32::try_from(days).map_err(|_| MALFORMED)?),
                request_extension::notice_sent_on.eq(notice_sent_on.to_string()),
            ))
            .execute(self.conn())?;
        diesel::update(privacy_request::table.find(request.id.as_str()))
            .set(privacy_request::due_on.eq(due.on.to_string()))
            .execute(self.conn())?;
        let payload = json!({ "days": days, "notice_sent_on": notice_sent_on.to_string(), "due_on": due.on.to_string() });
        self.record(
            Act::RequestExtended,
            &[request.id.as_str(), request.case.as_str()],
            &payload,
        )?;
        Ok(due)
    }
}

impl ReadUnit<'_, Privacy> {
    /// How many requests wait for an answer. Names nobody.
    pub fn open_requests(&mut self) -> Result<u64> {
        let count: i64 = privacy_request::table
            .filter(privacy_request::answered_at.is_null())
            .count()
            .get_result(self.conn())?;
        crate::unit::unsigned(count)
    }

    /// Of these, those whose last day was before `today`.
    pub fn late_requests(&mut self, today: NaiveDate) -> Result<u64> {
        let count: i64 = privacy_request::table
            .filter(privacy_request::answered_at.is_null())
            .filter(privacy_request::due_on.lt(today.to_string()))
            .count()
            .get_result(self.conn())?;
        crate::unit::unsigned(count)
    }

    /// The clocks that run, nearest last day first, at most `limit`. Names nobody.
    pub fn running_clocks(&mut self, limit: u32) -> Result<Vec<RunningClock>> {
        let rows: Vec<(String, String, String, String)> = privacy_request::table
            .filter(privacy_request::answered_at.is_null())
            .order((privacy_request::due_on, privacy_request::id))
            .limit(i64::from(limit))
            .select((
                privacy_request::reference,
                privacy_request::kind,
                privacy_request::received_on,
                privacy_request::due_on,
            ))
            .load(self.conn())?;
        rows.iter()
            .map(|(reference, kind, received_on, due_on)| {
                Ok(RunningClock {
                    reference: stored(reference)?,
                    kind: stored(kind)?,
                    received_on: stored(received_on)?,
                    due_on: stored(due_on)?,
                })
            })
            .collect()
    }

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
    pub fn mark_overdue_requests(&mut self, zone: SiteZone) -> Result<u32> {
        let today = self.now().date_in(zone).to_string();
        let late: Vec<(String, String)> = privacy_request::table
            .filter(privacy_request::answered_at.is_null())
            .filter(privacy_request::overdue_at.is_null())
            .filter(privacy_request::due_on.lt(today))
            .order(privacy_request::id)
            .select((privacy_request::id, privacy_request::due_on))
            .load(self.conn())?;
        for (id, due_on) in &late {
            mark_overdue(self, &stored(id)?, stored(due_on)?)?;
        }
        Ok(u32::try_from(late.len()).unwrap_or(u32::MAX))
    }
}

fn mark_overdue<D: Duty>(unit: &mut Unit<'_, D>, id: &RequestId, due_on: NaiveDate) -> Result<()> {
    let now = unit.now();
    diesel::update(privacy_request::table.find(id.as_str()))
        .set(privacy_request::overdue_at.eq(now.micros()))
        .execute(unit.conn())?;
    unit.record(
        Act::RequestOverdue,
        &[id.as_str()],
        &json!({ "due_on": due_on.to_string() }),
    )?;
    Ok(())
}

fn insert_party(conn: &mut Conn, id: &RequestId, new: &NewRequest, now: Timestamp) -> Result<()> {
    let (name, capacity) = match &new.requester {
        Requester::Patient => (None, None),
        Requester::Representative { name, capacity } => {
            (Some(name.as_str()), Some(capacity.as_str()))
        }
    };
    diesel::insert_into(request_party::table)
        .values((
            request_party::request_id.eq(id.as_str()),
            request_party::representative_name.eq(name),
            request_party::capacity.eq(capacity),
            request_party::identity_evidence.eq(new.identity.map(IdentityEvidence::as_str)),
            request_party::identity_at.eq(new.identity.map(|_| now.micros())),
            request_party::carrier.eq(new.carrier.as_str()),
            request_party::street.eq(new.address.street.as_str()),
            request_party::locality.eq(new.address.locality.as_str()),
            request_party::postal_code.eq(new
                .address
                .postal_code
                .as_ref()
                .map(EnteredText::as_str)),
            request_party::country.eq(new.address.country.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}

fn line_of(
    (row, case, family_name, given_names): (Row, String, String, String),
    zone: SiteZone,
    now: Timestamp,
) -> Result<RequestLine> {
    let due_on = stored(&row.due_on)?;
    let mark = |at: Option<i64>| at.map(Timestamp::from_micros);
    Ok(RequestLine {
        id: stored(&row.id)?,
        reference: stored(&row.reference)?,
        kind: stored(&row.kind)?,
        case: stored(&case)?,
        family_name,
        given_names,
        state: stored(&row.state)?,
        channel: stored(&row.channel)?,
        received_on: stored(&row.received_on)?,
        due_on,
        standing: clock::standing(
            due_on,
            zone,
            mark(row.answered_at),
            mark(row.overdue_at),
            now,
        ),
    })
}
