//! Preparing a parcel that leaves: articles are read one after the other, or chosen from a case or a place; then whom
//! it is for.
//!
//! Nothing is written before the parcel is: what is chosen is in the form.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::shipment::{DepartureForm, LINE_LIMIT};
use doublelock_domain::ids::{ItemId, Reference};
use doublelock_domain::refusal::Refusal;
use doublelock_store::custody::{Gathered, Gathering, ItemLine, OfferedFrom};
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::words::{choice, fault};
use crate::web::described;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::prepare::{Prepare, ReadLine};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::{Answer, Html};

/// Articles offered at once; the rest is read, or asked for by case or place.
const OFFERED: u32 = 60;

pub(super) fn routes() -> Vec<Route> {
    routes![form, prepare]
}

#[derive(Clone, Default, FromForm)]
struct Fields {
    /// Ids of what is chosen, in the order in which it was.
    items: Vec<String>,
    /// Where what could be chosen is offered from: a case number, the id of a place, or empty.
    #[field(default = String::new())]
    from: String,
    /// What was read, or typed.
    #[field(default = String::new())]
    scan: String,
    /// The button that was pressed: `add`, `clear`, `all`, `create`; none if a form without these is sent.
    #[field(name = "do", default = String::new())]
    pressed: String,
    /// Id of an article to choose.
    #[field(name = "in", default = String::new())]
    choose: String,
    /// Id of one to leave out.
    #[field(name = "out", default = String::new())]
    leave: String,
    #[field(default = String::new())]
    recipient: String,
    #[field(default = String::new())]
    address: String,
    #[field(default = String::new())]
    carrier: String,
}

impl Fields {
    /// The parcel is to be prepared as it stands. Enter that is pressed in another field while nothing was read asks for
    /// that; what was read, or typed and not added yet, is taken in first, whichever button is pressed.
    fn is_finished(&self) -> bool {
        let reads = !self.scan.trim().is_empty();
        let changes = !self.choose.is_empty() || !self.leave.is_empty();
        let asks = matches!(self.pressed.as_str(), "clear" | "all");
        !(reads || changes || asks)
    }

    fn offered_from(&self) -> OfferedFrom {
        if let Ok(number) = self.from.parse::<Reference>() {
            return OfferedFrom::Case(number);
        }
        match self.from.parse() {
            Ok(place) => OfferedFrom::Place(place),
            Err(_) => OfferedFrom::Outside,
        }
    }
}

#[get("/shipments/prepare")]
async fn form(on: On<Custody>) -> Result<Html, Problem> {
    let gathering = gathered(&on, Vec::new(), OfferedFrom::Outside, String::new()).await?;
    on.page(&page_of(
        &gathering,
        <Fields as Default>::default(),
        Vec::new(),
    ))
}

async fn gathered(
    on: &On<Custody>,
    chosen: Vec<ItemId>,
    from: OfferedFrom,
    read: String,
) -> Result<Gathering, Problem> {
    on.witness(Purpose::Shipment, move |unit| {
        unit.gather(&chosen, from.clone(), &read, OFFERED)
    })
    .await
    .map_err(Into::into)
}

fn page_of(gathering: &Gathering, fields: Fields, errors: Vec<FieldError>) -> Prepare {
    let rest = gathering.total.saturating_sub(OFFERED);
    Prepare {
        chosen: gathering.chosen.iter().map(|it| choice(it, true)).collect(),
        offered: (gathering.offered.iter())
            .map(|it| choice(it, false))
            .collect(),
        rest: (rest > 0).then_some(rest),
        from: match &gathering.from {
            OfferedFrom::Outside => String::new(),
            OfferedFrom::Case(number) => number.to_string(),
            OfferedFrom::Place(place) => place.to_string(),
        },
        shown: match &gathering.from {
            OfferedFrom::Outside => None,
            OfferedFrom::Case(number) => {
                Some(Phrase::new("item-case").with("no", Arg::Ref(number.to_string())))
            }
            OfferedFrom::Place(_) => {
                let name = gathering.place.clone().unwrap_or_default();
                Some(Phrase::new("items-in-place").with("name", Arg::Typed(name)))
            }
        },
        read: (gathering.read.iter())
            .filter_map(|one| read_line(one, &gathering.chosen))
            .collect(),
        recipient: fields.recipient,
        address: fields.address,
        carrier: fields.carrier,
        errors,
    }
}

