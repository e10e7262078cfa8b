//! What becomes of a parcel that leaves: what is ordered of its carrier, what the carrier says, the slip that its
//! recipient signs.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::delivery::{
    CarrierSays, ClaimForm, DAYS_LIMIT, Service, SignatureLevel,
};
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::ids::Reference;
use doublelock_domain::time::SiteZone;
use doublelock_store::custody::{CarrierClaim, OtherLeg, ShipmentView};
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::parcel::{changed_meanwhile, shown};
use super::words::fault;
use crate::web::described::offered;
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::delivery::{
    Claim, Delivery, Leg, ServiceFields, Told as SaidByCarrier,
};
use crate::web::pages::custody::offered::WordChoice;
use crate::web::problem::Problem;
use crate::web::reply::Answer;
use crate::web::told::Told;

pub(super) fn routes() -> Vec<Route> {
    routes![form, claim, take_back]
}

// keys: signature-*
fn levels() -> Vec<WordChoice> {
    offered(
        "signature",
        SignatureLevel::ALL.iter().map(|level| level.as_str()),
    )
}

/// What is ordered of a carrier, as a form of a parcel brings it; what is usual, where it says nothing.
#[derive(Clone, FromForm)]
pub(super) struct Ordered {
    #[field(default = Service::USUAL.signature.as_str().to_owned())]
    pub(super) signature: String,
    #[field(default = Service::USUAL.days.to_string())]
    pub(super) days: String,
}

impl Default for Ordered {
    fn default() -> Self {
        Self::of(Service::USUAL)
    }
}

impl Ordered {
    /// As a parcel has it.
    pub(super) fn of(service: Service) -> Self {
        Self {
            signature: service.signature.as_str().to_owned(),
            days: service.days.to_string(),
        }
    }

    /// For the form.
    pub(super) fn shown(self) -> ServiceFields {
        ServiceFields {
            signature: self.signature,
            days: self.days,
            most: u32::from(DAYS_LIMIT),
            levels: levels(),
        }
    }
}

/// What the page of a parcel that leaves says of its way.
pub(super) fn delivery(view: &ShipmentView, may_take_back: bool) -> Option<Delivery> {
    let service = view.service?;
    let state = view.head.state;
    let signed = matches!(
        state,
        ShipmentState::Draft | ShipmentState::Sealed | ShipmentState::InTransit
    );
    let under_way = state == ShipmentState::InTransit;
    Some(Delivery {
        signature: Phrase::new(format!("signature-{}", service.signature)),
        days: u32::from(service.days),
        slip: (view.slip).filter(|_| signed).map(|slip| slip.to_string()),
        claim: (view.claim.as_ref()).map(|claim| said_by_carrier(claim, service)),
        may_claim: under_way,
        may_take_back,
        unconfirmed: view
            .head
            .late_from
            .filter(|_| under_way && view.head.late)
            .map(doublelock_domain::time::Timestamp::micros),
        back: view.head.back,
        unseen: view.unseen,
    })
}

/// The other way of what a parcel took away or brings back.
pub(super) fn leg(leg: &OtherLeg) -> Leg {
    let awaited = leg.state == ShipmentState::Announced;
    Leg {
        no: leg.reference.to_string(),
        brings_back: leg.brings_back,
        state: Phrase::new(format!("shipment-state-{}", leg.state)),
        eta: leg.eta.filter(|_| awaited).map(|day| day.to_string()),
    }
}

// keys: carrier-says-*
fn said_by_carrier(claim: &CarrierClaim, service: Service) -> SaidByCarrier {
    SaidByCarrier {
        says: Phrase::new(format!("carrier-says-{}", claim.says)),
        on: claim.on.to_string(),
        obtained: claim
            .obtained
            .map(|level| Phrase::new(format!("signature-{level}"))),
        short: claim
            .obtained
            .is_some_and(|obtained| obtained < service.signature),
        signed_by: claim.signed_by.clone().map(Told::of),
    }
}

#[derive(Clone, Default, FromForm)]
struct ClaimFields {
    #[field(default = String::new())]
    says: String,
    #[field(default = String::new())]
    on: String,
    #[field(default = String::new())]
    obtained: String,
    #[field(name = "signed-by", default = String::new())]
    signed_by: String,
}

