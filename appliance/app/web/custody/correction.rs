//! Setting a parcel right: what was announced or prepared, the number it left under; or calling it off.

use std::collections::HashMap;

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::exception::WORDS_LIMIT;
use doublelock_domain::custody::parcel_forms::{
    Announcement, AnnouncementForm, Arrival, ArrivalForm, Departure, DepartureForm,
};
use doublelock_domain::custody::shipment::Waybill;
use doublelock_domain::fact::Reading;
use doublelock_domain::ids::Reference;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::typed::one_line;
use doublelock_store::custody::ShipmentView;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::delivery::Ordered;
use super::parcel::{changed_meanwhile, shown};
use super::shipments::{announce_fault, announced_kinds, asked_about, contents};
use super::words::{correctable, fault, whys};
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::correction::{CorrectParcel, ParcelNow, What};
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};

pub(super) fn routes() -> Vec<Route> {
    routes![form, correct, cancel]
}

#[derive(Clone, Default, FromForm)]
struct CorrectFields {
    #[field(default = String::new())]
    sender: String,
    #[field(default = String::new())]
    carrier: String,
    #[field(default = String::new())]
    waybill: String,
    /// The number that was asked about before.
    #[field(default = String::new())]
    asked: String,
    #[field(default = String::new())]
    eta: String,
    #[field(default = String::new())]
    recipient: String,
    #[field(default = String::new())]
    address: String,
    #[field(name = "by-courier", default = String::new())]
    by_courier: String,
    ordered: Ordered,
    #[field(name = "back-by", default = String::new())]
    back_by: String,
    count: HashMap<String, String>,
    /// What stood there when the form was opened.
    #[field(default = String::new())]
    revision: String,
}

impl CorrectFields {
    /// The fields, as the parcel has them.
    fn of(view: &ShipmentView) -> Self {
        let open =
            |text: &Reading<Option<String>>| text.clone().open().flatten().unwrap_or_default();
        let head = &view.head;
        let mut count: HashMap<String, String> = HashMap::new();
        for kind in announced_kinds() {
            let of_it = view.lines.iter().filter(|line| line.kind == *kind).count();
            if of_it > 0 {
                count.insert(kind.to_string(), of_it.to_string());
            }
        }
        Self {
            sender: open(&head.party),
            recipient: open(&head.party),
            carrier: open(&head.carrier),
            waybill: open(&head.waybill),
            // What it bears already was meant.
            asked: open(&head.waybill),
            eta: head.eta.map(|eta| eta.to_string()).unwrap_or_default(),
            address: view.address.clone().open().flatten().unwrap_or_default(),
            by_courier: (view.by_courier).map_or_else(String::new, |why| why.to_string()),
            ordered: view.service.map(Ordered::of).unwrap_or_default(),
            back_by: (view.back_by).map_or_else(String::new, |day| day.to_string()),
            count,
            revision: view.revision.clone(),
        }
    }
}

fn page_of(
    view: &ShipmentView,
    fields: CorrectFields,
    why: String,
    errors: Vec<FieldError>,
) -> Result<CorrectParcel, Problem> {
    let what = correctable(view).ok_or(Problem::NotFound)?;
    let said_anew = what == What::Announcement && view.untouched && !view.head.returns;
    let contents = said_anew.then(|| contents(&fields.count));
    let stands = CorrectFields::of(view);
    Ok(CorrectParcel {
        no: view.head.reference.to_string(),
        what,
        // Whoever sends it again has seen what stands there now.
        now: (fields.revision != view.revision).then(|| ParcelNow {
            party: stands.sender,
            address: stands.address,
            carrier: stands.carrier,
            waybill: stands.waybill,
            eta: view.head.eta.map(|day| day.to_string()),
            back_by: view.back_by.map(|day| day.to_string()),
        }),
        revision: stands.revision,
        sender: fields.sender,
        carrier: fields.carrier,
        asked: asked_about(&fields.waybill, fields.asked),
        waybill: fields.waybill,
        eta: fields.eta,
        recipient: fields.recipient,
        address: fields.address,
        by_courier: fields.by_courier,
        service: fields.ordered.shown(),
        back_by: fields.back_by,
        comes_back: view.head.returns,
        whys: whys(),
        contents: contents.unwrap_or_default(),
        may_cancel: view.may_be_cancelled,
        why,
        errors,
    })
}

#[get("/shipments/<no>/correct")]
async fn form(on: On<Custody>, no: &str) -> Result<Html, Problem> {
    let no: Reference = no.parse().map_err(|_| Problem::NotFound)?;
    let view = shown(&on, no).await?;
    let fields = CorrectFields::of(&view);
    on.page(&page_of(&view, fields, String::new(), Vec::new())?)
}

/// What a form says that passed.
enum To {
    Announcement(Announcement),
    Arrival(Arrival),
    Departure(Departure),
    Waybill(Waybill),
    Nothing,
}

