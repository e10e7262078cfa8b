//! Transfer syntaxes and SOP classes that the appliance takes.

use dicom_core::dictionary::{UidDictionary, UidType};
use dicom_dictionary_std::{StandardSopClassDictionary, uids};

/// How the bytes of a data set are laid out under one transfer syntax (PS3.5 annex A).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    /// Value representations are written in the data set.
    pub explicit: bool,
    /// Numbers are written with the most significant byte first.
    pub big_endian: bool,
    /// How pixel data are written.
    pub pixels: PixelForm,
}

/// How pixel data are written under a transfer syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelForm {
    /// A plain value (PS3.5 8.1.1).
    Native,
    /// Fragments (PS3.5 A.4), at least one for each frame.
    Frames,
    /// Fragments of a stream: their number says nothing about the number of frames.
    Video,
}

/// Implicit VR Little Endian: no VR written.
pub const IMPLICIT_LITTLE: Encoding = Encoding {
    explicit: false,
    big_endian: false,
    pixels: PixelForm::Native,
};
/// Explicit VR Little Endian.
pub const EXPLICIT_LITTLE: Encoding = Encoding {
    explicit: true,
    ..IMPLICIT_LITTLE
};
/// Explicit VR Big Endian, retired but common on old discs.
pub const EXPLICIT_BIG: Encoding = Encoding {
    big_endian: true,
    ..EXPLICIT_LITTLE
};
/// Encapsulated still frames.
pub const FRAMES: Encoding = Encoding {
    pixels: PixelForm::Frames,
    ..EXPLICIT_LITTLE
};
/// Encapsulated video.
pub const VIDEO: Encoding = Encoding {
    pixels: PixelForm::Video,
    ..EXPLICIT_LITTLE
};

/// Every transfer syntax the appliance takes, in no order of preference. Compressed kinds are
/// kept byte for byte; whether they can be shown is another question.
///
/// Deflated Explicit VR Little Endian and the JPIP kinds are left out on purpose. A deflated
/// data set has no length until it is inflated, so a few kilobytes may stand for gigabytes
/// (PS3.5 A.5), and the pre-scan would judge bytes other than those kept and hashed. A JPIP
/// data set holds a web address in place of its pixels (PS3.5 A.6): keeping it keeps no image.
pub const ACCEPTED: &[(&str, Encoding)] = &[
    (uids::IMPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_LITTLE),
    (uids::EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_LITTLE),
    ("1.2.840.10008.1.2.2", EXPLICIT_BIG),
    ("1.2.840.10008.1.2.1.98", FRAMES), // encapsulated uncompressed
    ("1.2.840.10008.1.2.4.50", FRAMES), // JPEG baseline
    ("1.2.840.10008.1.2.4.51", FRAMES), // JPEG extended
    ("1.2.840.10008.1.2.4.57", FRAMES), // JPEG lossless
    ("1.2.840.10008.1.2.4.70", FRAMES), // JPEG lossless, selection value 1
    ("1.2.840.10008.1.2.4.80", FRAMES), // JPEG-LS lossless
    ("1.2.840.10008.1.2.4.81", FRAMES), // JPEG-LS near-lossless
    ("1.2.840.10008.1.2.4.90", FRAMES), // JPEG 2000 lossless
    ("1.2.840.10008.1.2.4.91", FRAMES), // JPEG 2000
    ("1.2.840.10008.1.2.4.92", FRAMES), // JPEG 2000 part 2 lossless
    ("1.2.840.10008.1.2.4.93", FRAMES), // JPEG 2000 part 2
    ("1.2.840.10008.1.2.4.201", FRAMES), // HTJ2K lossless
    ("1.2.840.10008.1.2.4.202", FRAMES), // HTJ2K lossless RPCL
    ("1.2.840.10008.1.2.4.203", FRAMES), // HTJ2K
    ("1.2.840.10008.1.2.5", FRAMES),    // RLE
    ("1.2.840.10008.1.2.4.100", VIDEO), // MPEG-2 main level
    ("1.2.840.10008.1.2.4.100.1", VIDEO),
    ("1.2.840.10008.1.2.4.101", VIDEO), // MPEG-2 high level
    ("1.2.840.10008.1.2.4.101.1", VIDEO),
    ("1.2.840.10008.1.2.4.102", VIDEO), // H.264 4.1
    ("1.2.840.10008.1.2.4.102.1", VIDEO),
    ("1.2.840.10008.1.2.4.103", VIDEO), // H.264 4.1 BD
    ("1.2.840.10008.1.2.4.103.1", VIDEO),
    ("1.2.840.10008.1.2.4.104", VIDEO), // H.264 4.2 2D
    ("1.2.840.10008.1.2.4.104.1", VIDEO),
    ("1.2.840.10008.1.2.4.105", VIDEO), // H.264 4.2 3D
    ("1.2.840.10008.1.2.4.105.1", VIDEO),
    ("1.2.840.10008.1.2.4.106", VIDEO), // H.264 stereo
    ("1.2.840.10008.1.2.4.106.1", VIDEO),
    ("1.2.840.10008.1.2.4.107", VIDEO), // H.265 main
    ("1.2.840.10008.1.2.4.108", VIDEO), // H.265 main 10
];

