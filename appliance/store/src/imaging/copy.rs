//! What a copy of the record takes along.

use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::case::Case;
use doublelock_domain::ids::InstanceId;
use doublelock_domain::imaging::{InstanceState, StudyState};
use doublelock_domain::refusal::Refusal;

use crate::error::{Error, Result};
use crate::schema::imaging::{instance, study};
use crate::store::Opened;
use crate::unit::{Unit, unsigned};

/// One image to copy.
#[derive(Debug, Clone)]
pub struct CopiedInstance {
    /// Name of the sealed object in the vault.
    pub id: InstanceId,
    /// (0020,000D).
    pub study_uid: String,
    /// (0020,000E).
    pub series_uid: String,
    /// (0008,0018).
    pub sop_instance_uid: String,
    /// (0008,0016).
    pub sop_class_uid: String,
    /// Transfer syntax as received.
    pub transfer_syntax: String,
    /// SHA-256 of the data set as received.
    pub sha256: Vec<u8>,
    /// Length of the data set.
    pub bytes: u64,
}

type CopyRow = (String, String, String, String, String, String, Vec<u8>, i64);

impl Unit<'_, Privacy> {
    /// Images that came with the studies of an opened case and are kept apart, with the
    /// reason: they are no part of the record, and a copy says so.
    pub fn kept_apart(&mut self, case: &Opened<Case>) -> Result<Vec<(InstanceState, u64)>> {
        let states = [InstanceState::Conflict, InstanceState::OtherPatient];
        let mut found = Vec::new();
        for state in states {
            let number: i64 = instance::table
                .inner_join(study::table)
                .filter(study::case_id.eq(case.id.as_str()))
                .filter(study::state.eq(StudyState::Attached.as_str()))
                .filter(instance::state.eq(state.as_str()))
                .count()
                .get_result(self.conn())?;
            if number > 0 {
                found.push((state, unsigned(number)?));
            }
        }
        Ok(found)
    }

    /// Refuses if the images of one attached study name more than one patient: whatever
    /// let them in, a copy must not carry them out (mission B4).
    fn one_patient_each(&mut self, case: &Opened<Case>) -> Result<()> {
        let prints: Vec<(String, Vec<u8>)> = instance::table
            .inner_join(study::table)
            .filter(study::case_id.eq(case.id.as_str()))
            .filter(study::state.eq(StudyState::Attached.as_str()))
            .filter(instance::state.eq(InstanceState::Held.as_str()))
            .select((study::id, instance::patient_print))
            .distinct()
            .order(study::id)
            .load(self.conn())?;
        let mixed = prints
            .windows(2)
            .any(|two| matches!(two, [(one, _), (next, _)] if one == next));
        if mixed {
            return Err(Refusal::PatientDiffers.into());
        }
        Ok(())
    }

    /// The images attached to an opened case, and of no other: in study, series and
    /// instance order. Objects kept apart are not part of the record until judged.
    pub fn attached_instances(&mut self, case: &Opened<Case>) -> Result<Vec<CopiedInstance>> {
        self.one_patient_each(case)?;
        let rows: Vec<CopyRow> = instance::table
            .inner_join(study::table)
            .filter(study::case_id.eq(case.id.as_str()))
            .filter(study::state.eq(StudyState::Attached.as_str()))
            .filter(instance::state.eq(InstanceState::Held.as_str()))
            .order((
                study::study_uid,
                instance::series_number,
                instance::series_uid,
                instance::instance_number,
                instance::id,
            ))
            .select((
                instance::id,
                study::study_uid,
                instance::series_uid,
                instance::sop_instance_uid,
                instance::sop_class_uid,
                instance::transfer_syntax,
                instance::sha256,
                instance::bytes,
            ))
            .load(self.conn())?;
        rows.into_iter()
            .map(
                |(
                    id,
                    study_uid,
                    series_uid,
                    sop_instance_uid,
                    sop_class_uid,
                    transfer_syntax,
                    sha256,
                    bytes,
                )| {
                    Ok(CopiedInstance {
                        id: id
                            .parse()
                            .map_err(|_| Error::Corrupt("an instance id is malformed"))?,
                        study_uid,
                        series_uid,
                        sop_instance_uid,
                        sop_class_uid,
                        transfer_syntax,
                        sha256,
                        bytes: unsigned(bytes)?,
                    })
                },
            )
            .collect()
    }
}
