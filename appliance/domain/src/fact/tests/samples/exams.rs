//! Exams that cases wait for.

use super::super::super::exams::{
    ExamCame, ExamCameTakenBack, ExamClosed, ExamCorrected, ExamExpected, ExamFollowed,
};
use super::super::super::{Fact, Subject};
use super::{day, id, sealed, text};
use crate::custody::item::ItemKind;
use crate::exam::{Amount, BodyPart, Came, ExamExit, ExamState, ExpectedExam, Modality, Side};

pub(super) fn facts() -> Vec<Fact> {
    let words = || {
        sealed(
            Subject::Case(id(2)),
            ExpectedExam {
                modality: Modality::Mr,
                part: BodyPart::Knee,
                side: Some(Side::Right),
                taken: "2026-10".parse().ok(),
                source: Some(text("Hôpital de la Rive")),
                note: Some(text("contrôle")),
            },
        )
    };
    let said = || sealed(Subject::Case(id(2)), text("Mme Roy cherche"));
    let amount = Amount {
        films: Some(2),
        discs: Some(1),
        images: true,
    };
    let wanted = day(2026, 12, 11);
    vec![
        ExamExpected {
            case: id(2),
            exam: id(19),
            words: words(),
            amount,
            wanted,
        }
        .into(),
        ExamCorrected {
            case: id(2),
            exam: id(19),
            words: words(),
            amount,
            wanted,
            state: ExamState::Complete,
        }
        .into(),
        ExamCame {
            case: id(2),
            exam: id(19),
            arrival: Subject::Item(id(8)),
            came: Came::article(ItemKind::FilmSheet, None),
            by_hand: true,
            state: ExamState::Awaited,
        }
        .into(),
        ExamCameTakenBack {
            case: id(2),
            exam: id(19),
            arrival: Subject::Study(id(9)),
            said: true,
            state: ExamState::Awaited,
        }
        .into(),
        ExamFollowed {
            case: id(2),
            exam: id(19),
            words: said(),
            wanted,
        }
        .into(),
        ExamClosed {
            case: id(2),
            exam: id(19),
            exit: ExamExit::NotComing,
            words: said(),
        }
        .into(),
    ]
}
