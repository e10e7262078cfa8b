//! What the pages and the texts say of a record that was laid out, and what each of their edges says.
#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;

use super::{Inventory, Paper, index, readme, viewer};
use crate::contents::{
    Article, Bilingual, Contents, Keeper, Language, Person, ProducedAt, Withheld,
};
use crate::exams::{Listed, ListedSeries, Picture};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn contents() -> Contents<'static> {
    Contents {
        request: "DA-2026-014".to_owned(),
        received_on: day(2026, 10, 26),
        case: "D-2026-007".to_owned(),
        person: Person {
            name: "Luc Bergeron-Aubé".to_owned(),
            born: day(1958, 6, 17),
        },
        language: Language::French,
        produced_at: ProducedAt {
            text: "2026-11-21 14:30".to_owned(),
            day: day(2026, 11, 21),
            epoch_seconds: 1_795_289_400,
        },
        organisation: "Service d’essai".to_owned(),
        phone: "514 555-0142".to_owned(),
        images: Box::new(std::iter::empty()),
        exams: Vec::new(),
        documents: Vec::new(),
        articles: Vec::new(),
        custody: Vec::new(),
        disclosures: Vec::new(),
        journal_extract: Vec::new(),
        withheld: Vec::new(),
    }
}

/// An index without exams or documents, of so many images.
fn inventory(images: usize, not_indexed: usize) -> Inventory {
    Inventory {
        exams: Vec::new(),
        images,
        not_indexed,
        papers: Vec::new(),
        fingerprint: "AA:BB:CC".to_owned(),
    }
}

/// An exam whose series have so many images and so many pictures.
fn exam(series: &[(usize, usize)]) -> Listed {
    let folders = series.iter().zip(1..);
    let series = folders.map(|(&(images, pictures), place)| ListedSeries {
        kind: Some(Bilingual::new("Radiographie (DX)", "X-ray (DX)")),
        folder: format!("DICOM/ST000001/SE{place:06}"),
        images,
        pictures: (1..=pictures)
            .map(|number| Picture {
                path: format!("VIEW/E0001/S{place:04}/P{number:04}.PNG"),
                origin: String::new(),
                png: Vec::new(),
                width: 256,
                height: 200,
                number,
            })
            .collect(),
    });
    let series: Vec<ListedSeries> = series.collect();
    Listed {
        on: Some(day(2025, 3, 12)),
        description: Some("THORAX <2> VUES".to_owned()),
        institution: Some("Hôpital régional".to_owned()),
        page: Some("VIEW/E0001.HTM".to_owned()),
        series,
    }
}

/// A page's part in one language.
fn part<'p>(page: &'p str, language: &str) -> &'p str {
    let start = format!("<section class=\"part\" id=\"{language}\"");
    let (_, rest) = page.split_once(&start).unwrap();
    rest.split_once("</section>").unwrap().0
}

/// What stands under a heading of a part, up to the next one.
fn under<'p>(part: &'p str, id: &str) -> &'p str {
    let (_, rest) = part.split_once(&format!("<h2 id=\"{id}\">")).unwrap();
    rest.split_once("<h2 ").map_or(rest, |(section, _)| section)
}

/// The French part of an index, under one of its headings.
fn french(contents: &Contents<'_>, inventory: &Inventory, section: &str) -> String {
    let page = index(contents, inventory);
    under(part(&page, "fr"), &format!("fr-{section}")).to_owned()
}

