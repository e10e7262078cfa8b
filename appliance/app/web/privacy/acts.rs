//! What is done to a request. Each act answers with the request's page, which says so
//! where the thing is; an act that has become impossible answers why.

use chrono::NaiveDate;
use doublelock_domain::access::{Privacy, Purpose};
use doublelock_domain::case::{EnteredText, NAME_LIMIT, entered_date};
use doublelock_domain::ids::Reference;
use doublelock_domain::label::Label;
use doublelock_domain::privacy::closing::REASONS_LIMIT;
use doublelock_domain::privacy::disclosure::DeliveryMethod;
use doublelock_domain::privacy::request::{IdentityEvidence, choice};
use doublelock_domain::refusal::Refusal;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Responder, post};

use super::number::number;
use super::view::{load, page_of};
use crate::copies::build::Build;
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::{On, sent_before};
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::privacy::request::Typed;
use crate::web::problem::{Problem, sentence};
use crate::web::reply::Html;

/// The page of the request, saying what was done.
pub(super) fn back<T>(no: Reference, said: &'static str) -> impl Fn(&T) -> String + Send + 'static {
    move |_| format!("{}?said={said}", links::request(no))
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
    let sent = form.sent();
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
    let confirm = move |unit: &mut Unit<'_, Privacy>| {
        let (request, _) = unit.open_request(reference)?;
        unit.confirm_identity(&request, evidence)
    };
    let done = back(reference, "identity");
    Ok(Answer::On(
        on.act(Purpose::CopyRequest, sent, confirm, done).await?,
    ))
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
    let sent = form.sent();
    let typed = form.into_inner();
    let zone = on.office().config.centre.zone;
    let outcome = match typed.check() {
        Ok((days, notice)) => {
            let extend = move |unit: &mut Unit<'_, Privacy>| {
                let (request, _) = unit.open_request(reference)?;
                unit.extend_request(&request, days, notice, zone)
            };
            let done = back(reference, "extension");
            on.act(Purpose::CopyRequest, sent, extend, done).await
        }
        Err(refusal) => Err(StoreError::Refused(refusal)),
    };
    let refusal = match outcome {
        Ok(way) => return Ok(Answer::On(way)),
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

#[post("/requests/<no>/build", data = "<form>")]
pub(super) async fn build(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let reference = number(no)?;
    let office = on.office();
    let warrant = on.warrant(Purpose::CopyRequest)?;
    let desk = office.copy_desk();
    let (copies, sent) = (office.copies.clone(), form.sent());
    let page = back(reference, "build")(&());
    let led_to = page.clone();
    let started = rocket::tokio::task::spawn_blocking(move || {
        Build::start(&copies, desk, warrant, reference, sent, &led_to)
    })
    .await;
    let Some(build) = started.map_err(|error| Problem::broken(&error))?? else {
        return Ok(sent_before(&page));
    };
    // A thread of its own, not one of the pool: a build lasts minutes.
    std::thread::Builder::new()
        .name("record-copy".into())
        .spawn(move || build.run())
        .map_err(|error| Problem::broken(&error))?;
    Ok(Redirect::to(page))
}

/// Kept text is one line; what a browser counts as one character stays one.
pub(super) fn on_one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\r', '\n'], " ")
}

/// Why a copy that the record outgrew is the answer all the same.
#[derive(FromForm)]
pub(super) struct Kept {
    #[field(default = "")]
    reason: String,
    /// What the record held on the page.
    #[field(default = "")]
    record: String,
}

#[post("/requests/<no>/keep", data = "<form>")]
pub(super) async fn keep(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Kept>,
) -> Result<Answer, Problem> {
    let reference = number(no)?;
    let sent = form.sent();
    let Kept { reason, record } = form.into_inner();
    let typed = on_one_line(&reason);
    let reason = match EnteredText::required("reason", &typed, REASONS_LIMIT) {
        Ok(reason) => reason,
        Err(refusal) => {
            let typed = Typed {
                reason: typed,
                ..Typed::default()
            };
            return with_fault(&on, reference, &refusal, typed).await;
        }
    };
    let keep = move |unit: &mut Unit<'_, Privacy>| {
        let (request, _) = unit.open_request(reference)?;
        unit.keep_copy(&request, &record, reason.clone())
    };
    let done = back(reference, "kept");
    Ok(Answer::On(
        on.act(Purpose::CopyRequest, sent, keep, done).await?,
    ))
}

