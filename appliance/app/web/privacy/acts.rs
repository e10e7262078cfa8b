//! What is done to a request. Each act answers with the request's page, which says so
//! where the thing is; an act that has become impossible answers why.

use chrono::NaiveDate;
use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::case::{EnteredText, NAME_LIMIT, entered_date};
use doublelock_domain::ids::Reference;
use doublelock_domain::label::Label;
use doublelock_domain::privacy::disclosure::DeliveryMethod;
use doublelock_domain::privacy::request::{IdentityEvidence, choice};
use doublelock_domain::refusal::Refusal;
use doublelock_store::Error as StoreError;
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Responder, post};

use super::number::number;
use super::view::{load, page_of};
use crate::copies::build::Build;
use crate::copies::desk::Desk;
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::problem::{Problem, sentence};
use crate::web::reply::Html;

/// Back to the page of the request, saying what was done.
fn back(no: Reference, said: &str) -> Redirect {
    Redirect::to(format!("{}?said={said}", links::request(no)))
}

/// The form of the identity card.
#[derive(FromForm)]
pub(super) struct Seen {
    identity: String,
}

#[post("/requests/<no>/identity", data = "<form>")]
pub(super) async fn confirm_identity(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Seen>,
) -> Result<Answer, Problem> {
    let reference = number(no)?;
    let typed = form.into_inner().identity;
    if typed.is_empty() {
        let loaded = on
            .witness(Purpose::CopyRequest, move |unit| load(unit, reference))
            .await?;
        let mut page = page_of(&on, &loaded);
        page.errors = vec![FieldError::new(
            "identity",
            Phrase::new("request-needed-identity"),
        )];
        return Ok(Answer::Back(
            on.page(&page)?.with_status(Status::UnprocessableEntity),
        ));
    }
    let evidence: IdentityEvidence = choice("identity", &typed)?;
    on.write(Purpose::CopyRequest, move |unit| {
        let (request, _) = unit.open_request(reference)?;
        unit.confirm_identity(&request, evidence)
    })
    .await?;
    Ok(Answer::On(back(reference, "identity")))
}

/// The form of the prolongation.
#[derive(FromForm, Clone)]
pub(super) struct Prolongation {
    #[field(name = "extension-days")]
    days: String,
    #[field(name = "notice-sent-on")]
    sent: String,
}

impl Prolongation {
    fn check(&self) -> Result<(u32, NaiveDate), Refusal> {
        let days = self
            .days
            .trim()
            .parse()
            .map_err(|_| Refusal::NumberOutOfRange {
                field: "extension-days",
            })?;
        Ok((days, entered_date("notice-sent-on", &self.sent)?))
    }
}

/// On to the page, or the page with what is wrong.
#[derive(Responder)]
#[expect(
    clippy::large_enum_variant,
    reason = "a redirect's address is as large as it is"
)]
pub(super) enum Answer {
    On(Redirect),
    Back(Html),
}

