//! Who is who: everything on file of one person, linking records, separating cases.
//!
//! | module | what it holds |
//! |---|---|
//! | [`names`] | everybody on file in memory: who is likely the same, searching by name |

pub mod names;

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::Coordination;
use doublelock_domain::case::{Case, OtherCase, PatientDetails};
use doublelock_domain::fact::patients::{PatientUnlinked, PatientsLinked, PatientsSeparated};
use doublelock_domain::fact::{Reading, Sealed};
use doublelock_domain::identity::{self, Person};
use doublelock_domain::ids::{CaseId, PatientId, Reference};
use doublelock_domain::patient::{CaseOf, Whole, separate};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::cases::{case_file, patient};
use crate::sections;
use crate::store::Opened;
use crate::unit::{Sight, Unit};

pub use names::{LikelyPatient, NamesRead, People, PersonLine};

const MALFORMED: Error = Error::Corrupt("a patient is malformed");

/// A stored id or number.
pub(crate) fn stored<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| MALFORMED)
}

/// A record of a person, as stored.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct RecordRow {
    pub(crate) id: String,
    pub(crate) words: i64,
    pub(crate) same_as: Option<String>,
}

/// A case of a person, as stored.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct CaseRow {
    pub(crate) id: String,
    pub(crate) reference: String,
    pub(crate) patient_id: String,
    pub(crate) patient_words: Option<i64>,
    pub(crate) opened_at: i64,
}

/// Everything on file of some people: records and cases, the oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Everything {
    pub(crate) records: Vec<RecordRow>,
    pub(crate) cases: Vec<CaseRow>,
}

impl Everything {
    /// Of the person whose records hang on `topmost`.
    pub(crate) fn of(conn: &mut Conn, topmost: &str) -> Result<Self> {
        Self::of_all(conn, &[topmost.to_owned()])
    }

    /// Of some people: two queries for all of them.
    pub(crate) fn of_all(conn: &mut Conn, topmost: &[String]) -> Result<Self> {
        let of_them = patient::id
            .eq_any(topmost)
            .or(patient::same_as.assume_not_null().eq_any(topmost));
        let records: Vec<RecordRow> = patient::table
            .filter(of_them)
            .order(patient::id)
            .select((patient::id, patient::words, patient::same_as))
            .load(conn)?;
        let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
        let cases = case_file::table
            .filter(case_file::patient_id.eq_any(ids))
            .order((case_file::opened_at, case_file::id))
            .select((
                case_file::id,
                case_file::reference,
                case_file::patient_id,
                case_file::patient_words,
                case_file::opened_at,
            ))
            .load(conn)?;
        Ok(Self { records, cases })
    }

    /// Where the person is named.
    pub(crate) fn words(&self) -> impl Iterator<Item = i64> {
        let of_records = self.records.iter().map(|record| record.words);
        of_records.chain(self.cases.iter().filter_map(|case| case.patient_words))
    }

    /// Other records and other cases than these two.
    pub(crate) fn beside(
        &self,
        record: &str,
        case: &str,
    ) -> Result<(Vec<PatientId>, Vec<OtherCase>)> {
        let linked = self
            .records
            .iter()
            .filter(|other| other.id != record)
            .map(|other| stored(&other.id))
            .collect::<Result<_>>()?;
        let others = self
            .cases
            .iter()
            .filter(|other| other.id != case)
            .map(|other| {
                Ok(OtherCase {
                    id: stored(&other.id)?,
                    reference: stored(&other.reference)?,
                })
            })
            .collect::<Result<_>>()?;
        Ok((linked, others))
    }

    /// The person as entered elsewhere under another name, each name once.
    pub(crate) fn also_known(
        &self,
        patient: &PatientDetails,
        opened: &sections::Opened,
    ) -> Vec<PatientDetails> {
        let same_name = |one: &PatientDetails, other: &PatientDetails| {
            (&one.family_name, &one.given_names) == (&other.family_name, &other.given_names)
        };
        let mut known: Vec<PatientDetails> = Vec::new();
        for words in self.words() {
            let Reading::Open(other) = opened.words::<PatientDetails>(words) else {
                continue;
            };
            if !same_name(&other, patient) && !known.iter().any(|one| same_name(one, &other)) {
                known.push(other);
            }
        }
        known
    }

    /// The one that the others hang on, with them.
    pub(crate) fn whole(&self) -> Result<Whole> {
        let mut topmost = None;
        let mut linked = Vec::new();
        for record in &self.records {
            match &record.same_as {
                None => topmost = Some(stored(&record.id)?),
                Some(_) => linked.push(stored(&record.id)?),
            }
        }
        Ok(Whole {
            patient: topmost.ok_or(MALFORMED)?,
            linked,
        })
    }
}

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
        let opened = sections::open_all(self.conn(), holder, theirs.words())?;
        let first = theirs.records.first().ok_or(Error::NotFound)?;
        let _: PatientDetails = opened.must(first.words)?;
        let person = Person::from(&case.patient);
        // What the page shows: where they are nearest.
        let likeness = theirs
            .words()
            .filter_map(|words| opened.words::<PatientDetails>(words).open())
            .map(|details| identity::compare(&person, &Person::from(&details)).likeness)
            .min()
            .ok_or(Error::NotFound)?;
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
        let Whole {
            patient: from,
            linked,
        } = everything.whole()?;
        if !linked.contains(patient) {
            return Err(Refusal::NotLinked.into());
        }
        self.enact(PatientUnlinked {
            patient: patient.clone(),
            from,
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

/// Everything on file of the person that one record is of.
pub(crate) fn everything_of(conn: &mut Conn, id: &PatientId) -> Result<Everything> {
    let same_as: Option<String> = patient::table
        .find(id.as_str())
        .select(patient::same_as)
        .first(conn)?;
    Everything::of(conn, same_as.as_deref().unwrap_or(id.as_str()))
}
