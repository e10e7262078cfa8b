//! One study, opened: what is in it, its pictures, whose it is.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::access::Imaging;
use doublelock_domain::case::Case;
use doublelock_domain::exam::Came;
use doublelock_domain::fact::cases::RecordOpened;
use doublelock_domain::fact::imaging::{StudyAttached, StudyViewed, StudyWords};
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::identity::CharacterSet;
use doublelock_domain::ids::{CaseId, ExamId, InstanceId, SeriesId, StudyId};
use doublelock_domain::imaging::{
    Described, InstanceState, PatientInStudy, ReceivedStudy, StudyState,
};
use doublelock_domain::time::Timestamp;

use crate::columns::{count, maybe_stored, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::exams::arriving::Ticking;
use crate::imaging::received::Received;
use crate::keys::{self, Keyholder};
use crate::opened::Opened;
use crate::schema::imaging::{instance, intake, series, study, thumbnail};
use crate::schema::keys::sealed_object;
use crate::sections;
use crate::unit::{Sight, Unit};

/// Intakes looked up at once.
const AT_ONCE: usize = 500;

/// A study, opened.
#[derive(Debug, Clone)]
pub struct Study {
    /// Its id.
    pub id: StudyId,
    /// (0020,000D).
    pub study_uid: String,
    /// Where it stands.
    pub state: StudyState,
    /// Case it is attached to.
    pub case_id: Option<CaseId>,
    /// The patient as received.
    pub patient: PatientInStudy,
    /// How far reading its words is.
    pub described: Described,
    /// Objects, held or kept apart, of which no words could be read.
    pub unreadable: u32,
    /// True if the images held name more than one patient.
    pub several_patients: bool,
    /// (0008,0020).
    pub study_date: Option<String>,
    /// (0008,1030).
    pub description: Option<String>,
    /// (0008,0080).
    pub institution: Option<String>,
    /// AE title it came from.
    pub calling_ae: String,
    /// First arrival.
    pub received_at: Timestamp,
    /// What its objects came in, the latest first.
    pub arrivals: Vec<Arrival>,
    /// Images held, in series and instance order.
    pub instances: Vec<HeldInstance>,
    /// Objects kept apart because their UID is taken.
    pub conflicts: u32,
    /// Objects kept apart because they name another patient than the study's case.
    pub foreign: u32,
    /// Objects, held or kept apart, that are not in the vault as they were stored.
    pub damaged: u32,
    /// Bytes of the images held.
    pub bytes: u64,
}

impl Study {
    /// As far as saying whose it is needs it.
    pub fn received(&self) -> ReceivedStudy<'_> {
        ReceivedStudy {
            state: self.state,
            described: self.described,
            images: count(self.instances.len()),
            several_patients: self.several_patients,
            patient: &self.patient,
        }
    }
}

/// What some objects of a study came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// From where.
    pub address: String,
    /// When the first object of it was received, whichever study that is of.
    pub received_at: Timestamp,
    /// Objects of the study that came in it, held or kept apart.
    pub images: u32,
}

/// One image of a study.
#[derive(Debug, Clone)]
pub struct HeldInstance {
    /// Its id.
    pub id: InstanceId,
    /// Its series.
    pub series: SeriesId,
    /// (0020,0011) of its series.
    pub series_number: Option<i32>,
    /// (0020,0013).
    pub number: Option<i32>,
    /// (0008,0060) of its series.
    pub modality: Option<String>,
    /// True if it has a thumbnail.
    pub has_thumbnail: bool,
}

/// A thumbnail, PNG.
#[derive(Debug, Clone)]
pub struct Thumbnail(pub Vec<u8>);

#[derive(Queryable, Selectable)]
#[diesel(table_name = study)]
pub(super) struct StudyRow {
    pub(super) id: String,
    pub(super) identifier_words: i64,
    pub(super) state: String,
    pub(super) case_id: Option<String>,
    pub(super) calling_ae: String,
    pub(super) first_received_at: i64,
    pub(super) described_at: Option<i64>,
    pub(super) words: Option<i64>,
}

impl StudyRow {
    /// Its words among those that were opened.
    pub(super) fn words(&self, opened: &sections::Opened) -> Reading<StudyWords> {
        self.words.map_or_else(
            || Reading::Open(StudyWords::default()),
            |at| opened.words(at),
        )
    }

