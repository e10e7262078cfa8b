//! One visit to the archive: scanning in it, extending it, reconciling and closing it.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::item::ARCHIVE_BARRIERS;
use doublelock_domain::custody::station::JobState;
use doublelock_domain::custody::visit::offers::{AtTheKeyboard, Offers};
use doublelock_domain::custody::visit::{
    DURATION, EXTENSION, REASON_LIMIT, Verdict, VisitPurpose, VisitState, VisitStep,
};
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::VisitId;
use doublelock_domain::time::Timestamp;
use doublelock_store::custody::{ClosingView, ItemLine, StationView, VisitLineView, VisitView};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::archive::visit_row;
use super::exceptions::card;
use super::station::{Reading, is_news, nonce, said_words, take, tone};
use super::two_people::{Typed, attempt, note_refused, two_people};
use super::words::{fault, held_line};
use crate::web::described;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::visit::{
    Check, ExtendPage, Outcome, PlanRow, ReconcilePage, SaidScan, VisitPage,
};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::{Answer, Html};
use crate::web::told::Told;

pub(super) fn routes() -> Vec<Route> {
    routes![visit, scan, extend_form, extend, account, close_form, close]
}

fn parsed(id: &str) -> Result<VisitId, Problem> {
    id.parse().map_err(|_| Problem::NotFound)
}

#[get("/archive/visits/<id>?<said>")]
async fn visit(on: On<Custody>, id: &str, said: bool) -> Result<Html, Problem> {
    let page = visit_page(&on, parsed(id)?, said, Vec::new()).await?;
    on.page(&page)
}

async fn visit_page(
    on: &On<Custody>,
    id: VisitId,
    said: bool,
    errors: Vec<FieldError>,
) -> Result<VisitPage, Problem> {
    let (view, exceptions, station) = on
        .witness(Purpose::Archive, move |unit| {
            let view = unit.visit(&id)?;
            let exceptions = unit.exceptions_of_visit(&view)?;
            let station = unit.station()?;
            Ok((view.shown(), exceptions, station))
        })
        .await?;
    let now = on.office().now();
    // What was read before is said only if it was of this visit; and only what is said is taken back from here.
    let is_its = matches!(&station.job, JobState::Archive(job) if job.visit == view.head.id);
    let (said, seen) = match &station.last {
        Some((nonce, _)) if said && is_news(&station, now) => (Some(said_of(&station)), nonce),
        Some((nonce, at)) if is_its => (Some(said_before(&station, *at)), nonce),
        _ => (None, &String::new()),
    };
    let seen = seen.clone();
    Ok(VisitPage {
        exceptions: exceptions.iter().map(|line| card(on, line)).collect(),
        seen,
        ..page_of(&view, now.micros(), nonce(on), said, errors)
    })
}

/// What was read last in this visit, to whoever opens its page: no news.
fn said_before(station: &StationView, at: Timestamp) -> SaidScan {
    let (what, _) = said_words(&station.feedback);
    SaidScan {
        kind: "info",
        live: false,
        word: Phrase::new("station-last-at").with("at", Arg::Time(at.micros())),
        what,
        note: None,
    }
}

fn said_of(station: &StationView) -> SaidScan {
    let (what, note) = said_words(&station.feedback);
    let kind = match tone(station.feedback.tone) {
        "ok" => "done",
        "attention" => "attention",
        "refused" => "refused",
        _ => "info",
    };
    SaidScan {
        kind,
        live: true,
        word: Phrase::new(format!("station-word-{}", station.feedback.word)),
        what,
        note: Some(note),
    }
}

