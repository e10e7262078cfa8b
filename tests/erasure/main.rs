//! Promise: what names or describes a person lies nowhere in clear, and whoever is erased is
//! unreadable in every copy, with every key that is left; the chain of custody and the
//! journal stand.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use doublelock::erasure::{Cut, Keys, LONGEST_LOOK};
use doublelock::machine::MachineEntropy;
use doublelock::site_keys::SiteKeys;
use doublelock_domain::access::{
    Actor, Clockwork, Coordination, Duty, DutyName, FrontDoor, Imaging, Privacy, Purpose, Warrant,
};
use doublelock_domain::case::NewCaseForm;
use doublelock_domain::custody::parcel_forms::AnnouncementForm;
use doublelock_domain::erasure::{Erasers, Record};
use doublelock_domain::exam::ExamForm;
use doublelock_domain::ids::{CaseId, PatientId, hex};
use doublelock_domain::imaging::StudyState;
use doublelock_domain::patient::Answer;
use doublelock_domain::refusal::Refusal;
use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_imaging::scu::{self, Outgoing, Peer};
use doublelock_store::erasure::Tried;
use doublelock_store::front_door::SignedInPerson;
use doublelock_store::{DatabaseUrl, Error, Store};

use doublelock_testkit::clerk::{Clerk, codes};
use doublelock_testkit::people::{KARIM, NADIA};
use doublelock_testkit::{Log, RepeatingChance, TestAppliance, appliance, sqlite_file, tamper};
use doublelock_vault::{Keyring, MasterKey};

mod described;
mod killed;
mod restored;

/// What is planted, and looked for afterwards.
const FAMILY: &str = "Zorgluwitz";
const NUMBER: &str = "QX7741903";
const SENDER: &str = "Xylografe";
const DICOM_NAME: &str = "ZORGLUWITZ^ODILE";
const UID_ROOT: &str = "2.25.7741903";

/// Somebody with every duty, and somebody else who answers for privacy.
struct Centre {
    app: TestAppliance,
    first: Actor,
    second: Actor,
    case: CaseId,
    patient: PatientId,
}

fn vouched(app: &TestAppliance, name: &str, duties: &[DutyName]) -> Actor {
    let who = SignedInPerson {
        stable_id: format!("uuid:{name}"),
        display_name: name.to_owned(),
        language: None,
        duties: duties.iter().copied().collect(),
    };
    let door = app.warrant::<FrontDoor>(Purpose::SignIn);
    let store = &app.office().store;
    store.write(&door, |unit| unit.vouch(&who)).unwrap()
}

impl Centre {
    async fn new() -> Self {
        let app = appliance!();
        let duties = [DutyName::Coordination, DutyName::Imaging, DutyName::Privacy];
        let first = vouched(&app, "first", &duties);
        let second = vouched(&app, "second", &[DutyName::Privacy]);
        let zone = app.office().config.centre.zone;
        let form = NewCaseForm {
            family_name: FAMILY,
            given_names: "Odile",
            birth_date: "1958-06-17",
            sex: "F",
            hospital_number: NUMBER,
            hospital_issuer: "Belvedere",
            language: "fr",
            question: "Zorgluwitz demande si le nodule a grandi",
        };
        let new = form.check(app.office().now().date_in(zone)).unwrap();
        let exam = ExamForm {
            modality: "ct",
            part: "chest",
            source: "Clinique Zorgluwitz",
            wanted: "2026-12-11",
            ..ExamForm::default()
        };
        let exam = exam.check(app.office().now().date_in(zone), None).unwrap();
        let work: Warrant<Coordination> = first
            .take_up(Purpose::CaseWork, app.office().now())
            .unwrap();
        let (case, patient) = app
            .office()
            .store
            .write(&work, |unit| {
                let begun = unit.open_case(&new, &Answer::NotAsked, zone)?;
                let (case, _) = begun.opened().unwrap();
                let opened = unit.open(&case)?;
                unit.expect_exam(&opened, &exam)?;
                Ok((case, opened.patient_id.clone()))
            })
            .unwrap();
        let centre = Self {
            app,
            first,
            second,
            case,
            patient,
        };
        centre.images_arrive().await;
        centre
    }

