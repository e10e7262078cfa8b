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
    fn the_style_loads_nothing() {
        for loading in ["url(", "@import", "@font-face", "expression", "http", "</"] {
            assert!(!STYLE.contains(loading), "{loading}");
        }
    }
}
