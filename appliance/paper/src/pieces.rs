//! The things that are printed: item labels, command cards, location labels, disc strips.

use crate::code128::Bars;
use crate::drawing::{Anchor, Drawing, Printer, Setting, Size};
use crate::error::PaperError;
use crate::line::Line;
use crate::metrics::Face;

mod sealed {
    use crate::drawing::{Drawing, Printer, Size};

    /// How a piece is drawn; only this crate knows.
    pub trait Draw {
        /// The printer that a piece alone on its page is for.
        const PRINTER: Printer;
        /// Size of the piece when it is alone on its page.
        const SIZE: Size;
        fn draw(&self, size: Size, printer: Printer) -> Drawing;
        /// What a screen reader says for the picture: the code in groups.
        fn spoken(&self) -> String;
    }
}
pub(crate) use sealed::Draw;

/// Something that this crate can print. Implemented here only.
pub trait Piece: sealed::Draw {}

/// An identifier: D, a class letter, ten digits. The check digits are the caller's business,
/// who made or parsed the identifier; the shape is looked at again because a wrong one here
/// would be printed and stuck on something.
pub(crate) fn identifier(text: &str) -> Result<Bars, PaperError> {
    let shaped = match text.as_bytes() {
        [b'D', class, digits @ ..] => {
            class.is_ascii_uppercase()
                && digits.len() == 10
                && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    if shaped {
        Bars::new(text)
    } else {
        Err(PaperError::NotAnIdentifier)
    }
}

/// The label of an item, container, seal, key or parcel: 50 × 25 mm, or a cell of a sheet.
///
/// It shows the kind, up to [`Label::MAX_NOTES`] short notes (sheet count, home location), the
/// bars, the identifier in groups and where to return it. Never a name, a case number or a date
/// of birth: whoever finds the film on a train reads this label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    bars: Bars,
    kind: Line,
    notes: Vec<Line>,
    return_to: Line,
}

impl Label {
    /// Notes that fit beside the kind.
    pub const MAX_NOTES: usize = 2;
    /// Size of the label alone, in millimetres.
    pub const SIZE: Size = Size {
        width: 50.0,
        height: 25.0,
    };

    /// A label for an identifier of twelve characters.
    pub fn new(
        code: &str,
        kind: Line,
        notes: Vec<Line>,
        return_to: Line,
    ) -> Result<Self, PaperError> {
        if notes.len() > Self::MAX_NOTES {
            return Err(PaperError::TooLong {
                len: notes.len(),
                max: Self::MAX_NOTES,
            });
        }
        Ok(Self {
            bars: identifier(code)?,
            kind,
            notes,
            return_to,
        })
    }

    /// The bars of the identifier.
    pub fn bars(&self) -> &Bars {
        &self.bars
    }
}

impl Piece for Label {}
impl Draw for Label {
    const PRINTER: Printer = Printer::Thermal8;
    const SIZE: Size = Label::SIZE;

    fn draw(&self, size: Size, printer: Printer) -> Drawing {
        let margin = 2.0;
        let room = size.width - 2.0 * margin;
        let mut drawing = Drawing::new(size);
        let top = Setting {
            x: margin,
            baseline: 4.0,
            size: 2.7,
            face: Face::Bold,
            anchor: Anchor::Left,
            room: room * 0.42,
        };
        drawing.line(&self.kind, top);
        for (row, note) in (0_u8..).zip(&self.notes) {
            drawing.line(
                note,
                Setting {
                    x: size.width - margin,
                    baseline: if self.notes.len() == 1 { 4.0 } else { 3.2 } + f64::from(row) * 2.3,
                    size: 2.2,
                    face: Face::Regular,
                    anchor: Anchor::Right,
                    room: room * 0.55,
                },
            );
        }
        let bars_top = 6.2;
        // The identifier must be typed back easily, the bars may be as high as what is left.
        drawing.bars(
            &self.bars,
            printer,
            bars_top,
            size.height - bars_top - 8.6,
            room,
        );
        drawing.whole(
            &self.bars.grouped(),
            Setting {
                x: size.width / 2.0,
                baseline: size.height - 5.0,
                size: 3.6,
                face: Face::Bold,
                anchor: Anchor::Middle,
                room,
            },
        );
        drawing.line(
            &self.return_to,
            Setting {
                x: size.width / 2.0,
                baseline: size.height - 1.8,
                size: 2.2,
                face: Face::Regular,
                anchor: Anchor::Middle,
                room,
            },
        );
        drawing
    }

    fn spoken(&self) -> String {
        self.bars.grouped()
    }
}

/// A card that stands for a key: 85 × 54 mm. A command card (`DXRECEIVE`), the scanner's
/// self-test or a badge. A card carries no authority by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    bars: Bars,
    title: Line,
    other_language: Option<Line>,
    help: Option<Line>,
}

