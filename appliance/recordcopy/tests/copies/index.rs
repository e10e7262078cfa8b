//! What a person opens: it names them, leads to everything in the copy, and speaks one language at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::described::{build, is, pages, part, read, values, whole, words};
use crate::made::{check, files, rsa_signer, three_images, tools};
use doublelock_recordcopy::{
    Article, Bilingual, Category, Contents, CustodyLine, Keeper, Language, build_folder,
};

#[test]
fn the_index_names_the_person_and_says_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(folder.path(), whole());
    assert!(check(&built.folder).is_sound());
    let index = read(&built, "INDEX.HTM");
    for (language, expected) in [
        (
            "fr",
            [
                "Luc Bergeron-Aubé",
                "17\u{A0}juin\u{A0}1958",
                "reçue le 26\u{A0}octobre\u{A0}2026. 3\u{A0}examens, 39\u{A0}images, 3\u{A0}documents.",
                "Hôpital régional des Monts",
                "GENOU DROIT SANS CONTRASTE",
                "33\u{A0}images, 2\u{A0}séries.",
                "514 555-0142",
            ],
        ),
        (
            "en",
            [
                "Luc Bergeron-Aubé",
                "June\u{A0}17, 1958",
                "received on October\u{A0}26, 2026. 3\u{A0}exams, 39\u{A0}images, 3\u{A0}documents.",
                "Hôpital régional des Monts",
                "GENOU DROIT SANS CONTRASTE",
                "33\u{A0}images, 2\u{A0}series.",
                "514 555-0142",
            ],
        ),
    ] {
        let part = part(&index, language);
        for words in expected {
            assert!(part.contains(words), "{words}");
        }
    }
    let title = index
        .split_once("<title>")
        .unwrap()
        .1
        .split_once("</title>")
        .unwrap()
        .0;
    assert_eq!(
        title, "Copie de votre dossier / Copy of your record",
        "nobody is named in it"
    );
}

#[test]
fn exams_are_listed_latest_first_with_a_picture_from_the_middle_of_each() {
    let folder = tempfile::tempdir().unwrap();
    let index = read(&build(folder.path(), whole()), "INDEX.HTM");
    for language in ["fr", "en"] {
        let part = part(&index, language);
        let (covers, alts) = (values(part, "src"), values(part, "alt"));
        // From the middle of a series: 24 of 30, then 2, then 4.
        assert_eq!(
            covers,
            [
                "VIEW/E0001/S0001/P0013.PNG",
                "VIEW/E0002/S0001/P0002.PNG",
                "VIEW/E0003/S0001/P0003.PNG"
            ]
        );
        assert_eq!(alts.len(), 3);
        let kinds = ["(MR)", "(DX)", "(CR)"];
        assert!(
            alts.iter().zip(kinds).all(|(alt, kind)| alt.contains(kind)),
            "{alts:?}"
        );
        let titles: Vec<&str> = part
            .split("<h3>")
            .skip(1)
            .map(|rest| rest.split_once('<').unwrap().0)
            .collect();
        let french = [
            "Résonance magnétique (MR), 14\u{A0}septembre\u{A0}2026",
            "Radiographie (DX), 12\u{A0}mars\u{A0}2025",
            "Radiographie (CR), sans date",
        ];
        let english = [
            "Magnetic resonance (MR), September\u{A0}14, 2026",
            "X-ray (DX), March\u{A0}12, 2025",
            "X-ray (CR), no date",
        ];
        assert_eq!(titles, if language == "fr" { french } else { english });
    }
}

