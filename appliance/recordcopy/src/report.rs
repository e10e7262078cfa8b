//! What a verifier found, in figures and in words.

use crate::contents::Language;
use crate::package::CarrierKind;
use crate::part::CarrierPart;
use crate::signature::CertificateFingerprint;

/// What came out of checking the signature over the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureCheck {
    /// Signed by the key of this certificate.
    Valid(CertificateFingerprint),
    /// There is a signature and a certificate, and they do not fit the manifest.
    Invalid,
    /// Signature or certificate is missing or unreadable.
    Missing,
}

/// How the signer compares with the fingerprint that was given from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pin {
    /// No fingerprint was given: whoever made the package may have been anyone.
    NotGiven,
    /// The signer is the one expected.
    Matches,
    /// Another key signed.
    Differs,
}

/// What came out of checking the DICOMDIR.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileSetCheck {
    /// Records that refer to a file.
    pub references: u64,
    /// The DICOMDIR cannot be read.
    pub unreadable: bool,
    /// References that lead to no file of the package, or out of it.
    pub unresolved: Vec<String>,
    /// Files whose SOP Instance UID is not the one that the DICOMDIR says.
    pub mismatched: Vec<String>,
    /// Files referred to more than once.
    pub repeated: Vec<String>,
    /// Images that the manifest says are indexed and are not, or the other way round.
    pub disagreeing: Vec<String>,
}

impl FileSetCheck {
    /// Whether every reference leads to its image, once.
    pub fn is_sound(&self) -> bool {
        !self.unreadable
            && self.unresolved.is_empty()
            && self.mismatched.is_empty()
            && self.repeated.is_empty()
            && self.disagreeing.is_empty()
    }
}

/// What a verifier found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The carrier that was read.
    pub carrier: CarrierKind,
    /// Files that the manifest lists.
    pub listed: u64,
    /// Files found on the carrier.
    pub found: u64,
    /// Files whose size or hash is not the one listed.
    pub altered: Vec<String>,
    /// Files listed and not found.
    pub missing: Vec<String>,
    /// Files found and not listed.
    pub added: Vec<String>,
    /// Names and links that no package has. Shown cut and without control characters.
    pub odd: Vec<String>,
    /// Parts of the carrier around its files that are not as the builder writes them: another program
    /// may show another tree.
    pub parts: Vec<CarrierPart>,
    /// The signature.
    pub signature: SignatureCheck,
    /// The signer against the fingerprint given.
    pub pin: Pin,
    /// The DICOMDIR; none in a package without one.
    pub file_set: Option<FileSetCheck>,
}

impl Report {
    /// Whether nothing at all is wrong. Says nothing about *who* made the package unless
    /// [`Report::pin`] is [`Pin::Matches`].
    pub fn is_sound(&self) -> bool {
        self.altered.is_empty()
            && self.missing.is_empty()
            && self.added.is_empty()
            && self.odd.is_empty()
            && self.parts.is_empty()
            && matches!(self.signature, SignatureCheck::Valid(_))
            && self.pin != Pin::Differs
            && self.file_set.as_ref().is_none_or(FileSetCheck::is_sound)
    }

    /// The report in words, one finding a line.
    pub fn describe(&self, language: Language) -> String {
        let mut words = Words {
            french: language == Language::French,
            text: String::new(),
        };
        let counts = [
            (
                "Fichiers au manifeste",
                "Files in the manifest",
                self.listed,
            ),
            ("Fichiers trouvés", "Files found", self.found),
        ];
        for (fr, en, count) in counts {
            words.pair(fr, en, &count.to_string());
        }
        self.describe_files(&mut words);
        self.describe_parts(&mut words);
        self.describe_file_set(&mut words);
        self.describe_signer(&mut words);
        if self.is_sound() {
            words.line("Aucune altération décelée.", "No alteration found.");
        } else {
            words.line(
                "Cette copie n’est pas intacte. Ne vous y fiez pas; demandez-en une autre.",
                "This copy is not intact. Do not rely on it; ask for another one.",
            );
        }
        words.text
    }

    fn describe_files(&self, words: &mut Words) {
        let lists = [
            ("Altéré", "Altered", &self.altered),
            ("Manquant", "Missing", &self.missing),
            ("Ajouté", "Added", &self.added),
            (
                "Sans place dans une copie",
                "Has no place in a copy",
                &self.odd,
            ),
        ];
        for (fr, en, paths) in lists {
            for path in paths {
                words.pair(fr, en, path);
            }
        }
    }

