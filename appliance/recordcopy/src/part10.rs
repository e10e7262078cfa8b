//! The head of a DICOM Part 10 file (PS3.10, section 7): preamble, prefix, file meta information.
//!
//! Only the head is read, a bounded piece, in one pass: the data set is nobody's business here.

use std::io::{self, Read};

/// Preamble and prefix.
pub(crate) const PREAMBLE: usize = 128;
pub(crate) const PREFIX: &[u8; 4] = b"DICM";
/// Most bytes of file meta information looked at.
const MAX_META: u64 = 64 * 1024;

/// What the file meta information says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meta {
    pub(crate) sop_instance_uid: String,
    pub(crate) transfer_syntax: String,
}

/// One element of an Explicit VR Little Endian stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) tag: (u16, u16),
    pub(crate) vr: [u8; 2],
    pub(crate) value: Vec<u8>,
}

impl Element {
    /// The value as text without its padding.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.value)
            .unwrap_or_default()
            .trim_end_matches(['\0', ' '])
    }

    /// Whether the length of this VR takes four bytes (PS3.5, table 7.1-1).
    pub(crate) fn is_long(vr: [u8; 2]) -> bool {
        matches!(
            &vr,
            b"OB"
                | b"OD"
                | b"OF"
                | b"OL"
                | b"OV"
                | b"OW"
                | b"SQ"
                | b"SV"
                | b"UC"
                | b"UN"
                | b"UR"
                | b"UT"
                | b"UV"
        )
    }

    /// Takes the first element off `bytes`; `None` when it is cut, or of undefined length.
    pub(crate) fn take(bytes: &mut &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<8>()?;
        let [g0, g1, e0, e1, v0, v1, l0, l1] = *head;
        let vr = [v0, v1];
        let (length, rest) = if Self::is_long(vr) {
            let (long, rest) = rest.split_first_chunk::<4>()?;
            (u32::from_le_bytes(*long), rest)
        } else {
            (u32::from(u16::from_le_bytes([l0, l1])), rest)
        };
        // Also refuses 0xFFFFFFFF, the undefined length.
        let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        *bytes = rest;
        Some(Self {
            tag: (u16::from_le_bytes([g0, g1]), u16::from_le_bytes([e0, e1])),
            vr,
            value: value.to_vec(),
        })
    }

    /// Bytes of this element when written.
    pub(crate) fn written_length(&self) -> usize {
        let head = if Self::is_long(self.vr) { 12 } else { 8 };
        head + self.value.len()
    }

    /// Writes the element. `None` when the value is longer than its VR allows.
    pub(crate) fn put(&self, out: &mut Vec<u8>) -> Option<()> {
        out.extend(self.tag.0.to_le_bytes());
        out.extend(self.tag.1.to_le_bytes());
        out.extend(self.vr);
        if Self::is_long(self.vr) {
            out.extend([0, 0]);
            out.extend(u32::try_from(self.value.len()).ok()?.to_le_bytes());
        } else {
            out.extend(u16::try_from(self.value.len()).ok()?.to_le_bytes());
        }
        out.extend_from_slice(&self.value);
        Some(())
    }
}

/// Reads the head of a file; `None` when it is not a Part 10 file with the three facts wanted.
pub(crate) fn read_meta(source: &mut dyn Read) -> io::Result<Option<Meta>> {
    let mut head = Vec::new();
    source
        .take(PREAMBLE as u64 + 4 + MAX_META)
        .read_to_end(&mut head)?;
    let Some((prefix, mut rest)) = head
        .get(PREAMBLE..)
        .and_then(|after| after.split_first_chunk::<4>())
    else {
        return Ok(None);
    };
    if prefix != PREFIX {
        return Ok(None);
    }
    let (mut uid, mut syntax) = (String::new(), String::new());
    while rest.starts_with(&[2, 0]) {
        let Some(element) = Element::take(&mut rest) else {
            break;
        };
        match element.tag {
            (2, 0x0003) => element.text().clone_into(&mut uid),
            (2, 0x0010) => element.text().clone_into(&mut syntax),
            _ => {}
        }
    }
    let known = is_uid(&uid) && is_uid(&syntax);
    Ok(known.then_some(Meta {
        sop_instance_uid: uid,
        transfer_syntax: syntax,
    }))
}

