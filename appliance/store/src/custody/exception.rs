//! What does not balance: what other acts of the desk open and end. How it is shown and dealt with is in
//! [`super::exception_desk`].

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::count_star;
use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::exception::{
    Concern, Exception, ExceptionExit, ExceptionKind, due_after_step, of_balance,
};
use doublelock_domain::custody::shipment::Shipment;
use doublelock_domain::custody::visit::Balance;
use doublelock_domain::fact::custody::{ExceptionClosed, ExceptionOpened, ExceptionReopened};
use doublelock_domain::ids::{ExceptionId, ItemId, PersonId, ShipmentId, VisitId};
use doublelock_domain::time::{SiteZone, Timestamp};

use crate::columns::{counted, maybe_stored, number, stored};
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::custody::custody_exception;
use crate::unit::{Sight, Unit};

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = custody_exception)]
pub(super) struct ExceptionRow {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) shipment_id: Option<String>,
    pub(super) line: Option<i32>,
    pub(super) visit_id: Option<String>,
    pub(super) item_id: Option<String>,
    pub(super) owner_id: Option<String>,
    pub(super) opened_at: i64,
    pub(super) due_at: i64,
    pub(super) lost_from: Option<i64>,
    pub(super) outcome: Option<String>,
    pub(super) closed_at: Option<i64>,
}

impl ExceptionRow {
    pub(super) fn rule(&self) -> Result<Exception> {
        Ok(Exception {
            kind: stored(&self.kind)?,
            exit: maybe_stored(self.outcome.as_deref())?,
        })
    }

    pub(super) fn concern(&self) -> Result<Concern> {
        Ok(Concern {
            shipment: maybe_stored(self.shipment_id.as_deref())?,
            line: self.line.map(counted).transpose()?,
            visit: maybe_stored(self.visit_id.as_deref())?,
            item: maybe_stored(self.item_id.as_deref())?,
        })
    }

    pub(super) fn key(&self) -> Result<ExceptionId> {
        stored(&self.id)
    }
}

/// Kinds whose article is found by its label.
const FOUND_BY_LABEL: [&str; 2] = [
    ExceptionKind::NotFound.as_str(),
    ExceptionKind::NotBack.as_str(),
];

/// Opens one.
pub(super) fn open<D: Duty>(
    unit: &mut Unit<'_, D>,
    kind: ExceptionKind,
    concern: Concern,
    owner: Option<PersonId>,
    zone: SiteZone,
) -> Result<()> {
    let now = unit.now();
    open_at(unit, kind, (concern, owner), (now, zone))
}

/// The same, of what nobody had to expect before `from`: its clock begins then.
fn open_at<D: Duty>(
    unit: &mut Unit<'_, D>,
    kind: ExceptionKind,
    (concern, owner): (Concern, Option<PersonId>),
    (from, zone): (Timestamp, SiteZone),
) -> Result<()> {
    let clock = kind.clock(from, zone);
    let exception = ExceptionId::new(unit.now(), unit.entropy());
    unit.enact(ExceptionOpened {
        exception,
        kind,
        concern,
        owner,
        due: clock.due,
        lost_from: clock.lost_from,
    })?;
    Ok(())
}

/// Opens what the lines of a parcel say that nobody opened before. Whoever lays its articles down answers for it. Not of those
/// that are `spared`: what is in somebody's hands, who can still take its reception back, and what is here again by
/// another way. What is lent and did not come back with the rest is not late before it was `due`.
pub(super) fn open_of_lines<D: Duty>(
    unit: &mut Unit<'_, D>,
    which: &ShipmentId,
    parcel: &Shipment,
    spared: &[ItemId],
    (due, zone): (Option<Timestamp>, SiteZone),
) -> Result<()> {
    let owner = unit.actor().clone();
    let mut known: Vec<(ExceptionKind, Concern)> = Vec::new();
    for row in of_shipment(unit, which)? {
        let rule = row.rule()?;
        if rule.exit != Some(ExceptionExit::Corrected) {
            known.push((rule.kind, row.concern()?));
        }
    }
    for line in &parcel.lines {
        let article = line.item.as_ref().or(line.awaits.as_ref());
        let is_spared = article.is_some_and(|item| spared.contains(item));
        let Some(kind) = ExceptionKind::of_line(line.outcome).filter(|_| !is_spared) else {
            continue;
        };
        let concern = Concern {
            shipment: Some(which.clone()),
            line: Some(line.position),
            visit: None,
            item: article.cloned(),
        };
        if known.contains(&(kind, concern.clone())) {
            continue;
        }
        let lent = kind == ExceptionKind::Missing && line.awaits.is_some();
        let from = due
            .filter(|_| lent)
            .map_or(unit.now(), |day| day.max(unit.now()));
        open_at(unit, kind, (concern, Some(owner.clone())), (from, zone))?;
    }
    Ok(())
}