/// The parcel, which is with its carrier; none once it is not any more.
async fn under_way(on: &On<Custody>, no: Reference) -> Result<Option<ShipmentView>, Problem> {
    let view = shown(on, no).await?;
    Ok(Some(view).filter(|view| view.head.state == ShipmentState::InTransit))
}

fn page_of(view: &ShipmentView, fields: ClaimFields, errors: Vec<FieldError>) -> Claim {
    let service = view.service.unwrap_or(Service::USUAL);
    Claim {
        no: view.head.reference.to_string(),
        party: Told::maybe(view.head.party.clone()),
        carrier: Told::maybe(view.head.carrier.clone()),
        waybill: Told::maybe(view.head.waybill.clone()),
        ordered: Phrase::new(format!("signature-{}", service.signature)),
        says: fields.says,
        choices: offered(
            "carrier-says",
            CarrierSays::ALL.iter().map(|says| says.as_str()),
        ),
        on: fields.on,
        obtained: fields.obtained,
        levels: levels(),
        signed_by: fields.signed_by,
        errors,
    }
}

#[get("/shipments/<no>/claim")]
async fn form(on: On<Custody>, no: &str) -> Result<Answer, Problem> {
    let no: Reference = no.parse().map_err(|_| Problem::NotFound)?;
    let Some(view) = under_way(&on, no).await? else {
        return Ok(changed_meanwhile(no));
    };
    let today = on.office().now().date_in(on.office().config.centre.zone);
    let fields = ClaimFields {
        on: today.to_string(),
        ..<ClaimFields as Default>::default()
    };
    Ok(Answer::Page(on.page(&page_of(
        &view,
        fields,
        Vec::new(),
    ))?))
}

/// What the carrier says became of a parcel.
#[post("/shipments/<no>/claim", data = "<form>")]
async fn claim(
    on: On<Custody>,
    no: &str,
    form: ProtectedForm<ClaimFields>,
) -> Result<Answer, Problem> {
    let no: Reference = no.parse().map_err(|_| Problem::NotFound)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let zone = on.office().config.centre.zone;
    let Some(view) = under_way(&on, no).await? else {
        return Ok(changed_meanwhile(no));
    };
    let faults = match checked(&on, &view, &fields, zone) {
        Ok(claim) => {
            let note = move |unit: &mut Unit<'_, Custody>| {
                let id = unit.shipment_id(no)?;
                let parcel = unit.open_shipment(&id)?;
                unit.note_claim(&parcel, &claim, zone)
            };
            let leads_to = move |(): &()| format!("{}?said=claimed", links::shipment_numbered(no));
            match on.act(Purpose::Shipment, sent, note, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                // Its recipient confirmed it, or it came back, a moment ago.
                Err(StoreError::Refused(_)) => return Ok(changed_meanwhile(no)),
                Err(other) => return Err(other.into()),
            }
        }
        Err(faults) => faults,
    };
    let page = page_of(&view, fields, faults);
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

fn checked(
    on: &On<Custody>,
    view: &ShipmentView,
    fields: &ClaimFields,
    zone: SiteZone,
) -> Result<doublelock_domain::custody::delivery::Claim, Vec<FieldError>> {
    let form = ClaimForm {
        says: &fields.says,
        on: &fields.on,
        obtained: &fields.obtained,
        signed_by: &fields.signed_by,
    };
    let today = on.office().now().date_in(zone);
    let left = view.head.closed_at.map_or(today, |at| at.date_in(zone));
    let faults = |refusals: Vec<_>| refusals.iter().map(|no| fault(no, "says")).collect();
    form.check(left, today).map_err(faults)
}

/// That its recipient has it had been said by mistake.
#[post("/shipments/<no>/not-confirmed", data = "<form>")]
async fn take_back(
    on: On<Custody>,
    no: &str,
    form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let no: Reference = no.parse().map_err(|_| Problem::NotFound)?;
    let zone = on.office().config.centre.zone;
    let take_back = move |unit: &mut Unit<'_, Custody>| {
        let id = unit.shipment_id(no)?;
        let parcel = unit.open_shipment(&id)?;
        unit.take_back_confirmation(&parcel, zone)
    };
    let leads_to = move |(): &()| format!("{}?said=not-confirmed", links::shipment_numbered(no));
    Ok(on
        .act(Purpose::Shipment, form.sent(), take_back, leads_to)
        .await?)
}