#[test]
fn every_link_leads_to_a_file_of_the_copy_and_every_preview_is_shown_by_one_page_of_previews() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(folder.path(), whole());
    let pages = pages(&built);
    let mut shown: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (path, page) in &pages {
        let base = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let targets = values(page, "href").into_iter().chain(values(page, "src"));
        for target in targets {
            let (file, anchor) = target
                .split_once('#')
                .map_or((target, None), |(f, a)| (f, Some(a)));
            let resolved = match (file, file.strip_prefix("../")) {
                ("", _) => path.clone(),
                (_, Some(above)) => above.to_owned(),
                _ if base.is_empty() => file.to_owned(),
                _ => format!("{base}/{file}"),
            };
            let listed = built
                .manifest
                .files
                .iter()
                .any(|entry| entry.path == resolved);
            assert!(listed, "{path} leads to {target}");
            if let Some(anchor) = anchor {
                let ids = values(&pages[&resolved], "id");
                let times = ids.iter().filter(|id| **id == anchor).count();
                assert_eq!(times, 1, "{path} leads to {target}");
            }
            if path.starts_with("VIEW/") && is(&resolved, "PNG") {
                shown.entry(resolved).or_default().insert(path);
            }
        }
    }
    let previews: Vec<_> = built
        .manifest
        .files
        .iter()
        .filter(|file| file.category == Category::Preview && is(&file.path, "PNG"))
        .collect();
    assert_eq!(previews.len(), 24 + 3 + 2 + 4);
    for file in previews {
        assert_eq!(shown[&file.path].len(), 1, "{}", file.path);
        assert!(
            file.origin.starts_with("1.2.3."),
            "from an image: {}",
            file.origin
        );
    }
    let listed = read(&built, "INDEX.HTM");
    for path in [
        "DOCS/RAPPORT.PDF",
        "DOCS/PIECES/P0000001.JPG",
        "DOCS/CHAINE.HTM",
        "DOCS/ACCES.HTM",
    ] {
        assert!(listed.contains(&format!("href=\"{path}")), "{path}");
    }
}

#[test]
fn no_page_has_a_script_an_outside_address_or_a_style_that_loads_something() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(folder.path(), whole());
    let pages = pages(&built);
    assert_eq!(pages.len(), 6);
    for (path, page) in &pages {
        let lower = page.to_lowercase();
        for refused in [
            "<script",
            "javascript:",
            " on",
            "http:",
            "https:",
            "//",
            "url(",
            "@import",
            "<link",
            "<iframe",
            "<object",
            "<embed",
            "<form",
            "<base",
            "srcset",
            " style=",
            "data:",
            "<svg",
            "refresh",
        ] {
            let found = lower.match_indices(refused).any(|(at, _)| {
                // Of " on…" only what would be an attribute that runs something.
                let word = lower[at + refused.len()..]
                    .split(['=', ' ', '<', '>'])
                    .next()
                    .unwrap();
                refused != " on" || lower[at + 3 + word.len()..].starts_with('=')
            });
            assert!(!found, "{refused} in {path}");
        }
        assert!(page.contains(
            "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:;"
        ));
    }
}

#[test]
fn hostile_words_are_shown_as_words_and_make_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = "\"><script>alert('x')</script>\u{202E}\u{2066}";
    let long = "é".repeat(5_000);
    let mut made = whole();
    made.person.name = format!("Marie {hostile}");
    made.organisation = hostile.to_owned();
    made.phone = hostile.to_owned();
    made.exams[0].description = Some(hostile.to_owned());
    made.exams[0].institution = Some(long.clone());
    made.exams[0].series[0].kind = Some(Bilingual::new(hostile, hostile));
    made.articles[0].what = Bilingual::new(hostile, hostile);
    made.articles[0].place = Bilingual::new(hostile, hostile);
    made.custody[0].by = hostile.to_owned();
    made.disclosures[0].recipient = Bilingual::new(hostile, hostile);
    let built = build(folder.path(), made);
    let escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\u{FFFD}\u{FFFD}";
    for (path, page) in pages(&built) {
        assert!(
            !page.contains("<script") && !page.contains("alert('"),
            "{path}"
        );
        assert!(!page.contains(['\u{202E}', '\u{2066}']), "{path}");
        let other = path == "VIEW/E0001.HTM" || path == "VIEW/E0003.HTM";
        assert_eq!(page.contains(escaped), !other, "{path}");
        assert!(!page.contains(&long[..2_000]), "{path}");
    }
    let index = read(&built, "INDEX.HTM");
    assert!(index.contains(&format!("<bdi lang=\"\">{}…</bdi>", "é".repeat(800))));
    let readme = read(&built, "README.TXT");
    assert!(
        !readme.contains(['\u{202E}', '\u{2066}']) && readme.contains("Name: Marie \"><script>")
    );
    for (path, _) in files(&built.folder) {
        let plain = path
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"/._".contains(&b));
        assert!(plain && !path.contains("BERGERON"), "{path}");
    }
}

