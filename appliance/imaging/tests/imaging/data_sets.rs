//! Data sets written byte by byte, so that they can be wrong on purpose.

use doublelock_imaging::syntax::{
    EXPLICIT_BIG, EXPLICIT_LITTLE, Encoding, FRAMES, IMPLICIT_LITTLE, PixelForm,
};

pub(crate) const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
pub(crate) const UNDEFINED: u32 = u32::MAX;

/// Writes elements in one encoding.
#[derive(Clone, Copy)]
pub(crate) struct Pen(pub(crate) Encoding);

pub(crate) const ALL_PENS: [Pen; 3] = [
    Pen(IMPLICIT_LITTLE),
    Pen(EXPLICIT_LITTLE),
    Pen(EXPLICIT_BIG),
];

impl Pen {
    pub(crate) fn u16(self, value: u16) -> [u8; 2] {
        if self.0.big_endian {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    pub(crate) fn u32(self, value: u32) -> [u8; 4] {
        if self.0.big_endian {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    /// Tag, VR when explicit, and a length that need not be true.
    pub(crate) fn head(self, tag: (u16, u16), vr: [u8; 2], length: u32) -> Vec<u8> {
        let mut bytes = [self.u16(tag.0), self.u16(tag.1)].concat();
        if !self.0.explicit {
            bytes.extend(self.u32(length));
        } else if matches!(&vr, b"OB" | b"OW" | b"SQ" | b"UN" | b"UT") {
            bytes.extend(vr);
            bytes.extend([0, 0]);
            bytes.extend(self.u32(length));
        } else {
            bytes.extend(vr);
            bytes.extend(self.u16(u16::try_from(length).unwrap()));
        }
        bytes
    }

    pub(crate) fn element(self, tag: (u16, u16), vr: [u8; 2], value: &[u8]) -> Vec<u8> {
        let mut bytes = self.head(tag, vr, u32::try_from(value.len()).unwrap());
        bytes.extend_from_slice(value);
        bytes
    }

    pub(crate) fn text(self, tag: (u16, u16), vr: [u8; 2], text: &str) -> Vec<u8> {
        let mut value = text.as_bytes().to_vec();
        if value.len() % 2 == 1 {
            value.push(if vr == *b"UI" { 0 } else { b' ' });
        }
        self.element(tag, vr, &value)
    }

    pub(crate) fn number(self, tag: (u16, u16), value: u16) -> Vec<u8> {
        self.element(tag, *b"US", &self.u16(value))
    }

    /// An item head or a delimiter: never a VR.
    pub(crate) fn mark(self, element: u16, length: u32) -> Vec<u8> {
        let mut bytes = [self.u16(0xFFFE), self.u16(element)].concat();
        bytes.extend(self.u32(length));
        bytes
    }

    pub(crate) fn item(self, length: u32) -> Vec<u8> {
        self.mark(0xE000, length)
    }

    pub(crate) fn item_end(self) -> Vec<u8> {
        self.mark(0xE00D, 0)
    }

    pub(crate) fn sequence_end(self) -> Vec<u8> {
        self.mark(0xE0DD, 0)
    }

    /// `depth` sequences in each other, undefined lengths, closed properly.
    pub(crate) fn nested(self, depth: usize, vr: [u8; 2]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for _ in 0..depth {
            bytes.extend(self.head((0x0008, 0x1140), vr, UNDEFINED));
            bytes.extend(self.item(UNDEFINED));
        }
        for _ in 0..depth {
            bytes.extend(self.item_end());
            bytes.extend(self.sequence_end());
        }
        bytes
    }

    /// The same with defined lengths, innermost first.
    pub(crate) fn nested_defined(self, depth: usize) -> Vec<u8> {
        let mut inner = Vec::new();
        for _ in 0..depth {
            let mut item = self.item(u32::try_from(inner.len()).unwrap());
            item.extend(inner);
            inner = self.element((0x0008, 0x1140), *b"SQ", &item);
        }
        inner
    }
}

/// A data set in parts that a test can replace before joining them.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) pen: Pen,
    pub(crate) sop_class: String,
    pub(crate) sop_instance: String,
    pub(crate) study: String,
    pub(crate) series: String,
    /// Between the SOP Instance UID and the patient.
    pub(crate) middle: Vec<u8>,
    /// Bits Allocated and Stored.
    pub(crate) bits: u16,
    pub(crate) pixels: Vec<u8>,
}

impl Draft {
    /// A 4 by 4 CT image of 16 bits with a sequence of both kinds in it.
    pub(crate) fn new(pen: Pen) -> Self {
        let inside = pen.text((0x0008, 0x1150), *b"UI", CT);
        let mut sequence = pen.item(UNDEFINED);
        sequence.extend(&inside);
        sequence.extend(pen.item_end());
        sequence.extend(pen.item(u32::try_from(inside.len()).unwrap()));
        sequence.extend(&inside);
        let mut middle = pen.head((0x0008, 0x1140), *b"SQ", UNDEFINED);
        middle.extend(&sequence);
        middle.extend(pen.sequence_end());
        middle.extend(pen.element((0x0008, 0x2112), *b"SQ", &sequence));
        let pixels = if pen.0.pixels == PixelForm::Native {
            pen.element((0x7FE0, 0x0010), *b"OW", &[7; 32])
        } else {
            let mut pixels = pen.head((0x7FE0, 0x0010), *b"OB", UNDEFINED);
            pixels.extend(pen.item(0));
            pixels.extend(pen.item(6));
            pixels.extend([1, 2, 3, 4, 5, 6]);
            pixels.extend(pen.sequence_end());
            pixels
        };
        Self {
            pen,
            sop_class: CT.to_owned(),
            sop_instance: "2.25.1".to_owned(),
            study: "2.25.2".to_owned(),
            series: "2.25.3".to_owned(),
            middle,
            bits: 16,
            pixels,
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let pen = self.pen;
        let mut bytes = Vec::new();
        bytes.extend(pen.text((0x0008, 0x0016), *b"UI", &self.sop_class));
        bytes.extend(pen.text((0x0008, 0x0018), *b"UI", &self.sop_instance));
        bytes.extend(&self.middle);
        bytes.extend(pen.text((0x0010, 0x0010), *b"PN", "FICTIF^ALIX"));
        bytes.extend(pen.text((0x0010, 0x0020), *b"LO", "F-0001"));
        bytes.extend(pen.text((0x0020, 0x000D), *b"UI", &self.study));
        bytes.extend(pen.text((0x0020, 0x000E), *b"UI", &self.series));
        bytes.extend(pen.number((0x0028, 0x0002), 1));
        bytes.extend(pen.text((0x0028, 0x0004), *b"CS", "MONOCHROME2"));
        bytes.extend(pen.number((0x0028, 0x0010), 4));
        bytes.extend(pen.number((0x0028, 0x0011), 4));
        bytes.extend(pen.number((0x0028, 0x0100), self.bits));
        bytes.extend(pen.number((0x0028, 0x0101), self.bits));
        bytes.extend(pen.number((0x0028, 0x0102), self.bits - 1));
        bytes.extend(pen.number((0x0028, 0x0103), 0));
        bytes.extend(&self.pixels);
        bytes
    }
}

/// The four layouts that data sets come in.
pub(crate) fn all_drafts() -> Vec<Draft> {
    let mut drafts: Vec<Draft> = ALL_PENS.into_iter().map(Draft::new).collect();
    drafts.push(Draft::new(Pen(FRAMES)));
    drafts
}
