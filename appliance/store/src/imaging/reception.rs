//! What the DICOM receiver and the describing job write.

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Operator, Reception};
use doublelock_domain::act::Act;
use doublelock_domain::ids::{InstanceId, StudyId, hex};
use doublelock_domain::imaging::{Described, InstanceState, StudyState};
use serde_json::json;

use crate::error::{Error, Result};
use crate::schema::imaging::{instance, study};
use crate::unit::{ReadUnit, Unit, signed, unsigned};

/// An object that lies sealed in the vault and is about to be recorded.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Its id: the name of the sealed object.
    pub id: InstanceId,
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

/// How an object was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// New.
    New,
    /// The same bytes are held already; nothing was recorded.
    Already,
    /// Other bytes under a known SOP Instance UID: recorded beside the first.
    Conflict,
}

/// An object whose words have not been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToDescribe {
    /// Its id.
    pub id: InstanceId,
    /// Its study.
    pub study_id: StudyId,
    /// (0008,0016).
    pub sop_class_uid: String,
    /// (0008,0018).
    pub sop_instance_uid: String,
    /// Transfer syntax.
    pub transfer_syntax: String,
    /// Length of the data set.
    pub bytes: u64,
}

/// The words of a study that a person compares, decoded from one of its objects.
#[derive(Debug, Clone, Default)]
pub struct WordsOfStudy {
    /// (0010,0010).
    pub patient_name: Option<String>,
    /// (0010,0030).
    pub birth_date: Option<String>,
    /// (0010,0040).
    pub sex: Option<String>,
    /// (0010,0020).
    pub patient_number: Option<String>,
    /// (0010,0021).
    pub patient_issuer: Option<String>,
    /// (0008,0020).
    pub study_date: Option<String>,
    /// (0008,1030).
    pub description: Option<String>,
    /// (0008,0080).
    pub institution: Option<String>,
}

impl ReadUnit<'_, Reception> {
    /// True if these very bytes are held under this SOP Instance UID.
    pub fn holds(&mut self, sop_instance_uid: &str, sha256: &[u8; 32]) -> Result<bool> {
        let found: i64 = instance::table
            .filter(instance::sop_instance_uid.eq(sop_instance_uid))
            .filter(instance::sha256.eq(&sha256[..]))
            .count()
            .get_result(self.conn())?;
        Ok(found > 0)
    }

    /// True if a record names the sealed object of this id; the start-up sweep asks.
    pub fn knows_object(&mut self, id: &str) -> Result<bool> {
        let instances: i64 = instance::table
            .filter(instance::id.eq(id))
            .count()
            .get_result(self.conn())?;
        Ok(instances > 0 || crate::privacy::package::knows_package_object(self.conn(), id)?)
    }
}

impl Unit<'_, Reception> {
    /// Records an object that is durable in the vault. A second object with the same
    /// SOP Instance UID never replaces the first (dcm4chee-arc-light #4754 deleted a
    /// file that was sent twice).
    pub fn keep(&mut self, new: &Arrived) -> Result<Kept> {
        let known: Vec<(Vec<u8>, String)> = instance::table
            .filter(instance::sop_instance_uid.eq(&new.sop_instance_uid))
            .select((instance::sha256, instance::state))
            .load(self.conn())?;
        if known.iter().any(|(hash, _)| hash[..] == new.sha256[..]) {
            return Ok(Kept::Already);
        }
        let study_id = self.study_of(new)?;
        let (state, act, kept) = if !known.is_empty() {
            (
                InstanceState::Conflict,
                Act::InstanceConflict,
                Kept::Conflict,
            )
        } else if self.is_foreign_to(&study_id, &new.patient_print)? {
            (
                InstanceState::OtherPatient,
                Act::InstanceConflict,
                Kept::Conflict,
            )
        } else {
            (InstanceState::Held, Act::InstanceReceived, Kept::New)
        };
        self.insert(new, &study_id, state)?;
        let payload = json!({
            "study_uid": new.study_uid,
            "series_uid": new.series_uid,
            "sop_instance_uid": new.sop_instance_uid,
            "sop_class_uid": new.sop_class_uid,
            "transfer_syntax": new.transfer_syntax,
            "sha256": hex(&new.sha256),
            "bytes": new.bytes,
            "calling_ae": new.calling_ae,
            "state": state,
        });
        self.record(act, &[new.id.as_str(), study_id.as_str()], &payload)?;
        Ok(kept)
    }

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
        let same: i64 = instance::table
            .filter(instance::study_id.eq(study_id.as_str()))
            .filter(instance::state.eq(InstanceState::Held.as_str()))
            .filter(instance::patient_print.eq(&print[..]))
            .count()
            .get_result(self.conn())?;
        Ok(same == 0)
    }

    /// The row of the object's study, made on first sight.
    fn study_of(&mut self, new: &Arrived) -> Result<StudyId> {
        let now = self.now();
        let known: Option<String> = study::table
            .filter(study::study_uid.eq(&new.study_uid))
            .select(study::id)
            .first(self.conn())
            .optional()?;
        if let Some(id) = known {
            diesel::update(study::table.find(&id))
                .set(study::last_received_at.eq(now.micros()))
                .execute(self.conn())?;
            return id
                .parse()
                .map_err(|_| Error::Corrupt("a study id is malformed"));
        }
        let id = StudyId::new(now, self.entropy());
        diesel::insert_into(study::table)
            .values((
                study::id.eq(id.as_str()),
                study::study_uid.eq(&new.study_uid),
                study::state.eq(StudyState::Unassigned.as_str()),
                study::calling_ae.eq(&new.calling_ae),
                study::first_received_at.eq(now.micros()),
                study::last_received_at.eq(now.micros()),
            ))
            .execute(self.conn())?;
        Ok(id)
    }

    fn insert(&mut self, new: &Arrived, study_id: &StudyId, state: InstanceState) -> Result<()> {
        let now = self.now();
        diesel::insert_into(instance::table)
            .values((
                instance::id.eq(new.id.as_str()),
                instance::study_id.eq(study_id.as_str()),
                instance::series_uid.eq(&new.series_uid),
                instance::sop_instance_uid.eq(&new.sop_instance_uid),
                instance::sop_class_uid.eq(&new.sop_class_uid),
                instance::transfer_syntax.eq(&new.transfer_syntax),
                instance::state.eq(state.as_str()),
                instance::sha256.eq(&new.sha256[..]),
                instance::patient_print.eq(&new.patient_print[..]),
                instance::bytes.eq(signed(new.bytes)?),
                instance::modality.eq(&new.modality),
                instance::series_number.eq(new.series_number),
                instance::instance_number.eq(new.instance_number),
                instance::received_at.eq(now.micros()),
                instance::calling_ae.eq(&new.calling_ae),
                instance::described.eq(Described::Waiting.as_str()),
            ))
            .execute(self.conn())?;
        Ok(())
    }

    /// Writes down that an object or an association was refused. `reason` is a word
    /// of ours.
    pub fn note_intake_refused(
        &mut self,
        calling_ae: &str,
        address: &str,
        reason: &str,
    ) -> Result<()> {
        let payload = json!({ "calling_ae": calling_ae, "address": address, "reason": reason });
        self.record(Act::IntakeRefused, &[], &payload)?;
        Ok(())
    }
}

