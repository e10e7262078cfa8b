//! What the custody desk's part of the first page shows: a handful of queries for all of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Custody};
use doublelock_domain::custody::exception::ExceptionKind;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState, is_late};
use doublelock_domain::custody::visit::Verdict;
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::fact::custody::ShipmentWords;
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{CaseId, Reference, ShipmentId};
use doublelock_domain::time::Timestamp;

use super::VisitHead;
use super::exception_desk::{
    ExceptionLine, count as count_exceptions, most_pressing, of_late_parcels,
};
use super::hands::{Hand, hands};
use super::place;
use super::promised::promised_anywhere;
use crate::columns::{count, counted, maybe_stored, stored};
use crate::conn::Conn;
use crate::error::Result;
use crate::keys::Keyholder;
use crate::schema::cases::case_file;
use crate::schema::custody::{item, shipment, shipment_line, visit_line};
use crate::sections;
use crate::unit::{ReadUnit, Sight};

/// A parcel that was announced and has not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedParcel {
    /// Its id.
    pub id: ShipmentId,
    /// Number people say.
    pub reference: Reference,
    /// Who sends it.
    pub sender: Reading<String>,
    /// Who carries it.
    pub carrier: Reading<String>,
    /// Number of its case.
    pub case: Option<Reference>,
    /// Its case.
    pub case_id: Option<CaseId>,
    /// Expected on.
    pub eta: Option<NaiveDate>,
    /// From when it counts as late.
    pub late_from: Option<Timestamp>,
    /// It is late, at the instant of the unit.
    pub late: bool,
    /// Articles announced.
    pub articles: u32,
    /// Some of them were received, and the rest was not.
    pub begun: bool,
}

/// How many parcels are awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awaited {
    /// Announced and not received.
    pub expected: u32,
    /// Of these, late.
    pub late: u32,
}

/// The latest double-lock visit, with what became of its plan.
#[derive(Debug, Clone)]
pub struct LatestVisit {
    /// As in a list.
    pub head: VisitHead,
    /// Articles planned.
    pub planned: u32,
    /// Of these, scanned.
    pub scanned: u32,
}

/// The custody desk today.
#[derive(Debug, Clone)]
pub struct CustodyBoard {
    /// Parcels awaited, the longest due first.
    pub parcels: Vec<AwaitedParcel>,
    /// How many there are in all.
    pub awaited: Awaited,
    /// Articles that lie in places outside the archives and wait to be put away ([`super::Whereabouts::ToPutAway`]).
    pub outside: u32,
    /// Since when the one that waits longest lies there.
    pub outside_since: Option<Timestamp>,
    /// Articles in the archives.
    pub archived: u32,
    /// What people hold in their hands.
    pub hands: Vec<Hand>,
    /// What does not balance, the most pressing first; not late parcels, nor, if asked so, articles of nobody.
    pub exceptions: Vec<ExceptionLine>,
    /// What is followed of the late parcels among [`Self::parcels`].
    pub late: Vec<ExceptionLine>,
    /// How much does not balance in all, by kind.
    pub open_exceptions: BTreeMap<ExceptionKind, u32>,
    /// The latest visit.
    pub visit: Option<LatestVisit>,
    /// There is a dock, a workbench, and a place behind two barriers.
    pub set_up: bool,
}

impl Sight<'_, Custody> {
    /// The desk at this instant, with at most `limit` parcels and as many exceptions. Senders can be patients,
    /// so the reading itself is written down.
    ///
    /// `but_extra`: articles that nobody announced are left out, which another list of the reader's names.
    pub fn custody_board(&mut self, limit: u32, but_extra: bool) -> Result<CustodyBoard> {
        let now = self.now();
        let keys = self.keys();
        let parcels = parcels(self.conn(), keys, now, limit)?;
        let awaited = awaited(self.conn(), now)?;
        let places = place::all(self)?;
        let left_out: &[ExceptionKind] = if but_extra {
            &[ExceptionKind::Late, ExceptionKind::Extra]
        } else {
            &[ExceptionKind::Late]
        };
        let (exceptions, mut told) = most_pressing(self, left_out, limit)?;
        let ids: Vec<&str> = parcels.iter().map(|parcel| parcel.id.as_str()).collect();
        let (late, of_late) = of_late_parcels(self, &ids)?;
        told.extend(of_late);
        let mut board = CustodyBoard {
            hands: hands(self)?,
            exceptions,
            late,
            open_exceptions: count_exceptions(self)?,
            parcels,
            awaited,
            outside: 0,
            outside_since: None,
            archived: 0,
            visit: None,
            set_up: places.missing().is_empty(),
        };
        let outside: Vec<String> = (places.outside_archives().iter())
            .map(ToString::to_string)
            .collect();
        let within: Vec<String> = (places.archives())
            .flat_map(|archive| places.of_archive(&archive.fact.id))
            .map(|place| place.to_string())
            .collect();
        board.archived = archived(self.conn(), &within)?;
        (board.outside, board.outside_since) = to_put_away(self.conn(), &outside)?;
        if let Some(head) = super::visit::latest(self, 1)?.pop() {
            let (planned, scanned) = plan_of(self.conn(), head.id.as_str())?;
            board.visit = Some(LatestVisit {
                head,
                planned,
                scanned,
            });
        }
        let mut records: Vec<Subject> = told;
        for parcel in &board.parcels {
            records.push((&parcel.id).into());
            records.extend(parcel.case_id.as_ref().map(Into::into));
        }
        records.extend(board.visit.as_ref().map(|visit| (&visit.head.id).into()));
        self.note_list(ListName::CustodyBoard, records);
        Ok(board)
    }
}

