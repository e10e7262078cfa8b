//! The pre-scan: one pass over the bytes of a data set that decides whether it is fit to keep.
//!
//! Full DICOM readers build nested objects by recursion and allocate what a length field says;
//! a few kilobytes then end the process. This scanner keeps a small stack of its own, skips
//! values without holding them, and remembers only the few identifying elements of the top
//! level. It is fed chunk by chunk; where the chunks are cut never changes the answer.
//!
//! Decisions worth knowing:
//! * A plain value of odd length is taken, although PS3.5 7.1.1 asks for even lengths: where it
//!   ends is not in doubt and old devices send them. Sequences, items and fragments
//!   (PS3.5 A.4) must be even.
//! * Top-level elements stand in strictly increasing order (PS3.5 7.1). A repeated identifier
//!   that two readers resolve differently is an attack, not a variant.
//! * Elements of groups 0000 to 0003, 0005, 0007 and FFFF never stand in a data set (PS3.5 7.1).
//! * An element of VR UN and undefined length holds Implicit VR Little Endian items (PS3.5
//!   6.2.2 note 4).
//! * Unknown two-letter VRs use the long form of the length (PS3.5 7.1.2).

mod completeness;
mod content;
mod fault;
mod header;

pub use fault::Fault;
pub use header::{Attribute, Header};

use dicom_core::Tag;
use dicom_core::VR;
use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry};
use dicom_dictionary_std::StandardDataDictionary;

use crate::syntax::{Encoding, PixelForm};
use content::{Content, Fragments};

/// Bounds of one scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest data set, in bytes.
    pub bytes: u64,
    /// Deepest nesting of sequences.
    pub depth: usize,
    /// Most elements, items and fragments together.
    pub elements: u32,
}

impl Default for Limits {
    /// 4 GiB, 64 levels, 500,000 elements: an enhanced multi-frame object of 5,000 frames has
    /// about 300,000 elements; no standard object nests deeper than about 15.
    fn default() -> Self {
        Self {
            bytes: 4 << 30,
            depth: 64,
            elements: 500_000,
        }
    }
}

/// What the scanner is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sequence,
    Item,
    Fragments,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    kind: Kind,
    /// Where it ends, when it has a defined length.
    end: Option<u64>,
    /// The tightest end of this frame and all around it.
    limit: Option<u64>,
    explicit: bool,
    big_endian: bool,
    /// Fragments only: belongs to the top level.
    outermost: bool,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Head,
    Value { left: u64, kept: Option<Attribute> },
}

const LONGEST_HEAD: usize = 12;
const UNDEFINED: u32 = u32::MAX;
const ITEM: Tag = Tag(0xFFFE, 0xE000);
const ITEM_DELIMITER: Tag = Tag(0xFFFE, 0xE00D);
const SEQUENCE_DELIMITER: Tag = Tag(0xFFFE, 0xE0DD);
const PIXEL_DATA: Tag = Tag(0x7FE0, 0x0010);
const FLOAT_PIXEL_DATA: Tag = Tag(0x7FE0, 0x0008);
const DOUBLE_PIXEL_DATA: Tag = Tag(0x7FE0, 0x0009);
const ENCAPSULATED_DOCUMENT: Tag = Tag(0x0042, 0x0011);

/// The scanner. Memory: under 64 KiB, whatever it is fed.
#[derive(Debug)]
pub struct Prescan {
    encoding: Encoding,
    limits: Limits,
    stack: Vec<Frame>,
    depth: usize,
    state: State,
    head: [u8; LONGEST_HEAD],
    head_len: usize,
    position: u64,
    elements: u32,
    last_tag: Option<Tag>,
    content_at: Option<u64>,
    content: Content,
    header: Header,
    fault: Option<Fault>,
}

impl Prescan {
    /// A scanner for a data set laid out as `encoding` says.
    pub fn new(encoding: Encoding, limits: Limits) -> Self {
        Self {
            encoding,
            limits,
            stack: Vec::new(),
            depth: 0,
            state: State::Head,
            head: [0; LONGEST_HEAD],
            head_len: 0,
            position: 0,
            elements: 0,
            last_tag: None,
            content_at: None,
            content: Content::default(),
            header: Header::new(encoding.big_endian),
            fault: None,
        }
    }

