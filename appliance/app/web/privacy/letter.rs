//! What is written to whoever asked, as the request stands: that it was received, that it is late, what goes with the
//! copy, or why access is refused. In the language of the person it is for, whatever the reader's.

use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::case::{Case, Language};
use doublelock_domain::fact::Reading;
use doublelock_domain::privacy::clock::Standing;
use doublelock_domain::privacy::package::PackageState;
use doublelock_domain::privacy::request::{RequestState, Requester};
use doublelock_store::privacy::{Closing, Package, Request};
use rocket::get;

use super::number::number;
use super::words::law;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::locale::Locale;
use crate::web::pages::privacy::letter::{Letter, Says};
use crate::web::problem::Problem;
use crate::web::reply::Html;

#[get("/requests/<no>/letter")]
pub(super) async fn letter(on: On<Privacy>, no: &str) -> Result<Html, Problem> {
    let no = number(no)?;
    let (request, case, packages, closing) = on
        .witness(Purpose::CopyRequest, move |unit| {
            let (request, case) = unit.open_request(no)?;
            let packages = unit.packages(&request)?;
            let closing = unit.closing(&request)?;
            Ok((request.shown(), case.shown(), packages, closing))
        })
        .await?;
    let config = &on.office().config;
    let zone = config.centre.zone;
    let now = on.office().now();
    let due = request.due(zone);
    let rules = due.law.rules();
    let standing = request.standing(zone, now);
    let late = matches!(
        standing,
        Standing::DeemedRefused { .. } | Standing::AnsweredLate
    );
    // A refusal has its day, and what went with the copy the day it went; anything else is written today.
    let dated = match (&closing, request.closed_at) {
        (Some(Closing::Refused { notice_sent_on, .. }), _) => *notice_sent_on,
        (_, Some(left)) => left.date_in(zone),
        _ => now.date_in(zone),
    };
    let mut to = vec![addressee(&request, &case)];
    to.extend(request.address.lines());
    let page = Letter {
        centre: config.centre.name.clone(),
        centre_address: config.centre.address.clone(),
        place: place_of(&config.centre.address),
        date: dated.to_string(),
        to,
        about: match request.requester {
            Requester::Patient => None,
            Requester::Representative { .. } => Some(full_name(&case)),
        },
        no: no.to_string(),
        received: request.received_on.to_string(),
        due: due.on.to_string(),
        days: i64::from(due.days),
        law: law(rules, rules.section),
        recourse: Phrase::new(format!("recourse-{}", rules.recourse)),
        recourse_days: rules.recourse_days.map(i64::from),
        says: says(&request, packages, closing, late).ok_or(Problem::NotFound)?,
        officer: config.centre.privacy_officer.name.clone(),
        phone: config.centre.phone.clone(),
    };
    let mut frame = on.signed_in().frame();
    frame.locale = match case.patient.language {
        Language::French => Locale::FrCa,
        Language::English => Locale::EnCa,
    };
    Ok(Html::private(on.office().renderer.html(&frame, &page)?))
}

/// What there is to say; nothing of a request that nobody waits for, or whose words were erased.
fn says(
    request: &Request,
    packages: Vec<Package>,
    closing: Option<Closing>,
    late: bool,
) -> Option<Says> {
    let identity_needed = request.identity.is_none();
    let copy = || {
        let ready = packages
            .into_iter()
            .find(|package| package.state == PackageState::Ready);
        Says::Copy {
            late,
            fingerprint: ready.and_then(|package| package.signer_sha256),
        }
    };
    Some(match (request.state, closing) {
        (RequestState::Refused, Some(Closing::Refused { words, .. })) => {
            let Reading::Open(words) = words else {
                return None;
            };
            Says::Refused {
                ground: Phrase::new(format!("closing-ground-{}", words.ground)),
                provision: words.provision.as_str().to_owned(),
                reasons: words.reasons.as_str().to_owned(),
                late,
            }
        }
        (RequestState::Withdrawn | RequestState::Refused, _) => return None,
        // Ready and with somebody known, it goes with the copy; sent, it went.
        (RequestState::Ready, _) if !identity_needed => copy(),
        (RequestState::Dispatched | RequestState::Answered, _) => copy(),
        _ if late => Says::Late { identity_needed },
        _ => Says::Received { identity_needed },
    })
}

fn addressee(request: &Request, case: &Case) -> String {
    match &request.requester {
        Requester::Representative { name, .. } => name.as_str().to_owned(),
        Requester::Patient => full_name(case),
    }
}

/// The patient's name as people say it.
fn full_name(case: &Case) -> String {
    let patient = &case.patient;
    let (given, family) = (&patient.given_names, &patient.family_name);
    format!("{} {}", given.as_str(), family.as_str())
}

/// The municipality of an address in one line: what stands before the province in
/// brackets, else the part after the street.
fn place_of(address: &str) -> String {
    let head = address.split(" (").next().unwrap_or(address);
    head.rsplit(',').next().unwrap_or(head).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_municipality_is_found_in_a_one_line_address() {
        for (address, place) in [
            ("1, rue de l’Hôpital, Montréal (Québec) H3A 0G4", "Montréal"),
            ("1 Hospital Street, Montréal", "Montréal"),
            ("", ""),
        ] {
            assert_eq!(place_of(address), place);
        }
    }
}
