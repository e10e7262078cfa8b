//! The pictures in a copy: few enough, of its own images, on a page that says how many there are.

use std::fs;
use std::io::Cursor;

use crate::described::{
    CHEST, KNEE, PELVIS, build, described, id, is, part, picture, read, record, whole, words,
};
use crate::made::{check, contents, day, files, rsa_signer, tools};
use doublelock_recordcopy::{
    Built, Category, Contents, Exam, ExamSeries, ImageObject, Preview, build_folder, write_iso,
};

#[test]
fn a_series_with_too_many_previews_is_cut_evenly_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(folder.path(), record(&[&KNEE]));
    let page = read(&built, "VIEW/E0001.HTM");
    let french = words(part(&page, "fr"));
    assert!(
        french.contains("Aperçus montrés\u{A0}: 24 sur 30. Toutes les images se trouvent dans le répertoire DICOM/ST000001/SE000001."),
        "{french}"
    );
    let english = words(part(&page, "en"));
    assert!(english.contains("Previews shown: 24 of 30."), "{english}");
    assert!(
        english.contains("3\u{A0}images, in the folder DICOM/ST000001/SE000002."),
        "{english}"
    );
    for ends in ["Image 1 of 30", "Image 30 of 30"] {
        assert!(english.contains(ends), "{ends}");
    }
    for warning in ["ils ne conviennent pas au diagnostic", "not for diagnosis"] {
        assert!(page.contains(warning) && read(&built, "INDEX.HTM").contains(warning));
    }
    // The picture that says "image 30" is that of image 30.
    let last = fs::read(built.folder.join("VIEW/E0001/S0001/P0024.PNG")).unwrap();
    assert!(last == picture(0, 30));
}

#[test]
fn what_is_no_small_picture_of_an_image_of_the_copy_is_left_out_and_its_image_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let mut made = record(&[&CHEST]);
    let previews = &mut made.exams[0].series[0].previews;
    previews[0].png = b"<html>not a picture</html>".to_vec();
    previews[1].origin = "of another record".to_owned();
    let built = build(folder.path(), made);
    let previews = |built: &Built| {
        let files = built.manifest.files.iter();
        files
            .filter(|file| file.category == Category::Preview)
            .count()
    };
    assert_eq!(previews(&built), 0);
    assert!(!built.folder.join("VIEW").exists());
    let index = read(&built, "INDEX.HTM");
    assert!(index.contains("Sans aperçu") && index.contains("2\u{A0}images, 1\u{A0}série."));

    // Nothing is known of the exam: its images are listed all the same.
    let folder = tempfile::tempdir().unwrap();
    let mut made = record(&[&CHEST, &PELVIS]);
    made.exams.remove(1);
    // And one whose images are all kept apart says that there are none.
    made.exams.push(Exam {
        study_uid: "9.9".to_owned(),
        ..described(&KNEE)
    });
    let index = read(&build(folder.path(), made), "INDEX.HTM");
    let french = part(&index, "fr");
    assert!(french.contains("3\u{A0}examens, 6\u{A0}images"));
    assert!(french.contains("<h3>Examen, sans date</h3>"));
    assert!(french.contains("Aucune image de cet examen dans cette copie."));
}

#[test]
fn hundreds_of_exams_still_build_with_a_picture_each_and_fit_every_carrier() {
    let folder = tempfile::tempdir().unwrap();
    let many = 700;
    let (mut images, mut exams) = (Vec::new(), Vec::new());
    let png = picture(0, 1);
    for exam in 0..many {
        let study = format!("1.2.3.{exam}");
        let mut previews = Vec::new();
        for number in 0..4 {
            let origin = id(&study, 0, number);
            images.push(Ok(ImageObject {
                study_uid: study.clone(),
                series_uid: format!("{study}.0"),
                origin: origin.clone(),
                object: Box::new(Cursor::new(origin.clone().into_bytes())),
            }));
            previews.push(Preview {
                origin,
                png: png.clone(),
            });
        }
        exams.push(Exam {
            study_uid: study.clone(),
            on: Some(day(2000 + i32::try_from(exam % 26).unwrap(), 1, 1)),
            description: None,
            institution: None,
            series: vec![ExamSeries {
                series_uid: format!("{study}.0"),
                kind: None,
                previews,
            }],
        });
    }
    let made = Contents {
        images: Box::new(images.into_iter()),
        exams,
        ..contents(Vec::new())
    };
    let built = build(folder.path(), made);
    let count = |end: &str| {
        let files = built
            .manifest
            .files
            .iter()
            .filter(|file| file.category == Category::Preview);
        files.filter(|file| is(&file.path, end)).count()
    };
    // One each and a page each are 1,400 files; two each would be 2,100.
    assert_eq!((count("PNG"), count("HTM")), (many, many));
    let index = read(&built, "INDEX.HTM");
    assert_eq!(part(&index, "en").matches("<h3>").count(), many);
    let iso = write_iso(&built, &tools(), &folder.path().join("copy.iso")).unwrap();
    assert!(check(&iso.path).is_sound() && check(&built.folder).is_sound());
}

#[test]
fn the_same_exams_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let signer = rsa_signer("essai");
    let bytes = |name: &str| {
        let built = build_folder(whole(), &signer, &tools(), &folder.path().join(name)).unwrap();
        let all = files(&built.folder).into_iter();
        let all: Vec<(String, Vec<u8>)> = all
            .map(|(path, file)| (path, fs::read(file).unwrap()))
            .collect();
        all
    };
    assert!(bytes("one") == bytes("two"));
}
