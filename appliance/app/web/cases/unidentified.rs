//! Articles that nobody had announced: to which case one belongs is for this desk to say.

#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a bare method is not general over the unit's lifetime"
)]

use doublelock_domain::access::{Coordination, DutyName, Purpose};
use doublelock_domain::case::Case;
use doublelock_domain::ids::{CaseId, Reference};
use doublelock_domain::label::Label;
use doublelock_store::custody::UnannouncedItem;
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::response::Redirect;
use rocket::{get, post};

use crate::web::custody::held;
use crate::web::described;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::unidentified::{Candidate, FoundLine, UnidentifiedList, WhosePage};
use crate::web::problem::Problem;
use crate::web::reply::Html;
use crate::web::told::{Told, listed};

/// Articles in the list; those that wait longest come first, so the rest comes up by itself.
const LIMIT: u32 = 60;

#[get("/unidentified")]
pub(super) async fn list(on: On<Coordination>) -> Result<Html, Problem> {
    let found = on
        .witness(Purpose::CaseWork, |sight| sight.unidentified_items(LIMIT))
        .await?;
    let total = on
        .read(Purpose::CaseWork, |unit| unit.count_unidentified())
        .await?;
    on.page(&UnidentifiedList {
        lines: found.iter().map(line).collect(),
        total,
    })
}

fn line(found: &UnannouncedItem) -> FoundLine {
    FoundLine {
        code: found.line.label.to_string(),
        what: described::article(found.line.kind, &found.line.words),
        held: held(&found.line.holder),
        parcel: found.shipment.to_string(),
        sender: Told::or_unsaid(found.sender.clone(), "shipment-sender-unsaid"),
        found: found.found_at.micros(),
    }
}

/// The article, with the cases that it may be of: that of its parcel, and one that was looked for.
#[get("/unidentified/<label>?<case>&<said>")]
pub(super) async fn whose(
    on: On<Coordination>,
    label: &str,
    case: Option<&str>,
    said: bool,
) -> Result<Html, Problem> {
    let label: Label = label.parse().map_err(|_| Problem::NotFound)?;
    let sought = case.unwrap_or_default().trim().to_owned();
    let number: Option<Reference> = sought.parse().ok();
    let (found, cases) = on
        .witness(Purpose::CaseWork, move |sight| {
            let found = sight.open_unannounced(label)?;
            let of_parcel = if found.of_unannounced.is_some() {
                "whose-from-rest"
            } else {
                "whose-from-parcel"
            };
            let mut cases: Vec<(&'static str, Case)> = Vec::new();
            for (from, id) in [
                ("whose-from-now", found.case.clone()),
                (of_parcel, found.parcel_case.clone()),
                (
                    "whose-from-search",
                    number
                        .map(|no| sight.case_id(no))
                        .transpose()
                        .or_else(unless_known)?,
                ),
            ] {
                let Some(id) = id else { continue };
                if cases.iter().all(|(_, known)| known.id != id) {
                    cases.push((from, sight.open(&id)?.shown()));
                }
            }
            Ok((found.shown(), cases))
        })
        .await?;
    on.page(&page_of(&on, &found, &cases, (sought, number), said))
}

/// A number that no case has is a fault of the form, and no page that is missing.
fn unless_known(error: StoreError) -> Result<Option<CaseId>, StoreError> {
    match error {
        StoreError::NotFound => Ok(None),
        other => Err(other),
    }
}

fn page_of(
    on: &On<Coordination>,
    found: &UnannouncedItem,
    cases: &[(&'static str, Case)],
    (sought, number): (String, Option<Reference>),
    said: bool,
) -> WhosePage {
    let its = cases
        .iter()
        .find(|(_, case)| Some(&case.id) == found.case.as_ref());
    let no = its.map(|(_, case)| case.reference.to_string());
    let is_there =
        number.is_some_and(|number| cases.iter().any(|(_, case)| case.reference == number));
    let mut errors = Vec::new();
    if !sought.is_empty() && !is_there {
        errors.push(FieldError::new(
            "case",
            Phrase::new("announce-no-such-case"),
        ));
    }
    WhosePage {
        article: line(found),
        describe: (on.signed_in().holds(DutyName::Custody))
            .then(|| links::describe(found.line.label)),
        parcel_href: (on.signed_in().holds(DutyName::Custody))
            .then(|| links::shipment_numbered(found.shipment)),
        whole: found.of_unannounced.filter(|n| *n > 1),
        lies: found.lies,
        candidates: (cases.iter())
            .map(|(from, case)| Candidate {
                no: case.reference.to_string(),
                patient: listed(&case.patient),
                born: case.patient.birth_date.to_string(),
                from: Phrase::new(*from),
                is_it: Some(&case.id) == found.case.as_ref(),
            })
            .collect(),
        sought,
        notice: no
            .clone()
            .filter(|_| said)
            .map(|no| Phrase::new("whose-said").with("no", Arg::Ref(no))),
        case: no,
        errors,
    }
}

#[derive(FromForm)]
pub(super) struct Whose {
    case: String,
    /// So does every article of its parcel that is nobody's like it, or of the same case.
    #[field(default = false)]
    whole: bool,
    /// The case it belonged to as the page said; empty if it was nobody's.
    #[field(default = String::new())]
    was: String,
}

/// It belongs to this case.
#[post("/unidentified/<label>", data = "<form>")]
pub(super) async fn say_whose(
    on: On<Coordination>,
    label: &str,
    form: ProtectedForm<Whose>,
) -> Result<Redirect, Problem> {
    let label: Label = label.parse().map_err(|_| Problem::NotFound)?;
    let sent = form.sent();
    let Whose { case, whole, was } = form.into_inner();
    let case: Reference = case.parse().map_err(|_| Problem::NotFound)?;
    let was: Option<Reference> = match was.as_str() {
        "" => None,
        was => Some(was.parse().map_err(|_| Problem::NotFound)?),
    };
    let say = move |unit: &mut Unit<'_, Coordination>| {
        let found = unit.open_unannounced(label)?;
        let id = unit.case_id(case)?;
        let case = unit.open(&id)?;
        let was = was.map(|was| unit.case_id(was)).transpose()?;
        if whole {
            unit.identify_parcel(&found, &case, was.as_ref())
        } else {
            unit.identify_item(&found, &case, was.as_ref())
        }
    };
    let leads_to = move |(): &()| format!("{}?said=true", links::unidentified(label));
    Ok(on.act(Purpose::CaseWork, sent, say, leads_to).await?)
}
