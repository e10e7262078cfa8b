//! The scan station: one field, one machine, one answer to each scan.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::delivery::SealVerdict;
use doublelock_domain::custody::scan::Card as CommandCard;
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState};
use doublelock_domain::custody::station::{Feedback, JobState, Next, Said, Tone};
use doublelock_domain::custody::visit::Verdict;
use doublelock_domain::ids::VisitId;
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{Span, Timestamp};
use doublelock_store::custody::{Scanned, ShipmentHead, StationLine, StationView};
use doublelock_store::{Error as StoreError, Sight};
use rocket::form::FromForm;
use rocket::outcome::Outcome;
use rocket::request::{self, FromRequest, Request};
use rocket::response::{Redirect, Responder};
use rocket::{Route, get, post, routes};

use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::pages::custody::station::{
    Answer, Card, Parcel, SaidArgs, Slot, StationPage, with_all,
};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::Html;
use crate::web::told::Told;

/// Parcels shown when no job is open, and when one is to be chosen.
const EXPECTED: u32 = 8;
const TO_CHOOSE: u32 = 60;

pub(super) fn routes() -> Vec<Route> {
    routes![station, scan]
}

#[get("/station?<fresh>")]
async fn station(on: On<Custody>, fresh: bool) -> Result<Html, Problem> {
    let (view, expected) = on
        .witness(Purpose::Shipment, |sight| {
            let view = sight.station()?;
            with_expected(sight, view)
        })
        .await?;
    let news = fresh && is_news(&view, on.office().now());
    on.page(&page_of(&on, &view, &expected, news))
}

/// What the station shows, with the parcels that are expected: they are shown while no job is open.
fn with_expected(
    sight: &mut Sight<'_, Custody>,
    view: StationView,
) -> Result<(StationView, Vec<ShipmentHead>), StoreError> {
    let expected = match &view.job {
        JobState::Ready { .. } => sight.expected_parcels(EXPECTED)?,
        JobState::Ask(ask) => {
            let bare = ask.waybill.is_none();
            let mut parcels = sight.expected_parcels(TO_CHOOSE)?;
            parcels.retain(|head| bare || may_bear(head));
            parcels
        }
        _ => Vec::new(),
    };
    Ok((view, expected))
}

/// It may be the parcel that bears a number which nobody knew: one that is there under a number of its own is another.
fn may_bear(head: &ShipmentHead) -> bool {
    head.announced || head.waybill.clone().open().flatten().is_none()
}

/// What one reading brings: the text, and the id under which it is recorded once.
#[derive(FromForm)]
pub(super) struct Reading {
    pub(super) scan: String,
    pub(super) nonce: String,
    /// The id of the reading whose answer the page showed; empty if it showed none.
    #[field(default = None)]
    pub(super) seen: Option<String>,
}

/// The script asks for the part of the page that changes.
pub(super) struct Fragment(bool);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Fragment {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Self::Error> {
        Outcome::Success(Self(
            request.headers().get_one("x-fragment") == Some("live"),
        ))
    }
}

#[derive(Responder)]
#[expect(clippy::large_enum_variant, reason = "made once per request")]
enum Shown {
    Fragment(Html),
    Page(Redirect),
}

#[post("/station/scan", data = "<form>")]
async fn scan(
    on: On<Custody>,
    fragment: Fragment,
    form: ProtectedForm<Reading>,
) -> Result<Shown, Problem> {
    let (view, expected) = take(&on, form.into_inner(), Purpose::Shipment, None).await?;
    if !fragment.0 {
        return Ok(Shown::Page(Redirect::to("/station?fresh")));
    }
    let page = page_of(&on, &view, &expected, true);
    let html = on
        .office()
        .renderer
        .block(&on.signed_in().frame(), &page, "live")?;
    Ok(Shown::Fragment(Html::private(html)))
}

