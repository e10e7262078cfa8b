//! Who is who: everything on file of one person, linking records, separating cases.
//!
//! | module | what it holds |
//! |---|---|
//! | `names`, `memory` | everybody on file in memory: who is likely the same, searching by name |
//! | `everything` | records and cases of a person, as stored |

mod everything;
pub(crate) mod memory;
mod names;

use std::collections::BTreeMap;

use doublelock_domain::access::Coordination;
use doublelock_domain::case::{Case, PatientDetails};
use doublelock_domain::fact::patients::{PatientUnlinked, PatientsLinked, PatientsSeparated};
use doublelock_domain::fact::{Reading, Sealed};
use doublelock_domain::ids::{CaseId, PatientId, Reference};
use doublelock_domain::patient::{CaseOf, nearest, separate};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;

use crate::columns::stored;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::sections;
use crate::unit::{Sight, Unit};

pub(crate) use everything::{Everything, everything_of};
pub use names::{LikelyPatient, NamesRead, People, PersonLine};

/// A record of a person.
#[derive(Debug, Clone)]
pub struct PatientRecord {
    /// Its id.
    pub patient: PatientId,
    /// It hangs on another one, from which it can be taken.
    pub linked: bool,
    /// What stands in it.
    pub details: Reading<PatientDetails>,
    /// Its cases, the oldest first.
    pub cases: Vec<CaseOfRecord>,
}

/// A case of a record.
#[derive(Debug, Clone)]
pub struct CaseOfRecord {
    /// Opaque id.
    pub id: CaseId,
    /// Number people say.
    pub reference: Reference,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The person as entered for this case; none for the case that the record was made with.
    pub entered: Option<Reading<PatientDetails>>,
}

/// Everything on file of the person that a case is about, and who may be the same.
#[derive(Debug, Clone)]
pub struct WholePerson {
    /// Their records: the one that the others hang on, then those.
    pub records: Vec<PatientRecord>,
    /// Others on file who are likely the same; none until the names on file were read.
    pub likely: Option<Vec<LikelyPatient>>,
}

impl<'a> Sight<'a, Coordination> {
    /// Everything on file of the person that an opened case is about.
    pub fn whole_person(&mut self, case: &Opened<'a, Case>) -> Result<WholePerson> {
        let (keys, everything) = (self.keys(), everything_of(self.conn(), &case.patient_id)?);
        let opened = sections::open_all(self.conn(), keys, everything.words())?;
        let mut cases: BTreeMap<&str, Vec<CaseOfRecord>> = BTreeMap::new();
        for row in &everything.cases {
            let of = cases.entry(&row.patient_id).or_default();
            of.push(CaseOfRecord {
                id: stored(&row.id)?,
                reference: stored(&row.reference)?,
                opened_at: Timestamp::from_micros(row.opened_at),
                entered: row.patient_words.map(|words| opened.words(words)),
            });
        }
        let mut records = Vec::with_capacity(everything.records.len());
        for row in &everything.records {
            records.push(PatientRecord {
                patient: stored(&row.id)?,
                linked: row.same_as.is_some(),
                details: opened.words(row.words),
                cases: cases.remove(row.id.as_str()).unwrap_or_default(),
            });
        }
        records.sort_by_key(|record| record.linked);
        let own: Vec<PatientId> = records.iter().map(|one| one.patient.clone()).collect();
        let likely = match self.likely_patients(&case.patient, &own) {
            Ok(likely) => {
                self.note_likely(&likely);
                Some(likely)
            }
            Err(Error::Refused(Refusal::NamesNotRead)) => None,
            Err(other) => return Err(other),
        };
        Ok(WholePerson { records, likely })
    }
}

impl<'a> Unit<'a, Coordination> {
    /// Two records are one person's: that of an opened case, and that of `other`. The younger
    /// hangs on the older from now on.
    pub fn link_patients(&mut self, case: &Opened<'a, Case>, other: &PatientId) -> Result<()> {
        let ours = everything_of(self.conn(), &case.patient_id)?;
        let theirs = everything_of(self.conn(), other)?;
        let link = ours.whole()?.link(&theirs.whole()?)?;
        let holder = self.keys();
        let words = ours.words().chain(theirs.words());
        let opened = sections::open_all(self.conn(), holder, words)?;
        let first = theirs.records.first().ok_or(Error::NotFound)?;
        let _: PatientDetails = opened.must(first.words)?;
        let of = |everything: &Everything| -> Vec<PatientDetails> {
            let words = everything.words();
            words
                .filter_map(|words| opened.words(words).open())
                .collect()
        };
        // Where they are nearest, whichever side is looked at.
        let likeness = nearest(&of(&ours), &of(&theirs))?;
        self.enact(PatientsLinked {
            patient: link.patient,
            others: link.others,
            likeness,
        })?;
        Ok(())
    }

    /// A record of the person that an opened case is about is another person's after all.
    /// Refused if it hangs on no other.
    pub fn unlink_patient(&mut self, case: &Opened<'a, Case>, patient: &PatientId) -> Result<()> {
        let everything = everything_of(self.conn(), &case.patient_id)?;
        let whole = everything.whole()?;
        whole.unlink(patient)?;
        self.enact(PatientUnlinked {
            patient: patient.clone(),
            from: whole.patient,
        })?;
        Ok(())
    }

    /// Cases of the record that an opened case belongs to are another person's: that person
    /// gets a record of their own, named as was entered for the first of these cases.
    pub fn separate_cases(
        &mut self,
        case: &Opened<'a, Case>,
        chosen: &[CaseId],
    ) -> Result<PatientId> {
        let everything = everything_of(self.conn(), &case.patient_id)?;
        let keys = self.keys();
        let opened = sections::open_all(self.conn(), keys, everything.words())?;
        let theirs = everything
            .cases
            .iter()
            .filter(|row| row.patient_id == case.patient_id.as_str())
            .map(|row| {
                Ok(CaseOf {
                    case: stored(&row.id)?,
                    // Of a case that was erased nothing is left to name somebody with.
                    entered: row
                        .patient_words
                        .and_then(|words| opened.words(words).open()),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let details = separate(&theirs, chosen)?;
        let patient = PatientId::new(self.now(), self.entropy());
        let cases = theirs.into_iter().map(|of| of.case);
        self.enact(PatientsSeparated {
            from: case.patient_id.clone(),
            patient: patient.clone(),
            words: Sealed::new(&patient, details),
            cases: cases.filter(|case| chosen.contains(case)).collect(),
        })?;
        Ok(patient)
    }
}
