//! `doublelock package verify PATH`: checks a copy of the record on any machine, with
//! no server, no network and no configuration.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use doublelock_recordcopy::{
    CertificateFingerprint, Language, Passphrase, VerifyError, VerifyOptions, verify,
};

use super::terminal::{complain, say};

/// Most bytes of a passphrase file.
const PASSPHRASE_LIMIT: u64 = 4096;

/// What to do with a package.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Check a copy of the record: folder, ISO image or zip. Names every altered file.
    ///
    /// Exit status: 0 nothing is altered, 1 something is, 2 it could not be checked.
    Verify {
        /// The folder, the ISO image or the zip.
        path: PathBuf,
        /// File that holds the passphrase of an encrypted zip. (Never on the command
        /// line: other users of the machine can read those.)
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        /// Fingerprint of the signer, as told by another channel than the package.
        #[arg(long, value_name = "SHA256")]
        fingerprint: Option<String>,
        /// One language instead of both.
        #[arg(long, value_parser = ["fr", "en"])]
        language: Option<String>,
    },
}

/// Does it.
pub fn run(action: &Action) -> ExitCode {
    let Action::Verify {
        path,
        passphrase_file,
        fingerprint,
        language,
    } = action;
    let languages: &[Language] = match language.as_deref() {
        Some("fr") => &[Language::French],
        Some(_) => &[Language::English],
        None => &[Language::French, Language::English],
    };
    match check(path, passphrase_file.as_deref(), fingerprint.as_deref()) {
        Ok(report) => {
            let said: Vec<String> = languages
                .iter()
                .map(|language| report.describe(*language))
                .collect();
            say(said.join("\n").trim_end());
            if report.is_sound() {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(1)
            }
        }
        Err(fault) => {
            for language in languages {
                complain(&fault.sentence(*language));
            }
            ExitCode::from(2)
        }
    }
}

/// Why a package could not be checked at all.
enum Fault {
    PassphraseFile,
    Fingerprint,
    Package(VerifyError),
}

impl Fault {
    /// What happened and what to do.
    fn sentence(&self, language: Language) -> String {
        let (french, english) = match self {
            Self::PassphraseFile => (
                "Le fichier de la phrase secrète ne peut pas être lu. Vérifiez son emplacement.",
                "The passphrase file cannot be read. Check where it is.",
            ),
            Self::Fingerprint => (
                "L’empreinte n’a pas la bonne forme\u{a0}: 64 caractères de 0 à 9 et de A à F. Copiez-la de nouveau.",
                "The fingerprint does not have the right form: 64 characters, 0 to 9 and A to F. Copy it again.",
            ),
            Self::Package(error) => sentence_of(error),
        };
        match language {
            Language::French => french.to_owned(),
            Language::English => english.to_owned(),
        }
    }
}

fn sentence_of(error: &VerifyError) -> (&'static str, &'static str) {
    match error {
        VerifyError::NotAPackage => (
            "Ce n’est ni un dossier, ni une image ISO, ni un zip. Donnez la racine du disque ou le fichier reçu.",
            "This is neither a folder, nor an ISO image, nor a zip. Give the root of the disc or the file received.",
        ),
        VerifyError::NoManifest => (
            "Il n’y a pas de liste des fichiers (MANIFEST/MANIFEST.JSN)\u{a0}: ce n’est pas une copie du dossier, ou elle est incomplète.",
            "There is no list of files (MANIFEST/MANIFEST.JSN): this is not a copy of a record, or it is incomplete.",
        ),
        VerifyError::PassphraseNeeded => (
            "Ce zip est chiffré. Mettez la phrase secrète dans un fichier et donnez-le avec --passphrase-file.",
            "This zip is encrypted. Put the passphrase in a file and give it with --passphrase-file.",
        ),
        VerifyError::WrongPassphrase => (
            "La phrase secrète n’ouvre pas ce zip. Vérifiez chaque groupe de chiffres.",
            "The passphrase does not open this zip. Check each group of digits.",
        ),
        VerifyError::Hostile(_) => (
            "Cette copie enfreint une règle que les copies honnêtes respectent. Elle n’a pas été lue plus loin; demandez-en une autre.",
            "This copy breaks a rule that honest copies keep. It was not read further; ask for another one.",
        ),
        VerifyError::Io(error) if error.kind() == std::io::ErrorKind::NotFound => (
            "Il n’y a rien à cet endroit. Vérifiez le chemin.",
            "There is nothing at this place. Check the path.",
        ),
        VerifyError::Io(_) => (
            "La copie n’a pas pu être lue en entier\u{a0}: support abîmé ou fichier tronqué. Demandez-en une autre.",
            "The copy could not be read to its end: damaged medium or cut file. Ask for another one.",
        ),
    }
}

fn check(
    path: &Path,
    passphrase_file: Option<&Path>,
    fingerprint: Option<&str>,
) -> Result<doublelock_recordcopy::Report, Fault> {
    let passphrase = passphrase_file.map(read_passphrase).transpose()?;
    let expected_signer = fingerprint
        .map(|text| CertificateFingerprint::parse(text).ok_or(Fault::Fingerprint))
        .transpose()?;
    verify(
        path,
        &VerifyOptions {
            passphrase,
            expected_signer,
        },
    )
    .map_err(Fault::Package)
}

fn read_passphrase(path: &Path) -> Result<Passphrase, Fault> {
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(PASSPHRASE_LIMIT).read_to_string(&mut text))
        .map_err(|_| Fault::PassphraseFile)?;
    Ok(Passphrase::typed(text.trim()))
}
