//! `INDEX.HTM`: whose record this is, and the way to each thing in the copy.

use std::fmt::Write as _;

use super::amounts::{counted, day, number, size};
use super::html::{Frame, escape, foreign, page, part, title};
use crate::contents::{Article, Bilingual, Contents, Keeper, Language, Withheld};
use crate::exams::Listed;

/// A document as the index names it.
pub(crate) struct Paper {
    pub(crate) title: Bilingual,
    pub(crate) path: String,
    pub(crate) size: u64,
}

/// What was laid out and the first page lists.
pub(crate) struct Inventory {
    pub(crate) exams: Vec<Listed>,
    pub(crate) images: usize,
    pub(crate) not_indexed: usize,
    pub(crate) papers: Vec<Paper>,
    /// Of the certificate that signs.
    pub(crate) fingerprint: String,
}

impl Inventory {
    /// Whether there is a DICOMDIR: only if it lists an image.
    pub(crate) const fn has_dicomdir(&self) -> bool {
        self.images > self.not_indexed
    }
}

/// `INDEX.HTM`.
pub(crate) fn index(contents: &Contents<'_>, inventory: &Inventory) -> String {
    let frame = Frame {
        first: contents.language,
        title: &Bilingual::new("Copie de votre dossier", "Copy of your record"),
        wide: false,
    };
    page(&frame, |language| {
        front(contents, inventory, language)
            + &table_of_contents(language)
            + &exams(&inventory.exams, language)
            + &images(inventory, language)
            + &papers(&inventory.papers, language)
            + &articles(contents, language)
            + &withheld(&contents.withheld, language)
            + &checking(&inventory.fingerprint, language)
            + &help(contents, language)
    })
}

/// The sections, by the end of their names.
const SECTIONS: [(&str, &str, &str); 7] = [
    ("ex", "Vos examens", "Your exams"),
    ("img", "Les images elles-mêmes", "The images themselves"),
    ("doc", "Vos documents", "Your documents"),
    (
        "film",
        "Vos films et autres articles",
        "Your films and other items",
    ),
    (
        "non",
        "Ce qui n’est pas communiqué, et pourquoi",
        "What is withheld, and why",
    ),
    ("ver", "Vérifier cette copie", "Verify this copy"),
    ("aide", "Besoin d’aide", "Need help"),
];

fn heading(language: Language, of: &str) -> String {
    let mut sections = SECTIONS.iter();
    let found = sections.find(|(id, ..)| *id == of);
    let text = found.map_or("", |(_, french, english)| language.say(french, english));
    format!("<h2 id=\"{}-{of}\">{text}</h2>\n", part(language))
}

fn front(contents: &Contents<'_>, inventory: &Inventory, language: Language) -> String {
    let person = &contents.person;
    let mut text = format!(
        "<p class=\"from\">{}</p>\n",
        foreign(&contents.organisation)
    );
    text += &title(
        language,
        language.say("Copie de votre dossier", "Copy of your record"),
    );
    let _ = writeln!(
        text,
        "<p class=\"who\"><b>{}</b><br>{}{} {}<br>{} <span class=\"nb\">{}</span></p>",
        foreign(&person.name),
        language.say("Date de naissance", "Date of birth"),
        language.say("\u{A0}:", ":"),
        day(language, person.born),
        language.say("Dossier", "Case"),
        escape(&contents.case),
    );
    let (made, asked) = (
        day(language, contents.produced_at.day),
        day(language, contents.received_on),
    );
    let request = escape(&contents.request);
    let exams = counted(
        language,
        inventory.exams.len(),
        ["examen", "examens"],
        ["exam", "exams"],
    );
    let images = counted(
        language,
        inventory.images,
        ["image", "images"],
        ["image", "images"],
    );
    let papers = counted(
        language,
        inventory.papers.len(),
        ["document", "documents"],
        ["document", "documents"],
    );
    let _ = writeln!(
        text,
        "<p class=\"q\">{}</p>",
        language.say(
            format!("Préparée le {made}, en réponse à la demande <span class=\"nb\">{request}</span> reçue le {asked}. {exams}, {images}, {papers}."),
            format!("Prepared on {made}, in answer to request <span class=\"nb\">{request}</span> received on {asked}. {exams}, {images}, {papers}."),
        )
    );
    let _ = writeln!(
        text,
        "<p>{}</p>",
        language.say(
            "Cette page s’ouvre dans tout navigateur, sans rien installer et sans Internet. Les renseignements vous appartiennent. Le dossier d’origine est conservé par le service qui a préparé cette copie.",
            "This page opens in any browser, with nothing to install and no Internet. The information belongs to you. The original record is kept by the service that prepared this copy.",
        )
    );
    text
}

