//! What coordination says of the exams that a case waits for, and does about them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Imaging};
use doublelock_domain::case::{Case, EnteredText};
use doublelock_domain::exam::{Came, ExamEventKind, ExamExit, ExamSeen, NewExam};
use doublelock_domain::fact::exams::{ExamClosed, ExamCorrected, ExamExpected, ExamFollowed};
use doublelock_domain::fact::{Reading, Sealed, Subject};
use doublelock_domain::ids::ExamId;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;

use super::arriving::Ticking;
use super::record::{Exam, of_case};
use crate::columns::{maybe_stored, stored};
use crate::custody::ItemLine;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::cases::exam_event;
use crate::schema::people::person;
use crate::sections;
use crate::unit::{Sight, Unit};

/// Something that was said of an exam, or done about it.
#[derive(Debug, Clone)]
pub struct ExamEvent {
    /// What.
    pub kind: ExamEventKind,
    /// How the waiting ended, if that is what happened.
    pub exit: Option<ExamExit>,
    /// What came, or did not after all.
    pub arrival: Option<Subject>,
    /// What was written.
    pub words: Option<Reading<String>>,
    /// Until when it is waited for from then on.
    pub wanted: Option<NaiveDate>,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// One exam, with what was said of it and done about it.
#[derive(Debug, Clone)]
pub struct ExamView {
    /// The exam.
    pub exam: Exam,
    /// What was said and done, newest first.
    pub history: Vec<ExamEvent>,
}

impl<'a> Sight<'a, Coordination> {
    /// The exams that an opened case waits for or waited for, those expected first first.
    pub fn exams_of(&mut self, case: &Opened<'a, Case>) -> Result<Vec<Exam>> {
        of_case(self, &case.id)
    }

    /// One of them, with its history.
    pub fn exam_of(&mut self, case: &Opened<'a, Case>, id: &ExamId) -> Result<ExamView> {
        let exams = of_case(self, &case.id)?;
        let exam = exams.into_iter().find(|exam| exam.id == *id);
        Ok(ExamView {
            exam: exam.ok_or(Error::NotFound)?,
            history: history(self, id)?,
        })
    }
}

impl<'a> Sight<'a, Imaging> {
    /// The exams that an opened case waits for or waited for, those expected first first.
    pub fn exams_of(&mut self, case: &Opened<'a, Case>) -> Result<Vec<Exam>> {
        of_case(self, &case.id)
    }
}

fn history(unit: &mut Sight<'_, Coordination>, id: &ExamId) -> Result<Vec<ExamEvent>> {
    type Row = (
        String,
        Option<String>,
        Option<i64>,
        Option<String>,
        i64,
        String,
    );
    let rows: Vec<Row> = exam_event::table
        .inner_join(person::table.on(person::id.eq(exam_event::actor_id)))
        .filter(exam_event::exam_id.eq(id.as_str()))
        .order(exam_event::ledger_sequence.desc())
        .select((
            exam_event::kind,
            exam_event::detail,
            exam_event::words,
            exam_event::wanted,
            exam_event::occurred_at,
            person::display_name,
        ))
        .load(unit.conn())?;
    let keys = unit.keys();
    let opened = sections::open_all(unit.conn(), keys, rows.iter().filter_map(|row| row.2))?;
    rows.iter()
        .map(|(kind, detail, words, wanted, at, by)| {
            let kind: ExamEventKind = stored(kind)?;
            let detail = detail.as_deref();
            Ok(ExamEvent {
                kind,
                exit: maybe_stored(detail.filter(|_| kind == ExamEventKind::Closed))?,
                arrival: maybe_stored(detail.filter(|_| kind != ExamEventKind::Closed))?,
                words: words.map(|at| opened.words(at)),
                wanted: maybe_stored(wanted.as_deref())?,
                at: Timestamp::from_micros(*at),
                by: by.clone(),
            })
        })
        .collect()
}

impl<'a> Unit<'a, Coordination> {
    /// A case waits for an exam. What is here of it already is ticked. Refused if just this one is waited for.
    pub fn expect_exam(&mut self, case: &Opened<'a, Case>, new: &NewExam) -> Result<ExamId> {
        let exams = of_case(self, &case.id)?;
        let same = |exam: &Exam| exam.state.may_come() && exam.said() == Some(&new.words);
        if exams.iter().any(same) {
            return Err(Refusal::NothingChanged.into());
        }
        let exam = ExamId::new(self.now(), self.entropy());
        self.enact(ExamExpected {
            case: case.id.clone(),
            exam: exam.clone(),
            words: Sealed::new(&case.id, new.words.clone()),
            amount: new.amount,
            wanted: new.wanted,
        })?;
        self.find_what_is_here(case)?;
        Ok(exam)
    }