/// Words that only one of the languages has, and that no page could do without.
const FRENCH: [&str; 25] = [
    "article",
    "le",
    "la",
    "les",
    "des",
    "du",
    "de",
    "et",
    "est",
    "un",
    "une",
    "votre",
    "vos",
    "dans",
    "avec",
    "sur",
    "pour",
    "cette",
    "aperçu",
    "aperçus",
    "série",
    "examen",
    "répertoire",
    "retour",
    "dossier",
];
const ENGLISH: [&str; 25] = [
    "item", "the", "of", "and", "is", "an", "your", "you", "in", "with", "to", "for", "this",
    "from", "preview", "previews", "exam", "exams", "folder", "back", "case", "birth", "phone",
    "text", "picture",
];

/// Everything that a page can say, and no word that comes from elsewhere: that is in whatever language it
/// was written in.
fn without_foreign_words() -> Contents<'static> {
    let mut made = whole();
    "X".clone_into(&mut made.organisation);
    for document in &mut made.documents {
        document.title = Bilingual::new("X", "X");
    }
    for exam in &mut made.exams {
        exam.description = Some("X".to_owned());
        exam.institution = Some("X".to_owned());
    }
    // An exam without a picture, and a series without one beside another.
    made.exams[1].series[0].previews.clear();
    made.exams[2].series[0].previews.clear();
    for (label, keeper) in [("DI 2", Keeper::Carrier), ("DI 3", Keeper::Recipient)] {
        made.articles.push(Article {
            label: label.to_owned(),
            keeper,
            ..made.articles[0].clone()
        });
    }
    made
}

fn with_nothing() -> Contents<'static> {
    Contents {
        images: Box::new(std::iter::empty()),
        exams: Vec::new(),
        documents: Vec::new(),
        articles: Vec::new(),
        custody: Vec::new(),
        disclosures: Vec::new(),
        withheld: Vec::new(),
        ..without_foreign_words()
    }
}

#[test]
fn each_part_of_a_page_is_in_one_language_the_persons_own_first() {
    for (first, make) in [
        (Language::French, without_foreign_words as fn() -> _),
        (Language::English, without_foreign_words),
        (Language::English, with_nothing),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut made: Contents<'_> = make();
        made.language = first;
        let built = build(folder.path(), made);
        let (tag, order) = match first {
            Language::French => ("fr-CA", ["fr", "en"]),
            Language::English => ("en-CA", ["en", "fr"]),
        };
        for (path, page) in pages(&built) {
            assert!(page.starts_with(&format!("<!DOCTYPE html>\n<html lang=\"{tag}\">")));
            let parts = page.split("<section class=\"part\" id=\"").skip(1);
            let places: Vec<&str> = parts.map(|part| &part[..2]).collect();
            assert_eq!(places, order, "{path}");
            // Pairs of hexadecimal digits are no words.
            let page = page.replace(&built.manifest.signer_sha256, "");
            for (id, foreign) in [("fr", ENGLISH), ("en", FRENCH)] {
                is_in_its_language(&page, id, &foreign, &path);
            }
        }
    }
}

fn is_in_its_language(page: &str, id: &str, foreign: &[&str], path: &str) {
    let part = part(page, id);
    assert!(part.starts_with(&format!(" lang=\"{id}-CA\"")), "{path}");
    let text = words(part);
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let word = word.to_lowercase();
        assert!(
            !foreign.contains(&&*word),
            "{word} in the {id} part of {path}: {text}"
        );
    }
    if id == "fr" {
        for space in [" :", " ?", " !", " ;", "« ", " »"] {
            assert!(!text.contains(space), "{space:?} in {path}: {text}");
        }
    }
}

#[test]
fn the_plain_texts_are_in_one_language_each_and_say_how_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut made = whole();
    made.organisation = "Hôpital\r\nrégional".to_owned();
    let built = build(folder.path(), made);
    let (french, english) = (read(&built, "LISEZMOI.TXT"), read(&built, "README.TXT"));
    for (text, other) in [(&french, ENGLISH), (&english, FRENCH)] {
        assert!(
            text.starts_with('\u{FEFF}'),
            "an old Notepad and a browser guess otherwise"
        );
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.contains("Luc Bergeron-Aubé") && text.contains("INDEX.HTM"));
        assert!(
            text.contains("Hôpital\u{FFFD}\u{FFFD}régional"),
            "on one line"
        );
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            assert!(
                !other.contains(&word.to_lowercase().as_str()),
                "{word} in {text}"
            );
        }
    }
    assert!(french.contains("Date de naissance\u{A0}: 17\u{A0}juin\u{A0}1958"));
    assert!(english.contains("Date of birth: June\u{A0}17, 1958"));
    assert!(read(&built, "LEDGER/VERIFY.TXT").starts_with('\u{FEFF}'));
}