fn page_of(
    view: &VisitView,
    now: i64,
    nonce: String,
    said: Option<SaidScan>,
    errors: Vec<FieldError>,
) -> VisitPage {
    let head = &view.head;
    let granted = match view.extension {
        Some(_) => DURATION.as_seconds() + EXTENSION.as_seconds(),
        None => DURATION.as_seconds(),
    };
    let rows = |lines: &[ItemLine], word: &'static str| {
        lines
            .iter()
            .map(|line| row(line, "attention", Phrase::new(word)))
            .collect()
    };
    VisitPage {
        visit: visit_row(head),
        mine: view.mine,
        expired: head.expired,
        open: head.state == VisitState::Open,
        retrieve: head.purpose == VisitPurpose::Retrieve,
        extended: view
            .extension
            .as_ref()
            .map(|e| (e.at.micros(), Told::of(e.reason.clone()))),
        left: ((head.ends_at.micros() - now) / 1_000_000).clamp(0, granted),
        granted,
        ends: head.ends_at.micros(),
        barriers: view.barriers,
        settled: view.balance.planned - view.balance.open,
        scanned: view.balance.scanned,
        plan: view.plan.iter().map(plan_row).collect(),
        unplanned: rows(&view.unplanned, "check-unplanned-one"),
        against: rows(&view.against_purpose, "check-against-one"),
        outcome: view.closing.as_ref().map(|closing| outcome(view, closing)),
        exceptions: Vec::new(),
        nonce,
        seen: String::new(),
        said,
        errors,
    }
}

fn outcome(view: &VisitView, closing: &ClosingView) -> Outcome {
    let balance = &view.balance;
    let mut next = Vec::new();
    let mut ask = |there: bool, key: &'static str| {
        if there {
            next.push(Phrase::new(key));
        }
    };
    ask(!balance.missing.is_empty(), "visit-next-missing");
    ask(!balance.left.is_empty(), "visit-next-left");
    ask(!balance.unplanned.is_empty(), "visit-next-unplanned");
    ask(!balance.against_purpose.is_empty(), "visit-next-against");
    ask(closing.by_others, "visit-next-by-others");
    Outcome {
        clean: view.head.state == VisitState::Closed,
        discrepancies: balance.discrepancies(),
        at: view.head.closed_at.map(Timestamp::micros),
        by: closing.by.clone(),
        with: closing.with.clone(),
        by_others: closing.by_others,
        next,
    }
}

fn row(line: &ItemLine, kind: &'static str, word: Phrase) -> PlanRow {
    PlanRow {
        id: line.id.to_string(),
        code: line.label.to_string(),
        what: described::article(line.kind, &line.words),
        held: held_line(line),
        kind,
        verdict: word,
        open: false,
    }
}

fn plan_row(line: &VisitLineView) -> PlanRow {
    let kind = match line.verdict {
        Verdict::Open => "waiting",
        Verdict::Scanned => "done",
        Verdict::Left => "attention",
        Verdict::Missing => "refused",
    };
    PlanRow {
        open: line.verdict == Verdict::Open,
        ..row(
            &line.item,
            kind,
            Phrase::new(format!("planned-{}", line.verdict)),
        )
    }
}

/// A scan on the visit's own page: the same machine as at the station, for this visit
/// only.
#[post("/archive/visits/<id>/scan", data = "<form>")]
async fn scan(on: On<Custody>, id: &str, form: ProtectedForm<Reading>) -> Result<Answer, Problem> {
    let id = parsed(id)?;
    let (view, _) = take(&on, form.into_inner(), Purpose::Archive, Some(id.clone())).await?;
    let Some(refusal) = view.refused else {
        let page = format!("{}?said", links::visit(&id));
        return Ok(Answer::Onward(Redirect::to(page)));
    };
    let error = FieldError::new("", sentence(&refusal));
    let page = visit_page(&on, id, false, vec![error]).await?;
    Ok(Answer::Page(on.page(&page)?.with_status(Status::Conflict)))
}

#[derive(FromForm)]
struct AccountFields {
    item: String,
    verdict: String,
}

#[post("/archive/visits/<id>/account", data = "<form>")]
async fn account(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<AccountFields>,
) -> Result<Answer, Problem> {
    let fields = form.into_inner();
    let id = parsed(id)?;
    let item = fields.item.parse().map_err(|_| Problem::Malformed)?;
    let verdict: Verdict = fields.verdict.parse().map_err(|_| Problem::Malformed)?;
    let visit = id.clone();
    let accounted = attempt(&on, VisitStep::Account, (&id).into(), move |unit| {
        unit.account_for(&visit, &item, verdict)
    });
    match accounted.await? {
        Ok(()) => Ok(Answer::Onward(Redirect::to(format!(
            "/archive/visits/{id}/close"
        )))),
        Err(refusal) => {
            let error = FieldError::new("", sentence(&refusal));
            let page =
                reconcile_page(&on, id, &<CloseFields as Default>::default(), vec![error]).await?;
            Ok(Answer::Page(on.page(&page)?.with_status(Status::Conflict)))
        }
    }
}

