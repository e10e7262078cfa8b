//! Articles that came out of a parcel and that nobody had announced: to which case one belongs is for the
//! coordination desk to say.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Duty};
use doublelock_domain::case::Case;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::{Direction, LineOutcome, ShipmentState};
use doublelock_domain::fact::cases::{ListName, RecordOpened};
use doublelock_domain::fact::custody::{Happening, ShipmentWords};
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{CaseId, ItemId, Reference, ShipmentId};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;

use super::description::find_its_exam;
use super::event;
use super::exception;
use super::holder::HERE;
use super::item::{self as article, ItemLine, ItemRow, by_label, lines_of};
use super::names::Names;
use super::promised::promised_among;
use super::shipment as parcel;
use super::whose::{self, alike_of, all_lie};
use crate::columns::{count, counted, maybe_stored, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::custody::{item, shipment, shipment_line};
use crate::sections;
use crate::unit::{ReadUnit, Sight, Unit};

/// An article that nobody had announced.
#[derive(Debug, Clone)]
pub struct UnannouncedItem {
    /// As in a list.
    pub line: ItemLine,
    /// The case it belongs to, once somebody said it.
    pub case: Option<CaseId>,
    /// The parcel it came out of.
    pub shipment: Reference,
    /// Who sent that, if anybody said it.
    pub sender: Reading<Option<String>>,
    /// The case that parcel was announced for, or was said to belong to.
    pub parcel_case: Option<CaseId>,
    /// Nobody had announced that parcel either: how many articles of it are of the same case, or nobody's like this one,
    /// if it is received and each of them lies somewhere.
    pub of_unannounced: Option<u32>,
    /// It lies somewhere: it can be said whose it is.
    pub lies: bool,
    /// When it came out of it.
    pub found_at: Timestamp,
}

/// Where an article was found.
struct Origin {
    shipment: String,
    announced: bool,
    state: ShipmentState,
    reference: String,
    words: i64,
    case: Option<String>,
    found_at: Option<i64>,
}

/// The parcels in which these articles were found, by article; those that were announced are left out.
fn origins(conn: &mut Conn, items: &[&str]) -> Result<BTreeMap<String, Origin>> {
    type Parcel = (String, String, i64, Option<String>, Option<i64>, String);
    type Row = (Option<String>, Option<i64>, Parcel);
    let rows: Vec<Row> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment_line::item_id.eq_any(items))
        .filter(is_unannounced())
        .order((shipment::created_at, shipment::id))
        .select((
            shipment_line::item_id,
            shipment_line::noted_at,
            (
                shipment::id,
                shipment::reference,
                shipment::words,
                shipment::case_id,
                shipment::late_from,
                shipment::state,
            ),
        ))
        .load(conn)?;
    let mut found = BTreeMap::new();
    for (item, found_at, (shipment, reference, words, case, late_from, state)) in rows {
        let Some(item) = item else { continue };
        let origin = Origin {
            shipment,
            announced: late_from.is_some(),
            state: stored(&state)?,
            reference,
            words,
            case,
            found_at,
        };
        found.insert(item, origin);
    }
    Ok(found)
}

/// A line of what came and nobody had announced: an article too much, or one of a parcel that came unannounced.
#[diesel::dsl::auto_type]
fn is_unannounced() -> _ {
    let extra: &'static str = LineOutcome::Extra.as_str();
    let inbound: &'static str = Direction::Inbound.as_str();
    let unannounced = shipment::direction
        .eq(inbound)
        .and(shipment::late_from.is_null());
    shipment_line::outcome.eq(extra).or(unannounced)
}

/// These articles, told; those that were announced are left out.
fn told<D: Duty>(
    unit: &mut Sight<'_, D>,
    rows: &[ItemRow],
    origins: &BTreeMap<String, Origin>,
) -> Result<Vec<UnannouncedItem>> {
    let keys = unit.keys();
    let words = origins.values().map(|origin| origin.words);
    let opened = sections::open_all(unit.conn(), keys, words)?;
    let lines = lines_of(unit, &mut Names::default(), rows)?;
    let mut all = Vec::with_capacity(rows.len());
    for (row, line) in rows.iter().zip(lines) {
        let Some(origin) = origins.get(&row.id) else {
            continue;
        };
        let words: Reading<ShipmentWords> = opened.words(origin.words);
        all.push(UnannouncedItem {
            line,
            case: maybe_stored(row.case_id.as_deref())?,
            shipment: stored(&origin.reference)?,
            sender: words.map(|words| words.party.map(|party| party.as_str().to_owned())),
            parcel_case: maybe_stored(origin.case.as_deref())?,
            of_unannounced: None,
            lies: row.holder_kind == HolderKind::Location.as_str(),
            found_at: Timestamp::from_micros(origin.found_at.unwrap_or(row.seen_at)),
        });
    }
    Ok(all)
}

