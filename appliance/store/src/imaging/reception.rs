//! What the DICOM receiver writes.
//!
//! What comes in one intake is recorded together: one entry for each study, of at most
//! [`StudyReceived::MOST`] images. A study is what one sender sends under one Study Instance UID;
//! a UID says nothing beyond that. What another sends under the same UID is another study, and
//! an image is in conflict with those of its own study only: whoever knows or guesses a UID
//! cannot put images into what another sent, nor keep another's out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use diesel::prelude::*;
use doublelock_domain::access::Reception;
use doublelock_domain::fact::imaging::{
    ImageKept, ImageWords, InstanceHealed, Intake, IntakeRefused, ReceivedWords, SeriesOf,
    StudyReceived,
};
use doublelock_domain::fact::{Sealed, Subject};
use doublelock_domain::ids::{InstanceId, ObjectId, SeriesId, StudyId, hex};
use doublelock_domain::imaging::{InstanceState, KnownAs, StudyState, Taken};
use doublelock_domain::object::StoredObject;
use doublelock_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::columns::{maybe_stored, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::imaging::received::{self, Received};
use crate::keys::Keyholder;
use crate::objects::{self, NewObject};
use crate::schema::imaging::{instance, series, study};
use crate::schema::keys::{equality_token, sealed_object};
use crate::tokens::{self, Index};
use crate::unit::{ReadUnit, Sight, Unit};

/// What objects come in, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The association.
    pub intake: Intake,
    /// The address it called from.
    pub address: String,
}

/// An object that lies sealed in the vault and is to be recorded. Written down in the spool
/// until it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrived {
    /// Its object.
    pub object: NewObject,
    /// When it was durable.
    pub received_at: Timestamp,
    /// (0020,000D).
    pub study_uid: String,
    /// (0020,000E).
    pub series_uid: String,
    /// (0008,0018).
    pub sop_instance_uid: String,
    /// (0008,0016).
    pub sop_class_uid: String,
    /// Transfer syntax it was received in.
    pub transfer_syntax: String,
    /// SHA-256 of the data set as received.
    pub sha256: [u8; 32],
    /// SHA-256 over the patient's attributes as received: objects of one study that
    /// differ in it name different patients.
    pub patient_print: [u8; 32],
    /// Length of the data set.
    pub bytes: u64,
    /// (0008,0060).
    pub modality: Option<String>,
    /// (0020,0011).
    pub series_number: Option<i32>,
    /// (0020,0013).
    pub instance_number: Option<i32>,
    /// An object that was read a moment before and is not what was stored. If these very bytes
    /// are held in it, this one takes its place.
    pub damaged: Option<ObjectId>,
}

/// Says which object, and nothing of what others call it.
impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Arrived({})", self.object.stored.id)
    }
}

impl Arrived {
    fn is_same_as(&self, sop_instance_uid: &str, sha256: &[u8; 32]) -> bool {
        self.sop_instance_uid == sop_instance_uid && self.sha256 == *sha256
    }
}

/// An image that is held already, and where its bytes lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    instance: InstanceId,
    /// Its object, and what that must be.
    pub object: StoredObject,
}

/// What is known under the SOP Instance UID of an image, in the study that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// These very bytes, in this object.
    These(StoredObject),
    /// Other bytes.
    Others,
}

/// How an object was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// New.
    New,
    /// It was recorded before: a crash came between its record and whoever waited for it.
    Before,
    /// The same bytes are held already in another object; nothing was recorded.
    Already,
    /// The same bytes were held, in an object that is damaged: this one has taken its place.
    Healed,
    /// Kept apart: other bytes under a SOP Instance UID that its study has, or another patient
    /// than that of the case which its study is attached to.
    Apart,
}

impl ReadUnit<'_, Reception> {
    /// What is known of an image that `calling_ae` sends, whatever lies in the spool. That an
    /// object is still what was stored is for the vault to say.
    pub fn known(
        &mut self,
        calling_ae: &str,
        study_uid: &str,
        sop_instance_uid: &str,
        sha256: &[u8; 32],
    ) -> Result<Known> {
        let keys = self.keys();
        let Some(study) = study_of(self.conn(), keys, calling_ae, study_uid)? else {
            return Ok(Known::Nothing);
        };
        let mut known = known_in(self.conn(), keys, &study, &[sop_instance_uid])?;
        let known = known.remove(sop_instance_uid).unwrap_or_default();
        Ok(match known.get(&hex(sha256)) {
            Some(held) => Known::These(held.object.clone()),
            None if known.is_empty() => Known::Nothing,
            None => Known::Others,
        })
    }
}

