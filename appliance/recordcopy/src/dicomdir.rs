//! Reading and rewriting a DICOMDIR (PS3.3 annex F; PS3.10).
//!
//! A DICOMDIR is one flat sequence of records linked by byte offsets. Ours are always Explicit VR
//! Little Endian with explicit lengths; anything else is not read. There is no recursion, and
//! nothing is allocated that the bytes at hand do not hold.

use std::collections::BTreeMap;

use crate::part10::{Element, PREAMBLE, PREFIX};

/// Most bytes of a DICOMDIR.
pub(crate) const MAX_BYTES: u64 = 128 * 1024 * 1024;

const RECORDS: (u16, u16) = (0x0004, 0x1220);
const FIRST_ROOT: (u16, u16) = (0x0004, 0x1200);
const LAST_ROOT: (u16, u16) = (0x0004, 0x1202);
pub(crate) const NEXT: (u16, u16) = (0x0004, 0x1400);
pub(crate) const LOWER: (u16, u16) = (0x0004, 0x1420);
const FILE_ID: (u16, u16) = (0x0004, 0x1500);
const FILE_SOP_INSTANCE: (u16, u16) = (0x0004, 0x1511);
const ITEM: [u8; 4] = [0xFE, 0xFF, 0x00, 0xE0];
const META_LENGTH: (u16, u16) = (0x0002, 0x0000);
const META_SOP_INSTANCE: (u16, u16) = (0x0002, 0x0003);
const EXPLICIT_LITTLE_ENDIAN: &str = "1.2.840.10008.1.2.1";

/// A DICOMDIR taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dicomdir {
    meta: Vec<Element>,
    head: Vec<Element>,
    pub(crate) records: Vec<Record>,
}

/// One directory record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// Where its item begins in the file, as other records refer to it.
    pub(crate) offset: u32,
    pub(crate) elements: Vec<Element>,
}

impl Record {
    pub(crate) fn element(&self, tag: (u16, u16)) -> Option<&Element> {
        self.elements.iter().find(|element| element.tag == tag)
    }

    /// An offset that this record holds; 0 for none.
    pub(crate) fn link(&self, tag: (u16, u16)) -> u32 {
        self.element(tag).map_or(0, number)
    }

    /// The file referred to, as a path inside the package. The components come as they stand:
    /// whoever uses them looks them up, and never opens them.
    pub(crate) fn file(&self) -> Option<String> {
        let element = self.element(FILE_ID)?;
        let parts: Vec<&str> = element
            .text()
            .split('\\')
            .map(|part| part.trim_end_matches(' '))
            .collect();
        Some(parts.join("/"))
    }

    pub(crate) fn sop_instance_uid(&self) -> &str {
        self.element(FILE_SOP_INSTANCE).map_or("", Element::text)
    }
}

