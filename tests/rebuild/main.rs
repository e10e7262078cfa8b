//! Promise: the tables follow from the journal. Whoever alters one past the appliance is found
//! row by row, and `doublelock rebuild` makes every table again as the journal says.

#![expect(clippy::unwrap_used, reason = "tests")]

mod command;
mod index;

use doublelock_domain::access::{Actor, Coordination, Custody, DutyName, FrontDoor, Purpose};
use doublelock_domain::case::NewCaseForm;
use doublelock_domain::custody::parcel_forms::AnnouncementForm;
use doublelock_domain::ids::CaseId;
use doublelock_domain::label::LabelClass;
use doublelock_domain::patient::Answer;
use doublelock_domain::time::{Clock as _, SiteZone};
use doublelock_store::front_door::SignedInPerson;
use doublelock_store::rebuild::Compared;
use doublelock_store::tables;
use doublelock_testkit::{TestArchive, golden};

const ZONE: SiteZone = SiteZone::MONTREAL;

/// An archive with a case, a parcel that was announced for it, and thirty labels.
struct Ground {
    archive: TestArchive,
    nadia: Actor,
    case: CaseId,
}

fn parcel(waybill: &str) -> AnnouncementForm<'_> {
    AnnouncementForm {
        sender: "Clinique du Fjord",
        carrier: "Express Boréal",
        waybill,
        eta: "2026-11-23",
        asked: "",
        contents: vec![("film_sheet", "3")],
    }
}

fn nadia_comes_into(archive: &TestArchive) -> Actor {
    let who = SignedInPerson {
        stable_id: "uuid:nadia".into(),
        display_name: "Nadia Tremblay-Roy".into(),
        language: None,
        duties: [DutyName::Coordination, DutyName::Custody].into(),
    };
    let door = archive.warrant::<FrontDoor>(Purpose::SignIn);
    archive.store.write(&door, |unit| unit.vouch(&who)).unwrap()
}

fn sqlite(archive: &TestArchive) -> bool {
    archive.home().join("doublelock.sqlite").exists()
}

impl Ground {
    fn new() -> Self {
        let archive = TestArchive::new();
        let nadia = nadia_comes_into(&archive);
        let now = archive.clock.now();
        let work = nadia
            .take_up::<Coordination>(Purpose::CaseWork, now)
            .unwrap();
        let today = now.date_in(ZONE);
        let case = archive
            .store
            .write(&work, |unit| {
                let form = NewCaseForm {
                    family_name: "Bergeron-Aubé",
                    given_names: "Luc",
                    birth_date: "1961-05-04",
                    sex: "M",
                    language: "fr",
                    ..NewCaseForm::default()
                };
                let new = form.check(today).unwrap();
                let begun = unit.open_case(&new, &Answer::NotAsked, ZONE)?;
                let (id, _) = begun.opened().unwrap();
                let case = unit.open(&id)?;
                let form = parcel("EB44710083").check(today).unwrap();
                unit.announce_shipment(&case, &form, ZONE)?;
                Ok(id)
            })
            .unwrap();
        let desk = nadia.take_up::<Custody>(Purpose::Shipment, now).unwrap();
        archive
            .store
            .write(&desk, |unit| unit.issue_labels(LabelClass::Item, 30))
            .unwrap();
        Self {
            archive,
            nadia,
            case,
        }
    }

    /// Compares the records that are due, as the nightly job does.
    fn nightly(&self, since: u64, turn: u32) -> Compared {
        let (mut found, mut after) = (Compared::default(), String::new());
        loop {
            let (compared, next) = self
                .archive
                .store
                .read(&self.archive.clockwork(), |unit| {
                    let due = unit.records_due(&after, since, turn, 7)?;
                    Ok((unit.compare_records(&due.records, &mut |_| {})?, due.next))
                })
                .unwrap();
            found = found.and(compared);
            match next {
                Some(last) => after = last,
                None => return found,
            }
        }
    }
}

