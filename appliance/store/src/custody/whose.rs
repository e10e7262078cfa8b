//! What follows for a parcel that nobody had announced, and its articles, once something more is known of them.

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::exception::ExceptionExit;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState};
use doublelock_domain::fact::Reading;
use doublelock_domain::fact::custody::{ShipmentIdentified, ShipmentWords};
use doublelock_domain::ids::{CaseId, ItemId, ShipmentId};
use doublelock_domain::label::Label;

use super::exception;
use super::holder::HERE;
use super::shipment as parcel;
use crate::columns::{maybe_stored, stored};
use crate::error::Result;
use crate::keys;
use crate::schema::custody::{item, shipment_line};
use crate::sections;
use crate::unit::{Sight, Unit};

/// Labels of the articles of a parcel that are here and belong to this case, or of which nobody said yet whose they are.
pub(super) fn alike_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &ShipmentId,
    case: Option<&CaseId>,
) -> Result<Vec<Label>> {
    let found: Vec<(String, Option<String>)> = item::table
        .inner_join(shipment_line::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(which.as_str()))
        .filter(item::request_id.is_null())
        .filter(item::holder_kind.eq_any(HERE.map(HolderKind::as_str)))
        .order(shipment_line::position)
        .select((item::label, item::case_id))
        .load(unit.conn())?;
    let case = case.map(CaseId::as_str);
    let alike = found.iter().filter(|(_, of)| of.as_deref() == case);
    alike.map(|(label, _)| stored(label)).collect()
}

/// What follows for a parcel that nobody had announced once something more is known of it, and nobody takes articles
/// out of it any more: it belongs to a case as long as each of its articles does, and nothing is open of it once it is
/// known who sent it and whose each of them is, or once all of them left again.
pub(super) fn settle<D: Duty>(unit: &mut Unit<'_, D>, which: &ShipmentId) -> Result<()> {
    let row = parcel::row(unit, which.as_str())?;
    if row.was_announced()? || stored::<ShipmentState>(&row.state)?.is_receiving() {
        return Ok(());
    }
    let keys = unit.keys();
    let opened = sections::open_all(unit.conn(), keys, [row.words])?;
    let Reading::Open(words) = opened.words::<ShipmentWords>(row.words) else {
        // It went with the record it belonged to.
        return Ok(());
    };
    let cases = cases_of(unit, which)?;
    let case = match cases.as_slice() {
        [Some(case)] if !is_erased(unit, case)? => Some(case.clone()),
        _ => None,
    };
    if row.case_id.as_deref() != case.as_ref().map(CaseId::as_str) {
        unit.enact(ShipmentIdentified {
            shipment: which.clone(),
            case,
        })?;
    }
    if !alike_of(unit, which, None)?.is_empty() {
        return Ok(());
    }
    let exit = if cases.iter().all(Option::is_none) {
        ExceptionExit::Returned
    } else if words.party.is_some() {
        ExceptionExit::Identified
    } else {
        return Ok(());
    };
    exception::parcel_settled(unit, which, exit)
}

/// What came back of a record that was erased belongs to it still; the parcel that it came in cannot.
fn is_erased<D: Duty>(unit: &mut Sight<'_, D>, case: &CaseId) -> Result<bool> {
    let holder = unit.keys();
    let key = keys::of(unit.conn(), holder, &case.into())?;
    Ok(matches!(key, Reading::Erased { .. }))
}

/// The cases that the articles of a parcel belong to, each once; none among them if one is nobody's.
fn cases_of<D: Duty>(unit: &mut Unit<'_, D>, which: &ShipmentId) -> Result<Vec<Option<CaseId>>> {
    let cases: Vec<Option<String>> = item::table
        .inner_join(shipment_line::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(which.as_str()))
        .select(item::case_id)
        .distinct()
        .load(unit.conn())?;
    cases
        .iter()
        .map(|case| maybe_stored(case.as_deref()))
        .collect()
}

/// All of them lie somewhere: it can be said of all of them whose they are.
pub(super) fn all_lie<D: Duty>(unit: &mut Sight<'_, D>, labels: &[Label]) -> Result<bool> {
    let labels = labels.iter().map(ToString::to_string);
    let moving: i64 = item::table
        .filter(item::label.eq_any(labels))
        .filter(item::holder_kind.ne(HolderKind::Location.as_str()))
        .count()
        .get_result(unit.conn())?;
    Ok(moving == 0)
}

/// The parcel that nobody had announced and that an article came out of, if it is of one.
pub(super) fn parcel_of<D: Duty>(
    unit: &mut Unit<'_, D>,
    which: &ItemId,
) -> Result<Option<ShipmentId>> {
    let present = [LineOutcome::Received, LineOutcome::Damaged].map(LineOutcome::as_str);
    let found: Vec<String> = shipment_line::table
        .filter(shipment_line::item_id.eq(which.as_str()))
        .filter(shipment_line::outcome.eq_any(present))
        .order(shipment_line::shipment_id)
        .select(shipment_line::shipment_id)
        .load(unit.conn())?;
    for shipment in found {
        if !parcel::row(unit, &shipment)?.was_announced()? {
            return Ok(Some(stored(&shipment)?));
        }
    }
    Ok(None)
}
