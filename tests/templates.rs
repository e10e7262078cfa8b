//! The promise: a page that cannot be made, or that breaks the rules of the house, fails here and
//! not in front of the person who needs it.
//!
//! Every sample of every page is rendered in both languages and its HTML is looked at; then the
//! sources of templates, catalogues and style sheets are. The rendered samples are written to
//! `target/pages/<fr|en>/`, for looking at them and for the accessibility run.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use doublelock::web::assets::Assets;
use doublelock::web::frame::Frame;
use doublelock::web::i18n::Catalogues;
use doublelock::web::locale::Locale;
use doublelock::web::page::{Listed, Missing, Renderer};
use doublelock::web::pages;

#[path = "look/typed.rs"]
mod typed;
#[path = "look/typography.rs"]
mod typography;

/// Filters that put text on a page unescaped. None is needed: component bodies and `set` blocks are
/// already HTML, and sentences may hold components.
const SAFE_ALLOWED: &[&str] = &[];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    fn walk(at: &Path, base: &Path, ending: &str, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, base, ending, found);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path
                    .strip_prefix(base)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let base = root().join(folder);
    let mut found = Vec::new();
    walk(&base, &base, ending, &mut found);
    found.sort();
    found
}

fn renderer() -> Renderer {
    match Renderer::embedded(Missing::Refuse) {
        Ok(renderer) => renderer,
        Err(error) => panic!("{error}"),
    }
}

/// One rendered sample.
struct Sample {
    /// `fr front/sign_in.html #2`
    name: String,
    file: &'static str,
    html: String,
}

/// Renders everything: each sample as a coordinator sees it, and pages at the door also with nobody
/// signed in.
fn samples() -> Vec<Sample> {
    let renderer = renderer();
    let mut all = Vec::new();
    for page in pages::all() {
        let source = fs::read_to_string(root().join("templates").join(page.file)).unwrap();
        let door = source.contains("{% extends \"front.html\" %}");
        for locale in Locale::ALL {
            let frame = Frame::sample(locale);
            let frames = if door {
                vec![frame.clone(), frame.signed_out()]
            } else {
                vec![frame]
            };
            for (who, frame) in frames.iter().enumerate() {
                render(&renderer, page, frame, who, &mut all);
            }
        }
    }
    all
}

fn render(
    renderer: &Renderer,
    page: &'static Listed,
    frame: &Frame,
    who: usize,
    all: &mut Vec<Sample>,
) {
    let made = (page.samples)(renderer, frame);
    assert!(!made.is_empty(), "{} has no samples", page.file);
    for (index, html) in made.into_iter().enumerate() {
        let name = format!("{} {} #{index}/{who}", frame.locale.code(), page.file);
        let html = html.unwrap_or_else(|error| {
            let source = std::error::Error::source(&error).expect("Tera's report");
            panic!("{name}: {source}")
        });
        all.push(Sample {
            name,
            file: page.file,
            html,
        });
    }
}

fn refuse(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

#[test]
fn every_template_has_a_page_and_every_page_a_template() {
    let on_disk: BTreeSet<_> = files("templates", ".html")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let embedded: BTreeSet<_> = Renderer::templates().collect();
    assert_eq!(
        on_disk, embedded,
        "templates on disk and in the program differ: touch appliance/app/web/assets.rs"
    );
    let shells: BTreeSet<_> = on_disk
        .iter()
        .filter(|name| !name.contains('/') || name.starts_with("parts/"))
        .cloned()
        .collect();
    let listed: BTreeSet<_> = pages::all()
        .iter()
        .map(|page| page.file.to_owned())
        .collect();
    assert_eq!(
        listed.len(),
        pages::all().len(),
        "a template is listed twice"
    );
    let needed: BTreeSet<_> = on_disk.difference(&shells).cloned().collect();
    assert_eq!(listed, needed, "pages listed and templates differ");
}

#[test]
fn every_sample_of_every_page_renders_in_both_languages() {
    let out = root().join("target/pages");
    let mut index = BTreeMap::<String, usize>::new();
    for sample in samples() {
        let (language, _) = sample.name.split_once(' ').unwrap();
        let stem = sample.file.trim_end_matches(".html").replace('/', "-");
        let n = index.entry(format!("{language}/{stem}")).or_default();
        let path = out.join(format!("{language}/{stem}-{n}.html"));
        *n += 1;
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &sample.html).unwrap();
        assert!(
            !sample.html.contains(['\u{2068}', '\u{2069}']),
            "{}: isolation marks",
            sample.name
        );
    }
    let assets = Assets::embedded();
    for name in Assets::names() {
        let url = assets.url(&name).unwrap();
        let asset = assets.get(url.strip_prefix("/static/").unwrap()).unwrap();
        let path = out.join(url.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &asset.bytes).unwrap();
    }
}

