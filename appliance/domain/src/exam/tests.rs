//! What an exam is called, what came of it, and where it stands.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::custody::item::ItemKind;
use crate::refusal::Refusal;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn taken(text: &str) -> ExamDay {
    text.parse().unwrap()
}

fn knee() -> ExpectedExam {
    ExpectedExam {
        modality: Modality::Mr,
        part: BodyPart::Knee,
        side: Some(Side::Right),
        taken: Some(taken("2026-10")),
        source: None,
        note: None,
    }
}

fn seen() -> ExamSeen {
    ExamSeen {
        modalities: vec![Modality::Mr],
        part: Some(BodyPart::Knee),
        side: Some(Side::Right),
        taken: Some(taken("2026-10-28")),
    }
}

#[test]
fn a_day_is_known_as_far_as_it_was_written() {
    for text in ["2026", "2026-10", "2026-10-28", "1895"] {
        assert_eq!(taken(text).to_string(), text);
        let json = serde_json::to_string(&taken(text)).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<ExamDay>(&json).unwrap(), taken(text));
    }
    for text in [
        "",
        "26",
        "2026-13",
        "2026-1",
        "2026-10-32",
        "20261028",
        "2026/10",
        "２０２６",
        "+026",
        "2026-00",
        "10-2026",
        "2026-10-28 ",
    ] {
        assert!(text.parse::<ExamDay>().is_err(), "{text}");
    }
}

#[test]
fn an_exam_was_made_between_the_first_radiograph_and_today() {
    let of = |text| ExamDay::entered("taken", text, day("2026-11-30"));
    let field = "taken";
    assert_eq!(of(" "), Ok(None));
    assert_eq!(of("2026-11-30"), Ok(Some(taken("2026-11-30"))));
    assert_eq!(of("2026-11"), Ok(Some(taken("2026-11"))));
    assert_eq!(
        of("2026‑11"),
        Ok(Some(taken("2026-11"))),
        "as our pages write it"
    );
    assert_eq!(of("2026-12-01"), Err(Refusal::DateInFuture { field }));
    assert_eq!(of("2026-12"), Err(Refusal::DateInFuture { field }));
    assert_eq!(of("2027"), Err(Refusal::DateInFuture { field }));
    assert_eq!(of("1894"), Err(Refusal::DateTooOld { field }));
    assert_eq!(of("28 octobre"), Err(Refusal::NotADate { field }));
}

#[test]
fn two_days_may_be_one_as_far_as_both_are_known() {
    let may_be = |one: &str, other: &str| {
        assert_eq!(
            taken(one).may_be(taken(other)),
            taken(other).may_be(taken(one))
        );
        taken(one).may_be(taken(other))
    };
    assert!(may_be("2026", "2026-10-28"));
    assert!(may_be("2026-10", "2026-10-28"));
    assert!(may_be("2026-10-28", "2026-10-28"));
    assert!(may_be("2026", "2026-01"));
    assert!(!may_be("2025", "2026-10-28"));
    assert!(!may_be("2026-09", "2026-10-28"));
    assert!(!may_be("2026-10-27", "2026-10-28"));
    assert!(!may_be("2025-10", "2026-10"));
}

#[test]
fn what_came_is_the_exam_unless_something_that_both_say_differs() {
    assert!(knee().may_be(&seen()) && knee().is_said_by(&seen()));
    let other = |change: fn(&mut ExamSeen)| {
        let mut seen = seen();
        change(&mut seen);
        knee().may_be(&seen)
    };
    assert!(!other(|seen| seen.modalities = vec![Modality::Ct]));
    assert!(
        !other(|seen| seen.modalities = Vec::new()),
        "how it was made must be said"
    );
    assert!(other(|seen| seen.modalities.push(Modality::Ct)));
    assert!(!other(|seen| seen.part = Some(BodyPart::Hip)));
    assert!(!other(|seen| seen.side = Some(Side::Left)));
    assert!(other(|seen| seen.side = Some(Side::Both)));
    assert!(other(|seen| seen.side = None));
    assert!(!other(|seen| seen.taken = Some(taken("2026-09-30"))));
    assert!(other(|seen| seen.taken = None));
    // A study says nothing of the part: it may be the exam, and is not said to be.
    let study = ExamSeen {
        part: None,
        ..seen()
    };
    assert!(knee().may_be(&study) && !knee().is_said_by(&study));
}

