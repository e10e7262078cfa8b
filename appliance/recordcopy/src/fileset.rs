//! The File-set: has `dcmmkdir` write a DICOMDIR, then makes it honest and reproducible.
//!
//! Measured with dcmmkdir 3.6.7 on real files of a dozen transfer syntaxes:
//! * `-Nxc` takes every transfer syntax as it is (the general-purpose profile would refuse all but
//!   Explicit VR Little Endian); nothing is ever transcoded;
//! * `-I` leaves out what lacks an attribute that DICOMDIR requires, an empty Study ID for one,
//!   which is common and allowed in the images themselves; `+I` makes one up, and makes up *today*
//!   for a missing date. So: first `-I`, to learn what is missing; if anything was left out, `+I`,
//!   and the made-up dates and times are emptied again;
//! * `+r` takes files in the order of the file system: names are given one by one instead;
//! * the DICOMDIR's own SOP Instance UID holds process id and clock: it is replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::dicomdir::Dicomdir;
use crate::error::{BuildError, ToolFailure};
use crate::manifest::NotIndexed;
use crate::part10::Meta;
use crate::tool::{Task, Tools, run};

const PROGRAM: &str = "dcmmkdir";

/// An image file of the package, as the File-set sees it.
pub(crate) struct ImageFile {
    pub(crate) path: String,
    pub(crate) meta: Option<Meta>,
}

/// How one image ended up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Indexed {
    Yes { values_supplied: bool },
    No(NotIndexed),
}

/// Attributes that a file lacks, by path.
type Missing = BTreeMap<String, BTreeSet<(u16, u16)>>;

/// Writes `DICOMDIR` in `root` and answers, image by image, whether it is in it. `work` is an empty
/// folder outside the package.
pub(crate) fn index(
    tools: &Tools,
    root: &Path,
    work: &Path,
    images: &[ImageFile],
    uid: &str,
) -> Result<Vec<Indexed>, BuildError> {
    let mut seen = BTreeSet::new();
    let mut fates: Vec<Option<NotIndexed>> = Vec::new();
    for image in images {
        fates.push(match &image.meta {
            None => Some(NotIndexed::NotPart10),
            Some(meta) if !seen.insert(&meta.sop_instance_uid) => Some(NotIndexed::Duplicate),
            Some(_) => None,
        });
    }
    let (mut made, mut missing) = make(tools, root, work, images, &fates)?;
    if mark_inconsistent(&made, images, &mut fates) {
        (made, missing) = make(tools, root, work, images, &fates)?;
    }
    let listed: BTreeSet<String> = made.files().collect();
    if let Some(made) = &mut made.0 {
        empty_made_up_dates(made, &missing, images);
        made.set_sop_instance_uid(uid);
        fs::write(
            root.join(crate::names::DICOMDIR),
            made.write().ok_or(BuildError::FileSet)?,
        )?;
    }
    let ended = images.iter().zip(fates).map(|(image, fate)| {
        let is_listed = listed.contains(&image.path);
        fated(fate, is_listed, missing.contains_key(&image.path))
    });
    Ok(ended.collect())
}

/// How an image ended up that is in the DICOMDIR or not, and that lacks an attribute or not.
fn fated(fate: Option<NotIndexed>, is_listed: bool, lacks: bool) -> Indexed {
    match (fate, is_listed) {
        (Some(reason), _) => Indexed::No(reason),
        (None, true) => Indexed::Yes {
            values_supplied: lacks,
        },
        (None, false) if lacks => Indexed::No(NotIndexed::MissingAttribute),
        (None, false) => Indexed::No(NotIndexed::Unsupported),
    }
}

/// A DICOMDIR, or none when there was nothing that one can hold.
struct Made(Option<Dicomdir>);

impl Made {
    fn files(&self) -> impl Iterator<Item = String> + '_ {
        self.0
            .iter()
            .flat_map(|made| &made.records)
            .filter_map(crate::dicomdir::Record::file)
    }
}

