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
mod packages;
mod request;
mod view;
mod worklist;

use doublelock_domain::ids::Reference;
use doublelock_domain::privacy::clock::{Standing, Urgency};
use doublelock_domain::privacy::disclosure::PostalAddress;
use doublelock_domain::privacy::regime::Regime;
use doublelock_domain::privacy::request::RequestState;
use rocket::Route;

use crate::web::i18n::Phrase;
use crate::web::problem::Problem;

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

/// A number in an address. What is no number is not found, like a number nobody has.
fn number(text: &str) -> Result<Reference, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// The law with its section, where one was read.
fn law(regime: &Regime, section: Option<&'static str>) -> Phrase {
    let name = Phrase::new(format!("law-{}", regime.id));
    match section {
        Some(section) => Phrase::new("law-section")
            .with("law", name)
            .with("section", section),
        None => name,
    }
}

/// The state's word and its kind.
fn state(state: RequestState) -> (Phrase, &'static str) {
    let kind = match state {
        RequestState::Logged => "waiting",
        RequestState::Building | RequestState::Dispatched => "progress",
        RequestState::Ready | RequestState::Answered => "done",
    };
    (Phrase::new(format!("request-state-{state}")), kind)
}

/// The clock's words and its kind, for a list.
fn clock_words(standing: Standing) -> (Phrase, &'static str) {
    match standing {
        Standing::Running { days_left, urgency } => (
            Phrase::new("request-days-left").with("n", days_left),
            urgency_kind(urgency),
        ),
        Standing::DeemedRefused { days_late } => (
            Phrase::new("request-deemed-refused-days").with("n", days_late),
            "refused",
        ),
        Standing::AnsweredInTime => (Phrase::new("request-answered-in-time"), "done"),
        Standing::AnsweredLate => (Phrase::new("request-answered-late"), "attention"),
    }
}

const fn urgency_kind(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Calm => "waiting",
        Urgency::Amber => "attention",
        Urgency::Red => "refused",
    }
}

/// Lines of an address; the country is named unless it is Canada.
fn address_lines(address: &PostalAddress) -> Vec<String> {
    let mut town = address.locality.as_str().to_owned();
    if let Some(code) = &address.postal_code {
        // Two spaces between province and code (Canada Post).
        town.push_str("\u{a0}\u{a0}");
        town.push_str(code.as_str());
    }
    let mut lines = vec![address.street.as_str().to_owned(), town];
    if address.country != doublelock_domain::privacy::disclosure::Country::CANADA {
        lines.push(address.country.as_str().to_owned());
    }
    lines
}