impl ReadUnit<'_, Operator> {
    /// How many objects wait for their words to be read. Names nobody.
    pub fn objects_to_describe(&mut self) -> Result<u32> {
        let waiting: i64 = instance::table
            .filter(instance::described.eq(Described::Waiting.as_str()))
            .count()
            .get_result(self.conn())?;
        u32::try_from(waiting).map_err(|_| Error::Corrupt("a count is out of range"))
    }
}

type ToDescribeRow = (String, String, String, String, String, i64);

impl ReadUnit<'_, Clockwork> {
    /// Objects whose words have not been read, oldest first, at most `limit`.
    pub fn instances_to_describe(&mut self, limit: u32) -> Result<Vec<ToDescribe>> {
        let rows: Vec<ToDescribeRow> = instance::table
            .filter(instance::described.eq(Described::Waiting.as_str()))
            .order(instance::received_at)
            .limit(i64::from(limit))
            .select((
                instance::id,
                instance::study_id,
                instance::sop_class_uid,
                instance::sop_instance_uid,
                instance::transfer_syntax,
                instance::bytes,
            ))
            .load(self.conn())?;
        rows.into_iter()
            .map(
                |(id, study_id, sop_class_uid, sop_instance_uid, transfer_syntax, bytes)| {
                    Ok(ToDescribe {
                        id: id
                            .parse()
                            .map_err(|_| Error::Corrupt("an instance id is malformed"))?,
                        study_id: study_id
                            .parse()
                            .map_err(|_| Error::Corrupt("a study id is malformed"))?,
                        sop_class_uid,
                        sop_instance_uid,
                        transfer_syntax,
                        bytes: unsigned(bytes)?,
                    })
                },
            )
            .collect()
    }
}

impl Unit<'_, Clockwork> {
    /// The words and the thumbnail of an object were read. The first object of a study
    /// that has words gives them to the study.
    pub fn described(
        &mut self,
        what: &ToDescribe,
        words: &WordsOfStudy,
        thumbnail: Option<&[u8]>,
    ) -> Result<()> {
        let now = self.now();
        diesel::update(instance::table.find(what.id.as_str()))
            .set((
                instance::described.eq(Described::Done.as_str()),
                instance::thumbnail.eq(thumbnail),
            ))
            .execute(self.conn())?;
        diesel::update(
            study::table
                .find(what.study_id.as_str())
                .filter(study::described_at.is_null()),
        )
        .set((
            study::described_at.eq(now.micros()),
            study::patient_name.eq(&words.patient_name),
            study::birth_date.eq(&words.birth_date),
            study::sex.eq(&words.sex),
            study::patient_number.eq(&words.patient_number),
            study::patient_issuer.eq(&words.patient_issuer),
            study::study_date.eq(&words.study_date),
            study::description.eq(&words.description),
            study::institution.eq(&words.institution),
        ))
        .execute(self.conn())?;
        self.record(
            Act::InstanceDescribed,
            &[what.id.as_str(), what.study_id.as_str()],
            &json!({ "thumbnail": thumbnail.is_some() }),
        )?;
        Ok(())
    }

    /// The child that reads words refused the object or died of it.
    pub fn not_described(&mut self, what: &ToDescribe, reason: &str) -> Result<()> {
        diesel::update(instance::table.find(what.id.as_str()))
            .set(instance::described.eq(Described::Failed.as_str()))
            .execute(self.conn())?;
        self.record(
            Act::InstanceDescribed,
            &[what.id.as_str(), what.study_id.as_str()],
            &json!({ "failed": reason }),
        )?;
        Ok(())
    }
}
