//! What is missing, of all cases.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::Coordination;
use doublelock_domain::exam::ExamState;
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::ids::{CaseId, ExamId, Reference};

use super::record::{Exam, ExamRow, read};
use crate::columns::{count, stored};
use crate::error::Result;
use crate::listed::{Counted, MOST_COUNTED};
use crate::schema::cases::{case_file, expected_exam};
use crate::unit::Sight;

/// An exam that is waited for, in a list of many cases.
#[derive(Debug, Clone)]
pub struct AwaitedExam {
    /// The exam.
    pub exam: Exam,
    /// Its case.
    pub case: CaseId,
    /// Number of its case.
    pub reference: Reference,
}

/// What is waited for.
#[derive(Debug, Clone)]
pub struct AwaitedExams {
    /// Those that are to be asked for first, first.
    pub lines: Vec<AwaitedExam>,
    /// How many there are.
    pub all: Counted,
    /// How many are to be asked for again on `today`, or were before.
    pub pressing: Counted,
}

impl Sight<'_, Coordination> {
    /// Exams that are waited for, at most `limit`; from the one after `after` on; only those that are to be asked for by
    /// `until`, if that is said. Names what was done to people, so the reading itself is written down.
    pub fn awaited_exams(
        &mut self,
        today: NaiveDate,
        until: Option<NaiveDate>,
        after: Option<&(NaiveDate, ExamId)>,
        limit: u32,
    ) -> Result<AwaitedExams> {
        let awaited =
            || expected_exam::table.filter(expected_exam::state.eq(ExamState::Awaited.as_str()));
        let (day, id) = after.map_or((String::new(), String::new()), |(day, id)| {
            (day.to_string(), id.to_string())
        });
        // No day is later than this, as text.
        let until = until.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string());
        let beyond = expected_exam::wanted
            .ne(day.clone())
            .or(expected_exam::id.gt(id));
        let rows: Vec<ExamRow> = awaited()
            .filter(expected_exam::wanted.ge(day))
            .filter(beyond)
            .filter(expected_exam::wanted.le(until))
            .order((expected_exam::wanted, expected_exam::id))
            .limit(i64::from(limit))
            .select(ExamRow::as_select())
            .load(self.conn())?;
        let most = i64::from(MOST_COUNTED) + 1;
        let all: Vec<String> = awaited()
            .limit(most)
            .select(expected_exam::id)
            .load(self.conn())?;
        let pressing: Vec<String> = awaited()
            .filter(expected_exam::wanted.le(today.to_string()))
            .limit(most)
            .select(expected_exam::id)
            .load(self.conn())?;
        let cases: Vec<String> = rows.iter().map(|row| row.case_id.clone()).collect();
        let numbers: BTreeMap<String, String> = case_file::table
            .filter(case_file::id.eq_any(&cases))
            .select((case_file::id, case_file::reference))
            .load::<(String, String)>(self.conn())?
            .into_iter()
            .collect();
        let exams = read(self, &rows)?;
        let mut lines = Vec::with_capacity(exams.len());
        for (exam, case) in exams.into_iter().zip(cases) {
            lines.push(AwaitedExam {
                exam,
                reference: stored(numbers.get(&case).map_or("", String::as_str))?,
                case: stored(&case)?,
            });
        }
        let mut named: Vec<CaseId> = lines.iter().map(|line| line.case.clone()).collect();
        named.sort();
        named.dedup();
        if !named.is_empty() {
            let records = named.iter().map(Into::into).collect();
            self.note_list(ListName::ExpectedExams, records);
        }
        Ok(AwaitedExams {
            lines,
            all: Counted::of(count(all.len())),
            pressing: Counted::of(count(pressing.len())),
        })
    }
}
