//! Labels: rolls and sheets, command cards, labels of places; as SVG and as PDF.

#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a bare method is not general over the unit's lifetime"
)]

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::places::PlaceView;
use doublelock_domain::custody::scan::Card as CommandCard;
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState};
use doublelock_domain::ids::{LabelBatchId, Reference};
use doublelock_domain::label::{Label, LabelClass};
use doublelock_paper as paper;
use doublelock_store::custody::LabelBatch;
use doublelock_store::{Error as StoreError, Unit};
use fluent_bundle::FluentArgs;
use rocket::form::FromForm;
use rocket::http::{ContentType, Status};
use rocket::{Route, get, post, routes};

use super::parcel::shown;
use super::words::fault;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::locale::Locale;
use crate::web::pages::custody::labels::{BatchPage, BatchRow, LabelsPage};
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Bytes, Html};

/// Batches in the list.
const LATEST: u32 = 12;

/// What the self-test card holds.
const TEST_CARD: &str = "DXTEST0123456789AZQW";

pub(super) fn routes() -> Vec<Route> {
    routes![
        labels, issue, batch, roll, sheets, cards, places, one_svg, one_pdf, slip
    ]
}

#[get("/labels")]
async fn labels(on: On<Custody>) -> Result<Html, Problem> {
    let batches = on
        .witness(Purpose::Shipment, |unit| unit.label_batches(LATEST))
        .await?;
    on.page(&LabelsPage {
        class: LabelClass::Item.as_str().to_owned(),
        count: "30".to_owned(),
        batches: batches.iter().map(row).collect(),
        errors: Vec::new(),
    })
}

fn row(batch: &LabelBatch) -> BatchRow {
    BatchRow {
        href: links::label_batch(&batch.id),
        class: Phrase::new(format!("label-class-{}", batch.class)),
        at: batch.issued_at.micros(),
        count: batch.count,
        unused: batch.unused,
    }
}

#[derive(FromForm)]
struct IssueFields {
    #[field(name = "class", default = String::new())]
    class: String,
    #[field(name = "count", default = String::new())]
    count: String,
}

#[post("/labels", data = "<form>")]
async fn issue(on: On<Custody>, form: ProtectedForm<IssueFields>) -> Result<Answer, Problem> {
    let sent = form.sent();
    let fields = form.into_inner();
    let class: LabelClass = fields.class.parse().map_err(|_| Problem::Malformed)?;
    let count: u32 = fields.count.trim().parse().unwrap_or(0);
    let issue = move |unit: &mut Unit<'_, Custody>| unit.issue_labels(class, count);
    let leads_to = |batch: &LabelBatch| links::label_batch(&batch.id);
    match on.act(Purpose::Shipment, sent, issue, leads_to).await {
        Ok(way) => Ok(Answer::Onward(way)),
        Err(StoreError::Refused(refusal)) => {
            let batches = on
                .witness(Purpose::Shipment, |unit| unit.label_batches(LATEST))
                .await?;
            let mut error = fault(&refusal, "count");
            if error.field == "count" {
                error.message = Phrase::new("labels-wrong-count");
            }
            let page = LabelsPage {
                class: fields.class,
                count: fields.count.chars().take(8).collect(),
                batches: batches.iter().map(row).collect(),
                errors: vec![error],
            };
            Ok(Answer::Page(
                on.page(&page)?.with_status(Status::UnprocessableEntity),
            ))
        }
        Err(other) => Err(other.into()),
    }
}

async fn find(on: &On<Custody>, id: &str) -> Result<LabelBatch, Problem> {
    let id: LabelBatchId = id.parse().map_err(|_| Problem::NotFound)?;
    Ok(on
        .witness(Purpose::Shipment, move |unit| unit.label_batch(&id))
        .await?)
}

#[get("/label-batches/<id>")]
async fn batch(on: On<Custody>, id: &str) -> Result<Html, Problem> {
    let found = find(&on, id).await?;
    on.page(&BatchPage {
        batch: row(&found),
        codes: found.labels.iter().map(ToString::to_string).collect(),
    })
}