/// A start tag of the HTML: its name and the text between the brackets.
fn tags(html: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for piece in html.split('<').skip(1) {
        if !piece.starts_with(|first: char| first.is_ascii_alphabetic()) {
            continue;
        }
        // Attribute values are escaped, so the first `>` ends the tag.
        let inside = piece.split('>').next().unwrap();
        let name = inside
            .split(|c: char| c.is_whitespace())
            .next()
            .unwrap()
            .to_ascii_lowercase();
        found.push((name, inside.to_owned()));
    }
    found
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

fn has(tag: &str, name: &str) -> bool {
    tag.split_whitespace()
        .skip(1)
        .any(|word| word == name || word.starts_with(&format!("{name}=")))
}

#[test]
fn pages_keep_to_the_content_security_policy() {
    let mut bad = Vec::new();
    for sample in samples() {
        for (name, tag) in tags(&sample.html) {
            if has(&tag, "style") {
                bad.push(format!("{}: style= in <{tag}>", sample.name));
            }
            if name == "style" {
                bad.push(format!("{}: <style>", sample.name));
            }
            if name == "script" && !has(&tag, "src") {
                bad.push(format!("{}: inline <script>", sample.name));
            }
            let mut words = tag.split_whitespace().skip(1);
            if words.any(|word| word.starts_with("on") && word.contains("=\"")) {
                bad.push(format!("{}: on…= in <{tag}>", sample.name));
            }
            for link in ["href", "src", "action", "formaction"] {
                if let Some(target) = attribute(&tag, link)
                    && !target.starts_with('/')
                    && !target.starts_with('#')
                    && !target.starts_with('?')
                {
                    bad.push(format!(
                        "{}: {link}=\"{target}\" leaves the site",
                        sample.name
                    ));
                }
            }
        }
    }
    refuse(&bad, "forbidden by the content security policy");
}

#[test]
fn every_posted_form_carries_the_token() {
    let mut bad = Vec::new();
    for sample in samples() {
        for form in sample.html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            let (tag, inside) = form.split_once('>').unwrap();
            let post = attribute(tag, "method") == Some("post");
            let token = inside.contains("name=\"csrf\"") && inside.contains("name=\"once\"");
            if post != token {
                bad.push(format!("{}: <form{tag}>", sample.name));
            }
            if attribute(tag, "method").is_none() {
                bad.push(format!("{}: no method: <form{tag}>", sample.name));
            }
        }
    }
    refuse(
        &bad,
        "a POST form carries csrf and once, a GET form does not",
    );
}

#[test]
fn documents_say_their_language_and_have_one_main_heading() {
    let mut bad = Vec::new();
    for sample in samples() {
        let tag = if sample.name.starts_with("fr") {
            "fr-CA"
        } else {
            "en-CA"
        };
        if !sample.html.starts_with("<!DOCTYPE html>") {
            bad.push(format!("{}: does not start with the doctype", sample.name));
        }
        if !sample.html.contains(&format!("<html lang=\"{tag}\"")) {
            bad.push(format!("{}: <html> without lang", sample.name));
        }
        for (name, wanted) in [("h1", 1), ("main", 1), ("title", 1)] {
            let found = tags(&sample.html)
                .iter()
                .filter(|(tag, _)| tag == name)
                .count();
            if found != wanted {
                bad.push(format!("{}: {found} <{name}>", sample.name));
            }
        }
        if !sample.html.contains("href=\"/privacy-notice\"")
            && !sample.html.contains("class=\"paper\"")
        {
            bad.push(format!("{}: no link to the privacy notice", sample.name));
        }
    }
    refuse(&bad, "document structure");
}

#[test]
fn controls_have_names_and_references_have_targets() {
    let mut bad = Vec::new();
    for sample in samples() {
        let all = tags(&sample.html);
        let mut ids = BTreeSet::new();
        for (_, tag) in &all {
            if let Some(id) = attribute(tag, "id")
                && !ids.insert(id.to_owned())
            {
                bad.push(format!("{}: id `{id}` twice", sample.name));
            }
        }
        let labelled: BTreeSet<_> = all
            .iter()
            .filter(|(name, _)| name == "label")
            .filter_map(|(_, tag)| attribute(tag, "for"))
            .collect();
        for (name, tag) in &all {
            for reference in [
                "for",
                "aria-labelledby",
                "aria-describedby",
                "popovertarget",
            ] {
                for id in attribute(tag, reference)
                    .into_iter()
                    .flat_map(str::split_whitespace)
                {
                    if !ids.contains(id) {
                        bad.push(format!(
                            "{}: {reference} names `{id}`, which is not there",
                            sample.name
                        ));
                    }
                }
            }
            let hidden = attribute(tag, "type") == Some("hidden");
            if ["input", "select", "textarea"].contains(&name.as_str())
                && !hidden
                && !has(tag, "aria-label")
                && !attribute(tag, "id").is_some_and(|id| labelled.contains(id))
            {
                bad.push(format!("{}: no label for <{tag}>", sample.name));
            }
            if name == "img" && !has(tag, "alt") {
                bad.push(format!("{}: no alt in <{tag}>", sample.name));
            }
            if name == "th" && !has(tag, "scope") {
                bad.push(format!("{}: no scope in <{tag}>", sample.name));
            }
        }
    }
    refuse(&bad, "names and references");
}