impl Card {
    /// Size of the card, in millimetres.
    pub const SIZE: Size = Size {
        width: 85.0,
        height: 54.0,
    };

    /// A card for a text of A–Z and 0–9: the big word, the same in the other language, and a
    /// line that says what it does.
    pub fn new(
        code: &str,
        title: Line,
        other_language: Option<Line>,
        help: Option<Line>,
    ) -> Result<Self, PaperError> {
        Ok(Self {
            bars: Bars::new(code)?,
            title,
            other_language,
            help,
        })
    }
}

impl Piece for Card {}
impl Draw for Card {
    const PRINTER: Printer = Printer::Laser600;
    const SIZE: Size = Card::SIZE;

    fn draw(&self, size: Size, printer: Printer) -> Drawing {
        let room = size.width - 8.0;
        let middle = Setting {
            x: size.width / 2.0,
            baseline: 11.5,
            size: 8.0,
            face: Face::Bold,
            anchor: Anchor::Middle,
            room,
        };
        let mut drawing = Drawing::new(size);
        drawing.line(&self.title, middle);
        let small = Setting {
            face: Face::Regular,
            ..middle
        };
        if let Some(line) = &self.other_language {
            drawing.line(
                line,
                Setting {
                    baseline: 17.5,
                    size: 4.2,
                    ..small
                },
            );
        }
        drawing.bars(&self.bars, printer, 21.0, 20.0, size.width - 5.0);
        drawing.whole(
            &self.bars.grouped(),
            Setting {
                baseline: 45.5,
                size: 3.2,
                ..small
            },
        );
        if let Some(line) = &self.help {
            drawing.line(
                line,
                Setting {
                    baseline: 50.5,
                    size: 3.0,
                    ..small
                },
            );
        }
        drawing
    }

    fn spoken(&self) -> String {
        self.bars.grouped()
    }
}

/// The label of a shelf, cabinet or bench: 100 × 50 mm, its name readable at two metres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationLabel {
    bars: Bars,
    name: Line,
    note: Option<Line>,
}

impl LocationLabel {
    /// Size of the label, in millimetres.
    pub const SIZE: Size = Size {
        width: 100.0,
        height: 50.0,
    };

    /// A label for a location's identifier, its short name and one note (its barriers, its path).
    pub fn new(code: &str, name: Line, note: Option<Line>) -> Result<Self, PaperError> {
        Ok(Self {
            bars: identifier(code)?,
            name,
            note,
        })
    }
}

impl Piece for LocationLabel {}
impl Draw for LocationLabel {
    const PRINTER: Printer = Printer::Thermal8;
    const SIZE: Size = LocationLabel::SIZE;

    fn draw(&self, size: Size, printer: Printer) -> Drawing {
        let room = size.width - 8.0;
        let mut drawing = Drawing::new(size);
        let middle = Setting {
            x: size.width / 2.0,
            baseline: 15.5,
            size: 15.0,
            face: Face::Bold,
            anchor: Anchor::Middle,
            room,
        };
        drawing.line(&self.name, middle);
        if let Some(note) = &self.note {
            drawing.line(
                note,
                Setting {
                    baseline: 21.5,
                    size: 4.0,
                    face: Face::Regular,
                    ..middle
                },
            );
        }
        drawing.bars(&self.bars, printer, 24.0, 17.0, room);
        drawing.whole(
            &self.bars.grouped(),
            Setting {
                baseline: 46.5,
                size: 5.0,
                ..middle
            },
        );
        drawing
    }

    fn spoken(&self) -> String {
        self.bars.grouped()
    }
}

/// The strip on a disc or its case: 35 × 8 mm, bars and the identifier. At this size a module
/// is 0.21 mm, which wants a laser printer or a label printer with 24 dots per millimetre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscStrip {
    bars: Bars,
}

impl DiscStrip {
    /// Size of the strip, in millimetres.
    pub const SIZE: Size = Size {
        width: 35.0,
        height: 8.0,
    };