/// What came of one reading, in words; nothing where the list itself says it.
// keys: prepare-read-*
fn read_line(read: &Gathered, chosen: &[ItemLine]) -> Option<ReadLine> {
    let says = |kind, tail: &str| (kind, Phrase::new(format!("prepare-read-{tail}")));
    let code = |label: &doublelock_domain::label::Label| Arg::Code(label.to_string());
    let (kind, words) = match read {
        Gathered::Added(label) => {
            let line = chosen.iter().find(|line| line.label == *label)?;
            let what = described::article(line.kind, &line.words);
            let (kind, words) = says("done", "added");
            (kind, words.with("code", code(label)).with("what", what))
        }
        Gathered::Already(label) => {
            let (kind, words) = says("attention", "already");
            (kind, words.with("code", code(label)))
        }
        Gathered::TakenOut(label) => {
            let (kind, words) = says("attention", "taken-out");
            (kind, words.with("code", code(label)))
        }
        Gathered::Refused(label, Refusal::CaseDiffers) => {
            let (kind, words) = says("refused", "other-case");
            (kind, words.with("code", code(label)))
        }
        Gathered::Refused(label, refusal) => {
            let (kind, words) = says("refused", "refused");
            let why = Arg::Phrase(sentence(refusal));
            (kind, words.with("code", code(label)).with("why", why))
        }
        Gathered::Full => {
            let (kind, words) = says("refused", "full");
            (kind, words.with("n", LINE_LIMIT))
        }
        Gathered::Unknown(code) => {
            let (kind, words) = says("refused", "unknown");
            (kind, words.with("code", Arg::Typed(code.clone())))
        }
        Gathered::Unreadable => says("refused", "unreadable"),
        Gathered::Shown => return None,
    };
    Some(ReadLine { kind, words })
}

/// What was read or chosen is taken in; or the parcel is prepared.
#[post("/shipments/prepare", data = "<form>")]
async fn prepare(on: On<Custody>, form: ProtectedForm<Fields>) -> Result<Answer, Problem> {
    let sent = form.sent();
    let fields = form.into_inner();
    let zone = on.office().config.centre.zone;
    let chosen = ids(&fields.items)?;
    if !fields.is_finished() {
        return changed(&on, chosen, fields).await;
    }
    let departure = DepartureForm {
        recipient: &fields.recipient,
        address: &fields.address,
        carrier: &fields.carrier,
    };
    let faults: Vec<FieldError> = match departure.check() {
        Ok(departure) => {
            let items = chosen.clone();
            let prepare = move |unit: &mut Unit<'_, Custody>| {
                let ready = unit.prepare_shipment(&items, &departure, zone)?;
                Ok(ready.reference)
            };
            let leads_to =
                |no: &Reference| format!("{}?said=prepared", links::shipment_numbered(*no));
            match on.act(Purpose::Shipment, sent, prepare, leads_to).await {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::Refused(refusal)) => vec![fault(&refusal, "items")],
                Err(other) => return Err(other.into()),
            }
        }
        Err(refusals) => refusals.iter().map(|no| fault(no, "items")).collect(),
    };
    let gathering = gathered(&on, chosen, fields.offered_from(), String::new()).await?;
    let page = page_of(&gathering, fields, faults);
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

/// The same form with what was read or pressed taken in.
async fn changed(
    on: &On<Custody>,
    mut chosen: Vec<ItemId>,
    fields: Fields,
) -> Result<Answer, Problem> {
    let mut from = fields.offered_from();
    if fields.pressed == "clear" {
        from = OfferedFrom::Outside;
    }
    chosen.retain(|id| id.as_str() != fields.leave);
    let mut read = fields.scan.clone();
    // What is pressed of the list is taken in as its label would be: it may have been packed since.
    if !fields.choose.is_empty() || fields.pressed == "all" {
        let shown = gathered(on, chosen.clone(), from.clone(), String::new()).await?;
        let wanted = |line: &&ItemLine| {
            fields.choose.is_empty() || line.id.as_str() == fields.choose.as_str()
        };
        let labels = shown.offered.iter().filter(wanted);
        for line in labels {
            read.push('\r');
            read.push_str(&line.label.to_string());
        }
    }
    let gathering = gathered(on, chosen, from, read).await?;
    Ok(Answer::Page(on.page(&page_of(
        &gathering,
        fields,
        Vec::new(),
    ))?))
}

/// Ids chosen in a form; at most as many as one shipment holds.
pub(super) fn ids(texts: &[String]) -> Result<Vec<ItemId>, Problem> {
    if texts.len() > LINE_LIMIT {
        return Err(Problem::Malformed);
    }
    texts
        .iter()
        .map(|text| text.parse().map_err(|_| Problem::Malformed))
        .collect()
}
