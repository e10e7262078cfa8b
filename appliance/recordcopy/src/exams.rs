//! The exams as the pages list them, and which previews go into the package.
//!
//! Every image of the package belongs to a listed exam, whether anything is known of that exam or not.
//! Left out: what is said about them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::contents::{Bilingual, Exam, ExamSeries, Preview};
use crate::places::{Places, Series, Study};
use crate::png;

/// Most previews of one series.
const PER_SERIES: usize = 24;
/// Most previews of a package.
const PER_PACKAGE: usize = 2_000;

/// An exam as the pages list it.
pub(crate) struct Listed {
    pub(crate) on: Option<NaiveDate>,
    pub(crate) description: Option<String>,
    pub(crate) institution: Option<String>,
    pub(crate) series: Vec<ListedSeries>,
    /// The page with its pictures; none without pictures.
    pub(crate) page: Option<String>,
}

/// A series as the pages list it.
pub(crate) struct ListedSeries {
    pub(crate) kind: Option<Bilingual>,
    pub(crate) folder: String,
    pub(crate) images: usize,
    pub(crate) pictures: Vec<Picture>,
}

/// A preview in the package.
pub(crate) struct Picture {
    pub(crate) path: String,
    pub(crate) origin: String,
    pub(crate) png: Vec<u8>,
    /// In pixels.
    pub(crate) width: u32,
    /// In pixels.
    pub(crate) height: u32,
    /// Which image of its series it was drawn from, counted from 1.
    pub(crate) number: usize,
}

impl Listed {
    pub(crate) fn images(&self) -> usize {
        self.series.iter().map(|series| series.images).sum()
    }

