//! One patient for many cases: who a new case is about, and what was found out later.
//!
//! Opening a case asks who on file may be the same person, and a person answers. Two records
//! that turn out to be one person's are **linked**: both stay as they are, one hangs on the
//! other, and what is asked about the person is asked of both. Cases that turn out to be another
//! person's are **separated**: that person gets a record of their own. Either is an act, and can be
//! undone: a record that was linked is taken out again, one that was separated is linked. What hung
//! on a record that was linked hangs on the older one since, and stays there when that record is
//! taken out. Nothing is overwritten.

use std::cmp::Ordering;

use crate::case::PatientDetails;
use crate::identity::{ComparedField, Comparison, FieldVerdict, Likeness, Person, Reason, compare};
use crate::ids::{CaseId, PatientId};
use crate::refusal::Refusal;

/// Records of one person that hang on one, at most.
pub const MOST_LINKED: usize = 50;

/// Cases that are separated at once, at most.
pub const MOST_SEPARATED: usize = 200;

/// Compares a new patient with somebody on file; none if it is not likely that they are one.
///
/// Likely is whoever goes by a name that is not *different* ([`compare`]) and whose birth date differs by
/// a slip of the pen or not at all, of whatever sex; and whoever has the same file number of the same
/// issuer, whatever name they go by: shown, even if they cannot be the same ([`may_be_one`]). Likely
/// is never *same*: a person answers.
pub fn likely(new: &Person, known: &Person) -> Option<Comparison> {
    let compared = compare(new, known);
    let same_number = field(&compared, ComparedField::HospitalNumber)
        .is_some_and(|found| found.likeness.is_some_and(|it| it < Likeness::Different));
    let is_likely = same_number || (name_fits(&compared) && birth_date_fits(&compared));
    is_likely.then_some(compared)
}

/// Whether somebody may be taken for the other at all. Not if both name and birth date are
/// another's: an identifier alone is never *same* (mission P10), and a number that is equal then was
/// mistyped, or given twice.
pub fn may_be_one(compared: &Comparison) -> bool {
    name_fits(compared) || birth_date_fits(compared)
}

fn field(compared: &Comparison, field: ComparedField) -> Option<&FieldVerdict> {
    compared.fields.iter().find(|found| found.field == field)
}

fn is_not_different(found: Option<&FieldVerdict>) -> bool {
    found.is_none_or(|found| found.likeness.is_none_or(|it| it < Likeness::Different))
}

fn name_fits(compared: &Comparison) -> bool {
    is_not_different(field(compared, ComparedField::Name))
}

/// It is the same, or a slip of the pen away.
fn birth_date_fits(compared: &Comparison) -> bool {
    let found = field(compared, ComparedField::BirthDate);
    let slips = [Reason::DateOneDigit, Reason::DateDayAndMonth];
    is_not_different(found)
        || found.is_some_and(|found| found.reasons.iter().all(|reason| slips.contains(reason)))
}

/// How the words of two people compare where they are nearest, among those that may be one
/// person's. Refused if none may.
pub fn nearest(ours: &[PatientDetails], theirs: &[PatientDetails]) -> Result<Likeness, Refusal> {
    let ours = ours.iter().map(Person::from);
    let pairs = ours.flat_map(|one| theirs.iter().map(move |other| compare(&one, &other.into())));
    pairs
        .filter(may_be_one)
        .map(|compared| compared.likeness)
        .min()
        .ok_or(Refusal::PersonDiffers)
}

/// What was answered when somebody was asked whether a new patient is on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Nobody was asked yet.
    NotAsked,
    /// It is this one.
    OnFile(PatientId),
    /// It is none of these.
    NoneOf(Vec<PatientId>),
}

/// Whom a new case is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Somebody new.
    New,
    /// Somebody on file.
    OnFile(PatientId),
}

/// Takes an answer for what it is worth beside who is likely *now*, and how that compares; none if
/// it has to be asked again: somebody was added meanwhile, or the one that was named is not likely, or
/// cannot be the same.
pub fn whose(likely: &[(PatientId, &Comparison)], answer: &Answer) -> Option<Whose> {
    match answer {
        Answer::OnFile(patient) => likely
            .iter()
            .any(|(known, compared)| known == patient && may_be_one(compared))
            .then(|| Whose::OnFile(patient.clone())),
        Answer::NotAsked => likely.is_empty().then_some(Whose::New),
        Answer::NoneOf(seen) => likely
            .iter()
            .all(|(patient, _)| seen.contains(patient))
            .then_some(Whose::New),
    }
}

/// A record that hangs on no other, with those that hang on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The record.
    pub patient: PatientId,
    /// Records of the same person.
    pub linked: Vec<PatientId>,
}

/// Two records become one person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The one that others hang on: the older.
    pub patient: PatientId,
    /// Those that hang on it from now on.
    pub others: Vec<PatientId>,
}

impl Whole {
    /// `patient` is taken out of them. Refused if it hangs on no other.
    pub fn unlink(&self, patient: &PatientId) -> Result<(), Refusal> {
        if self.linked.contains(patient) {
            Ok(())
        } else {
            Err(Refusal::NotLinked)
        }
    }

    /// Links two. Refused if they are one already, or if too many would hang on one.
    pub fn link(&self, other: &Self) -> Result<Link, Refusal> {
        let (older, younger) = match self.patient.cmp(&other.patient) {
            Ordering::Less => (self, other),
            Ordering::Greater => (other, self),
            Ordering::Equal => return Err(Refusal::AlreadyOnePerson),
        };
        if older.linked.len() + younger.linked.len() >= MOST_LINKED {
            return Err(Refusal::TooManyRecords);
        }
        let mut others = vec![younger.patient.clone()];
        others.extend(younger.linked.iter().cloned());
        Ok(Link {
            patient: older.patient.clone(),
            others,
        })
    }
}

/// A case of a patient, as far as saying whose it is needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOf {
    /// The case.
    pub case: CaseId,
    /// What was entered for this case; none if it stands in the record that was made with it.
    pub entered: Option<PatientDetails>,
}

/// Takes the cases `chosen` out of those of one record, given in the order in which they were
/// opened; returns what the other person is called. Refused if nothing is chosen, or the first of
/// the record's cases: then it is the others that are somebody else's.
pub fn separate(cases: &[CaseOf], chosen: &[CaseId]) -> Result<PatientDetails, Refusal> {
    let theirs: Vec<&CaseOf> = cases
        .iter()
        .filter(|of| chosen.contains(&of.case))
        .collect();
    let field = "cases";
    if theirs.is_empty() || theirs.len() != chosen.len() || chosen.len() > MOST_SEPARATED {
        return Err(Refusal::FieldChoice { field });
    }
    let remains = cases.first().is_some_and(|of| !chosen.contains(&of.case));
    let named = theirs.first().and_then(|of| of.entered.as_ref());
    match named.filter(|_| remains) {
        Some(details) => Ok(details.clone()),
        None => Err(Refusal::FirstCase),
    }
}

#[cfg(test)]
mod tests;