/// The page of the request, with what was typed and a fault at its field.
async fn with_fault(
    on: &On<Privacy>,
    reference: Reference,
    refusal: &Refusal,
    typed: Typed,
) -> Result<Answer, Problem> {
    let loaded = on
        .witness(Purpose::CopyRequest, move |unit| load(unit, reference))
        .await?;
    let mut page = page_of(on, &loaded);
    page.errors = vec![field_error(refusal)];
    page.typed = typed;
    Ok(Answer::Back(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

fn field_error(refusal: &Refusal) -> FieldError {
    let field = refusal.field().unwrap_or_default();
    let phrase = match (refusal, field) {
        (Refusal::FieldEmpty { .. }, "reason" | "handed-to" | "sent-to") => {
            Phrase::new(format!("request-needed-{field}"))
        }
        (other, _) => sentence(other),
    };
    FieldError::new(field, phrase)
}

/// The form of a delivery that is not by courier.
#[derive(FromForm)]
pub(super) struct Delivered {
    method: String,
    /// Into whose hands it was given.
    #[field(name = "handed-to", default = "")]
    handed_to: String,
    /// Where the file was sent.
    #[field(name = "sent-to", default = "")]
    sent_to: String,
    /// Label of the disc that was given.
    disc: Option<String>,
    /// Anything but empty: it left before the record changed.
    earlier: Option<String>,
}

#[post("/requests/<no>/deliver", data = "<form>")]
pub(super) async fn deliver(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Delivered>,
) -> Result<Answer, Problem> {
    let reference = number(no)?;
    let sent = form.sent();
    let form = form.into_inner();
    let method: DeliveryMethod = choice("method", &form.method)?;
    let earlier = form.earlier.is_some_and(|word| !word.is_empty());
    let disc = form.disc.as_deref().filter(|code| !code.is_empty());
    let disc: Option<Label> =
        (disc.map(str::parse).transpose()).map_err(|_| StoreError::NotFound)?;
    let (field, typed) = match method {
        DeliveryMethod::EncryptedFile => ("sent-to", &form.sent_to),
        DeliveryMethod::HandedOver | DeliveryMethod::Courier => ("handed-to", &form.handed_to),
    };
    let received_by = match EnteredText::required(field, typed, NAME_LIMIT) {
        Ok(received_by) => received_by,
        Err(refusal) => {
            let typed = Typed {
                handed_to: Some(form.handed_to),
                sent_to: form.sent_to,
                ..Typed::default()
            };
            return with_fault(&on, reference, &refusal, typed).await;
        }
    };
    let deliver = move |unit: &mut Unit<'_, Privacy>| {
        let (request, _) = unit.open_request(reference)?;
        unit.deliver(&request, method, &received_by, disc, earlier)
    };
    let done = back(reference, "delivered");
    Ok(Answer::On(
        on.act(Purpose::CopyRequest, sent, deliver, done).await?,
    ))
}

/// The form of a disc's label.
#[derive(FromForm)]
pub(super) struct Burned {
    /// Anything but empty: the one before is spoiled.
    another: Option<String>,
}

#[post("/requests/<no>/disc", data = "<form>")]
pub(super) async fn label_disc(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Burned>,
) -> Result<Redirect, Problem> {
    let reference = number(no)?;
    let sent = form.sent();
    let another = form
        .into_inner()
        .another
        .is_some_and(|word| !word.is_empty());
    let label = move |unit: &mut Unit<'_, Privacy>| {
        let (request, case) = unit.open_request(reference)?;
        let disc = unit.register_disc_for_request(&case, &request, another)?;
        unit.bind_disc(&request, &disc.item)
    };
    let done = back(reference, "disc");
    Ok(on.act(Purpose::CopyRequest, sent, label, done).await?)
}

#[post("/requests/<no>/discs/<code>/destroyed", data = "<form>")]
pub(super) async fn destroy_disc(
    on: On<Privacy>,
    no: &str,
    code: &str,
    form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let reference = number(no)?;
    let disc: Label = code.parse().map_err(|_| Problem::NotFound)?;
    let destroy = move |unit: &mut Unit<'_, Privacy>| {
        let (request, _) = unit.open_request(reference)?;
        unit.destroy_disc(&request, disc)
    };
    let done = back(reference, "destroyed");
    let sent = form.sent();
    Ok(on.act(Purpose::CopyRequest, sent, destroy, done).await?)
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
    let sent = form.sent();
    let form = form.into_inner();
    let carrier = match EnteredText::required("courier", &form.courier, NAME_LIMIT) {
        Ok(carrier) => carrier,
        Err(refusal) => return with_fault(&on, reference, &refusal, Typed::default()).await,
    };
    let disc: Label = form.disc.parse().map_err(|_| StoreError::NotFound)?;
    let zone = on.office().config.centre.zone;
    let prepare = move |unit: &mut Unit<'_, Privacy>| {
        let (request, case) = unit.open_request(reference)?;
        unit.prepare_disc_shipment(&request, &case, disc, &carrier, zone)
    };
    let done = back(reference, "shipment");
    Ok(Answer::On(
        on.act(Purpose::CopyRequest, sent, prepare, done).await?,
    ))
}

#[post("/requests/<no>/receipt", data = "<form>")]
pub(super) async fn confirm_receipt(
    on: On<Privacy>,
    no: &str,
    form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let reference = number(no)?;
    let confirm = move |unit: &mut Unit<'_, Privacy>| {
        let (request, _) = unit.open_request(reference)?;
        unit.confirm_receipt(&request)
    };
    let done = back(reference, "receipt");
    Ok(on
        .act(Purpose::CopyRequest, form.sent(), confirm, done)
        .await?)
}
