//! Articles that came out of a parcel and that nobody had announced: to which case one belongs is for the
//! coordination desk to say.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Duty};
use doublelock_domain::case::Case;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::LineOutcome;
use doublelock_domain::fact::cases::{ListName, RecordOpened};
use doublelock_domain::fact::custody::{Happening, ShipmentWords};
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{CaseId, ItemId, Reference, ShipmentId};
use doublelock_domain::label::Label;
use doublelock_domain::time::Timestamp;

use super::event;
use super::exception;
use super::item::{self as article, ItemLine, ItemRow, by_label, lines_of};
use super::names::Names;
use crate::columns::{counted, maybe_stored, stored};
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
    /// Who sent that.
    pub sender: Reading<String>,
    /// The case that parcel was announced for.
    pub parcel_case: Option<CaseId>,
    /// When it came out of it.
    pub found_at: Timestamp,
}

/// Where an article was found.
struct Origin {
    shipment: String,
    reference: String,
    words: i64,
    case: Option<String>,
    found_at: Option<i64>,
}

/// What is with somebody else, or is nothing any more, waits for nobody.
const HERE: [HolderKind; 3] = [HolderKind::Location, HolderKind::Person, HolderKind::Parcel];

/// The parcels in which these articles were found, by article; those that were announced are left out.
fn origins(conn: &mut Conn, items: &[&str]) -> Result<BTreeMap<String, Origin>> {
    type Row = (
        Option<String>,
        Option<i64>,
        (String, String, i64, Option<String>),
    );
    let rows: Vec<Row> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment_line::item_id.eq_any(items))
        .filter(shipment_line::outcome.eq(LineOutcome::Extra.as_str()))
        .order((shipment::created_at, shipment::id))
        .select((
            shipment_line::item_id,
            shipment_line::noted_at,
            (
                shipment::id,
                shipment::reference,
                shipment::words,
                shipment::case_id,
            ),
        ))
        .load(conn)?;
    let found =
        rows.into_iter()
            .filter_map(|(item, found_at, (shipment, reference, words, case))| {
                let origin = Origin {
                    shipment,
                    reference,
                    words,
                    case,
                    found_at,
                };
                Some((item?, origin))
            });
    Ok(found.collect())
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
            sender: words.map(|words| words.party.as_str().to_owned()),
            parcel_case: maybe_stored(origin.case.as_deref())?,
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
        Opened::by(self, opening, found.ok_or(Error::NotFound)?)
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
    /// it belongs there already. Refused while somebody has it in hand.
    pub fn identify_item(
        &mut self,
        found: &Opened<'a, UnannouncedItem>,
        case: &Opened<'a, Case>,
    ) -> Result<()> {
        if found.case.as_ref() == Some(&case.id) {
            return Ok(());
        }
        let row = article::by_id(self, found.line.id.as_str())?;
        let event = row.state()?.identify()?;
        let what = Happening::Identified {
            case: case.id.clone(),
            item_kind: found.line.kind,
        };
        event::append(self, &row, event, what)?;
        exception::item_identified(self, &found.line.id)
    }
}