    /// What kinds of images there are, each once.
    pub(crate) fn kinds(&self) -> Vec<&Bilingual> {
        let mut kinds = Vec::new();
        for kind in self.series.iter().filter_map(|series| series.kind.as_ref()) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// The picture for the list: from the middle of a series, since its ends often show little.
    pub(crate) fn cover(&self) -> Option<&Picture> {
        let mut series = self.series.iter();
        let with = series.find(|series| !series.pictures.is_empty())?;
        with.pictures.get(with.pictures.len() / 2)
    }
}

/// All exams, the latest first and those without a date last. Pictures and their pages are at most
/// `room` files.
pub(crate) fn listed(exams: Vec<Exam>, places: &Places, room: usize) -> Vec<Listed> {
    let mut known: BTreeMap<String, Exam> = BTreeMap::new();
    let mut order = Vec::new();
    for exam in exams {
        match known.entry(exam.study_uid.clone()) {
            Entry::Vacant(place) => {
                order.push(exam.study_uid.clone());
                place.insert(exam);
            }
            // Two machines sent parts of one study: the first has the words, both have series.
            Entry::Occupied(mut place) => place.get_mut().series.extend(exam.series),
        }
    }
    let in_package: BTreeSet<&str> = places.studies.iter().map(|study| &*study.uid).collect();
    let mut all = Vec::new();
    for study in &places.studies {
        all.push(with_images(known.remove(&study.uid), study));
    }
    let empty = order
        .iter()
        .filter(|uid| !in_package.contains(uid.as_str()));
    all.extend(empty.filter_map(|uid| known.remove(uid)).map(without));
    // Stable: exams of one day stay in the order of the package.
    all.sort_by_key(|exam| std::cmp::Reverse(exam.on));
    limit(&mut all, room);
    for (exam, number) in all.iter_mut().zip(1..) {
        name(exam, number);
    }
    all
}

fn with_images(exam: Option<Exam>, study: &Study) -> Listed {
    let (mut listed, series) = match exam {
        Some(mut exam) => {
            let series = std::mem::take(&mut exam.series);
            (without(exam), series)
        }
        None => (without_words(), Vec::new()),
    };
    let mut known: BTreeMap<String, ExamSeries> = BTreeMap::new();
    for one in series {
        match known.entry(one.series_uid.clone()) {
            Entry::Vacant(place) => {
                place.insert(one);
            }
            Entry::Occupied(mut place) => place.get_mut().previews.extend(one.previews),
        }
    }
    let series = study.series.iter();
    listed.series = series
        .map(|series| listed_series(known.remove(&series.uid), series))
        .collect();
    listed
}

fn without(exam: Exam) -> Listed {
    Listed {
        on: exam.on,
        description: exam.description,
        institution: exam.institution,
        series: Vec::new(),
        page: None,
    }
}

const fn without_words() -> Listed {
    Listed {
        on: None,
        description: None,
        institution: None,
        series: Vec::new(),
        page: None,
    }
}

fn listed_series(known: Option<ExamSeries>, series: &Series) -> ListedSeries {
    let (kind, previews) = known.map_or((None, Vec::new()), |known| (known.kind, known.previews));
    let numbers: BTreeMap<&str, usize> =
        series.origins.iter().map(String::as_str).zip(1..).collect();
    let mut shown = BTreeMap::new();
    for Preview { origin, png } in previews {
        // A picture of an image that is not in the package is none of its previews.
        let Some(&number) = numbers.get(origin.as_str()) else {
            continue;
        };
        if let Some((width, height)) = png::size(&png) {
            shown.entry(number).or_insert(Picture {
                path: String::new(),
                origin,
                png,
                width,
                height,
                number,
            });
        }
    }
    ListedSeries {
        kind,
        folder: series.folder.clone(),
        images: series.origins.len(),
        pictures: shown.into_values().collect(),
    }
}

/// Keeps as many pictures of each series as the package has room for, the same number of all.
fn limit(exams: &mut [Listed], room: usize) {
    let needed = |most: usize| -> usize {
        let of_exam = |exam: &Listed| -> usize {
            let counts = exam
                .series
                .iter()
                .map(|series| series.pictures.len().min(most));
            let pictures: usize = counts.sum();
            // Its page is a file too.
            pictures + usize::from(pictures > 0)
        };
        exams.iter().map(of_exam).sum()
    };
    let room = room.min(PER_PACKAGE);
    let each = (2..=PER_SERIES).rev().find(|most| needed(*most) <= room);
    let each = each.unwrap_or(1);
    let mut left = room;
    for exam in exams {
        let mut page = 1;
        for series in &mut exam.series {
            // With one of each there may still be too many: the first ones have theirs.
            let most = each.min(left.saturating_sub(page));
            series.pictures = evenly(std::mem::take(&mut series.pictures), most);
            if !series.pictures.is_empty() {
                left -= series.pictures.len() + page;
                page = 0;
            }
        }
    }
}

/// At most `most` of them, from the first to the last at even distances; the middle one if it is one.
fn evenly(pictures: Vec<Picture>, most: usize) -> Vec<Picture> {
    let count = pictures.len();
    if count <= most {
        return pictures;
    }
    let chosen: BTreeSet<usize> = match most {
        1 => BTreeSet::from([count / 2]),
        _ => (0..most).map(|n| n * (count - 1) / (most - 1)).collect(),
    };
    let pictures = pictures.into_iter().enumerate();
    let kept = pictures.filter(|(place, _)| chosen.contains(place));
    kept.map(|(_, picture)| picture).collect()
}

fn name(exam: &mut Listed, number: usize) {
    let folder = format!("VIEW/E{number:04}");
    for (series, number) in exam.series.iter_mut().zip(1..) {
        for (picture, place) in series.pictures.iter_mut().zip(1..) {
            picture.path = format!("{folder}/S{number:04}/P{place:04}.PNG");
        }
    }
    if exam.cover().is_some() {
        exam.page = Some(format!("{folder}.HTM"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pictures(count: usize) -> Vec<Picture> {
        (1..=count)
            .map(|number| Picture {
                path: String::new(),
                origin: number.to_string(),
                png: Vec::new(),
                width: 1,
                height: 1,
                number,
            })
            .collect()
    }

    fn exams(series: &[usize]) -> Vec<Listed> {
        let of = |count: &usize| Listed {
            series: vec![ListedSeries {
                kind: None,
                folder: String::new(),
                images: *count,
                pictures: pictures(*count),
            }],
            ..without_words()
        };
        series.iter().map(of).collect()
    }

    fn counts(exams: &[Listed]) -> Vec<usize> {
        let series = exams.iter().flat_map(|exam| &exam.series);
        series.map(|series| series.pictures.len()).collect()
    }

    #[test]
    fn pictures_are_chosen_from_the_first_to_the_last_at_even_distances() {
        let numbers = |count, most| -> Vec<usize> {
            let kept = evenly(pictures(count), most);
            kept.iter().map(|picture| picture.number).collect()
        };
        assert_eq!(numbers(9, 3), [1, 5, 9]);
        assert_eq!(numbers(3, 3), [1, 2, 3]);
        assert_eq!(numbers(5, 1), [3]);
        assert_eq!(numbers(5, 0), [] as [usize; 0]);
        let many = numbers(396, PER_SERIES);
        assert_eq!((many.len(), many[0], many[23]), (24, 1, 396));
        assert!(
            many.windows(2)
                .all(|pair| (17..=18).contains(&(pair[1] - pair[0])))
        );
    }

    #[test]
    fn the_room_is_shared_so_that_every_series_has_a_picture_before_one_has_two() {
        let shared = |series: &[usize], room| {
            let mut exams = exams(series);
            limit(&mut exams, room);
            counts(&exams)
        };
        assert_eq!(shared(&[30, 5], 1_000), [24, 5]);
        // Eleven pictures and two pages.
        assert_eq!(shared(&[30, 5], 13), [6, 5]);
        assert_eq!(shared(&[30, 5], 12), [5, 5]);
        assert_eq!(shared(&[30, 5, 7], 6), [1, 1, 1]);
        assert_eq!(shared(&[30, 5, 7], 5), [1, 1, 0]);
        assert_eq!(shared(&[30, 5, 7], 1), [0, 0, 0]);
        assert_eq!(shared(&[30], 0), [0]);
        let of_package: usize = shared(&[30; 500], usize::MAX).iter().sum();
        assert!(of_package + 500 <= PER_PACKAGE, "{of_package}");
    }

    #[test]
    fn an_exam_without_pictures_takes_no_room_for_a_page() {
        let mut exams = exams(&[0, 4, 0]);
        limit(&mut exams, 5);
        assert_eq!(counts(&exams), [0, 4, 0]);
    }

    #[test]
    fn an_exam_is_told_by_all_of_its_images_and_each_kind_once() {
        let kind = |words: &str| Some(Bilingual::new(words, words));
        let mut exam = exams(&[5]).remove(0);
        exam.series.extend(exams(&[3]).remove(0).series);
        exam.series.extend(exams(&[1]).remove(0).series);
        exam.series.extend(exams(&[2]).remove(0).series);
        assert_eq!(exam.images(), 11);
        assert_eq!(exam.kinds(), [] as [&Bilingual; 0]);
        exam.series[0].kind = kind("CT");
        exam.series[2].kind = kind("MR");
        exam.series[3].kind = kind("CT");
        let kinds: Vec<&str> = exam.kinds().iter().map(|kind| &*kind.fr).collect();
        assert_eq!(kinds, ["CT", "MR"]);
    }

    #[test]
    fn the_picture_for_the_list_is_from_the_middle_of_the_first_series_with_any() {
        let cover = |series: &[usize]| {
            let mut exam = without_words();
            for one in exams(series) {
                exam.series.extend(one.series);
            }
            exam.cover().map(|picture| picture.number)
        };
        assert_eq!(cover(&[5]), Some(3));
        assert_eq!(cover(&[0, 8, 3]), Some(5));
        assert_eq!(cover(&[1]), Some(1));
        assert_eq!(cover(&[0, 0]), None);
    }

    #[test]
    fn every_exam_is_listed_once_with_or_without_words_or_images() {
        let exam = |uid: &str, year: Option<i32>, words: &str| Exam {
            study_uid: uid.to_owned(),
            on: year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1)),
            description: Some(words.to_owned()),
            institution: None,
            series: Vec::new(),
        };
        let mut places = Places::default();
        places.next("1.1", "1.1.1", "A");
        places.next("1.2", "1.2.1", "B");
        places.next("1.2", "1.2.1", "C");
        let known = vec![
            exam("9.9", Some(2025), "kept apart"),
            exam("1.2", Some(2020), "twice"),
            exam("1.2", Some(2021), "of another machine"),
            exam("9.8", None, "kept apart, undated"),
        ];
        let all = listed(known, &places, 100);
        let told: Vec<_> = all
            .iter()
            .map(|exam| (exam.description.as_deref(), exam.images()))
            .collect();
        assert_eq!(
            told,
            [
                (Some("kept apart"), 0),
                (Some("twice"), 2),
                (None, 1),
                (Some("kept apart, undated"), 0),
            ]
        );
    }
}