#[get("/archive/visits/<id>/extend")]
async fn extend_form(on: On<Custody>, id: &str) -> Result<Html, Problem> {
    let page = extend_page(
        &on,
        parsed(id)?,
        &<ExtendFields as Default>::default(),
        Vec::new(),
    )
    .await?;
    on.page(&page)
}

#[derive(Default, FromForm)]
struct ExtendFields {
    #[field(name = "first-username", default = String::new())]
    first_username: String,
    #[field(name = "first-password", default = String::new())]
    first_password: String,
    #[field(name = "second-username", default = String::new())]
    second_username: String,
    #[field(name = "second-password", default = String::new())]
    second_password: String,
    #[field(default = String::new())]
    reason: String,
}

/// What the visit offers whoever looks at it.
fn offers(view: &VisitView) -> Offers {
    let (state, expired) = (view.head.state, view.head.expired);
    state.offers(view.mine, expired, view.extension.is_some())
}

async fn extend_page(
    on: &On<Custody>,
    id: VisitId,
    fields: &ExtendFields,
    errors: Vec<FieldError>,
) -> Result<ExtendPage, Problem> {
    let view = on
        .witness(Purpose::Archive, move |unit| Ok(unit.visit(&id)?.shown()))
        .await?;
    Ok(ExtendPage {
        visit: visit_row(&view.head),
        possible: offers(&view).extend,
        ends: view.head.ends_at.micros(),
        until: view.head.ends_at.plus(EXTENSION).micros(),
        limit: REASON_LIMIT,
        reason: fields.reason.chars().take(REASON_LIMIT).collect(),
        first_username: fields.first_username.clone(),
        second_username: fields.second_username.clone(),
        errors,
    })
}

