//! A parcel, as the pages about one of its sides open it.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::ids::Reference;
use doublelock_store::custody::ShipmentView;
use rocket::response::Redirect;

use crate::web::guard::On;
use crate::web::links;
use crate::web::problem::Problem;
use crate::web::reply::Answer;

/// The parcel with this number, opened for reading.
pub(super) async fn shown(on: &On<Custody>, no: Reference) -> Result<ShipmentView, Problem> {
    on.witness(Purpose::Shipment, move |sight| {
        let id = sight.shipment_id(no)?;
        Ok(sight.open_shipment(&id)?.shown())
    })
    .await
    .map_err(Into::into)
}

/// A colleague was faster: back to its page, which says so.
pub(super) fn changed_meanwhile(no: Reference) -> Answer {
    let page = format!("{}?said=changed", links::shipment_numbered(no));
    Answer::Onward(Redirect::to(page))
}
