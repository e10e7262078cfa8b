//! What the DICOM receiver and the describing job write.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Reception};
use doublelock_domain::fact::imaging::{
    ImageKept, ImageWords, InstanceConflict, InstanceDescribed, InstanceHealed, InstanceReceived,
    IntakeRefused, StudyWords,
};
use doublelock_domain::fact::{Reading, Sealed, Subject};
use doublelock_domain::ids::{InstanceId, ObjectId, StudyId, hex};
use doublelock_domain::imaging::{Described, InstanceState, StudyState};
use doublelock_domain::object::StoredObject;
use doublelock_domain::time::Span;
use doublelock_vault::RecordKey;

use crate::claims::{Claim, ClaimKind, under_way};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::keys::{self, Keyholder};
use crate::objects::{self, NewObject};
use crate::schema::imaging::{instance, study, thumbnail};
use crate::schema::keys::sealed_object;
use crate::sections;
use crate::tokens::{self, Index};
use crate::unit::{ReadUnit, Sight, Unit};

/// An object that lies sealed in the vault and is about to be recorded.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Its object.
    pub object: NewObject,
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
    /// Who sent it.
    pub calling_ae: String,
}

/// An image that is held already, and where its bytes lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    instance: InstanceId,
    study: StudyId,
    /// Its object, and what that must be.
    pub object: StoredObject,
}

/// How an object was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// New.
    New,
    /// The same bytes are held already; nothing was recorded.
    Already,
    /// The same bytes were held, in an object that is damaged: this one has taken its place.
    Healed,
    /// Other bytes under a known SOP Instance UID: recorded beside the first.
    Conflict,
}

/// An object whose words have not been read.
#[derive(Debug, Clone)]
pub struct ToDescribe {
    /// Its id.
    pub id: InstanceId,
    /// Its study.
    pub study_id: StudyId,
    /// Its object in the vault.
    pub object: ObjectId,
    /// (0008,0016).
    pub sop_class_uid: String,
    /// (0008,0018).
    pub sop_instance_uid: String,
    /// Transfer syntax.
    pub transfer_syntax: String,
    /// Length of the data set.
    pub bytes: u64,
    /// What opens its sealed object.
    pub key: RecordKey,
}

/// A description that is under way, and the claim it is made under.
#[derive(Debug, Clone)]
pub struct DescriptionUnderWay {
    what: ToDescribe,
    claim: Claim,
}

impl DescriptionUnderWay {
    /// The object.
    pub const fn what(&self) -> &ToDescribe {
        &self.what
    }

    /// What to renew while it lasts.
    pub const fn claim(&self) -> &Claim {
        &self.claim
    }
}

