//! Discs of requests that leave us otherwise than in a parcel: given at the counter to whoever asked, or
//! destroyed.

use doublelock_domain::access::Privacy;
use doublelock_domain::custody::holder::Holder;
use doublelock_domain::fact::custody::Happening;
use doublelock_domain::ids::{ItemId, RequestId};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;

use super::event;
use super::item::{self, ItemRow};
use super::names::Names;
use crate::columns::stored;
use crate::error::{Error, Result};
use crate::unit::Unit;

/// The disc with this label, made for this request, goes into the hands of whoever made it.
///
/// Not found if it is no disc of this request; refused if it lies in an archive, in a parcel or in a
/// colleague's hands.
pub(crate) fn hand_over_disc(
    unit: &mut Unit<'_, Privacy>,
    request: &RequestId,
    disc: Label,
) -> Result<ItemId> {
    let row = disc_at_hand(unit, request, disc)?;
    let transition = row.state()?.hand_over(unit.actor(), request.clone())?;
    let request = request.clone();
    event::append(unit, &row, transition, Happening::HandedOver { request })?;
    stored(&row.id)
}

/// The disc with this label, made for this request, was destroyed. Refused as [`hand_over_disc`] is.
pub(super) fn destroy_disc(
    unit: &mut Unit<'_, Privacy>,
    request: &RequestId,
    disc: Label,
) -> Result<ItemId> {
    let row = disc_at_hand(unit, request, disc)?;
    let transition = row.state()?.destroy(unit.actor())?;
    let request = request.clone();
    event::append(unit, &row, transition, Happening::Destroyed { request })?;
    stored(&row.id)
}

/// A disc of this request that lies in no archive: what does is behind two locks, and a visit's.
fn disc_at_hand(unit: &mut Unit<'_, Privacy>, request: &RequestId, disc: Label) -> Result<ItemRow> {
    let row = item::by_label(unit, disc)?
        .filter(|row| row.request_id.as_deref() == Some(request.as_str()))
        .ok_or(Error::NotFound)?;
    let holder = row.state()?.holder;
    if let Holder::Location(place) = &holder
        && Names::default().places(unit)?.archive_of(place).is_some()
    {
        let holder = holder.kind();
        return Err(Refusal::HeldElsewhere { holder }.into());
    }
    Ok(row)
}