/// Lines of a parcel, by position, that are missing and of which somebody said that nothing would come any more.
pub(super) fn given_up<D: Duty>(unit: &mut Sight<'_, D>, which: &ShipmentId) -> Result<Vec<i32>> {
    let rows = of_shipment(unit, which)?;
    let closed = rows.iter().filter(|row| row.outcome.is_some());
    let closed = closed.filter(|row| row.kind == ExceptionKind::Missing.as_str());
    Ok(closed.filter_map(|row| row.line).collect())
}

/// Opens what the balance of a visit says. Whoever closes it answers for it.
pub(super) fn open_of_visit<D: Duty>(
    unit: &mut Unit<'_, D>,
    visit: &VisitId,
    balance: &Balance,
    zone: SiteZone,
) -> Result<()> {
    let owner = unit.actor().clone();
    for (kind, item) in of_balance(balance) {
        // It was not there before either, and somebody looks for it.
        if kind == ExceptionKind::NotFound && is_looked_for(unit, &item)? {
            continue;
        }
        let concern = Concern {
            visit: Some(visit.clone()),
            item: Some(item),
            ..Concern::default()
        };
        open(unit, kind, concern, Some(owner.clone()), zone)?;
    }
    Ok(())
}

/// Those of a parcel, in the order of its lines.
pub(super) fn of_shipment<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &ShipmentId,
) -> Result<Vec<ExceptionRow>> {
    Ok(custody_exception::table
        .filter(custody_exception::shipment_id.eq(which.as_str()))
        .order((custody_exception::line, custody_exception::id))
        .select(ExceptionRow::as_select())
        .load(unit.conn())?)
}

/// Those of an article.
pub(super) fn of_item<D: Duty>(
    unit: &mut Sight<'_, D>,
    item: &ItemId,
) -> Result<Vec<ExceptionRow>> {
    Ok(custody_exception::table
        .filter(custody_exception::item_id.eq(item.as_str()))
        .order(custody_exception::id)
        .select(ExceptionRow::as_select())
        .load(unit.conn())?)
}

/// An article is not where it should be: somebody looks for it, or it was given up.
pub(super) fn is_looked_for<D: Duty>(unit: &mut Sight<'_, D>, item: &ItemId) -> Result<bool> {
    Ok(looked_for(unit, item)?.is_some())
}

/// What says so, if somebody does.
pub(super) fn looked_for<D: Duty>(
    unit: &mut Sight<'_, D>,
    item: &ItemId,
) -> Result<Option<ExceptionId>> {
    let found: Option<String> = custody_exception::table
        .filter(custody_exception::item_id.eq(item.as_str()))
        .filter(custody_exception::kind.eq_any(FOUND_BY_LABEL))
        .filter(is_looked_for_still())
        .select(custody_exception::id)
        .first(unit.conn())
        .optional()?;
    maybe_stored(found.as_deref())
}

/// Which of some articles are not where they should be.
pub(super) fn looked_for_among<D: Duty>(
    unit: &mut Sight<'_, D>,
    items: &[&str],
) -> Result<BTreeSet<String>> {
    let found: Vec<Option<String>> = custody_exception::table
        .filter(custody_exception::item_id.eq_any(items))
        .filter(custody_exception::kind.eq_any(FOUND_BY_LABEL))
        .filter(is_looked_for_still())
        .select(custody_exception::item_id)
        .load(unit.conn())?;
    Ok(found.into_iter().flatten().collect())
}

/// The articles that are not where they should be: somebody looks for them, or gave them up.
#[diesel::dsl::auto_type]
pub(super) fn looked_for_anywhere() -> _ {
    let not_found: &'static str = ExceptionKind::NotFound.as_str();
    custody_exception::table
        .filter(custody_exception::item_id.is_not_null())
        .filter(custody_exception::kind.eq(not_found))
        .filter(is_looked_for_still())
        .select(custody_exception::item_id.assume_not_null())
}

/// Parcels of which something does not balance yet.
#[diesel::dsl::auto_type]
pub(super) fn parcels_with_open() -> _ {
    custody_exception::table
        .filter(custody_exception::shipment_id.is_not_null())
        .filter(custody_exception::outcome.is_null())
        .select(custody_exception::shipment_id.assume_not_null())
}

/// It is open, or its article was given up.
#[diesel::dsl::auto_type]
fn is_looked_for_still() -> _ {
    let lost: &'static str = ExceptionExit::Lost.as_str();
    let open = custody_exception::outcome.is_null();
    open.or(custody_exception::outcome.eq(lost))
}