    fn describe_parts(&self, words: &mut Words) {
        for part in &self.parts {
            let part = part.words();
            let value = if words.french { &part.fr } else { &part.en };
            words.pair(
                "Altéré autour des fichiers",
                "Altered around the files",
                value,
            );
        }
    }

    fn describe_file_set(&self, words: &mut Words) {
        let Some(check) = &self.file_set else {
            return;
        };
        if check.unreadable {
            words.line("DICOMDIR illisible.", "DICOMDIR unreadable.");
        }
        let lists = [
            (
                "DICOMDIR, renvoi sans fichier",
                "DICOMDIR, reference without a file",
                &check.unresolved,
            ),
            (
                "DICOMDIR, autre image",
                "DICOMDIR, another image",
                &check.mismatched,
            ),
            (
                "DICOMDIR, renvoi répété",
                "DICOMDIR, repeated reference",
                &check.repeated,
            ),
            (
                "DICOMDIR et manifeste en désaccord",
                "DICOMDIR and manifest disagree",
                &check.disagreeing,
            ),
        ];
        for (fr, en, paths) in lists {
            for path in paths {
                words.pair(fr, en, path);
            }
        }
    }

    fn describe_signer(&self, words: &mut Words) {
        match self.signature {
            SignatureCheck::Valid(print) => words.pair(
                "Manifeste signé. Empreinte du certificat",
                "Manifest signed. Certificate fingerprint",
                &print.to_string(),
            ),
            SignatureCheck::Invalid => words.line(
                "La signature ne correspond pas au manifeste (MANIFEST.JSN, MANIFEST.P7S ou SIGNER.PEM altéré).",
                "The signature does not fit the manifest (MANIFEST.JSN, MANIFEST.P7S or SIGNER.PEM altered).",
            ),
            SignatureCheck::Missing => words.line("Aucune signature lisible.", "No readable signature."),
        }
        match self.pin {
            Pin::NotGiven => words.line(
                "Comparez cette empreinte avec celle de la lettre.",
                "Compare this fingerprint with the one in the letter.",
            ),
            Pin::Matches => words.line(
                "L’empreinte est celle attendue.",
                "The fingerprint is the one expected.",
            ),
            Pin::Differs => words.line(
                "L’empreinte n’est PAS celle attendue\u{A0}: une autre clé a signé.",
                "The fingerprint is NOT the one expected: another key signed.",
            ),
        }
    }
}

/// Lines in one of the two languages.
struct Words {
    french: bool,
    text: String,
}

impl Words {
    fn line(&mut self, fr: &str, en: &str) {
        self.text.push_str(if self.french { fr } else { en });
        self.text.push('\n');
    }