    /// Bytes taken so far.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Offset of the top-level pixel data element, once its header has been read.
    pub fn pixels_at(&self) -> Option<u64> {
        self.content_at
    }

    /// Takes the next bytes. A fault is final: every later call gives it again.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        self.advance(bytes)
            .inspect_err(|fault| self.fault = Some(*fault))
    }

    /// Says that no more bytes come, and gives what the data set says of itself if it is whole
    /// and complete.
    pub fn finish(self) -> Result<Header, Fault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if self.head_len != 0 || matches!(self.state, State::Value { .. }) || !self.stack.is_empty()
        {
            return Err(Fault::Torn);
        }
        completeness::check(self.header, self.encoding, self.content)
    }

    fn advance(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let room = usize::try_from(self.limits.bytes - self.position).unwrap_or(usize::MAX);
        let mut rest = &bytes[..bytes.len().min(room)];
        while !rest.is_empty() {
            rest = match self.state {
                State::Head => self.take_head(rest)?,
                State::Value { left, kept } => self.take_value(rest, left, kept)?,
            };
        }
        if bytes.len() > room {
            Err(Fault::TooLong)
        } else {
            Ok(())
        }
    }

    fn take_head<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Fault> {
        let need = self.head_need();
        let count = bytes.len().min(need - self.head_len);
        self.head[self.head_len..self.head_len + count].copy_from_slice(&bytes[..count]);
        self.head_len += count;
        self.position += count as u64;
        if self.head_len == self.head_need() {
            self.enter()?;
            self.settle()?;
        }
        Ok(&bytes[count..])
    }

    fn take_value<'a>(
        &mut self,
        bytes: &'a [u8],
        left: u64,
        kept: Option<Attribute>,
    ) -> Result<&'a [u8], Fault> {
        let count = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if let Some(attribute) = kept {
            self.header.append(attribute, &bytes[..count]);
        }
        self.position += count as u64;
        self.set_value(left - count as u64, kept)?;
        Ok(&bytes[count..])
    }

    /// Goes on with `left` bytes of a value, or to the next head when there are none.
    fn set_value(&mut self, left: u64, kept: Option<Attribute>) -> Result<(), Fault> {
        if left > 0 {
            self.state = State::Value { left, kept };
            return Ok(());
        }
        self.state = State::Head;
        self.settle()
    }

    /// Length of the head being read: 8 bytes, or 12 for the long explicit form (PS3.5 7.1.2).
    fn head_need(&self) -> usize {
        let (explicit, _) = self.dialect();
        let long = explicit
            && self.head_len >= 8
            && self.tag().group() != 0xFFFE
            && long_form([self.head[4], self.head[5]]);
        if long { 12 } else { 8 }
    }

    fn dialect(&self) -> (bool, bool) {
        self.stack
            .last()
            .map_or((self.encoding.explicit, self.encoding.big_endian), |top| {
                (top.explicit, top.big_endian)
            })
    }

    fn u16_at(&self, at: usize) -> u16 {
        let pair = [self.head[at], self.head[at + 1]];
        if self.dialect().1 {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        }
    }

    fn u32_at(&self, at: usize) -> u32 {
        let four = [
            self.head[at],
            self.head[at + 1],
            self.head[at + 2],
            self.head[at + 3],
        ];
        if self.dialect().1 {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        }
    }

    fn tag(&self) -> Tag {
        Tag(self.u16_at(0), self.u16_at(2))
    }

    /// A head is complete: decide what it opens.
    fn enter(&mut self) -> Result<(), Fault> {
        let tag = self.tag();
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(Fault::TooManyElements);
        }
        if self.limit().is_some_and(|limit| self.position > limit) {
            return Err(Fault::Overrun);
        }
        match self.stack.last().map(|frame| frame.kind) {
            Some(Kind::Sequence) => self.enter_in_sequence(tag),
            Some(Kind::Fragments) => self.enter_in_fragments(tag),
            Some(Kind::Item) | None => self.enter_in_data_set(tag),
        }
    }

    fn enter_in_sequence(&mut self, tag: Tag) -> Result<(), Fault> {
        let length = self.u32_at(4);
        self.head_len = 0;
        match tag {
            ITEM => self.open(Kind::Item, length, self.dialect()),
            SEQUENCE_DELIMITER => self.close(Kind::Sequence, length),
            _ => Err(Fault::Misplaced),
        }
    }

    fn enter_in_fragments(&mut self, tag: Tag) -> Result<(), Fault> {
        let length = self.u32_at(4);
        self.head_len = 0;
        match tag {
            ITEM if length == UNDEFINED || length % 2 == 1 => Err(Fault::BadLength),
            ITEM => {
                let outermost = self.stack.last().is_some_and(|frame| frame.outermost);
                if let (true, Some(fragments)) = (outermost, self.content.fragments.as_mut()) {
                    // The first item is the Basic Offset Table, not a fragment (PS3.5 A.4).
                    fragments.bytes += if fragments.items > 0 {
                        u64::from(length)
                    } else {
                        0
                    };
                    fragments.items += 1;
                }
                self.check_fits(length)?;
                self.set_value(u64::from(length), None)
            }
            SEQUENCE_DELIMITER => self.close(Kind::Fragments, length),
            _ => Err(Fault::Misplaced),
        }
    }

    fn enter_in_data_set(&mut self, tag: Tag) -> Result<(), Fault> {
        if tag.group() == 0xFFFE {
            let length = self.u32_at(4);
            self.head_len = 0;
            return match tag {
                ITEM_DELIMITER => self.close(Kind::Item, length),
                _ => Err(Fault::Misplaced),
            };
        }
        if matches!(tag.group(), 0x0000..=0x0003 | 0x0005 | 0x0007 | 0xFFFF) {
            return Err(Fault::ForeignGroup);
        }
        if self.stack.is_empty() {
            if self.last_tag.is_some_and(|last| last >= tag) {
                return Err(Fault::OutOfOrder);
            }
            self.last_tag = Some(tag);
        }
        let (representation, length) = self.representation_and_length(tag)?;
        let head = self.head_len as u64;
        self.head_len = 0;
        if length == UNDEFINED {
            return self.open_undefined(tag, representation, head);
        }
        if representation == *b"SQ" {
            return self.open(Kind::Sequence, length, self.dialect());
        }
        self.check_fits(length)?;
        let kept = self.note(tag, length, head);
        self.set_value(u64::from(length), kept)
    }

    /// The VR (from the dictionary when it is not written) and the declared length.
    fn representation_and_length(&self, tag: Tag) -> Result<([u8; 2], u32), Fault> {
        if !self.dialect().0 {
            let listed = StandardDataDictionary
                .by_tag(tag)
                .is_some_and(|entry| entry.vr().relaxed() == VR::SQ);
            let representation = if listed { *b"SQ" } else { *b"UN" };
            return Ok((representation, self.u32_at(4)));
        }
        let representation = [self.head[4], self.head[5]];
        if !representation.iter().all(u8::is_ascii_uppercase) {
            return Err(Fault::BadRepresentation);
        }
        let length = if self.head_len == 12 {
            self.u32_at(8)
        } else {
            u32::from(self.u16_at(6))
        };
        Ok((representation, length))
    }

    fn open_undefined(
        &mut self,
        tag: Tag,
        representation: [u8; 2],
        head: u64,
    ) -> Result<(), Fault> {
        let (explicit, big_endian) = self.dialect();
        if tag == PIXEL_DATA {
            if self.encoding.pixels == PixelForm::Native
                || !explicit
                || !matches!(&representation, b"OB" | b"OW" | b"UN")
            {
                return Err(Fault::PixelMismatch);
            }
            let outermost = self.stack.is_empty();
            if outermost {
                self.content_at = Some(self.position - head);
                self.content.fragments = Some(Fragments::default());
            }
            let limit = self.limit();
            self.stack.push(Frame {
                kind: Kind::Fragments,
                end: None,
                limit,
                explicit,
                big_endian,
                outermost,
            });
            return Ok(());
        }
        match &representation {
            b"SQ" => self.open(Kind::Sequence, UNDEFINED, (explicit, big_endian)),
            b"UN" => self.open(Kind::Sequence, UNDEFINED, (false, false)),
            _ => Err(Fault::BadLength),
        }
    }

    fn limit(&self) -> Option<u64> {
        self.stack.last().and_then(|top| top.limit)
    }

    /// Refuses a declared length that cannot be true, before a byte of it is waited for.
    fn check_fits(&self, length: u32) -> Result<(), Fault> {
        let end = self.position + u64::from(length);
        if self.limit().is_some_and(|limit| end > limit) {
            return Err(Fault::Overrun);
        }
        if end > self.limits.bytes {
            Err(Fault::TooLong)
        } else {
            Ok(())
        }
    }

    fn open(&mut self, kind: Kind, length: u32, dialect: (bool, bool)) -> Result<(), Fault> {
        if kind == Kind::Sequence {
            self.depth += 1;
            if self.depth > self.limits.depth {
                return Err(Fault::TooDeep);
            }
        }
        let end = if length == UNDEFINED {
            None
        } else if length % 2 == 1 {
            return Err(Fault::BadLength);
        } else {
            self.check_fits(length)?;
            Some(self.position + u64::from(length))
        };
        let limit = end.or_else(|| self.limit());
        let (explicit, big_endian) = dialect;
        self.stack.push(Frame {
            kind,
            end,
            limit,
            explicit,
            big_endian,
            outermost: false,
        });
        Ok(())
    }

    fn close(&mut self, kind: Kind, length: u32) -> Result<(), Fault> {
        if length != 0 {
            return Err(Fault::BadLength);
        }
        match self.stack.last() {
            Some(top) if top.kind == kind && top.end.is_none() => {
                self.pop();
                Ok(())
            }
            _ => Err(Fault::Misplaced),
        }
    }

    fn pop(&mut self) {
        if self
            .stack
            .pop()
            .is_some_and(|frame| frame.kind == Kind::Sequence)
        {
            self.depth -= 1;
        }
    }

    /// Leaves every frame that ends here, and refuses one with no room left for another head.
    fn settle(&mut self) -> Result<(), Fault> {
        if !matches!(self.state, State::Head) {
            return Ok(());
        }
        while self
            .stack
            .last()
            .is_some_and(|top| top.end == Some(self.position))
        {
            self.pop();
        }
        match self.limit() {
            Some(limit) if limit - self.position < 8 => Err(Fault::Overrun),
            _ => Ok(()),
        }
    }

    /// Remembers what a top-level plain element says.
    fn note(&mut self, tag: Tag, length: u32, head: u64) -> Option<Attribute> {
        if !self.stack.is_empty() {
            return None;
        }
        match tag {
            PIXEL_DATA | FLOAT_PIXEL_DATA | DOUBLE_PIXEL_DATA => {
                self.content_at = Some(self.position - head);
                self.content.native_pixels = Some(u64::from(length));
            }
            ENCAPSULATED_DOCUMENT => self.content.document = length > 0,
            _ => {}
        }
        let attribute = Attribute::of(tag)?;
        self.header.begin(attribute);
        Some(attribute)
    }
}

/// Whether the explicit head of this VR is 12 bytes long (PS3.5 table 7.1-1).
fn long_form(representation: [u8; 2]) -> bool {
    !matches!(
        &representation,
        b"AE"
            | b"AS"
            | b"AT"
            | b"CS"
            | b"DA"
            | b"DS"
            | b"DT"
            | b"FL"
            | b"FD"
            | b"IS"
            | b"LO"
            | b"LT"
            | b"PN"
            | b"SH"
            | b"SL"
            | b"SS"
            | b"ST"
            | b"TM"
            | b"UI"
            | b"UL"
            | b"US"
    )
}
