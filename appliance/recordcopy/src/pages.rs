//! The pages that a person reads: French first, then English, whole; no script, nothing fetched.

use std::fmt::Write as _;

use crate::contents::{Bilingual, Contents, CustodyLine, DisclosureLine, Language, Withheld};

/// A document as the index names it.
pub(crate) struct Listed {
    pub(crate) title: Bilingual,
    pub(crate) path: String,
}

/// What the first page counts.
pub(crate) struct Inventory {
    pub(crate) studies: usize,
    pub(crate) images: usize,
    pub(crate) not_indexed: usize,
    pub(crate) documents: Vec<Listed>,
}

/// Makes text safe to stand in HTML, in content and in quoted attributes.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // Control and direction-changing characters can make a line say something else.
            '\t' | '\n' => safe.push(' '),
            c if c.is_control()
                || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') =>
            {
                safe.push('\u{FFFD}');
            }
            c => safe.push(c),
        }
    }
    safe
}

fn page(title: &Bilingual, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"fr-CA\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{} / {}</title>\n<style>\n\
         body{{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111;background:#fff}}\n\
         table{{border-collapse:collapse;width:100%}}th,td{{border:1px solid #767676;padding:.3em .5em;text-align:left;vertical-align:top}}\n\
         section+section{{border-top:3px solid #111;margin-top:3em}}code{{overflow-wrap:anywhere}}\n\
         </style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(&title.fr),
        escape(&title.en)
    )
}

/// One section per language, French first.
fn both(section: impl Fn(Language) -> String) -> String {
    let part = |language, lang| {
        format!(
            "<section lang=\"{lang}\">\n{}</section>\n",
            section(language)
        )
    };
    part(Language::French, "fr-CA") + &part(Language::English, "en-CA")
}

fn table(headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = "<table>\n<thead><tr>".to_owned();
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
    text + "</tbody>\n</table>\n"
}

/// `DOCS/CHAINE.HTM`.
pub(crate) fn custody(lines: &[CustodyLine]) -> String {
    let body = both(|language| {
        let (heading, none, columns) = match language {
            Language::French => (
                "Chaîne de possession",
                "Aucun film ni support physique n’a été inscrit.",
                [
                    "Date et heure",
                    "Article",
                    "Événement",
                    "Emplacement",
                    "Par",
                ],
            ),
            Language::English => (
                "Chain of custody",
                "No film or physical medium was registered.",
                ["Date and time", "Item", "Event", "Location", "By"],
            ),
        };
        let mut text = format!("<h1>{heading}</h1>\n");
        if lines.is_empty() {
            let _ = writeln!(text, "<p>{none}</p>");
        } else {
            text += &table(
                &columns,
                lines.iter().map(|line| {
                    vec![
                        line.at.clone(),
                        line.item.clone(),
                        line.event.text(language).to_owned(),
                        line.place.text(language).to_owned(),
                        line.by.clone(),
                    ]
                }),
            );
        }
        text
    });
    page(
        &Bilingual::new("Chaîne de possession", "Chain of custody"),
        &body,
    )
}

/// `DOCS/ACCES.HTM`.
pub(crate) fn disclosures(lines: &[DisclosureLine]) -> String {
    let body = both(|language| {
        let (heading, none, columns) = match language {
            Language::French => (
                "Communications",
                "Aucune communication n’a été inscrite.",
                [
                    "Date et heure",
                    "Nature",
                    "Destinataire",
                    "Éléments",
                    "Fin",
                    "Fondement",
                    "Moyen",
                ],
            ),
            Language::English => (
                "Communications",
                "No communication was recorded.",
                [
                    "Date and time",
                    "Kind",
                    "Recipient",
                    "Items",
                    "Purpose",
                    "Authority",
                    "Means",
                ],
            ),
        };
        let mut text = format!("<h1>{heading}</h1>\n");
        if lines.is_empty() {
            let _ = writeln!(text, "<p>{none}</p>");
        } else {
            text += &table(
                &columns,
                lines.iter().map(|line| {
                    vec![
                        line.at.clone(),
                        line.class.text(language).to_owned(),
                        line.recipient.clone(),
                        line.items.text(language).to_owned(),
                        line.purpose.text(language).to_owned(),
                        line.authority.text(language).to_owned(),
                        line.method.text(language).to_owned(),
                    ]
                }),
            );
        }
        text
    });
    page(&Bilingual::new("Communications", "Communications"), &body)
}

/// `INDEX.HTM`.
pub(crate) fn index(contents: &Contents<'_>, inventory: &Inventory) -> String {
    let body = both(|language| {
        front(contents, language)
            + &holdings(inventory, language)
            + &withheld(&contents.withheld, language)
            + &checking(language)
    });
    page(
        &Bilingual::new("Copie du dossier", "Copy of the record"),
        &body,
    )
}

