//! The archive under double lock: its places and visits. Opening one is in [`super::open_visit`].

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::places::PlaceView;
use doublelock_domain::custody::visit::VisitState;
use doublelock_store::custody::{Hand, VisitHead};
use rocket::{Route, get, routes};

use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::links;
use crate::web::pages::custody::archive::{ArchivePage, HandRow, PlaceRow, VisitRow};
use crate::web::pages::today::Owner;
use crate::web::problem::Problem;
use crate::web::reply::Html;

/// Visits in the list.
const LATEST: u32 = 20;

pub(super) fn routes() -> Vec<Route> {
    routes![archive]
}

#[get("/archive")]
async fn archive(on: On<Custody>) -> Result<Html, Problem> {
    let (visits, places, waiting, hands) = on
        .witness(Purpose::Archive, |unit| {
            Ok((
                unit.visits(LATEST)?,
                unit.places()?,
                unit.count_to_put_away()?,
                unit.hands()?,
            ))
        })
        .await?;
    on.page(&ArchivePage {
        visits: visits.iter().map(visit_row).collect(),
        places: places.iter().map(place_row).collect(),
        waiting,
        hands: hands.into_iter().map(hand_row).collect(),
    })
}

fn hand_row(hand: Hand) -> HandRow {
    HandRow {
        owner: if hand.mine {
            Owner::You
        } else {
            Owner::Person(hand.who)
        },
        articles: hand.articles,
        since: hand.since.micros(),
    }
}

fn place_row(place: &PlaceView) -> PlaceRow {
    PlaceRow {
        code: place.fact.label.to_string(),
        path: place.path.join(" › "),
        what: Phrase::new(format!("location-kind-{}", place.fact.kind)),
        level: place.fact.level,
        archive_grade: place.fact.is_archive_grade(),
        archive: place.fact.archive.is_some(),
        holds: place.fact.kind.holds_items(),
    }
}

pub(super) fn visit_row(head: &VisitHead) -> VisitRow {
    let (kind, word) = match (head.expired, head.state) {
        (true, _) => ("refused", "expired"),
        (_, VisitState::Open) => ("progress", "open"),
        (_, VisitState::Closed) => ("done", "closed"),
        (_, VisitState::ClosedWithDiscrepancy) => ("attention", "closed_with_discrepancy"),
    };
    VisitRow {
        href: links::visit(&head.id),
        no: head.reference.to_string(),
        archive: head.archive.clone(),
        first: head.first.clone(),
        second: head.second.clone(),
        purpose: Phrase::new(format!("visit-purpose-{}", head.purpose)),
        from: head.opened_at.micros(),
        to: head
            .closed_at
            .map(doublelock_domain::time::Timestamp::micros),
        kind,
        state: Phrase::new(format!("visit-state-{word}")),
    }
}
