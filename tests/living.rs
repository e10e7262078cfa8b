//! Promise: the demonstration opens on a centre at work. Every state in which a thing of a desk can rest
//! is there, requests lie at all distances from their last day, and the two weeks behind it are in its journal,
//! made by the acts of the desks themselves.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use doublelock_domain::act::Act;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::label_register::LabelState;
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState};
use doublelock_domain::custody::visit::VisitState;
use doublelock_domain::exam::ExamState;
use doublelock_domain::imaging::{InstanceState, StudyState};
use doublelock_domain::privacy::package::PackageState;
use doublelock_domain::privacy::request::RequestState;
use doublelock_domain::time::Span;
use doublelock_testkit::people::{ALEX, KARIM, MARC, NADIA, SOPHIE};
use doublelock_testkit::{MORNING, TestAppliance, appliance};

fn column(app: &TestAppliance, select: &str) -> BTreeSet<String> {
    let rows = app.sql(select).unwrap();
    rows.into_iter().map(|mut row| row.remove(0)).collect()
}

fn count(app: &TestAppliance, what: &str) -> usize {
    let rows = app.sql(&format!("SELECT count(*) FROM {what}")).unwrap();
    rows[0][0].parse().unwrap()
}

/// Every word of the list but those in which nothing rests.
fn all_but(words: impl IntoIterator<Item = &'static str>, passing: &[&str]) -> BTreeSet<String> {
    let words = words.into_iter().filter(|word| !passing.contains(word));
    words.map(str::to_owned).collect()
}

macro_rules! words {
    ($list:ty) => {
        <$list>::ALL.iter().map(|one| one.as_str())
    };
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_opens_on_a_centre_at_work() {
    let app = appliance!(living);
    let every_state_is_there = [
        ("shipment", "state", all_but(words!(ShipmentState), &[])),
        (
            "shipment_line",
            "outcome",
            all_but(words!(LineOutcome), &[]),
        ),
        // What is in somebody's hand lies somewhere by the evening.
        (
            "item",
            "holder_kind",
            all_but(words!(HolderKind), &["person"]),
        ),
        ("label", "state", all_but(words!(LabelState), &[])),
        // Whoever opens the archive closes it.
        (
            "access_visit",
            "state",
            all_but(words!(VisitState), &["open"]),
        ),
        // Nobody's record was erased; what was written by mistake leaves the list.
        (
            "expected_exam",
            "state",
            all_but(words!(ExamState), &["erased", "mistaken"]),
        ),
        ("study", "state", all_but(words!(StudyState), &[])),
        ("instance", "state", all_but(words!(InstanceState), &[])),
        // A build that was under way is cut off by the start.
        (
            "privacy_request",
            "state",
            all_but(words!(RequestState), &["building"]),
        ),
        (
            "record_package",
            "state",
            all_but(words!(PackageState), &["building"]),
        ),
    ];
    for (table, state, expected) in every_state_is_there {
        let found = column(&app, &format!("SELECT DISTINCT {state} FROM {table}"));
        assert_eq!(found, expected, "{table}");
    }
    let kinds = column(&app, "SELECT DISTINCT modality FROM series");
    assert_eq!(kinds, ["CR", "CT", "MR", "US"].map(String::from).into());

    assert_eq!(count(&app, "case_file"), 41);
    assert!(count(&app, "shipment") >= 25);
    assert!(count(&app, "item") >= 300);
    let waiting = "study WHERE state = 'unassigned'";
    assert_eq!(count(&app, waiting), 5);
    lies_at_every_distance(&app);
    is_two_weeks_long(&app);
    opens_every_desk(&app).await;
    every_article_is_on_one_page_of_the_list(&app).await;
    app.close().await;
}

/// Page after page, by the button that leads to the next.
async fn every_article_is_on_one_page_of_the_list(app: &TestAppliance) {
    let mut nadia = app.signed_in(NADIA).await;
    let mut next = Some("/items".to_owned());
    let mut listed = Vec::new();
    let mut pages = 0;
    while let Some(here) = next {
        let page = nadia.get(&here).await.unwrap();
        assert_eq!(page.status.as_u16(), 200, "{}", page.words());
        listed.extend(page.links("/items/"));
        let older = page.links("/items?after=");
        assert!(older.len() <= 1, "{older:?}");
        next = older.into_iter().next();
        pages += 1;
    }
    // What was registered by mistake is no article.
    let articles = count(app, "item WHERE holder_kind <> 'withdrawn'");
    assert_eq!(pages, articles.div_ceil(60));
    assert_eq!(listed.len(), articles);
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>().len(), articles);
}

fn lies_at_every_distance(app: &TestAppliance) {
    let today = MORNING.date_in(app.office().config.centre.zone);
    let open = "state NOT IN ('answered', 'dispatched', 'refused', 'withdrawn')";
    let due = column(
        app,
        &format!("SELECT due_on FROM privacy_request WHERE {open}"),
    );
    let distances: Vec<i64> = due
        .iter()
        .map(|day| (day.parse::<NaiveDate>().unwrap() - today).num_days())
        .collect();
    for (name, near) in [
        ("late", i64::MIN..0),
        ("today", 0..1),
        ("tomorrow", 1..2),
        ("this week", 2..8),
        ("in two weeks", 8..18),
        ("far", 18..31),
    ] {
        assert!(
            distances.iter().any(|days| near.contains(days)),
            "{name}: {distances:?}"
        );
    }
    let late = "privacy_request WHERE overdue_at IS NOT NULL";
    assert_eq!(count(app, late), 1, "the job marked what is late");
    let late = "shipment WHERE overdue_at IS NOT NULL AND state = 'announced'";
    assert_eq!(count(app, late), 2);
}

fn is_two_weeks_long(app: &TestAppliance) {
    let entries = app.entries();
    let acts: BTreeSet<&str> = entries.iter().map(|entry| &*entry.act).collect();
    for act in [
        Act::SessionOpened,
        Act::SessionClosed,
        Act::CaseOpened,
        Act::PatientsLinked,
        Act::StudyAttached,
        Act::RequestRefused,
        Act::PackageFailed,
        Act::PackageFetched,
    ] {
        assert!(acts.contains(act.as_str()), "{act}");
    }
    // Ten working days: twelve days to fourteen.
    let first = MORNING.plus(Span::hours(-24 * 12)).micros();
    assert!(entries[0].at < first, "it begins two weeks ago");
    let yesterday = MORNING.plus(Span::hours(-8)).micros();
    let lived = entries.iter().filter(|entry| entry.at < yesterday).count();
    assert!(entries.len() - lived < 10, "today nobody has worked yet");
}

/// The first page of everybody, and the lists of their desks.
async fn opens_every_desk(app: &TestAppliance) {
    for (who, pages) in [
        (
            NADIA,
            &[
                "/",
                "/cases",
                "/shipments",
                "/station",
                "/items",
                "/archive",
            ][..],
        ),
        (KARIM, &["/", "/archive", "/places"]),
        (SOPHIE, &["/", "/studies"]),
        (MARC, &["/", "/requests"]),
        (ALEX, &["/", "/journal", "/jobs"]),
    ] {
        let mut browser = app.signed_in(who).await;
        for page in pages {
            let answer = browser.get(page).await.unwrap();
            assert_eq!(answer.status.as_u16(), 200, "{page}: {}", answer.words());
        }
    }
}