#[get("/label-batches/<id>/roll.pdf")]
async fn roll(on: On<Custody>, id: &str) -> Result<Bytes, Problem> {
    let found = find(&on, id).await?;
    let words = Words::of(&on);
    let pieces = found
        .labels
        .iter()
        .map(|label| words.label(*label))
        .collect::<Result<Vec<_>, _>>()?;
    pdf(
        paper::singles(&pieces, &words.line("label-batch-title", 0)?),
        "labels-roll.pdf",
    )
}

#[get("/label-batches/<id>/sheets.pdf")]
async fn sheets(on: On<Custody>, id: &str) -> Result<Bytes, Problem> {
    let found = find(&on, id).await?;
    let words = Words::of(&on);
    let pieces = found
        .labels
        .iter()
        .map(|label| words.label(*label))
        .collect::<Result<Vec<_>, _>>()?;
    pdf(
        paper::label_sheet(&pieces, 0, &words.line("label-batch-title", 0)?),
        "labels-sheets.pdf",
    )
}

/// Every command card, French first, with the self-test card last.
#[expect(
    clippy::needless_pass_by_value,
    reason = "guards of a route come by value"
)]
#[get("/labels/cards.pdf")]
fn cards(on: On<Custody>) -> Result<Bytes, Problem> {
    let words = Words::of(&on);
    let mut pieces = Vec::new();
    for card in CommandCard::ALL {
        let key = format!("card-{card}");
        let french = words.say(Locale::FrCa, &key, 0)?.to_uppercase();
        let english = words.say(Locale::EnCa, &key, 0)?.to_uppercase();
        pieces.push(
            paper::Card::new(&card.code(), line(&french)?, Some(line(&english)?), None)
                .map_err(|error| Problem::broken(&error))?,
        );
    }
    let test = paper::Card::new(TEST_CARD, line("TEST")?, None, None);
    pieces.push(test.map_err(|error| Problem::broken(&error))?);
    pdf(
        paper::card_sheet(&pieces, &words.line("labels-cards", 0)?),
        "command-cards.pdf",
    )
}

/// Every place's label, each on a page of its own size.
#[get("/labels/places.pdf")]
async fn places(on: On<Custody>) -> Result<Bytes, Problem> {
    let places = on.witness(Purpose::Archive, |unit| unit.places()).await?;
    let words = Words::of(&on);
    let pieces = places
        .iter()
        .map(|place| words.place(place))
        .collect::<Result<Vec<_>, _>>()?;
    pdf(
        paper::singles(&pieces, &words.line("labels-places", 0)?),
        "location-labels.pdf",
    )
}

/// One label of ours, drawn.
enum Drawn {
    Label(paper::Label),
    Place(paper::LocationLabel),
}

async fn drawn(on: &On<Custody>, code: &str) -> Result<Drawn, Problem> {
    let label: Label = code.parse().map_err(|_| Problem::NotFound)?;
    let words = Words::of(on);
    if label.class() == LabelClass::Location {
        let places = on.witness(Purpose::Archive, |unit| unit.places()).await?;
        let place = places
            .iter()
            .find(|place| place.fact.label == label)
            .ok_or(Problem::NotFound)?;
        return Ok(Drawn::Place(words.place(place)?));
    }
    let known = on
        .witness(Purpose::Shipment, move |unit| unit.label_exists(label))
        .await?;
    if known {
        Ok(Drawn::Label(words.label(label)?))
    } else {
        Err(Problem::NotFound)
    }
}

#[get("/labels/<code>/label.svg")]
async fn one_svg(on: On<Custody>, code: &str) -> Result<Bytes, Problem> {
    let svg = match drawn(&on, code).await? {
        Drawn::Label(label) => paper::svg(&label),
        Drawn::Place(place) => paper::svg(&place),
    };
    Ok(Bytes::inline(svg.into_bytes(), ContentType::SVG))
}

#[get("/labels/<code>/label.pdf")]
async fn one_pdf(on: On<Custody>, code: &str) -> Result<Bytes, Problem> {
    let title = Words::of(&on).line("labels-title", 0)?;
    let bytes = match drawn(&on, code).await? {
        Drawn::Label(label) => paper::singles(&[label], &title),
        Drawn::Place(place) => paper::singles(&[place], &title),
    };
    pdf(bytes, "label.pdf")
}

