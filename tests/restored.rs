//! Promise: a journal that goes on from a copy that was put back says so, under another name and
//! another key; what the key of before vouched for is still held against it, and nobody can bring
//! in a key unannounced.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;

use doublelock::running::signing::CheckpointFile;
use doublelock_domain::access::{Coordination, Custody, DutyName, FrontDoor, Purpose, Warrant};
use doublelock_domain::label::LabelClass;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Clock as _;
use doublelock_ledger::{Checkpoint, SigningKey};
use doublelock_store::front_door::SignedInPerson;
use doublelock_store::journal::{Reach, SelfCheck};
use doublelock_store::{Error, Result, Unit};
use doublelock_testkit::{ORIGIN, TestArchive, tamper, verify};

/// An archive whose database is that of before: it holds five entries, and its key signed eight.
struct Restored {
    archive: TestArchive,
    /// Notes of the key of before, of three and of eight entries.
    notes: [String; 2],
    next: SigningKey,
}

fn person(name: &str, duties: &[DutyName]) -> SignedInPerson {
    SignedInPerson {
        stable_id: format!("uuid:{name}"),
        display_name: name.into(),
        language: None,
        duties: duties.iter().copied().collect(),
    }
}

impl Restored {
    fn new() -> Self {
        let archive = TestArchive::in_a_file();
        archive.write_at_once(3);
        let three = archive.sign().unwrap();
        archive.write_at_once(5);
        let eight = archive.sign().unwrap();
        tamper(
            &archive.home().join("doublelock.sqlite"),
            "DELETE FROM ledger_checkpoint WHERE size > 3; DELETE FROM ledger_payload WHERE sequence > 4; \
             DELETE FROM ledger_entry WHERE sequence > 4; DELETE FROM ledger_subject WHERE sequence > 4;",
        );
        Self {
            archive,
            notes: [three, eight],
            next: SigningKey::from_seed(&format!("{ORIGIN}/2"), &[9; 32]).unwrap(),
        }
    }

    fn accepted_by(&self, first: &SignedInPerson, second: &SignedInPerson) -> Result<u64> {
        let kept = CheckpointFile::in_data(self.archive.home());
        let (work, old) = (self.archive.clockwork(), self.archive.key.verifying_key());
        let lost = self.archive.store.is_behind(&work, &old, &kept)?.unwrap();
        assert_eq!((lost.entries, lost.signed), (5, 8));
        let authority = "incident:2026-7".parse().unwrap();
        let next = self.next.verifying_key();
        self.archive.store.write(&work, |unit| {
            unit.continue_journal(&next, &lost, &authority, [first, second])
        })
    }

    /// Accepted, and signed by the new key after more was written.
    fn accepted() -> Self {
        let restored = Self::new();
        let alex = person("alex", &[DutyName::Operator]);
        let marc = person("marc", &[DutyName::Auditor]);
        assert_eq!(restored.accepted_by(&alex, &marc).unwrap(), 5);
        let file = restored.archive.home().join("journal-checkpoint.note");
        std::fs::rename(&file, file.with_extension("before")).unwrap();
        restored.archive.write_at_once(3);
        assert!(restored.signs().unwrap());
        restored
    }

    fn signs(&self) -> Result<bool> {
        let mut kept = CheckpointFile::in_data(self.archive.home());
        let work = self.archive.clockwork();
        let signed = self
            .archive
            .store
            .sign_checkpoint(&work, &self.next, &mut kept)?;
        Ok(signed.is_some())
    }

    fn checks(&self) -> SelfCheck {
        let work = self.archive.clockwork();
        let key = self.next.verifying_key();
        let check = self.archive.store.check_journal(&work, &key, Reach::Whole);
        check.unwrap()
    }

    fn note_file(&self, name: &str, note: &str) -> PathBuf {
        let file = self.archive.home().join(name);
        std::fs::write(&file, note).unwrap();
        file
    }

    /// What the stranger says of the database, held against these notes and this key.
    fn verified(&self, notes: &[&str], key: &SigningKey) -> verify::Report {
        let path = self.archive.home().join("doublelock.sqlite");
        self.verified_at(path, notes, key)
    }

    fn verified_at(&self, path: PathBuf, notes: &[&str], key: &SigningKey) -> verify::Report {
        let outside = notes.iter().enumerate();
        verify::verify(&verify::Request {
            path,
            outside: outside
                .map(|(n, note)| self.note_file(&format!("note-{n}"), note))
                .collect(),
            key: Some(key.verifying_key().to_string()),
        })
        .unwrap()
    }
}

fn codes(report: &verify::Report) -> Vec<(u64, &'static str)> {
    let findings = report.findings.iter();
    findings
        .map(|found| (found.entry, found.reason.code()))
        .collect()
}

