//! The child that describes: what it says of good objects, and how it dies of bad ones.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use dicom_pixeldata::image::codecs::jpeg::JpegEncoder;
use dicom_pixeldata::image::{GrayImage, Luma};
use doublelock_imaging::describe::{
    DescribeFault, DescribeLimits, Description, NoThumbnail, Program, Thumbnail, describe,
};
use doublelock_imaging::part10::{self, FileMeta};
use doublelock_imaging::syntax::{EXPLICIT_LITTLE, FRAMES};
use openssl::base64;

use crate::data_sets::{CT, Draft, Pen, UNDEFINED};
use crate::support::phantom_study;

const PEN: Pen = Pen(EXPLICIT_LITTLE);

fn child(arguments: &[&str]) -> Program {
    Program {
        path: PathBuf::from(env!("CARGO_BIN_EXE_imaging-child")),
        arguments: arguments.iter().map(Into::into).collect(),
    }
}

async fn describe_with(program: &Program, file: &[u8]) -> Result<Description, DescribeFault> {
    describe(program, file, file.len() as u64, DescribeLimits::default()).await
}

async fn description(file: &[u8]) -> Result<Description, DescribeFault> {
    describe_with(&child(&[]), file).await
}

fn file_in(syntax: &str, data_set: &[u8]) -> Vec<u8> {
    let meta = FileMeta {
        sop_class: CT.parse().unwrap(),
        sop_instance: "2.25.1".parse().unwrap(),
        transfer_syntax: syntax.parse().unwrap(),
    };
    [part10::start_of_file(&meta).unwrap(), data_set.to_vec()].concat()
}

fn explicit(data_set: &[u8]) -> Vec<u8> {
    file_in("1.2.840.10008.1.2.1", data_set)
}

#[tokio::test]
async fn a_slice_is_described_in_words_and_drawn() {
    let found = description(&phantom_study(b"describe", 1)[0])
        .await
        .unwrap();
    assert_eq!(found.words.patient_name.as_deref(), Some("FICTIF^ÉLOÏSE"));
    assert_eq!(found.words.patient_birth_date.as_deref(), Some("19700101"));
    assert_eq!(
        found.words.study_description.as_deref(),
        Some("Thorax, étude fictive")
    );
    assert_eq!(found.words.modality.as_deref(), Some("CT"));
    assert_eq!(found.words.rows.as_deref(), Some("128"));
    assert_eq!(found.words.burned_in_annotation, None);
    let Thumbnail::Png(text) = &found.thumbnail else {
        panic!("{:?}", found.thumbnail)
    };
    let bytes = base64::decode_block(text).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height), (256, 256));
    // Air is black, the spine is white: the window of the object was used.
    assert_eq!(pixels[0], 0);
    assert_eq!(pixels[192 * 256 + 128], 255);
    let printed = format!("{found:?}");
    assert!(!printed.contains("FICTIF"), "{printed}");
}

#[tokio::test]
async fn names_are_read_in_the_character_set_that_the_object_names() {
    for (charset, bytes, expected) in [
        ("ISO_IR 100", &b"\xC9LO\xCFSE^FICTIVE"[..], "ÉLOÏSE^FICTIVE"),
        ("ISO_IR 144", &b"\xB8\xB2\xB0\xBD^"[..], "ИВАН^"),
        ("ISO_IR 192", "李^小".as_bytes(), "李^小"),
        ("GB18030", &b"\xC0\xEE^\xD0\xA1"[..], "李^小"),
    ] {
        let mut data_set = PEN.text((0x0008, 0x0005), *b"CS", charset);
        data_set.extend(Draft::new(PEN).bytes());
        let name = PEN.text((0x0010, 0x0010), *b"PN", "FICTIF^ALIX");
        let at = data_set
            .windows(name.len())
            .position(|window| window == name)
            .unwrap();
        let mut padded = bytes.to_vec();
        padded.resize(bytes.len().next_multiple_of(2), b' ');
        let renamed = PEN.element((0x0010, 0x0010), *b"PN", &padded);
        let file = explicit(&[&data_set[..at], &renamed, &data_set[at + name.len()..]].concat());
        let found = description(&file).await.unwrap();
        assert_eq!(
            found.words.patient_name.as_deref(),
            Some(expected),
            "{charset}"
        );
    }
}

#[tokio::test]
async fn control_characters_never_come_through() {
    let mut hostile = Draft::new(PEN).bytes();
    let at = hostile
        .windows(6)
        .position(|window| window == b"FICTIF")
        .unwrap();
    hostile[at..at + 6].copy_from_slice(b"A\r\n\x1b[2");
    let shown = description(&explicit(&hostile))
        .await
        .unwrap()
        .words
        .patient_name
        .unwrap();
    assert!(!shown.chars().any(char::is_control), "{shown:?}");
}