    fn pair(&mut self, fr: &str, en: &str, value: &str) {
        let (word, colon) = if self.french {
            (fr, "\u{A0}: ")
        } else {
            (en, ": ")
        };
        self.text.extend([word, colon, value, "\n"]);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// A report on a copy in which nothing is wrong.
    fn sound() -> Report {
        let print = CertificateFingerprint::parse(&"a7".repeat(32)).unwrap();
        Report {
            carrier: CarrierKind::Iso,
            listed: 16,
            found: 18,
            altered: Vec::new(),
            missing: Vec::new(),
            added: Vec::new(),
            odd: Vec::new(),
            parts: Vec::new(),
            signature: SignatureCheck::Valid(print),
            pin: Pin::Matches,
            file_set: Some(FileSetCheck::default()),
        }
    }

    fn one() -> Vec<String> {
        vec!["X".to_owned()]
    }

    #[test]
    fn a_copy_is_sound_only_when_nothing_at_all_is_wrong() {
        assert!(sound().is_sound());
        let faults: [fn(&mut Report); 9] = [
            |report| report.altered = one(),
            |report| report.missing = one(),
            |report| report.added = one(),
            |report| report.odd = one(),
            |report| report.parts = vec![CarrierPart::Length],
            |report| report.signature = SignatureCheck::Invalid,
            |report| report.signature = SignatureCheck::Missing,
            |report| report.pin = Pin::Differs,
            |report| report.file_set.as_mut().unwrap().unreadable = true,
        ];
        for (n, fault) in faults.into_iter().enumerate() {
            let mut report = sound();
            fault(&mut report);
            assert!(!report.is_sound(), "fault {n}");
            let words = report.describe(Language::French);
            assert!(words.contains("n’est pas intacte"), "{words}");
        }
        // Who signed is left to the comparison by eye; a copy without images has no DICOMDIR.
        let unasked = Report {
            pin: Pin::NotGiven,
            file_set: None,
            ..sound()
        };
        assert!(unasked.is_sound());
    }

    #[test]
    fn a_dicomdir_is_sound_only_when_nothing_at_all_is_wrong() {
        assert!(FileSetCheck::default().is_sound());
        let faults: [fn(&mut FileSetCheck); 5] = [
            |check| check.unreadable = true,
            |check| check.unresolved = one(),
            |check| check.mismatched = one(),
            |check| check.repeated = one(),
            |check| check.disagreeing = one(),
        ];
        for (n, fault) in faults.into_iter().enumerate() {
            let mut check = FileSetCheck {
                references: 3,
                ..FileSetCheck::default()
            };
            assert!(check.is_sound());
            fault(&mut check);
            assert!(!check.is_sound(), "fault {n}");
        }
    }

    #[test]
    fn every_finding_is_said_in_both_languages() {
        let names = |name: &str| vec![name.to_owned()];
        let report = Report {
            altered: names("A"),
            missing: names("B"),
            added: names("C"),
            odd: names("D"),
            parts: vec![CarrierPart::Length],
            signature: SignatureCheck::Invalid,
            pin: Pin::Differs,
            file_set: Some(FileSetCheck {
                references: 3,
                unreadable: true,
                unresolved: names("E"),
                mismatched: names("F"),
                repeated: names("G"),
                disagreeing: names("H"),
            }),
            ..sound()
        };
        let french = "Fichiers au manifeste\u{A0}: 16
Fichiers trouvés\u{A0}: 18
Altéré\u{A0}: A
Manquant\u{A0}: B
Ajouté\u{A0}: C
Sans place dans une copie\u{A0}: D
Altéré autour des fichiers\u{A0}: la longueur de l’image
DICOMDIR illisible.
DICOMDIR, renvoi sans fichier\u{A0}: E
DICOMDIR, autre image\u{A0}: F
DICOMDIR, renvoi répété\u{A0}: G
DICOMDIR et manifeste en désaccord\u{A0}: H
La signature ne correspond pas au manifeste (MANIFEST.JSN, MANIFEST.P7S ou SIGNER.PEM altéré).
L’empreinte n’est PAS celle attendue\u{A0}: une autre clé a signé.
Cette copie n’est pas intacte. Ne vous y fiez pas; demandez-en une autre.
";
        assert_eq!(report.describe(Language::French), french);
        let english = "Files in the manifest: 16
Files found: 18
Altered: A
Missing: B
Added: C
Has no place in a copy: D
Altered around the files: the length of the image
DICOMDIR unreadable.
DICOMDIR, reference without a file: E
DICOMDIR, another image: F
DICOMDIR, repeated reference: G
DICOMDIR and manifest disagree: H
The signature does not fit the manifest (MANIFEST.JSN, MANIFEST.P7S or SIGNER.PEM altered).
The fingerprint is NOT the one expected: another key signed.
This copy is not intact. Do not rely on it; ask for another one.
";
        assert_eq!(report.describe(Language::English), english);
    }

    #[test]
    fn a_sound_copy_is_told_with_its_fingerprint_and_how_to_compare_it() {
        let print = ["A7"; 32].join(":");
        let french = format!(
            "Fichiers au manifeste\u{A0}: 16
Fichiers trouvés\u{A0}: 18
Manifeste signé. Empreinte du certificat\u{A0}: {print}
L’empreinte est celle attendue.
Aucune altération décelée.
"
        );
        assert_eq!(sound().describe(Language::French), french);
        let unasked = Report {
            pin: Pin::NotGiven,
            ..sound()
        };
        let english = format!(
            "Files in the manifest: 16
Files found: 18
Manifest signed. Certificate fingerprint: {print}
Compare this fingerprint with the one in the letter.
No alteration found.
"
        );
        assert_eq!(unasked.describe(Language::English), english);
        let unsigned = Report {
            signature: SignatureCheck::Missing,
            ..sound()
        };
        let words = unsigned.describe(Language::French);
        assert!(words.contains("\nAucune signature lisible.\n"), "{words}");
    }
}