/// How many are open of each of some parcels.
pub(super) fn count_open(conn: &mut Conn, parcels: &[&str]) -> Result<BTreeMap<String, u32>> {
    let rows: Vec<(Option<String>, i64)> = custody_exception::table
        .filter(custody_exception::shipment_id.eq_any(parcels))
        .filter(custody_exception::outcome.is_null())
        .group_by(custody_exception::shipment_id)
        .select((custody_exception::shipment_id, count_star()))
        .load(conn)?;
    rows.into_iter()
        .filter_map(|(parcel, open)| parcel.map(|parcel| (parcel, open)))
        .map(|(parcel, open)| Ok((parcel, counted(open)?)))
        .collect()
}

/// An act says how it ended.
pub(super) fn end<D: Duty>(
    unit: &mut Unit<'_, D>,
    row: &ExceptionRow,
    exit: ExceptionExit,
) -> Result<()> {
    unit.enact(ExceptionClosed {
        exception: row.key()?,
        concern: row.concern()?,
        exit,
        words: None,
    })?;
    Ok(())
}

fn end_open<D: Duty>(
    unit: &mut Unit<'_, D>,
    rows: &[ExceptionRow],
    kind: ExceptionKind,
    exit: ExceptionExit,
) -> Result<()> {
    for row in rows {
        let rule = row.rule()?;
        if rule.kind == kind && rule.exit.is_none() {
            end(unit, row, exit)?;
        }
    }
    Ok(())
}

/// What was missing of a line of a parcel came out of it.
pub(super) fn line_found<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &ShipmentId,
    line: u32,
) -> Result<()> {
    for row in of_shipment(unit, parcel)? {
        let rule = row.rule()?;
        if row.concern()?.line == Some(line)
            && rule.kind == ExceptionKind::Missing
            && rule.ends_when_found()
        {
            end(unit, &row, ExceptionExit::Found)?;
        }
    }
    Ok(())
}

/// It had been scanned by mistake: lines of a parcel are missing as before, or now that nobody waits for them.
pub(super) fn lines_missing_again<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &ShipmentId,
    lines: &[u32],
    zone: SiteZone,
) -> Result<()> {
    for line in lines {
        let rows: Vec<ExceptionRow> = custody_exception::table
            .filter(custody_exception::shipment_id.eq(parcel.as_str()))
            .filter(custody_exception::line.eq(number(*line)))
            .filter(custody_exception::kind.eq(ExceptionKind::Missing.as_str()))
            .select(ExceptionRow::as_select())
            .load(unit.conn())?;
        if rows.is_empty() {
            let concern = Concern {
                shipment: Some(parcel.clone()),
                line: Some(*line),
                ..Concern::default()
            };
            let owner = Some(unit.actor().clone());
            open(unit, ExceptionKind::Missing, concern, owner, zone)?;
        }
        reopen(unit, &rows, ExceptionExit::Found, zone)?;
    }
    Ok(())
}

fn reopen<D: Duty>(
    unit: &mut Unit<'_, D>,
    rows: &[ExceptionRow],
    ended: ExceptionExit,
    zone: SiteZone,
) -> Result<()> {
    let due = due_after_step(unit.now(), zone);
    for row in rows {
        if row.rule()?.exit == Some(ended) {
            unit.enact(ExceptionReopened {
                exception: row.key()?,
                concern: row.concern()?,
                due,
            })?;
        }
    }
    Ok(())
}

/// A movement of an article that had not been found was a mistake: what it ended, at `at`, is open again.
pub(super) fn item_not_found_again<D: Duty>(
    unit: &mut Unit<'_, D>,
    item: &ItemId,
    at: Timestamp,
    zone: SiteZone,
) -> Result<()> {
    let mut rows = of_item(unit, item)?;
    rows.retain(|row| {
        let by_label = FOUND_BY_LABEL.contains(&row.kind.as_str());
        by_label && row.closed_at == Some(at.micros())
    });
    reopen(unit, &rows, ExceptionExit::Found, zone)
}

/// An article that could not be found was scanned where it is.
pub(super) fn item_found<D: Duty>(unit: &mut Unit<'_, D>, item: &ItemId) -> Result<()> {
    for row in of_item(unit, item)? {
        let rule = row.rule()?;
        if rule.kind.is_found_by_label() && rule.ends_when_found() {
            end(unit, &row, ExceptionExit::Found)?;
        }
    }
    Ok(())
}

/// It was said whose an article is that nobody had announced.
pub(super) fn item_identified<D: Duty>(unit: &mut Unit<'_, D>, item: &ItemId) -> Result<()> {
    let rows = of_item(unit, item)?;
    end_open(unit, &rows, ExceptionKind::Extra, ExceptionExit::Identified)
}

