//! The few top-level values that a scan keeps, as raw bytes.

use std::fmt;

use dicom_core::Tag;

use crate::uid::{NotAUid, Uid};

/// Most bytes kept of one value. Longer ones are cut: the longest standard value of the list, a
/// person's name in three groups of 64 characters of up to 4 bytes, is shorter.
pub(super) const LONGEST_KEPT: usize = 1024;

macro_rules! attributes {
    ($($(#[$doc:meta])* $name:ident = ($group:literal, $element:literal);)*) => {
        /// A top-level attribute whose value is kept. The names are DICOM's keywords (PS3.6).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Attribute { $($(#[$doc])* $name,)* }

        impl Attribute {
            const COUNT: usize = [$(Attribute::$name),*].len();

            /// The attribute at `tag`, if it is one that is kept.
            pub fn of(tag: Tag) -> Option<Self> {
                match (tag.group(), tag.element()) {
                    $(($group, $element) => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// Its tag.
            pub fn tag(self) -> Tag {
                match self { $(Self::$name => Tag($group, $element),)* }
            }
        }
    };
}

attributes! {
    /// CS: how the text of the data set is encoded (PS3.3 C.12.1.1.2).
    SpecificCharacterSet = (0x0008, 0x0005);
    /// UI.
    SopClassUid = (0x0008, 0x0016);
    /// UI.
    SopInstanceUid = (0x0008, 0x0018);
    /// DA.
    StudyDate = (0x0008, 0x0020);
    /// TM.
    StudyTime = (0x0008, 0x0030);
    /// SH.
    AccessionNumber = (0x0008, 0x0050);
    /// CS.
    Modality = (0x0008, 0x0060);
    /// LO.
    InstitutionName = (0x0008, 0x0080);
    /// LO.
    StudyDescription = (0x0008, 0x1030);
    /// LO.
    SeriesDescription = (0x0008, 0x103E);
    /// PN.
    PatientName = (0x0010, 0x0010);
    /// LO.
    PatientId = (0x0010, 0x0020);
    /// LO.
    IssuerOfPatientId = (0x0010, 0x0021);
    /// DA.
    PatientBirthDate = (0x0010, 0x0030);
    /// CS.
    PatientSex = (0x0010, 0x0040);
    /// UI.
    StudyInstanceUid = (0x0020, 0x000D);
    /// UI.
    SeriesInstanceUid = (0x0020, 0x000E);
    /// SH.
    StudyId = (0x0020, 0x0010);
    /// IS.
    SeriesNumber = (0x0020, 0x0011);
    /// IS.
    InstanceNumber = (0x0020, 0x0013);
    /// US.
    SamplesPerPixel = (0x0028, 0x0002);
    /// CS.
    PhotometricInterpretation = (0x0028, 0x0004);
    /// IS.
    NumberOfFrames = (0x0028, 0x0008);
    /// US.
    Rows = (0x0028, 0x0010);
    /// US.
    Columns = (0x0028, 0x0011);
    /// US.
    BitsAllocated = (0x0028, 0x0100);
}

/// What a data set says of itself at its top level. `Debug` prints no value.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    values: [Option<Vec<u8>>; Attribute::COUNT],
    identifiers: Option<[Uid; 4]>,
    big_endian: bool,
}

impl Header {
    pub(super) fn new(big_endian: bool) -> Self {
        Self {
            values: [const { None }; Attribute::COUNT],
            identifiers: None,
            big_endian,
        }
    }

    pub(super) fn begin(&mut self, attribute: Attribute) {
        self.values[attribute as usize] = Some(Vec::new());
    }

    pub(super) fn append(&mut self, attribute: Attribute, bytes: &[u8]) {
        if let Some(value) = &mut self.values[attribute as usize] {
            let room = LONGEST_KEPT - value.len();
            value.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    /// Checks the four identifiers and keeps them as [`Uid`]s.
    pub(super) fn identify(mut self) -> Result<Self, NotAUid> {
        let uid = |attribute| Uid::from_padded(self.raw(attribute).ok_or(NotAUid)?);
        self.identifiers = Some([
            uid(Attribute::SopClassUid)?,
            uid(Attribute::SopInstanceUid)?,
            uid(Attribute::StudyInstanceUid)?,
            uid(Attribute::SeriesInstanceUid)?,
        ]);
        Ok(self)
    }

    /// The value as it stands in the data set, padding included, cut at 1,024 bytes.
    /// Text is in the character set that [`Attribute::SpecificCharacterSet`] names.
    pub fn raw(&self, attribute: Attribute) -> Option<&[u8]> {
        self.values[attribute as usize].as_deref()
    }

    /// A value of VR US with one number.
    pub fn number(&self, attribute: Attribute) -> Option<u16> {
        let pair: [u8; 2] = self.raw(attribute)?.try_into().ok()?;
        Some(if self.big_endian {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        })
    }

    /// A value that is plain ASCII (codes, dates, numbers as text), trimmed of padding; nothing
    /// when it is empty or holds any other byte.
    pub fn ascii(&self, attribute: Attribute) -> Option<&str> {
        let text = std::str::from_utf8(self.raw(attribute)?)
            .ok()?
            .trim_matches([' ', '\0']);
        let plain = !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte == b' ' || byte.is_ascii_graphic());
        plain.then_some(text)
    }

    /// SOP Class UID (0008,0016).
    pub fn sop_class(&self) -> &str {
        self.identifier(0)
    }

    /// SOP Instance UID (0008,0018).
    pub fn sop_instance(&self) -> &str {
        self.identifier(1)
    }

    /// Study Instance UID (0020,000D).
    pub fn study(&self) -> &str {
        self.identifier(2)
    }

    /// Series Instance UID (0020,000E).
    pub fn series(&self) -> &str {
        self.identifier(3)
    }

    fn identifier(&self, index: usize) -> &str {
        // A finished scan always has them: `identify` runs before a header leaves the scanner.
        self.identifiers
            .as_ref()
            .map_or("", |all| all[index].as_str())
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let present = self.values.iter().filter(|value| value.is_some()).count();
        f.debug_struct("Header")
            .field("attributes", &present)
            .finish_non_exhaustive()
    }
}
