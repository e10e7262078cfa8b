//! What a piece looks like, before it is SVG or PDF: bars, text and frames in millimetres.

use crate::code128::Bars;
use crate::line::Line;
use crate::metrics::{self, Face};

/// Width and height in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Width in millimetres.
    pub width: f64,
    /// Height in millimetres.
    pub height: f64,
}

/// Where a line of text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// `x` is its left edge.
    Left,
    /// `x` is its middle.
    Middle,
    /// `x` is its right edge.
    Right,
}

/// The printer that the bars are made for: their edges must lie on its dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printer {
    /// Label printer with 8 dots per millimetre ("203 dpi").
    Thermal8,
    /// Office laser printer with 600 dots per inch.
    Laser600,
}

impl Printer {
    /// Size of a dot in millimetres.
    pub(crate) fn dot(self) -> f64 {
        match self {
            Self::Thermal8 => 0.125,
            Self::Laser600 => 25.4 / 600.0,
        }
    }

    /// Widest module in dots: 0.5 mm, which a hand scanner reads from an arm's length.
    fn widest_module(self) -> u32 {
        match self {
            Self::Thermal8 => 4,
            Self::Laser600 => 12,
        }
    }

    /// The most dots per module with which `modules` still fit into `room` millimetres, never
    /// less than one.
    pub(crate) fn dots_per_module(self, modules: u32, room: f64) -> u32 {
        (1..=self.widest_module())
            .rev()
            .find(|dots| f64::from(dots * modules) * self.dot() <= room)
            .unwrap_or(1)
    }
}

/// One thing on the paper. Coordinates are millimetres from the top left corner of the piece.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// Bars with their quiet zone, `x` is the outer edge of the left quiet zone.
    Bars {
        x: f64,
        y: f64,
        height: f64,
        /// Whole dots per module, and the size of a dot in millimetres.
        dots: u32,
        dot: f64,
        runs: Vec<(u32, u32)>,
    },
    /// A line of text on its baseline; `width` is its width in Helvetica.
    Text {
        x: f64,
        baseline: f64,
        size: f64,
        width: f64,
        face: Face,
        anchor: Anchor,
        text: String,
    },
    /// A hairline to cut along; or, a hair high, to write on.
    Frame { x: f64, y: f64, size: Size },
}

/// A piece, ready for either output.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub(crate) size: Size,
    pub(crate) items: Vec<Item>,
}

/// Where and how a line of text goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) x: f64,
    pub(crate) baseline: f64,
    /// Type size in millimetres.
    pub(crate) size: f64,
    pub(crate) face: Face,
    pub(crate) anchor: Anchor,
    /// Widest that it may become.
    pub(crate) room: f64,
}

/// Smallest part of its size that a line shrinks to before it is shortened.
const SHRINK: f64 = 0.75;

impl Drawing {
    pub(crate) fn new(size: Size) -> Self {
        Self {
            size,
            items: Vec::new(),
        }
    }

    /// Bars in the middle of the piece, as wide as whole dots allow within `room`.
    pub(crate) fn bars(&mut self, bars: &Bars, printer: Printer, y: f64, height: f64, room: f64) {
        let dots = printer.dots_per_module(bars.width(), room);
        let width = f64::from(dots * bars.width()) * printer.dot();
        self.items.push(Item::Bars {
            x: (self.size.width - width) / 2.0,
            y,
            height,
            dots,
            dot: printer.dot(),
            runs: bars.runs(),
        });
    }

    /// A line that may shrink by a quarter and then lose its end to an ellipsis.
    pub(crate) fn line(&mut self, line: &Line, setting: Setting) {
        let mut text = line.as_str().to_owned();
        let size = shrunk(&text, setting);
        while measure(&text, setting.face) * size > setting.room {
            // Line holds no more than 80 characters, so this ends soon.
            let shorter = text.trim_end_matches('…');
            let keep = shorter.char_indices().next_back().map_or(0, |(at, _)| at);
            if keep == 0 {
                break;
            }
            text = format!("{}…", shorter[..keep].trim_end());
        }
        self.push_text(text, size, setting);
    }

