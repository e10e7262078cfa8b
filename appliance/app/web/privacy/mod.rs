//! Routes of the privacy desk: requests, copies of the record, the register of
//! communications.
//!
//! | module | routes |
//! |---|---|
//! | [`worklist`] | the list |
//! | [`logging`] | logging a request, setting right what was typed |
//! | [`closing`] | withdrawing a request, refusing access |
//! | [`request`] | one request, its register |
//! | [`letter`] | what is written to whoever asked |
//! | [`acts`] | what is done to a request |
//! | [`download`] | a form of a package, whole or from where it broke off |
//! | [`packages`] | disc labels, the passphrase |

mod acts;
mod closing;
mod download;
mod entry;
mod letter;
mod logging;
mod number;
mod packages;
mod request;
mod view;
mod words;
mod worklist;

pub(crate) use words::copy_trouble;

use rocket::Route;

/// The routes.
pub fn routes() -> Vec<Route> {
    rocket::routes![
        worklist::list,
        logging::blank,
        logging::log,
        logging::correction,
        logging::correct,
        closing::close,
        closing::withdraw,
        closing::refuse,
        request::show,
        request::communications,
        letter::letter,
        acts::confirm_identity,
        acts::extend,
        acts::build,
        acts::keep,
        acts::deliver,
        acts::label_disc,
        acts::destroy_disc,
        acts::prepare_shipment,
        acts::confirm_receipt,
        packages::passphrase,
        download::download,
        packages::disc_label,
    ]
}
