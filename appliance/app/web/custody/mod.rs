//! The custody desk: scan station, articles, shipments, archive, labels.

mod archive;
mod correction;
mod delivery;
mod description;
mod exceptions;
mod gathering;
mod item_list;
mod items;
mod labels;
mod manifest;
mod open_visit;
mod parcel;
mod parcel_story;
mod places;
mod prepare;
mod shipments;
mod station;
mod two_people;
mod visit;
mod words;

use rocket::Route;

pub(crate) use exceptions::{exception_owner, exception_state, exception_title};
pub(crate) use words::{counted, held, shipment_direction, shipment_standing};

/// The routes.
pub fn routes() -> Vec<Route> {
    [
        station::routes(),
        item_list::routes(),
        items::routes(),
        shipments::routes(),
        prepare::routes(),
        exceptions::routes(),
        correction::routes(),
        delivery::routes(),
        manifest::routes(),
        description::routes(),
        archive::routes(),
        open_visit::routes(),
        visit::routes(),
        labels::routes(),
        places::routes(),
    ]
    .concat()
}