/// Marks every image whose data set has another SOP Instance UID than its file meta information
/// (dcmmkdir goes by the data set; PS3.3, F.3.2.2 by the file). Answers whether there was one.
fn mark_inconsistent(made: &Made, images: &[ImageFile], fates: &mut [Option<NotIndexed>]) -> bool {
    let said: BTreeMap<String, &str> = made
        .0
        .iter()
        .flat_map(|made| &made.records)
        .filter_map(|record| Some((record.file()?, record.sop_instance_uid())))
        .collect();
    let mut any = false;
    for (image, fate) in images.iter().zip(fates) {
        let meta = image
            .meta
            .as_ref()
            .map(|meta| meta.sop_instance_uid.as_str());
        if fate.is_none()
            && said
                .get(&image.path)
                .is_some_and(|said| Some(*said) != meta)
        {
            *fate = Some(NotIndexed::Inconsistent);
            any = true;
        }
    }
    any
}

/// Has a DICOMDIR made of the images that have no fate yet.
fn make(
    tools: &Tools,
    root: &Path,
    work: &Path,
    images: &[ImageFile],
    fates: &[Option<NotIndexed>],
) -> Result<(Made, Missing), BuildError> {
    let candidates: Vec<&ImageFile> = images
        .iter()
        .zip(fates)
        .filter(|(_, fate)| fate.is_none())
        .map(|(image, _)| image)
        .collect();
    if candidates.is_empty() {
        return Ok((Made(None), Missing::new()));
    }
    // The names go through a file: thousands would not fit on a command line.
    let names: Vec<&str> = candidates.iter().map(|image| image.path.as_str()).collect();
    fs::write(work.join("names"), names.join("\n"))?;
    let (strict, said) = run_dcmmkdir(tools, root, work, "-I")?;
    let missing = missing_attributes(&said);
    if strict.files().count() == candidates.len() {
        return Ok((strict, missing));
    }
    let (made, _) = run_dcmmkdir(tools, root, work, "+I")?;
    Ok((made, missing))
}

fn run_dcmmkdir(
    tools: &Tools,
    root: &Path,
    work: &Path,
    type_1: &str,
) -> Result<(Made, String), BuildError> {
    let text = |name: &str| -> Result<String, BuildError> {
        let path = std::path::absolute(work.join(name))?;
        path.into_os_string()
            .into_string()
            .map_err(|_| BuildError::FileSet)
    };
    let (names, output) = (format!("@{}", text("names")?), text(type_1)?);
    let arguments = [
        "-Pgp",
        "-Nxc",
        "-Nec",
        "-Nrc",
        "+Nrs",
        "-W",
        type_1,
        "-nb",
        "+F",
        "DOUBLELOCK",
        "+D",
        &output,
        &names,
    ];
    let failed = |failure| BuildError::Tool {
        program: PROGRAM,
        failure,
    };
    let task = Task {
        program: &tools.dcmmkdir,
        arguments: &arguments,
        environment: &[],
        package: root,
        output: work,
        // One byte more, so that a larger one is seen.
        largest: crate::dicomdir::MAX_BYTES + 1,
        threads: false,
    };
    let ended = run(tools, &task).map_err(failed)?;
    if !ended.success {
        // Not a failure, but its way to say that every image lacks something.
        return if ended.said.contains("no good files: DICOMDIR not created") {
            Ok((Made(None), ended.said))
        } else {
            Err(failed(ToolFailure::Refused))
        };
    }
    if fs::metadata(&output)?.len() > crate::dicomdir::MAX_BYTES {
        return Err(failed(ToolFailure::TooTalkative));
    }
    let made = Dicomdir::parse(&fs::read(&output)?, usize::MAX).ok_or(BuildError::FileSet)?;
    Ok((Made(Some(made)), ended.said))
}

/// Reads `E: required attribute StudyDate (0008,0020) empty in file: DICOM/…`.
fn missing_attributes(said: &str) -> Missing {
    let mut missing = Missing::new();
    for line in said.lines() {
        let Some(rest) = line.strip_prefix("E: required attribute ") else {
            continue;
        };
        let parsed = rest.split_once('(').and_then(|(_, rest)| {
            let (tag, rest) = rest.split_once(')')?;
            let (group, element) = tag.split_once(',')?;
            let tag = (
                u16::from_str_radix(group, 16).ok()?,
                u16::from_str_radix(element, 16).ok()?,
            );
            Some((tag, rest.split_once("in file: ")?.1.trim()))
        });
        if let Some((tag, path)) = parsed {
            missing.entry(path.to_owned()).or_default().insert(tag);
        }
    }
    missing
}