fn table_of_contents(language: Language) -> String {
    let id = part(language);
    let lines: String = SECTIONS
        .iter()
        .map(|(of, french, english)| {
            format!(
                "<li><a href=\"#{id}-{of}\">{}</a></li>\n",
                language.say(french, english)
            )
        })
        .collect();
    let label = language.say("Dans cette page", "On this page");
    format!("<nav aria-label=\"{label}\"><ol class=\"toc\">\n{lines}</ol></nav>\n")
}

/// What an exam is called: its kinds of images, and its day.
pub(super) fn called(exam: &Listed, language: Language) -> String {
    let kinds: Vec<&str> = exam
        .kinds()
        .iter()
        .map(|kind| kind.text(language))
        .collect();
    let kinds = if kinds.is_empty() {
        language.say("Examen", "Exam").to_owned()
    } else {
        kinds.join(", ")
    };
    let when = exam.on.map_or_else(
        || language.say("sans date", "no date").to_owned(),
        |on| day(language, on),
    );
    format!("{}, {when}", escape(&kinds))
}

/// Where an exam was made, and how much of it there is.
pub(super) fn described(exam: &Listed, language: Language) -> String {
    let mut text = String::new();
    for (class, words) in [("", &exam.description), (" class=\"q\"", &exam.institution)] {
        if let Some(words) = words {
            let _ = writeln!(text, "<p{class}>{}</p>", foreign(words));
        }
    }
    let images = counted(
        language,
        exam.images(),
        ["image", "images"],
        ["image", "images"],
    );
    let series = counted(
        language,
        exam.series.len(),
        ["série", "séries"],
        ["series", "series"],
    );
    let held = if exam.series.is_empty() {
        language
            .say(
                "Aucune image de cet examen dans cette copie",
                "No image of this exam in this copy",
            )
            .to_owned()
    } else {
        format!("{images}, {series}")
    };
    let _ = writeln!(text, "<p class=\"q\">{held}.</p>");
    text
}

fn exams(exams: &[Listed], language: Language) -> String {
    let mut text = heading(language, "ex");
    if exams.is_empty() {
        let none = language.say(
            "Il n’y a aucun examen dans cette copie.",
            "There is no exam in this copy.",
        );
        let _ = writeln!(text, "<p>{none}</p>");
        return text;
    }
    let order = language.say(
        "Du plus récent au plus ancien. «\u{A0}Voir les aperçus\u{A0}» les montre dans cette fenêtre.",
        "Most recent first. “See the previews” shows them in this window.",
    );
    let _ = write!(text, "<p>{order}</p>\n<ol class=\"exams\">\n");
    for exam in exams {
        let called = called(exam, language);
        let colon = language.say("\u{A0}:", ":");
        let picture = exam.cover().map_or_else(
            || format!("<div class=\"none\">{}</div>", language.say("Sans aperçu", "No preview")),
            |picture| {
                format!(
                    "<img src=\"{}\" width=\"{}\" height=\"{}\" loading=\"lazy\" alt=\"{}{colon} {called}\">",
                    picture.path,
                    picture.width,
                    picture.height,
                    language.say("Aperçu", "Preview"),
                )
            },
        );
        let link = exam.page.as_ref().map_or_else(String::new, |page| {
            format!(
                "<a class=\"open\" href=\"{page}#{}\">{}{colon} {called}</a>\n",
                part(language),
                language.say("Voir les aperçus", "See the previews"),
            )
        });
        let described = described(exam, language);
        let _ = write!(
            text,
            "<li class=\"exam\">{picture}<div><h3>{called}</h3>\n{described}{link}</div></li>\n"
        );
    }
    let _ = writeln!(
        text,
        "</ol>\n<p class=\"small\">{}</p>",
        not_for_diagnosis(language)
    );
    text
}

/// What stands beside every preview.
pub(super) fn not_for_diagnosis(language: Language) -> &'static str {
    language.say(
        "Aperçus réduits\u{A0}: ils ne conviennent pas au diagnostic.",
        "Small previews: not for diagnosis.",
    )
}