/// Digits and points, at most 64 (PS3.5, 9.1).
pub(crate) fn is_uid(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const UID: &[u8] = b"1.2.3\0";
    const SYNTAX: &[u8] = b"1.2.840.10008.1.2\0";

    fn file(elements: &[(u16, [u8; 2], &[u8])]) -> Vec<u8> {
        let mut bytes = vec![0; 128];
        bytes.extend(b"DICM");
        for (number, vr, value) in elements {
            let element = Element {
                tag: (2, *number),
                vr: *vr,
                value: value.to_vec(),
            };
            element.put(&mut bytes).unwrap();
        }
        bytes
    }

    fn read(mut bytes: &[u8]) -> Option<Meta> {
        read_meta(&mut bytes).unwrap()
    }

    #[test]
    fn a_head_says_which_object_it_is_and_in_which_syntax() {
        let mut bytes = file(&[(1, *b"OB", &[0, 1]), (3, *b"UI", UID), (16, *b"UI", SYNTAX)]);
        let meta = Meta {
            sop_instance_uid: "1.2.3".to_owned(),
            transfer_syntax: "1.2.840.10008.1.2".to_owned(),
        };
        assert_eq!(read(&bytes), Some(meta.clone()));
        // The data set is not looked at.
        bytes.extend([8, 0, 5, 0, 0xFF, 0xFF]);
        assert_eq!(read(&bytes), Some(meta));
        for cut in 0..132 {
            assert_eq!(read(&bytes[..cut]), None, "{cut}");
        }
        bytes[131] = b'N';
        assert_eq!(read(&bytes), None);
    }

    #[test]
    fn a_head_without_one_of_them_or_with_something_else_in_its_place_says_nothing() {
        assert_eq!(read(&file(&[(3, *b"UI", UID)])), None);
        assert_eq!(read(&file(&[(16, *b"UI", SYNTAX)])), None);
        for bad in [&b"../../A"[..], b"", b"1.2.A\0", b"\xFF\xFE"] {
            assert_eq!(read(&file(&[(3, *b"UI", bad), (16, *b"UI", SYNTAX)])), None);
            assert_eq!(read(&file(&[(3, *b"UI", UID), (16, *b"UI", bad)])), None);
        }
    }

    #[test]
    fn of_a_head_64_kibibytes_are_looked_at() {
        // The three elements, but for what the filler holds, take 12 + 14 + 26 bytes.
        let filled = |filler: usize| {
            let filler = vec![0; filler];
            let bytes = file(&[(1, *b"OB", &filler), (3, *b"UI", UID), (16, *b"UI", SYNTAX)]);
            (bytes.len(), read(&bytes).is_some())
        };
        assert_eq!(filled(65_536 - 52), (128 + 4 + 65_536, true));
        assert_eq!(filled(65_536 - 51), (128 + 4 + 65_537, false));
    }

    #[test]
    fn a_uid_is_of_1_to_64_digits_and_points() {
        assert!(is_uid("1") && is_uid("1.2") && is_uid(&"1".repeat(64)));
        for bad in ["", "1.a", "1,2", "1 ", "A", &"1".repeat(65)] {
            assert!(!is_uid(bad), "{bad}");
        }
    }

    #[test]
    fn an_element_is_read_as_it_was_written_and_as_long_as_its_vr_allows() {
        // PS3.5, table 7.1-1 and 7.1-2.
        let long = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";
        let short = "AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US";
        for (vrs, head, most) in [(long, 12, 70_000), (short, 8, 65_535)] {
            for vr in vrs.split(' ') {
                let vr = *vr.as_bytes().first_chunk::<2>().unwrap();
                let made = |length| Element {
                    tag: (0x0102, 0x0304),
                    vr,
                    value: vec![b'.'; length],
                };
                let mut bytes = Vec::new();
                made(most).put(&mut bytes).unwrap();
                assert_eq!(bytes[..6], [2, 1, 4, 3, vr[0], vr[1]]);
                assert_eq!(
                    (bytes.len(), made(most).written_length()),
                    (head + most, head + most)
                );
                let mut rest = &bytes[..];
                assert_eq!(Element::take(&mut rest), Some(made(most)));
                assert!(rest.is_empty());
                assert_eq!(Element::take(&mut &bytes[..head + most - 1]), None);
                assert_eq!(Element::take(&mut &bytes[..head - 1]), None);
                if head == 8 {
                    assert_eq!(made(65_536).put(&mut Vec::new()), None);
                }
            }
        }
        let endless = [2, 0, 0, 0, b'S', b'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0];
        assert_eq!(Element::take(&mut &endless[..]), None);
    }
}