    /// An identifier or command: may shrink, is never shortened.
    pub(crate) fn whole(&mut self, text: &str, setting: Setting) {
        let natural = measure(text, setting.face) * setting.size;
        let size = setting.size * (setting.room / natural.max(f64::MIN_POSITIVE)).min(1.0);
        self.push_text(text.to_owned(), size, setting);
    }

    /// A line to write on, `y` below the top.
    pub(crate) fn rule(&mut self, x: f64, y: f64, width: f64) {
        let size = Size { width, height: 0.1 };
        self.items.push(Item::Frame { x, y, size });
    }

    fn push_text(&mut self, text: String, size: f64, setting: Setting) {
        self.items.push(Item::Text {
            x: setting.x,
            baseline: setting.baseline,
            size,
            width: measure(&text, setting.face) * size,
            face: setting.face,
            anchor: setting.anchor,
            text,
        });
    }
}

fn shrunk(text: &str, setting: Setting) -> f64 {
    let natural = measure(text, setting.face) * setting.size;
    setting.size * (setting.room / natural.max(f64::MIN_POSITIVE)).clamp(SHRINK, 1.0)
}

/// Width at size 1. Texts were checked when they were made; one that was not counts as nothing.
fn measure(text: &str, face: Face) -> f64 {
    metrics::encode(text).map_or(0.0, |bytes| metrics::width(&bytes, face))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const SETTING: Setting = Setting {
        x: 0.0,
        baseline: 3.0,
        size: 3.0,
        face: Face::Regular,
        anchor: Anchor::Left,
        room: 30.0,
    };

    fn only_text(drawing: &Drawing) -> (String, f64, f64) {
        match &drawing.items[..] {
            [
                Item::Text {
                    text, size, width, ..
                },
            ] => (text.clone(), *size, *width),
            other => panic!("{other:?}"),
        }
    }

    fn drawn(text: &str) -> (String, f64, f64) {
        let mut drawing = Drawing::new(Size {
            width: 30.0,
            height: 5.0,
        });
        drawing.line(&Line::new(text).unwrap(), SETTING);
        only_text(&drawing)
    }

    #[test]
    fn a_line_that_fits_is_left_alone_and_a_longer_one_shrinks_then_ends_in_an_ellipsis() {
        let (text, size, _) = drawn("FILM");
        assert_eq!((text.as_str(), size.to_bits()), ("FILM", 3.0_f64.to_bits()));
        let (text, size, width) = drawn("Armoire 3, tablette B");
        assert_eq!(text, "Armoire 3, tablette B");
        assert!((2.25..=3.0).contains(&size) && width <= 30.0);
        let (text, size, width) = drawn("Centre de coordination, salle des archives, armoire 3");
        assert!(text.starts_with("Centre de") && text.ends_with('…'));
        assert!((size - 2.25).abs() < 1e-9 && width <= 30.0);
    }

    #[test]
    fn an_identifier_is_never_shortened() {
        let mut drawing = Drawing::new(Size {
            width: 30.0,
            height: 5.0,
        });
        drawing.whole(
            "DI 1234 5678 12",
            Setting {
                room: 10.0,
                ..SETTING
            },
        );
        let (text, _, width) = only_text(&drawing);
        assert_eq!(text, "DI 1234 5678 12");
        assert!(width <= 10.000_001);
    }

    #[test]
    fn modules_are_whole_dots() {
        assert_eq!(Printer::Thermal8.dots_per_module(143, 46.0), 2);
        assert_eq!(Printer::Laser600.dots_per_module(143, 46.0), 7);
        assert_eq!(Printer::Laser600.dots_per_module(143, 34.0), 5);
        assert_eq!(Printer::Laser600.dots_per_module(143, 1000.0), 12);
        assert_eq!(Printer::Laser600.dots_per_module(143, 1.0), 1);
    }
}
