//! What a copy of the record takes along.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::case::Case;
use doublelock_domain::ids::{InstanceId, ObjectId, StudyId};
use doublelock_domain::imaging::{InstanceState, StudyState};
use doublelock_domain::refusal::Refusal;
use doublelock_vault::RecordKey;

use crate::columns::{stored, unsigned};
use crate::error::{Error, Result};
use crate::imaging::received::Received;
use crate::objects;
use crate::opened::Opened;
use crate::schema::imaging::{instance, series, study};
use crate::sections;
use crate::unit::Sight;

/// One image to copy.
#[derive(Debug, Clone)]
pub struct CopiedInstance {
    /// Its id.
    pub id: InstanceId,
    /// Its study.
    pub study: StudyId,
    /// Its object in the vault.
    pub object: ObjectId,
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
    /// SHA-256 of the data set as received, in hexadecimal.
    pub sha256: String,
    /// Length of the data set.
    pub bytes: u64,
    /// What opens its sealed object.
    pub key: RecordKey,
}

type CopyRow = (
    String,
    String,
    String,
    String,
    (i64, i32),
    (Option<i32>, String),
    Option<i32>,
    String,
);

impl<'a> Sight<'a, Privacy> {
    /// Images that came with the studies of an opened case and are kept apart, with the
    /// reason: they are no part of the record, and a copy says so.
    pub fn kept_apart(&mut self, case: &Opened<'a, Case>) -> Result<Vec<(InstanceState, u64)>> {
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

    /// The images attached to an opened case, and of no other: in study, series and
    /// instance order. Objects kept apart are not part of the record until judged.
    ///
    /// Refused if the images of one study name more than one patient: whatever let them in,
    /// a copy must not carry them out (mission B4).
    pub fn attached_instances(&mut self, case: &Opened<'a, Case>) -> Result<Vec<CopiedInstance>> {
        let rows: Vec<CopyRow> = instance::table
            .inner_join(study::table)
            .inner_join(series::table)
            .filter(study::case_id.eq(case.id.as_str()))
            .filter(study::state.eq(StudyState::Attached.as_str()))
            .filter(instance::state.eq(InstanceState::Held.as_str()))
            .select((
                instance::id,
                instance::object_id,
                instance::sop_class_uid,
                instance::transfer_syntax,
                (instance::words, instance::place),
                (series::number, series::id),
                instance::number,
                study::id,
            ))
            .load(self.conn())?;
        let keys = self.keys();
        let opened = Received::open(self.conn(), keys, rows.iter().map(|row| row.4.0))?;
        let data_keys = self.keys_of_images(&rows)?;
        let mut images = Vec::with_capacity(rows.len());
        let mut prints: BTreeMap<String, String> = BTreeMap::new();
        for (id, object, sop_class_uid, transfer_syntax, words, series, number, study) in rows {
            let (section, place) = words;
            let words = opened.must(section, place)?;
            let study_uid = &sections::present(opened.study(section))?.study_uid;
            let print = prints
                .entry(study.clone())
                .or_insert_with(|| words.patient_print.clone());
            if *print != words.patient_print {
                return Err(Refusal::PatientDiffers.into());
            }
            let place = (study_uid.clone(), study.clone(), series, number);
            let closed = Error::Corrupt("the data key of an object does not open");
            let key = data_keys.get(&object).cloned().ok_or(closed)?;
            let image = CopiedInstance {
                id: stored(&id)?,
                study: stored(&study)?,
                object: stored(&object)?,
                study_uid: study_uid.clone(),
                series_uid: words.series_uid.clone(),
                sop_instance_uid: words.sop_instance_uid.clone(),
                sop_class_uid,
                transfer_syntax,
                sha256: words.sha256.clone(),
                bytes: words.bytes,
                key,
            };
            images.push((place, image));
        }
        images.sort_by(|(one, a), (other, b)| (one, &a.id).cmp(&(other, &b.id)));
        Ok(images.into_iter().map(|(_, image)| image).collect())
    }

    /// What opens the objects of these images, study by study. Refused if one was erased.
    fn keys_of_images(&mut self, rows: &[CopyRow]) -> Result<BTreeMap<String, RecordKey>> {
        let mut of_study: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (_, object, .., study) in rows {
            of_study.entry(study).or_default().push(object.clone());
        }
        let keys = self.keys();
        let mut all = BTreeMap::new();
        for (study, objects) in of_study {
            let study: StudyId = stored(study)?;
            let found = objects::data_keys(self.conn(), keys, &(&study).into(), &objects)?;
            all.extend(sections::present(found)?);
        }
        Ok(all)
    }
}
