//! Everything on file of some people, as stored: their records and their cases. What they are called
//! there is sealed ([`crate::sections`]).

use diesel::prelude::*;
use doublelock_domain::case::{OtherCase, PatientDetails};
use doublelock_domain::fact::Reading;
use doublelock_domain::ids::PatientId;
use doublelock_domain::patient::Whole;

use crate::columns::stored;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::cases::{case_file, patient};
use crate::sections;

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
            patient: topmost.ok_or(Error::Corrupt("a person has no record that others hang on"))?,
            linked,
        })
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
