//! Routes of the privacy desk: requests, copies of the record, the register of
//! communications.
//!
//! | module | routes |
//! |---|---|
//! | [`worklist`] | the list; logging a request |
//! | [`request`] | one request, its register, its letter |
//! | [`acts`] | what is done to a request |
//! | [`download`] | a form of a package, whole or from where it broke off |
//! | [`packages`] | disc labels, the passphrase |

mod acts;
mod download;
mod number;
mod packages;
mod request;
mod view;
mod words;
mod worklist;

use rocket::Route;

/// The routes.
pub fn routes() -> Vec<Route> {
    rocket::routes![
        worklist::list,
        worklist::blank,
        worklist::log,
        request::show,
        request::communications,
        request::letter,
        acts::confirm_identity,
        acts::extend,
        acts::build,
        acts::deliver,
        acts::label_disc,
        acts::prepare_shipment,
        acts::confirm_receipt,
        packages::passphrase,
        download::download,
        packages::disc_label,
    ]
}