#[test]
fn every_table_is_in_one_golden_list() {
    let archive = TestArchive::in_a_file();
    let live = archive
        .sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
             AND name <> '__diesel_schema_migrations' ORDER BY name",
        )
        .unwrap()
        .concat();
    let mut listed: Vec<&str> = tables::FOLLOWS.iter().map(|table| table.name).collect();
    listed.extend(tables::JOURNAL.iter().chain(tables::KEPT));
    listed.extend(tables::THROW_AWAY);
    listed.sort_unstable();
    assert_eq!(live, listed, "each table once, in one list");
    let lists: [(&str, Vec<&str>); 4] = [
        (
            "follows",
            tables::FOLLOWS.iter().map(|table| table.name).collect(),
        ),
        ("journal", tables::JOURNAL.to_vec()),
        ("kept", tables::KEPT.to_vec()),
        ("throw-away", tables::THROW_AWAY.to_vec()),
    ];
    let said: String = lists
        .iter()
        .map(|(list, tables)| format!("{list}: {}\n", tables.join(" ")))
        .collect();
    golden::compare("tables.txt", &said);
    archive.close();
}

#[test]
fn each_kind_of_alteration_is_named_by_table_and_row_and_nothing_else() {
    let ground = Ground::new();
    let case = ground.case.to_string();
    for (alter, back, wanted) in [
        (
            format!("UPDATE case_file SET question_words = 7 WHERE id = '{case}'"),
            format!("UPDATE case_file SET question_words = NULL WHERE id = '{case}'"),
            vec![format!("case_file {case}: differs in question_words")],
        ),
        (
            "UPDATE shipment_line SET outcome = 'missing' WHERE position = 1".to_owned(),
            "UPDATE shipment_line SET outcome = 'expected' WHERE position = 1".to_owned(),
            vec!["differs in outcome".to_owned()],
        ),
        (
            "UPDATE label SET state = 'active', active_at = 0 WHERE position = 7".to_owned(),
            "UPDATE label SET state = 'issued', active_at = NULL WHERE position = 7".to_owned(),
            vec!["differs in state, active_at".to_owned()],
        ),
        (
            "DELETE FROM shipment_line WHERE position = 2".to_owned(),
            String::new(),
            vec!["2: missing".to_owned()],
        ),
    ] {
        ground.archive.sql(&alter).unwrap();
        let found = ground.archive.differing();
        assert_eq!(found.len(), wanted.len(), "{alter}: {found:?}");
        for (said, wanted) in found.iter().zip(&wanted) {
            assert!(said.ends_with(wanted.as_str()), "{alter}: {said}");
            assert!(!said.contains("Bergeron"), "a name: {said}");
        }
        if !back.is_empty() {
            ground.archive.sql(&back).unwrap();
            assert_eq!(ground.archive.differing(), [""; 0], "{back}");
        }
    }
    // A row that nothing made, an entry that the index does not have, a counter set back.
    ground
        .archive
        .sql(
            "INSERT INTO label (code, class, position, state) VALUES ('DI0000000000', 'I', 0, 'issued'); \
             DELETE FROM ledger_subject WHERE subject LIKE 'batch:%'; \
             UPDATE site_value SET value = '3' WHERE name = 'label.I'; \
             INSERT INTO key_wrap SELECT 'case:nobody', wrapped_by, wrapped FROM key_wrap \
             WHERE subject LIKE 'case:%'; \
             UPDATE record_key SET under = NULL WHERE subject LIKE 'case:%'; \
             UPDATE key_wrap SET wrapped = ''::bytea WHERE subject LIKE 'case:0%'"
                .replace("''::bytea", if sqlite(&ground.archive) { "x''" } else { "''::bytea" })
                .as_str(),
        )
        .unwrap();
    let found = ground.archive.differing().join("\n");
    for said in [
        "label DI0000000000: not made by any entry of the journal",
        "ledger_subject batch:",
        "site_value label.I: differs in value",
        &format!("key_wrap case:{case}: differs in wrapped"),
        "key_wrap case:nobody: not made by any entry of the journal",
        &format!("record_key case:{case}: differs in under"),
    ] {
        assert!(found.contains(said), "{said}: {found}");
    }
    ground.archive.close_altered();
}