/// Takes a reading in, for one visit if it comes from that visit's page.
pub(super) async fn take(
    on: &On<Custody>,
    reading: Reading,
    purpose: Purpose,
    within: Option<VisitId>,
) -> Result<(StationView, Vec<ShipmentHead>), Problem> {
    let Reading { scan, nonce, seen } = reading;
    let text: String = scan.chars().take(4000).collect();
    let zone = on.office().config.centre.zone;
    Ok(on
        .write(purpose, move |unit| {
            let read = Scanned {
                codes: &text,
                nonce: &nonce,
                after: seen.as_deref(),
            };
            let view = match &within {
                Some(visit) => unit.scan_in_visit(visit, &read, zone)?,
                None => unit.scan(&read, zone)?,
            };
            with_expected(unit, view)
        })
        .await?)
}

/// A fresh id for a reading.
pub(super) fn nonce(on: &On<Custody>) -> String {
    let bytes: [u8; 16] = on.office().random();
    format!("{:032x}", u128::from_be_bytes(bytes))
}

fn page_of(
    on: &On<Custody>,
    view: &StationView,
    expected: &[ShipmentHead],
    fresh: bool,
) -> StationPage {
    let (job, facts) = job_words(view);
    let args = args_of(&view.feedback);
    let key = |tail: &str| with_all(Phrase::new(tail.to_owned()), &args);
    let feedback = &view.feedback;
    let (what, note) = said_words(feedback);
    let (done, total) = counts(view);
    let next = view.job.next();
    let announced = !matches!(&view.job, JobState::Receive(job) if !job.announced);
    let next_help = if feedback.unread > 0 {
        key("station-unread")
    } else if let Some(left) = &feedback.left {
        Phrase::new("station-question-left").with("code", code(Some(left)))
    } else if next == Next::Anything && view.in_hands > 0 {
        Phrase::new("station-in-hands").with("n", view.in_hands)
    } else {
        key(&format!("station-next-{next}-help"))
    };
    let page = StationPage {
        job: Phrase::new(format!("station-job-{job}")),
        facts,
        state: tone(feedback.tone),
        word: Phrase::new(format!("station-word-{}", feedback.word)),
        what,
        note,
        // Of a parcel that nobody announced, nobody knows how many there are.
        counter: (total > 0).then_some((done, Some(total).filter(|_| announced))),
        counted: Phrase::new(format!("station-counted-{job}")).with("n", done),
        fresh,
        next: key(&format!("station-next-{next}")),
        next_help,
        nonce: nonce(on),
        seen: seen(view),
        more: more(view),
        lines: slots(&view.lines),
        kinds: kinds(&view.job),
        answers: answers(&view.job, expected.len()),
        expected: expected.iter().map(parcel).collect(),
        cards: cards(&view.job),
    };
    if fresh || stands(view) {
        page
    } else {
        resumed(page, view, job, on.office().now())
    }
}

/// The id of the reading that the page shows the answer to.
pub(super) fn seen(view: &StationView) -> String {
    (view.last.as_ref()).map_or_else(String::new, |(nonce, _)| nonce.clone())
}

/// How long after a reading a page shows its answer as news, when it was loaded anew for it.
const NEWS: Span = Span::seconds(15);

/// How long it is of use to say what was read last.
const RECENT: Span = Span::hours(12);

/// What was said is news: the page that is asked for is the answer to it. Loaded again later, or on another device, it is
/// not: a refusal of an hour ago is no alarm.
pub(super) fn is_news(view: &StationView, now: Timestamp) -> bool {
    (view.last.as_ref()).is_some_and(|(_, at)| now.since(*at) < NEWS)
}

/// It says how things stand, and not only what one reading led to: the question that is open, the disc that is not to leave.
fn stands(view: &StationView) -> bool {
    let asks = matches!(view.job, JobState::Ask(_) | JobState::Back(_));
    asks || matches!(view.feedback.said, Said::Welcome | Said::ShipOutgrown)
}

