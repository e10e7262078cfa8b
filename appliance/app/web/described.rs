//! What an article is, and what is seen on it, in words: « Film, hanche, côté droit, profil, 2025-03-12 ».

use doublelock_domain::custody::description::Description;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::exam::{ExpectedExam, Modality};
use doublelock_domain::fact::Reading;
use doublelock_store::custody::Seen;
use doublelock_store::exams::Exam;

use super::i18n::{Arg, Phrase};
use super::pages::custody::offered::WordChoice;
use super::told;

/// An article, as lists show it. What is erased, or does not open, is said.
pub(crate) fn article(kind: ItemKind, seen: &Seen) -> Phrase {
    let kind_word = Phrase::new(format!("item-kind-{kind}"));
    match seen {
        Reading::Open(Some(seen)) => with_seen(kind_word, kind, seen),
        Reading::Open(None) => kind_word,
        Reading::Erased { by } => and(kind_word, told::erased(*by)),
        Reading::Missing => and(kind_word, told::missing()),
    }
}

/// The same, after another word for what it is.
// keys: seen-modality-*, seen-part-*, seen-side-*, seen-view-*
pub(crate) fn with_seen(word: Phrase, kind: ItemKind, seen: &Description) -> Phrase {
    let film = matches!(kind, ItemKind::FilmSheet | ItemKind::FilmSet);
    // A film is a radiograph unless something else is said.
    let modality = (seen.modality).filter(|it| !film || *it != Modality::Radiograph);
    let said = [
        modality.map(|it| Phrase::new(format!("seen-modality-{it}"))),
        seen.part.map(|it| Phrase::new(format!("seen-part-{it}"))),
        seen.side.map(|it| Phrase::new(format!("seen-side-{it}"))),
        seen.view.map(|it| Phrase::new(format!("seen-view-{it}"))),
        (seen.taken).map(|it| Phrase::new("seen-taken").with("at", Arg::Ref(it.to_string()))),
        (seen.sheets).map(|n| Phrase::new("seen-sheets").with("n", u32::from(n))),
        (seen.note.as_ref())
            .map(|it| Phrase::new("seen-note").with("what", Arg::Typed(it.as_str().to_owned()))),
    ];
    joined(
        std::iter::once(word)
            .chain(said.into_iter().flatten())
            .collect(),
    )
}

/// An exam that a case waits for: « IRM, genou, côté droit, contrôle ». What is erased, or does not open, is said.
pub(crate) fn exam(words: &Reading<ExpectedExam>) -> Phrase {
    let said = match words {
        Reading::Open(said) => said,
        Reading::Erased { by } => return told::erased(*by),
        Reading::Missing => return told::missing(),
    };
    let all = [
        Some(Phrase::new(format!("seen-modality-{}", said.modality))),
        Some(Phrase::new(format!("seen-part-{}", said.part))),
        said.side.map(|it| Phrase::new(format!("seen-side-{it}"))),
        (said.note.as_ref())
            .map(|it| Phrase::new("seen-note").with("what", Arg::Typed(it.as_str().to_owned()))),
    ];
    joined(all.into_iter().flatten().collect())
}

/// Where it was made, and when, as far as it is known.
pub(crate) fn exam_detail(exam: &Exam) -> Option<String> {
    let said = exam.said()?;
    let source = (said.source.as_ref()).map(|source| source.as_str().to_owned());
    let taken = said.taken.map(|day| day.to_string());
    let known: Vec<String> = source.into_iter().chain(taken).collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// Words of a closed list that a form offers; those of each stand in the catalogue under `family`.
pub(crate) fn offered(family: &str, all: impl Iterator<Item = &'static str>) -> Vec<WordChoice> {
    all.map(|value| WordChoice {
        value,
        word: Phrase::new(format!("{family}-{value}")),
    })
    .collect()
}

/// One after the other, with commas. Halves are joined, so that no phrase lies deeper in others than it must.
fn joined(mut words: Vec<Phrase>) -> Phrase {
    let rest = words.split_off(words.len().div_ceil(2));
    let [first] = &words[..] else {
        return and(joined(words), joined(rest));
    };
    match &rest[..] {
        [] => first.clone(),
        _ => and(first.clone(), joined(rest)),
    }
}

fn and(all: Phrase, one: Phrase) -> Phrase {
    Phrase::new("seen-and").with("all", all).with("one", one)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use doublelock_domain::case::EnteredText;
    use doublelock_domain::custody::description::View;
    use doublelock_domain::exam::{BodyPart, Side};

    use super::*;
    use crate::web::i18n::Catalogues;
    use crate::web::locale::Locale;

    #[test]
    fn all_that_can_be_said_is_said_in_its_order_in_both_languages() {
        let seen = Description {
            modality: Some(Modality::Mr),
            part: Some(BodyPart::Hip),
            side: Some(Side::Right),
            view: Some(View::Lateral),
            taken: "2025-03-12".parse().ok(),
            sheets: Some(1),
            note: EnteredText::optional("note", "35 × 43 cm", 20).unwrap(),
        };
        let phrase = article(ItemKind::FilmSet, &Reading::Open(Some(seen)));
        let catalogues = Catalogues::embedded().unwrap();
        let said = |locale| catalogues.say_plainly(locale, &phrase).unwrap();
        assert_eq!(
            said(Locale::FrCa),
            "Lot de films, IRM, hanche, côté droit, profil, 2025-03-12, 1 feuille, 35 × 43 cm"
        );
        assert_eq!(
            said(Locale::EnCa),
            "Film set, MRI, hip, right side, lateral view, 2025-03-12, 1 sheet, 35 × 43 cm"
        );
    }

    #[test]
    fn a_film_is_a_radiograph_unless_something_else_is_said() {
        let of = |kind, modality| {
            let seen = Description {
                modality: Some(modality),
                ..Description::default()
            };
            let phrase = article(kind, &Reading::Open(Some(seen)));
            let catalogues = Catalogues::embedded().unwrap();
            catalogues.say_plainly(Locale::EnCa, &phrase).unwrap()
        };
        assert_eq!(of(ItemKind::FilmSheet, Modality::Radiograph), "Film");
        assert_eq!(of(ItemKind::FilmSheet, Modality::Ct), "Film, CT");
        let disc = of(ItemKind::OpticalDisc, Modality::Radiograph);
        assert_eq!(disc, "Disc, radiograph");
    }
}
