//! `VIEW/E0001.HTM` and its like: the pictures of one exam.

use std::fmt::Write as _;

use super::amounts::{counted, number};
use super::html::{Frame, escape, page, part, title};
use super::index::{called, described, not_for_diagnosis};
use crate::contents::{Bilingual, Language};
use crate::exams::{Listed, ListedSeries, Picture};
use crate::names::beside;

/// The page of one exam. Its pictures open by themselves when they are touched; no script does it.
pub(crate) fn viewer(exam: &Listed, first: Language) -> String {
    let frame = Frame {
        first,
        title: &Bilingual::new("Aperçus d’un examen", "Previews of an exam"),
        wide: true,
    };
    page(&frame, |language| {
        let back = format!(
            "<p class=\"back\"><a href=\"../INDEX.HTM#{}-ex\">{}</a></p>\n",
            part(language),
            language.say("Retour à vos examens", "Back to your exams"),
        );
        let mut text = back.clone();
        text += &title(language, &called(exam, language));
        text += &described(exam, language);
        text += &warning(language);
        if exam.series.len() > 1 {
            text += &table_of_contents(exam, language);
        }
        for (series, place) in exam.series.iter().zip(1..) {
            text += &pictures_of(series, place, language);
        }
        text + &back
    })
}

fn warning(language: Language) -> String {
    let whole = language.say(
        "Les images entières sont dans le répertoire DICOM\u{A0}: toute visionneuse DICOM les ouvre.",
        "The whole images are in the folder DICOM: any DICOM viewer opens them.",
    );
    let small = not_for_diagnosis(language);
    format!("<div class=\"box held\"><p><b>{small}</b></p>\n<p>{whole}</p></div>\n")
}

fn table_of_contents(exam: &Listed, language: Language) -> String {
    let mut text = format!(
        "<nav aria-label=\"{}\"><ul class=\"toc\">\n",
        language.say("Dans cette page", "On this page")
    );
    for (series, place) in exam.series.iter().zip(1..) {
        let _ = writeln!(
            text,
            "<li><a href=\"#{}-s{place}\">{}</a></li>",
            part(language),
            named(series, place, language),
        );
    }
    text + "</ul></nav>\n"
}

fn named(series: &ListedSeries, place: usize, language: Language) -> String {
    let name = format!("{}\u{A0}{place}", language.say("Série", "Series"));
    match &series.kind {
        Some(kind) => format!("{name}, {}", escape(kind.text(language))),
        None => name,
    }
}

fn pictures_of(series: &ListedSeries, place: usize, language: Language) -> String {
    let id = format!("{}-s{place}", part(language));
    let mut text = format!(
        "<h2 id=\"{id}\">{}</h2>\n<p class=\"q\">{}</p>\n",
        named(series, place, language),
        how_many(series, language),
    );
    if series.pictures.is_empty() {
        return text;
    }
    text.push_str("<div class=\"pictures\">\n");
    for picture in &series.pictures {
        text += &figure(picture, series, place, &id, language);
    }
    text + "</div>\n"
}

fn how_many(series: &ListedSeries, language: Language) -> String {
    let all = counted(
        language,
        series.images,
        ["image", "images"],
        ["image", "images"],
    );
    let folder = &series.folder;
    let shown = number(language, series.pictures.len());
    match series.pictures.len() {
        0 => language.say(
            format!("{all}, sans aperçu. Tout se trouve dans le répertoire {folder}."),
            format!("{all}, without a preview. All are in the folder {folder}."),
        ),
        count if count < series.images => language.say(
            format!("Aperçus montrés\u{A0}: {shown} sur {}. Toutes les images se trouvent dans le répertoire {folder}.", number(language, series.images)),
            format!("Previews shown: {shown} of {}. All images are in the folder {folder}.", number(language, series.images)),
        ),
        _ => language.say(
            format!("{all}, dans le répertoire {folder}."),
            format!("{all}, in the folder {folder}."),
        ),
    }
}

fn figure(
    picture: &Picture,
    series: &ListedSeries,
    place: usize,
    id: &str,
    language: Language,
) -> String {
    let Picture {
        number: at,
        width,
        height,
        ..
    } = *picture;
    // The page lies in the folder of all exams, the picture below it.
    let path = beside(&picture.path);
    let (at, all) = (number(language, at), number(language, series.images));
    let (caption, alt) = language.say(
        (
            format!("Image {at} sur {all}"),
            format!("Aperçu de l’image {at} de la série {place}"),
        ),
        (
            format!("Image {at} of {all}"),
            format!("Preview of image {at} of series {place}"),
        ),
    );
    format!(
        "<figure id=\"{id}-i{}\"><a href=\"{path}\"><img src=\"{path}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" alt=\"{alt}\"></a>\
         <figcaption>{caption}</figcaption></figure>\n",
        picture.number
    )
}
