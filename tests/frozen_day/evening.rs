//! The evening: every page once more, with all that the day left on it.

use std::collections::{BTreeMap, BTreeSet};

use doublelock_testkit::people::{ALEX, KARIM, MARC, NADIA, SOPHIE};

use crate::custody::{Cases, Films};
use crate::day::Day;
use crate::privacy::Requests;

/// Routes whose answer is no page, and why nothing of theirs is kept here.
const NO_PAGES: &[(&str, &str)] = &[
    ("/alive", "one word for a machine"),
    ("/static/<path..>", "our own files, the same for everybody"),
    ("/language/<code>", "chooses the language and goes back"),
    (
        "/label-batches/<id>/roll.pdf",
        "paper: tests of the paper crate look at it",
    ),
    ("/label-batches/<id>/sheets.pdf", "paper"),
    ("/labels/cards.pdf", "paper"),
    ("/shipments/<no>/slip.pdf", "paper"),
    ("/labels/places.pdf", "paper"),
    ("/labels/<code>/label.pdf", "paper"),
    ("/labels/<code>/label.svg", "a picture"),
    (
        "/requests/<no>/discs/<code>/label",
        "paper; fetched in the day, so its act is in acts.txt",
    ),
    (
        "/studies/<id>/images/<image>/thumbnail",
        "a picture; fetched in the day",
    ),
];

pub(crate) async fn looks_at_everything(
    day: &mut Day,
    cases: &Cases,
    films: &Films,
    requests: &Requests,
) {
    of_coordination_and_custody(day, cases, films).await;
    let mut karim = day.signs_in(KARIM).await;
    day.looks(&mut karim, "evening-today-karim", "/").await;
    let mut sophie = day.signs_in(SOPHIE).await;
    for (name, path) in [
        ("evening-today-sophie", "/"),
        ("evening-studies", "/studies"),
        ("evening-studies-attached", "/studies?view=attached"),
    ] {
        day.looks(&mut sophie, name, path).await;
    }
    of_privacy(day, requests).await;
    of_the_house(day, films).await;
}

async fn of_coordination_and_custody(day: &mut Day, cases: &Cases, films: &Films) {
    let mut nadia = day.signs_in(NADIA).await;
    let item = |n: usize| format!("/items/{}", films.labels[n]);
    let (case, other) = (
        format!("/cases/{}", cases.elodie),
        format!("/cases/{}", cases.luc),
    );
    let worn = format!("/items/{}", films.worn);
    for (name, path) in [
        ("evening-today-nadia", "/"),
        ("evening-cases", "/cases"),
        ("evening-case", &case),
        ("evening-case-without-anything", &other),
        ("case-new", "/cases/new"),
        ("announce", "/shipments/announce"),
        ("evening-items", "/items"),
        ("evening-item-sent", &item(0)),
        ("evening-item-missing", &item(1)),
        ("evening-item-damaged", &item(2)),
        ("evening-item-put-away", &item(3)),
        ("evening-item-extra", &item(4)),
        ("evening-item-of-another-case", &item(5)),
        ("evening-item-by-its-old-label", &worn),
        ("evening-shipments-expected", "/shipments"),
        ("evening-shipments-to-send", "/shipments?view=to-send"),
        ("evening-shipments-all", "/shipments?view=all"),
        ("evening-shipment-received", &films.shipment),
        ("evening-prepare", "/shipments/prepare"),
        ("evening-station", "/station"),
        ("evening-archive", "/archive"),
        ("evening-visit-open", "/archive/open"),
        ("evening-places", "/places"),
        ("evening-labels", "/labels"),
        ("evening-label-batch", &films.batch),
        ("privacy-notice", "/privacy-notice"),
        ("find", "/find"),
    ] {
        day.looks(&mut nadia, name, path).await;
    }
    let archive = nadia.get("/archive").await.unwrap();
    let visits = archive.links("/archive/visits/");
    assert_eq!(visits.len(), 3, "{visits:?}");
    for (name, visit) in [
        "evening-visit-last",
        "evening-visit-second",
        "evening-visit-first",
    ]
    .iter()
    .zip(&visits)
    {
        day.looks(&mut nadia, name, visit).await;
    }
    for (name, typed) in [
        ("find-nothing", "<script>alert(3)</script>"),
        ("find-a-label", &*films.labels[3]),
        ("find-a-number", &*cases.elodie),
    ] {
        let answer = day
            .sends(&mut nadia, "/find", "/find", &[("q", typed)])
            .await;
        day.shows(name, &answer);
    }
}

async fn of_privacy(day: &mut Day, requests: &Requests) {
    let mut marc = day.signs_in(MARC).await;
    let of = |no: &str, what: &str| format!("/requests/{no}{what}");
    for (name, path) in [
        ("evening-today-marc", "/".to_owned()),
        ("evening-requests-open", "/requests".to_owned()),
        (
            "evening-requests-answered",
            "/requests?list=closed".to_owned(),
        ),
        ("request-new", "/requests/new".to_owned()),
        ("evening-request-by-disc", of(&requests.disc, "")),
        ("evening-request-by-file", of(&requests.file, "")),
        ("evening-request-late", of(&requests.late, "")),
        ("evening-request-open", of(&requests.forgotten, "")),
        (
            "evening-communications",
            of(&requests.disc, "/communications"),
        ),
        (
            "evening-communications-for-another",
            of(&requests.file, "/communications"),
        ),
        (
            "evening-communications-none",
            of(&requests.forgotten, "/communications"),
        ),
        ("evening-letter", of(&requests.disc, "/letter")),
        ("evening-letter-in-english", of(&requests.file, "/letter")),
    ] {
        day.looks(&mut marc, name, &path).await;
    }
}

async fn of_the_house(day: &mut Day, films: &Films) {
    let mut alex = day.signs_in(ALEX).await;
    let worn = format!("/journal?about={}", films.worn);
    for (name, path) in [
        ("evening-today-alex", "/"),
        ("evening-jobs", "/jobs"),
        ("evening-people", "/people"),
        ("evening-journal", "/journal"),
        ("evening-journal-older", "/journal?before=100"),
        ("evening-entry-first", "/journal/0"),
        ("evening-entry", "/journal/20"),
        ("evening-entry-not-there", "/journal/999999"),
        ("evening-journal-of-an-old-label", &worn),
    ] {
        day.looks(&mut alex, name, path).await;
    }
}

/// Every route that answers with a page was looked at; the others are named above.
pub(crate) fn every_page_was_looked_at(addresses: &BTreeSet<String>) {
    let patterns: Vec<String> = doublelock::web::routes()
        .iter()
        .filter(|route| route.method.as_str() == "GET")
        .map(|route| route.uri.path().to_owned())
        .collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for address in addresses {
        let path = address.split('?').next().unwrap();
        // The pattern with the fewest open segments is the route that answered.
        let route = patterns
            .iter()
            .filter(|pattern| fits(pattern, path))
            .min_by_key(|pattern| pattern.matches('<').count());
        if let Some(route) = route {
            *seen.entry(route).or_default() += 1;
        }
    }
    let unseen: Vec<&String> = patterns
        .iter()
        .filter(|pattern| {
            !seen.contains_key(pattern.as_str())
                && !NO_PAGES.iter().any(|(route, _)| route == pattern)
        })
        .collect();
    assert!(unseen.is_empty(), "nobody looked at {unseen:?}");
    for (route, _) in NO_PAGES {
        assert!(patterns.iter().any(|p| p == route), "{route} is no route");
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) =
        (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(&path)
            .all(|(wanted, given)| wanted.starts_with('<') || wanted == given)
}
