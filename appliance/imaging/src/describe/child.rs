//! The child's side: powers given up, one object read, two lines written.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use dicom_object::{DefaultDicomObject, OpenFileOptions, ReadError};
use doublelock_confine::{Limits as Confines, enter};

use super::{Line, NoThumbnail, Thumbnail, Words, thumbnail};
use crate::part10;
use crate::prescan::{Limits, Prescan};
use crate::syntax::Encoding;

/// What the child leaves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChildLimits {
    /// Address space, in bytes.
    pub address_space: u64,
    /// Processor time, in seconds.
    pub processor_seconds: u64,
    /// Most bytes of the object kept in memory.
    pub kept: usize,
    /// Bounds of the pre-scan.
    pub scan: Limits,
}

impl Default for ChildLimits {
    /// 1 GiB, 15 s, 128 MiB of the object.
    fn default() -> Self {
        Self {
            address_space: 1 << 30,
            processor_seconds: 15,
            kept: 128 << 20,
            scan: Limits::default(),
        }
    }
}

/// Stack, in bytes. The pre-scan lets 64 levels of nesting pass; dicom-rs used under 2 KiB a level
/// when it was measured.
const STACK: u64 = 16 << 20;
/// Longest text of an answer, in characters.
const LONGEST_TEXT: usize = 256;

/// Runs the child: powers given up first, then one object from `input`, then the answer to `output`.
/// Meant to be the whole work of a process of one thread: nothing is ever given back. It parses on
/// that thread.
///
/// After that there is no file, socket or other process for it, and no core is written
/// (`doublelock_confine::enter`).
pub fn child_main(input: impl Read, mut output: impl Write, limits: ChildLimits) -> ExitCode {
    let confines = Confines {
        address_space: limits.address_space,
        stack: STACK,
        processor_seconds: limits.processor_seconds,
        file_size: 0,
        // Standard input, output and error are open; nothing else will be.
        open_files: 3,
        // The decoder of JPEG pictures takes one for each colour.
        threads: true,
    };
    if enter(&confines).is_err() || say(&mut output, &Line::Ready).is_err() {
        return ExitCode::FAILURE;
    }
    match answer(input, &mut output, &limits) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn say(output: &mut impl Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *output, line)?;
    output.write_all(b"\n")?;
    output.flush()
}

fn answer(input: impl Read, output: &mut impl Write, limits: &ChildLimits) -> io::Result<()> {
    let Some(held) = read_object(input, limits) else {
        return say(output, &Line::Refused);
    };
    let Ok(text) = OpenFileOptions::new()
        .read_until(tags::PIXEL_DATA)
        .from_reader(held.text())
    else {
        return say(output, &Line::Refused);
    };
    say(output, &Line::Words(Box::new(words(&text))))?;
    drop(text);
    say(output, &Line::Thumbnail(picture(&held)))
}

/// The object, as far as it is kept.
struct Held {
    file: Vec<u8>,
    /// Where the pixels begin in `file`, if there are any.
    pixels_at: Option<usize>,
    whole: bool,
}

impl Held {
    /// Everything before the pixels.
    fn text(&self) -> &[u8] {
        let end = self
            .pixels_at
            .unwrap_or(self.file.len())
            .min(self.file.len());
        &self.file[..end]
    }
}