#[test]
fn devices_call_exams_otherwise_and_reports_are_none() {
    let of = Modality::of_dicom;
    for (term, modality) in [
        ("CR", Modality::Radiograph),
        ("DX", Modality::Radiograph),
        ("MR ", Modality::Mr),
        ("CT", Modality::Ct),
        ("XA", Modality::Xa),
        ("PT", Modality::Pt),
        ("ECG", Modality::Other),
    ] {
        assert_eq!(of(term), Some(modality), "{term}");
    }
    for term in ["SR", "PR", "KO", "SEG", "", " "] {
        assert_eq!(of(term), None, "{term}");
    }
}

fn came(films: u16, discs: u16, studies: u16) -> Came {
    Came {
        films,
        discs,
        studies,
        others: 0,
    }
}

#[test]
fn all_that_was_to_come_is_here_or_something_is_missing() {
    let whatever = Amount::default();
    assert_eq!(whatever.balance(Came::default()), Balance::Absent);
    assert_eq!(whatever.balance(came(1, 0, 0)), Balance::Complete);
    let slide = Came::article(ItemKind::PathologySlide, None);
    assert_eq!(whatever.balance(slide), Balance::Complete);

    let amount = Amount {
        films: Some(2),
        discs: Some(1),
        images: true,
    };
    assert_eq!(amount.balance(Came::default()), Balance::Absent);
    for short in [came(1, 1, 1), came(2, 0, 1), came(2, 1, 0)] {
        assert_eq!(amount.balance(short), Balance::Incomplete, "{short:?}");
    }
    assert_eq!(amount.balance(came(2, 1, 1)), Balance::Complete);
    assert_eq!(amount.balance(came(5, 2, 3)), Balance::Complete);
}

#[test]
fn films_that_travel_together_count_for_as_many_as_were_counted() {
    let films = |kind, sheets| Came::article(kind, sheets).films;
    assert_eq!(films(ItemKind::FilmSheet, None), 1);
    assert_eq!(films(ItemKind::FilmSet, Some(12)), 12);
    assert_eq!(films(ItemKind::FilmJacket, Some(3)), 3);
    let uncounted = Came::article(ItemKind::FilmJacket, None);
    assert_eq!((uncounted.films, uncounted.others), (0, 1));
    assert_eq!(films(ItemKind::OpticalDisc, Some(3)), 0);
    assert_eq!(Came::article(ItemKind::OpticalDisc, Some(3)).discs, 1);
    assert_eq!(Came::article(ItemKind::Usb, None).discs, 1);
}

fn record(state: ExamState, came: Came) -> ExamRecord {
    ExamRecord {
        state,
        amount: Amount {
            films: Some(2),
            ..Amount::default()
        },
        came,
    }
}

#[test]
fn what_somebody_said_of_an_exam_stands_until_what_comes_says_otherwise() {
    use ExamState::{Awaited, Complete, Enough, Erased, Mistaken, NotComing};
    let nothing = Came::default();
    let (one, two) = (came(1, 0, 0), came(2, 0, 0));
    for (state, stood, then, expected) in [
        (Awaited, nothing, one, Awaited),
        (Awaited, one, two, Complete),
        (Complete, two, one, Awaited),
        (Enough, one, two, Enough),
        (Enough, one, nothing, Awaited),
        (NotComing, nothing, nothing, NotComing),
        (NotComing, one, nothing, NotComing),
        (NotComing, nothing, one, Awaited),
        (NotComing, nothing, two, Complete),
        (Mistaken, nothing, nothing, Mistaken),
        (Mistaken, nothing, two, Complete),
        (Erased, one, two, Erased),
    ] {
        let after = record(state, stood).after(then);
        assert_eq!(after, expected, "{state} {stood:?} {then:?}");
    }
}

