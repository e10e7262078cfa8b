//! The day manifest: what each carrier takes, for its driver to sign.

use std::collections::BTreeMap;

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::fact::Reading;
use doublelock_domain::time::Timestamp;
use doublelock_store::custody::ManifestParcel;
use rocket::{Route, get, routes};

use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::pages::custody::manifest::{CarrierManifest, DayManifest, ManifestLine};
use crate::web::problem::Problem;
use crate::web::reply::Html;

/// Most parcels of one day that are shown; more are said to be left out.
const MOST: u32 = 500;

pub(super) fn routes() -> Vec<Route> {
    routes![manifest]
}

#[get("/shipments/manifest?<on>")]
async fn manifest(desk: On<Custody>, on: Option<&str>) -> Result<Html, Problem> {
    let zone = desk.office().config.centre.zone;
    let today = desk.office().now().date_in(zone);
    let day = match on {
        Some(text) => text.parse().map_err(|_| Problem::NotFound)?,
        None => today,
    };
    let mut parcels = desk
        .witness(Purpose::Shipment, move |unit| {
            unit.day_manifest(day, zone, MOST + 1)
        })
        .await?;
    let left_out = parcels.len() > MOST as usize;
    parcels.truncate(MOST as usize);
    // Carriers are written as somebody typed them: one that was typed in two ways is one.
    let mut carriers: BTreeMap<String, CarrierManifest> = BTreeMap::new();
    for parcel in &parcels {
        let name = match &parcel.head.carrier {
            Reading::Open(Some(name)) => Some(name.clone()),
            _ => None,
        };
        let key = name.as_deref().unwrap_or_default().to_lowercase();
        let carrier = carriers.entry(key).or_insert_with(|| CarrierManifest {
            name,
            lines: Vec::new(),
        });
        carrier.lines.push(line(parcel));
    }
    desk.page(&DayManifest {
        day: day.to_string(),
        before: day.pred_opt().map(|day| day.to_string()),
        after: day
            .succ_opt()
            .filter(|day| *day <= today)
            .map(|day| day.to_string()),
        carriers: carriers.into_values().collect(),
        left_out,
    })
}

// keys: signature-*
fn line(parcel: &ManifestParcel) -> ManifestLine {
    let head = &parcel.head;
    let handed_over = head.state != ShipmentState::Sealed;
    ManifestLine {
        no: head.reference.to_string(),
        waybill: (head.waybill.clone().open().flatten()).filter(|_| handed_over),
        seal: parcel.seal.map(|seal| seal.to_string()),
        service: (parcel.service)
            .map(|service| Phrase::new(format!("signature-{}", service.signature))),
        days: parcel.service.map(|service| u32::from(service.days)),
        at: head
            .closed_at
            .filter(|_| handed_over)
            .map(Timestamp::micros),
    }
}