fn front(contents: &Contents<'_>, language: Language) -> String {
    let (heading, colon, words, owner) = match language {
        Language::French => (
            "Copie du dossier",
            "\u{A0}:",
            ["Préparée par", "Le", "Demande", "Dossier"],
            "Les renseignements vous appartiennent. Le dossier d’origine est conservé par le service qui a préparé cette copie.",
        ),
        Language::English => (
            "Copy of the record",
            ":",
            ["Prepared by", "On", "Request", "Case"],
            "The information belongs to you. The original record is kept by the service that prepared this copy.",
        ),
    };
    let values = [
        &contents.organisation,
        &contents.produced_at.text,
        &contents.request,
        &contents.case,
    ];
    let mut text = format!("<h1>{heading}</h1>\n<ul>\n");
    for (word, value) in words.iter().zip(values) {
        let _ = writeln!(text, "<li>{word}{colon} {}</li>", escape(value));
    }
    let _ = writeln!(text, "</ul>\n<p>{owner}</p>");
    text
}

fn holdings(inventory: &Inventory, language: Language) -> String {
    let Inventory {
        studies,
        images,
        not_indexed,
        documents,
    } = inventory;
    let (heading, imaging, aside, papers, custody, access, journal) = match language {
        Language::French => (
            "Ce que contient cette copie",
            format!(
                "Imagerie\u{A0}: examens {studies}, images {images}, dans le dossier DICOM. Ouvrez le fichier DICOMDIR avec une visionneuse d’images médicales."
            ),
            format!(
                "Images absentes du fichier DICOMDIR, à ouvrir une à une\u{A0}: {not_indexed}. Le manifeste en donne le motif."
            ),
            "Documents",
            "Chaîne de possession des films et des supports",
            "Communications",
            "Extrait du journal",
        ),
        Language::English => (
            "What this copy holds",
            format!(
                "Imaging: exams {studies}, images {images}, in the folder DICOM. Open the file DICOMDIR with a medical image viewer."
            ),
            format!(
                "Images that are not in the file DICOMDIR, to be opened one by one: {not_indexed}. The manifest gives the reason."
            ),
            "Documents",
            "Chain of custody of films and media",
            "Communications",
            "Journal extract",
        ),
    };
    let mut text = format!("<h2>{heading}</h2>\n");
    if *images > 0 {
        let _ = writeln!(text, "<p>{imaging}</p>");
    }
    if *not_indexed > 0 {
        let _ = writeln!(text, "<p>{aside}</p>");
    }
    let _ = writeln!(text, "<h3>{papers}</h3>\n<ul>");
    for document in documents {
        // The path is one of ours, made of plain characters.
        let _ = writeln!(
            text,
            "<li><a href=\"{}\">{}</a></li>",
            document.path,
            escape(document.title.text(language))
        );
    }
    let ours = [
        ("DOCS/CHAINE.HTM", custody),
        ("DOCS/ACCES.HTM", access),
        ("LEDGER/EXTRACT.JSN", journal),
    ];
    for (path, title) in ours {
        let _ = writeln!(text, "<li><a href=\"{path}\">{title}</a></li>");
    }
    text + "</ul>\n"
}

fn withheld(lines: &[Withheld], language: Language) -> String {
    let (heading, none, columns) = match language {
        Language::French => (
            "Éléments non communiqués, avec motif",
            "Aucun élément n’a été exclu de cette copie.",
            ["Élément", "Motif", "Disposition de la loi"],
        ),
        Language::English => (
            "Withheld, with reasons",
            "Nothing was left out of this copy.",
            ["Item", "Reason", "Provision"],
        ),
    };
    let mut text = format!("<h2>{heading}</h2>\n");
    if lines.is_empty() {
        let _ = writeln!(text, "<p>{none}</p>");
    } else {
        text += &table(
            &columns,
            lines.iter().map(|line| {
                [&line.what, &line.ground, &line.provision]
                    .map(|cell| cell.text(language).to_owned())
                    .to_vec()
            }),
        );
    }
    text
}

fn checking(language: Language) -> String {
    let (heading, text, link) = match language {
        Language::French => (
            "Vérifier cette copie",
            "Chaque fichier figure au manifeste avec son empreinte. Le manifeste est signé.",
            "Comment vérifier",
        ),
        Language::English => (
            "Check this copy",
            "Every file is in the manifest with its fingerprint. The manifest is signed.",
            "How to check",
        ),
    };
    format!("<h2>{heading}</h2>\n<p>{text}</p>\n<p><a href=\"LEDGER/VERIFY.TXT\">{link}</a></p>\n")
}

