//! The slip that travels with a parcel, is signed by its recipient and comes back.

use crate::code128::Bars;
use crate::drawing::{Anchor, Drawing, Printer, Setting, Size};
use crate::error::PaperError;
use crate::line::Line;
use crate::metrics::Face;
use crate::pieces::{Draw, Piece, identifier};

/// A Letter page that the recipient of a parcel signs and sends back: what is asked of them, lines to write on, where it
/// goes back to, and the bars that are read when it does. Never a name, a case number or a date of birth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    bars: Bars,
    title: Line,
    words: Vec<Line>,
    blanks: Vec<Line>,
    back: Line,
}

impl Slip {
    /// Lines of words that fit.
    pub const MAX_WORDS: usize = 12;
    /// Lines to write on that fit.
    pub const MAX_BLANKS: usize = 4;
    /// Size of the slip, in millimetres.
    pub const SIZE: Size = Size {
        width: 215.9,
        height: 279.4,
    };

    /// A slip for an identifier of twelve characters: its title, `words` in the order in which they are read, what is to
    /// be written on each line, and where it goes back to.
    pub fn new(
        code: &str,
        title: Line,
        words: Vec<Line>,
        blanks: Vec<Line>,
        back: Line,
    ) -> Result<Self, PaperError> {
        for (len, max) in [
            (words.len(), Self::MAX_WORDS),
            (blanks.len(), Self::MAX_BLANKS),
        ] {
            if len > max {
                return Err(PaperError::TooLong { len, max });
            }
        }
        Ok(Self {
            bars: identifier(code)?,
            title,
            words,
            blanks,
            back,
        })
    }
}

/// From the left edge of the page to the words.
const MARGIN: f64 = 25.0;

impl Piece for Slip {}
impl Draw for Slip {
    const PRINTER: Printer = Printer::Laser600;
    const SIZE: Size = Slip::SIZE;

    fn draw(&self, size: Size, printer: Printer) -> Drawing {
        let words = Setting {
            x: MARGIN,
            baseline: 40.0,
            size: 4.4,
            face: Face::Regular,
            anchor: Anchor::Left,
            room: size.width - 2.0 * MARGIN,
        };
        let mut drawing = Drawing::new(size);
        drawing.line(
            &self.title,
            Setting {
                size: 7.0,
                face: Face::Bold,
                ..words
            },
        );
        let mut baseline = words.baseline + 6.0;
        for line in &self.words {
            baseline += 8.0;
            drawing.line(line, Setting { baseline, ..words });
        }
        baseline += 8.0;
        for line in &self.blanks {
            baseline += 18.0;
            drawing.rule(MARGIN, baseline - 6.0, words.room);
            let small = Setting {
                baseline,
                size: 3.6,
                ..words
            };
            drawing.line(line, small);
        }
        let middle = Setting {
            x: size.width / 2.0,
            anchor: Anchor::Middle,
            ..words
        };
        drawing.bars(&self.bars, printer, 222.0, 20.0, 100.0);
        drawing.whole(
            &self.bars.grouped(),
            Setting {
                baseline: 248.0,
                ..middle
            },
        );
        drawing.line(
            &self.back,
            Setting {
                baseline: 260.0,
                ..middle
            },
        );
        drawing
    }

    fn spoken(&self) -> String {
        self.bars.grouped()
    }
}