impl Sight<'_, Reception> {
    /// True if somebody has said whose the study is, and none of its images names the
    /// patient of `print`: what comes later must not become part of that record unseen.
    fn is_foreign_to(&mut self, study_id: &StudyId, print: &[u8; 32]) -> Result<bool> {
        let attached: i64 = study::table
            .find(study_id.as_str())
            .filter(study::state.eq(StudyState::Attached.as_str()))
            .count()
            .get_result(self.conn())?;
        if attached == 0 {
            return Ok(false);
        }
        let keys = self.keys();
        Ok(!tokens::names(self.conn(), keys, study_id, &hex(print))?)
    }
}

/// What is being put together for the entry of one study.
struct Gathering<'a> {
    study: StudyId,
    study_uid: &'a str,
    /// Known images, by SOP Instance UID and digest.
    known: BTreeMap<String, BTreeMap<String, Held>>,
    /// Known series, by their UID.
    series: BTreeMap<&'a str, SeriesId>,
    /// Series that the entry names.
    named: Vec<SeriesOf>,
    images: Vec<ImageKept>,
    words: Vec<ImageWords>,
    objects: Vec<&'a NewObject>,
}

impl Unit<'_, Reception> {
    /// Records objects that are durable in the vault and came in one intake, at most
    /// [`StudyReceived::MOST`]; says of each, in their order, what became of it. A second object
    /// with the same SOP Instance UID never replaces the first (dcm4chee-arc-light #4754 deleted
    /// a file that was sent twice). Done twice, it is done once.
    pub fn receive(&mut self, delivery: &Delivery, arrived: &[Arrived]) -> Result<Vec<Kept>> {
        if arrived.len() > StudyReceived::MOST {
            return Err(Error::Corrupt("too many images for one entry"));
        }
        let before = self.recorded_before(arrived)?;
        let mut studies: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, one) in arrived.iter().enumerate() {
            if !before.contains(one.object.stored.id.as_str()) {
                studies.entry(&one.study_uid).or_default().push(at);
            }
        }
        // In the order in which their first image came.
        let mut studies: Vec<_> = studies.into_iter().collect();
        studies.sort_by_key(|(_, places)| places.first().copied());
        let mut kept = vec![Kept::Before; arrived.len()];
        for (study_uid, places) in studies {
            let images: Vec<&Arrived> = places.iter().map(|at| &arrived[*at]).collect();
            let became = self.receive_of_study(delivery, study_uid, &images)?;
            for (at, became) in places.iter().zip(became) {
                kept[*at] = became;
            }
        }
        Ok(kept)
    }

    /// Which of these objects the register knows.
    fn recorded_before(&mut self, arrived: &[Arrived]) -> Result<BTreeSet<String>> {
        let ids = arrived.iter().map(|one| one.object.stored.id.as_str());
        let known: Vec<String> = sealed_object::table
            .filter(sealed_object::id.eq_any(ids))
            .select(sealed_object::id)
            .load(self.conn())?;
        Ok(known.into_iter().collect())
    }

    fn receive_of_study(
        &mut self,
        delivery: &Delivery,
        study_uid: &str,
        arrived: &[&Arrived],
    ) -> Result<Vec<Kept>> {
        let mut gathering = self.gather(delivery, study_uid, arrived)?;
        let mut kept = Vec::with_capacity(arrived.len());
        for (place, one) in arrived.iter().enumerate() {
            let twice = arrived[..place]
                .iter()
                .any(|other| other.is_same_as(&one.sop_instance_uid, &one.sha256));
            kept.push(if twice {
                Kept::Already
            } else {
                self.receive_one(&mut gathering, delivery, one)?
            });
        }
        if gathering.images.is_empty() {
            return Ok(kept);
        }
        let Gathering {
            study,
            study_uid,
            named,
            images,
            words,
            objects,
            ..
        } = gathering;
        let mut fact = StudyReceived {
            study: study.clone(),
            intake: delivery.intake.clone(),
            series: named,
            images,
            root: String::new(),
            words: Sealed::new(
                &study,
                ReceivedWords {
                    address: delivery.address.clone(),
                    study_uid: study_uid.to_owned(),
                    images: words,
                },
            ),
        };
        fact.root = hex(&received::root(&fact)?);
        self.enact(fact)?;
        objects::keep(self, &objects, &(&study).into())?;
        Ok(kept)
    }

    /// What is known beforehand of the study and of what comes for it.
    fn gather<'a>(
        &mut self,
        delivery: &Delivery,
        study_uid: &'a str,
        arrived: &[&'a Arrived],
    ) -> Result<Gathering<'a>> {
        let keys = self.keys();
        let known = study_of(self.conn(), keys, &delivery.intake.calling_ae, study_uid)?;
        let mut gathering = Gathering {
            study: match &known {
                Some(study) => study.clone(),
                None => StudyId::new(self.now(), self.entropy()),
            },
            study_uid,
            known: BTreeMap::new(),
            series: BTreeMap::new(),
            named: Vec::new(),
            images: Vec::new(),
            words: Vec::new(),
            objects: Vec::new(),
        };
        if let Some(study) = known {
            let uids: Vec<&str> = arrived.iter().map(|one| &*one.sop_instance_uid).collect();
            gathering.known = known_in(self.conn(), keys, &study, &uids)?;
            let uids = arrived.iter().map(|one| &*one.series_uid);
            gathering.series = series_in(self.conn(), keys, &study, uids)?;
        }
        Ok(gathering)
    }

    fn receive_one<'a>(
        &mut self,
        gathering: &mut Gathering<'a>,
        delivery: &Delivery,
        one: &'a Arrived,
    ) -> Result<Kept> {
        let known = gathering.known.get(&one.sop_instance_uid);
        let digest = hex(&one.sha256);
        let held = known.and_then(|known| known.get(&digest)).cloned();
        let same_name = |words: &ImageWords| words.sop_instance_uid == one.sop_instance_uid;
        let known = match &held {
            Some(held) => KnownAs::Same {
                damaged: one.damaged.as_ref() == Some(&held.object.id),
            },
            None if known.is_some() || gathering.words.iter().any(same_name) => KnownAs::OtherBytes,
            None => KnownAs::New,
        };
        let foreign =
            known == KnownAs::New && self.is_foreign_to(&gathering.study, &one.patient_print)?;
        let state = match (known.taken(foreign), held) {
            (Taken::Already, _) | (Taken::Heals, None) => return Ok(Kept::Already),
            (Taken::Heals, Some(held)) => {
                self.heal(gathering.study.clone(), delivery, one, held)?;
                return Ok(Kept::Healed);
            }
            (Taken::Kept(state), _) => state,
        };
        let mut salt = [0; 32];
        self.entropy().fill(&mut salt);
        let series = self.series_of(gathering, one);
        gathering.images.push(ImageKept {
            instance: InstanceId::from(&one.object.stored.id),
            series,
            object: one.object.stored.clone(),
            state,
            received_at: one.received_at,
            transfer_syntax: one.transfer_syntax.clone(),
            sop_class_uid: one.sop_class_uid.clone(),
            number: one.instance_number,
        });
        gathering.words.push(ImageWords {
            series_uid: one.series_uid.clone(),
            sop_instance_uid: one.sop_instance_uid.clone(),
            sha256: digest,
            patient_print: hex(&one.patient_print),
            bytes: one.bytes,
            salt: hex(&salt),
        });
        gathering.objects.push(&one.object);
        Ok(match state {
            InstanceState::Held => Kept::New,
            InstanceState::Conflict | InstanceState::OtherPatient => Kept::Apart,
        })
    }

    /// The series of an image: known, or a new one. The entry names it.
    fn series_of<'a>(&mut self, gathering: &mut Gathering<'a>, one: &'a Arrived) -> SeriesId {
        let (now, entropy) = (self.now(), self.entropy());
        let known = gathering.series.entry(&one.series_uid);
        let id = known.or_insert_with(|| SeriesId::new(now, entropy)).clone();
        if !gathering.named.iter().any(|named| named.id == id) {
            gathering.named.push(SeriesOf {
                id: id.clone(),
                modality: one.modality.clone(),
                number: one.series_number,
            });
        }
        id
    }

    fn heal(
        &mut self,
        study: StudyId,
        delivery: &Delivery,
        new: &Arrived,
        held: Held,
    ) -> Result<()> {
        let record = Subject::from(&study);
        let entry = self.enact(InstanceHealed {
            instance: held.instance,
            study,
            object: new.object.stored.clone(),
            replaces: held.object.id,
            calling_ae: delivery.intake.calling_ae.clone(),
        })?;
        objects::close(self.conn(), entry)?;
        objects::keep(self, &[&new.object], &record)
    }

    /// Writes down that an object or an association was refused. `reason` is a word
    /// of ours.
    pub fn note_intake_refused(
        &mut self,
        calling_ae: &str,
        address: &str,
        reason: &str,
    ) -> Result<()> {
        self.enact(IntakeRefused {
            calling_ae: calling_ae.to_owned(),
            address: address.to_owned(),
            reason: reason.to_owned(),
        })?;
        Ok(())
    }
}

