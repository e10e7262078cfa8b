//! How pieces are laid on pages.

use crate::drawing::{Drawing, Item, Printer, Size};
use crate::error::PaperError;
use crate::line::Line;
use crate::pdf::{self, Page};
use crate::pieces::{Card, Draw, Label, Piece};

/// Cells of a sheet of labels: three across, ten down.
pub const LABELS_PER_SHEET: usize = 30;
/// Cards on a sheet: two across, four down.
pub const CARDS_PER_SHEET: usize = 8;

/// US Letter.
const LETTER: Size = Size {
    width: 215.9,
    height: 279.4,
};

/// A grid of cells on a Letter sheet, in millimetres.
struct Grid {
    left: f64,
    top: f64,
    pitch: Size,
    columns: usize,
    cells: usize,
}

/// The common 30-up stock: cells of 2⅝ × 1 inch, 2¾ inch apart, ³⁄₁₆ and ½ inch from the edges.
const LABEL_GRID: Grid = Grid {
    left: 4.7625,
    top: 12.7,
    pitch: Size {
        width: 69.85,
        height: 25.4,
    },
    columns: 3,
    cells: LABELS_PER_SHEET,
};
const LABEL_CELL: Size = Size {
    width: 66.675,
    height: 25.4,
};

/// Cards touch, so that one cut parts two of them.
const CARD_GRID: Grid = Grid {
    left: (LETTER.width - 2.0 * Card::SIZE.width) / 2.0,
    top: (LETTER.height - 4.0 * Card::SIZE.height) / 2.0,
    pitch: Card::SIZE,
    columns: 2,
    cells: CARDS_PER_SHEET,
};

impl Grid {
    fn corner(&self, cell: usize) -> (f64, f64) {
        let steps = |n: usize| f64::from(u16::try_from(n).unwrap_or(u16::MAX));
        (
            self.left + steps(cell % self.columns) * self.pitch.width,
            self.top + steps(cell / self.columns) * self.pitch.height,
        )
    }

    /// Pages filled from `first_cell` of the first sheet.
    fn fill(&self, drawings: Vec<Drawing>, first_cell: usize) -> Vec<Page> {
        let mut pages: Vec<Page> = Vec::new();
        for (at, drawing) in (first_cell..).zip(drawings) {
            let cell = at % self.cells;
            let (x, y) = self.corner(cell);
            match pages.last_mut() {
                Some(page) if cell != 0 => page.placed.push((x, y, drawing)),
                _ => pages.push(Page {
                    size: LETTER,
                    placed: vec![(x, y, drawing)],
                }),
            }
        }
        pages
    }
}

/// A PDF with each piece on a page of the piece's own size, for a label printer.
/// 1 to [`crate::MAX_PIECES`] pieces.
pub fn singles<P: Piece>(pieces: &[P], title: &Line) -> Result<Vec<u8>, PaperError> {
    pdf::check_count(pieces.len())?;
    let pages: Vec<Page> = pieces
        .iter()
        .map(|piece| Page {
            size: P::SIZE,
            placed: vec![(0.0, 0.0, piece.draw(P::SIZE, P::PRINTER))],
        })
        .collect();
    Ok(pdf::document(&pages, title))
}

/// A PDF of Letter sheets with 3 × 10 labels, for an office laser printer. `first_cell` (0 to 29,
/// row by row) is the first label still on a sheet that was used before.
pub fn label_sheet(
    labels: &[Label],
    first_cell: usize,
    title: &Line,
) -> Result<Vec<u8>, PaperError> {
    pdf::check_count(labels.len())?;
    if first_cell >= LABELS_PER_SHEET {
        return Err(PaperError::NoSuchCell {
            cell: first_cell,
            cells: LABELS_PER_SHEET,
        });
    }
    let drawings = labels
        .iter()
        .map(|label| label.draw(LABEL_CELL, Printer::Laser600))
        .collect();
    Ok(pdf::document(&LABEL_GRID.fill(drawings, first_cell), title))
}

/// A PDF of Letter sheets with 2 × 4 cards and a hairline to cut along.
pub fn card_sheet(cards: &[Card], title: &Line) -> Result<Vec<u8>, PaperError> {
    pdf::check_count(cards.len())?;
    let drawings = cards
        .iter()
        .map(|card| {
            let mut drawing = card.draw(Card::SIZE, Printer::Laser600);
            let (x, y, size) = (0.0, 0.0, Card::SIZE);
            drawing.items.push(Item::Frame { x, y, size });
            drawing
        })
        .collect();
    Ok(pdf::document(&CARD_GRID.fill(drawings, 0), title))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn grids_stay_on_the_paper() {
        for (grid, cell) in [(&LABEL_GRID, LABEL_CELL), (&CARD_GRID, Card::SIZE)] {
            let (x, y) = grid.corner(grid.cells - 1);
            assert!(grid.left >= 0.0 && x + cell.width <= LETTER.width - grid.left + 0.01);
            assert!(y + cell.height <= LETTER.height - grid.top + 0.01);
        }
    }

    #[test]
    fn a_used_sheet_goes_on_where_it_stopped_and_overflows_to_the_next() {
        let drawings = vec![Drawing::new(LABEL_CELL); 4];
        let pages = LABEL_GRID.fill(drawings, 28);
        let cells: Vec<usize> = pages.iter().map(|page| page.placed.len()).collect();
        assert_eq!(cells, [2, 2]);
        assert_eq!(
            pages[0].placed[0].0.to_bits(),
            LABEL_GRID.corner(28).0.to_bits()
        );
        assert_eq!(pages[1].placed[0].1.to_bits(), LABEL_GRID.top.to_bits());
    }

    #[test]
    fn nothing_too_much_and_a_cell_that_is_not_there_are_refused() {
        let title = Line::new("Étiquettes").unwrap();
        let none = PaperError::PieceCount {
            count: 0,
            max: 3000,
        };
        assert_eq!(label_sheet(&[], 0, &title), Err(none));
        assert_eq!(card_sheet(&[], &title), Err(none));
        assert_eq!(singles::<Label>(&[], &title), Err(none));
        let line = |text| Line::new(text).unwrap();
        let label = Label::new("DI1234567812", line("FILM"), vec![], line("514 555-0142")).unwrap();
        assert_eq!(
            label_sheet(std::slice::from_ref(&label), 30, &title),
            Err(PaperError::NoSuchCell {
                cell: 30,
                cells: 30
            })
        );
        let many = vec![label; 3001];
        assert_eq!(
            label_sheet(&many, 0, &title),
            Err(PaperError::PieceCount {
                count: 3001,
                max: 3000
            })
        );
    }
}