    fn warrant<D: Duty>(&self, purpose: Purpose) -> Warrant<D> {
        let now = self.app.office().now();
        self.first.take_up(purpose, now).unwrap()
    }

    fn store(&self) -> &Store {
        &self.app.office().store
    }

    /// Three images over the network, attached to the case once they were read.
    async fn images_arrive(&self) {
        let files = images();
        let objects = files
            .iter()
            .map(|file| Outgoing::from_part10(file).unwrap());
        let config = &self.app.office().config;
        let peer = Peer {
            address: self.app.running.dicom.unwrap().to_string(),
            called_ae: config.dicom.called_ae.clone(),
            calling_ae: config.dicom.callers[0].ae_title.clone(),
            patience: Duration::from_secs(20),
        };
        scu::store(&peer, objects.collect()).await.unwrap();
        let desk = self.warrant::<Imaging>(Purpose::Import);
        for _ in 0..600 {
            let done = self.store().write(&desk, |unit| {
                let line = unit.list_studies(StudyState::Unassigned, None, 10)?;
                let line = line.first().ok_or(Error::NotFound)?;
                let study = unit.open_study(&line.id)?;
                let case = unit.open_case_by_reference("2026-0001".parse().unwrap())?;
                unit.attach_study(&study, &case, 3, &BTreeSet::new())
            });
            if done.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the images were not read");
    }

    fn erases(&self, record: &Record) -> Result<u64, Error> {
        let people = Erasers::together(&self.first, &self.second).unwrap();
        let warrant = self.warrant::<Privacy>(Purpose::Erasure);
        let authority = "CAI:2026-114".parse().unwrap();
        self.store()
            .write(&warrant, |unit| unit.erase(record, &authority, &people))
    }

    fn data(&self) -> PathBuf {
        self.app.office().config.storage.data.clone()
    }

    /// Records as they were, opened with the master key and today's keyring.
    fn copy_from_before(&self, copy: PathBuf) -> Store {
        let storage = &self.app.office().config.storage;
        Store::new(
            &DatabaseUrl::Sqlite(copy),
            self.app.clock.clone(),
            Arc::new(RepeatingChance::default()),
            Arc::new(SiteKeys::of(&storage.data, &storage.master_key)),
        )
    }

    fn tries_to_finish(&self) -> Result<Vec<Tried>, Cut> {
        let (app, data) = (&self.app, self.data());
        let work = app.clockwork();
        let master = &app.office().config.storage.master_key;
        let keys = Keys::take(self.store(), &work, &data, master, Duration::ZERO).unwrap();
        keys.finish_erasures(&app.office().vault, &MachineEntropy)
    }

    fn finishes(&self) -> u64 {
        let tried = self.tries_to_finish().unwrap();
        assert!(tried.iter().all(|one| one.opened == 0));
        tried.iter().map(|one| one.sections).sum()
    }
}

/// Whose the one job of a station is, and how it lies in the table (of SQLite).
fn sealed_job(centre: &Centre) -> (String, Vec<u8>) {
    let job = "SELECT person_id, hex(sealed) FROM station_job";
    let [who, sealed] = &centre.app.sql(job).unwrap()[0][..] else {
        panic!("no job is kept");
    };
    (who.clone(), unhex(sealed))
}

/// The names of the generations that are left.
fn generations(centre: &Centre) -> Vec<String> {
    let ring = Keyring::load(&centre.data().join("keyring.json")).unwrap();
    let master = MasterKey::read(&centre.app.office().config.storage.master_key).unwrap();
    let all = ring.generations(&master).unwrap();
    all.names().map(str::to_owned).collect()
}

/// Whether a job opens with the keys there are at this moment.
fn opens_now(centre: &Centre, (who, sealed): &(String, Vec<u8>)) -> bool {
    let wrap = "SELECT wrapped_by, hex(wrapped) FROM key_wrap WHERE subject = 'stations'";
    let Ok([wrap]) = <[Vec<String>; 1]>::try_from(centre.app.sql(wrap).unwrap()) else {
        return false;
    };
    let master = MasterKey::read(&centre.app.office().config.storage.master_key).unwrap();
    let ring = Keyring::load(&centre.data().join("keyring.json")).unwrap();
    let generations = ring.generations(&master).unwrap();
    let generation = generations.find(&wrap[0]).unwrap();
    let key = generation.unwrap(&unhex(&wrap[1]), "stations").unwrap();
    key.unwrap().open(who.as_bytes(), sealed).unwrap().is_some()
}

fn unhex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// Three images of the patient.
fn images() -> Vec<Vec<u8>> {
    let patient = PhantomPatient {
        name: DICOM_NAME.into(),
        id: NUMBER.into(),
        issuer: "Belvedere".into(),
        birth_date: "19580617".into(),
        sex: "F".into(),
        study_date: "20261120".into(),
        accession: "A1".into(),
        study_description: "Zorgluwitz TETE".into(),
        series_description: "Axial".into(),
    };
    phantom::study(UID_ROOT.as_bytes(), &patient, 3).unwrap()
}

/// Some pixels from the middle of the first of them, which are no even area.
fn a_row_of_pixels() -> Vec<u8> {
    let image = images().remove(0);
    let different = |row: &[u8]| row.iter().collect::<std::collections::BTreeSet<_>>().len();
    let row = image.chunks(48).max_by_key(|row| different(row)).unwrap();
    assert!(different(row) > 16, "{row:?}");
    row.to_vec()
}

/// Every way in which a word could lie in a file.
fn spellings(word: &str) -> Vec<Vec<u8>> {
    let latin: Vec<u8> = word.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let mut all = vec![
        word.as_bytes().to_vec(),
        word.to_uppercase().into_bytes(),
        word.to_lowercase().into_bytes(),
        word.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        word.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        hex(word.as_bytes()).into_bytes(),
        hex(word.as_bytes()).to_uppercase().into_bytes(),
        latin,
    ];
    for skip in 0..3 {
        // In base64 the same word looks three ways, by where it begins; its borders mix with
        // what stands beside it.
        let encoded = openssl::base64::encode_block(&word.as_bytes()[skip..]);
        all.push(encoded.as_bytes()[..encoded.len() / 4 * 4 - 4].to_vec());
    }
    all
}

fn holds(bytes: &[u8], word: &str) -> bool {
    spellings(word)
        .iter()
        .any(|wanted| bytes.windows(wanted.len()).any(|part| part == wanted))
}

fn files_under(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_under(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn nothing_is_in_clear(centre: &Centre, log: &Log) {
    let said = log.text();
    assert!(said.contains("doublelock"), "nothing was logged");
    for word in [FAMILY, NUMBER, SENDER, DICOM_NAME] {
        assert!(!holds(said.as_bytes(), word), "{word} in the log");
    }
    let pixels = a_row_of_pixels();
    let written = centre.app.written();
    assert!(written.len() > 5, "{}", written.len());
    for (place, bytes) in written {
        for word in [FAMILY, NUMBER, SENDER, DICOM_NAME] {
            assert!(!holds(&bytes, word), "{word} in {place}");
        }
        let shown = bytes.windows(pixels.len()).any(|part| part == pixels);
        assert!(!shown, "a picture in {place}");
    }
}

/// A parcel that names its sender and its carrier's number.
fn announces(centre: &Centre) {
    let zone = centre.app.office().config.centre.zone;
    let form = AnnouncementForm {
        sender: SENDER,
        carrier: "Express Zorgluwitz",
        waybill: NUMBER,
        eta: "2026-11-23",
        // No carrier writes like this: it was asked about before.
        asked: NUMBER,
        contents: vec![("film_sheet", "1")],
    };
    let form = form.check(centre.app.office().now().date_in(zone)).unwrap();
    let work = centre.warrant::<Coordination>(Purpose::CaseWork);
    centre
        .store()
        .write(&work, |unit| {
            let case = unit.open(&centre.case)?;
            unit.announce_shipment(&case, &form, zone)
        })
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_person_lies_in_clear_running_or_stopped() {
    let log = Log::of_this_process();
    let centre = Centre::new().await;
    announces(&centre);
    let mut browser = centre.app.signed_in(NADIA).await.speaking("fr-CA");
    let page = browser
        .get(&format!("/cases/{}", centre.case))
        .await
        .unwrap();
    assert!(page.words().contains(FAMILY), "{}", page.words());
    nothing_is_in_clear(&centre, &log);
    let Centre {
        app,
        first,
        second,
        case,
        patient,
    } = centre;
    let app = app.restarted().await;
    let centre = Centre {
        app,
        first,
        second,
        case,
        patient,
    };
    nothing_is_in_clear(&centre, &log);
    centre.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_is_unreadable_in_every_copy_and_the_journal_stands() {
    let centre = Centre::new().await;
    let file = centre.data().join("doublelock.sqlite");
    let before = tempfile::tempdir().unwrap();
    let copy = before.path().join("records.sqlite");
    if file.exists() {
        let to = copy.display();
        centre.app.sql(&format!("VACUUM INTO '{to}'")).unwrap();
    }
    let mut browser = centre.app.signed_in(NADIA).await.speaking("fr-CA");
    let case = format!("/cases/{}", centre.case);
    assert_eq!(browser.get(&case).await.unwrap().status.as_u16(), 200);
    let mut karim = Clerk::at_the_station(&centre.app, KARIM).await;
    karim.scans("DXREPRINT").await.says("usée");
    let job = file.exists().then(|| sealed_job(&centre));
    assert!(job.as_ref().is_none_or(|job| opens_now(&centre, job)));

    let entry = centre
        .erases(&Record::Patient(centre.patient.clone()))
        .unwrap();
    // At once, before anything else is done.
    let page = browser.get(&case).await.unwrap();
    assert_eq!(page.status.as_u16(), 410, "{}", page.words());
    assert!(
        page.words().contains(&format!("inscription nº {entry}")),
        "{}",
        page.words()
    );
    let list = browser.get("/cases").await.unwrap();
    assert!(list.words().contains("2026-0001") && !list.words().contains(FAMILY));
    assert!(list.words().contains("effacé"), "{}", list.words());

    let tried = centre.finishes();
    assert_eq!(
        tried, 5,
        "patient, question, an exam, the study's images, its words"
    );
    // Nobody waits for anything of theirs any more.
    let exams = "SELECT state FROM expected_exam";
    assert_eq!(centre.app.sql(exams).unwrap(), [["erased"]]);
    // Nothing tries to draw pictures of what is closed.
    let drawn = "SELECT count(*) FROM instance WHERE has_thumbnail";
    assert_eq!(centre.app.sql(drawn).unwrap(), [["0"]]);
    let done = centre.app.entries().pop().unwrap();
    assert_eq!(done.act, "record.erasure_finished");
    assert_eq!(done.payload["objects"].as_u64(), Some(3));
    assert_eq!(
        centre.app.sql("SELECT count(*) FROM thumbnail").unwrap(),
        [["0"]]
    );
    assert_eq!(
        centre
            .app
            .sql("SELECT count(*) FROM equality_token WHERE record <> ''")
            .unwrap(),
        [["0"]]
    );
    // A station's job of before, which could name them, is nowhere and opens nowhere; whoever stands
    // there begins anew.
    let jobs = "SELECT count(*) FROM station_job";
    assert_eq!(centre.app.sql(jobs).unwrap(), [["0"]]);
    let station = karim.browser.get("/station").await.unwrap().words();
    assert!(!station.contains("usée"), "{station}");
    karim.scans("DXREPRINT").await.says("usée");
    assert!(job.as_ref().is_none_or(|job| !opens_now(&centre, job)));
    let mut objects = Vec::new();
    files_under(&centre.data().join("vault").join("objects"), &mut objects);
    assert!(objects.is_empty(), "{objects:?}");

    // A copy of the database from before, with the master key and today's keyring: every key in it, of
    // records and of objects in a copy of the vault, hangs on a generation that is no more.
    if file.exists() {
        let wraps = "SELECT wrapped_by FROM key_wrap UNION SELECT wrapped_by FROM object_wrap";
        let wraps = sqlite_file(&copy, wraps).unwrap();
        assert!(!wraps.is_empty());
        for hangs_on in wraps.concat() {
            assert!(!generations(&centre).contains(&hangs_on), "{hangs_on}");
        }
        let old = centre.copy_from_before(copy);
        let work = centre.warrant::<Coordination>(Purpose::CaseWork);
        let opened = old.write(&work, |unit| unit.open(&centre.case).map(drop));
        assert!(matches!(opened, Err(Error::Corrupt(_))), "{opened:?}");
    }

    // It never gets a key again, and cannot be erased twice.
    let again = centre.erases(&Record::Patient(centre.patient.clone()));
    assert!(
        matches!(again, Err(Error::Erased(by)) if by == entry),
        "{again:?}"
    );
    assert_eq!(centre.finishes(), 0, "nothing is pending");
    // A stranger says which act closed what, and that all else holds.
    let report = centre.app.verified();
    let record = format!("patient:{}", centre.patient);
    assert_eq!(report.records_erased, [(entry, record.clone())]);
    let said = report.lines().join("\n");
    assert!(
        said.contains(&format!("{record} effacée par l’inscription {entry}")),
        "{said}"
    );
    // The verifier and the comparison of every table with the journal.
    centre.app.close().await;
}

/// The bytes of a key that should be gone, put back past the appliance.
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_is_not_done_while_a_section_opens_whatever_the_tables_say() {
    let centre = Centre::new().await;
    centre
        .app
        .sql("CREATE TABLE aside AS SELECT * FROM key_wrap")
        .unwrap();
    let entry = centre
        .erases(&Record::Patient(centre.patient.clone()))
        .unwrap();
    let all = "UPDATE key_wrap SET (wrapped_by, wrapped) = (SELECT aside.wrapped_by, aside.wrapped \
               FROM aside WHERE aside.subject = key_wrap.subject) WHERE wrapped_by = ''";
    centre.app.sql(all).unwrap();
    let open = centre.tries_to_finish();
    assert!(matches!(open, Err(Cut::StillOpen(5))), "{open:?}");
    let entries = centre.app.entries();
    assert!(
        entries
            .iter()
            .all(|one| one.act != "record.erasure_finished")
    );
    centre
        .app
        .sql(&format!(
            "UPDATE key_wrap SET wrapped_by = '', wrapped = substr(wrapped, 1, 0) WHERE subject IN \
             (SELECT subject FROM record_key WHERE destroyed_by = {entry}); DROP TABLE aside"
        ))
        .unwrap();
    assert_eq!(centre.finishes(), 5);
    centre.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_case_keeps_the_person_and_what_is_under_way_is_named() {
    let centre = Centre::new().await;
    announces(&centre);
    let record = Record::Case(centre.case.clone());
    let refused = centre.erases(&record);
    let names = "2026-0001".to_owned();
    assert!(
        matches!(&refused, Err(Error::Refused(Refusal::RecordUnderWay { names: said })) if *said == names),
        "{refused:?}"
    );
    centre.app.close().await;

    let centre = Centre::new().await;
    let before = tempfile::tempdir().unwrap();
    let copy = before.path().join("records.sqlite");
    let file = centre.data().join("doublelock.sqlite");
    if file.exists() {
        let to = copy.display();
        centre.app.sql(&format!("VACUUM INTO '{to}'")).unwrap();
    }
    let record = Record::Case(centre.case.clone());
    centre.erases(&record).unwrap();
    assert!(centre.finishes() > 0);
    if file.exists() {
        // Whoever has the copy from before also has the live database: the patient's key of
        // today goes into it, and opens the person, not the case.
        let live = file.display();
        tamper(
            &copy,
            &format!(
                "ATTACH '{live}' AS live; DELETE FROM main.key_wrap WHERE subject LIKE 'patient:%'; \
                 INSERT INTO main.key_wrap SELECT * FROM live.key_wrap \
                 WHERE subject LIKE 'patient:%'; DETACH live"
            ),
        );
        let old = centre.copy_from_before(copy);
        let work = centre.warrant::<Coordination>(Purpose::CaseWork);
        let list = old.write(&work, |unit| unit.list_cases(None, 9)).unwrap();
        assert!(list[0].patient.clone().open().is_some(), "the person stays");
        let opened = old.write(&work, |unit| unit.open(&centre.case).map(drop));
        assert!(matches!(opened, Err(Error::Corrupt(_))), "{opened:?}");
    }
    // Who the person is stays: the list still says it.
    let mut browser = centre.app.signed_in(NADIA).await.speaking("fr-CA");
    let list = browser.get("/cases").await.unwrap();
    assert!(list.words().contains(FAMILY), "{}", list.words());
    let page = browser
        .get(&format!("/cases/{}", centre.case))
        .await
        .unwrap();
    assert_eq!(page.status.as_u16(), 410, "{}", page.words());
    centre.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_was_cut_off_is_done_at_the_next_start() {
    let centre = Centre::new().await;
    let record = Record::Patient(centre.patient.clone());
    let entry = centre.erases(&record).unwrap();
    // The kill came after the keys were destroyed, with a generation made and nothing wrapped.
    let storage = centre.app.office().config.storage.clone();
    let master = doublelock_vault::MasterKey::read(&storage.master_key).unwrap();
    let ring_file = storage.data.join("keyring.json");
    let mut ring = Keyring::load(&ring_file).unwrap();
    let before: Vec<String> = ring
        .generations(&master)
        .unwrap()
        .names()
        .map(str::to_owned)
        .collect();
    ring.add_generation(&master, 1, &mut |bytes| bytes.fill(9))
        .unwrap();

    let app = centre.app.restarted().await;
    let entries = app.entries();
    let done = entries
        .iter()
        .rfind(|one| one.act == "record.erasure_finished")
        .unwrap();
    assert_eq!(done.payload["erasure"].as_u64(), Some(entry));
    let left = Keyring::load(&ring_file)
        .unwrap()
        .generations(&master)
        .unwrap();
    let left: Vec<&str> = left.names().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(
        !before.contains(&left[0].to_owned()),
        "a generation from before is left"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_wrapped_anew_while_pages_are_served() {
    let centre = Centre::new().await;
    let mut browser = centre.app.signed_in(NADIA).await.speaking("fr-CA");
    let case = format!("/cases/{}", centre.case);
    let (store, work) = (centre.store().clone(), centre.app.clockwork());
    let storage = centre.app.office().config.storage.clone();
    let wrapping = tokio::task::spawn_blocking(move || {
        let keys = Keys::take(
            &store,
            &work,
            &storage.data,
            &storage.master_key,
            LONGEST_LOOK,
        )
        .unwrap();
        assert!(
            Keys::take(
                &store,
                &work,
                &storage.data,
                &storage.master_key,
                LONGEST_LOOK
            )
            .is_err()
        );
        (0..5)
            .map(|_| keys.rotate(&MachineEntropy).unwrap().len())
            .sum::<usize>()
    });
    let mut served = 0;
    while !wrapping.is_finished() || served < 20 {
        let page = browser.get(&case).await.unwrap();
        assert_eq!(page.status.as_u16(), 200, "{}", page.words());
        assert!(page.words().contains(FAMILY));
        served += 1;
    }
    assert_eq!(
        wrapping.await.unwrap(),
        5,
        "one generation destroyed each time"
    );
    let rotated = centre
        .app
        .entries()
        .into_iter()
        .filter(|one| one.act == "keys.rotated");
    assert_eq!(rotated.count(), 5);
    let warrant = centre.app.warrant::<Clockwork>(Purpose::Maintenance);
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough in the lifetime of the unit"
    )]
    let pending = centre
        .store()
        .read(&warrant, |unit| unit.pending_erasures());
    assert_eq!(pending.unwrap(), []);
    centre.app.close().await;
}