/// Empties every date and time that the file it was taken from does not have. A record above the
/// images takes its values from the first file of the package that stands below it.
fn empty_made_up_dates(made: &mut Dicomdir, missing: &Missing, images: &[ImageFile]) {
    if missing.is_empty() {
        return;
    }
    let order: BTreeMap<&str, usize> = images
        .iter()
        .enumerate()
        .map(|(n, image)| (image.path.as_str(), n))
        .collect();
    let below = made.below();
    let mut sources: Vec<Option<usize>> = made
        .records
        .iter()
        .map(|record| order.get(record.file()?.as_str()).copied())
        .collect();
    // Patient, study, series, image: three steps carry the first file all the way up.
    for _ in 0..3 {
        for (n, lower) in below.iter().enumerate() {
            let first = lower.iter().filter_map(|&m| sources[m]).min();
            sources[n] = [sources[n], first].into_iter().flatten().min();
        }
    }
    for (record, source) in made.records.iter_mut().zip(sources) {
        let lacks = source.and_then(|n| missing.get(&images[n].path));
        for element in &mut record.elements {
            let dated = matches!(&element.vr, b"DA" | b"TM" | b"DT");
            if dated && lacks.is_some_and(|tags| tags.contains(&element.tag)) {
                element.value.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicomdir::tests::{element, record};

    #[test]
    fn what_dcmmkdir_misses_is_read_from_its_words() {
        let said = "E: required attribute StudyDate (0008,0020) empty in file: DICOM/A/B/C\n\
                    W: something else\n\
                    E: required attribute StudyID (0020,0010) missing in file: DICOM/A/B/C\n\
                    E: required attribute\nE: required attribute X (zz,1) empty in file: Y\n";
        let missing = missing_attributes(said);
        assert_eq!(missing.len(), 1);
        assert_eq!(
            missing["DICOM/A/B/C"],
            BTreeSet::from([(8, 0x20), (0x20, 0x10)])
        );
    }

    #[test]
    fn every_image_is_in_the_index_or_told_why_not() {
        let no = |reason| Indexed::No(reason);
        for lacks in [false, true] {
            let in_index = Indexed::Yes {
                values_supplied: lacks,
            };
            assert_eq!(fated(None, true, lacks), in_index);
            for listed in [false, true] {
                let fate = fated(Some(NotIndexed::Duplicate), listed, lacks);
                assert_eq!(fate, no(NotIndexed::Duplicate));
            }
        }
        assert_eq!(fated(None, false, true), no(NotIndexed::MissingAttribute));
        assert_eq!(fated(None, false, false), no(NotIndexed::Unsupported));
    }

    /// A patient, a study that says when it was, a series, and two images.
    fn directory() -> Dicomdir {
        let file = |id: &[u8]| [element((4, 0x1500), *b"CS", id)];
        let study = [
            element((8, 0x20), *b"DA", b"20260301"),
            element((8, 0x30), *b"TM", b"101500"),
            element((0x20, 0x10), *b"SH", b"S1"),
        ];
        let records = vec![
            record(1, 0, 2, &[]),
            record(2, 0, 3, &study),
            record(3, 0, 4, &[]),
            record(4, 5, 0, &file(b"DICOM\\A ")),
            record(5, 0, 0, &file(b"DICOM\\B ")),
        ];
        crate::dicomdir::tests::directory(records)
    }

    #[test]
    fn a_date_that_the_first_file_lacks_is_emptied_and_nothing_else_is() {
        let said = |images: [&str; 2], without: &str| {
            let images = images.map(|path| ImageFile {
                path: path.to_owned(),
                meta: None,
            });
            let lacking = BTreeSet::from([(8, 0x20), (0x20, 0x10)]);
            let missing = Missing::from([(without.to_owned(), lacking)]);
            let mut made = directory();
            empty_made_up_dates(&mut made, &missing, &images);
            let text = |tag| made.records[1].element(tag).map(|e| e.text().to_owned());
            [(8, 0x20), (8, 0x30), (0x20, 0x10)].map(|tag| text(tag).unwrap_or_default())
        };
        let whole = ["20260301", "101500", "S1"];
        // Its number is made up as well, and stays: an index needs one.
        let emptied = ["", "101500", "S1"];
        assert_eq!(said(["DICOM/A", "DICOM/B"], "DICOM/A"), emptied);
        assert_eq!(said(["DICOM/A", "DICOM/B"], "DICOM/B"), whole);
        // The order of the package counts, not that of the records.
        assert_eq!(said(["DICOM/B", "DICOM/A"], "DICOM/A"), whole);
        assert_eq!(said(["DICOM/A", "DICOM/B"], "DICOM/C"), whole);
    }
}
