//! One request, its register of communications, its letter.

use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::case::Language;
use doublelock_domain::privacy::package::PackageState;
use doublelock_domain::privacy::request::Requester;
use rocket::get;

use super::number::number;
use super::view::{load, page_of};
use super::words::law;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::locale::Locale;
use crate::web::pages::privacy::communications::{CommunicationLine, Communications};
use crate::web::pages::privacy::letter::AcknowledgementLetter;
use crate::web::problem::Problem;
use crate::web::reply::Html;
use crate::web::told::Told;

#[get("/requests/<no>?<said>")]
pub(super) async fn show(on: On<Privacy>, no: &str, said: Option<&str>) -> Result<Html, Problem> {
    let no = number(no)?;
    let loaded = on
        .witness(Purpose::CopyRequest, move |unit| load(unit, no))
        .await?;
    let mut page = page_of(&on, &loaded);
    page.notice = said.and_then(notice).map(Phrase::new);
    on.page(&page)
}

/// What an act said, by the word in the address.
fn notice(word: &str) -> Option<&'static str> {
    Some(match word {
        "logged" => "request-logged-notice",
        "logged-late" => "request-logged-late-notice",
        "build" => "request-build-notice",
        "identity" => "request-identity-notice",
        "extension" => "request-extension-notice",
        "delivered" => "request-delivered-notice",
        "receipt" => "request-receipt-notice",
        "disc" => "request-disc-notice",
        "shipment" => "request-shipment-notice",
        _ => return None,
    })
}

#[get("/requests/<no>/communications")]
pub(super) async fn communications(on: On<Privacy>, no: &str) -> Result<Html, Problem> {
    let no = number(no)?;
    let (patient, register) = on
        .witness(Purpose::CopyRequest, move |unit| {
            let (_, case) = unit.open_request(no)?;
            let mut register = unit.communications(&case)?;
            // A proof that leads nowhere bears nothing out.
            for entry in register.entries.iter_mut().filter(|entry| entry.borne_out) {
                match unit.inclusion_of(entry.sequence) {
                    Err(doublelock_store::Error::LedgerBroken(_)) => entry.borne_out = false,
                    found => drop(found?),
                }
            }
            Ok((case.patient.clone(), register))
        })
        .await?;
    let missing = register.missing.len();
    let lines: Vec<CommunicationLine> = register
        .entries
        .into_iter()
        .map(|entry| CommunicationLine {
            at: entry.made_at.micros(),
            class: Phrase::new(format!("communications-class-{}", entry.class)),
            request: entry.request.to_string(),
            recipient: Told::of((entry.recipient.as_ref()).map(|to| to.name.as_str().to_owned())),
            address: (entry.recipient.open())
                .map(|to| to.address.lines())
                .unwrap_or_default(),
            files: Phrase::new("communications-files").with(
                "n",
                i64::try_from(entry.contents.iter().map(|count| count.files).sum::<u64>())
                    .unwrap_or(i64::MAX),
            ),
            package: entry.package_sha256,
            purpose: Phrase::new(format!("communications-purpose-{}", entry.purpose)),
            authority: entry
                .authority
                .rules()
                .map(|rules| law(rules, rules.right_section))
                .collect(),
            method: Phrase::new(format!("request-method-{}", entry.method)),
            tracking: Told::maybe(entry.tracking).filter(|told| matches!(told, Told::Text(_))),
            altered: !entry.borne_out,
            entry: i64::try_from(entry.sequence).unwrap_or(i64::MAX),
        })
        .collect();
    let person = format!(
        "{} {}",
        patient.given_names.as_str(),
        patient.family_name.as_str()
    );
    on.page(&Communications {
        no: no.to_string(),
        person,
        altered: missing > 0 || lines.iter().any(|line| line.altered),
        missing: u32::try_from(missing).unwrap_or(u32::MAX),
        lines,
    })
}

/// The letter is in the language of the person it is for, whatever the reader's.
#[get("/requests/<no>/letter")]
pub(super) async fn letter(on: On<Privacy>, no: &str) -> Result<Html, Problem> {
    let no = number(no)?;
    let (request, case, packages) = on
        .witness(Purpose::CopyRequest, move |unit| {
            let (request, case) = unit.open_request(no)?;
            let packages = unit.packages(&request)?;
            Ok((request.shown(), case.shown(), packages))
        })
        .await?;
    let fingerprint = packages
        .into_iter()
        .find(|package| package.state == PackageState::Ready)
        .and_then(|package| package.signer_sha256);
    let config = &on.office().config;
    let zone = config.centre.zone;
    let due = request.due(zone);
    let rules = due.law.rules();
    let name = match &request.requester {
        Requester::Representative { name, .. } => name.as_str().to_owned(),
        Requester::Patient => {
            format!(
                "{} {}",
                case.patient.given_names.as_str(),
                case.patient.family_name.as_str()
            )
        }
    };
    let mut to = vec![name];
    to.extend(request.address.lines());
    let page = AcknowledgementLetter {
        centre: config.centre.name.clone(),
        centre_address: config.centre.address.clone(),
        place: place_of(&config.centre.address),
        date: on.office().now().date_in(zone).to_string(),
        to,
        no: no.to_string(),
        received: request.received_on.to_string(),
        due: due.on.to_string(),
        days: i64::from(due.days),
        law: law(rules, rules.section),
        recourse: Phrase::new(format!("recourse-{}", rules.recourse)),
        identity_needed: request.identity.is_none(),
        fingerprint,
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
