//! The frame of every page, and what makes foreign text safe in it.
//!
//! A page is one file: its style is inside, it has no script, and all it shows lies beside it. It names
//! its own colours, because it travels alone.

use std::fmt::Write as _;

use crate::contents::{Bilingual, Language};
use crate::names::is_deceptive;

/// Most characters of one foreign text that a page shows: a recipient, an address and who took it fit.
const LONGEST: usize = 800;
const STYLE: &str = include_str!("style.css");
/// Says it again to a browser: nothing runs and nothing is fetched, but pictures that lie beside the page.
/// A page that was opened from a disc has an origin of its own, so its pictures are not 'self'.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; base-uri 'none'; form-action 'none'";

/// Makes text safe to stand in HTML, in content and in quoted attributes, and cuts what is too long.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut characters = text.chars();
    for c in characters.by_ref().take(LONGEST) {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\t' | '\n' => safe.push(' '),
            c if is_deceptive(c) => safe.push('\u{FFFD}'),
            c => safe.push(c),
        }
    }
    if characters.next().is_some() {
        safe.push('…');
    }
    safe
}

/// Text as it came from elsewhere: nobody knows its language, and its direction stays its own.
pub(super) fn foreign(text: &str) -> String {
    format!("<bdi lang=\"\">{}</bdi>", escape(text))
}

/// `fr` or `en`: the name of a language's part of a page, and the start of the names inside it.
pub(super) fn part(language: Language) -> &'static str {
    language.code()
}

const fn tag(language: Language) -> &'static str {
    match language {
        Language::French => "fr-CA",
        Language::English => "en-CA",
    }
}

/// What a page is called in the window, and how wide it may be.
pub(super) struct Frame<'t> {
    pub(super) first: Language,
    pub(super) title: &'t Bilingual,
    pub(super) wide: bool,
}

/// A whole page: one part per language, the first one first. The title names nobody, since browsers keep it.
pub(super) fn page(frame: &Frame<'_>, body: impl Fn(Language) -> String) -> String {
    let Frame { first, title, wide } = *frame;
    let order = [first, first.other()];
    let links: String = order
        .iter()
        .map(|language| {
            let (id, lang, name) = (
                part(*language),
                tag(*language),
                language.say("Français", "English"),
            );
            format!("<a href=\"#{id}\" hreflang=\"{lang}\" lang=\"{lang}\">{name}</a>")
        })
        .collect();
    let parts: String = order
        .iter()
        .map(|language| {
            let (id, lang) = (part(*language), tag(*language));
            format!(
                "<section class=\"part\" id=\"{id}\" lang=\"{lang}\" aria-labelledby=\"{id}-t\">\n{}</section>\n",
                body(*language)
            )
        })
        .collect();
    let titles = order
        .map(|language| escape(title.text(language)))
        .join(" / ");
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{titles}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <div class=\"sheet{wide}\">\n<nav class=\"langs\" aria-label=\"{choice}\">{links}</nav>\n<main>\n{parts}</main>\n</div>\n</body>\n</html>\n",
        lang = tag(first),
        wide = if wide { " wide" } else { "" },
        choice = first.say("Langue", "Language"),
    )
}

/// A heading that starts a part of a page. It is HTML already.
pub(super) fn title(language: Language, text: &str) -> String {
    format!("<h1 id=\"{}-t\">{text}</h1>\n", part(language))
}

/// A table that a narrow window scrolls.
pub(super) fn table(headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = "<div class=\"scroll\"><table>\n<thead><tr>".to_owned();
    for heading in headings {
        let _ = write!(text, "<th scope=\"col\">{}</th>", escape(heading));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        text.push_str("<tr>");
        for cell in row {
            let _ = write!(text, "<td>{}</td>", escape(&cell));
        }
        text.push_str("</tr>\n");
    }
    text + "</tbody>\n</table></div>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_cannot_become_markup() {
        let hostile = "<script>alert(1)</script>\" onload='x' \u{202E}&\u{0}\n";
        let safe = escape(hostile);
        assert_eq!(
            safe,
            "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; \u{FFFD}&amp;\u{FFFD} "
        );
        assert_eq!(escape("أحمد"), "أحمد", "letters of any script stay");
    }

    #[test]
    fn what_is_too_long_is_cut_and_shows_it() {
        assert_eq!(escape(&"é".repeat(LONGEST)).chars().count(), LONGEST);
        let cut = escape(&"é".repeat(LONGEST + 1));
        assert!(cut.ends_with("é…") && cut.chars().count() == LONGEST + 1);
    }

    #[test]
    fn text_from_elsewhere_claims_no_language_and_moves_nothing_around_it() {
        assert_eq!(
            foreign("<b>أحمد</b>"),
            "<bdi lang=\"\">&lt;b&gt;أحمد&lt;/b&gt;</bdi>"
        );
    }

    #[test]
    fn a_page_is_one_part_per_language_each_under_its_own_heading_and_one_link_to_each() {
        let of = |first, wide| {
            let frame = Frame {
                first,
                title: &Bilingual::new("Aperçus", "Previews & more"),
                wide,
            };
            page(&frame, |language| {
                title(language, language.say("Examen", "Exam"))
            })
        };
        let text = of(Language::English, true);
        assert!(text.starts_with("<!DOCTYPE html>\n<html lang=\"en-CA\">\n<head>\n"));
        assert!(text.contains("<title>Previews &amp; more / Aperçus</title>"));
        assert!(text.ends_with(
            "<body>\n<div class=\"sheet wide\">\n<nav class=\"langs\" aria-label=\"Language\">\
             <a href=\"#en\" hreflang=\"en-CA\" lang=\"en-CA\">English</a>\
             <a href=\"#fr\" hreflang=\"fr-CA\" lang=\"fr-CA\">Français</a></nav>\n<main>\n\
             <section class=\"part\" id=\"en\" lang=\"en-CA\" aria-labelledby=\"en-t\">\n\
             <h1 id=\"en-t\">Exam</h1>\n</section>\n\
             <section class=\"part\" id=\"fr\" lang=\"fr-CA\" aria-labelledby=\"fr-t\">\n\
             <h1 id=\"fr-t\">Examen</h1>\n</section>\n\
             </main>\n</div>\n</body>\n</html>\n"
        ));
        let text = of(Language::French, false);
        assert!(text.contains("<html lang=\"fr-CA\">"));
        assert!(
            text.contains("<div class=\"sheet\">\n<nav class=\"langs\" aria-label=\"Langue\">")
        );
    }

    #[test]
    fn a_table_has_a_cell_for_each_text_under_the_headings_and_each_is_only_text() {
        let rows = [["1", "<b>"], ["2", "&"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(
            table(&["N<o>", "Quoi"], rows.into_iter()),
            "<div class=\"scroll\"><table>\n\
             <thead><tr><th scope=\"col\">N&lt;o&gt;</th><th scope=\"col\">Quoi</th></tr></thead>\n\
             <tbody>\n<tr><td>1</td><td>&lt;b&gt;</td></tr>\n\
             <tr><td>2</td><td>&amp;</td></tr>\n</tbody>\n</table></div>\n"
        );
    }

    #[test]
    fn the_style_loads_nothing() {
        for loading in ["url(", "@import", "@font-face", "expression", "http", "</"] {
            assert!(!STYLE.contains(loading), "{loading}");
        }
    }
}