#[test]
fn only_what_is_to_come_is_asked_for_or_given_up_and_nothing_is_never_enough() {
    let some = came(1, 0, 0);
    let changed = Err(Refusal::ChangedMeanwhile);
    for state in ExamState::ALL.iter().copied() {
        let open = state == ExamState::Awaited;
        assert_eq!(record(state, some).follow().is_ok(), open, "{state}");
        for exit in ExamExit::ALL.iter().copied() {
            assert_eq!(
                record(state, some).close(exit).is_ok(),
                open,
                "{state} {exit}"
            );
        }
    }
    let absent = record(ExamState::Awaited, Came::default());
    assert_eq!(absent.close(ExamExit::Enough), changed);
    assert_eq!(absent.close(ExamExit::NotComing), Ok(ExamState::NotComing));
}

fn form() -> ExamForm<'static> {
    ExamForm {
        modality: "mr",
        part: "knee",
        side: "r",
        taken: "2026-10",
        source: " Hôpital de la Rive ",
        note: "contrôle",
        films: "2",
        discs: "",
        images: true,
        wanted: "2026-12-11",
    }
}

#[test]
fn an_exam_is_written_down_with_what_is_to_come_of_it() {
    let new = form().check(day("2026-11-30"), None).unwrap();
    let source = new.words.source.as_ref().unwrap();
    assert_eq!(source.as_str(), "Hôpital de la Rive");
    assert_eq!(new.amount.films, Some(2));
    assert_eq!(new.amount.discs, None);
    assert!(new.amount.images);
    assert_eq!(new.wanted, day("2026-12-11"));
    let bare = ExamForm {
        modality: "dx",
        part: "chest",
        wanted: "2026-11-30",
        ..ExamForm::default()
    };
    let new = bare.check(day("2026-11-30"), None).unwrap();
    assert_eq!((new.words.taken, new.words.source), (None, None));
    assert_eq!(new.amount, Amount::default());
}

#[test]
fn every_fault_is_said_at_once() {
    let form = ExamForm {
        modality: "",
        part: "x",
        side: "x",
        taken: "x",
        source: "a\u{202E}b",
        note: "a\u{202E}b",
        films: "0",
        discs: "100",
        images: false,
        wanted: "2026-11-29",
    };
    let faults = form.check(day("2026-11-30"), None).unwrap_err();
    let fields: Vec<_> = faults.iter().filter_map(Refusal::field).collect();
    let all = [
        "modality", "part", "side", "taken", "source", "note", "films", "discs", "wanted",
    ];
    assert_eq!(fields, all);
}

#[test]
fn it_is_asked_for_again_within_a_year_and_a_day_that_stood_there_may_be_over() {
    let today = day("2026-11-30");
    let field = "wanted";
    assert_eq!(wanted("2026-11-30", today, None), Ok(today));
    assert_eq!(
        wanted("2026-11-29", today, None),
        Err(Refusal::DateInPast { field })
    );
    let stood = day("2026-11-29");
    assert_eq!(wanted("2026-11-29", today, Some(stood)), Ok(stood));
    assert_eq!(
        wanted("2027-12-02", today, None),
        Err(Refusal::DateTooFar { field })
    );
    assert_eq!(wanted("", today, None), Err(Refusal::FieldEmpty { field }));
    // Ten working days: neither weekends nor Christmas count.
    assert_eq!(wanted_by(day("2026-12-18")), day("2027-01-05"));
}

proptest! {
    /// Whatever comes and goes in whatever order, an exam that nobody said anything of stands as what is there says.
    #[test]
    fn an_exam_stands_as_what_is_there_says(steps in prop::collection::vec((0_u16..4, 0_u16..3, 0_u16..2), 1..20)) {
        let mut record = record(ExamState::Awaited, Came::default());
        for (films, discs, studies) in steps {
            let came = came(films, discs, studies);
            record.state = record.after(came);
            record.came = came;
            let complete = record.amount.balance(came) == Balance::Complete;
            let expected = if complete { ExamState::Complete } else { ExamState::Awaited };
            prop_assert_eq!(record.state, expected);
        }
    }

    /// No text makes reading a day fail otherwise than with a refusal.
    #[test]
    fn any_text_is_a_day_or_none(text in "\\PC{0,14}") {
        if let Ok(day) = text.parse::<ExamDay>() {
            prop_assert_eq!(day.to_string(), text);
        }
    }
}