#[test]
fn each_part_of_the_index_leads_to_every_one_of_its_sections_in_their_order() {
    let page = index(&contents(), &inventory(0, 0));
    for (language, label, texts) in [
        (
            "fr",
            "Dans cette page",
            [
                ("ex", "Vos examens"),
                ("img", "Les images elles-mêmes"),
                ("doc", "Vos documents"),
                ("film", "Vos films et autres articles"),
                ("non", "Ce qui n’est pas communiqué, et pourquoi"),
                ("ver", "Vérifier cette copie"),
                ("aide", "Besoin d’aide"),
            ],
        ),
        (
            "en",
            "On this page",
            [
                ("ex", "Your exams"),
                ("img", "The images themselves"),
                ("doc", "Your documents"),
                ("film", "Your films and other items"),
                ("non", "What is withheld, and why"),
                ("ver", "Verify this copy"),
                ("aide", "Need help"),
            ],
        ),
    ] {
        let part = part(&page, language);
        let links: String = texts
            .iter()
            .map(|(id, text)| format!("<li><a href=\"#{language}-{id}\">{text}</a></li>\n"))
            .collect();
        let table = format!("<nav aria-label=\"{label}\"><ol class=\"toc\">\n{links}</ol></nav>\n");
        assert!(part.contains(&table), "{part}");
        let headings: Vec<String> = part
            .split("<h2 ")
            .skip(1)
            .map(|rest| rest.split_once("</h2>").unwrap().0.to_owned())
            .collect();
        let expected = texts.map(|(id, text)| format!("id=\"{language}-{id}\">{text}"));
        assert_eq!(headings, expected);
    }
}

#[test]
fn the_index_begins_with_who_made_it_of_whom_when_and_for_which_request() {
    let page = index(&contents(), &inventory(1, 0));
    let english = part(&page, "en");
    assert!(
        english.contains(
            "<p class=\"from\"><bdi lang=\"\">Service d’essai</bdi></p>\n\
             <h1 id=\"en-t\">Copy of your record</h1>\n\
             <p class=\"who\"><b><bdi lang=\"\">Luc Bergeron-Aubé</bdi></b><br>\
             Date of birth: June\u{A0}17, 1958<br>Case <span class=\"nb\">D-2026-007</span></p>\n\
             <p class=\"q\">Prepared on November\u{A0}21, 2026, in answer to request \
             <span class=\"nb\">DA-2026-014</span> received on October\u{A0}26, 2026. \
             0\u{A0}exams, 1\u{A0}image, 0\u{A0}documents.</p>\n"
        ),
        "{english}"
    );
    let help = under(english, "en-aide");
    assert!(help.contains("Phone: <span class=\"nb\">514 555-0142</span>."));
    assert!(help.contains("Number to give: <span class=\"nb\">DA-2026-014</span>."));
    let checking = under(english, "en-ver");
    assert!(checking.contains("<span class=\"code\">AA:BB:CC</span>"));
    assert!(checking.contains("<a href=\"LEDGER/VERIFY.TXT\">"));
}

/// What of the images is said: that there is none, that a viewer opens them all at once, that some are opened
/// one by one, that all are.
const OF_IMAGES: [&str; 4] = [
    "Cette copie ne contient aucune image.",
    "Toute visionneuse DICOM les ouvre\u{A0}: choisissez-y le fichier DICOMDIR de cette copie.",
    "Images absentes du fichier DICOMDIR, à ouvrir une à une\u{A0}:",
    "Une visionneuse DICOM les ouvre une à une\u{A0}: aucune n’a pu être inscrite dans un fichier DICOMDIR.",
];

#[test]
fn the_index_names_a_dicomdir_to_open_only_where_there_is_one_and_counts_what_it_does_not_list() {
    for (images, not_indexed, said) in [
        (0, 0, [true, false, false, false]),
        (1, 0, [false, true, false, false]),
        (2, 1, [false, true, true, false]),
        (1, 1, [false, false, false, true]),
    ] {
        let text = french(&contents(), &inventory(images, not_indexed), "img");
        assert_eq!(
            OF_IMAGES.map(|words| text.contains(words)),
            said,
            "{not_indexed} of {images}: {text}"
        );
    }
    let text = french(&contents(), &inventory(3_000, 1_234), "img");
    assert!(text.contains("une à une\u{A0}: 1\u{A0}234. Le manifeste en donne le motif."));
    assert!(text.ends_with("</p>\n</div>\n"));
}

#[test]
fn the_plain_text_says_how_the_images_of_its_copy_are_opened() {
    let [together, alone, none] = [
        "The images open with a DICOM viewer, through the file DICOMDIR.",
        "The images, in the folder DICOM, open one by one with a DICOM viewer.",
        "This copy holds no images.",
    ];
    for (images, not_indexed, said) in [
        (0, 0, none),
        (1, 0, together),
        (2, 1, together),
        (1, 1, alone),
        (2, 2, alone),
    ] {
        let text = readme(
            &contents(),
            &inventory(images, not_indexed),
            Language::English,
        );
        for words in [together, alone, none] {
            assert_eq!(text.contains(words), words == said, "{words}: {text}");
        }
    }
}

