//! A warrant that a relation bounds.

use super::*;

#[test]
fn a_warrant_within_a_request_opens_its_record_and_no_other() {
    let mut desk = Desk::new();
    let hers = desk.logs("2026-11-03").reference;
    let (case_of_hers, case_of_his) = (desk.case, desk.open_case("Roy", "Alain"));
    desk.case = case_of_his;
    let his = desk.logs("2026-11-04").reference;
    let entries = desk.entries();

    // Sophie may open both; a warrant within the one request finds no other.
    for bounded in [(hers, his, case_of_his), (his, hers, case_of_hers)] {
        let (mine, other, case_of_other) = bounded;
        let opened = desk.within(mine, |unit| unit.open_request(other).map(drop));
        assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
        let opened = desk.within(mine, |unit| {
            unit.open_case_by_reference(case_of_other).map(drop)
        });
        assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
        // Bounded twice, it reaches neither.
        let warrant = desk.warrant::<Privacy>(Purpose::CopyRequest);
        let both = warrant
            .within(Relation::OfRequest(other))
            .within(Relation::OfRequest(mine));
        let opened = (desk.store).write(&both, |unit| unit.open_request(mine).map(drop));
        assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
    }
    // Nothing was shown, so nothing was written.
    assert_eq!(desk.entries(), entries);

    let case = desk.within(hers, |unit| Ok(unit.open_request(hers)?.1.shown()));
    assert_eq!(case.unwrap().reference, case_of_hers);
    let case = desk.within(hers, |unit| {
        Ok(unit.open_case_by_reference(case_of_hers)?.shown())
    });
    assert_eq!(case.unwrap().reference, case_of_hers);
    assert_eq!(
        desk.entries(),
        entries + 3,
        "a request and its case, and the case again"
    );
}

#[test]
fn it_reads_no_list_neither_to_act_nor_to_look() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-03").reference;
    let entries = desk.entries();
    let listed = desk.within(logged, |unit| {
        unit.list_requests(Worklist::Open, None, ZONE, 10).map(drop)
    });
    assert!(matches!(listed, Err(Error::NotFound)), "{listed:?}");
    let warrant = desk.warrant::<Privacy>(Purpose::CopyRequest);
    let bounded = warrant.clone().within(Relation::OfRequest(logged));
    let list = |warrant| {
        (desk.store).witness(warrant, |sight| {
            sight.list_requests(Worklist::Open, None, ZONE, 10)
        })
    };
    assert!(matches!(list(&bounded), Err(Error::NotFound)));
    assert_eq!(desk.entries(), entries);
    assert_eq!(list(&warrant).unwrap().len(), 1);
}

#[test]
fn a_copy_is_built_under_a_warrant_that_reaches_its_record_only() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-03").reference;
    let started = desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged)?;
        unit.start_build(&request, "here", LEASE)
    });
    assert!(matches!(started, Err(Error::NotFound)), "{started:?}");
    desk.builds(logged);
}