/// How the images are opened, by whom and with what.
fn images(inventory: &Inventory, language: Language) -> String {
    let mut text = heading(language, "img");
    text.push_str("<div class=\"box\">\n");
    if inventory.has_dicomdir() {
        let _ = writeln!(
            text,
            "<p>{}</p>\n<p>{}</p>",
            language.say(
                "Les images entières sont dans le répertoire DICOM, telles qu’elles ont été reçues. Toute visionneuse DICOM les ouvre\u{A0}: choisissez-y le fichier DICOMDIR de cette copie.",
                "The whole images are in the folder DICOM, as they were received. Any DICOM viewer opens them: choose in it the file DICOMDIR of this copy.",
            ),
            language.say(
                "Pour une consultation, remettez cette copie telle quelle\u{A0}: l’ordinateur d’un hôpital ou d’une clinique d’imagerie la lit de la même façon.",
                "For an appointment, hand over this copy as it is: the computer of a hospital or an imaging clinic reads it in the same way.",
            )
        );
        if inventory.not_indexed > 0 {
            let aside = number(language, inventory.not_indexed);
            let _ = writeln!(
                text,
                "<p>{}</p>",
                language.say(
                    format!("Images absentes du fichier DICOMDIR, à ouvrir une à une\u{A0}: {aside}. Le manifeste en donne le motif."),
                    format!("Images that are not in the file DICOMDIR, to be opened one by one: {aside}. The manifest gives the reason."),
                )
            );
        }
    } else {
        let how = if inventory.images > 0 {
            language.say(
                "Les images entières sont dans le répertoire DICOM, telles qu’elles ont été reçues. Une visionneuse DICOM les ouvre une à une\u{A0}: aucune n’a pu être inscrite dans un fichier DICOMDIR. Le manifeste en donne le motif.",
                "The whole images are in the folder DICOM, as they were received. A DICOM viewer opens them one by one: none could be listed in a file DICOMDIR. The manifest gives the reason.",
            )
        } else {
            language.say(
                "Cette copie ne contient aucune image.",
                "This copy holds no image.",
            )
        };
        let _ = writeln!(text, "<p>{how}</p>");
    }
    text + "</div>\n"
}

fn papers(papers: &[Paper], language: Language) -> String {
    let mut text = heading(language, "doc");
    let hint = language.say(
        "Touchez un nom pour ouvrir le fichier. Chaque document est dans la langue où il a été écrit.",
        "Touch a name to open the file. Each document is in the language it was written in.",
    );
    let _ = write!(text, "<p>{hint}</p>\n<ul class=\"files\">\n");
    let mut line = |path: &str, title: &str, kind: &str| {
        // The path is one of ours, made of plain characters.
        let _ = writeln!(
            text,
            "<li><a href=\"{path}\">{title}</a><span>{kind}</span></li>"
        );
    };
    for paper in papers {
        let kind = format!(
            "{}, {}",
            kind(&paper.path, language),
            size(language, paper.size)
        );
        line(&paper.path, &escape(paper.title.text(language)), &kind);
    }
    let on_page = language.say("page", "page");
    let here = part(language);
    line(
        &format!("DOCS/CHAINE.HTM#{here}"),
        language.say(
            "Parcours de vos films et disques",
            "Where your films and discs have been",
        ),
        on_page,
    );
    line(
        &format!("DOCS/ACCES.HTM#{here}"),
        language.say("Communications", "Communications"),
        on_page,
    );
    line(
        "LEDGER/EXTRACT.JSN",
        language.say("Extrait du journal", "Journal extract"),
        language.say(
            "JSON, pour un logiciel de vérification",
            "JSON, for software that verifies",
        ),
    );
    text + "</ul>\n"
}

/// What a file is, by the end of its name.
fn kind(path: &str, language: Language) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "PDF" => "PDF",
        "TXT" => language.say("texte", "text"),
        "CSV" => language.say("tableau CSV", "CSV table"),
        "JPG" | "PNG" | "TIF" => language.say("image", "picture"),
        "JSN" => "JSON",
        _ => language.say("autre format", "other format"),
    }
}

