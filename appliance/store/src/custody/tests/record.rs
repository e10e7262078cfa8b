//! The events are the truth, and cannot be changed.

use super::*;

#[test]
fn events_can_neither_be_changed_nor_deleted() {
    let centre = Centre::new();
    centre.received();
    let mut conn = conn::take(centre.store.writers()).unwrap();
    for change in [
        "UPDATE custody_event SET to_id = 'x'",
        "DELETE FROM custody_event",
    ] {
        assert!(conn.batch_execute(change).is_err(), "{change}");
    }
}

/// I6: the present follows from the events alone.
#[test]
fn the_present_is_the_fold_of_the_events() {
    use crate::schema::custody::{custody_event, item};
    use diesel::prelude::*;
    let centre = Centre::new();
    let labels = centre.received();
    centre.enter(&[centre.item(labels[2])]).unwrap();
    centre.scan(centre.place("Tablette 1-B").fact.label);
    centre.scan(labels[2]);
    centre.scan(labels[3]);
    centre.scan("DXUNDOLAST");
    let mut conn = conn::take(centre.store.writers()).unwrap();
    let items: Vec<(String, String, String, i32)> = item::table
        .select((item::id, item::holder_kind, item::holder_id, item::item_seq))
        .load(&mut conn)
        .unwrap();
    assert_eq!(items.len(), 5);
    for (id, kind, holder, seq) in items {
        type Row = (i32, Option<String>, Option<String>, String, String);
        let chain: Vec<Row> = custody_event::table
            .filter(custody_event::item_id.eq(&id))
            .order(custody_event::item_seq)
            .select((
                custody_event::item_seq,
                custody_event::from_kind,
                custody_event::from_id,
                custody_event::to_kind,
                custody_event::to_id,
            ))
            .load(&mut conn)
            .unwrap();
        for (n, pair) in (1..).zip(chain.windows(2)) {
            assert_eq!(pair[0].0, n);
            let from = (pair[1].1.clone().unwrap(), pair[1].2.clone().unwrap());
            assert_eq!(from, (pair[0].3.clone(), pair[0].4.clone()), "no gap");
        }
        let last = chain.last().unwrap();
        assert_eq!((last.0, &last.3, &last.4), (seq, &kind, &holder));
    }
}

#[test]
fn shelves_of_locked_cabinets_in_the_archive_have_two_barriers() {
    let centre = Centre::new();
    let archives = centre.custody(|unit| unit.archives()).unwrap();
    assert_eq!(archives.len(), 1);
    let places = centre.custody(|unit| unit.places()).unwrap();
    assert_eq!(places.len(), PLACES.len());
    let shelves = places.iter().filter(|p| p.fact.is_archive_grade());
    assert_eq!(
        shelves
            .filter(|p| p.fact.kind == LocationKind::Shelf)
            .count(),
        4
    );
}

#[test]
fn what_is_refused_leaves_nothing_but_that_in_the_same_transaction() {
    let centre = Centre::new();
    let (place, before) = (centre.archive(), centre.journal().len());
    let labels = |unit: &mut Unit<'_, Custody>| unit.issue_labels(LabelClass::Item, 3);
    let first = centre.custody(labels).unwrap().labels;
    centre
        .custody(|unit| {
            unit.visits(5)?;
            let refused = unit.attempt(|unit| {
                unit.items(&crate::custody::ItemFilter::default(), None, 5)?;
                labels(unit)?;
                Err::<(), _>(Refusal::StationBusy.into())
            })?;
            assert_eq!(refused, Err(Refusal::StationBusy));
            let kept = unit.attempt(labels)?.map(|batch| batch.labels);
            assert!(kept.is_ok_and(|kept| kept != first));
            unit.note_visit_refused(VisitStep::Close, &(&place).into(), "locks-open")
        })
        .unwrap();
    let acts = centre.journal().split_off(before);
    let acts: Vec<_> = acts.iter().map(|(act, ..)| act.as_str()).collect();
    assert_eq!(
        acts,
        ["label.issued", "list.read", "label.issued", "visit.refused"]
    );
    // What fails otherwise takes the whole unit with it.
    let failed = centre.custody(|unit| {
        labels(unit)?;
        unit.attempt(|_| Err::<(), _>(Error::NotFound))
    });
    assert!(matches!(failed, Err(Error::NotFound)));
    assert_eq!(centre.journal().len(), before + 4);
}