#[test]
fn every_icon_exists_and_stands_beside_a_word() {
    let css: String = files("static/css", ".css")
        .into_iter()
        .map(|(_, css)| css)
        .collect();
    let mut bad = Vec::new();
    for sample in samples() {
        for (_, tag) in tags(&sample.html) {
            for class in attribute(&tag, "class")
                .into_iter()
                .flat_map(str::split_whitespace)
            {
                if class.starts_with("i-") && !css.contains(&format!(".{class} ")) {
                    bad.push(format!("{}: no icon `{class}`", sample.name));
                }
            }
        }
        for (open, close) in [
            ("<a ", "</a>"),
            ("<button", "</button>"),
            ("<h2", "</h2>"),
            ("<summary", "</summary>"),
        ] {
            for control in sample.html.split(open).skip(1) {
                let inside = control.split(close).next().unwrap();
                let inside = inside.split_once('>').map_or("", |(_, inside)| inside);
                if without_tags(inside).trim().is_empty() && !inside.contains(" alt=\"") {
                    bad.push(format!(
                        "{}: {open}{inside}{close} has no word",
                        sample.name
                    ));
                }
            }
        }
        // A state is never its shape alone.
        for state in sample.html.split("<span class=\"st ").skip(1) {
            let rest = state.split_once('>').unwrap().1;
            let word = without_tags(&rest[..rest.floor_char_boundary(400)]);
            if word.trim().is_empty() {
                bad.push(format!("{}: a state without its word", sample.name));
            }
        }
    }
    refuse(&bad, "icons");
}

fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// The template without comments, expressions and statements.
fn without_tera(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        let closing = match rest.as_bytes().get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                out.push('{');
                rest = &rest[start + 1..];
                continue;
            }
        };
        match rest[start..].find(closing) {
            Some(end) => rest = &rest[start + end + 2..],
            None => return out,
        }
    }
    out.push_str(rest);
    out
}

#[test]
fn no_words_stand_in_templates() {
    let mut bad = Vec::new();
    for (name, source) in files("templates", ".html") {
        let plain = without_tera(&source);
        let text = without_tags(&plain.replace("<!DOCTYPE html>", ""));
        for word in text
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic))
        {
            bad.push(format!("{name}: `{word}` belongs in the catalogue"));
        }
        for spoken in ["aria-label", "title", "placeholder", "alt", "data-label"] {
            for (_, tag) in tags(&plain) {
                if attribute(&tag, spoken)
                    .is_some_and(|value| value.chars().any(char::is_alphabetic))
                {
                    bad.push(format!("{name}: {spoken} in <{tag}>"));
                }
            }
        }
    }
    refuse(&bad, "words outside t()");
}

#[test]
fn nothing_is_put_on_a_page_unescaped() {
    let mut bad = Vec::new();
    for (name, source) in files("templates", ".html") {
        for (at, _) in source.match_indices("safe") {
            let before = source[..at].trim_end();
            if before.ends_with('|') && !SAFE_ALLOWED.contains(&name.as_str()) {
                bad.push(format!("{name}: | safe"));
            }
        }
        if source.contains("autoescape") {
            bad.push(format!("{name}: autoescape"));
        }
        // A value in an attribute is escaped for a quoted one only.
        for (at, _) in source.match_indices("={{") {
            bad.push(format!(
                "{name}: unquoted {}",
                &source[at..source.len().min(at + 30)]
            ));
        }
    }
    refuse(&bad, "unescaped output");
}

/// Keys named in templates as `key="…"`, each with its template, and all their string literals.
fn keys_in_templates() -> (BTreeMap<String, String>, BTreeSet<String>) {
    let mut in_templates = BTreeMap::new();
    let mut literals = BTreeSet::new();
    for (name, source) in files("templates", ".html") {
        for piece in source.split("key=\"").skip(1) {
            let key = piece.split('"').next().unwrap();
            let rest = piece[key.len() + 1..].trim_start();
            // `key="state-" ~ kind` is made up at run time.
            if !rest.starts_with('~') {
                in_templates.insert(key.to_owned(), name.clone());
            }
        }
        literals.extend(source.split('"').map(str::to_owned));
    }
    (in_templates, literals)
}