/// What `calling_ae` sent under a Study Instance UID; none if it is the first of it. What
/// belongs to an erased record is known no more.
fn study_of(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    calling_ae: &str,
    uid: &str,
) -> Result<Option<StudyId>> {
    let Some(token) = tokens::token_of(conn, keys, Index::Study, uid)? else {
        return Ok(None);
    };
    let theirs: Option<String> = equality_token::table
        .inner_join(study::table.on(study::id.eq(equality_token::found)))
        .filter(equality_token::index_name.eq(Index::Study.as_str()))
        .filter(equality_token::token.eq(&token[..]))
        .filter(study::calling_ae.eq(calling_ae))
        .order(study::id)
        .select(study::id)
        .first(conn)
        .optional()?;
    maybe_stored(theirs.as_deref())
}

/// The series of a study that have these UIDs, at most [`StudyReceived::MOST`] of them.
fn series_in<'a>(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    study: &StudyId,
    uids: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, SeriesId>> {
    let wanted = tokens::tokens_of(conn, keys, Index::Series, uids)?;
    let rows: Vec<(Vec<u8>, String)> = equality_token::table
        .inner_join(series::table.on(series::id.eq(equality_token::found)))
        .filter(equality_token::index_name.eq(Index::Series.as_str()))
        .filter(equality_token::token.eq_any(wanted.keys()))
        .filter(series::study_id.eq(study.as_str()))
        .select((equality_token::token, series::id))
        .load(conn)?;
    let mut all = BTreeMap::new();
    for (token, id) in rows {
        if let Some(uid) = wanted.get(&token) {
            all.insert(*uid, stored(&id)?);
        }
    }
    Ok(all)
}