#[test]
fn the_plain_text_names_whose_record_it_is_and_whom_to_ask_on_lines_of_their_own() {
    let mut made = contents();
    made.organisation = "é".repeat(301);
    let text = readme(&made, &inventory(0, 0), Language::French);
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        lines[..8],
        [
            "\u{FEFF}COPIE DE VOTRE DOSSIER",
            "",
            "Nom\u{A0}: Luc Bergeron-Aubé",
            "Date de naissance\u{A0}: 17\u{A0}juin\u{A0}1958",
            "Dossier\u{A0}: D-2026-007",
            "Demande\u{A0}: DA-2026-014",
            &format!("Préparée par\u{A0}: {}", "é".repeat(300)),
            "Préparée le\u{A0}: 2026-11-21 14:30",
        ]
    );
    assert_eq!(
        lines[lines.len() - 2..],
        ["Besoin d’aide\u{A0}: 514 555-0142", ""]
    );
}

#[test]
fn documents_say_what_kind_of_file_they_are_and_how_large() {
    let paper = |end: &str| Paper {
        title: Bilingual::new(format!("Pièce <{end}>"), format!("Item <{end}>")),
        path: format!("DOCS/PIECES/P0000001.{end}"),
        size: 4_000,
    };
    let ends = ["PDF", "TXT", "CSV", "JPG", "PNG", "TIF", "JSN", "BIN"];
    let inventory = Inventory {
        papers: ends.map(paper).into(),
        ..inventory(0, 0)
    };
    let page = index(&contents(), &inventory);
    for (language, title, size, kinds) in [
        (
            "fr",
            "Pièce",
            "4\u{A0}ko",
            [
                "PDF",
                "texte",
                "tableau CSV",
                "image",
                "image",
                "image",
                "JSON",
                "autre format",
            ],
        ),
        (
            "en",
            "Item",
            "4\u{A0}KB",
            [
                "PDF",
                "text",
                "CSV table",
                "picture",
                "picture",
                "picture",
                "JSON",
                "other format",
            ],
        ),
    ] {
        let section = under(part(&page, language), &format!("{language}-doc"));
        let mut lines = section.lines().filter(|line| line.starts_with("<li>"));
        for (end, kind) in ends.iter().zip(kinds) {
            assert_eq!(
                lines.next().unwrap(),
                format!(
                    "<li><a href=\"DOCS/PIECES/P0000001.{end}\">{title} &lt;{end}&gt;</a>\
                     <span>{kind}, {size}</span></li>"
                )
            );
        }
        // What every copy has.
        let always: Vec<&str> = lines.collect();
        assert_eq!(always.len(), 3);
        for (line, path) in always.iter().zip([
            format!("DOCS/CHAINE.HTM#{language}"),
            format!("DOCS/ACCES.HTM#{language}"),
            "LEDGER/EXTRACT.JSN".to_owned(),
        ]) {
            assert!(
                line.starts_with(&format!("<li><a href=\"{path}\">")),
                "{line}"
            );
        }
    }
}

#[test]
fn each_article_stands_with_whoever_keeps_it_and_only_they_are_named() {
    let none = "Aucun film ni autre article n’est inscrit à ce dossier.";
    let groups = [
        (Keeper::Service, "Gardés par le service, là où ils étaient"),
        (Keeper::Carrier, "Confiés à un transporteur"),
        (Keeper::Recipient, "Remis à un destinataire"),
    ];
    let article = |keeper, number: usize| Article {
        label: format!("DI <{number}>"),
        what: Bilingual::new("film", "film"),
        keeper,
        place: Bilingual::new("Coffre & voûte", "Safe"),
    };
    let empty = french(&contents(), &inventory(0, 0), "film");
    assert!(empty.contains(none));
    assert!(groups.iter().all(|(_, words)| !empty.contains(words)));
    for (keeper, own) in groups {
        let mut made = contents();
        made.articles = vec![article(keeper, 1), article(keeper, 2)];
        let text = french(&made, &inventory(0, 0), "film");
        assert!(!text.contains(none));
        for (_, words) in groups {
            assert_eq!(text.contains(words), words == own, "{text}");
        }
        let lines = "<ul>\n\
             <li>film <span class=\"nb\">DI &lt;1&gt;</span> — Coffre &amp; voûte</li>\n\
             <li>film <span class=\"nb\">DI &lt;2&gt;</span> — Coffre &amp; voûte</li>\n</ul>\n";
        assert!(text.contains(lines), "{text}");
    }
}