    /// A strip for an identifier of twelve characters.
    pub fn new(code: &str) -> Result<Self, PaperError> {
        Ok(Self {
            bars: identifier(code)?,
        })
    }
}

impl Piece for DiscStrip {}
impl Draw for DiscStrip {
    const PRINTER: Printer = Printer::Laser600;
    const SIZE: Size = DiscStrip::SIZE;

    fn draw(&self, size: Size, printer: Printer) -> Drawing {
        let mut drawing = Drawing::new(size);
        drawing.bars(&self.bars, printer, 0.6, size.height - 3.8, size.width);
        drawing.whole(
            &self.bars.grouped(),
            Setting {
                x: size.width / 2.0,
                baseline: size.height - 0.8,
                size: 2.4,
                face: Face::Bold,
                anchor: Anchor::Middle,
                room: size.width - 2.0,
            },
        );
        drawing
    }

    fn spoken(&self) -> String {
        self.bars.grouped()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::drawing::Item;

    fn line(text: &str) -> Line {
        Line::new(text).unwrap()
    }

    fn label(code: &str) -> Result<Label, PaperError> {
        Label::new(
            code,
            line("FILM"),
            vec![line("1 feuille · B-14-02")],
            line("Trouvé? 514 555-0142"),
        )
    }

    /// Everything lies on the piece, and bars keep whole dots of at least a fifth of a millimetre.
    fn assert_fits(drawing: &Drawing) {
        for item in &drawing.items {
            match item {
                Item::Bars {
                    x,
                    y,
                    height,
                    dots,
                    dot,
                    runs,
                } => {
                    let (start, width) = *runs.last().unwrap();
                    let modules = start + width + crate::QUIET_MODULES;
                    let right = x + f64::from(dots * modules) * dot;
                    assert!(
                        *x >= 0.0 && right <= drawing.size.width + 1e-9,
                        "{x} to {right}"
                    );
                    assert!(*y >= 0.0 && y + height <= drawing.size.height);
                    assert!(f64::from(*dots) * dot >= 0.2, "module of {dots} dots");
                    assert!(*height >= 4.0);
                }
                Item::Text {
                    x,
                    baseline,
                    size,
                    width,
                    anchor,
                    ..
                } => {
                    let left = match anchor {
                        Anchor::Left => *x,
                        Anchor::Middle => x - width / 2.0,
                        Anchor::Right => x - width,
                    };
                    assert!(left >= -1e-9 && left + width <= drawing.size.width + 1e-9);
                    assert!(*baseline <= drawing.size.height && baseline - size >= -0.5);
                }
                Item::Frame { .. } => {}
            }
        }
    }

    #[test]
    fn every_piece_fits_its_size_with_the_longest_texts() {
        let long = line(&"W".repeat(80));
        let widest = "W".repeat(Bars::MAX_CHARS);
        let label = Label::new(
            "DI1234567812",
            long.clone(),
            vec![long.clone(); 2],
            long.clone(),
        )
        .unwrap();
        assert_fits(&label.draw(Label::SIZE, Printer::Thermal8));
        assert_fits(&label.draw(
            Size {
                width: 66.675,
                height: 25.4,
            },
            Printer::Laser600,
        ));
        let card = Card::new(
            &widest,
            long.clone(),
            Some(long.clone()),
            Some(long.clone()),
        )
        .unwrap();
        assert_fits(&card.draw(Card::SIZE, Printer::Laser600));
        let place = LocationLabel::new("DL0000000008", long.clone(), Some(long)).unwrap();
        assert_fits(&place.draw(LocationLabel::SIZE, Printer::Thermal8));
        let strip = DiscStrip::new("DI1234567812").unwrap();
        assert_fits(&strip.draw(DiscStrip::SIZE, Printer::Laser600));
    }

    #[test]
    fn only_identifiers_become_labels() {
        assert!(label("DI1234567812").is_ok());
        for wrong in [
            "",
            "DI",
            "DI123456781",
            "DI12345678123",
            "XI1234567812",
            "Di1234567812",
            "DI12345678A2",
            "DXRECEIVE",
            "\u{0181}",
        ] {
            assert_eq!(label(wrong), Err(PaperError::NotAnIdentifier), "{wrong}");
            assert_eq!(DiscStrip::new(wrong), Err(PaperError::NotAnIdentifier));
        }
        assert_eq!(
            Label::new("DI1234567812", line("FILM"), vec![line("x"); 3], line("y")),
            Err(PaperError::TooLong { len: 3, max: 2 })
        );
    }
}
