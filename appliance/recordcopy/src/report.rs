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
