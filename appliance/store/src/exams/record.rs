//! An exam that a case waits for, as it is stored, with what came of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::exam::{Amount, Balance, Came, ExamRecord, ExamState, ExpectedExam};
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{CaseId, ExamId};
use doublelock_domain::time::Timestamp;

use crate::columns::{malformed, stored};
use crate::error::Result;
use crate::schema::cases::{exam_arrival, expected_exam};
use crate::sections;
use crate::unit::Sight;

/// An exam that a case waits for, and what came of it.
#[derive(Debug, Clone)]
pub struct Exam {
    /// Its id.
    pub id: ExamId,
    /// What it is.
    pub words: Reading<ExpectedExam>,
    /// How much of it is to come.
    pub amount: Amount,
    /// Where it stands.
    pub state: ExamState,
    /// Until when before it is asked for again.
    pub wanted: NaiveDate,
    /// Since when it is waited for.
    pub since: Timestamp,
    /// What came of it, the first first.
    pub arrivals: Vec<Arrival>,
    /// What somebody said not to be of it.
    pub not_of: BTreeSet<Subject>,
    /// Changes with each act on it: whose form shows another is of before.
    pub revision: i64,
}

/// Something that came of an exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The article or the study.
    pub what: Subject,
    /// For how much it counts.
    pub came: Came,
    /// Somebody said it; else it was found by what is seen of it.
    pub by_hand: bool,
}

impl Exam {
    /// How much came, of all.
    pub fn came(&self) -> Came {
        let each = self.arrivals.iter().map(|arrival| arrival.came);
        each.fold(Came::default(), Came::and)
    }

    /// What came, against what was to come.
    pub fn balance(&self) -> Balance {
        self.amount.balance(self.came())
    }

    /// As far as its rules need it.
    pub fn record(&self) -> ExamRecord {
        ExamRecord {
            state: self.state,
            amount: self.amount,
            came: self.came(),
        }
    }

    /// This came of it.
    pub fn has(&self, what: &Subject) -> bool {
        self.arrival(what).is_some()
    }

    pub(super) fn arrival(&self, what: &Subject) -> Option<&Arrival> {
        self.arrivals.iter().find(|arrival| arrival.what == *what)
    }

    /// How much came beside this.
    pub(super) fn without(&self, what: &Subject) -> Came {
        let others = self.arrivals.iter().filter(|other| other.what != *what);
        others
            .map(|other| other.came)
            .fold(Came::default(), Came::and)
    }

    /// The words, unless they cannot be read.
    pub fn said(&self) -> Option<&ExpectedExam> {
        match &self.words {
            Reading::Open(words) => Some(words),
            Reading::Erased { .. } | Reading::Missing => None,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = expected_exam)]
pub(super) struct ExamRow {
    pub(super) id: String,
    pub(super) case_id: String,
    pub(super) words: i64,
    pub(super) films: Option<i32>,
    pub(super) discs: Option<i32>,
    pub(super) images: bool,
    pub(super) wanted: String,
    pub(super) state: String,
    pub(super) expected_at: i64,
    revision: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = exam_arrival)]
struct ArrivalRow {
    exam_id: String,
    arrival: String,
    is_of: bool,
    by_hand: bool,
    films: i32,
    discs: i32,
    studies: i32,
    others: i32,
}

/// The exams that a case waits for or waited for, those expected first first.
pub(crate) fn of_case<D: Duty>(unit: &mut Sight<'_, D>, case: &CaseId) -> Result<Vec<Exam>> {
    let rows: Vec<ExamRow> = expected_exam::table
        .filter(expected_exam::case_id.eq(case.as_str()))
        .order((expected_exam::expected_at, expected_exam::id))
        .select(ExamRow::as_select())
        .load(unit.conn())?;
    read(unit, &rows)
}

/// The exams that this came of, of whichever case.
pub(super) fn of_arrival<D: Duty>(unit: &mut Sight<'_, D>, what: &Subject) -> Result<Vec<ExamRow>> {
    let exams = exam_arrival::table
        .filter(exam_arrival::arrival.eq(what.to_string()))
        .filter(exam_arrival::is_of.eq(true))
        .select(exam_arrival::exam_id);
    Ok(expected_exam::table
        .filter(expected_exam::id.eq_any(exams))
        .order(expected_exam::id)
        .select(ExamRow::as_select())
        .load(unit.conn())?)
}

/// Rows with what came of them and their words: three queries, however many.
pub(super) fn read<D: Duty>(unit: &mut Sight<'_, D>, rows: &[ExamRow]) -> Result<Vec<Exam>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = rows.iter().map(|row| &row.id);
    let came: Vec<ArrivalRow> = exam_arrival::table
        .filter(exam_arrival::exam_id.eq_any(ids))
        .order((exam_arrival::came_at, exam_arrival::arrival))
        .select(ArrivalRow::as_select())
        .load(unit.conn())?;
    let mut arrivals: BTreeMap<&str, Vec<Arrival>> = BTreeMap::new();
    let mut not_of: BTreeMap<&str, BTreeSet<Subject>> = BTreeMap::new();
    for row in &came {
        if row.is_of {
            let of = arrivals.entry(&row.exam_id).or_default();
            of.push(row.arrival()?);
        } else {
            let of = not_of.entry(&row.exam_id).or_default();
            of.insert(stored(&row.arrival)?);
        }
    }
    let keys = unit.keys();
    let opened = sections::open_all(unit.conn(), keys, rows.iter().map(|row| row.words))?;
    rows.iter()
        .map(|row| {
            Ok(Exam {
                id: stored(&row.id)?,
                words: opened.words(row.words),
                amount: row.amount()?,
                state: stored(&row.state)?,
                wanted: stored(&row.wanted)?,
                since: Timestamp::from_micros(row.expected_at),
                arrivals: arrivals.remove(&*row.id).unwrap_or_default(),
                not_of: not_of.remove(&*row.id).unwrap_or_default(),
                revision: row.revision,
            })
        })
        .collect()
}

impl ExamRow {
    pub(super) fn amount(&self) -> Result<Amount> {
        Ok(Amount {
            films: self.films.map(small).transpose()?,
            discs: self.discs.map(small).transpose()?,
            images: self.images,
        })
    }
}

impl ArrivalRow {
    fn arrival(&self) -> Result<Arrival> {
        Ok(Arrival {
            what: stored(&self.arrival)?,
            came: Came {
                films: small(self.films)?,
                discs: small(self.discs)?,
                studies: small(self.studies)?,
                others: small(self.others)?,
            },
            by_hand: self.by_hand,
        })
    }
}

fn small(number: i32) -> Result<u16> {
    u16::try_from(number).map_err(|_| malformed::<u16>())
}
