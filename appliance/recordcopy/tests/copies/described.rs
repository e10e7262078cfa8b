//! A record whose exams are described, and the pages that are made of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use crate::made::{contents, day, files, rsa_signer, tools};
use doublelock_recordcopy::{
    Bilingual, Built, Contents, Exam, ExamSeries, ImageObject, Preview, build_folder,
};

/// An exam to be made: its study, its day, how many images each of its series has.
pub(crate) struct Made {
    pub(crate) study: &'static str,
    pub(crate) on: Option<(i32, u32, u32)>,
    pub(crate) kind: (&'static str, &'static str),
    pub(crate) description: &'static str,
    pub(crate) series: &'static [usize],
}

pub(crate) const KNEE: Made = Made {
    study: "1.2.3.1",
    on: Some((2026, 9, 14)),
    kind: ("Résonance magnétique (MR)", "Magnetic resonance (MR)"),
    description: "GENOU DROIT SANS CONTRASTE",
    series: &[30, 3],
};
pub(crate) const CHEST: Made = Made {
    study: "1.2.3.2",
    on: Some((2025, 3, 12)),
    kind: ("Radiographie (DX)", "X-ray (DX)"),
    description: "THORAX 2 VUES",
    series: &[2],
};
pub(crate) const PELVIS: Made = Made {
    study: "1.2.3.3",
    on: None,
    kind: ("Radiographie (CR)", "X-ray (CR)"),
    description: "BASSIN",
    series: &[4],
};

/// A picture of its own for each number, of a size of its own for each series.
pub(crate) fn picture(series: usize, number: usize) -> Vec<u8> {
    let (width, height) = (256, 200 + 28 * u32::try_from(series % 3).unwrap());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    let squared = |at: u32, side: u32| (i64::from(at) * 2 - i64::from(side)).pow(2);
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .map(|(x, y)| {
            let from_middle = squared(x, width) + squared(y, height);
            let ring = 20_000 + 900 * i64::try_from(number).unwrap();
            u8::try_from((255 - (from_middle - ring).abs() / 90).clamp(0, 255)).unwrap()
        })
        .collect();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

pub(crate) fn id(study: &str, series: usize, number: usize) -> String {
    format!("{study}/{series}/{number}")
}

/// The images are no DICOM: what is looked at here are the pages.
pub(crate) fn images(exams: &[&Made]) -> Vec<ImageObject<'static>> {
    let mut all = Vec::new();
    for exam in exams {
        for (series, count) in exam.series.iter().enumerate() {
            all.extend((1..=*count).map(|number| ImageObject {
                study_uid: exam.study.to_owned(),
                series_uid: format!("{}.{series}", exam.study),
                origin: id(exam.study, series, number),
                object: Box::new(Cursor::new(id(exam.study, series, number).into_bytes())),
            }));
        }
    }
    all
}

pub(crate) fn described(exam: &Made) -> Exam {
    let series = exam.series.iter().enumerate();
    let series = series.map(|(series, count)| ExamSeries {
        series_uid: format!("{}.{series}", exam.study),
        kind: Some(Bilingual::new(exam.kind.0, exam.kind.1)),
        previews: (1..=*count)
            .map(|number| Preview {
                origin: id(exam.study, series, number),
                png: picture(series, number),
            })
            .collect(),
    });
    Exam {
        study_uid: exam.study.to_owned(),
        on: exam.on.map(|(y, m, d)| day(y, m, d)),
        description: Some(exam.description.to_owned()),
        institution: Some("Hôpital régional des Monts".to_owned()),
        series: series.collect(),
    }
}

pub(crate) fn record(exams: &[&Made]) -> Contents<'static> {
    let images = images(exams);
    Contents {
        images: Box::new(images.into_iter().map(Ok)),
        exams: exams.iter().map(|exam| described(exam)).collect(),
        ..contents(Vec::new())
    }
}

pub(crate) fn whole() -> Contents<'static> {
    record(&[&CHEST, &PELVIS, &KNEE])
}

pub(crate) fn build(folder: &Path, contents: Contents<'_>) -> Built {
    let built = build_folder(
        contents,
        &rsa_signer("essai"),
        &tools(),
        &folder.join("copy"),
    );
    built.unwrap()
}

/// Every page of a copy, by its path.
pub(crate) fn pages(built: &Built) -> BTreeMap<String, String> {
    let all = files(&built.folder).into_iter();
    let pages = all.filter(|(path, _)| is(path, "HTM"));
    pages
        .map(|(path, file)| (path, fs::read_to_string(file).unwrap()))
        .collect()
}

pub(crate) fn read(built: &Built, path: &str) -> String {
    fs::read_to_string(built.folder.join(path)).unwrap()
}

/// A page's part in one language.
pub(crate) fn part<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, rest) = page
        .split_once(&format!("<section class=\"part\" id=\"{id}\""))
        .unwrap();
    rest.split_once("</section>").unwrap().0
}

/// What a person reads of it, pictures by their words.
pub(crate) fn words(html: &str) -> String {
    let mut text = String::new();
    let (_, mut rest) = html.split_once('>').unwrap();
    while let Some((before, tag)) = rest.split_once('<') {
        let (tag, after) = tag.split_once('>').unwrap();
        let alt = tag
            .split_once("alt=\"")
            .and_then(|(_, rest)| rest.split_once('"'));
        text.extend([before, " ", alt.map_or("", |(alt, _)| alt), " "]);
        rest = after;
    }
    text + rest
}

/// The values of an attribute, in order.
pub(crate) fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    let parts = page.split(&start).skip(1);
    parts.map(|rest| rest.split_once('"').unwrap().0).collect()
}

/// Whether a path has this extension.
pub(crate) fn is(path: &str, extension: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, end)| end == extension)
}
