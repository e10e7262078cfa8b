//! The nightly comparison, record by record, and the index that it finds records by.

use doublelock_domain::access::{Coordination, Purpose};
use doublelock_domain::time::Clock as _;
use doublelock_store::Sight;
use doublelock_store::openings::Opening;
use doublelock_store::rebuild::Difference;

use super::Ground;

#[test]
fn the_nightly_comparison_finds_what_was_touched_and_the_rest_within_a_week() {
    let ground = Ground::new();
    let whole = ground.nightly(0, 0);
    assert!(whole.rows > 30 && whole.differing == 0, "{whole:?}");
    ground.archive.sql("UPDATE patient SET words = 7").unwrap();
    assert_eq!(ground.nightly(0, 0).differing, 1, "touched since yesterday");
    let untouched = u64::try_from(ground.archive.entries().len()).unwrap();
    let nights: Vec<u64> = (0..7)
        .map(|turn| ground.nightly(untouched, turn).differing)
        .collect();
    assert_eq!(
        nights.iter().sum::<u64>(),
        1,
        "one night of seven: {nights:?}"
    );
    ground.archive.close_altered();
}

#[test]
fn what_only_shows_a_record_makes_nothing_longer_that_reads_its_changes() {
    let ground = Ground::new();
    let before = ground.nightly(0, 0);
    let size = ground.archive.entries().len();
    let now = ground.archive.clock.now();
    let work = ground
        .nadia
        .take_up::<Coordination>(Purpose::CaseWork, now)
        .unwrap();
    for _ in 0..20 {
        let look = |sight: &mut Sight<'_, Coordination>| Ok(sight.open(&ground.case)?.shown());
        ground.archive.store.witness(&work, look).unwrap();
    }
    assert_eq!(ground.archive.entries().len(), size + 20);
    assert_eq!(ground.nightly(0, 0).entries, before.entries);
    let since = u64::try_from(size).unwrap();
    let case = format!("case:{}", ground.case);
    let due = |turn: u32| {
        let due = ground
            .archive
            .store
            .read(&ground.archive.clockwork(), |unit| {
                unit.records_due("case:", since, turn, 1)
            });
        due.unwrap()
    };
    assert_eq!(due(0).next, Some(case));
    let nights = (0..7).filter(|turn| !due(*turn).records.is_empty());
    assert_eq!(nights.count(), 1, "not touched: due on its night only");
    ground.archive.close();
}