fn notices(report: &verify::Report) -> Vec<&'static str> {
    report.notices.iter().map(|notice| notice.code()).collect()
}

#[test]
fn it_takes_two_people_of_two_duties() {
    let restored = Restored::new();
    let alex = person("alex", &[DutyName::Operator, DutyName::Auditor]);
    let marc = person("marc", &[DutyName::Auditor]);
    let before = restored.archive.entries().len();
    for (first, second, why) in [
        (&alex, &alex, Refusal::SamePerson),
        (&marc, &alex, Refusal::DutyNotHeld),
        (&marc, &marc, Refusal::SamePerson),
    ] {
        let refused = restored.accepted_by(first, second);
        assert!(matches!(refused, Err(Error::Refused(found)) if found == why));
    }
    assert_eq!(restored.archive.entries().len(), before);
    assert_eq!(restored.accepted_by(&alex, &marc).unwrap(), 5);
    let told = restored.archive.entries().pop().unwrap();
    assert_eq!(told.act, "journal.continued");
    assert_eq!(told.payload["note"], restored.notes[1].as_str());
    assert_eq!(told.payload["second"]["name"], "marc");
}

#[test]
fn the_journal_goes_on_and_everything_from_before_still_holds() {
    let restored = Restored::accepted();
    assert_eq!(restored.checks().broken_at, None);
    let [three, eight] = &restored.notes;
    let bundle = restored.archive.bundle();
    for path in [restored.archive.home().join("doublelock.sqlite"), bundle] {
        let report = restored.verified_at(path, &[three, eight], &restored.next);
        assert_eq!(codes(&report), [], "{:?}", report.lines());
        // The note of eight is lost with what it was of; only that of three was compared.
        assert_eq!((report.checkpoints, report.outside), (2, 1));
        assert_eq!(notices(&report), ["continued"]);
        let lines = report.lines().concat();
        assert!(
            lines.contains("another key signs from entry 5 on; what came after, up to 8"),
            "{lines}"
        );
    }
    // Whoever has only the key of before learns that it is one of before.
    let report = restored.verified(&[three], &restored.archive.key);
    assert_eq!(codes(&report), [], "{:?}", report.lines());
    assert!(notices(&report).contains(&"key-of-before"));
    assert!(!restored.signs().unwrap(), "nothing new to sign");
    assert_eq!(restored.archive.differing(), [""; 0]);
}

/// A film may bear a label, and a letter a number, that was given in what is lost.
#[test]
fn no_number_or_label_is_given_again_that_may_have_been_given_in_what_is_lost() {
    let restored = Restored::accepted();
    let archive = &restored.archive;
    let door = archive.warrant::<FrontDoor>(Purpose::SignIn);
    let nadia = person("nadia", &[DutyName::Coordination, DutyName::Custody]);
    let nadia = archive
        .store
        .write(&door, |unit| unit.vouch(&nadia))
        .unwrap();
    let work: Warrant<Custody> = nadia
        .take_up(Purpose::Shipment, archive.clock.now())
        .unwrap();
    let issue = |unit: &mut Unit<'_, Custody>| unit.issue_labels(LabelClass::Item, 2);
    archive.store.write(&work, issue).unwrap();
    let counters = "SELECT name, value FROM site_value WHERE name LIKE 'reference.case.%' OR \
                    name = 'label.I' ORDER BY name";
    // Three signed entries are lost, and a thousand that may have followed.
    assert_eq!(
        archive.sql(counters).unwrap(),
        [["label.I", "300902"], ["reference.case.2026", "1003"]]
    );
    assert_eq!(archive.differing(), [""; 0]);
    // What is skipped is no case.
    let desk: Warrant<Coordination> = nadia
        .take_up(Purpose::CaseWork, archive.clock.now())
        .unwrap();
    let none = (archive.store).read(&desk, |unit| Ok(unit.case_count()? == 0));
    assert!(none.unwrap());
    let forge = "UPDATE site_value SET value = '7' WHERE name = 'reference.case.2026'; \
                 INSERT INTO site_value VALUES ('reference.case.1999', '4')";
    archive.sql(forge).unwrap();
    assert_eq!(
        archive.differing(),
        [
            "site_value reference.case.1999: not made by any entry of the journal",
            "site_value reference.case.2026: differs in value",
        ]
    );
}

#[test]
fn what_the_key_of_before_signed_beyond_what_was_admitted_is_found() {
    let restored = Restored::accepted();
    let more = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 9,
        root: [1; 32],
    };
    let nine = restored.archive.key.sign(&more).unwrap();
    let report = restored.verified(&[&nine], &restored.next);
    assert_eq!(codes(&report), [(5, "outside-checkpoint-beyond-end")]);
    // And what it signed of what is left must be what is left.
    let forged = restored.archive.key.sign(&Checkpoint { size: 4, ..more });
    let report = restored.verified(&[&forged.unwrap()], &restored.next);
    assert_eq!(codes(&report), [(0, "outside-checkpoint-root")]);
}