fn articles(contents: &Contents<'_>, language: Language) -> String {
    let mut text = heading(language, "film");
    text.push_str("<div class=\"box\">\n");
    let all = &contents.articles;
    if all.is_empty() {
        let none = language.say(
            "Aucun film ni autre article n’est inscrit à ce dossier.",
            "No film or other item is registered for this case.",
        );
        let _ = writeln!(text, "<p>{none}</p>");
    }
    let (phone, case) = (escape(&contents.phone), escape(&contents.case));
    let kept = [
        (
            Keeper::Service,
            language.say(
                "Gardés par le service, là où ils étaient quand cette copie a été préparée. Ces originaux ne sont pas dans cette copie.",
                "Kept by the service, where they were when this copy was prepared. These originals are not in this copy.",
            ),
            language.say(
                format!("Pour les voir sur place, les obtenir ou en demander un duplicata\u{A0}: <span class=\"nb\">{phone}</span>. Donnez le numéro de dossier <span class=\"nb\">{case}</span> et le numéro de l’étiquette."),
                format!("To see them on site, to obtain them or to ask for a duplicate: <span class=\"nb\">{phone}</span>. Give the case number <span class=\"nb\">{case}</span> and the number of the label."),
            ),
        ),
        (
            Keeper::Carrier,
            language.say(
                "Confiés à un transporteur au moment où cette copie a été préparée\u{A0}:",
                "With a carrier at the time when this copy was prepared:",
            ),
            language.say(
                format!("Pour savoir où ils sont rendus\u{A0}: <span class=\"nb\">{phone}</span>."),
                format!("To know where they have arrived: <span class=\"nb\">{phone}</span>."),
            ),
        ),
        (
            Keeper::Recipient,
            language.say(
                "Remis à un destinataire, qui les garde\u{A0}:",
                "Handed over to a recipient, who keeps them:",
            ),
            language
                .say("Pour les obtenir, adressez-vous à ce destinataire.", "To obtain them, ask that recipient.")
                .to_owned(),
        ),
    ];
    for (keeper, where_they_are, how) in kept {
        let of_keeper = all.iter().filter(|article| article.keeper == keeper);
        let lines: String = of_keeper
            .map(|article| line_of(article, language))
            .collect();
        if !lines.is_empty() {
            let _ = write!(
                text,
                "<p><b>{where_they_are}</b></p>\n<ul>\n{lines}</ul>\n<p>{how}</p>\n"
            );
        }
    }
    text + "</div>\n"
}

fn line_of(article: &Article, language: Language) -> String {
    format!(
        "<li>{} <span class=\"nb\">{}</span> — {}</li>\n",
        escape(article.what.text(language)),
        escape(&article.label),
        escape(article.place.text(language)),
    )
}

fn withheld(lines: &[Withheld], language: Language) -> String {
    let mut text = heading(language, "non");
    if lines.is_empty() {
        let none = language.say(
            "Aucun élément n’a été exclu de cette copie.",
            "Nothing was left out of this copy.",
        );
        let _ = writeln!(text, "<div class=\"box\"><p>{none}</p></div>");
        return text;
    }
    let (reason, provision) = language.say(
        ("Motif\u{A0}:", "Disposition\u{A0}:"),
        ("Reason:", "Provision:"),
    );
    for line in lines {
        let _ = write!(
            text,
            "<div class=\"box held\"><p><b>{}</b></p>\n<p>{reason} {}</p>\n<p>{provision} {}</p></div>\n",
            escape(line.what.text(language)),
            escape(line.ground.text(language)),
            escape(line.provision.text(language)),
        );
    }
    let rest = language.say("Rien d’autre n’a été retiré.", "Nothing else was removed.");
    let _ = writeln!(text, "<p class=\"small\">{rest}</p>");
    text
}

fn checking(fingerprint: &str, language: Language) -> String {
    let (signed, compare, steps) = language.say(
        (
            "Chaque fichier figure au manifeste avec son empreinte, et le manifeste est signé\u{A0}: si un seul fichier a changé, cela se voit.",
            "Comparez cette empreinte du signataire avec celle de la lettre qui accompagne la copie\u{A0}:",
            "Suivez les étapes, sans nous et sans Internet\u{A0}:",
        ),
        (
            "Every file is in the manifest with its fingerprint, and the manifest is signed: if a single file has changed, it shows.",
            "Compare this fingerprint of the signer with the one in the letter that came with the copy:",
            "Follow the steps, without us and without the Internet:",
        ),
    );
    let heading = heading(language, "ver");
    let fingerprint = escape(fingerprint);
    format!(
        "{heading}<div class=\"box\"><p>{signed}</p>\n<ol><li>{compare} <span class=\"code\">{fingerprint}</span></li>\n\
         <li>{steps} <a href=\"LEDGER/VERIFY.TXT\">VERIFY.TXT</a></li></ol></div>\n"
    )
}

fn help(contents: &Contents<'_>, language: Language) -> String {
    let (phone, request) = (escape(&contents.phone), escape(&contents.request));
    let heading = heading(language, "aide");
    let (call, wrong) = language.say(
        (
            format!("Téléphone\u{A0}: <span class=\"nb\">{phone}</span>. Numéro à donner\u{A0}: <span class=\"nb\">{request}</span>."),
            "Un renseignement vous semble inexact? Vous pouvez demander une rectification au même numéro. Gardez cette copie en lieu sûr\u{A0}: elle contient des renseignements de santé.",
        ),
        (
            format!("Phone: <span class=\"nb\">{phone}</span>. Number to give: <span class=\"nb\">{request}</span>."),
            "Does something look wrong? You can ask for a correction at the same number. Keep this copy in a safe place: it holds health information.",
        ),
    );
    format!("{heading}<div class=\"box\"><p>{call}</p>\n<p>{wrong}</p></div>\n")
}