#[test]
fn what_was_left_out_is_named_with_its_reason_and_provision_and_nothing_else_is_claimed() {
    let nothing = "Aucun élément n’a été exclu de cette copie.";
    let rest = "Rien d’autre n’a été retiré.";
    let text = french(&contents(), &inventory(0, 0), "non");
    assert!(text.contains(nothing) && !text.contains(rest));
    let mut made = contents();
    made.withheld = vec![Withheld {
        what: Bilingual::new("Lettre d’un tiers", "Letter"),
        ground: Bilingual::new("Une autre personne", "Another person"),
        provision: Bilingual::new("P-39.1, a. 40", "P-39.1, s. 40"),
    }];
    let text = french(&made, &inventory(0, 0), "non");
    assert!(!text.contains(nothing) && text.contains(rest));
    assert!(text.contains(
        "<div class=\"box held\"><p><b>Lettre d’un tiers</b></p>\n\
         <p>Motif\u{A0}: Une autre personne</p>\n<p>Disposition\u{A0}: P-39.1, a. 40</p></div>\n"
    ));
}

#[test]
fn an_exam_in_the_index_says_what_it_is_shows_a_picture_and_leads_to_the_others() {
    let none = "Il n’y a aucun examen dans cette copie.";
    assert!(french(&contents(), &inventory(0, 0), "ex").contains(none));
    let empty = Listed {
        on: None,
        description: None,
        institution: None,
        series: Vec::new(),
        page: None,
    };
    let inventory = Inventory {
        exams: vec![exam(&[(3, 2), (1, 0)]), empty],
        ..inventory(4, 0)
    };
    let text = french(&contents(), &inventory, "ex");
    assert!(!text.contains(none));
    let named = "Radiographie (DX), 12\u{A0}mars\u{A0}2025";
    let listed = format!(
        "<li class=\"exam\"><img src=\"VIEW/E0001/S0001/P0002.PNG\" width=\"256\" height=\"200\" \
         loading=\"lazy\" alt=\"Aperçu\u{A0}: {named}\"><div><h3>{named}</h3>\n\
         <p><bdi lang=\"\">THORAX &lt;2&gt; VUES</bdi></p>\n\
         <p class=\"q\"><bdi lang=\"\">Hôpital régional</bdi></p>\n\
         <p class=\"q\">4\u{A0}images, 2\u{A0}séries.</p>\n\
         <a class=\"open\" href=\"VIEW/E0001.HTM#fr\">Voir les aperçus\u{A0}: {named}</a>\n\
         </div></li>\n\
         <li class=\"exam\"><div class=\"none\">Sans aperçu</div><div><h3>Examen, sans date</h3>\n\
         <p class=\"q\">Aucune image de cet examen dans cette copie.</p>\n</div></li>\n</ol>\n\
         <p class=\"small\">Aperçus réduits\u{A0}: ils ne conviennent pas au diagnostic.</p>\n"
    );
    assert!(text.ends_with(&listed), "{text}");
}

