//! The exams that cases wait for.

use diesel::prelude::*;
use doublelock_domain::exam::{Amount, ExamEventKind, ExamState};
use doublelock_domain::fact::exams::{
    ExamCame, ExamCameTakenBack, ExamClosed, ExamCorrected, ExamExpected, ExamFollowed,
};
use doublelock_domain::ids::{CaseId, ExamId};

use super::Entry;
use crate::columns::signed;
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::cases::{exam_arrival, exam_event, expected_exam};

/// What an event of an exam says, beside who did it and when.
struct Event<'a> {
    of: &'a ExamId,
    case: &'a CaseId,
    kind: ExamEventKind,
    /// How the waiting ended; what came.
    detail: Option<String>,
    words: Option<i64>,
    wanted: Option<String>,
}

pub(super) fn expected(conn: &mut Conn, entry: &Entry<'_>, fact: &ExamExpected) -> Result<()> {
    let Amount {
        films,
        discs,
        images,
    } = fact.amount;
    diesel::insert_into(expected_exam::table)
        .values((
            expected_exam::id.eq(fact.exam.as_str()),
            expected_exam::case_id.eq(fact.case.as_str()),
            expected_exam::words.eq(entry.section(&fact.words)?),
            expected_exam::films.eq(films.map(i32::from)),
            expected_exam::discs.eq(discs.map(i32::from)),
            expected_exam::images.eq(images),
            expected_exam::wanted.eq(fact.wanted.to_string()),
            expected_exam::state.eq(ExamState::Awaited.as_str()),
            expected_exam::expected_at.eq(entry.at.micros()),
            expected_exam::revision.eq(signed(entry.sequence)?),
        ))
        .run(conn)?;
    let event = Event {
        of: &fact.exam,
        case: &fact.case,
        kind: ExamEventKind::Expected,
        detail: None,
        words: None,
        wanted: Some(fact.wanted.to_string()),
    };
    happened(conn, entry, event)
}

pub(super) fn corrected(conn: &mut Conn, entry: &Entry<'_>, fact: &ExamCorrected) -> Result<()> {
    let Amount {
        films,
        discs,
        images,
    } = fact.amount;
    diesel::update(expected_exam::table.find(fact.exam.as_str()))
        .set((
            expected_exam::words.eq(entry.section(&fact.words)?),
            expected_exam::films.eq(films.map(i32::from)),
            expected_exam::discs.eq(discs.map(i32::from)),
            expected_exam::images.eq(images),
            expected_exam::wanted.eq(fact.wanted.to_string()),
        ))
        .run(conn)?;
    stands(conn, entry, &fact.exam, fact.state)?;
    let event = Event {
        of: &fact.exam,
        case: &fact.case,
        kind: ExamEventKind::Corrected,
        detail: None,
        words: None,
        wanted: Some(fact.wanted.to_string()),
    };
    happened(conn, entry, event)
}

/// Said again of the same arrival, it counts for as much as it is said to last.
pub(super) fn came(conn: &mut Conn, entry: &Entry<'_>, fact: &ExamCame) -> Result<()> {
    let arrival = fact.arrival.to_string();
    let said = (
        exam_arrival::is_of.eq(true),
        exam_arrival::by_hand.eq(fact.by_hand),
        exam_arrival::films.eq(i32::from(fact.came.films)),
        exam_arrival::discs.eq(i32::from(fact.came.discs)),
        exam_arrival::studies.eq(i32::from(fact.came.studies)),
        exam_arrival::others.eq(i32::from(fact.came.others)),
    );
    let there = diesel::update(exam_arrival::table.find((fact.exam.as_str(), &arrival)))
        .set(said)
        .run(conn)?;
    if there == 0 {
        diesel::insert_into(exam_arrival::table)
            .values((
                exam_arrival::exam_id.eq(fact.exam.as_str()),
                exam_arrival::arrival.eq(arrival),
                exam_arrival::case_id.eq(fact.case.as_str()),
                exam_arrival::came_at.eq(entry.at.micros()),
                said,
            ))
            .run(conn)?;
    }
    stands(conn, entry, &fact.exam, fact.state)?;
    let event = Event {
        of: &fact.exam,
        case: &fact.case,
        kind: ExamEventKind::Came,
        detail: Some(fact.arrival.to_string()),
        words: None,
        wanted: None,
    };
    happened(conn, entry, event)
}