/// What was said to be damaged came out of this parcel as it had left, or whole.
pub(super) fn damage_corrected<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &ShipmentId,
    item: &ItemId,
) -> Result<()> {
    let mut rows = of_item(unit, item)?;
    rows.retain(|row| row.shipment_id.as_deref() == Some(parcel.as_str()));
    end_open(
        unit,
        &rows,
        ExceptionKind::Damaged,
        ExceptionExit::Corrected,
    )
}

/// That the seal on a parcel was not whole had been said by mistake.
pub(super) fn seal_corrected<D: Duty>(unit: &mut Unit<'_, D>, parcel: &ShipmentId) -> Result<()> {
    let rows = of_shipment(unit, parcel)?;
    let corrected = ExceptionExit::Corrected;
    end_open(unit, &rows, ExceptionKind::SealNotIntact, corrected)
}

/// Somebody deals with a parcel that is late.
pub(super) fn is_late<D: Duty>(unit: &mut Sight<'_, D>, parcel: &ShipmentId) -> Result<bool> {
    let late =
        |row: &ExceptionRow| row.kind == ExceptionKind::Late.as_str() && row.outcome.is_none();
    Ok(of_shipment(unit, parcel)?.iter().any(late))
}

/// Something about a parcel that left does not balance. Nobody by name answers for it yet; that somebody looks for the
/// parcel already, for whatever reason, is enough, and so is that it was given up.
pub(super) fn open_of_departure<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &ShipmentId,
    kind: ExceptionKind,
    zone: SiteZone,
) -> Result<()> {
    for row in of_shipment(unit, parcel)? {
        let rule = row.rule()?;
        let alike = rule.kind == kind || (rule.kind.is_out_of_sight() && kind.is_out_of_sight());
        let lasts = rule.exit.is_none() || rule.ends_when_found();
        if lasts && alike && rule.kind.is_of_departure() {
            return Ok(());
        }
    }
    let concern = Concern {
        shipment: Some(parcel.clone()),
        ..Concern::default()
    };
    open(unit, kind, concern, None, zone)
}

/// An article of a parcel that came back is not in it. Whoever says so answers for it.
pub(super) fn open_not_back<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &ShipmentId,
    line: u32,
    item: &ItemId,
    zone: SiteZone,
) -> Result<()> {
    if is_looked_for(unit, item)? {
        return Ok(());
    }
    let concern = Concern {
        shipment: Some(parcel.clone()),
        line: Some(line),
        visit: None,
        item: Some(item.clone()),
    };
    let owner = Some(unit.actor().clone());
    open(unit, ExceptionKind::NotBack, concern, owner, zone)
}

/// A parcel that left was heard of: its recipient has it, or it is here again. What was open of its way ends, also what
/// was given up.
pub(super) fn parcel_heard_of<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &ShipmentId,
    exit: ExceptionExit,
) -> Result<()> {
    for row in of_shipment(unit, parcel)? {
        let rule = row.rule()?;
        let open = rule.exit.is_none() || rule.ends_when_found();
        if rule.kind.is_of_departure() && open {
            end(unit, &row, exit)?;
        }
    }
    Ok(())
}

/// That its recipient has it had been said by mistake: what ended by that is open again.
pub(super) fn parcel_not_confirmed_again<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &ShipmentId,
    zone: SiteZone,
) -> Result<()> {
    let rows = of_shipment(unit, parcel)?;
    reopen(unit, &rows, ExceptionExit::Confirmed, zone)
}

/// An article that nobody had announced left again.
pub(super) fn item_left<D: Duty>(unit: &mut Unit<'_, D>, item: &ItemId) -> Result<()> {
    let rows = of_item(unit, item)?;
    end_open(unit, &rows, ExceptionKind::Extra, ExceptionExit::Returned)
}

/// It is known of a parcel that nobody had announced who sent it and whose it is; or it does not take place.
pub(super) fn parcel_settled<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &ShipmentId,
    exit: ExceptionExit,
) -> Result<()> {
    let rows = of_shipment(unit, parcel)?;
    end_open(unit, &rows, ExceptionKind::Unannounced, exit)
}

/// Nobody waits for a parcel as they did: it came, it is expected later, or not at all.
pub(super) fn parcel_not_late<D: Duty>(
    unit: &mut Unit<'_, D>,
    parcel: &ShipmentId,
    exit: ExceptionExit,
) -> Result<()> {
    let rows = of_shipment(unit, parcel)?;
    end_open(unit, &rows, ExceptionKind::Late, exit)
}