#[test]
fn an_altered_content_cannot_make_a_table_right() {
    let ground = Ground::new();
    let guards = if ground.archive.home().join("doublelock.sqlite").exists() {
        "DROP TRIGGER ledger_payload_refuses_update"
    } else {
        "ALTER TABLE ledger_payload DISABLE TRIGGER USER"
    };
    let both = format!(
        "{guards}; \
         UPDATE ledger_payload SET payload = replace(payload, '\"of\":\"patient', '\"of\":\"pationt'); \
         UPDATE patient SET words = 7"
    );
    ground.archive.sql(&both).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let found = ground
        .archive
        .store
        .read(&ground.archive.clockwork(), |unit| {
            unit.compare_tables(&scratch.path().join("folded"), &mut |_| {})
        });
    assert!(
        matches!(found, Err(doublelock_store::Error::LedgerBroken(_))),
        "{found:?}"
    );
}

/// Every index, with how it was made.
fn indexes(ground: &Ground) -> Vec<Vec<String>> {
    let all = if ground.archive.home().join("doublelock.sqlite").exists() {
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    } else {
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"
    };
    ground.archive.sql(all).unwrap()
}

fn rebuild(ground: &Ground) -> doublelock_store::Result<u64> {
    let work = ground.archive.clockwork();
    ground.archive.store.rebuild_tables(&work)
}

#[test]
fn the_tables_are_made_again_and_guards_and_indexes_stand_again() {
    let ground = Ground::new();
    let indexes_before = indexes(&ground);
    assert!(indexes_before.len() > 40, "{indexes_before:?}");
    ground
        .archive
        .sql(
            "UPDATE patient SET words = 7; \
             DELETE FROM ledger_subject; \
             DELETE FROM shipment_line; \
             UPDATE person SET display_name = 'Personne'",
        )
        .unwrap();
    assert!(ground.archive.differing().len() > 5);
    let entries = rebuild(&ground).unwrap();
    assert_eq!(entries + 1, ground.archive.entries().len() as u64);
    assert_eq!(ground.archive.differing(), [""; 0]);
    let rebuilt = ground.archive.entries().pop().unwrap();
    assert_eq!(rebuilt.act, "tables.rebuilt");
    // What only grows refuses again what it refused before.
    for table in ["custody_event", "disclosure"] {
        let refused = ground.archive.sql(&format!("DELETE FROM {table}"));
        if ground.archive.home().join("doublelock.sqlite").exists() {
            // SQLite asks its triggers row by row.
            let guards = ground
                .archive
                .sql(&format!(
                    "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{table}'"
                ))
                .unwrap();
            assert_eq!(guards, [["3"]], "{table}");
        } else {
            assert!(refused.is_err(), "{table}");
        }
    }
    assert_eq!(indexes(&ground), indexes_before);
    // And the appliance works on: the same person, the next number.
    let now = ground.archive.clock.now();
    let work = ground
        .nadia
        .take_up::<Coordination>(Purpose::CaseWork, now)
        .unwrap();
    ground
        .archive
        .store
        .write(&work, |unit| unit.open(&ground.case).map(drop))
        .unwrap();
    ground.archive.close();
}

#[test]
fn a_rebuild_that_fails_leaves_the_tables_as_they_were() {
    let ground = Ground::new();
    ground.archive.sql("UPDATE patient SET words = 7").unwrap();
    let before = ground.archive.differing();
    // The last entry is not what its leaf commits to: everything before it was folded.
    let last = ground.archive.entries().len() - 1;
    let alter = |change: &str| {
        let set = format!("UPDATE ledger_payload SET {change} WHERE sequence = {last}");
        ground.archive.sql(&set).unwrap();
    };
    ground
        .archive
        .sql("DROP TRIGGER ledger_payload_refuses_update")
        .or_else(|_| {
            let off = "ALTER TABLE ledger_payload DISABLE TRIGGER USER";
            ground.archive.sql(off)
        })
        .unwrap();
    alter("payload = payload || ' '");
    let cut_off = rebuild(&ground);
    assert!(
        matches!(cut_off, Err(doublelock_store::Error::LedgerBroken(at)) if at == last as u64),
        "{cut_off:?}"
    );
    alter("payload = rtrim(payload)");
    assert_eq!(ground.archive.differing(), before);
    ground.archive.close_altered();
}

