//! The custody desk's lines of the first page.

use doublelock_domain::time::Timestamp;
use doublelock_store::custody::{AwaitedParcel, ExceptionLine, Hand, LatestVisit};

use super::work::work;
use crate::web::custody::{exception_owner, exception_state, exception_title};
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::pages::today::{ExpectedParcel, LastAccess, Owner, Work};
use crate::web::told::Told;

/// What does not balance: whose it is, until when, and what is to be done.
pub(super) fn exception(line: &ExceptionLine, now: Timestamp) -> Work {
    let of = match (&line.shipment, &line.visit) {
        (Some((no, _)), _) => Some(("work-exception-of-parcel", no)),
        (None, Some((_, no))) => Some(("work-exception-of-visit", no)),
        (None, None) => None,
    };
    let act = Arg::Phrase(if line.as_lost(now) {
        Phrase::new("exception-as-lost-short")
    } else {
        Phrase::new(format!("exception-due-{}", line.kind))
    });
    Work {
        state: Phrase::new(format!("exception-kind-{}", line.kind)),
        detail: of.map(|(key, no)| {
            Phrase::new(key)
                .with("no", Arg::Ref(no.to_string()))
                .with("act", act)
        }),
        owner: exception_owner(line),
        due: Some(line.due.micros()),
        ..work(
            exception_state(line, now),
            "state-late",
            exception_title(line),
            links::exception(&line.id),
            "act-open-exception",
        )
    }
}

/// What somebody holds is on its way, and is laid down at the station.
pub(super) fn in_hand(hand: &Hand) -> Work {
    let (title, owner) = if hand.mine {
        (Phrase::new("work-hands-yours"), Owner::You)
    } else {
        let title = Phrase::new("work-hands-of").with("who", Arg::Typed(hand.who.clone()));
        (title, Owner::Person(hand.who.clone()))
    };
    Work {
        detail: Some(Phrase::new("work-hands-text")),
        owner,
        ..work(
            "progress",
            "state-in-hand",
            title.with("n", hand.articles),
            "/station".into(),
            "act-open-station",
        )
    }
}

pub(super) fn late_parcel(parcel: &AwaitedParcel, exceptions: &[ExceptionLine]) -> Work {
    let its = |line: &&ExceptionLine| {
        let shipment = line.shipment.as_ref();
        shipment.is_some_and(|(no, _)| *no == parcel.reference)
    };
    let followed = exceptions.iter().find(its);
    let title = Phrase::new("work-parcel-from")
        .with("no", Arg::Ref(parcel.reference.to_string()))
        .with("from", Told::of(parcel.sender.clone()));
    Work {
        detail: Some(Phrase::new("work-parcel-late").with("n", parcel.articles)),
        owner: followed.map_or(Owner::Team, exception_owner),
        due: (followed.map(|line| line.due).or(parcel.late_from)).map(Timestamp::micros),
        ..work(
            "refused",
            "state-late",
            title,
            address_of(parcel),
            "act-open-shipment",
        )
    }
}

fn address_of(parcel: &AwaitedParcel) -> String {
    links::shipment_numbered(parcel.reference)
}

pub(super) fn expected_parcel(parcel: AwaitedParcel) -> ExpectedParcel {
    let (kind, state) = if parcel.late {
        ("refused", "state-late")
    } else if parcel.begun {
        ("progress", "state-begun")
    } else {
        ("waiting", "state-announced")
    };
    ExpectedParcel {
        href: address_of(&parcel),
        no: parcel.reference.to_string(),
        case: parcel.case.map(|case| case.to_string()),
        sender: Told::of(parcel.sender),
        carrier: Told::of(parcel.carrier),
        expected: parcel.eta.map(|day| day.to_string()),
        articles: parcel.articles,
        kind,
        state: Phrase::new(state),
    }
}

pub(super) fn expired_visit(visit: &LatestVisit) -> Work {
    let title = Phrase::new("work-visit").with("no", Arg::Ref(visit.head.reference.to_string()));
    let href = links::visit(&visit.head.id);
    Work {
        due: Some(visit.head.ends_at.micros()),
        ..work(
            "attention",
            "state-to-reconcile",
            title,
            href,
            "act-reconcile",
        )
    }
}

pub(super) fn to_put_away(articles: u32, since: Option<i64>) -> Work {
    let title = Phrase::new("work-items-on-table").with("n", articles);
    Work {
        detail: since
            .map(|seconds| Phrase::new("work-one-barrier").with("since", Arg::Seconds(seconds))),
        ..work(
            "progress",
            "state-to-put-away",
            title,
            "/archive".into(),
            "act-open-archive",
        )
    }
}

pub(super) fn last_access(visit: LatestVisit) -> LastAccess {
    LastAccess {
        from: visit.head.opened_at.micros(),
        to: visit.head.closed_at.map(Timestamp::micros),
        first: visit.head.first,
        second: visit.head.second,
        planned: visit.planned,
        scanned: visit.scanned,
    }
}
