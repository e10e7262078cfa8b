//! Promise: a page asks the database as often with many rows as with few.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use doublelock_domain::access::{Coordination, DutyName, Purpose};
use doublelock_domain::exam::ExamForm;
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::{CaseId, ExamId};
use doublelock_testkit::browser::Browser;
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::{ALEX, NADIA, SOPHIE};
use doublelock_testkit::records::{Ground, Officer, number_of};
use doublelock_testkit::{TestAppliance, appliance};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// Queries in units of people: the appliance's own work goes on beside the pages.
static ASKED: AtomicU64 = AtomicU64::new(0);

/// Counts queries within the units of people.
struct Counting;

/// The duty under which a unit runs.
struct Under(String);

impl tracing::field::Visit for Under {
    fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
        if field.name() == "duty" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &tracing::field::Field, _: &dyn std::fmt::Debug) {}
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> tracing_subscriber::Layer<S> for Counting {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut under = Under(String::new());
        attributes.record(&mut under);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(under);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != "doublelock_store::query" {
            return;
        }
        let of_people = context.lookup_current().is_some_and(|span| {
            let extensions = span.extensions();
            let under = extensions.get::<Under>();
            under.is_some_and(|under| {
                DutyName::OF_PEOPLE
                    .iter()
                    .any(|duty| duty.as_str() == under.0)
            })
        });
        if of_people {
            ASKED.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// How often each page asks, by its role: the less of two looks, since every 256th entry of the journal completes
/// a tile of its tree, whoever's entry it is.
async fn asks(
    browser: &mut Browser,
    pages: &[(&'static str, String)],
) -> BTreeMap<&'static str, u64> {
    let mut all = BTreeMap::new();
    for (role, page) in pages {
        for _ in 0..2 {
            let before = ASKED.load(Ordering::SeqCst);
            let answer = browser.get(page).await.unwrap();
            assert_eq!(answer.status.as_u16(), 200, "{page}: {}", answer.words());
            let asked = ASKED.load(Ordering::SeqCst) - before;
            let least = all.entry(*role).or_insert(asked);
            *least = asked.min(*least);
        }
    }
    all
}

fn pages<const N: usize>(all: [&'static str; N]) -> Vec<(&'static str, String)> {
    all.map(|page| (page, page.to_owned())).into()
}

/// A parcel of which so many films are missing, one of them by its sender's own word; its page.
async fn comes_without(nadia: &mut Clerk, case: &str, films: u8) -> String {
    let (waybill, films) = (format!("EB4471010{films}"), (films + 1).to_string());
    let announced = nadia.announces(case, &waybill, &films).await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in [&waybill, &quay, "DXMISSING"] {
        nadia.scans(code).await;
    }
    let list = nadia.browser.get("/exceptions").await.unwrap();
    let html = list.text();
    let at = html.find("/exceptions/").unwrap();
    let one = html[at..].split('"').next().unwrap().to_owned();
    let page = nadia.browser.get(&one).await.unwrap();
    let form = page.form(&format!("{one}/close")).unwrap();
    let why = [("exit", "not_sent"), ("why", "resté à la clinique")];
    nadia.browser.submit(&form, &why).await.unwrap();
    announced.path.split('?').next().unwrap().to_owned()
}

/// A case waits for so many exams more, and each of its articles came of the last one; that one.
fn expects(ground: &Ground, app: &TestAppliance, case: &str, n: u8) -> ExamId {
    let today = app.office().now().date_in(app.office().config.centre.zone);
    let wanted = today.to_string();
    let new = |at: u8| {
        let note = format!("{at}");
        let form = ExamForm {
            modality: "mr",
            part: "knee",
            note: &note,
            wanted: &wanted,
            ..ExamForm::default()
        };
        form.check(today, None).unwrap()
    };
    let articles = format!("SELECT id FROM item WHERE case_id = '{case}'");
    let these: BTreeSet<Subject> = (app.sql(&articles).unwrap().concat().iter())
        .map(|id| format!("item:{id}").parse().unwrap())
        .collect();
    let case: CaseId = case.parse().unwrap();
    let warrant = ground.warrant::<Coordination>(app, Purpose::CaseWork);
    let expects = app.office().store.write(&warrant, |unit| {
        let opened = unit.open(&case)?;
        for at in 0..n {
            unit.expect_exam(&opened, &new(at))?;
        }
        let last = unit.expect_exam(&opened, &new(n))?;
        let view = unit.exam_of(&opened, &last)?;
        unit.came_of_exam(&opened, (&last, view.exam.revision), &these)?;
        Ok(last)
    });
    expects.unwrap()
}

/// Films, a parcel and labels of a case; a study attached and one that waits; a request: each
/// round with more of them. What every page then asks.
async fn round(app: &TestAppliance, ground: &Ground, n: u8) -> BTreeMap<&'static str, u64> {
    let mut clerk = Clerk::at_the_station(app, NADIA).await;
    let films = usize::from(n) * 3;
    let (labels, parcel) = clerk.receives(&format!("EB4471008{n}"), films).await;
    let family = format!("Famille{n}");
    let case = ground.opens_case(app, &family, "Jean");
    // One request has a copy of the record before it grew, another has none.
    let mut marc = Officer::of(app).await;
    let seen = [("identity", "enclosed_copy")];
    let grown = number_of(&marc.logs(&case.to_string(), "2026-11-20", &seen).await);
    marc.builds(app, &grown).await;
    let images = u16::from(n) * 2;
    ground
        .attaches_images(app, case, &family, "Jean", images)
        .await;
    let waiting = format!("waiting{n}");
    ground.sends(app, &waiting, "ROY^ANNE", images).await;
    let request = marc.logs(&case.to_string(), "2026-11-20", &[]).await;
    let request = request.path.split('?').next().unwrap().to_owned();
    let mut announced = Clerk::at_the_station(app, NADIA).await;
    let other = announced.opens_a_case().await;
    announced
        .announces(&other, &format!("EB4471009{n}"), "2")
        .await;
    let short = comes_without(&mut announced, &other, n).await;

    let mut asked = BTreeMap::new();
    let mut nadia = app.signed_in(NADIA).await;
    let mut desk = pages([
        "/",
        "/cases",
        "/exams",
        "/items",
        "/items?view=to-put-away&order=oldest",
        "/shipments",
        "/shipments?view=all",
        "/shipments?view=unbalanced",
        "/exceptions",
        "/exceptions?view=closed",
        "/archive",
        "/labels",
        "/places",
        "/station",
        "/shipments/prepare",
    ]);
    desk.push(("one shipment", parcel));
    desk.push(("one shipment that does not balance", short));
    desk.push(("one article", format!("/items/{}", labels[0])));
    desk.push(("one to describe", format!("/items/{}/describe", labels[0])));
    let of_case = app
        .sql(&format!(
            "SELECT case_id FROM item WHERE label = '{}'",
            labels[0]
        ))
        .unwrap()
        .concat()
        .concat();
    desk.push(("one case", format!("/cases/{of_case}")));
    let exam = expects(ground, app, &of_case, n);
    desk.push(("one exam", format!("/cases/{of_case}/exams/{exam}")));
    desk.push(("one person", format!("/cases/{of_case}/person")));
    asked.extend(asks(&mut nadia, &desk).await);
    let study =
        "SELECT id FROM study WHERE state = 'attached' ORDER BY attached_at DESC, id DESC LIMIT 1";
    let study = app.sql(study).unwrap().concat().concat();
    let mut studies = pages(["/studies", "/studies?view=attached"]);
    studies.push(("one study", format!("/studies/{study}")));
    let mut sophie = app.signed_in(SOPHIE).await;
    asked.extend(asks(&mut sophie, &studies).await);
    let mut requests = vec![("what waits for privacy", "/".to_owned())];
    requests.extend(pages(["/requests"]));
    requests.push(("one request", request));
    asked.extend(asks(&mut marc.browser, &requests).await);
    let mut alex = app.signed_in(ALEX).await;
    let board = pages(["/people", "/jobs", "/journal"]);
    asked.extend(asks(&mut alex, &board).await);
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_asks_as_often_with_many_rows_as_with_few() {
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Counting)).unwrap();
    let app = appliance!();
    let ground = Ground::of(&app);
    let few = round(&app, &ground, 1).await;
    let more = round(&app, &ground, 2).await;
    let many = round(&app, &ground, 3).await;
    assert!(few.values().all(|n| *n > 0), "{few:?}");
    let grew: Vec<_> = (many.iter())
        .filter(|(page, n)| **n > more[*page] || more[*page] > few[*page])
        .map(|(page, n)| (page, few[page], more[page], n))
        .collect();
    assert!(grew.is_empty(), "{grew:?}");
    app.close().await;
}
