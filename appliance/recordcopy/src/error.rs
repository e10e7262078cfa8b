//! What can go wrong while building or checking. No message carries a value from the record.

use std::io;

/// Why a package or a carrier could not be made. Nothing half-made is left behind.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Something is at the destination already; it was not touched.
    #[error("the destination exists already")]
    DestinationExists,
    /// The date is outside 1980 to 2107.
    #[error("the production date is out of range")]
    DateOutOfRange,
    /// An image could not be read from its source (counted from 1).
    #[error("image {0} could not be read")]
    Image(u64, #[source] io::Error),
    /// A document could not be read from its source (counted from 1).
    #[error("document {0} could not be read")]
    Document(u64, #[source] io::Error),
    /// More files than a package may hold.
    #[error("too many files for one package")]
    TooManyFiles,
    /// The carrier cannot hold that much; send it on another one.
    #[error("too large for this carrier")]
    TooLarge,
    /// A program that the builder needs failed.
    #[error("{program} failed")]
    Tool {
        /// Which program.
        program: &'static str,
        /// In what way.
        #[source]
        failure: ToolFailure,
    },
    /// The DICOMDIR just made does not match the files it indexes.
    #[error("the DICOMDIR does not match the images")]
    FileSet,
    /// The signature could not be made.
    #[error("the manifest could not be signed")]
    Signature(#[source] openssl::error::ErrorStack),
    /// The source of randomness left its buffer untouched.
    #[error("the source of randomness gave nothing")]
    NoEntropy,
    /// The zip could not be written.
    #[error("the zip could not be written")]
    Zip(#[source] zip::result::ZipError),
    /// The disk failed.
    #[error("the disk failed")]
    Io(#[from] io::Error),
}

/// How a child program failed.
#[derive(Debug, thiserror::Error)]
pub enum ToolFailure {
    /// It could not be started: not installed, or not executable.
    #[error("it could not be started")]
    NotStarted(#[source] io::Error),
    /// It was not started, because its powers could not be taken from it here: a kernel without
    /// Landlock, or a service that may not use it.
    #[error("it cannot be confined on this machine")]
    NotConfined,
    /// It was still running when its time was over, and was stopped.
    #[error("it did not finish in time")]
    Deadline,
    /// It said more than it may.
    #[error("it said more than expected")]
    TooTalkative,
    /// It ended with an error. What it said is not repeated here: it may quote the record.
    #[error("it ended with an error")]
    Refused,
    /// It wrote something that a verifier would refuse; another version of it, perhaps.
    #[error("it wrote something else than a verifier accepts")]
    Unexpected,
}

/// Why a certificate and key cannot sign a package.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The PEM text holds no certificate, or more than 16.
    #[error("no certificate chain")]
    NoCertificate,
    /// The private key is not that of the first certificate.
    #[error("the private key does not belong to the first certificate")]
    KeyMismatch,
    /// Only RSA (2,048 bits or more) and elliptic-curve keys can sign; OpenSSL 3.0 makes no CMS
    /// signature with Ed25519.
    #[error("only RSA (2048 bits or more) and EC keys can sign a package")]
    UnsupportedKey,
    /// The PEM text could not be read.
    #[error("the certificate or key could not be read")]
    Unreadable(#[from] openssl::error::ErrorStack),
}

/// Why a package could not be checked at all. A package that could be read and is not sound gives a
/// [`crate::Report`], not one of these.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Neither a folder, nor an ISO 9660 image, nor a zip.
    #[error("neither a folder, nor an ISO image, nor a zip")]
    NotAPackage,
    /// There is no `MANIFEST/MANIFEST.JSN`.
    #[error("there is no MANIFEST/MANIFEST.JSN")]
    NoManifest,
    /// The zip is encrypted and no passphrase was given.
    #[error("a passphrase is needed")]
    PassphraseNeeded,
    /// The passphrase does not open the zip.
    #[error("the passphrase does not open this zip")]
    WrongPassphrase,
    /// The package breaks a limit or a rule that honest packages keep. It was not read further.
    #[error("refused: {0}")]
    Hostile(&'static str),
    /// The disk failed, or the carrier is torn.
    #[error("the package could not be read")]
    Io(#[from] io::Error),
}
