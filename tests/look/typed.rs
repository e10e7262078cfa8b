//! What people entered is theirs: a browser's translator must leave it alone (`translate="no"`),
//! or a name changes on the way to a page that somebody acts on.

use super::{refuse, samples};

/// Words that stand in samples only where a person, another machine or the site entered them. The
/// last one is how markup that somebody typed looks once it is escaped.
const ENTERED: &[&str] = &[
    "Bélanger",
    "BELANGER",
    "Tremblay",
    "Bergeron",
    "Nguyen",
    "Karim",
    "Sophie",
    "Nadia",
    "Express Boréal",
    "CEREBRALE",
    "RIVE_PACS",
    "&lt;",
];

/// Elements without an end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// The text of a page with whether a translator may touch it.
fn texts(html: &str) -> Vec<(bool, &str)> {
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let translated = open.last().is_none_or(|(_, translated)| *translated);
        found.push((translated, &rest[..at]));
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        // An attribute's value may hold what looks like an end: quotes are looked at.
        let mut quoted = false;
        let end = rest
            .find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })
            .unwrap_or(rest.len() - 1);
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let name = tag
            .trim_start_matches('/')
            .split(|c: char| c.is_ascii_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        if tag.starts_with('/') {
            while let Some((last, _)) = open.pop() {
                if last == name {
                    break;
                }
            }
        } else if !tag.starts_with('!') && !tag.ends_with('/') && !VOID.contains(&name) {
            let own = if tag.contains("translate=\"no\"") {
                false
            } else {
                translated || tag.contains("translate=\"yes\"")
            };
            open.push((name, own));
        }
    }
    found.push((true, rest));
    found
}

#[test]
fn the_walk_over_a_page_sees_what_is_inside_what() {
    let html = "<!doctype html><p title=\"a > b\">un <b translate=\"no\">deux<br><i>trois</i></b> quatre</p>";
    let kept: Vec<_> = texts(html)
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect();
    assert_eq!(
        kept,
        [
            (true, "un "),
            (false, "deux"),
            (false, "trois"),
            (true, " quatre")
        ]
    );
}

#[test]
fn a_translator_leaves_alone_what_people_entered() {
    let mut bad = Vec::new();
    for sample in samples() {
        for (translated, text) in texts(&sample.html) {
            if let Some(word) = ENTERED.iter().find(|word| text.contains(**word))
                && translated
            {
                bad.push(format!("{}: {word}: {}", sample.name, text.trim()));
            }
        }
    }
    refuse(&bad, "entered text without translate=\"no\"");
}