/// What the form says, checked as the parcel stands; the act on it.
fn checked(
    on: &On<Custody>,
    view: &ShipmentView,
    fields: &CorrectFields,
) -> Result<
    impl FnMut(&mut Unit<'_, Custody>) -> Result<(), StoreError> + Send + use<> + 'static,
    Vec<FieldError>,
> {
    let zone = on.office().config.centre.zone;
    let today = on.office().now().date_in(zone);
    let id = view.head.id.clone();
    let revision = fields.revision.clone();
    let what = correctable(view);
    // What was said of its lines stays; the form does not ask for it again.
    let kept = (!view.untouched).then(|| CorrectFields::of(view).count);
    let count = kept.as_ref().unwrap_or(&fields.count);
    let announcement = AnnouncementForm {
        sender: &fields.sender,
        carrier: &fields.carrier,
        waybill: &fields.waybill,
        eta: &fields.eta,
        asked: &fields.asked,
        contents: announced_kinds()
            .iter()
            .map(|kind| {
                let typed = count.get(kind.as_str()).map_or("", String::as_str);
                (kind.as_str(), typed)
            })
            .collect(),
    };
    let departure = DepartureForm {
        recipient: &fields.recipient,
        address: &fields.address,
        carrier: &fields.carrier,
        by_courier: &fields.by_courier,
        signature: &fields.ordered.signature,
        days: &fields.ordered.days,
        back_by: &fields.back_by,
    };
    let one = |refusal: &Refusal| announce_fault(refusal);
    let all = |refusals: Vec<Refusal>| refusals.iter().map(one).collect::<Vec<_>>();
    let arrival = ArrivalForm {
        sender: &fields.sender,
        carrier: &fields.carrier,
        waybill: &fields.waybill,
        asked: &fields.asked,
    };
    let to = match what {
        Some(What::Announcement) => {
            let checked = if view.head.returns {
                announcement.check_return(today, view.head.eta)
            } else {
                announcement.check_again(today, view.head.eta)
            };
            To::Announcement(checked.map_err(all)?)
        }
        Some(What::Arrival) => To::Arrival(arrival.check().map_err(all)?),
        Some(What::Departure) => {
            To::Departure(departure.check_again(today, view.back_by).map_err(all)?)
        }
        Some(What::Waybill) => {
            let entered = Waybill::entered("waybill", &fields.waybill)
                .and_then(|waybill| waybill.must_be_sure(&fields.asked));
            To::Waybill(entered.map_err(|no| vec![one(&no)])?)
        }
        Some(What::Nothing) | None => To::Nothing,
    };
    Ok(move |unit: &mut Unit<'_, Custody>| {
        let parcel = unit.open_shipment(&id)?;
        parcel.must_stand_as(&revision)?;
        match &to {
            To::Announcement(to) => unit.correct_announcement(&parcel, to, zone),
            To::Arrival(to) => unit.describe_arrival(&parcel, to),
            To::Departure(to) => unit.correct_departure(&parcel, to),
            To::Waybill(to) => unit.correct_waybill(&parcel, to),
            To::Nothing => Err(StoreError::NotFound),
        }
    })
}

#[post("/shipments/<no>/correct", data = "<form>")]
async fn correct(
    on: On<Custody>,
    no: &str,
    form: ProtectedForm<CorrectFields>,
) -> Result<Answer, Problem> {
    let no: Reference = no.parse().map_err(|_| Problem::NotFound)?;
    let sent = form.sent();
    let fields = form.into_inner();
    let view = shown(&on, no).await?;
    if correctable(&view).is_none() {
        return Ok(changed_meanwhile(no));
    }
    let faults = match checked(&on, &view, &fields) {
        Ok(act) => {
            let leads_to =
                move |(): &()| format!("{}?said=corrected", links::shipment_numbered(no));
            match on.act(Purpose::Shipment, sent, act, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::Refused(refusal)) => vec![fault(&refusal, at(&refusal))],
                Err(other) => return Err(other.into()),
            }
        }
        Err(faults) => faults,
    };
    // A colleague was faster: nothing of it can be set right any more.
    let view = shown(&on, no).await?;
    if correctable(&view).is_none() {
        return Ok(changed_meanwhile(no));
    }
    let page = page_of(&view, fields, String::new(), faults)?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

/// Where a rule's no is shown: at the number, if it is about that, or above the form.
const fn at(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::WaybillInUse { .. } => "waybill",
        Refusal::LentByNobody => "back-by",
        _ => "",
    }
}

#[derive(FromForm)]
struct CancelFields {
    #[field(default = String::new())]
    why: String,
}

/// It was announced or prepared by mistake, and does not take place.
#[post("/shipments/<no>/cancel", data = "<form>")]
async fn cancel(
    on: On<Custody>,
    no: &str,
    form: ProtectedForm<CancelFields>,
) -> Result<Answer, Problem> {
    let no: Reference = no.parse().map_err(|_| Problem::NotFound)?;
    let sent = form.sent();
    let why = form.into_inner().why;
    let refusal = match EnteredText::required("why", &one_line(&why), WORDS_LIMIT) {
        Ok(reason) => {
            let cancel = move |unit: &mut Unit<'_, Custody>| {
                let id = unit.shipment_id(no)?;
                let parcel = unit.open_shipment(&id)?;
                unit.cancel_shipment(&parcel, &reason)
            };
            let leads_to =
                move |(): &()| format!("{}?said=cancelled", links::shipment_numbered(no));
            match on.act(Purpose::Shipment, sent, cancel, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusal) => refusal,
    };
    let view = shown(&on, no).await?;
    if correctable(&view).is_none() {
        return Ok(changed_meanwhile(no));
    }
    let fields = CorrectFields::of(&view);
    let page = page_of(&view, fields, why, vec![fault(&refusal, "")])?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}