/// The slip that the recipient of a parcel signs, in both languages: which is theirs is not known.
#[get("/shipments/<no>/slip.pdf")]
async fn slip(on: On<Custody>, no: &str) -> Result<Bytes, Problem> {
    let no: Reference = no.parse().map_err(|_| Problem::NotFound)?;
    let view = shown(&on, no).await?;
    let leaves = view.head.state != ShipmentState::Cancelled;
    let code = view.slip.filter(|_| leaves).ok_or(Problem::NotFound)?;
    let words = Words::of(&on);
    let inside = view.lines.iter();
    let inside = inside.filter(|line| line.outcome != LineOutcome::Missing);
    let articles = u32::try_from(inside.count()).unwrap_or(u32::MAX);
    let both = |key: &str| -> Result<String, Problem> {
        let french = words.say(Locale::FrCa, key, articles)?;
        let english = words.say(Locale::EnCa, key, articles)?;
        Ok(format!("{french} / {english}"))
    };
    let mut lines = vec![
        line(&on.office().config.centre.name)?,
        line(&format!("{} {no}", both("slip-paper-parcel")?))?,
    ];
    for locale in [Locale::FrCa, Locale::EnCa] {
        for key in ["slip-paper-articles", "slip-paper-says", "slip-paper-back"] {
            lines.push(line(&words.say(locale, key, articles)?)?);
        }
    }
    let blanks = ["slip-paper-name", "slip-paper-signature", "slip-paper-date"];
    let blanks = blanks.into_iter().map(|key| line(&both(key)?));
    let title = line(&both("slip-paper-title")?)?;
    let back = words.line("label-paper-return", 0)?;
    let blanks = blanks.collect::<Result<Vec<_>, _>>()?;
    let slip = paper::Slip::new(&code.to_string(), title.clone(), lines, blanks, back)
        .map_err(|error| Problem::broken(&error))?;
    pdf(paper::singles(&[slip], &title), "slip.pdf")
}

fn pdf(bytes: Result<Vec<u8>, paper::PaperError>, name: &str) -> Result<Bytes, Problem> {
    let bytes = bytes.map_err(|error| Problem::broken(&error))?;
    Ok(Bytes::attachment(bytes, ContentType::PDF, name.to_owned()))
}

fn line(text: &str) -> Result<paper::Line, Problem> {
    paper::Line::new(text).map_err(|error| Problem::broken(&error))
}

/// Words for paper, in the language of whoever prints.
struct Words<'a> {
    on: &'a On<Custody>,
}

impl<'a> Words<'a> {
    const fn of(on: &'a On<Custody>) -> Self {
        Self { on }
    }

    fn say(&self, locale: Locale, key: &str, n: u32) -> Result<String, Problem> {
        let mut args = FluentArgs::new();
        args.set("n", n);
        args.set("phone", self.on.office().config.centre.phone.clone());
        let said = self
            .on
            .office()
            .renderer
            .catalogues()
            .say(locale, key, &args);
        said.map_err(|error| Problem::broken(&error))
    }

    fn line(&self, key: &str, n: u32) -> Result<paper::Line, Problem> {
        line(&self.say(self.on.signed_in().visitor.locale, key, n)?)
    }

    /// The label of an article, a seal or a shipment's sheet.
    fn label(&self, code: Label) -> Result<paper::Label, Problem> {
        let kind = match code.class() {
            LabelClass::Seal => "label-paper-seal",
            LabelClass::Shipment => "label-paper-sheet",
            _ => "label-paper-film",
        };
        let back = self.line("label-paper-return", 0)?;
        paper::Label::new(&code.to_string(), self.line(kind, 0)?, Vec::new(), back)
            .map_err(|error| Problem::broken(&error))
    }

    fn place(&self, place: &PlaceView) -> Result<paper::LocationLabel, Problem> {
        let level = if place.fact.archive.is_some() {
            place.fact.level
        } else {
            0
        };
        let note = self.line("label-paper-place", level)?;
        paper::LocationLabel::new(
            &place.fact.label.to_string(),
            line(&place.fact.name)?,
            Some(note),
        )
        .map_err(|error| Problem::broken(&error))
    }
}