    /// Sets right what was said of an exam, as typed into a form that showed `revision` of it. It is waited for from then
    /// on, whatever was said of its end. Refused if somebody else was faster, or nothing would change.
    pub fn correct_exam(
        &mut self,
        case: &Opened<'a, Case>,
        id: &ExamId,
        to: &NewExam,
        revision: i64,
    ) -> Result<()> {
        let exam = self.exam(case, id, revision)?;
        let state = exam.record().expected_again(to.amount);
        let stands = (exam.said(), exam.amount, exam.wanted, exam.state);
        if stands == (Some(&to.words), to.amount, to.wanted, state) {
            return Err(Refusal::NothingChanged.into());
        }
        self.enact(ExamCorrected {
            case: case.id.clone(),
            exam: id.clone(),
            words: Sealed::new(&case.id, to.words.clone()),
            amount: to.amount,
            wanted: to.wanted,
            state,
        })?;
        self.find_what_is_here(case)
    }

    /// It was asked for again, and is waited for until `wanted`. Refused if the page of whoever says so, which showed
    /// `revision`, is of before.
    pub fn follow_exam(
        &mut self,
        case: &Opened<'a, Case>,
        (id, revision): (&ExamId, i64),
        words: &EnteredText,
        wanted: NaiveDate,
    ) -> Result<()> {
        self.exam(case, id, revision)?.record().follow()?;
        self.enact(ExamFollowed {
            case: case.id.clone(),
            exam: id.clone(),
            words: Sealed::new(&case.id, words.clone()),
            wanted,
        })?;
        Ok(())
    }

    /// It is waited for no longer, although something of it did not come. Refused if the page of whoever says so, which
    /// showed `revision`, is of before.
    pub fn close_exam(
        &mut self,
        case: &Opened<'a, Case>,
        (id, revision): (&ExamId, i64),
        exit: ExamExit,
        words: &EnteredText,
    ) -> Result<()> {
        self.exam(case, id, revision)?.record().close(exit)?;
        self.enact(ExamClosed {
            case: case.id.clone(),
            exam: id.clone(),
            exit,
            words: Sealed::new(&case.id, words.clone()),
        })?;
        Ok(())
    }

    /// Just these came of an exam, of what the case holds. Refused if the page of whoever says so, which showed
    /// `revision`, is of before, if one of them is none of the case's, or nothing would change.
    pub fn came_of_exam(
        &mut self,
        case: &Opened<'a, Case>,
        (id, revision): (&ExamId, i64),
        these: &BTreeSet<Subject>,
    ) -> Result<()> {
        self.exam(case, id, revision)?;
        let mut known = Vec::new();
        for item in self.items_of(case)?.iter().filter(|item| item.came) {
            known.push((Subject::from(&item.id), came_as(item)));
        }
        for study in self.studies_of(case)? {
            known.push((Subject::from(&study.id), Came::STUDY));
        }
        let mut ticking = Ticking::of(self, &case.id)?;
        if ticking.came_of_one(self, id, &known, these)? {
            Ok(())
        } else {
            Err(Refusal::NothingChanged.into())
        }
    }

    /// What the case holds is ticked where it can only be one exam by what is seen of it.
    fn find_what_is_here(&mut self, case: &Opened<'a, Case>) -> Result<()> {
        let items = self.items_of(case)?;
        let mut ticking = Ticking::of(self, &case.id)?;
        for item in items.iter().filter(|item| item.came) {
            if let Reading::Open(Some(seen)) = &item.words {
                let seen = ExamSeen::from(seen);
                ticking.find(self, &(&item.id).into(), came_as(item), &seen)?;
            }
        }
        Ok(())
    }

    /// The exam as it stands, if `revision` of it does.
    fn exam(&mut self, case: &Opened<'a, Case>, id: &ExamId, revision: i64) -> Result<Exam> {
        let exams = of_case(self, &case.id)?;
        let found = exams.into_iter().find(|exam| exam.id == *id);
        let exam = found.ok_or(Error::NotFound)?;
        if exam.revision == revision {
            Ok(exam)
        } else {
            Err(Refusal::ChangedMeanwhile.into())
        }
    }
}

/// For how much an article counts.
fn came_as(item: &ItemLine) -> Came {
    let sheets = match &item.words {
        Reading::Open(Some(seen)) => seen.sheets,
        Reading::Open(None) | Reading::Erased { .. } | Reading::Missing => None,
    };
    Came::article(item.kind, sheets)
}
