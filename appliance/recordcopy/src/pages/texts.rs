//! `README.TXT`, `LISEZMOI.TXT` and `LEDGER/VERIFY.TXT`: what is read without a browser.
//!
//! They are UTF-8 and begin with a byte order mark. French needs more than ASCII; without the mark, older
//! versions of Windows Notepad guess the encoding, and browsers take a text from a disc for Windows-1252.

use super::amounts::day;
use super::index::Inventory;
use crate::contents::{Contents, Language};

/// Most characters of one foreign text: two names of a person, of 120 each, fit.
const LONGEST: usize = 300;
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// `LISEZMOI.TXT` in French, `README.TXT` in English.
pub(crate) fn readme(contents: &Contents<'_>, inventory: &Inventory, language: Language) -> String {
    let person = &contents.person;
    let (organisation, made) = (
        line(&contents.organisation),
        line(&contents.produced_at.text),
    );
    let (name, born) = (line(&person.name), day(language, person.born));
    let (request, case) = (line(&contents.request), line(&contents.case));
    let phone = line(&contents.phone);
    let images = if inventory.has_dicomdir() {
        language.say(
            "Les images s’ouvrent avec une visionneuse DICOM, par le fichier DICOMDIR.",
            "The images open with a DICOM viewer, through the file DICOMDIR.",
        )
    } else if inventory.images > 0 {
        language.say(
            "Les images, dans le répertoire DICOM, s’ouvrent une à une avec une visionneuse DICOM.",
            "The images, in the folder DICOM, open one by one with a DICOM viewer.",
        )
    } else {
        language.say(
            "Cette copie ne contient aucune image.",
            "This copy holds no images.",
        )
    };
    match language {
        Language::French => lines(&[
            "COPIE DE VOTRE DOSSIER",
            "",
            &format!("Nom\u{A0}: {name}"),
            &format!("Date de naissance\u{A0}: {born}"),
            &format!("Dossier\u{A0}: {case}"),
            &format!("Demande\u{A0}: {request}"),
            &format!("Préparée par\u{A0}: {organisation}"),
            &format!("Préparée le\u{A0}: {made}"),
            "",
            "Ouvrez INDEX.HTM avec un navigateur Web\u{A0}: tout s’y trouve, sans accès à Internet.",
            images,
            "Aucun programme ne se trouve sur ce support. N’en lancez aucun qui s’y trouverait.",
            "Pour vérifier que rien n’a été altéré\u{A0}: LEDGER/VERIFY.TXT.",
            &format!("Besoin d’aide\u{A0}: {phone}"),
        ]),
        Language::English => lines(&[
            "COPY OF YOUR RECORD",
            "",
            &format!("Name: {name}"),
            &format!("Date of birth: {born}"),
            &format!("Case: {case}"),
            &format!("Request: {request}"),
            &format!("Prepared by: {organisation}"),
            &format!("Prepared on: {made}"),
            "",
            "Open INDEX.HTM with a web browser: everything is there, without Internet access.",
            images,
            "There is no program on this medium. Start none that you might find on it.",
            "To check that nothing was altered: LEDGER/VERIFY.TXT.",
            &format!("Need help: {phone}"),
        ]),
    }
}

/// Foreign text on one line, cut, without what could move the text around it.
fn line(text: &str) -> String {
    crate::names::bounded(text, LONGEST)
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
    format!("{BYTE_ORDER_MARK}{}\r\n", lines.join("\r\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_to_verify_gives_the_fingerprint_in_each_language_on_a_line_of_its_own() {
        let text = how_to_verify("AA:BB");
        assert!(text.starts_with("\u{FEFF}COMMENT VÉRIFIER CETTE COPIE\r\n\r\n"));
        assert!(text.contains("Empreinte du certificat (SHA-256)\u{A0}:\r\nAA:BB\r\n"));
        assert!(text.contains("Fingerprint of the certificate (SHA-256):\r\nAA:BB\r\n"));
        assert!(text.ends_with("-noout -fingerprint -sha256\r\n"));
    }

    #[test]
    fn french_stands_first_and_keeps_its_spaces() {
        let text = how_to_verify("AA:BB");
        assert!(text.find("COMMENT") < text.find("HOW TO"));
        assert!(!text.contains(" :"), "a plain space before a colon");
        assert!(!text.contains("..."));
    }
}