impl ReadUnit<'_, Reception> {
    /// Where these very bytes are held under this SOP Instance UID, if they are. That they are
    /// still what they were is for the vault to say.
    pub fn held(&mut self, sop_instance_uid: &str, sha256: &[u8; 32]) -> Result<Option<Held>> {
        let keys = self.keys();
        let mut known = known_under(self.conn(), keys, sop_instance_uid)?;
        Ok(known.remove(&hex(sha256)))
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

impl Unit<'_, Reception> {
    /// Records an object that is durable in the vault. A second object with the same
    /// SOP Instance UID never replaces the first (dcm4chee-arc-light #4754 deleted a
    /// file that was sent twice).
    ///
    /// `damaged`: an object that was read a moment ago and is not what was stored. If these very
    /// bytes are held in it, the new object takes its place.
    pub fn keep(&mut self, new: &Arrived, damaged: Option<&ObjectId>) -> Result<Kept> {
        let keys = self.keys();
        let mut known = known_under(self.conn(), keys, &new.sop_instance_uid)?;
        if let Some(held) = known.remove(&hex(&new.sha256)) {
            if damaged != Some(&held.object.id) {
                return Ok(Kept::Already);
            }
            self.heal(new, held)?;
            return Ok(Kept::Healed);
        }
        let study_id = self.study_of(new)?;
        let state = if !known.is_empty() {
            InstanceState::Conflict
        } else if self.is_foreign_to(&study_id, &new.patient_print)? {
            InstanceState::OtherPatient
        } else {
            InstanceState::Held
        };
        let image = ImageKept {
            instance: InstanceId::from(&new.object.stored.id),
            study: study_id.clone(),
            object: new.object.stored.clone(),
            state,
            calling_ae: new.calling_ae.clone(),
            transfer_syntax: new.transfer_syntax.clone(),
            sop_class_uid: new.sop_class_uid.clone(),
            modality: new.modality.clone(),
            series_number: new.series_number,
            instance_number: new.instance_number,
            words: Sealed::new(
                &study_id,
                ImageWords {
                    study_uid: new.study_uid.clone(),
                    series_uid: new.series_uid.clone(),
                    sop_instance_uid: new.sop_instance_uid.clone(),
                    sha256: hex(&new.sha256),
                    patient_print: hex(&new.patient_print),
                    bytes: new.bytes,
                },
            ),
        };
        let kept = if state == InstanceState::Held {
            self.enact(InstanceReceived(image))?;
            Kept::New
        } else {
            self.enact(InstanceConflict(image))?;
            Kept::Conflict
        };
        objects::keep(self, &new.object, &(&study_id).into())?;
        Ok(kept)
    }

    fn heal(&mut self, new: &Arrived, held: Held) -> Result<()> {
        let study = Subject::from(&held.study);
        let entry = self.enact(InstanceHealed {
            instance: held.instance,
            study: held.study,
            object: new.object.stored.clone(),
            replaces: held.object.id,
            calling_ae: new.calling_ae.clone(),
        })?;
        objects::close(self.conn(), entry)?;
        objects::keep(self, &new.object, &study)
    }

    /// The object's study: known, or a new one.
    fn study_of(&mut self, new: &Arrived) -> Result<StudyId> {
        let keys = self.keys();
        let known = tokens::find(self.conn(), keys, Index::Study, &new.study_uid)?;
        match known.first() {
            Some(id) => study_id(id),
            None => Ok(StudyId::new(self.now(), self.entropy())),
        }
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

impl<D: Duty> ReadUnit<'_, D> {
    /// How many objects wait for their words to be read, or are being read. Names nobody.
    pub fn objects_to_describe(&mut self) -> Result<u32> {
        let waiting: i64 = instance::table
            .filter(instance::described.eq(Described::Waiting.as_str()))
            .count()
            .get_result(self.conn())?;
        u32::try_from(waiting).map_err(|_| Error::Corrupt("a count is out of range"))
    }
}

/// An image, its study, its object, the digest of that in the register, and its words.
type KnownRow = (String, String, String, Option<String>, i64);

/// What is held or kept apart under a SOP Instance UID, by the digest of the data set in
/// hexadecimal. What belongs to an erased record is known no more.
fn known_under(conn: &mut Conn, keys: &dyn Keyholder, uid: &str) -> Result<BTreeMap<String, Held>> {
    let images = tokens::find(conn, keys, Index::Image, uid)?;
    let rows: Vec<KnownRow> = instance::table
        .left_join(sealed_object::table.on(sealed_object::id.eq(instance::object_id)))
        .filter(instance::id.eq_any(images))
        .select((
            instance::id,
            instance::study_id,
            instance::object_id,
            sealed_object::sealed_sha256.nullable(),
            instance::words,
        ))
        .load(conn)?;
    let opened = sections::open_all(conn, keys, rows.iter().map(|row| row.4))?;
    let mut known = BTreeMap::new();
    for (id, study, object, sealed_sha256, words) in rows {
        let words: Reading<ImageWords> = opened.words(words);
        let Some(words) = words.open() else {
            continue;
        };
        let held = Held {
            instance: instance_id(&id)?,
            study: study_id(&study)?,
            object: StoredObject {
                id: objects::id_of(&object)?,
                // What the register does not know is no object of these bytes.
                sealed_sha256: sealed_sha256.unwrap_or_default(),
            },
        };
        known.insert(words.sha256, held);
    }
    Ok(known)
}

fn study_id(text: &str) -> Result<StudyId> {
    text.parse()
        .map_err(|_| Error::Corrupt("a study id is malformed"))
}

fn instance_id(text: &str) -> Result<InstanceId> {
    text.parse()
        .map_err(|_| Error::Corrupt("an instance id is malformed"))
}

type ToDescribeRow = (String, String, String, String, String, i64);

const TO_DESCRIBE: (
    instance::id,
    instance::study_id,
    instance::object_id,
    instance::sop_class_uid,
    instance::transfer_syntax,
    instance::words,
) = (
    instance::id,
    instance::study_id,
    instance::object_id,
    instance::sop_class_uid,
    instance::transfer_syntax,
    instance::words,
);

impl ReadUnit<'_, Clockwork> {
    /// Objects whose words have not been read and that nobody reads now, oldest first, at
    /// most `limit`.
    pub fn instances_to_describe(&mut self, limit: u32) -> Result<Vec<ToDescribe>> {
        let at_work = under_way(self.conn(), ClaimKind::Description)?;
        let rows: Vec<ToDescribeRow> = instance::table
            .filter(instance::described.eq(Described::Waiting.as_str()))
            .filter(instance::id.ne_all(at_work))
            .order(instance::received_at)
            .limit(i64::from(limit))
            .select(TO_DESCRIBE)
            .load(self.conn())?;
        let keys = self.keys();
        to_describe(self.conn(), keys, rows)
    }

    /// Objects whose picture is gone from the tables that may be thrown away, oldest first,
    /// at most `limit`: to be drawn again.
    pub fn thumbnails_to_draw(&mut self, limit: u32) -> Result<Vec<ToDescribe>> {
        let rows: Vec<ToDescribeRow> = instance::table
            .left_join(thumbnail::table.on(thumbnail::instance_id.eq(instance::id)))
            .filter(instance::has_thumbnail.eq(true))
            .filter(thumbnail::instance_id.is_null())
            .order(instance::received_at)
            .limit(i64::from(limit))
            .select(TO_DESCRIBE)
            .load(self.conn())?;
        let keys = self.keys();
        to_describe(self.conn(), keys, rows)
    }
}

