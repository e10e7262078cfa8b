//! One request, its register of communications.

use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::privacy::package::RecordThen;
use rocket::get;

use super::number::number;
use super::view::{load, page_of};
use super::words::law;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::pages::privacy::communications::{CommunicationLine, Communications};
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
    page.notice = (said.filter(|word| loaded.bears_out(word)))
        .and_then(notice)
        .map(Phrase::new);
    on.page(&page)
}

/// What an act said, by the word in the address.
fn notice(word: &str) -> Option<&'static str> {
    Some(match word {
        "logged" => "request-logged-notice",
        "logged-late" => "request-logged-late-notice",
        "build" => "request-build-notice",
        "identity" => "request-identity-notice",
        "corrected" => "request-corrected-notice",
        "withdrawn" => "request-withdrawn-notice",
        "refused" => "request-refused-notice",
        "kept" => "request-kept-notice",
        "extension" => "request-extension-notice",
        "delivered" => "request-delivered-notice",
        "receipt" => "request-receipt-notice",
        "disc" => "request-disc-notice",
        "shipment" => "request-shipment-notice",
        "destroyed" => "request-disc-destroyed-notice",
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
            how: entry.method.as_str(),
            received_by: Told::maybe(
                (entry.received_by).map(|who| who.map(|who| who.as_str().to_owned())),
            )
            .filter(|told| matches!(told, Told::Text(_))),
            record: (entry.record_then != RecordThen::Same)
                .then(|| Phrase::new(format!("communications-record-{}", entry.record_then))),
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
