//! Preparing a parcel that leaves: what goes into it is chosen ([`super::gathering`]); then whom it is for.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::parcel_forms::DepartureForm;
use doublelock_domain::ids::Reference;
use doublelock_domain::refusal::Refusal;
use doublelock_store::custody::{GatheredFor, Gathering, Gathers};
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::delivery::Ordered;
use super::gathering::{GatherFields, gathered, shown};
use super::words::{fault, whys};
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::prepare::Prepare;
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};

pub(super) fn routes() -> Vec<Route> {
    routes![form, prepare]
}

#[derive(Clone, Default, FromForm)]
struct Fields {
    gather: GatherFields,
    #[field(default = String::new())]
    recipient: String,
    #[field(default = String::new())]
    address: String,
    #[field(default = String::new())]
    carrier: String,
    #[field(name = "by-courier", default = String::new())]
    by_courier: String,
    ordered: Ordered,
    #[field(name = "back-by", default = String::new())]
    back_by: String,
}

#[get("/shipments/prepare")]
async fn form(on: On<Custody>) -> Result<Html, Problem> {
    let nothing = Gathers::default();
    let gathering = gathered(&on, Purpose::Shipment, &GatheredFor::Parcel, nothing).await?;
    on.page(&page_of(
        &gathering,
        <Fields as Default>::default(),
        Vec::new(),
    ))
}

fn page_of(gathering: &Gathering, fields: Fields, errors: Vec<FieldError>) -> Prepare {
    Prepare {
        gathered: shown(gathering),
        recipient: fields.recipient,
        address: fields.address,
        carrier: fields.carrier,
        by_courier: fields.by_courier,
        service: fields.ordered.shown(),
        back_by: fields.back_by,
        whys: whys(),
        images: gathering.images,
        errors,
    }
}

/// What was read or chosen is taken in; or the parcel is prepared.
#[post("/shipments/prepare", data = "<form>")]
async fn prepare(on: On<Custody>, form: ProtectedForm<Fields>) -> Result<Answer, Problem> {
    let sent = form.sent();
    let fields = form.into_inner();
    let zone = on.office().config.centre.zone;
    let (what, purpose) = (GatheredFor::Parcel, Purpose::Shipment);
    let filled = [&fields.recipient, &fields.address, &fields.carrier];
    let filled = filled.iter().any(|field| !field.trim().is_empty());
    if !fields.gather.is_finished(filled) {
        let taken_in = fields.gather.taken_in()?;
        let gathering = gathered(&on, purpose, &what, taken_in).await?;
        let page = page_of(&gathering, fields, Vec::new());
        return Ok(Answer::Page(on.page(&page)?));
    }
    let gathers = fields.gather.gathers()?;
    let departure = DepartureForm {
        recipient: &fields.recipient,
        address: &fields.address,
        carrier: &fields.carrier,
        by_courier: &fields.by_courier,
        signature: &fields.ordered.signature,
        days: &fields.ordered.days,
        back_by: &fields.back_by,
    };
    let today = on.office().now().date_in(zone);
    let faults: Vec<FieldError> = match departure.check(today) {
        Ok(departure) => {
            let items = gathers.chosen.clone();
            let prepare = move |unit: &mut Unit<'_, Custody>| {
                let ready = unit.prepare_shipment(&items, &departure, zone)?;
                Ok(ready.reference)
            };
            let leads_to =
                |no: &Reference| format!("{}?said=prepared", links::shipment_numbered(*no));
            match on.act(purpose, sent, prepare, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::Refused(refusal)) => {
                    let at = match refusal {
                        Refusal::LentByNobody => "back-by",
                        _ => "items",
                    };
                    vec![fault(&refusal, at)]
                }
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusals) => refusals.iter().map(|no| fault(no, "items")).collect(),
    };
    let gathering = gathered(&on, purpose, &what, gathers).await?;
    let page = page_of(&gathering, fields, faults);
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}