/// What somebody said not to be of it is remembered.
pub(super) fn came_taken_back(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &ExamCameTakenBack,
) -> Result<()> {
    let arrival = fact.arrival.to_string();
    let row = exam_arrival::table.find((fact.exam.as_str(), &arrival));
    if fact.said {
        diesel::update(row)
            .set((
                exam_arrival::is_of.eq(false),
                exam_arrival::by_hand.eq(true),
            ))
            .run(conn)?;
    } else {
        diesel::delete(row).run(conn)?;
    }
    stands(conn, entry, &fact.exam, fact.state)?;
    let event = Event {
        of: &fact.exam,
        case: &fact.case,
        kind: ExamEventKind::TakenBack,
        detail: Some(arrival),
        words: None,
        wanted: None,
    };
    happened(conn, entry, event)
}

pub(super) fn followed(conn: &mut Conn, entry: &Entry<'_>, fact: &ExamFollowed) -> Result<()> {
    diesel::update(expected_exam::table.find(fact.exam.as_str()))
        .set((
            expected_exam::wanted.eq(fact.wanted.to_string()),
            expected_exam::revision.eq(signed(entry.sequence)?),
        ))
        .run(conn)?;
    let event = Event {
        of: &fact.exam,
        case: &fact.case,
        kind: ExamEventKind::Followed,
        detail: None,
        words: Some(entry.section(&fact.words)?),
        wanted: Some(fact.wanted.to_string()),
    };
    happened(conn, entry, event)
}

pub(super) fn closed(conn: &mut Conn, entry: &Entry<'_>, fact: &ExamClosed) -> Result<()> {
    stands(conn, entry, &fact.exam, fact.exit.into())?;
    let event = Event {
        of: &fact.exam,
        case: &fact.case,
        kind: ExamEventKind::Closed,
        detail: Some(fact.exit.to_string()),
        words: Some(entry.section(&fact.words)?),
        wanted: None,
    };
    happened(conn, entry, event)
}

/// The record of the case was erased: nobody waits for anything of it any more.
pub(super) fn erased(conn: &mut Conn, case: &CaseId) -> Result<()> {
    diesel::update(expected_exam::table.filter(expected_exam::case_id.eq(case.as_str())))
        .set(expected_exam::state.eq(ExamState::Erased.as_str()))
        .run(conn)?;
    Ok(())
}

fn stands(conn: &mut Conn, entry: &Entry<'_>, exam: &ExamId, state: ExamState) -> Result<()> {
    diesel::update(expected_exam::table.find(exam.as_str()))
        .set((
            expected_exam::state.eq(state.as_str()),
            expected_exam::revision.eq(signed(entry.sequence)?),
        ))
        .run(conn)?;
    Ok(())
}

fn happened(conn: &mut Conn, entry: &Entry<'_>, event: Event<'_>) -> Result<()> {
    diesel::insert_into(exam_event::table)
        .values((
            exam_event::exam_id.eq(event.of.as_str()),
            exam_event::ledger_sequence.eq(signed(entry.sequence)?),
            exam_event::case_id.eq(event.case.as_str()),
            exam_event::kind.eq(event.kind.as_str()),
            exam_event::detail.eq(event.detail),
            exam_event::words.eq(event.words),
            exam_event::wanted.eq(event.wanted),
            exam_event::occurred_at.eq(entry.at.micros()),
            exam_event::actor_id.eq(entry.actor.as_str()),
        ))
        .run(conn)?;
    Ok(())
}
