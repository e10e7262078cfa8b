//! Builds of a copy: one at a time, cut off, repeated; what of a copy is shown once, and let go; a copy whose row is
//! damaged.

use doublelock_domain::access::Reception;
use doublelock_domain::object::ObjectStanding;

use super::*;
use crate::privacy::CopyTrouble;
use crate::privacy::troubles::outgrown_discs;

/// What the list says is in the way of the only copy.
fn trouble(desk: &Desk) -> Option<CopyTrouble> {
    let list = desk.privacy(|unit| unit.list_requests(Worklist::Open, None, ZONE, 50));
    list.unwrap()[0].trouble
}

#[test]
fn a_build_cut_off_by_a_stop_is_failed_at_the_next_start_and_can_be_repeated() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    let start = |desk: &Desk| {
        desk.within(logged.reference, |unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            unit.start_build(&request, "here", LEASE)
        })
    };
    let torn = start(&desk).unwrap();
    assert!(
        matches!(
            start(&desk),
            Err(Error::Refused(Refusal::WrongState { .. }))
        ),
        "one build at a time"
    );
    let cut_off = |desk: &Desk| desk.clockwork(|unit| unit.fail_cut_off_builds()).unwrap();
    assert_eq!(cut_off(&desk), 0, "somebody is at work on it");
    desk.clockwork(|unit| unit.abandon_claims("here")).unwrap();
    assert_eq!(cut_off(&desk), 1);
    assert_eq!(desk.state(logged.reference), RequestState::Logged);
    assert_eq!(
        trouble(&desk),
        Some(CopyTrouble::NotBuilt),
        "the lists say so"
    );
    let late = desk.privacy(|unit| unit.finish_build(&torn, &built(torn.package())));
    assert!(
        matches!(late, Err(Error::ClaimLost)),
        "a torn build never becomes ready"
    );

    desk.builds(logged.reference);
    assert_eq!(trouble(&desk), None);
    let packages = desk
        .privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            unit.packages(&request)
        })
        .unwrap();
    assert_eq!(packages[0].state, PackageState::Ready);
    assert_eq!(packages[0].progress[0], (PackagePart::Images, 3, 3));
    assert_eq!(packages[0].files, (3, 3000));
    assert_eq!(
        (packages[1].state, packages[1].fault),
        (PackageState::Failed, Some(BuildFault::CutOff))
    );
}

#[test]
fn the_passphrase_is_shown_once_and_what_a_new_build_replaces_is_let_go() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    let first = desk.builds(logged.reference);
    let take = |desk: &Desk| {
        desk.privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            unit.take_passphrase(&request)
        })
    };
    assert_eq!(take(&desk).unwrap().0, built(&first).passphrase.id);
    assert!(matches!(
        take(&desk),
        Err(Error::Refused(Refusal::AlreadyDone { .. }))
    ));

    desk.clock
        .0
        .fetch_add(Span::minutes(1).micros(), Ordering::SeqCst);
    let second = desk.builds(logged.reference);
    let appliance = desk.store.appliance().unwrap();
    let warrant: Warrant<Reception> = appliance
        .take_up(Purpose::Import, desk.clock.now())
        .unwrap();
    let standing = |object: &NewObject| {
        desk.store
            .witness(&warrant, |unit| {
                unit.object_standing(object.stored.id.as_str())
            })
            .unwrap()
    };
    let is = |package, wanted| {
        let objects = built(package).objects;
        objects.iter().all(|object| standing(object) == wanted)
    };
    assert!(is(&second, ObjectStanding::Stored));
    assert!(is(&first, ObjectStanding::Condemned), "their bytes may go");
}

/// A row that somebody altered, or a program wrote that is not this one.
#[test]
fn a_copy_that_does_not_say_what_it_holds_is_no_answer_anywhere() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.has_a_copy(logged.reference);
    desk.labels_a_disc(logged.reference, 'A').unwrap();
    let custody = desk.warrant::<Custody>(Purpose::Shipment);
    let disc = item('A');
    let outgrown = || {
        let work = |unit: &mut Unit<'_, _>| outgrown_discs(unit.conn(), &[disc.as_str()]);
        desk.store.write(&custody, work).unwrap().len()
    };
    assert_eq!((trouble(&desk), outgrown()), (None, 0));
    for holds in ["NULL", "'{}'", "'{\"v\":2}'"] {
        let mut conn = conn::take(desk.store.writers()).unwrap();
        let altered = format!("UPDATE record_package SET holds = {holds}");
        diesel::sql_query(altered).execute(&mut *conn).unwrap();
        drop(conn);
        assert_eq!(trouble(&desk), Some(CopyTrouble::Outgrown), "{holds}");
        assert_eq!(outgrown(), 1, "{holds}");
        let sealed = desk
            .store
            .write(&custody, |unit| disc_is_current(unit, &disc));
        assert!(sealed.is_err(), "{holds}");
    }
}