    /// The study and its case, as a list that shows both names them.
    pub(super) fn subjects(&self) -> Result<Vec<Subject>> {
        let study: StudyId = stored(&self.id)?;
        let case: Option<CaseId> = maybe_stored(self.case_id.as_deref())?;
        Ok(std::iter::once((&study).into())
            .chain(case.as_ref().map(Into::into))
            .collect())
    }
}

#[derive(Queryable)]
struct InstanceRow {
    id: String,
    words: i64,
    place: i32,
    intake: String,
    series: String,
    series_number: Option<i32>,
    number: Option<i32>,
    modality: Option<String>,
    state: String,
    described: String,
    has_thumbnail: bool,
    registered: Option<String>,
    damaged_by: Option<i64>,
}

impl<'a> Sight<'a, Imaging> {
    /// Opens a study for reading.
    pub fn open_study(&mut self, id: &StudyId) -> Result<Opened<'a, Study>> {
        let keys = self.keys();
        let study = load(self.conn(), keys, id)?;
        let opening = RecordOpened {
            record: id.into(),
            of: study.case_id.iter().map(Into::into).collect(),
            shown: Vec::new(),
        };
        Opened::by(self, opening, study)
    }

    /// The thumbnail of an image of this study. Each showing is written down.
    pub fn thumbnail(&mut self, study_id: &StudyId, id: &InstanceId) -> Result<Thumbnail> {
        let (case, sealed): (Option<String>, Vec<u8>) = instance::table
            .inner_join(study::table)
            .inner_join(thumbnail::table.on(thumbnail::instance_id.eq(instance::id)))
            .filter(instance::id.eq(id.as_str()))
            .filter(instance::study_id.eq(study_id.as_str()))
            .select((study::case_id, thumbnail::sealed))
            .first(self.conn())?;
        let keys = self.keys();
        let key = keys::present(keys::of(self.conn(), keys, &study_id.into())?)?;
        let png = key
            .open(id.as_str().as_bytes(), &sealed)?
            .ok_or(Error::Corrupt("a picture does not open"))?;
        self.note(StudyViewed {
            study: study_id.clone(),
            instance: id.clone(),
            case: maybe_stored(case.as_deref())?,
        });
        Ok(Thumbnail(png.to_vec()))
    }
}

impl<'a> Unit<'a, Imaging> {
    /// Attaches an opened study to an opened case, after a person compared the two.
    ///
    /// `compared` is how many images there were when they did: what arrived since is to be
    /// looked at too. `exams` are those of the case that it is of. Refused if the study already has a case, names several
    /// patients, has not been read, grew since, or its patient differs.
    pub fn attach_study(
        &mut self,
        study: &Opened<'a, Study>,
        case: &Opened<'a, Case>,
        compared: u32,
        exams: &BTreeSet<ExamId>,
    ) -> Result<()> {
        let concordance = study.received().attach(&case.person(), compared)?;
        self.enact(StudyAttached {
            study: study.id.clone(),
            case: case.id.clone(),
            patient: case.patient_id.clone(),
            concordance,
            instances: compared,
        })?;
        let what = Subject::from(&study.id);
        Ticking::of(self, &case.id)?.say(self, &what, Came::STUDY, exams)?;
        Ok(())
    }
}

/// The images of a study, in series and instance order.
fn instance_rows(conn: &mut Conn, id: &StudyId) -> Result<Vec<InstanceRow>> {
    Ok(instance::table
        .inner_join(series::table)
        .left_join(sealed_object::table.on(sealed_object::id.eq(instance::object_id)))
        .filter(instance::study_id.eq(id.as_str()))
        .select((
            instance::id,
            instance::words,
            instance::place,
            instance::intake_id,
            series::id,
            series::number,
            instance::number,
            series::modality,
            instance::state,
            instance::described,
            instance::has_thumbnail,
            sealed_object::id.nullable(),
            sealed_object::damaged_by.nullable(),
        ))
        .load(conn)?)
}