impl Encoding {
    /// The layout under `transfer_syntax`, or nothing when the appliance does not take it.
    pub fn of(transfer_syntax: &str) -> Option<Self> {
        ACCEPTED
            .iter()
            .find(|(uid, _)| *uid == transfer_syntax)
            .map(|(_, encoding)| *encoding)
    }
}

/// SOP classes whose instances belong to no study (PS3.3 A.x: no Study or Series module), and
/// the directory of a medium: named "Storage", never received as part of a patient's record.
const NOT_OF_A_STUDY: &[&str] = &[
    "1.2.840.10008.1.3.10",          // Media Storage Directory
    "1.2.840.10008.5.1.4.1.1.200.1", // CT Defined Procedure Protocol
    "1.2.840.10008.5.1.4.1.1.200.3", // Protocol Approval
    "1.2.840.10008.5.1.4.1.1.200.7", // XA Defined Procedure Protocol
    "1.2.840.10008.5.1.4.1.1.201.1", // Inventory
    "1.2.840.10008.5.1.4.38.1",      // Hanging Protocol
    "1.2.840.10008.5.1.4.39.1",      // Color Palette
    "1.2.840.10008.5.1.4.43.1",      // Generic Implant Template
    "1.2.840.10008.5.1.4.44.1",      // Implant Assembly Template
    "1.2.840.10008.5.1.4.45.1",      // Implant Template Group
];

fn standard_name(sop_class: &str) -> Option<&'static str> {
    let entry = StandardSopClassDictionary.by_uid(sop_class)?;
    (entry.r#type == UidType::SopClass).then_some(entry.name)
}

/// Whether `sop_class` is a standard storage SOP class (PS3.4 annex B) of instances that
/// belong to a study. Retired classes count: old archives still send them.
pub fn is_storage_class(sop_class: &str) -> bool {
    standard_name(sop_class).is_some_and(|name| {
        name.contains("Storage")
            && !name.starts_with("Storage ")
            && !NOT_OF_A_STUDY.contains(&sop_class)
    })
}

/// Whether every instance of `sop_class` carries pixels: the classes named "… Image Storage",
/// and the few image classes with another name. Of an unknown class nothing is claimed.
pub fn always_has_pixels(sop_class: &str) -> bool {
    const OTHER_IMAGES: &[&str] = &[
        "1.2.840.10008.5.1.4.1.1.30",   // Parametric Map
        "1.2.840.10008.5.1.4.1.1.6.2",  // Enhanced US Volume
        "1.2.840.10008.5.1.4.1.1.66.4", // Segmentation
    ];
    OTHER_IMAGES.contains(&sop_class)
        || standard_name(sop_class).is_some_and(|name| name.contains("Image Storage"))
}

/// Whether every instance of `sop_class` carries an Encapsulated Document (PS3.3 C.24.2).
pub fn always_has_document(sop_class: &str) -> bool {
    standard_name(sop_class).is_some_and(|name| name.starts_with("Encapsulated "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_classes_are_told_from_other_services() {
        for uid in [
            "1.2.840.10008.5.1.4.1.1.2",
            "1.2.840.10008.5.1.4.1.1.88.11",
            "1.2.840.10008.5.1.4.1.1.6",
        ] {
            assert!(is_storage_class(uid), "{uid}");
        }
        for uid in [
            "1.2.840.10008.1.1",
            "1.2.840.10008.1.20.1",
            "1.2.840.10008.1.3.10",
            "1.2.840.10008.5.1.4.1.2.2.1",
            "1.2.840.10008.5.1.4.38.1",
            "1.2.3",
            "",
        ] {
            assert!(!is_storage_class(uid), "{uid}");
        }
    }

    #[test]
    fn images_and_documents_are_known_by_class() {
        assert!(always_has_pixels("1.2.840.10008.5.1.4.1.1.2"));
        assert!(!always_has_pixels("1.2.840.10008.5.1.4.1.1.88.11"));
        assert!(always_has_document("1.2.840.10008.5.1.4.1.1.104.1"));
    }

    #[test]
    fn deflated_and_unknown_syntaxes_are_not_taken() {
        assert_eq!(Encoding::of("1.2.840.10008.1.2.1.99"), None);
        assert_eq!(Encoding::of("1.2.840.10008.1.2.4.94"), None);
        assert_eq!(Encoding::of("1.2.840.10008.1.2"), Some(IMPLICIT_LITTLE));
        assert_eq!(Encoding::of("1.2.840.10008.1.2.2"), Some(EXPLICIT_BIG));
        assert!(
            ACCEPTED
                .iter()
                .all(|(uid, _)| uid.parse::<crate::uid::Uid>().is_ok())
        );
    }
}
