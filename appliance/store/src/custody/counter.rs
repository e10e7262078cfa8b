//! What is given at the counter to whoever asked for it.

use doublelock_domain::access::Privacy;
use doublelock_domain::custody::holder::Holder;
use doublelock_domain::fact::custody::Happening;
use doublelock_domain::ids::{ItemId, RequestId};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;

use super::names::Names;
use super::{event, item};
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
    let row = item::by_label(unit, disc)?
        .filter(|row| row.request_id.as_deref() == Some(request.as_str()))
        .ok_or(Error::NotFound)?;
    let state = row.state()?;
    let transition = state.hand_over(unit.actor(), request.clone())?;
    if let Holder::Location(place) = &state.holder
        && Names::default().places(unit)?.archive_of(place).is_some()
    {
        return Err(Refusal::HeldElsewhere {
            holder: state.holder.kind(),
        }
        .into());
    }
    let what = Happening::HandedOver {
        request: request.clone(),
    };
    event::append(unit, &row, transition, what)?;
    stored(&row.id)
}