/// Articles done and in all of the job as it stands, whoever did them; of a visit with a plan those that were planned.
fn counts(view: &StationView) -> (u32, u32) {
    let planned = view.lines.iter().filter_map(|line| line.verdict);
    let (mut done, mut total) = (0_u32, 0_u32);
    for verdict in planned {
        total = total.saturating_add(1);
        done = done.saturating_add(u32::from(verdict == Verdict::Scanned));
    }
    match &view.job {
        JobState::Archive(_) if total > 0 => (done, total),
        // The job is over, and its answer says how it ended.
        JobState::Ready { .. } | JobState::Ask(_) | JobState::Back(_) => {
            (view.feedback.done, view.feedback.total)
        }
        _ => view.job.counts(),
    }
}

/// What a page says that is no answer to a reading: what the station is busy with, and when it read last.
fn resumed(
    page: StationPage,
    view: &StationView,
    job: &'static str,
    now: Timestamp,
) -> StationPage {
    let last = view.last.as_ref().map(|(_, at)| *at);
    // Yesterday's says nothing any more.
    let note = match last.filter(|at| now.since(*at) < RECENT) {
        Some(at) => Phrase::new("station-last")
            .with("at", Arg::Time(at.micros()))
            .with("what", page.what),
        None => Phrase::new("station-said-welcome-note"),
    };
    StationPage {
        state: tone(Tone::Ready),
        word: Phrase::new("station-word-ready"),
        what: Phrase::new(format!("station-stands-{job}")),
        note,
        ..page
    }
}

/// What was said, and why.
pub(super) fn said_words(feedback: &Feedback) -> (Phrase, Phrase) {
    let args = args_of(feedback);
    let said = feedback.said;
    let what = with_all(Phrase::new(format!("station-said-{said}")), &args);
    let note = match (said, &feedback.other) {
        (Said::RuleRefused, Some(key)) => rule_words(key),
        _ => with_all(Phrase::new(format!("station-said-{said}-note")), &args),
    };
    (what, note)
}

/// The sentence of a refusal whose key was kept. One that speaks of values it no
/// longer has gives the general sentence.
fn rule_words(key: &str) -> Phrase {
    let plain = [
        Refusal::AlreadyThere,
        Refusal::Unidentified,
        Refusal::CaseDiffers,
        Refusal::VisitExpired,
        Refusal::VisitClosed,
        Refusal::NotOfThisVisit,
        Refusal::StationBusy,
        Refusal::LabelOfAnotherRecord,
        Refusal::DiscOfRequest,
        Refusal::DiscOutOfDate,
        Refusal::DiscNotAwaited,
        Refusal::RecordChanged,
        Refusal::ParcelInOtherHands,
    ];
    plain
        .iter()
        .find(|refusal| refusal.key() == key)
        .map_or_else(|| Phrase::new("station-said-rule-refused-note"), sentence)
}

pub(super) const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Ready => "ready",
        Tone::Ok => "ok",
        Tone::Attention => "attention",
        Tone::Refused => "refused",
    }
}

fn job_words(view: &StationView) -> (&'static str, Option<Phrase>) {
    let parcel = |no: &str, party: &str| {
        let words = Phrase::new("station-facts-shipment").with("no", Arg::Ref(no.to_owned()));
        words.with(
            "party",
            if party.is_empty() {
                Arg::Phrase(Phrase::new("shipment-sender-unsaid"))
            } else {
                Arg::Typed(party.to_owned())
            },
        )
    };
    match &view.job {
        JobState::Ready { .. } => ("ready", None),
        JobState::Ask(_) => ("ask", None),
        JobState::Back(job) => ("back", Some(parcel(&job.reference, &job.party))),
        JobState::Receive(job) => ("receive", Some(parcel(&job.reference, &job.party))),
        JobState::Ship(job) => ("ship", Some(parcel(&job.reference, &job.party))),
        JobState::Archive(_) => {
            let until =
                |ends: i64| Phrase::new("station-facts-visit").with("time", Arg::Time(ends));
            (
                "archive",
                view.visit.as_ref().map(|(_, ends)| until(ends.micros())),
            )
        }
    }
}