/// What these objects came in, the latest first.
fn arrivals(conn: &mut Conn, rows: &[InstanceRow], received: &Received) -> Result<Vec<Arrival>> {
    let mut known: BTreeMap<&str, Arrival> = BTreeMap::new();
    for row in rows {
        if let Some(arrival) = known.get_mut(&*row.intake) {
            arrival.images += 1;
            continue;
        }
        let words = sections::present(received.study(row.words))?;
        let arrival = Arrival {
            address: words.address.clone(),
            received_at: Timestamp::from_micros(0),
            images: 1,
        };
        known.insert(&row.intake, arrival);
    }
    let ids: Vec<&str> = known.keys().copied().collect();
    for some in ids.chunks(AT_ONCE) {
        let times: Vec<(String, i64)> = intake::table
            .filter(intake::id.eq_any(some.iter().copied()))
            .select((intake::id, intake::first_received_at))
            .load(conn)?;
        for (id, first) in times {
            if let Some(arrival) = known.get_mut(&*id) {
                arrival.received_at = Timestamp::from_micros(first);
            }
        }
    }
    let mut all: Vec<Arrival> = known.into_values().collect();
    all.sort_by_key(|arrival| std::cmp::Reverse(arrival.received_at));
    Ok(all)
}

fn load(conn: &mut Conn, keys: &dyn Keyholder, id: &StudyId) -> Result<Study> {
    let row: StudyRow = study::table
        .find(id.as_str())
        .select(StudyRow::as_select())
        .first(conn)?;
    let rows = instance_rows(conn, id)?;
    let received = (rows.iter().map(|row| row.words)).chain([row.identifier_words]);
    let received = Received::open(conn, keys, received)?;
    let opened = sections::open_all(conn, keys, row.words)?;
    let arrivals = arrivals(conn, &rows, &received)?;
    let (mut waiting, mut unreadable, mut damaged) = (false, 0, 0);
    let (mut conflicts, mut foreign) = (0, 0);
    let mut prints = BTreeSet::new();
    let mut instances = Vec::new();
    let mut bytes = 0;
    for row in rows {
        waiting |= row.described == Described::Waiting.as_str();
        unreadable += usize::from(row.described == Described::Failed.as_str());
        // An object that the register does not know is as good as none.
        damaged += usize::from(row.damaged_by.is_some() || row.registered.is_none());
        if row.state == InstanceState::OtherPatient.as_str() {
            foreign += 1;
        } else if row.state == InstanceState::Conflict.as_str() {
            conflicts += 1;
        } else {
            let words = received.must(row.words, row.place)?;
            prints.insert(words.patient_print.clone());
            bytes += words.bytes;
            instances.push(HeldInstance {
                id: stored(&row.id)?,
                series: stored(&row.series)?,
                series_number: row.series_number,
                number: row.number,
                modality: row.modality,
                has_thumbnail: row.has_thumbnail,
            });
        }
    }
    // The two databases put what is missing at different ends.
    instances.sort_by(|a: &HeldInstance, b| {
        let place =
            |image: &HeldInstance| (image.series_number, image.series.clone(), image.number);
        (place(a), &a.id).cmp(&(place(b), &b.id))
    });
    let first = sections::present(received.study(row.identifier_words))?;
    let words = sections::present(row.words(&opened))?;
    Ok(Study {
        id: id.clone(),
        study_uid: first.study_uid.clone(),
        state: stored(&row.state)?,
        case_id: maybe_stored(row.case_id.as_deref())?,
        patient: PatientInStudy {
            name: words.patient_name.unwrap_or_default(),
            birth_date: words.birth_date.unwrap_or_default(),
            sex: words.sex.unwrap_or_default(),
            patient_id: words.patient_number.unwrap_or_default(),
            issuer: words.patient_issuer.unwrap_or_default(),
            character_set: CharacterSet::default(),
        },
        described: Described::of_study(row.described_at.is_some(), waiting),
        unreadable: count(unreadable),
        several_patients: prints.len() > 1,
        study_date: words.study_date,
        description: words.description,
        institution: words.institution,
        calling_ae: row.calling_ae,
        received_at: Timestamp::from_micros(row.first_received_at),
        conflicts: count(conflicts),
        foreign: count(foreign),
        damaged: count(damaged),
        arrivals,
        instances,
        bytes,
    })
}