/// An image, its object, the digest of that in the register, and where its words are.
type KnownRow = (String, String, Option<String>, i64, i32);

/// What a study has, held or kept apart, under these SOP Instance UIDs, at most
/// [`StudyReceived::MOST`] of them: by UID, then by the digest of the data set in hexadecimal.
fn known_in(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    study: &StudyId,
    uids: &[&str],
) -> Result<BTreeMap<String, BTreeMap<String, Held>>> {
    let wanted = tokens::tokens_of(conn, keys, Index::Image, uids.iter().copied())?;
    let rows: Vec<KnownRow> = equality_token::table
        .inner_join(instance::table.on(instance::id.eq(equality_token::found)))
        .left_join(sealed_object::table.on(sealed_object::id.eq(instance::object_id)))
        .filter(equality_token::index_name.eq(Index::Image.as_str()))
        .filter(equality_token::token.eq_any(wanted.keys()))
        .filter(instance::study_id.eq(study.as_str()))
        .select((
            instance::id,
            instance::object_id,
            sealed_object::sealed_sha256.nullable(),
            instance::words,
            instance::place,
        ))
        .load(conn)?;
    let opened = Received::open(conn, keys, rows.iter().map(|row| row.3))?;
    let mut known: BTreeMap<String, BTreeMap<String, Held>> = BTreeMap::new();
    for (id, object, sealed_sha256, words, place) in rows {
        let Some(words) = opened.image(words, place).open() else {
            continue;
        };
        let held = Held {
            instance: stored(&id)?,
            object: StoredObject {
                id: stored(&object)?,
                // What the register does not know is no object of these bytes.
                sealed_sha256: sealed_sha256.unwrap_or_default(),
            },
        };
        let uid = words.sop_instance_uid.clone();
        let digest = words.sha256.clone();
        known.entry(uid).or_default().insert(digest, held);
    }
    Ok(known)
}