fn args_of(feedback: &Feedback) -> SaidArgs {
    let place = feedback.place.clone().unwrap_or_default();
    SaidArgs {
        code: code(feedback.code.as_deref()),
        other: code(feedback.other.as_deref()),
        item: Phrase::new(match feedback.item {
            Some(kind) => format!("item-kind-{kind}"),
            None => "item-kind-other".to_owned(),
        }),
        held: feedback.holder.map_or_else(
            || Phrase::new("held-nobody"),
            |kind| Phrase::new(format!("held-{kind}")).with("name", Arg::Typed(place.clone())),
        ),
        place,
        done: feedback.done,
        total: feedback.total,
        count: feedback.count,
        unread: feedback.unread,
        at: feedback.at.map(Timestamp::micros),
    }
}

/// Our identifiers in groups; everything else as it was typed.
fn code(text: Option<&str>) -> Arg {
    let text = text.unwrap_or_default();
    match text.parse::<Label>() {
        Ok(label) => Arg::Code(label.to_string()),
        Err(_) => Arg::Typed(text.to_owned()),
    }
}

/// The page that says more about what was scanned.
fn more(view: &StationView) -> Option<(String, Phrase)> {
    let feedback = &view.feedback;
    let item = |label: &Option<String>| {
        label
            .as_ref()
            .and_then(|text| text.parse::<Label>().ok())
            .map(|label| {
                (
                    links::item_labelled(label),
                    Phrase::new("station-more-item"),
                )
            })
    };
    match (feedback.said, &view.visit) {
        (Said::NoVisit | Said::ArchiveNeedsVisit, None) => Some((
            "/archive/open".to_owned(),
            Phrase::new("station-more-enter"),
        )),
        (Said::ReceiveDoneUnannounced | Said::ReceiveDoneExceptions, _) => {
            let no = feedback.code.as_ref()?.parse().ok()?;
            let page = links::shipment_numbered(no);
            Some((page, Phrase::new("station-more-shipment")))
        }
        (Said::VoidLabel, _) => item(&feedback.other),
        (Said::ItemFound | Said::ItemAway | Said::ItemLookedFor, _) if feedback.other.is_some() => {
            item(&feedback.other)
        }
        (
            Said::ItemFound
            | Said::ItemAway
            | Said::ItemLookedFor
            | Said::HeldElsewhere
            | Said::AlreadyScanned
            | Said::Relabelled,
            _,
        ) => item(&feedback.code),
        (_, Some((visit, _))) => Some((links::visit(visit), Phrase::new("station-more-visit"))),
        _ => None,
    }
}

fn slots(lines: &[StationLine]) -> Vec<Slot> {
    let mut next_seen = false;
    lines
        .iter()
        .map(|line| {
            let waiting =
                line.outcome == Some(LineOutcome::Expected) || line.verdict == Some(Verdict::Open);
            let next = waiting && !next_seen;
            next_seen |= waiting;
            let (family, word) = match (line.outcome, line.verdict) {
                _ if line.outgrown => ("outcome", "outgrown"),
                (Some(outcome), _) => ("outcome", outcome.as_str()),
                (None, Some(verdict)) => ("planned", verdict.as_str()),
                (None, None) => ("outcome", "expected"),
            };
            Slot {
                code: line.label.map(|label| label.to_string()),
                what: Phrase::new(format!("item-kind-{}", line.kind)),
                place: line.place.clone(),
                at: line.noted_at.map(Timestamp::micros),
                word: Phrase::new(format!(
                    "{family}-{}",
                    if next && !line.outgrown { "next" } else { word }
                )),
                kind: if next && !line.outgrown {
                    "now"
                } else {
                    slot_kind(line)
                },
            }
        })
        .collect()
}