impl<'a> Sight<'a, Coordination> {
    /// Articles of which nobody said yet whose they are, those that wait longest first, at most `limit`. Names who
    /// sent them, so the reading itself is written down.
    pub fn unidentified_items(&mut self, limit: u32) -> Result<Vec<UnannouncedItem>> {
        let rows: Vec<ItemRow> = item::table
            .filter(item::case_id.is_null())
            .filter(item::request_id.is_null())
            .filter(item::holder_kind.eq_any(HERE.map(HolderKind::as_str)))
            .order((item::registered_at, item::id))
            .limit(i64::from(limit))
            .select(ItemRow::as_select())
            .load(self.conn())?;
        let items: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let origins = origins(self.conn(), &items)?;
        let mut records: Vec<Subject> = Vec::new();
        for row in &rows {
            records.extend(row.subjects()?);
        }
        for origin in origins.values() {
            records.push((&stored::<ShipmentId>(&origin.shipment)?).into());
        }
        self.note_list(ListName::Unidentified, records);
        told(self, &rows, &origins)
    }

    /// Opens an article that nobody had announced; any other is not found.
    pub fn open_unannounced(&mut self, label: Label) -> Result<Opened<'a, UnannouncedItem>> {
        let row = by_label(self, label)?.ok_or(Error::NotFound)?;
        let origins = origins(self.conn(), &[&row.id])?;
        let origin = origins.get(&row.id).ok_or(Error::NotFound)?;
        let case: Option<CaseId> = maybe_stored(row.case_id.as_deref())?;
        let opening = RecordOpened {
            record: (&stored::<ItemId>(&row.id)?).into(),
            of: case.iter().map(Into::into).collect(),
            shown: vec![(&stored::<ShipmentId>(&origin.shipment)?).into()],
        };
        let found = told(self, &[row], &origins)?.pop();
        let mut found = found.ok_or(Error::NotFound)?;
        if !origin.announced && !origin.state.is_receiving() {
            let which: ShipmentId = stored(&origin.shipment)?;
            let alike = alike_of(self, &which, found.case.as_ref())?;
            if all_lie(self, &alike)? {
                found.of_unannounced = Some(count(alike.len()));
            }
        }
        Opened::by(self, opening, found)
    }
}

impl ReadUnit<'_, Coordination> {
    /// Of how many articles nobody said yet whose they are. Names nobody.
    pub fn count_unidentified(&mut self) -> Result<u32> {
        let found: i64 = item::table
            .filter(item::case_id.is_null())
            .filter(item::request_id.is_null())
            .filter(item::holder_kind.eq_any(HERE.map(HolderKind::as_str)))
            .count()
            .get_result(self.conn())?;
        counted(found)
    }
}

impl<'a> Unit<'a, Coordination> {
    /// Says to which case an article belongs that nobody had announced; or sets it right. Nothing is written if
    /// it belongs there already. Refused while somebody has it in hand, or if it is not of case `was` any more, as the page
    /// said it was.
    pub fn identify_item(
        &mut self,
        found: &Opened<'a, UnannouncedItem>,
        case: &Opened<'a, Case>,
        was: Option<&CaseId>,
    ) -> Result<()> {
        if !would_change(found, case, was)? {
            return Ok(());
        }
        let row = article::by_id(self, found.line.id.as_str())?;
        identify(self, &row, case)?;
        match whose::parcel_of(self, &found.line.id)? {
            Some(parcel) => whose::settle(self, &parcel),
            None => Ok(()),
        }
    }

    /// The same of each article of a parcel that nobody had announced and that is nobody's like `found`, or of the same
    /// case.
    pub fn identify_parcel(
        &mut self,
        found: &Opened<'a, UnannouncedItem>,
        case: &Opened<'a, Case>,
        was: Option<&CaseId>,
    ) -> Result<()> {
        if !would_change(found, case, was)? {
            return Ok(());
        }
        let which = parcel::shipment_id_of(self, found.shipment)?;
        let row = parcel::row(self, which.as_str())?;
        if row.was_announced()? {
            return Err(Error::NotFound);
        }
        parcel::load(self, &which)?.must_be(ShipmentState::ReceivedWithExceptions)?;
        for label in alike_of(self, &which, was)? {
            let row = article::by_label(self, label)?.ok_or(Error::NotFound)?;
            identify(self, &row, case)?;
        }
        whose::settle(self, &which)
    }
}

/// Whether filing it in this case would change anything. Refused if it is not of case `was` any more.
fn would_change(found: &UnannouncedItem, case: &Case, was: Option<&CaseId>) -> Result<bool> {
    if found.case.as_ref() != was {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    Ok(found.case.as_ref() != Some(&case.id))
}

/// Says to which case an article belongs. Not while a prepared parcel waits for it, which is of the case that its articles
/// had.
fn identify<'a>(
    unit: &mut Unit<'a, Coordination>,
    row: &ItemRow,
    case: &Opened<'a, Case>,
) -> Result<()> {
    if let Some(parcel) = promised_among(unit, [row.id.as_str()])?.remove(&row.id) {
        let label = row.label()?;
        return Err(Refusal::PromisedElsewhere { label, parcel }.into());
    }
    let event = row.state()?.identify()?;
    let what = Happening::Identified {
        case: case.id.clone(),
        item_kind: stored(&row.kind)?,
    };
    event::append(unit, row, event, what)?;
    find_its_exam(unit, &row.id)?;
    exception::item_identified(unit, &stored(&row.id)?)
}