/// String literals of the program.
fn literals_in_rust() -> BTreeSet<String> {
    files("appliance/app", ".rs")
        .iter()
        .flat_map(|(_, source)| source.split('"').map(str::to_owned))
        .collect()
}

/// Keys made up at run time are declared as `keys: prefix-*` in a comment of a template or a page.
fn declared_prefixes() -> Vec<String> {
    let mut found = Vec::new();
    for (_, source) in files("templates", ".html")
        .into_iter()
        .chain(files("appliance/app", ".rs"))
    {
        for piece in source.split("keys: ").skip(1) {
            let list = piece.split(['\n', '#']).next().unwrap();
            found.extend(
                list.split([',', ' '])
                    .filter_map(|word| word.trim().strip_suffix('*'))
                    .filter(|prefix| !prefix.is_empty())
                    .map(str::to_owned),
            );
        }
    }
    found
}

#[test]
fn every_sentence_is_there_in_both_languages_and_is_used() {
    let catalogues = Catalogues::embedded().unwrap();
    let french = catalogues.keys(Locale::FrCa);
    let english = catalogues.keys(Locale::EnCa);
    let mut bad = Vec::new();
    for key in french.symmetric_difference(english) {
        bad.push(format!("`{key}` is in one language only"));
    }
    let (in_templates, in_text) = keys_in_templates();
    let literals = literals_in_rust();
    let prefixes = declared_prefixes();
    for (key, template) in &in_templates {
        if !french.contains(key) {
            bad.push(format!("`{key}`, asked for by {template}, is missing"));
        }
    }
    // Literals of the web folder that look like keys of a family made up at run time.
    for literal in &literals {
        let family = prefixes
            .iter()
            .any(|prefix| literal.len() > prefix.len() && literal.starts_with(prefix));
        let shaped = literal
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if family && shaped && !literal.ends_with('-') && !french.contains(literal) {
            bad.push(format!("`{literal}`, named in the sources, is missing"));
        }
    }
    for page in pages::all() {
        if !french.contains(page.name) {
            bad.push(format!(
                "`{}`, the title of {}, is missing",
                page.name, page.file
            ));
        }
    }
    for key in french {
        let named = literals.contains(key) || in_text.contains(key);
        if !named && !prefixes.iter().any(|prefix| key.starts_with(prefix)) {
            bad.push(format!("`{key}` is not used"));
        }
    }
    for (file, _) in files("templates/locales/fr-CA", ".ftl") {
        if !root().join("templates/locales/en-CA").join(&file).exists() {
            bad.push(format!("{file} is in French only"));
        }
    }
    refuse(&bad, "catalogues");
}

/// Values of the closed lists of the rules, by list: what stands between quotes in a `text_enum!`.
fn closed_lists() -> Vec<(String, Vec<String>)> {
    let mut lists = Vec::new();
    for (_, source) in files("appliance/domain/src", ".rs") {
        for list in source.split("text_enum! {").skip(1) {
            let list = list.split("\n}").next().unwrap();
            let name = list.split("pub enum ").nth(1).unwrap();
            let name = name.split(' ').next().unwrap().to_owned();
            let values = list.split("= \"").skip(1);
            let values = values.map(|rest| rest.split('"').next().unwrap().to_owned());
            lists.push((name, values.collect()));
        }
    }
    lists
}

/// A value that joined a list without its sentence is a page that cannot be made.
#[test]
fn sentences_that_name_nearly_all_values_of_a_closed_list_name_all() {
    // Not a word of the outcome of a line: of what the station says after a scan.
    const OTHERWISE: [&str; 1] = ["station-word-expected"];
    let catalogues = Catalogues::embedded().unwrap();
    let keys = catalogues.keys(Locale::FrCa);
    let lists = closed_lists();
    assert!(lists.len() > 40, "{} lists", lists.len());
    let mut bad = Vec::new();
    for (list, values) in lists.iter().filter(|(_, values)| values.len() > 4) {
        let families: BTreeSet<&str> = (keys.iter())
            .filter_map(|key| values.iter().find_map(|value| key.strip_suffix(&**value)))
            .filter(|family| family.ends_with('-'))
            .collect();
        for family in families {
            let missing = values
                .iter()
                .map(|value| format!("{family}{value}"))
                .filter(|key| !keys.contains(key))
                .collect::<Vec<_>>();
            if missing.len() <= (values.len() / 6).max(1) {
                bad.extend(
                    (missing.into_iter())
                        .filter(|key| !OTHERWISE.contains(&&**key))
                        .map(|key| format!("`{key}`, of {list}, is missing")),
                );
            }
        }
    }
    refuse(&bad, "closed lists");
}
