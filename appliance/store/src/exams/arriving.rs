//! What comes is ticked off, by whichever desk takes it in.

use std::collections::BTreeSet;

use doublelock_domain::access::Duty;
use doublelock_domain::exam::{Came, ExamSeen, ExamState, the_only};
use doublelock_domain::fact::Subject;
use doublelock_domain::fact::exams::{ExamCame, ExamCameTakenBack};
use doublelock_domain::ids::{CaseId, ExamId};
use doublelock_domain::refusal::Refusal;

use super::record::{self, Arrival, Exam, of_arrival, of_case};
use crate::columns::stored;
use crate::error::Result;
use crate::unit::Unit;

/// The exams of a case, while it is said what came of them.
pub(crate) struct Ticking {
    case: CaseId,
    exams: Vec<Exam>,
}

impl Ticking {
    /// Those that the case waits for or waited for.
    pub(crate) fn of<D: Duty>(unit: &mut Unit<'_, D>, case: &CaseId) -> Result<Self> {
        Ok(Self {
            case: case.clone(),
            exams: of_case(unit, case)?,
        })
    }

    /// Somebody says that something is of these exams, and of no others: what is taken back from one is not ticked again
    /// by itself. Whether anything changed. Refused if one of them is none of the case's.
    pub(crate) fn say<D: Duty>(
        &mut self,
        unit: &mut Unit<'_, D>,
        what: &Subject,
        came: Came,
        these: &BTreeSet<ExamId>,
    ) -> Result<bool> {
        self.must_have(these)?;
        let mut changed = false;
        for at in 0..self.exams.len() {
            changed |= if these.contains(&self.exams[at].id) {
                self.tick(unit, at, what, came, true)?
            } else {
                self.untick(unit, at, what, true)?
            };
        }
        Ok(changed)
    }

    /// Nobody says of which exams something is: what somebody said stands; what was found by what was seen of it stands
    /// while that is still seen; else it is of the one exam that it can only be. Whether anything changed.
    pub(crate) fn find<D: Duty>(
        &mut self,
        unit: &mut Unit<'_, D>,
        what: &Subject,
        came: Came,
        seen: &ExamSeen,
    ) -> Result<bool> {
        let said_by = |exam: &Exam| exam.said().is_some_and(|said| said.is_said_by(seen));
        let mut changed = false;
        for at in 0..self.exams.len() {
            let exam = &self.exams[at];
            let Some(stood) = exam.arrival(what).cloned() else {
                continue;
            };
            changed |= if stood.by_hand || said_by(exam) {
                self.tick(unit, at, what, came, stood.by_hand)?
            } else {
                self.untick(unit, at, what, false)?
            };
        }
        if self.exams.iter().any(|exam| exam.has(what)) {
            return Ok(changed);
        }
        let open = self.exams.iter().enumerate().filter(|(_, exam)| {
            exam.state.may_come() && !exam.not_of.contains(what) && said_by(exam)
        });
        match the_only(open.map(|(at, _)| at)) {
            Some(at) => Ok(changed | self.tick(unit, at, what, came, false)?),
            None => Ok(changed),
        }
    }

    /// Just these of the things named in `known` came of one exam, by somebody's word. Whether anything changed.
    pub(crate) fn came_of_one<D: Duty>(
        &mut self,
        unit: &mut Unit<'_, D>,
        exam: &ExamId,
        known: &[(Subject, Came)],
        these: &BTreeSet<Subject>,
    ) -> Result<bool> {
        self.must_have(&BTreeSet::from([exam.clone()]))?;
        if (these.iter()).any(|one| !known.iter().any(|(what, _)| what == one)) {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let at = self.exams.iter().position(|one| one.id == *exam);
        let at = at.ok_or(Refusal::ChangedMeanwhile)?;
        let mut changed = false;
        for (what, came) in known {
            let has = self.exams[at].has(what);
            changed |= match (these.contains(what), has) {
                (true, false) => self.tick(unit, at, what, *came, true)?,
                (false, true) => self.untick(unit, at, what, true)?,
                _ => false,
            };
        }
        Ok(changed)
    }

    fn must_have(&self, these: &BTreeSet<ExamId>) -> Result<()> {
        let known = |one: &ExamId| self.exams.iter().any(|exam| exam.id == *one);
        if these.iter().all(known) {
            Ok(())
        } else {
            Err(Refusal::ChangedMeanwhile.into())
        }
    }

    /// It is of this exam, unless just that stands there.
    fn tick<D: Duty>(
        &mut self,
        unit: &mut Unit<'_, D>,
        at: usize,
        what: &Subject,
        came: Came,
        by_hand: bool,
    ) -> Result<bool> {
        let exam = &mut self.exams[at];
        let stood = exam.arrival(what);
        if stood.is_some_and(|stood| stood.came == came && (stood.by_hand || !by_hand)) {
            return Ok(false);
        }
        let by_hand = by_hand || stood.is_some_and(|stood| stood.by_hand);
        let state = exam.record().after(exam.without(what).and(came));
        unit.enact(ExamCame {
            case: self.case.clone(),
            exam: exam.id.clone(),
            arrival: what.clone(),
            came,
            by_hand,
            state,
        })?;
        exam.arrivals.retain(|other| other.what != *what);
        exam.arrivals.push(Arrival {
            what: what.clone(),
            came,
            by_hand,
        });
        exam.not_of.remove(what);
        exam.state = state;
        Ok(true)
    }

    /// It is not of this exam. `said`: by somebody's word, which is remembered.
    fn untick<D: Duty>(
        &mut self,
        unit: &mut Unit<'_, D>,
        at: usize,
        what: &Subject,
        said: bool,
    ) -> Result<bool> {
        let exam = &mut self.exams[at];
        if !exam.has(what) {
            return Ok(false);
        }
        let state = take_back(unit, &self.case, exam, what, said)?;
        exam.arrivals.retain(|other| other.what != *what);
        if said {
            exam.not_of.insert(what.clone());
        }
        exam.state = state;
        Ok(true)
    }
}

/// An article belongs to this case from now on, or to none: it leaves the exams of any other.
pub(crate) fn leaves_exams_of_others<D: Duty>(
    unit: &mut Unit<'_, D>,
    what: &Subject,
    now: Option<&CaseId>,
) -> Result<()> {
    let mut rows = of_arrival(unit, what)?;
    rows.retain(|row| now.map(CaseId::as_str) != Some(&row.case_id));
    let cases: Vec<CaseId> =
        (rows.iter().map(|row| stored(&row.case_id))).collect::<Result<_>>()?;
    for (exam, case) in record::read(unit, &rows)?.iter().zip(&cases) {
        take_back(unit, case, exam, what, false)?;
    }
    Ok(())
}

fn take_back<D: Duty>(
    unit: &mut Unit<'_, D>,
    case: &CaseId,
    exam: &Exam,
    what: &Subject,
    said: bool,
) -> Result<ExamState> {
    let state = exam.record().after(exam.without(what));
    unit.enact(ExamCameTakenBack {
        case: case.clone(),
        exam: exam.id.clone(),
        arrival: what.clone(),
        said,
        state,
    })?;
    Ok(state)
}