const fn slot_kind(line: &StationLine) -> &'static str {
    match (line.outcome, line.verdict) {
        _ if line.outgrown => "attention",
        (Some(LineOutcome::Received | LineOutcome::Packed), _) | (_, Some(Verdict::Scanned)) => {
            "done"
        }
        (Some(LineOutcome::Damaged | LineOutcome::Extra), _) | (_, Some(Verdict::Left)) => {
            "attention"
        }
        (Some(LineOutcome::Missing), _) | (_, Some(Verdict::Missing)) => "refused",
        _ => "",
    }
}

fn parcel(head: &ShipmentHead) -> Parcel {
    let late = head.late;
    let here = head.state == ShipmentState::Arrived;
    Parcel {
        party: Told::or_unsaid(head.party.clone(), "shipment-sender-unsaid"),
        no: head.reference.to_string(),
        lines: head.lines,
        eta: head.eta.map(|eta| eta.to_string()),
        word: match (late, here) {
            (true, _) => Phrase::new("shipment-late"),
            (false, true) => Phrase::new("shipment-state-arrived"),
            (false, false) => Phrase::new("shipment-state-announced"),
        },
        kind: if late || here { "attention" } else { "" },
    }
}

/// What the question that stands can be answered with.
fn answers(job: &JobState, awaited: usize) -> Vec<Answer> {
    let awaited = u32::try_from(awaited).unwrap_or(u32::MAX);
    let names = match job {
        JobState::Ask(ask) if ask.waybill.is_some() => ["receive", "announced", "drop"],
        JobState::Ask(_) => ["receive-bare", "announced-bare", "drop-bare"],
        JobState::Back(_) => ["back-intact", "back-opened", "not-back"],
        _ => return Vec::new(),
    };
    (["1", "2", "3"].into_iter().zip(names))
        .map(|(key, name)| Answer::new(key, name, awaited))
        .collect()
}

/// What the articles can be that nobody announced; the card that holds now is marked.
fn kinds(job: &JobState) -> Vec<Card> {
    let JobState::Receive(job) = job else {
        return Vec::new();
    };
    if job.announced {
        return Vec::new();
    }
    let kinds = CommandCard::ALL.iter().filter(|card| card.kind().is_some());
    kinds
        .map(|card| Card {
            chosen: card.kind() == job.kind,
            ..Card::new(card.as_str())
        })
        .collect()
}

fn cards(job: &JobState) -> Vec<Card> {
    let words: &[&str] = match job {
        JobState::Ready { .. } => &["RECEIVE", "SHIP", "PUTAWAY", "RETRIEVE", "REPRINT", "HELP"],
        JobState::Ask(_) | JobState::Back(_) => &["HELP"],
        JobState::Receive(job) if job.asks_for_seal() && job.announced => &[
            "SEALINTACT",
            "SEALBROKEN",
            "UNDOLAST",
            "DAMAGED",
            "MISSING",
            "DONE",
        ],
        JobState::Receive(job) if job.asks_for_seal() => &[
            "SEALINTACT",
            "SEALBROKEN",
            "UNDOLAST",
            "DAMAGED",
            "DONE",
            "HELP",
        ],
        JobState::Receive(job) if !job.announced => {
            &["UNDOLAST", "DAMAGED", "LINK", "DONE", "HELP"]
        }
        JobState::Receive(_) => &["UNDOLAST", "DAMAGED", "MISSING", "EXTRA", "LINK", "DONE"],
        JobState::Archive(_) => &["UNDOLAST", "PUTAWAY", "RETRIEVE", "DONE", "HELP"],
        JobState::Ship(job) if !job.unseen.is_empty() => &["MISSING", "UNDOLAST", "DONE", "HELP"],
        JobState::Ship(_) => &["UNDOLAST", "DONE", "HELP"],
    };
    let seal = match job {
        JobState::Receive(job) => job.seal,
        _ => None,
    };
    let said = match seal {
        Some(SealVerdict::Intact) => "SEALINTACT",
        Some(SealVerdict::NotIntact) => "SEALBROKEN",
        None => "",
    };
    words
        .iter()
        .map(|word| Card {
            chosen: *word == said,
            ..Card::new(word)
        })
        .collect()
}