/// Reads and pre-scans the object. Bytes beyond the limit are scanned and let go; the words
/// must lie before it.
fn read_object(mut input: impl Read, limits: &ChildLimits) -> Option<Held> {
    let mut length = [0_u8; 8];
    input.read_exact(&mut length).ok()?;
    let length = u64::from_le_bytes(length);
    if length > limits.scan.bytes {
        return None;
    }
    let part10::Opened {
        meta, mut data_set, ..
    } = part10::open(input.take(length)).ok()?;
    let encoding = Encoding::of(meta.transfer_syntax.as_str())?;
    let mut file = part10::start_of_file(&meta).ok()?;
    let start = file.len();
    let mut prescan = Prescan::new(encoding, limits.scan);
    let mut chunk = vec![0_u8; 64 * 1024];
    let mut whole = true;
    loop {
        let count = data_set.read(&mut chunk).ok()?;
        if count == 0 {
            break;
        }
        prescan.feed(&chunk[..count]).ok()?;
        if file.len() + count <= limits.kept {
            file.extend_from_slice(&chunk[..count]);
        } else {
            whole = false;
        }
    }
    let pixels_at = match prescan.pixels_at() {
        None => None,
        Some(offset) => Some(start + usize::try_from(offset).ok()?),
    };
    prescan.finish().ok()?;
    let text_kept = whole || pixels_at.is_some_and(|at| at <= file.len());
    text_kept.then_some(Held {
        file,
        pixels_at,
        whole,
    })
}

fn picture(held: &Held) -> Thumbnail {
    if held.pixels_at.is_none() {
        return Thumbnail::None(NoThumbnail::NotAnImage);
    }
    if !held.whole {
        return Thumbnail::None(NoThumbnail::TooLarge);
    }
    let read: Result<DefaultDicomObject, ReadError> =
        dicom_object::from_reader(held.file.as_slice());
    match read {
        Ok(object) => thumbnail::draw(&object).map_or_else(Thumbnail::None, Thumbnail::Png),
        Err(_) => Thumbnail::None(NoThumbnail::NotDecodable),
    }
}

fn words(object: &DefaultDicomObject) -> Words {
    let text = |tag| text_of(object, tag);
    Words {
        patient_name: text(tags::PATIENT_NAME),
        patient_id: text(tags::PATIENT_ID),
        issuer_of_patient_id: text(tags::ISSUER_OF_PATIENT_ID),
        patient_birth_date: text(tags::PATIENT_BIRTH_DATE),
        patient_sex: text(tags::PATIENT_SEX),
        accession_number: text(tags::ACCESSION_NUMBER),
        study_instance_uid: text(tags::STUDY_INSTANCE_UID),
        study_id: text(tags::STUDY_ID),
        study_date: text(tags::STUDY_DATE),
        study_time: text(tags::STUDY_TIME),
        study_description: text(tags::STUDY_DESCRIPTION),
        referring_physician: text(tags::REFERRING_PHYSICIAN_NAME),
        institution_name: text(tags::INSTITUTION_NAME),
        series_instance_uid: text(tags::SERIES_INSTANCE_UID),
        series_number: text(tags::SERIES_NUMBER),
        series_description: text(tags::SERIES_DESCRIPTION),
        modality: text(tags::MODALITY),
        body_part_examined: text(tags::BODY_PART_EXAMINED),
        laterality: text(tags::IMAGE_LATERALITY).or_else(|| text(tags::LATERALITY)),
        manufacturer: text(tags::MANUFACTURER),
        sop_class_uid: text(tags::SOP_CLASS_UID),
        sop_instance_uid: text(tags::SOP_INSTANCE_UID),
        instance_number: text(tags::INSTANCE_NUMBER),
        number_of_frames: text(tags::NUMBER_OF_FRAMES),
        rows: text(tags::ROWS),
        columns: text(tags::COLUMNS),
        burned_in_annotation: text(tags::BURNED_IN_ANNOTATION),
        specific_character_set: text(tags::SPECIFIC_CHARACTER_SET),
    }
}

fn text_of(object: &DefaultDicomObject, tag: Tag) -> Option<String> {
    let element = object.element_opt(tag).ok().flatten()?;
    let text = element.to_str().ok()?;
    let shown: String = text
        .trim_matches([' ', '\0'])
        .chars()
        .take(LONGEST_TEXT)
        .map(|character| {
            if character.is_control() {
                '\u{FFFD}'
            } else {
                character
            }
        })
        .collect();
    (!shown.is_empty()).then_some(shown)
}
