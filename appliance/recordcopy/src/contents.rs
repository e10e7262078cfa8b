//! What goes into a record copy: plain values, no database, no clock.

use std::io::{self, Read};

/// The two languages of every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// français
    French,
    /// English
    English,
}

impl Language {
    /// ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }
}

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    /// The French text.
    pub fr: String,
    /// The English text.
    pub en: String,
}

impl Bilingual {
    /// Puts the two texts together.
    pub fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            fr: fr.into(),
            en: en.into(),
        }
    }

    pub(crate) fn text(&self, language: Language) -> &str {
        match language {
            Language::French => &self.fr,
            Language::English => &self.en,
        }
    }
}

/// When the copy was made. Given by the caller: it dates every file, so that a second build of the
/// same contents gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProducedAt {
    /// As printed on the pages, for instance `2026-11-21 14:30`.
    pub text: String,
    /// Seconds since 1970-01-01 UTC; from 1980 (where zip and ISO dates begin) to 2107.
    pub epoch_seconds: i64,
}

/// Everything that goes into one record copy.
pub struct Contents<'a> {
    /// Reference of the privacy request that is answered.
    pub request: String,
    /// Case number.
    pub case: String,
    /// The language the person chose. Every page is in both; this is recorded in the manifest.
    pub language: Language,
    /// When the copy is made.
    pub produced_at: ProducedAt,
    /// Who makes it.
    pub organisation: String,
    /// The released images, study by study and series by series, in the order wanted on the disc.
    pub images: Box<dyn Iterator<Item = io::Result<ImageObject<'a>>> + 'a>,
    /// The released documents, in the order wanted in the index.
    pub documents: Vec<Document<'a>>,
    /// Chain of custody of films and media, oldest first.
    pub custody: Vec<CustodyLine>,
    /// Accesses and communications, oldest first.
    pub disclosures: Vec<DisclosureLine>,
    /// The journal extract (JSON), as the ledger gave it.
    pub journal_extract: Vec<u8>,
    /// What is not in this copy, and why. Listed on the first page, never silent.
    pub withheld: Vec<Withheld>,
}

/// One image: a DICOM Part 10 object.
pub struct ImageObject<'a> {
    /// Study Instance UID: groups files, and never becomes a name.
    pub study_uid: String,
    /// Series Instance UID: groups files, and never becomes a name.
    pub series_uid: String,
    /// Id of the stored object, for the manifest.
    pub origin: String,
    /// The bytes, preamble included.
    pub object: Box<dyn Read + 'a>,
}

/// Where a document stands in the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A signed medical opinion: `DOCS/RAPPORT.PDF`.
    Opinion,
    /// Any other document, as received: `DOCS/PIECES/`.
    Piece,
}

/// One document.
pub struct Document<'a> {
    /// Id in the appliance, for the manifest.
    pub id: String,
    /// Title as the index shows it.
    pub title: Bilingual,
    /// Opinion or piece.
    pub kind: DocumentKind,
    /// Media type, for instance `application/pdf`; decides the extension and nothing else.
    pub media_type: String,
    /// The bytes.
    pub body: Box<dyn Read + 'a>,
}

/// One line of the chain of custody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyLine {
    /// Date and time as printed.
    pub at: String,
    /// Label of the item.
    pub item: String,
    /// What happened.
    pub event: Bilingual,
    /// Where, or in whose hands, the item was afterwards.
    pub place: Bilingual,
    /// Who did it.
    pub by: String,
}

/// One access or communication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosureLine {
    /// Date and time as printed.
    pub at: String,
    /// Kind of access or communication.
    pub class: Bilingual,
    /// Who saw or received.
    pub recipient: String,
    /// What was seen or received.
    pub items: Bilingual,
    /// For what purpose.
    pub purpose: Bilingual,
    /// Under what authority: consent, law, order.
    pub authority: Bilingual,
    /// By what means.
    pub method: Bilingual,
}

/// One thing that the copy does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// What it is.
    pub what: Bilingual,
    /// The reason.
    pub ground: Bilingual,
    /// The provision of the law.
    pub provision: Bilingual,
}