/// What is closed is not described: there is nothing to read it with.
fn to_describe(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    rows: Vec<ToDescribeRow>,
) -> Result<Vec<ToDescribe>> {
    let opened = sections::open_all(conn, keys, rows.iter().map(|row| row.5))?;
    let mut all = Vec::with_capacity(rows.len());
    for (id, study, object, sop_class_uid, transfer_syntax, words) in rows {
        let words: Reading<ImageWords> = opened.words(words);
        let study_id = study_id(&study)?;
        let key = objects::data_key(conn, keys, &(&study_id).into(), &object)?;
        if let (Some(words), Some(key)) = (words.open(), key.open()) {
            all.push(ToDescribe {
                id: instance_id(&id)?,
                study_id,
                object: objects::id_of(&object)?,
                key,
                sop_class_uid,
                sop_instance_uid: words.sop_instance_uid,
                transfer_syntax,
                bytes: words.bytes,
            });
        }
    }
    Ok(all)
}

impl Unit<'_, Clockwork> {
    /// Claims the description of an object for `instance`. None if somebody else has it, or
    /// described it.
    pub fn claim_description(
        &mut self,
        what: &ToDescribe,
        instance: &str,
        lease: Span,
    ) -> Result<Option<DescriptionUnderWay>> {
        let waiting: i64 = instance::table
            .find(what.id.as_str())
            .filter(instance::described.eq(Described::Waiting.as_str()))
            .count()
            .get_result(self.conn())?;
        if waiting == 0 {
            return Ok(None);
        }
        let claim = self.claim(ClaimKind::Description, what.id.as_str(), instance, lease)?;
        Ok(claim.map(|claim| DescriptionUnderWay {
            what: what.clone(),
            claim,
        }))
    }

    /// The words and the thumbnail of an object were read. The first object of a study
    /// that has words gives them to the study. Refused if the claim was lost.
    pub fn described(
        &mut self,
        object: &DescriptionUnderWay,
        words: &StudyWords,
        thumbnail: Option<&[u8]>,
    ) -> Result<()> {
        self.finish(&object.claim)?;
        let what = &object.what;
        let without_words: i64 = study::table
            .find(what.study_id.as_str())
            .filter(study::described_at.is_null())
            .count()
            .get_result(self.conn())?;
        self.enact(InstanceDescribed {
            instance: what.id.clone(),
            study: what.study_id.clone(),
            failed: None,
            thumbnail: thumbnail.is_some(),
            words: (without_words > 0).then(|| Sealed::new(&what.study_id, words.clone())),
        })?;
        match thumbnail {
            Some(png) => self.keep_thumbnail(what, png),
            None => Ok(()),
        }
    }

    /// Keeps a picture that was drawn, or drawn again. Not an act: no entry.
    pub fn keep_thumbnail(&mut self, of: &ToDescribe, png: &[u8]) -> Result<()> {
        let (keys, entropy) = (self.keys(), self.entropy());
        let key = keys::present(keys::of(self.conn(), keys, &(&of.study_id).into())?)?;
        let of = &of.id;
        let sealed = key.seal(of.as_str().as_bytes(), png, &mut |bytes| {
            entropy.fill(bytes);
        })?;
        diesel::delete(thumbnail::table.find(of.as_str())).execute(self.conn())?;
        diesel::insert_into(thumbnail::table)
            .values((
                thumbnail::instance_id.eq(of.as_str()),
                thumbnail::sealed.eq(sealed),
            ))
            .execute(self.conn())?;
        Ok(())
    }

    /// The child that reads words refused the object or died of it. Refused if the claim was
    /// lost.
    pub fn not_described(&mut self, object: &DescriptionUnderWay, reason: &str) -> Result<()> {
        self.finish(&object.claim)?;
        let what = &object.what;
        self.enact(InstanceDescribed {
            instance: what.id.clone(),
            study: what.study_id.clone(),
            failed: Some(reason.to_owned()),
            thumbnail: false,
            words: None,
        })?;
        Ok(())
    }
}