/// 15 minutes more: for a reason, by both people again.
#[post("/archive/visits/<id>/extend", data = "<form>")]
async fn extend(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<ExtendFields>,
) -> Result<Answer, Problem> {
    let fields = form.into_inner();
    let id = parsed(id)?;
    let typed = Typed {
        first_username: &fields.first_username,
        first_password: &fields.first_password,
        second_username: &fields.second_username,
        second_password: &fields.second_password,
    };
    let about = Subject::from(&id);
    let error = match EnteredText::required("reason", &fields.reason, REASON_LIMIT) {
        Err(refusal) => {
            note_refused(&on, VisitStep::Extend, about, refusal.key()).await?;
            fault(&refusal, "reason")
        }
        Ok(why) => match two_people(&on, &typed, AtTheKeyboard::Either).await? {
            Err(doubt) => {
                note_refused(&on, VisitStep::Extend, about, doubt.reason).await?;
                doubt.error()
            }
            Ok(both) => {
                let visit = id.clone();
                let extended = attempt(&on, VisitStep::Extend, about, move |unit| {
                    let people = both.at(unit.now())?;
                    unit.extend_visit(&visit, &people, &why)
                });
                match extended.await? {
                    Ok(()) => {
                        let page = links::visit(&id);
                        return Ok(Answer::Onward(Redirect::to(page)));
                    }
                    Err(refusal) => fault(&refusal, ""),
                }
            }
        },
    };
    let page = extend_page(&on, id, &fields, vec![error]).await?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

#[get("/archive/visits/<id>/close")]
async fn close_form(on: On<Custody>, id: &str) -> Result<Html, Problem> {
    let page = reconcile_page(
        &on,
        parsed(id)?,
        &<CloseFields as Default>::default(),
        Vec::new(),
    )
    .await?;
    on.page(&page)
}

#[derive(Default, FromForm)]
struct CloseFields {
    #[field(name = "first-username", default = String::new())]
    first_username: String,
    #[field(name = "first-password", default = String::new())]
    first_password: String,
    #[field(name = "second-username", default = String::new())]
    second_username: String,
    #[field(name = "second-password", default = String::new())]
    second_password: String,
    outer: Option<String>,
    inner: Option<String>,
}

async fn reconcile_page(
    on: &On<Custody>,
    id: VisitId,
    fields: &CloseFields,
    errors: Vec<FieldError>,
) -> Result<ReconcilePage, Problem> {
    let view = on
        .witness(Purpose::Archive, move |unit| Ok(unit.visit(&id)?.shown()))
        .await?;
    let open = view.head.state == VisitState::Open;
    let balance = &view.balance;
    Ok(ReconcilePage {
        visit: visit_row(&view.head),
        open,
        expired: view.head.expired,
        may_settle: offers(&view).settle,
        barriers: view.barriers,
        unsettled: balance.open,
        discrepancies: balance.discrepancies(),
        checks: checks(&view),
        outer: fields.outer.is_some(),
        inner: fields.inner.is_some(),
        first_username: fields.first_username.clone(),
        second_username: fields.second_username.clone(),
        errors,
    })
}

/// What was planned and what was done, line by line.
fn checks(view: &VisitView) -> Vec<Check> {
    let balance = &view.balance;
    let small = |items: usize| u32::try_from(items).unwrap_or(u32::MAX);
    let whole = |key: String, planned: u32, found: u32, kind, word: Phrase| Check {
        row: None,
        title: Phrase::new(key),
        planned: Some(planned),
        found: Some(found),
        kind,
        word,
    };
    let one = |row: PlanRow| Check {
        title: row.what.clone(),
        planned: None,
        found: None,
        kind: row.kind,
        word: row.verdict.clone(),
        row: Some(row),
    };
    let short = balance.planned - balance.scanned;
    let (kind, word) = if short == 0 {
        ("done", Phrase::new("check-none"))
    } else {
        (
            "attention",
            Phrase::new("check-not-scanned").with("n", short),
        )
    };
    let mut checks = vec![whole(
        format!("check-moved-{}", view.head.purpose),
        balance.planned,
        balance.scanned,
        kind,
        word,
    )];
    let unscanned = view.plan.iter().filter(|l| l.verdict != Verdict::Scanned);
    checks.extend(unscanned.map(|line| one(plan_row(line))));
    for (key, lines, word) in [
        ("check-unplanned", &view.unplanned, "check-unplanned-one"),
        ("check-against", &view.against_purpose, "check-against-one"),
    ] {
        let found = small(lines.len());
        let (kind, said) = if found == 0 {
            ("done", Phrase::new("check-none"))
        } else {
            ("attention", Phrase::new("check-amiss").with("n", found))
        };
        checks.push(whole(key.to_owned(), 0, found, kind, said));
        let rows = lines.iter().map(|l| row(l, "attention", Phrase::new(word)));
        checks.extend(rows.map(one));
    }
    let closed = view.head.state != VisitState::Open;
    let (kind, word) = if closed {
        ("done", "check-locks-attested")
    } else {
        ("waiting", "check-locks-waiting")
    };
    checks.push(Check {
        found: closed.then_some(ARCHIVE_BARRIERS),
        ..whole(
            "check-locks".to_owned(),
            ARCHIVE_BARRIERS,
            0,
            kind,
            Phrase::new(word),
        )
    });
    checks
}

/// Closes a visit: everything planned has its verdict, and both people attest, each
/// with their own password, that both locks are closed.
#[post("/archive/visits/<id>/close", data = "<form>")]
async fn close(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<CloseFields>,
) -> Result<Answer, Problem> {
    let fields = form.into_inner();
    let id = parsed(id)?;
    let locks = u32::from(fields.outer.is_some()) + u32::from(fields.inner.is_some());
    let typed = Typed {
        first_username: &fields.first_username,
        first_password: &fields.first_password,
        second_username: &fields.second_username,
        second_password: &fields.second_password,
    };
    let about = Subject::from(&id);
    let error = match two_people(&on, &typed, AtTheKeyboard::Either).await? {
        Err(doubt) => {
            note_refused(&on, VisitStep::Close, about, doubt.reason).await?;
            doubt.error()
        }
        Ok(both) => {
            let visit = id.clone();
            let zone = on.office().config.centre.zone;
            let closed = attempt(&on, VisitStep::Close, about, move |unit| {
                let people = both.at(unit.now())?;
                unit.close_visit(&visit, &people, locks, zone)
            });
            match closed.await? {
                Ok(_) => {
                    let page = links::visit(&id);
                    return Ok(Answer::Onward(Redirect::to(page)));
                }
                Err(refusal) => fault(&refusal, "locks"),
            }
        }
    };
    let page = reconcile_page(&on, id, &fields, vec![error]).await?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}