fn number(element: &Element) -> u32 {
    element
        .value
        .first_chunk()
        .map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

impl Dicomdir {
    /// Takes a DICOMDIR of at most `most` records apart; `None` when it is not one, has more, or is written in a way
    /// that ours never are.
    pub(crate) fn parse(bytes: &[u8], most: usize) -> Option<Self> {
        let mut rest = bytes.get(PREAMBLE..)?.strip_prefix(PREFIX)?;
        let mut meta = Vec::new();
        while rest.starts_with(&[2, 0]) {
            meta.push(Element::take(&mut rest)?);
        }
        let syntax = meta.iter().find(|element| element.tag == (2, 0x0010))?;
        if syntax.text() != EXPLICIT_LITTLE_ENDIAN {
            return None;
        }
        let mut head = Vec::new();
        loop {
            if rest.starts_with(&[4, 0, 0x20, 0x12]) {
                break;
            }
            head.push(Element::take(&mut rest)?);
        }
        let after_head = bytes.len() - rest.len();
        let sequence = Element::take(&mut rest)?;
        if sequence.vr != *b"SQ" || !rest.is_empty() {
            return None;
        }
        let first_item = after_head + 12;
        let mut items = &sequence.value[..];
        let mut records = Vec::new();
        while !items.is_empty() {
            let offset = first_item + sequence.value.len() - items.len();
            let (tag, after) = items.split_first_chunk::<4>()?;
            let (length, after) = after.split_first_chunk::<4>()?;
            if *tag != ITEM || records.len() == most {
                return None;
            }
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            let (mut body, after) = after.split_at_checked(length)?;
            let mut elements = Vec::new();
            while !body.is_empty() {
                elements.push(Element::take(&mut body)?);
            }
            records.push(Record {
                offset: u32::try_from(offset).ok()?,
                elements,
            });
            items = after;
        }
        Some(Self {
            meta,
            head,
            records,
        })
    }

    /// Gives the DICOMDIR its own SOP Instance UID.
    pub(crate) fn set_sop_instance_uid(&mut self, uid: &str) {
        let mut value = uid.as_bytes().to_vec();
        if value.len() % 2 == 1 {
            value.push(0);
        }
        for element in &mut self.meta {
            if element.tag == META_SOP_INSTANCE {
                element.value.clone_from(&value);
            }
        }
    }

    /// Writes the DICOMDIR with every offset put right. `None` when a link leads nowhere.
    pub(crate) fn write(&self) -> Option<Vec<u8>> {
        let length =
            |elements: &[Element]| elements.iter().map(Element::written_length).sum::<usize>();
        let meta_length = length(&self.meta).checked_sub(12)?;
        let mut at = PREAMBLE + 4 + length(&self.meta) + length(&self.head) + 12;
        let mut moved = BTreeMap::from([(0, 0)]);
        for record in &self.records {
            moved.insert(record.offset, u32::try_from(at).ok()?);
            at += 8 + length(&record.elements);
        }
        let relink = |element: &Element| -> Option<Element> {
            let mut element = element.clone();
            if matches!(element.tag, FIRST_ROOT | LAST_ROOT | NEXT | LOWER) {
                element.value = moved.get(&number(&element))?.to_le_bytes().to_vec();
            } else if element.tag == META_LENGTH {
                element.value = u32::try_from(meta_length).ok()?.to_le_bytes().to_vec();
            }
            Some(element)
        };
        let mut out = vec![0; PREAMBLE];
        out.extend_from_slice(PREFIX);
        for element in self.meta.iter().chain(&self.head) {
            relink(element)?.put(&mut out)?;
        }
        let mut items = Vec::new();
        for record in &self.records {
            items.extend(ITEM);
            items.extend(u32::try_from(length(&record.elements)).ok()?.to_le_bytes());
            for element in &record.elements {
                relink(element)?.put(&mut items)?;
            }
        }
        let sequence = Element {
            tag: RECORDS,
            vr: *b"SQ",
            value: items,
        };
        sequence.put(&mut out)?;
        Some(out)
    }

    /// For every record, the records below it, by position; a link that leads nowhere, or round in
    /// a circle, ends the chain.
    pub(crate) fn below(&self) -> Vec<Vec<usize>> {
        let by_offset: BTreeMap<u32, usize> = self
            .records
            .iter()
            .enumerate()
            .map(|(n, record)| (record.offset, n))
            .collect();
        // Every record is below one other at most, so each is taken once: no circle can be walked.
        let mut taken = vec![false; self.records.len()];
        self.records
            .iter()
            .map(|record| {
                let mut chain = Vec::new();
                let mut link = record.link(LOWER);
                while let Some(&n) = by_offset.get(&link) {
                    if std::mem::replace(&mut taken[n], true) {
                        break;
                    }
                    chain.push(n);
                    link = self.records[n].link(NEXT);
                }
                chain
            })
            .collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    pub(crate) fn element(tag: (u16, u16), vr: [u8; 2], value: &[u8]) -> Element {
        Element {
            tag,
            vr,
            value: value.to_vec(),
        }
    }

    fn link(tag: (u16, u16), to: u32) -> Element {
        element(tag, *b"UL", &to.to_le_bytes())
    }

    /// A record at `offset` with what it links to and what else it says: 32 bytes and that.
    pub(crate) fn record(offset: u32, next: u32, lower: u32, more: &[Element]) -> Record {
        let mut elements = vec![link(NEXT, next), link(LOWER, lower)];
        elements.extend_from_slice(more);
        Record { offset, elements }
    }

    /// 240 bytes before the first record. Its lengths are still to be put right.
    pub(crate) fn directory(records: Vec<Record>) -> Dicomdir {
        let root = records.first().map_or(0, |record| record.offset);
        Dicomdir {
            meta: vec![
                link(META_LENGTH, 0),
                element(META_SOP_INSTANCE, *b"UI", b"1.2\0"),
                element((2, 0x0010), *b"UI", b"1.2.840.10008.1.2.1\0"),
            ],
            head: vec![
                element((4, 0x1130), *b"CS", b"X "),
                link(FIRST_ROOT, root),
                link(LAST_ROOT, root),
                element((4, 0x1212), *b"US", &[0, 0]),
            ],
            records,
        }
    }

    /// A record with two below it, at places where none of them will be.
    fn three() -> Dicomdir {
        let file = |id: &[u8]| element(FILE_ID, *b"CS", id);
        directory(vec![
            record(1000, 0, 2000, &[element((4, 0x1430), *b"CS", b"SERIES")]),
            record(2000, 3000, 0, &[file(b"DICOM\\A ")]),
            record(3000, 0, 0, &[file(b"DICOM\\B\\C ")]),
        ])
    }

    #[test]
    fn no_more_records_are_read_than_there_can_be() {
        let bytes = three().write().unwrap();
        assert!(Dicomdir::parse(&bytes, 3).is_some());
        assert_eq!(Dicomdir::parse(&bytes, 2), None);
    }

    #[test]
    fn what_is_written_anew_links_to_where_each_record_stands() {
        let bytes = three().write().unwrap();
        assert_eq!(bytes.len(), 240 + 46 + 48 + 50);
        let read = Dicomdir::parse(&bytes, 10).unwrap();
        let places: Vec<u32> = read.records.iter().map(|record| record.offset).collect();
        assert_eq!(places, [240, 286, 334]);
        for place in [240, 286, 334] {
            assert_eq!(bytes[place..place + 4], [0xFE, 0xFF, 0x00, 0xE0]);
        }
        let links = |tag| -> Vec<u32> { read.records.iter().map(|r| r.link(tag)).collect() };
        assert_eq!(links(NEXT), [0, 334, 0]);
        assert_eq!(links(LOWER), [286, 0, 0]);
        assert_eq!(read.below(), [vec![1, 2], vec![], vec![]]);
        let roots: Vec<u32> = read.head[1..3].iter().map(number).collect();
        assert_eq!(roots, [240, 240]);
        // What follows it up to the first element of the directory itself.
        assert_eq!(number(&read.meta[0]), 40);
        assert_eq!(bytes[132 + 12 + 40..][..4], [4, 0, 0x30, 0x11]);
        let files: Vec<_> = read.records.iter().map(Record::file).collect();
        assert_eq!(
            files[1..],
            [Some("DICOM/A".into()), Some("DICOM/B/C".into())]
        );
        // Written twice, it is the same.
        assert!(read.write().unwrap() == bytes);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_not_written() {
        for (next, lower) in [(2001, 0), (0, 1)] {
            let mut made = three();
            made.records[2] = record(3000, next, lower, &[]);
            assert_eq!(made.write(), None);
        }
    }

    #[test]
    fn records_in_a_circle_are_each_below_one_other_at_most() {
        let mut made = three();
        made.records[2] = record(3000, 2000, 1000, &[]);
        assert_eq!(made.below(), [vec![1, 2], vec![], vec![0]]);
        made.records[1] = record(2000, 2000, 2000, &[]);
        assert_eq!(made.below(), [vec![1], vec![], vec![0]]);
    }

    #[test]
    fn its_own_uid_is_padded_to_an_even_length() {
        for (uid, value) in [
            ("1.2.3", &b"1.2.3\0"[..]),
            ("1.2.34", b"1.2.34"),
            ("1", b"1\0"),
            ("12", b"12"),
        ] {
            let mut made = three();
            made.set_sop_instance_uid(uid);
            assert_eq!(made.meta[1].value, value);
            assert_eq!(made.meta[2], three().meta[2]);
        }
    }

    #[test]
    fn what_is_cut_followed_by_something_or_written_in_another_way_is_not_read() {
        let whole = three().write().unwrap();
        for cut in 0..whole.len() {
            assert_eq!(Dicomdir::parse(&whole[..cut], 10), None, "{cut}");
        }
        let altered = |place: usize, bytes: &[u8]| {
            let mut altered = whole.clone();
            altered[place..place + bytes.len()].copy_from_slice(bytes);
            Dicomdir::parse(&altered, 10)
        };
        assert!(altered(0, b"a preamble").is_some());
        assert_eq!(altered(128, b"DICN"), None);
        // Records in something else than a sequence, another thing than an item, another syntax.
        assert_eq!(whole[228 + 4..][..2], *b"SQ");
        assert_eq!(altered(228 + 4, b"UN"), None);
        assert_eq!(altered(286, &[0xFE, 0xFF, 0x0D, 0xE0]), None);
        assert_eq!(altered(182, b"2"), None);
        // Undefined lengths.
        assert_eq!(altered(228 + 8, &[0xFF; 4]), None);
        assert_eq!(altered(286 + 4, &[0xFF; 4]), None);
        assert_eq!(Dicomdir::parse(&[&whole[..], &[0]].concat(), 10), None);
    }
}