impl ReadUnit<'_, Coordination> {
    /// How many parcels are awaited. Names nobody.
    pub fn awaited_parcels(&mut self) -> Result<Awaited> {
        let now = self.now();
        awaited(self.conn(), now)
    }
}

fn awaited(conn: &mut Conn, now: Timestamp) -> Result<Awaited> {
    let announced = shipment::state.eq(ShipmentState::Announced.as_str());
    let expected: i64 = shipment::table.filter(announced).count().get_result(conn)?;
    let late: i64 = shipment::table
        .filter(announced)
        .filter((shipment::late_from.lt(now.micros())).or(shipment::overdue_at.is_not_null()))
        .count()
        .get_result(conn)?;
    Ok(Awaited {
        expected: counted(expected)?,
        late: counted(late)?,
    })
}

type ParcelRow = (
    String,
    String,
    i64,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<(String, String)>,
);

fn parcels(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<AwaitedParcel>> {
    let rows: Vec<ParcelRow> = shipment::table
        .left_join(case_file::table.on(shipment::case_id.eq(case_file::id.nullable())))
        .filter(shipment::state.eq(ShipmentState::Announced.as_str()))
        .order((shipment::late_from, shipment::id))
        .limit(i64::from(limit))
        .select((
            shipment::id,
            shipment::reference,
            shipment::words,
            shipment::eta,
            shipment::late_from,
            shipment::overdue_at,
            (case_file::id, case_file::reference).nullable(),
        ))
        .load(conn)?;
    let lines: Vec<(String, String, i64)> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment::state.eq(ShipmentState::Announced.as_str()))
        .group_by((shipment_line::shipment_id, shipment_line::outcome))
        .select((
            shipment_line::shipment_id,
            shipment_line::outcome,
            count_star(),
        ))
        .load(conn)?;
    let mut articles: BTreeMap<String, (i64, bool)> = BTreeMap::new();
    for (parcel, outcome, lines) in lines {
        let known = articles.entry(parcel).or_default();
        known.0 = known.0.saturating_add(lines);
        known.1 |= stored::<LineOutcome>(&outcome)?.is_present();
    }
    let opened = sections::open_all(conn, keys, rows.iter().map(|row| row.2))?;
    rows.into_iter()
        .map(
            |(which, reference, words, eta, late_from, overdue_at, case)| {
                let words: Reading<ShipmentWords> = opened.words(words);
                let [late_from, overdue_at] =
                    [late_from, overdue_at].map(|at| at.map(Timestamp::from_micros));
                Ok(AwaitedParcel {
                    id: stored(&which)?,
                    reference: stored(&reference)?,
                    sender: words.as_ref().map(ShipmentWords::party_or_empty),
                    carrier: words.map(|words| words.carrier_or_empty()),
                    case: maybe_stored(case.as_ref().map(|(_, reference)| reference.as_str()))?,
                    case_id: maybe_stored(case.as_ref().map(|(id, _)| id.as_str()))?,
                    eta: maybe_stored(eta.as_deref())?,
                    late_from,
                    late: is_late(ShipmentState::Announced, late_from, overdue_at, now),
                    articles: counted(articles.get(&which).map_or(0, |lines| lines.0))?,
                    begun: articles.get(&which).is_some_and(|lines| lines.1),
                })
            },
        )
        .collect()
}

/// How many articles rest in these places of archives.
fn archived(conn: &mut Conn, within: &[String]) -> Result<u32> {
    let found: i64 = item::table
        .filter(item::holder_kind.eq(HolderKind::Location.as_str()))
        .filter(item::holder_id.eq_any(within))
        .count()
        .get_result(conn)?;
    counted(found)
}

/// How many articles lie in these places outside the archives and wait to be put away ([`super::Whereabouts::ToPutAway`]),
/// and since when the one seen longest ago.
pub(super) fn to_put_away(conn: &mut Conn, outside: &[String]) -> Result<(u32, Option<Timestamp>)> {
    let (found, since): (i64, Option<i64>) = item::table
        .filter(item::holder_kind.eq(HolderKind::Location.as_str()))
        .filter(item::holder_id.eq_any(outside))
        .filter(item::request_id.is_null())
        .filter(item::case_id.is_not_null())
        .filter(item::id.ne_all(promised_anywhere()))
        .select((count_star(), min(item::seen_at)))
        .first(conn)?;
    Ok((counted(found)?, since.map(Timestamp::from_micros)))
}

/// Articles planned for a visit, and of these those scanned.
fn plan_of(conn: &mut Conn, visit: &str) -> Result<(u32, u32)> {
    let verdicts: Vec<String> = visit_line::table
        .filter(visit_line::visit_id.eq(visit.to_owned()))
        .select(visit_line::verdict)
        .load(conn)?;
    let scanned = verdicts
        .iter()
        .filter(|v| *v == Verdict::Scanned.as_str())
        .count();
    Ok((count(verdicts.len()), count(scanned)))
}
