//! A piece as an SVG picture, for the screen and for printing from a browser.

use std::fmt::Write as _;

use crate::drawing::{Anchor, Item};
use crate::metrics::Face;
use crate::pieces::Piece;

/// Draws one piece. The picture has its own white ground (a dark page would eat the quiet zone),
/// real millimetres as its size, no style sheet, no script and no link, so that it may stand in
/// a page with the strictest content policy or in a file of its own.
pub fn svg(piece: &impl Piece) -> String {
    let drawing = draw(piece);
    let (w, h) = (mm(drawing.size.width), mm(drawing.size.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}mm\" height=\"{h}mm\" \
         viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{}\">\
         <rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>",
        escape(&piece.spoken())
    );
    for item in &drawing.items {
        // Writing to a String can't fail.
        let _ = match item {
            Item::Bars {
                x,
                y,
                height,
                dots,
                dot,
                runs,
            } => {
                // The path is in whole modules; only the group scales it.
                let path = runs.iter().fold(String::new(), |mut path, (start, width)| {
                    let _ = write!(path, "M{start} 0h{width}v1h-{width}z");
                    path
                });
                write!(
                    out,
                    "<path fill=\"#000\" shape-rendering=\"crispEdges\" \
                     transform=\"translate({} {}) scale({} {})\" d=\"{path}\"/>",
                    mm(*x),
                    mm(*y),
                    mm(f64::from(*dots) * dot),
                    mm(*height)
                )
            }
            Item::Text {
                x,
                baseline,
                size,
                width,
                face,
                anchor,
                text,
            } => write!(
                out,
                "<text x=\"{}\" y=\"{}\" font-family=\"Helvetica, Arial, sans-serif\" \
                 font-size=\"{}\" font-weight=\"{}\" text-anchor=\"{}\" textLength=\"{}\" \
                 lengthAdjust=\"spacingAndGlyphs\" fill=\"#000\">{}</text>",
                mm(*x),
                mm(*baseline),
                mm(*size),
                match face {
                    Face::Regular => 400,
                    Face::Bold => 700,
                },
                match anchor {
                    Anchor::Left => "start",
                    Anchor::Middle => "middle",
                    Anchor::Right => "end",
                },
                mm(*width),
                escape(text)
            ),
            Item::Frame { x, y, size } => write!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#999\" \
                 stroke-width=\"0.1\"/>",
                mm(*x),
                mm(*y),
                mm(size.width),
                mm(size.height)
            ),
        };
    }
    out.push_str("</svg>");
    out
}

fn draw<P: Piece>(piece: &P) -> crate::drawing::Drawing {
    piece.draw(P::SIZE, P::PRINTER)
}

/// Millimetres with at most five decimals and no empty ones.
fn mm(value: f64) -> String {
    let text = format!("{value:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".into()
    } else {
        text.into()
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::{Label, Line};

    fn label(kind: &str) -> Label {
        let line = |text| Line::new(text).unwrap();
        Label::new(
            "DI1234567812",
            line(kind),
            vec![],
            line("Trouvé? 514 555-0142"),
        )
        .unwrap()
    }

    #[test]
    fn bars_are_one_path_of_whole_modules_inside_its_quiet_zone() {
        let picture = svg(&label("FILM"));
        assert_eq!(picture.matches("<path").count(), 1);
        let path = picture
            .split("d=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let mut right = 0;
        for bar in path.split_terminator('z') {
            let (start, rest) = bar.strip_prefix('M').unwrap().split_once(" 0h").unwrap();
            let (width, back) = rest.split_once("v1h-").unwrap();
            let (start, width): (u32, u32) = (start.parse().unwrap(), width.parse().unwrap());
            assert_eq!(back.parse::<u32>().unwrap(), width);
            assert!(start >= 10 && (1..=4).contains(&width));
            right = start + width;
        }
        assert_eq!(right, 133, "123 modules after a quiet zone of 10");
        // 143 modules of 0.25 mm in the middle of 50 mm
        assert!(
            picture.contains("translate(7.125 6.2) scale(0.25 10.2)"),
            "{picture}"
        );
    }

    #[test]
    fn the_picture_needs_no_style_and_text_can_not_become_markup() {
        let picture = svg(&label("<script>\"'&"));
        assert!(!picture.contains("style") && !picture.contains("<script"));
        assert!(picture.contains(">&lt;script&gt;&quot;&#39;&amp;</text>"));
        assert!(picture.contains("width=\"50mm\" height=\"25mm\" viewBox=\"0 0 50 25\""));
        assert!(picture.contains("aria-label=\"DI 1234 5678 12\""));
    }
}
