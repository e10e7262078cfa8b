//! What waits, and what was answered: the lists of requests, and their clocks for the first page.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::case::PatientDetails;
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{CaseId, PatientId, Reference, RequestId};
use doublelock_domain::privacy::clock::{self, Standing};
use doublelock_domain::privacy::request::{Channel, RequestKind, RequestState};
use doublelock_domain::time::{SiteZone, Timestamp};

use crate::columns::{stored, unsigned};
use crate::error::Result;
use crate::privacy::request::Row;
use crate::privacy::troubles::{self, CopyTrouble};
use crate::schema::cases::{case_file, patient};
use crate::schema::privacy::privacy_request;
use crate::sections;
use crate::unit::{ReadUnit, Sight};

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
    /// Whom the case is about.
    pub patient: Reading<PatientDetails>,
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
    /// What is in the way of its copy.
    pub trouble: Option<CopyTrouble>,
}

/// Which requests a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worklist {
    /// Not answered yet, most urgent first.
    Open,
    /// Answered or closed, latest due date first.
    Closed,
}

/// A request whose clock runs. Names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningClock {
    /// Number people say.
    pub reference: Reference,
    /// Day of receipt: day 0.
    pub received_on: NaiveDate,
    /// Last day to answer.
    pub due_on: NaiveDate,
    /// When it was first seen to be late.
    pub overdue_at: Option<Timestamp>,
    /// What is in the way of its copy.
    pub trouble: Option<CopyTrouble>,
}

impl RunningClock {
    /// Where it stands.
    pub fn standing(&self, zone: SiteZone, now: Timestamp) -> Standing {
        clock::standing(self.due_on, zone, None, self.overdue_at, now)
    }
}

impl Sight<'_, Privacy> {
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
            .inner_join(patient::table.on(patient::id.eq(case_file::patient_id)));
        let columns = (
            Row::as_select(),
            (case_file::reference, case_file::patient_id, patient::words),
        );
        let (date, id) = match (after, which) {
            (Some((date, id)), _) => (date.to_string(), id.to_string()),
            (None, Worklist::Open) => (String::new(), String::new()),
            // After every date and every id.
            (None, Worklist::Closed) => ("~".to_owned(), "~".to_owned()),
        };
        let rows: Vec<(Row, (String, String, i64))> = match which {
            Worklist::Open => base
                .filter(privacy_request::closed_at.is_null())
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
            Worklist::Closed => base
                .filter(privacy_request::closed_at.is_not_null())
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
        let mut records: Vec<Subject> = Vec::new();
        for (row, (_, patient, _)) in &rows {
            records.push((&stored::<RequestId>(&row.id)?).into());
            records.push((&stored::<CaseId>(&row.case_id)?).into());
            records.push((&stored::<PatientId>(patient)?).into());
        }
        self.note_list(ListName::Requests, records);
        let keys = self.keys();
        let patients = rows.iter().map(|(_, (_, _, words))| *words);
        let opened = sections::open_all(self.conn(), keys, patients)?;
        let requests: Vec<&Row> = rows.iter().map(|(row, _)| row).collect();
        let troubles = troubles::of(self.conn(), &requests)?;
        rows.iter()
            .map(|(row, (case, _, words))| {
                let trouble = troubles.get(&row.id).copied();
                line_of(row, case, opened.words(*words), trouble, zone, now)
            })
            .collect()
    }
}

impl ReadUnit<'_, Privacy> {
    /// How many requests wait for an answer. Names nobody.
    pub fn open_requests(&mut self) -> Result<u64> {
        let count: i64 = privacy_request::table
            .filter(privacy_request::closed_at.is_null())
            .count()
            .get_result(self.conn())?;
        unsigned(count)
    }

    /// Of these, those that are late.
    pub fn late_requests(&mut self) -> Result<u64> {
        let now = self.now().micros();
        let marked = privacy_request::overdue_at.is_not_null();
        let count: i64 = privacy_request::table
            .filter(privacy_request::closed_at.is_null())
            .filter(privacy_request::late_from.lt(now).or(marked))
            .count()
            .get_result(self.conn())?;
        unsigned(count)
    }

    /// The clocks that run, nearest last day first, at most `limit`. Names nobody.
    pub fn running_clocks(&mut self, limit: u32) -> Result<Vec<RunningClock>> {
        let rows: Vec<Row> = privacy_request::table
            .filter(privacy_request::closed_at.is_null())
            .order((privacy_request::due_on, privacy_request::id))
            .limit(i64::from(limit))
            .select(Row::as_select())
            .load(self.conn())?;
        let troubles = troubles::of(self.conn(), &rows.iter().collect::<Vec<_>>())?;
        rows.iter()
            .map(|row| {
                Ok(RunningClock {
                    reference: stored(&row.reference)?,
                    received_on: stored(&row.received_on)?,
                    due_on: stored(&row.due_on)?,
                    overdue_at: row.overdue_at.map(Timestamp::from_micros),
                    trouble: troubles.get(&row.id).copied(),
                })
            })
            .collect()
    }
}

fn line_of(
    row: &Row,
    case: &str,
    patient: Reading<PatientDetails>,
    trouble: Option<CopyTrouble>,
    zone: SiteZone,
    now: Timestamp,
) -> Result<RequestLine> {
    let due_on = stored(&row.due_on)?;
    let state: RequestState = stored(&row.state)?;
    let mark = |at: Option<i64>| at.map(Timestamp::from_micros);
    Ok(RequestLine {
        id: stored(&row.id)?,
        reference: stored(&row.reference)?,
        kind: stored(&row.kind)?,
        case: stored(case)?,
        patient,
        state,
        channel: stored(&row.channel)?,
        received_on: stored(&row.received_on)?,
        due_on,
        standing: state.stands(clock::standing(
            due_on,
            zone,
            mark(row.closed_at),
            mark(row.overdue_at),
            now,
        )),
        trouble,
    })
}