#[test]
fn what_the_index_hides_or_invents_is_found_at_night() {
    let ground = Ground::new();
    let at_night = || {
        let (mut said, size) = (Vec::new(), ground.archive.entries().len() as u64);
        ground
            .archive
            .store
            .read(&ground.archive.clockwork(), |unit| {
                let mut tell = |differs: &Difference| said.push(differs.to_string());
                unit.compare_index(0, size, &mut tell)?;
                unit.rows_of_no_record(&mut tell)
            })
            .unwrap();
        said
    };
    assert_eq!(at_night(), [""; 0]);
    let case = &ground.case;
    // A change is called a look.
    let call = |what: &str| {
        format!(
            "UPDATE ledger_subject SET only_shown = {what} WHERE subject = 'case:{case}' AND \
             sequence = (SELECT min(sequence) FROM ledger_subject WHERE subject = 'case:{case}')"
        )
    };
    ground.archive.sql(&call("true")).unwrap();
    let said = at_night();
    let named = |one: &&String| one.ends_with("differs in only_shown");
    assert_eq!(said.iter().filter(named).count(), 1, "{said:?}");
    ground.archive.sql(&call("false")).unwrap();
    assert_eq!(at_night(), [""; 0]);
    // Rows under numbers that no entry has, one for a label that nobody printed.
    ground
        .archive
        .sql(
            "INSERT INTO ledger_subject VALUES ('label:DI0000000000', 4611686018427387904, true); \
             INSERT INTO ledger_subject VALUES ('item:x', -1, false); \
             INSERT INTO label (code, class, position, state) VALUES ('DI0000000000', 'I', 0, 'issued')",
        )
        .unwrap();
    let said = at_night();
    for invented in [
        "ledger_subject of entry -1",
        "ledger_subject of entry 4611686018427387904",
        "label DI0000000000",
    ] {
        let named = |one: &&String| one.starts_with(invented);
        assert_eq!(said.iter().filter(named).count(), 1, "{invented}: {said:?}");
    }
    ground
        .archive
        .sql(
            "DELETE FROM ledger_subject WHERE sequence < 0 OR sequence > 1000000; \
             DELETE FROM label WHERE code = 'DI0000000000'",
        )
        .unwrap();
    assert_eq!(at_night(), [""; 0]);
    // A look is hidden, another invented, a label that no entry knows is put in the table.
    ground
        .archive
        .sql(&format!(
            "DELETE FROM ledger_subject WHERE subject = 'case:{case}' AND sequence = \
             (SELECT max(sequence) FROM ledger_subject WHERE subject = 'case:{case}'); \
             INSERT INTO ledger_subject VALUES ('item:'' OR 1=1 --', 0, false); \
             INSERT INTO label (code, class, position, state) VALUES ('DI0000000000', 'I', 0, 'issued')"
        ))
        .unwrap();
    let said = at_night();
    assert_eq!(said.len(), 3, "{said:?}");
    let hidden = format!("ledger_subject case:{case} ");
    assert!(said.iter().any(|one| one.starts_with(&hidden)), "{said:?}");
    for invented in ["ledger_subject of entry 0", "label DI0000000000"] {
        let wanted = format!("{invented}: not made by any entry of the journal");
        assert!(said.contains(&wanted), "{said:?}");
    }
    // Nor does it stop the comparison by records, or run as SQL.
    assert_eq!(ground.nightly(0, 0).differing, 1);
    ground.archive.close_altered();
}

#[test]
fn every_record_that_was_shown_is_found_by_the_record() {
    let ground = Ground::new();
    let now = ground.archive.clock.now();
    let work = ground
        .nadia
        .take_up::<Coordination>(Purpose::CaseWork, now)
        .unwrap();
    let seen = ground
        .archive
        .store
        .write(&work, |unit| {
            unit.list_cases(None, 10)?;
            let case = unit.open(&ground.case)?;
            unit.latest_openings(&case, 10)
        })
        .unwrap();
    let acts: Vec<&str> = seen.iter().map(|opening| opening.act.as_str()).collect();
    // Newest first: now, the list, and when its parcel was announced.
    assert_eq!(acts, ["record.opened", "list.read", "record.opened"]);

    // A flood of invented rows neither adds a look nor hides one.
    let before = ground.archive.entries().len();
    ground.archive.write_at_once(600);
    let flood = format!(
        "INSERT INTO ledger_subject SELECT 'case:{}', sequence, true FROM ledger_entry WHERE sequence >= {before}",
        ground.case
    );
    ground.archive.sql(&flood).unwrap();
    let still = ground
        .archive
        .store
        .write(&work, |unit| {
            let case = unit.open(&ground.case)?;
            unit.latest_openings(&case, 10)
        })
        .unwrap();
    assert_eq!(still.len(), seen.len() + 1);
    let told = |all: &[Opening]| -> Vec<String> {
        let one =
            |opening: &Opening| format!("{} {} {}", opening.at.micros(), opening.who, opening.act);
        all.iter().map(one).collect()
    };
    assert_eq!(told(&still[1..]), told(&seen));
    ground
        .archive
        .sql(&flood.replace("INSERT INTO", "DELETE FROM").replace(
            &format!(
                "SELECT 'case:{}', sequence, true FROM ledger_entry WHERE",
                ground.case
            ),
            &format!(
                "WHERE sequence < {before} + 600 AND subject = 'case:{}' AND",
                ground.case
            ),
        ))
        .unwrap();
    assert!(
        seen.iter()
            .all(|opening| opening.who == "Nadia Tremblay-Roy")
    );
    ground.archive.close();
}