#[test]
fn no_key_comes_in_unannounced() {
    let file = |restored: &Restored| restored.archive.home().join("doublelock.sqlite");
    for (change, entry) in [
        // Another one from another entry on, an earlier beginning, none at all before.
        (
            "UPDATE ledger_identity SET begins_at = 4 WHERE begins_at = 5",
            4,
        ),
        ("DELETE FROM ledger_identity WHERE begins_at = 0", 0),
    ] {
        let restored = Restored::accepted();
        tamper(&file(&restored), change);
        let report = restored.verified(&[], &restored.next);
        assert!(
            codes(&report).contains(&(entry, "identity")),
            "{change}: {:?}",
            report.lines()
        );
        let work = restored.archive.clockwork();
        let key = restored.next.verifying_key();
        let check = restored
            .archive
            .store
            .check_journal(&work, &key, Reach::Whole);
        let rings = check.is_err() || check.is_ok_and(|found| found.broken_at.is_some());
        assert!(rings, "{change}");
    }
    // A whole key, by name and number, from an entry on that says nothing of it.
    let restored = Restored::accepted();
    restored.archive.write_at_once(2);
    let foreign = SigningKey::from_seed("x.example", &[5; 32]).unwrap();
    let foreign = foreign.verifying_key();
    tamper(
        &file(&restored),
        &format!("INSERT INTO ledger_identity VALUES ('x.example', '{foreign}', 9)"),
    );
    let request = verify::Request {
        path: file(&restored),
        ..verify::Request::default()
    };
    let report = verify::verify(&request).unwrap();
    assert!(
        codes(&report).contains(&(9, "identity")),
        "{:?}",
        report.lines()
    );
    // A journal that says it goes on, and keeps the key of before.
    let restored = Restored::accepted();
    tamper(
        &file(&restored),
        "DELETE FROM ledger_identity WHERE begins_at = 5",
    );
    let report = restored.verified(&[], &restored.archive.key);
    assert!(
        codes(&report).contains(&(5, "identity")),
        "{:?}",
        report.lines()
    );
}

/// Whoever holds no key of ours can write a journal of their own, sign it with theirs, and announce
/// that ours goes on from its end.
#[test]
fn a_key_that_signed_nothing_vouches_for_nothing() {
    let restored = Restored::new();
    let alex = person("alex", &[DutyName::Operator]);
    let marc = person("marc", &[DutyName::Auditor]);
    restored.accepted_by(&alex, &marc).unwrap();
    let report = restored.verified(&[], &restored.next);
    assert_eq!(codes(&report), [(5, "identity")], "{:?}", report.lines());
    assert_eq!(restored.checks().broken_at, Some(5));
}

#[test]
fn a_note_of_what_is_lost_is_no_witness_of_what_is_left() {
    let restored = Restored::accepted();
    let report = restored.verified(&[&restored.notes[1]], &restored.next);
    assert_eq!(codes(&report), [], "{:?}", report.lines());
    assert!(notices(&report).contains(&"no-outside-checkpoint"));
    // The key of before signed another tree of eight: one of the two was not what was there.
    let other = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 8,
        root: [1; 32],
    };
    let other = restored.archive.key.sign(&other).unwrap();
    let report = restored.verified(&[&other], &restored.next);
    assert_eq!(codes(&report), [(5, "outside-checkpoint-beyond-end")]);
}

#[test]
fn a_clock_that_is_behind_is_set_before_anything_is_accepted() {
    let restored = Restored::new();
    restored
        .archive
        .clock
        .advance(doublelock_domain::time::Span::hours(-1));
    let alex = person("alex", &[DutyName::Operator]);
    let marc = person("marc", &[DutyName::Auditor]);
    let refused = restored.accepted_by(&alex, &marc);
    assert!(matches!(refused, Err(Error::Corrupt(_))), "{refused:?}");
    assert_eq!(restored.archive.entries().len(), 5);
}

#[test]
fn a_key_takes_the_place_of_none() {
    let archive = TestArchive::in_a_file();
    for (name, begins_at) in [("x.example", 0), (ORIGIN, 9)] {
        let replace =
            format!("INSERT OR REPLACE INTO ledger_identity VALUES ('{name}', 'x', {begins_at})");
        let refused = archive.sql(&replace);
        assert!(
            refused.is_err_and(|said| said.contains("append-only")),
            "{replace}"
        );
    }
}
