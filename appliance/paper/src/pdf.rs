//! Pages as a PDF file: the built-in fonts, one filled path per symbol, no date and no author.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use crate::drawing::{Anchor, Drawing, Item, Size};
use crate::error::PaperError;
use crate::line::Line;
use crate::metrics::{self, Face};

/// Most pieces in one document: more than a day's work, less than would make a page wait.
pub const MAX_PIECES: usize = 3000;

/// One page: its size and what lies where (millimetres from the top left corner).
pub(crate) struct Page {
    pub(crate) size: Size,
    pub(crate) placed: Vec<(f64, f64, Drawing)>,
}

/// Refuses an empty document and one beyond [`MAX_PIECES`].
pub(crate) fn check_count(count: usize) -> Result<(), PaperError> {
    if (1..=MAX_PIECES).contains(&count) {
        Ok(())
    } else {
        Err(PaperError::PieceCount {
            count,
            max: MAX_PIECES,
        })
    }
}

const REGULAR: Name<'_> = Name(b"F1");
const BOLD: Name<'_> = Name(b"F2");
const CATALOG: i32 = 1;
const PAGE_TREE: i32 = 2;
const INFO: i32 = 3;
const FONT_REGULAR: i32 = 4;
const FONT_BOLD: i32 = 5;
const FIRST_PAGE: i32 = 6;

/// Writes the file. The same pages give the same bytes.
pub(crate) fn document(pages: &[Page], title: &Line) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut catalog = pdf.catalog(Ref::new(CATALOG));
    catalog.pages(Ref::new(PAGE_TREE));
    catalog.lang(TextStr("fr-CA"));
    // A print dialogue that "fits to page" would move the bars off the printer's dots.
    catalog
        .viewer_preferences()
        .display_doc_title(true)
        .pair(Name(b"PrintScaling"), Name(b"None"));
    catalog.finish();
    pdf.document_info(Ref::new(INFO))
        .title(TextStr(title.as_str()))
        .creator(TextStr("Doublelock"));
    for (id, base) in [(FONT_REGULAR, "Helvetica"), (FONT_BOLD, "Helvetica-Bold")] {
        pdf.type1_font(Ref::new(id))
            .base_font(Name(base.as_bytes()))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    let mut kids = Vec::with_capacity(pages.len());
    for (page, id) in pages.iter().zip((FIRST_PAGE..).step_by(2)) {
        let (page_id, content_id) = (Ref::new(id), Ref::new(id + 1));
        kids.push(page_id);
        let mut writer = pdf.page(page_id);
        writer
            .parent(Ref::new(PAGE_TREE))
            .media_box(Rect::new(
                0.0,
                0.0,
                points(page.size.width),
                points(page.size.height),
            ))
            .contents(content_id);
        let mut resources = writer.resources();
        let mut fonts = resources.fonts();
        fonts.pair(REGULAR, Ref::new(FONT_REGULAR));
        fonts.pair(BOLD, Ref::new(FONT_BOLD));
        fonts.finish();
        resources.finish();
        writer.finish();
        let mut content = Content::new();
        for (x, y, drawing) in &page.placed {
            for item in &drawing.items {
                put(&mut content, page.size.height, *x, *y, item);
            }
        }
        pdf.stream(content_id, &content.finish());
    }
    pdf.pages(Ref::new(PAGE_TREE))
        .count(i32::try_from(kids.len()).unwrap_or(i32::MAX))
        .kids(kids);
    pdf.finish()
}

/// Writes one item of a piece whose top left corner is at `left`, `top`.
fn put(content: &mut Content, page_height: f64, left: f64, top: f64, item: &Item) {
    match item {
        Item::Bars {
            x,
            y,
            height,
            dots,
            dot,
            runs,
        } => {
            // Onto the printer's grid, so that every edge falls between two dots.
            let x = ((left + x) / dot).round() * dot;
            let bottom = page_height - (top + y + height);
            content.save_state();
            content.transform([
                points(f64::from(*dots) * dot),
                0.0,
                0.0,
                points(*height),
                points(x),
                points(bottom),
            ]);
            for (start, width) in runs {
                content.rect(module(*start), 0.0, module(*width), 1.0);
            }
            content.fill_nonzero();
            content.restore_state();
        }
        Item::Text {
            x,
            baseline,
            size,
            width,
            face,
            anchor,
            text,
        } => {
            let shift = match anchor {
                Anchor::Left => 0.0,
                Anchor::Middle => width / 2.0,
                Anchor::Right => *width,
            };
            // Checked when the line was made; one that was not would be left out.
            let bytes = metrics::encode(text).unwrap_or_default();
            content.begin_text();
            let font = match face {
                Face::Regular => REGULAR,
                Face::Bold => BOLD,
            };
            content.set_font(font, points(*size));
            content.next_line(
                points(left + x - shift),
                points(page_height - (top + baseline)),
            );
            content.show(Str(&bytes));
            content.end_text();
        }
        Item::Frame { x, y, size } => {
            content.save_state();
            content.set_line_width(0.25).set_stroke_gray(0.6);
            content.rect(
                points(left + x),
                points(page_height - top - y - size.height),
                points(size.width),
                points(size.height),
            );
            content.stroke();
            content.restore_state();
        }
    }
}

/// Millimetres to points, rounded to a thousandth: shorter files, a third of a micrometre.
#[expect(
    clippy::cast_possible_truncation,
    reason = "page coordinates are below 1000 and a PDF number holds no more digits than this"
)]
fn points(mm: f64) -> f32 {
    ((mm * 72.0 / 25.4 * 1000.0).round() / 1000.0) as f32
}

/// A module position; symbols are narrower than 400 modules.
fn module(at: u32) -> f32 {
    f32::from(u16::try_from(at).unwrap_or(u16::MAX))
}
