//! How words are set in each language, and what style sheets may name: read from the sources, no page
//! is rendered.

use super::{files, refuse};

/// The values of a catalogue, without comments, keys and placeables.
fn spoken_lines(source: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    for (index, line) in source.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let value = if line.starts_with(char::is_whitespace) {
            line
        } else {
            line.split_once('=').map_or("", |(_, value)| value)
        };
        let value = value.trim_start();
        let value = match value.strip_prefix('*').unwrap_or(value).strip_prefix('[') {
            Some(variant) => variant.split_once(']').map_or("", |(_, value)| value),
            None => value,
        };
        // A placeable stands for its value: keep a mark, so the spaces around it still count.
        let mut text = String::new();
        let mut depth = 0;
        for c in value.chars() {
            match c {
                '{' => depth += 1,
                '}' => {
                    depth -= 1;
                    text.push('¤');
                }
                c if depth == 0 => text.push(c),
                _ => {}
            }
        }
        lines.push((index + 1, text));
    }
    lines
}

#[test]
fn french_is_set_as_french_is_set() {
    let mut bad = Vec::new();
    for (file, source) in files("templates/locales/fr-CA", ".ftl") {
        for (line, text) in spoken_lines(&source) {
            let mut wrong = |rule: &str| bad.push(format!("fr-CA/{file}:{line}: {rule}: {text}"));
            if text.contains(" :")
                || text.contains(" »")
                || text.contains("« ")
                || text.contains(" %")
            {
                wrong("a plain space where U+00A0 belongs");
            }
            let tight = text.replace("::", "");
            if tight
                .char_indices()
                .filter(|(_, c)| *c == ':')
                .any(|(at, _)| {
                    !tight[..at].ends_with(['\u{a0}'])
                        && !tight[..at].ends_with(|c: char| c.is_ascii_digit())
                })
            {
                wrong("no U+00A0 before a colon");
            }
            for mark in [';', '!', '?'] {
                if text.contains(&format!(" {mark}")) || text.contains(&format!("\u{a0}{mark}")) {
                    wrong("a space before ; ! ?");
                }
            }
            common_typography(&text, &mut wrong);
            if text.contains("(e)") || text.contains("(s)") || text.contains("·e") {
                wrong("a shortened feminine or plural");
            }
            if text.contains('“') && !text.contains('«') {
                wrong("English quotation marks");
            }
        }
    }
    refuse(&bad, "French typography");
}

#[test]
fn english_is_set_as_english_is_set() {
    let mut bad = Vec::new();
    for (file, source) in files("templates/locales/en-CA", ".ftl") {
        for (line, text) in spoken_lines(&source) {
            let mut wrong = |rule: &str| bad.push(format!("en-CA/{file}:{line}: {rule}: {text}"));
            common_typography(&text, &mut wrong);
            for mark in [':', ';', '!', '?', '%'] {
                if text.contains(&format!(" {mark}")) || text.contains(&format!("\u{a0}{mark}")) {
                    wrong("a space before a mark");
                }
            }
            if text.contains(['«', '»']) {
                wrong("French quotation marks");
            }
        }
    }
    refuse(&bad, "English typography");
}

fn common_typography(text: &str, wrong: &mut impl FnMut(&str)) {
    if text.contains(['"', '\'']) {
        wrong("straight quotes");
    }
    if text.contains("...") {
        wrong("three dots");
    }
    if text.contains('\u{202f}') {
        wrong("U+202F");
    }
    if text.contains("  ") {
        wrong("two spaces");
    }
    if text.contains('!') {
        wrong("an exclamation mark");
    }
}

#[test]
fn style_sheets_name_colours_sizes_and_icons_only_where_they_may() {
    let sheets = files("static/css", ".css");
    let total: usize = sheets.iter().map(|(_, css)| css.len()).sum();
    let mut bad = Vec::new();
    if total >= 80_000 {
        bad.push(format!("{total} bytes of CSS: 80 000 are allowed"));
    }
    for (name, css) in sheets {
        let important = css.matches("!important").count();
        if important > 0 && name != "print.css" {
            bad.push(format!("{name}: !important"));
        }
        if name == "tokens.css" {
            continue;
        }
        let mut first_block_over = false;
        for (line, text) in css.lines().enumerate() {
            if text.trim() == "}" {
                first_block_over = true;
            }
            let hex = text.split('#').skip(1).any(|piece| {
                let digits = piece.bytes().take_while(u8::is_ascii_hexdigit).count();
                [3, 4, 6, 8].contains(&digits)
            });
            let own_ground =
                ["station.css", "imaging.css"].contains(&name.as_str()) && !first_block_over;
            if hex && name != "print.css" && !own_ground {
                bad.push(format!("{name}:{}: a colour outside tokens.css", line + 1));
            }
            if text.contains("font-size")
                && text
                    .split("font-size")
                    .skip(1)
                    .any(|v| v.split(';').next().unwrap().contains("px"))
            {
                bad.push(format!("{name}:{}: a type size in px", line + 1));
            }
            if text.contains("http:") || text.contains("https:") || text.contains("data:") {
                bad.push(format!("{name}:{}: something from outside", line + 1));
            }
        }
    }
    refuse(&bad, "style sheets");
}
