//! Opening a visit to an archive: what is to be moved is chosen ([`super::gathering`]); then two people show who they are.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::places::PlaceView;
use doublelock_domain::custody::visit::offers::AtTheKeyboard;
use doublelock_domain::custody::visit::{VisitPurpose, VisitStep};
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::{LocationId, Reference, VisitId};
use doublelock_domain::refusal::Refusal;
use doublelock_store::custody::{GatheredFor, Gathering, Gathers, OfferedFrom};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::gathering::{GatherFields, gathered, shown};
use super::two_people::{Typed, attempt, note_refused, two_people};
use super::words::fault;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::archive::OpenVisit;
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};

pub(super) fn routes() -> Vec<Route> {
    routes![form, open]
}

#[derive(Default, FromForm)]
struct Fields {
    gather: GatherFields,
    #[field(name = "first-username", default = String::new())]
    first_username: String,
    #[field(name = "first-password", default = String::new())]
    first_password: String,
    #[field(name = "second-username", default = String::new())]
    second_username: String,
    #[field(name = "second-password", default = String::new())]
    second_password: String,
    #[field(default = String::new())]
    archive: String,
    #[field(default = String::new())]
    purpose: String,
    #[field(name = "without-plan")]
    without_plan: Option<String>,
}

/// The archives, and the one to open.
struct Archives {
    all: Vec<PlaceView>,
    chosen: Option<LocationId>,
    /// The visit that must be closed before.
    before: Option<(VisitId, Reference)>,
}

impl Archives {
    /// The archive that is `wanted`, or the first.
    async fn among(on: &On<Custody>, wanted: Option<LocationId>) -> Result<Self, Problem> {
        on.witness(Purpose::Archive, move |unit| {
            let all = unit.archives()?;
            let chosen = (all.iter())
                .find(|place| Some(&place.fact.id) == wanted.as_ref())
                .or_else(|| all.first())
                .map(|place| place.fact.id.clone());
            let before = chosen.as_ref().map(|archive| unit.open_visit_to(archive));
            Ok(Self {
                before: before.transpose()?.flatten(),
                all,
                chosen,
            })
        })
        .await
        .map_err(Into::into)
    }

    fn gathered_for(&self, purpose: VisitPurpose) -> Option<GatheredFor> {
        let archive = self.chosen.clone()?;
        Some(GatheredFor::Visit { archive, purpose })
    }
}

/// The form: what is in hand is to be put away; or, to take something out, what a prepared parcel waits for that rests in an
/// archive. Anything else is chosen.
#[get("/archive/open?<purpose>&<parcel>")]
async fn form(
    on: On<Custody>,
    purpose: Option<&str>,
    parcel: Option<&str>,
) -> Result<Html, Problem> {
    let parcel: Option<Reference> = parcel.and_then(|number| number.parse().ok());
    let purpose = match purpose.and_then(|word| word.parse().ok()) {
        None if parcel.is_some() => VisitPurpose::Retrieve,
        purpose => purpose.unwrap_or(VisitPurpose::PutAway),
    };
    let wanted = on
        .witness(Purpose::Archive, move |unit| {
            let wanted = parcel.map(|number| unit.archive_of_parcel(number));
            Ok(wanted.transpose()?.flatten())
        })
        .await?;
    let archives = Archives::among(&on, wanted).await?;
    let from = parcel.map_or(OfferedFrom::AtHand, OfferedFrom::Parcel);
    let gathering = match archives.gathered_for(purpose) {
        Some(what) => {
            let gathers = Gathers {
                from,
                ..Gathers::default()
            };
            let mut gathering = gathered(&on, Purpose::Archive, &what, gathers).await?;
            gathering.choose(|line| parcel.is_some() || line.holder.kind == HolderKind::Person);
            Some(gathering)
        }
        None => None,
    };
    let fields = Fields {
        purpose: purpose.to_string(),
        ..<Fields as Default>::default()
    };
    on.page(&page_of(&on, &archives, gathering.as_ref(), fields, None))
}

