//! What is late: by the clock, whether the night job has seen it or not; and ever after.

use super::*;
use crate::schema::journal::ledger_payload;

#[test]
fn a_letter_found_after_its_last_day_is_flagged_when_it_is_entered() {
    let desk = Desk::new();
    let logged = desk.logs("2026-10-01");
    assert!(logged.already_overdue);
    let standing = desk
        .privacy(|unit| {
            let now = unit.now();
            Ok(unit.open_request(logged.reference)?.0.standing(ZONE, now))
        })
        .unwrap();
    assert_eq!(standing, Standing::DeemedRefused { days_late: 21 });
}

#[test]
fn the_night_job_marks_what_is_late_once_and_a_clock_set_back_does_not_undo_it() {
    let desk = Desk::new();
    let logged = desk.logs("2026-10-26");
    assert_eq!(
        desk.clockwork(|unit| unit.mark_overdue_requests()).unwrap(),
        0
    );

    let noon = desk.clock.0.load(Ordering::SeqCst);
    desk.at(noon + Span::hours(24 * 5).micros());
    assert_eq!(
        desk.clockwork(|unit| unit.mark_overdue_requests()).unwrap(),
        1
    );
    assert_eq!(
        desk.clockwork(|unit| unit.mark_overdue_requests()).unwrap(),
        0
    );

    desk.at(noon);
    let request = desk
        .privacy(|unit| Ok(unit.open_request(logged.reference)?.0.shown()))
        .unwrap();
    assert_eq!(
        request.standing(ZONE, desk.clock.now()),
        Standing::DeemedRefused { days_late: 1 }
    );
}

impl Desk {
    fn at(&self, micros: i64) {
        self.clock.0.store(micros, Ordering::SeqCst);
    }
}

#[test]
fn an_answer_after_the_last_day_is_late_before_the_night_job_has_seen_it() {
    for (after, late) in [(Span::minutes(0), false), (Span::minutes(1), true)] {
        let desk = Desk::new();
        let logged = desk.logs("2026-10-26");
        desk.has_a_copy(logged.reference);
        let last = ZONE.end_of("2026-11-25".parse().unwrap());
        desk.at(last.plus(after).micros());
        let warrant = desk.warrant::<Privacy>(Purpose::CopyRequest);
        let seen = desk.store.read(&warrant, |unit| unit.late_requests());
        assert_eq!(seen.unwrap(), u64::from(late));
        desk.hands_over(logged.reference, None).unwrap();
        let mut conn = conn::take(desk.store.writers()).unwrap();
        let answered: String = ledger_payload::table
            .order(ledger_payload::sequence.desc())
            .select(ledger_payload::payload)
            .first(&mut conn)
            .unwrap();
        let wanted = format!("\"late\":{late}");
        assert!(answered.contains(&wanted), "{answered}");
    }
}
