//! What is to be handled first, and what is good news.

#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use doublelock_domain::schedule::RunOutcome;
use doublelock_store::custody::AwaitedParcel;

const NOW: Timestamp = Timestamp::from_micros(1_795_102_920_000_000);

fn board() -> Board {
    Board {
        page: Today::default(),
        work: Vec::new(),
        now: NOW,
        zone: SiteZone::MONTREAL,
        custody: false,
        identifies: false,
    }
}

fn clock(received: &str, due: &str) -> RunningClock {
    RunningClock {
        reference: "2026-0097".parse().unwrap(),
        received_on: received.parse().unwrap(),
        due_on: due.parse().unwrap(),
        overdue_at: None,
        trouble: None,
    }
}

fn parcel(reference: &str, late: bool) -> AwaitedParcel {
    AwaitedParcel {
        id: "01JCZ0000000000000000000SH".parse().unwrap(),
        reference: reference.parse().unwrap(),
        sender: doublelock_domain::fact::Reading::Open("Clinique des Bouleaux".into()),
        carrier: doublelock_domain::fact::Reading::Open("Express Boréal".into()),
        case_id: None,
        case: None,
        eta: None,
        late_from: late.then_some(NOW),
        late,
        articles: 4,
        begun: false,
    }
}

#[test]
fn a_clock_counts_as_the_law_does() {
    let shown = |clock: &RunningClock| statutory_clock(clock, SiteZone::MONTREAL, NOW);
    let amber = shown(&clock("2026-10-26", "2026-11-25"));
    assert_eq!((amber.day, amber.of, amber.left), (24, 30, 6));
    assert_eq!(amber.kind, "attention");
    let late = shown(&clock("2026-10-18", "2026-11-17"));
    assert_eq!((late.day, late.of, late.left), (32, 30, -2));
    assert_eq!(late.kind, "refused");
    let entered_in_advance = shown(&clock("2026-11-20", "2026-12-20"));
    assert_eq!((entered_in_advance.day, entered_in_advance.kind), (0, CALM));
    // Once it was seen to be late, a clock that was set back does not make it young again.
    let marked = RunningClock {
        overdue_at: Some(NOW),
        ..clock("2026-10-26", "2026-11-25")
    };
    assert_eq!((shown(&marked).left, shown(&marked).kind), (-1, "refused"));
}

/// However many are due before it; and the day that the law gives comes first.
#[test]
fn what_is_in_the_way_of_a_copy_is_work_and_does_not_hide_a_clock_that_presses() {
    let mut clocks = vec![clock("2026-11-16", "2026-12-16"); 9];
    let troubled = |due: &str, trouble| RunningClock {
        trouble: Some(trouble),
        ..clock("2026-10-18", due)
    };
    clocks.push(troubled("2026-12-20", CopyTrouble::NotBuilt));
    clocks.push(troubled("2026-11-25", CopyTrouble::Outgrown));
    clocks.push(troubled("2026-11-17", CopyTrouble::OutgrownInParcel));
    let mut board = board();
    board.privacy(&RequestFigures {
        open: 12,
        late: 1,
        clocks,
    });
    let work: Vec<_> = board
        .work
        .iter()
        .map(|work| {
            (
                work.kind,
                work.state.key(),
                work.detail.as_ref().map(Phrase::key),
            )
        })
        .collect();
    assert_eq!(
        work,
        [
            ("attention", "request-state-not-built", None),
            ("attention", "state-due", Some("request-state-outdated")),
            (
                "refused",
                "state-late",
                Some("request-state-sealed-outdated")
            ),
        ]
    );
    assert_eq!(board.page.clocks.unwrap().len(), 8);
}

#[test]
fn what_is_late_is_handled_first_and_clocks_with_time_left_are_no_work() {
    let mut board = board();
    board.privacy(&RequestFigures {
        open: 3,
        late: 1,
        clocks: vec![
            clock("2026-10-26", "2026-11-25"),
            clock("2026-10-18", "2026-11-17"),
            clock("2026-11-16", "2026-12-16"),
        ],
    });
    board.custody(CustodyBoard {
        parcels: vec![parcel("2026-0871", true), parcel("2026-0911", false)],
        awaited: doublelock_store::custody::Awaited {
            expected: 2,
            late: 1,
        },
        outside: 9,
        outside_since: Some(Timestamp::from_micros(NOW.micros() - 6_600_000_000)),
        archived: 5,
        hands: Vec::new(),
        exceptions: Vec::new(),
        late: Vec::new(),
        open_exceptions: std::collections::BTreeMap::new(),
        visit: None,
        set_up: true,
    });
    let page = board.finished();
    let urgent = page.urgent.unwrap();
    let words: Vec<&str> = urgent.work.iter().map(|work| work.state.key()).collect();
    assert_eq!(
        words,
        ["state-late", "state-late", "state-due", "state-to-put-away"]
    );
    assert_eq!(urgent.total, 4);
    assert_eq!(
        page.facts.first(),
        Some(&Phrase::new("today-to-handle").with("n", 4_u32))
    );
    assert_eq!(page.parcels.unwrap().len(), 2);
    assert!(!page.archive.unwrap().open);
}

#[test]
fn a_count_of_zero_is_good_news_only_for_what_is_bad() {
    let mut board = board();
    board.tile("/shipments", 0, "tile-late-shipments", "refused");
    board.tile("/shipments", 0, "tile-parcels-expected", "");
    board.tile("/shipments", 1, "tile-late-shipments", "refused");
    let kinds: Vec<&str> = board.page.tiles.iter().map(|tile| tile.kind).collect();
    assert_eq!(kinds, ["done", "", "refused"]);
}

#[test]
fn a_verification_that_could_not_run_does_not_call_the_journal_altered() {
    let standing = Standing {
        size: 12,
        checkpoint: None,
    };
    let run = |outcome, detail: &str| JobRun {
        job: "verify".into(),
        scheduled_for: NOW,
        started_at: NOW,
        ended_at: Some(NOW),
        outcome,
        detail: Some(detail.into()),
    };
    let sound = |run: Option<JobRun>| journal_state(&(standing.clone(), run), None).sound;
    assert_eq!(sound(None), None);
    assert_eq!(
        sound(Some(run(RunOutcome::Failed, "the database is busy"))),
        None
    );
    assert_eq!(sound(Some(run(RunOutcome::Failed, "! 7"))), Some(false));
    assert_eq!(sound(Some(run(RunOutcome::Done, "12"))), Some(true));
    assert_eq!(journal_state(&(standing.clone(), None), None).since, 12);
}