#[tokio::test]
async fn bad_objects_are_refused_by_the_child() {
    let draft = Draft::new(PEN);
    let whole = explicit(&draft.bytes());
    for bad in [
        Vec::new(),
        vec![0; 1000],
        whole[..whole.len() - 1].to_vec(),
        explicit(
            &Draft {
                middle: PEN.nested(10_000, *b"SQ"),
                ..draft.clone()
            }
            .bytes(),
        ),
        explicit(
            &Draft {
                middle: PEN.head((0x0009, 0x1001), *b"UT", 0xFFFF_FFFE),
                ..draft
            }
            .bytes(),
        ),
    ] {
        assert_eq!(description(&bad).await, Err(DescribeFault::Refused));
    }
}

#[tokio::test]
async fn what_the_scan_lets_pass_does_not_kill_the_parser() {
    let base = Draft::new(PEN);
    let mut wide = PEN.head((0x0008, 0x1140), *b"SQ", UNDEFINED);
    for _ in 0..100_000 {
        wide.extend(PEN.item(0));
    }
    wide.extend(PEN.sequence_end());
    for middle in [PEN.nested(64, *b"SQ"), PEN.nested_defined(64), wide] {
        let found = description(&explicit(
            &Draft {
                middle,
                ..base.clone()
            }
            .bytes(),
        ))
        .await
        .unwrap();
        assert_eq!(found.words.patient_id.as_deref(), Some("F-0001"));
    }
    // 60 levels of VR UN: dicom-rs doubled its memory at each; whatever it does, it does it there.
    let mut middle = PEN.head((0x0009, 0x1001), *b"UN", UNDEFINED);
    middle.extend(PEN.item(UNDEFINED));
    middle.extend(Pen(doublelock_imaging::syntax::IMPLICIT_LITTLE).nested(60, *b"UN"));
    middle.extend(PEN.item_end());
    middle.extend(PEN.sequence_end());
    let ended = description(&explicit(&Draft { middle, ..base }.bytes())).await;
    assert!(
        matches!(
            ended,
            Ok(_) | Err(DescribeFault::Refused | DescribeFault::Died)
        ),
        "{ended:?}"
    );
}

#[tokio::test]
async fn a_child_without_enough_memory_dies_alone() {
    let base = Draft::new(PEN);
    let large = Draft {
        middle: PEN.element((0x0009, 0x1001), *b"OB", &vec![0; 80 << 20]),
        ..base
    };
    let file = explicit(&large.bytes());
    assert_eq!(
        describe_with(&child(&["--cramped"]), &file).await,
        Err(DescribeFault::Died)
    );
    assert!(
        description(&file).await.is_ok(),
        "with the usual memory it is described"
    );
}

/// A file of 4 by 4 pixels of 8 bits, whose one fragment is `jpeg`.
fn file_with_jpeg(mut jpeg: Vec<u8>) -> Vec<u8> {
    let pen = Pen(FRAMES);
    jpeg.resize(jpeg.len().next_multiple_of(2), 0);
    let mut pixels = pen.head((0x7FE0, 0x0010), *b"OB", UNDEFINED);
    pixels.extend(pen.item(0));
    pixels.extend(pen.item(u32::try_from(jpeg.len()).unwrap()));
    pixels.extend(&jpeg);
    pixels.extend(pen.sequence_end());
    let draft = Draft {
        pixels,
        bits: 8,
        ..Draft::new(pen)
    };
    file_in("1.2.840.10008.1.2.4.50", &draft.bytes())
}

fn gray_jpeg(side: u32) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let picture = GrayImage::from_pixel(side, side, Luma([90]));
    JpegEncoder::new(&mut jpeg).encode_image(&picture).unwrap();
    jpeg
}

/// The decoder works on pictures above 128 by 128 pixels in threads of its own.
#[tokio::test]
async fn a_jpeg_picture_of_usual_size_is_drawn() {
    let pen = Pen(FRAMES);
    let mut file = file_with_jpeg(gray_jpeg(512));
    for tag in [0x0010, 0x0011] {
        let (small, usual) = (pen.number((0x0028, tag), 4), pen.number((0x0028, tag), 512));
        let at = file.windows(small.len()).position(|found| found == small);
        file.splice(at.unwrap()..at.unwrap() + small.len(), usual);
    }
    let found = description(&file).await.unwrap();
    assert!(matches!(found.thumbnail, Thumbnail::Png(_)), "{found:?}");
}

