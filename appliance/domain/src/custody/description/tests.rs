//! What is typed of an article.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn film() -> DescriptionForm<'static> {
    DescriptionForm {
        kind: "film_sheet",
        modality: "dx",
        part: "hip",
        side: "r",
        view: "lateral",
        taken: "2025-03-12",
        sheets: "",
        note: "  35 × 43 cm  ",
    }
}

#[test]
fn a_film_is_told_apart_by_its_part_side_view_and_day() {
    let (kind, said) = film().check(day("2026-11-30")).unwrap();
    assert_eq!(kind, ItemKind::FilmSheet);
    let told = Description {
        modality: Some(Modality::Radiograph),
        part: Some(BodyPart::Hip),
        side: Some(Side::Right),
        view: Some(View::Lateral),
        taken: "2025-03-12".parse().ok(),
        sheets: None,
        note: EnteredText::optional("note", "35 × 43 cm", NOTE_LIMIT).unwrap(),
    };
    assert_eq!(said, told);
}

#[test]
fn whatever_is_left_empty_is_not_said() {
    let form = DescriptionForm {
        kind: "optical_disc",
        ..DescriptionForm::default()
    };
    let (kind, said) = form.check(day("2026-11-30")).unwrap();
    assert_eq!(kind, ItemKind::OpticalDisc);
    assert!(said.is_empty());
}

#[test]
fn every_fault_is_said_at_once() {
    let form = DescriptionForm {
        kind: "postcard",
        modality: "x",
        part: "x",
        side: "x",
        view: "x",
        taken: "2025-02-30",
        sheets: "0",
        note: "a\u{202E}b",
    };
    let faults = form.check(day("2026-11-30")).unwrap_err();
    let fields: Vec<_> = faults.iter().filter_map(Refusal::field).collect();
    let all = [
        "kind", "modality", "part", "side", "view", "taken", "sheets", "note",
    ];
    assert_eq!(fields, all);
}

#[test]
fn an_exam_was_made_between_the_first_radiograph_and_today() {
    let of = |taken| {
        let form = DescriptionForm { taken, ..film() };
        form.check(day("2026-11-30")).map(|(_, said)| said.taken)
    };
    assert_eq!(of("2026-11-30"), Ok("2026-11-30".parse().ok()));
    assert_eq!(of("1895-12-28"), Ok("1895-12-28".parse().ok()));
    assert_eq!(
        of("2026-12-01"),
        Err(vec![Refusal::DateInFuture { field: "taken" }])
    );
    assert_eq!(
        of("1894-12-31"),
        Err(vec![Refusal::DateTooOld { field: "taken" }])
    );
}

#[test]
fn films_that_travel_together_are_counted_and_a_film_is_one_sheet() {
    let of = |kind, sheets| {
        let form = DescriptionForm {
            kind,
            sheets,
            ..film()
        };
        form.check(day("2026-11-30")).map(|(_, said)| said.sheets)
    };
    let empty = Err(vec![Refusal::FieldEmpty { field: "sheets" }]);
    let out = Err(vec![Refusal::NumberOutOfRange { field: "sheets" }]);
    assert_eq!(of("film_set", ""), empty);
    assert_eq!(of("film_set", "1"), Ok(Some(1)));
    assert_eq!(of("film_set", "999"), Ok(Some(999)));
    assert_eq!(of("film_set", "1000"), out);
    assert_eq!(of("film_set", "-1"), out);
    assert_eq!(of("film_sheet", "1"), Ok(None));
    assert_eq!(of("film_sheet", "2"), out);
    assert_eq!(of("film_jacket", "12"), Ok(Some(12)));
    assert_eq!(of("film_jacket", ""), Ok(None));
}

#[test]
fn of_the_same_exam_is_what_was_said_of_it_and_nothing_of_how_an_article_differs() {
    let jacket = Description {
        sheets: Some(12),
        note: EnteredText::optional("note", "rouge", NOTE_LIMIT).unwrap(),
        part: Some(BodyPart::Knee),
        side: Some(Side::Left),
        view: Some(View::Frontal),
        ..Description::default()
    };
    let exam = Description {
        sheets: Some(3),
        part: Some(BodyPart::Hip),
        view: Some(View::Lateral),
        taken: "2025-03-12".parse().ok(),
        ..Description::default()
    };
    let both = jacket.clone().of_exam_of(&exam);
    let stays = (both.sheets, &both.note, both.view);
    assert_eq!(stays, (Some(12), &jacket.note, jacket.view));
    let changed = (both.part, both.side, both.taken);
    let side = jacket.side;
    assert_eq!(
        changed,
        (Some(BodyPart::Hip), side, exam.taken),
        "what was not said changes nothing"
    );
}

#[test]
fn a_label_that_a_reader_types_into_the_free_words_is_refused() {
    let label = crate::label::Label::new(crate::label::LabelClass::Item, 7).unwrap();
    for typed in [
        label.to_string(),
        format!("rouge {label}"),
        "DXDONE".to_owned(),
    ] {
        let form = DescriptionForm {
            note: &typed,
            ..film()
        };
        let no = form.check(day("2026-11-30")).unwrap_err();
        assert_eq!(no, [Refusal::FieldChoice { field: "note" }], "{typed}");
    }
}

#[test]
fn of_films_that_travel_together_enough_is_said_once_they_are_counted() {
    let counted = Description {
        sheets: Some(3),
        ..Description::default()
    };
    let bare = Description {
        part: Some(BodyPart::Hip),
        ..Description::default()
    };
    for (said, kind, enough) in [
        (None, ItemKind::FilmSheet, false),
        (Some(&bare), ItemKind::FilmSheet, true),
        (Some(&bare), ItemKind::FilmSet, false),
        (Some(&counted), ItemKind::FilmSet, true),
    ] {
        assert_eq!(Description::suffices(said, kind), enough, "{kind} {said:?}");
    }
}