fn page_of(
    on: &On<Custody>,
    archives: &Archives,
    gathering: Option<&Gathering>,
    fields: Fields,
    error: Option<FieldError>,
) -> OpenVisit {
    OpenVisit {
        archives: (archives.all.iter())
            .map(|place| (place.fact.id.to_string(), place.fact.name.clone()))
            .collect(),
        archive: (archives.chosen.as_ref()).map_or_else(String::new, ToString::to_string),
        retrieve: fields.purpose == VisitPurpose::Retrieve.as_str(),
        first: on.signed_in().session.display_name.clone(),
        before: (archives.before.as_ref())
            .map(|(visit, number)| (links::visit(visit), number.to_string())),
        gathered: gathering.map(shown).unwrap_or_default(),
        without_plan: fields.without_plan.is_some(),
        first_username: fields.first_username,
        second_username: fields.second_username,
        errors: error.into_iter().collect(),
    }
}

/// What was read or chosen is taken in; or the visit is opened: each of the two people proves who they are with their own
/// password. A refusal stands in the journal, whoever it was and whatever the reason.
#[post("/archive/open", data = "<form>")]
async fn open(on: On<Custody>, form: ProtectedForm<Fields>) -> Result<Answer, Problem> {
    let fields = form.into_inner();
    let archive: LocationId = fields.archive.parse().map_err(|_| Problem::Malformed)?;
    let purpose: VisitPurpose = fields.purpose.parse().map_err(|_| Problem::Malformed)?;
    let secrets = [&fields.first_password, &fields.second_password];
    let finished = (fields.gather).is_finished(secrets.iter().any(|secret| !secret.is_empty()));
    let error = if finished {
        match opened(&on, &fields, &archive, purpose).await? {
            Ok(page) => return Ok(Answer::Onward(page)),
            Err(error) => Some(error),
        }
    } else {
        None
    };
    let archives = Archives::among(&on, Some(archive)).await?;
    let gathering = match archives.gathered_for(purpose) {
        Some(what) => {
            let gathers = if finished {
                fields.gather.gathers()?
            } else {
                fields.gather.taken_in()?
            };
            Some(gathered(&on, Purpose::Archive, &what, gathers).await?)
        }
        None => None,
    };
    let page = page_of(&on, &archives, gathering.as_ref(), fields, error);
    let html = on.page(&page)?;
    Ok(Answer::Page(if finished {
        html.with_status(Status::UnprocessableEntity)
    } else {
        html
    }))
}

/// Opens the visit; or says at which field it was refused.
async fn opened(
    on: &On<Custody>,
    fields: &Fields,
    archive: &LocationId,
    purpose: VisitPurpose,
) -> Result<Result<Redirect, FieldError>, Problem> {
    let plan = fields.gather.gathers()?.chosen;
    let without_plan = fields.without_plan.is_some();
    let typed = Typed {
        first_username: &fields.first_username,
        first_password: &fields.first_password,
        second_username: &fields.second_username,
        second_password: &fields.second_password,
    };
    let about = Subject::from(archive);
    let both = match two_people(on, &typed, AtTheKeyboard::First).await? {
        Ok(both) => both,
        Err(doubt) => {
            note_refused(on, VisitStep::Open, about, doubt.reason).await?;
            return Ok(Err(doubt.error()));
        }
    };
    let zone = on.office().config.centre.zone;
    let archive = archive.clone();
    let opened = attempt(on, VisitStep::Open, about, move |unit| {
        let people = both.at(unit.now())?;
        unit.open_visit(&archive, &people, purpose, &plan, without_plan, zone)
    });
    Ok(match opened.await? {
        Ok(id) => Ok(Redirect::to(links::visit(&id))),
        Err(refusal) => Err(refused(&refusal)),
    })
}

fn refused(refusal: &Refusal) -> FieldError {
    let field = match refusal {
        Refusal::PlanEmpty => "without-plan",
        Refusal::NotInThisArchive { .. }
        | Refusal::AlreadyArchived { .. }
        | Refusal::NotAtHand { .. }
        | Refusal::NotIdentified { .. } => "plan",
        _ => "archive",
    };
    fault(refusal, field)
}