#[tokio::test]
async fn a_picture_that_contradicts_its_object_costs_the_thumbnail_and_not_the_words() {
    let honest = description(&file_with_jpeg(gray_jpeg(4))).await.unwrap();
    assert!(matches!(honest.thumbnail, Thumbnail::Png(_)), "{honest:?}");
    // Larger than Rows and Columns: the decoder of dicom-rs panics on it.
    let larger = gray_jpeg(16);
    // The same, whose frame header (SOF0) claims 65,500 by 65,500.
    let mut giant = larger.clone();
    let header = giant
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .unwrap();
    giant[header + 5..header + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
    for jpeg in [larger, giant] {
        let found = description(&file_with_jpeg(jpeg)).await.unwrap();
        assert_eq!(found.words.patient_id.as_deref(), Some("F-0001"));
        assert_eq!(found.thumbnail, Thumbnail::None(NoThumbnail::ChildEnded));
    }
}

#[tokio::test]
async fn there_is_no_thumbnail_without_pixels_or_decoder() {
    let report = "1.2.840.10008.5.1.4.1.1.88.11";
    let mut data_set = PEN.text((0x0008, 0x0016), *b"UI", report);
    for (tag, uid) in [
        ((0x0008, 0x0018), "2.25.1"),
        ((0x0020, 0x000D), "2.25.2"),
        ((0x0020, 0x000E), "2.25.3"),
    ] {
        data_set.extend(PEN.text(tag, *b"UI", uid));
    }
    let found = description(&explicit(&data_set)).await.unwrap();
    assert_eq!(found.thumbnail, Thumbnail::None(NoThumbnail::NotAnImage));
    let opaque = file_in("1.2.840.10008.1.2.4.201", &Draft::new(Pen(FRAMES)).bytes());
    let found = description(&opaque).await.unwrap();
    assert_eq!(
        found.thumbnail,
        Thumbnail::None(NoThumbnail::SyntaxNotDecodable)
    );
}

#[tokio::test]
async fn a_child_that_hangs_lies_or_is_missing_is_a_plain_fault() {
    let file = phantom_study(b"faults", 1).remove(0);
    let program = |path: &str, arguments: &[&str]| Program {
        path: PathBuf::from(path),
        arguments: arguments.iter().map(Into::into).collect(),
    };
    let hurry = DescribeLimits {
        patience: Duration::from_millis(300),
    };
    let ended = describe(&program("/bin/sleep", &["60"]), file.as_slice(), 10, hurry).await;
    assert_eq!(ended, Err(DescribeFault::TimedOut));
    assert_eq!(
        describe_with(&program("/nonexistent", &[]), &file).await,
        Err(DescribeFault::NotStarted)
    );
    assert_eq!(
        describe_with(&program("/bin/echo", &["hello"]), &file).await,
        Err(DescribeFault::BadAnswer)
    );
    assert_eq!(
        describe_with(&program("/bin/true", &[]), &file).await,
        Err(DescribeFault::Died)
    );
    let killed = program("/bin/sh", &["-c", "kill -SEGV $$"]);
    assert_eq!(
        describe_with(&killed, &file).await,
        Err(DescribeFault::Died)
    );
    let short = describe(&child(&[]), &file[..100], 5000, DescribeLimits::default()).await;
    assert_eq!(short, Err(DescribeFault::Source));
}

#[test]
fn the_child_has_given_up_its_powers_before_it_reads() {
    use std::io::BufRead;
    let mut running = std::process::Command::new(env!("CARGO_BIN_EXE_imaging-child"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufReader::new(running.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert_eq!(line, "\"ready\"\n");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.id())).unwrap();
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line.trim_start_matches(name)
            .split_whitespace()
            .take(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for (name, value) in [
        ("Max address space", "1073741824"),
        ("Max stack size", "16777216"),
        ("Max cpu time", "15"),
        ("Max file size", "0"),
        ("Max open files", "3"),
    ] {
        assert_eq!(limit(name), [value, value], "{name}");
    }
    let core = limit("Max core file size");
    assert!(core == ["1", "1"] || core == ["0", "0"], "{core:?}");
    // Gains nothing by a program that it becomes; has a filter of system calls (mode 2).
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.id())).unwrap();
    for line in ["NoNewPrivs:\t1", "Seccomp:\t2", "Threads:\t1"] {
        assert!(status.contains(line), "{status}");
    }
    drop(running.stdin.take());
    running.wait().unwrap();
}