#[post("/requests/<no>/extension", data = "<form>")]
pub(super) async fn extend(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Prolongation>,
) -> Result<Answer, Problem> {
    let reference = number(no)?;
    let typed = form.into_inner();
    let zone = on.office().config.centre.zone;
    let outcome = match typed.check() {
        Ok((days, sent)) => {
            on.write(Purpose::CopyRequest, move |unit| {
                let (request, _) = unit.open_request(reference)?;
                unit.extend_request(&request, days, sent, zone)
            })
            .await
        }
        Err(refusal) => Err(StoreError::Refused(refusal)),
    };
    let refusal = match outcome {
        Ok(_) => return Ok(Answer::On(back(reference, "extension"))),
        Err(StoreError::Refused(refusal)) => refusal,
        Err(error) => return Err(error.into()),
    };
    let loaded = on
        .witness(Purpose::CopyRequest, move |unit| load(unit, reference))
        .await?;
    let mut page = page_of(&on, &loaded);
    // The form is on the page only while the law gives a prolongation.
    let Some(form) = page.extension.as_mut() else {
        return Err(refusal.into());
    };
    form.days = typed.days.chars().take(3).collect();
    form.sent = typed.sent.chars().take(10).collect();
    page.errors = vec![extension_error(&refusal)];
    Ok(Answer::Back(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

fn extension_error(refusal: &Refusal) -> FieldError {
    let field = refusal.field().unwrap_or("notice-sent-on");
    let phrase = match refusal {
        Refusal::NumberOutOfRange { .. } => Phrase::new("request-extension-days"),
        Refusal::DateTooOld { .. } => Phrase::new("request-notice-before"),
        other => sentence(other),
    };
    FieldError::new(field, phrase)
}

#[post("/requests/<no>/build", data = "<_form>")]
pub(super) async fn build(
    on: On<Privacy>,
    no: &str,
    _form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let reference = number(no)?;
    let office = on.office();
    let warrant = on.warrant(Purpose::CopyRequest)?;
    let desk = Desk {
        store: office.store.clone(),
        vaults: office.vault.clone(),
        appliance: office.appliance.clone(),
        renderer: office.renderer.clone(),
        organisation: office.config.centre.name.clone(),
        zone: office.config.centre.zone,
        instance: office.instance.clone(),
    };
    let copies = office.copies.clone();
    let started = rocket::tokio::task::spawn_blocking(move || {
        Build::start(&copies, desk, warrant, reference)
    })
    .await;
    let build = started.map_err(|error| Problem::broken(&error))??;
    // A thread of its own, not one of the pool: a build lasts minutes.
    std::thread::Builder::new()
        .name("record-copy".into())
        .spawn(move || build.run())
        .map_err(|error| Problem::broken(&error))?;
    Ok(back(reference, "build"))
}

/// The form of a delivery that is not by courier.
#[derive(FromForm)]
pub(super) struct Delivered {
    method: String,
    /// Anything but empty: it left before the record changed.
    earlier: Option<String>,
}

#[post("/requests/<no>/deliver", data = "<form>")]
pub(super) async fn deliver(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Delivered>,
) -> Result<Redirect, Problem> {
    let reference = number(no)?;
    let form = form.into_inner();
    let method: DeliveryMethod = choice("method", &form.method)?;
    let earlier = form.earlier.is_some_and(|word| !word.is_empty());
    on.write(Purpose::CopyRequest, move |unit| {
        let (request, _) = unit.open_request(reference)?;
        unit.deliver(&request, method, earlier)
    })
    .await?;
    Ok(back(reference, "delivered"))
}

#[post("/requests/<no>/disc", data = "<_form>")]
pub(super) async fn label_disc(
    on: On<Privacy>,
    no: &str,
    _form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let reference = number(no)?;
    on.write(Purpose::CopyRequest, move |unit| {
        let (request, case) = unit.open_request(reference)?;
        let disc = unit.register_disc_for_request(&case, &request)?;
        unit.bind_disc(&request, &disc.item)
    })
    .await?;
    Ok(back(reference, "disc"))
}

/// The form that prepares a disc's parcel.
#[derive(FromForm)]
pub(super) struct Leaving {
    disc: String,
    courier: String,
}

#[post("/requests/<no>/shipment", data = "<form>")]
pub(super) async fn prepare_shipment(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Leaving>,
) -> Result<Answer, Problem> {
    let reference = number(no)?;
    let form = form.into_inner();
    let carrier = match EnteredText::required("courier", &form.courier, NAME_LIMIT) {
        Ok(carrier) => carrier,
        Err(refusal) => {
            let loaded = on
                .witness(Purpose::CopyRequest, move |unit| load(unit, reference))
                .await?;
            let mut page = page_of(&on, &loaded);
            page.errors = vec![FieldError::new("courier", sentence(&refusal))];
            return Ok(Answer::Back(
                on.page(&page)?.with_status(Status::UnprocessableEntity),
            ));
        }
    };
    let disc: Label = form.disc.parse().map_err(|_| StoreError::NotFound)?;
    let zone = on.office().config.centre.zone;
    on.write(Purpose::CopyRequest, move |unit| {
        let (request, case) = unit.open_request(reference)?;
        unit.prepare_disc_shipment(&request, &case, disc, &carrier, zone)
    })
    .await?;
    Ok(Answer::On(back(reference, "shipment")))
}

#[post("/requests/<no>/receipt", data = "<_form>")]
pub(super) async fn confirm_receipt(
    on: On<Privacy>,
    no: &str,
    _form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let reference = number(no)?;
    on.write(Purpose::CopyRequest, move |unit| {
        let (request, _) = unit.open_request(reference)?;
        unit.confirm_receipt(&request)
    })
    .await?;
    Ok(back(reference, "receipt"))
}