#[test]
fn the_page_of_an_exam_begins_and_ends_with_the_way_back_and_warns_before_its_pictures() {
    let page = viewer(&exam(&[(1, 1)]), Language::English);
    let english = part(&page, "en");
    let back = "<p class=\"back\"><a href=\"../INDEX.HTM#en-ex\">Back to your exams</a></p>\n";
    let begins = format!(
        " lang=\"en-CA\" aria-labelledby=\"en-t\">\n{back}\
         <h1 id=\"en-t\">X-ray (DX), March\u{A0}12, 2025</h1>\n\
         <p><bdi lang=\"\">THORAX &lt;2&gt; VUES</bdi></p>\n\
         <p class=\"q\"><bdi lang=\"\">Hôpital régional</bdi></p>\n\
         <p class=\"q\">1\u{A0}image, 1\u{A0}series.</p>\n\
         <div class=\"box held\"><p><b>Small previews: not for diagnosis.</b></p>\n\
         <p>The whole images are in the folder DICOM: any DICOM viewer opens them.</p></div>\n\
         <h2 id=\"en-s1\">Series\u{A0}1, X-ray (DX)</h2>\n"
    );
    assert!(english.starts_with(&begins), "{english}");
    let ends = format!("</div>\n{back}");
    assert!(english.ends_with(&ends), "{english}");
}

#[test]
fn an_exam_of_one_series_needs_no_list_of_them_and_one_of_two_has_it() {
    let page = viewer(&exam(&[(1, 1)]), Language::French);
    assert!(!page.contains("<ul class=\"toc\">"));
    let mut two = exam(&[(1, 1), (1, 1)]);
    two.series[1].kind = None;
    let page = viewer(&two, Language::French);
    for (language, list) in [
        (
            "fr",
            "<nav aria-label=\"Dans cette page\"><ul class=\"toc\">\n\
             <li><a href=\"#fr-s1\">Série\u{A0}1, Radiographie (DX)</a></li>\n\
             <li><a href=\"#fr-s2\">Série\u{A0}2</a></li>\n</ul></nav>\n<h2 id=\"fr-s1\">",
        ),
        (
            "en",
            "<nav aria-label=\"On this page\"><ul class=\"toc\">\n\
             <li><a href=\"#en-s1\">Series\u{A0}1, X-ray (DX)</a></li>\n\
             <li><a href=\"#en-s2\">Series\u{A0}2</a></li>\n</ul></nav>\n<h2 id=\"en-s1\">",
        ),
    ] {
        assert!(part(&page, language).contains(list), "{page}");
    }
}

#[test]
fn a_series_says_how_many_of_its_images_are_shown_unless_all_are() {
    for (pictures, said) in [
        (
            0,
            "3\u{A0}images, sans aperçu. Tout se trouve dans le répertoire DICOM/ST000001/SE000001.",
        ),
        (
            2,
            "Aperçus montrés\u{A0}: 2 sur 3. Toutes les images se trouvent dans le répertoire DICOM/ST000001/SE000001.",
        ),
        (
            3,
            "3\u{A0}images, dans le répertoire DICOM/ST000001/SE000001.",
        ),
    ] {
        let page = viewer(&exam(&[(3, pictures)]), Language::French);
        let series = under(part(&page, "fr"), "fr-s1");
        let (said_of_it, rest) = series
            .strip_prefix("Série\u{A0}1, Radiographie (DX)</h2>\n<p class=\"q\">")
            .and_then(|rest| rest.split_once("</p>\n"))
            .unwrap();
        assert_eq!(said_of_it, said);
        assert_eq!(rest.contains("<div class=\"pictures\">"), pictures > 0);
        assert_eq!(rest.matches("<figure ").count(), pictures);
    }
}

#[test]
fn a_picture_opens_itself_and_says_which_image_of_which_series_it_is() {
    let mut made = exam(&[(1, 1), (1_200, 1)]);
    made.series[1].pictures[0].number = 1_100;
    let page = viewer(&made, Language::French);
    let series = under(part(&page, "fr"), "fr-s2");
    let figure = "<div class=\"pictures\">\n\
         <figure id=\"fr-s2-i1100\"><a href=\"E0001/S0002/P0001.PNG\">\
         <img src=\"E0001/S0002/P0001.PNG\" width=\"256\" height=\"200\" loading=\"lazy\" \
         alt=\"Aperçu de l’image 1\u{A0}100 de la série 2\"></a>\
         <figcaption>Image 1\u{A0}100 sur 1\u{A0}200</figcaption></figure>\n</div>\n";
    assert!(series.contains(figure), "{series}");
}