/// As many entries as a fold cannot have at hand at once, and more.
fn many_entries(ground: &Ground) {
    let work = ground.archive.clockwork();
    let noted = ground.archive.store.write(&work, |unit| {
        for _ in 0..2_600 {
            unit.note_comparison(&Compared::default())?;
        }
        Ok(())
    });
    noted.unwrap();
}

#[test]
fn an_entry_that_is_not_there_stops_the_fold_wherever_it_was() {
    let ground = Ground::new();
    many_entries(&ground);
    for table in ["ledger_payload", "ledger_entry"] {
        ground
            .archive
            .sql(&format!("DROP TRIGGER {table}_refuses_delete"))
            .or_else(|_| {
                let off = format!("ALTER TABLE {table} DISABLE TRIGGER USER");
                ground.archive.sql(&off)
            })
            .unwrap();
    }
    // The last one of a page, and then an earlier one in the midst of one.
    for gone in [999_u64, 420] {
        for table in ["ledger_payload", "ledger_entry"] {
            let delete = format!("DELETE FROM {table} WHERE sequence = {gone}");
            ground.archive.sql(&delete).unwrap();
        }
        let rebuilt = rebuild(&ground);
        assert!(
            matches!(rebuilt, Err(doublelock_store::Error::LedgerBroken(at)) if at == gone),
            "{rebuilt:?}"
        );
    }
}

#[test]
fn a_fold_that_fails_early_ends_and_nothing_waits_for_it() {
    let ground = Ground::new();
    many_entries(&ground);
    // Under the name of an index that a fold needs and keeps: no second person goes in.
    let unfollowed = if ground.archive.home().join("doublelock.sqlite").exists() {
        "PRAGMA foreign_keys = OFF"
    } else {
        "SET session_replication_role = replica"
    };
    ground
        .archive
        .sql(&format!(
            "{unfollowed}; DROP INDEX object_of_record; \
             DELETE FROM person WHERE stable_id <> 'appliance'; \
             CREATE UNIQUE INDEX object_of_record ON person ((1 + 0 * length(id)))"
        ))
        .unwrap();
    let rebuilt = rebuild(&ground);
    assert!(rebuilt.is_err(), "{rebuilt:?}");
    // And the connection goes on as before.
    ground
        .archive
        .sql("DROP INDEX object_of_record; CREATE INDEX object_of_record ON sealed_object (record)")
        .unwrap();
    rebuild(&ground).unwrap();
    ground.archive.close();
}

#[test]
fn the_appliance_is_who_the_journal_says_whatever_its_row_says() {
    let ground = Ground::new();
    let size = ground.archive.entries().len();
    ground
        .archive
        .sql("UPDATE person SET stable_id = 'x' WHERE stable_id = 'appliance'")
        .unwrap();
    let again = ground.archive.store.appliance().unwrap();
    assert_eq!(again.id(), ground.archive.appliance.id());
    assert_eq!(ground.archive.entries().len(), size, "nothing was written");
    assert_eq!(ground.archive.differing().len(), 1);
    rebuild(&ground).unwrap();
    ground.archive.close();
}

#[test]
fn a_pair_that_an_altered_row_made_possible_is_named_and_does_not_stop_the_fold() {
    let ground = Ground::new();
    ground
        .archive
        .sql("UPDATE person SET stable_id = 'x' WHERE stable_id = 'uuid:nadia'")
        .unwrap();
    // The rule asked the altered table, and let her in as somebody new.
    nadia_comes_into(&ground.archive);
    let found = ground.archive.differing();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with("differs in stable_id"), "{found:?}");
    ground.archive.close_altered();
}