/// `LISEZMOI.TXT` and `README.TXT`: the same words in both, French first.
pub(crate) fn readme(contents: &Contents<'_>) -> String {
    let line = |text: &str| text.replace(['\r', '\n'], " ");
    lines(&[
        "COPIE DU DOSSIER",
        "",
        &format!("Préparée par\u{A0}: {}", line(&contents.organisation)),
        &format!("Le\u{A0}: {}", line(&contents.produced_at.text)),
        &format!("Demande\u{A0}: {}", line(&contents.request)),
        "",
        "Ouvrez INDEX.HTM avec un navigateur Web\u{A0}: tout s’y trouve, sans accès à Internet.",
        "Les images s’ouvrent avec une visionneuse d’images médicales, par le fichier DICOMDIR.",
        "Aucun programme ne se trouve sur ce support. N’en lancez aucun qui s’y trouverait.",
        "Pour vérifier que rien n’a été altéré\u{A0}: LEDGER/VERIFY.TXT.",
        "",
        "",
        "COPY OF THE RECORD",
        "",
        &format!("Prepared by: {}", line(&contents.organisation)),
        &format!("On: {}", line(&contents.produced_at.text)),
        &format!("Request: {}", line(&contents.request)),
        "",
        "Open INDEX.HTM with a web browser: everything is there, without Internet access.",
        "The images open with a medical image viewer, through the file DICOMDIR.",
        "There is no program on this medium. Start none that you might find on it.",
        "To check that nothing was altered: LEDGER/VERIFY.TXT.",
    ])
}

/// `LEDGER/VERIFY.TXT`.
pub(crate) fn how_to_verify(fingerprint: &str) -> String {
    lines(&[
        "COMMENT VÉRIFIER CETTE COPIE",
        "",
        "Empreinte du certificat (SHA-256)\u{A0}:",
        fingerprint,
        "Comparez-la avec celle de la lettre qui accompagne cette copie, jamais avec ce fichier seul.",
        "",
        "Avec le programme du service, sans réseau\u{A0}:",
        "  doublelock package verify CHEMIN --fingerprint EMPREINTE",
        "Sans lui, dans le dossier de la copie\u{A0}:",
        "  sha256sum -c MANIFEST/SHA256.TXT",
        "  openssl cms -verify -binary -inform DER -in MANIFEST/MANIFEST.P7S \\",
        "    -content MANIFEST/MANIFEST.JSN -certfile MANIFEST/SIGNER.PEM -noverify -out SORTIE",
        "  openssl x509 -in MANIFEST/SIGNER.PEM -noout -fingerprint -sha256",
        "",
        "",
        "HOW TO CHECK THIS COPY",
        "",
        "Fingerprint of the certificate (SHA-256):",
        fingerprint,
        "Compare it with the one in the letter that came with this copy, never with this file alone.",
        "",
        "With the service’s program, without a network:",
        "  doublelock package verify PATH --fingerprint FINGERPRINT",
        "Without it, in the folder of the copy:",
        "  sha256sum -c MANIFEST/SHA256.TXT",
        "  openssl cms -verify -binary -inform DER -in MANIFEST/MANIFEST.P7S \\",
        "    -content MANIFEST/MANIFEST.JSN -certfile MANIFEST/SIGNER.PEM -noverify -out OUTPUT",
        "  openssl x509 -in MANIFEST/SIGNER.PEM -noout -fingerprint -sha256",
    ])
}

/// Joins lines the way every system's simplest editor shows them.
fn lines(lines: &[&str]) -> String {
    lines.join("\r\n") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_of_communications_claims_nothing_about_who_read_the_record() {
        let page = disclosures(&[]);
        assert!(page.contains("Aucune communication n’a été inscrite."));
        assert!(page.contains("No communication was recorded."));
        for claim in ["accès", "Accès", "access", "Access"] {
            assert!(!page.contains(claim), "{claim}");
        }
    }

    #[test]
    fn what_comes_from_outside_cannot_become_markup() {
        let line = DisclosureLine {
            at: "2026-11-21".to_owned(),
            class: Bilingual::new("a", "b"),
            recipient: "<script>alert(1)</script>\" onload='x' \u{202E}&".to_owned(),
            items: Bilingual::new("a", "b"),
            purpose: Bilingual::new("a", "b"),
            authority: Bilingual::new("a", "b"),
            method: Bilingual::new("a", "b"),
        };
        let page = disclosures(&[line]);
        assert!(
            !page.contains("<script") && !page.contains("onload='") && !page.contains('\u{202E}')
        );
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39;"));
    }

    #[test]
    fn french_stands_first_and_keeps_its_spaces() {
        let text = how_to_verify("AA:BB");
        assert!(text.find("COMMENT") < text.find("HOW TO"));
        for page in [text, custody(&[]), disclosures(&[])] {
            assert!(!page.contains(" :"), "a plain space before a colon");
            assert!(!page.contains("..."));
        }
    }
}