fn moved(at: &str, item: &str, event: &str) -> CustodyLine {
    CustodyLine {
        at: at.to_owned(),
        item: item.to_owned(),
        event: Bilingual::new(event, event),
        place: Bilingual::new("P", "P"),
        by: "N. Roy".to_owned(),
    }
}

#[test]
fn the_history_is_sorted_by_article_then_by_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut made = whole();
    made.custody = vec![
        moved("2026-03-01 10:15", "DI 2222 2222 22", "E1"),
        moved("2026-03-01 10:16", "DI 1111 1111 11", "E2"),
        moved("2026-03-02 09:00", "DI 2222 2222 22", "E3"),
        // The night when clocks go back: what was later is shown later.
        moved("2026-11-01 01:50", "DI 1111 1111 11", "E4"),
        moved("2026-11-01 01:10", "DI 1111 1111 11", "E5"),
        moved("2026-11-02 08:00", "DI 3333 3333 33", "E6"),
    ];
    made.articles = vec![
        Article {
            label: "DI 2222 2222 22".to_owned(),
            what: Bilingual::new("film", "film"),
            keeper: Keeper::Service,
            place: Bilingual::new("P", "P"),
        },
        Article {
            label: "DI 1111 1111 11".to_owned(),
            what: Bilingual::new("disque", "disc"),
            keeper: Keeper::Recipient,
            place: Bilingual::new("Clinique du Fjord", "Clinique du Fjord"),
        },
    ];
    let built = build(folder.path(), made);
    let page = read(&built, "DOCS/CHAINE.HTM");
    for (id, names) in [
        ("fr", ["disque", "film", "Article"]),
        ("en", ["disc", "film", "Item"]),
    ] {
        let part = part(&page, id);
        let histories: Vec<(&str, Vec<&str>)> = part
            .split("<h2 ")
            .skip(1)
            .map(|history| {
                let heading = history
                    .split_once('>')
                    .unwrap()
                    .1
                    .split_once(' ')
                    .unwrap()
                    .0;
                let events = history
                    .split("<td>")
                    .filter_map(|cell| cell.split_once("</td>"));
                let events = events
                    .map(|(cell, _)| cell)
                    .filter(|cell| cell.starts_with('E'));
                (heading, events.collect())
            })
            .collect();
        assert_eq!(
            histories,
            [
                (names[0], vec!["E2", "E4", "E5"]),
                (names[1], vec!["E1", "E3"]),
                (names[2], vec!["E6"]),
            ]
        );
    }
    // How each is obtained: from whoever keeps it.
    let french = words(part(&read(&built, "INDEX.HTM"), "fr"));
    let (kept, sent) = french.split_once("Remis à un destinataire").unwrap();
    assert!(
        kept.contains("Gardés par le service, là où ils étaient")
            && kept.contains("DI 2222 2222 22")
    );
    assert!(sent.contains("DI 1111 1111 11") && sent.contains("Clinique du Fjord"));
}

/// A copy to look at, where `DOUBLELOCK_SHOW_COPY` names a folder that does not exist yet.
#[test]
fn a_copy_can_be_looked_at() {
    let Some(place) = std::env::var_os("DOUBLELOCK_SHOW_COPY") else {
        return;
    };
    let mut made = whole();
    made.organisation = "Centre de coordination, Hôpital du Belvédère".to_owned();
    made.custody = vec![
        moved("2026-03-01 10:15", "DI 2222 2222 22", "Reçu"),
        moved("2026-03-01 10:16", "DI 1111 1111 11", "Reçu"),
        moved("2026-03-02 09:00", "DI 2222 2222 22", "Rangé"),
    ];
    made.articles.push(Article {
        label: "DI 1111 1111 11".to_owned(),
        what: Bilingual::new("disque", "disc"),
        keeper: Keeper::Recipient,
        place: Bilingual::new(
            "Destinataire\u{A0}: Clinique du Fjord",
            "Recipient: Clinique du Fjord",
        ),
    });
    made.exams[1].series[0].previews.clear();
    let real = three_images().into_iter().map(|image| Ok(image.object()));
    made.images = Box::new(made.images.chain(real));
    build_folder(made, &rsa_signer("essai"), &tools(), Path::new(&place)).unwrap();
}
