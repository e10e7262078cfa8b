//! What goes into a record copy: plain values, no database, no clock.

use std::io::{self, Read};

use chrono::NaiveDate;

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

    /// The other one.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::French => Self::English,
            Self::English => Self::French,
        }
    }

    /// Of a thing said in both languages, the one in this.
    pub(crate) fn say<T>(self, french: T, english: T) -> T {
        match self {
            Self::French => french,
            Self::English => english,
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
        language.say(&self.fr, &self.en)
    }
}

/// When the copy was made. Given by the caller: it dates every file, so that a second build of the
/// same contents gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProducedAt {
    /// As printed on the pages, for instance `2026-11-21 14:30`.
    pub text: String,
    /// The day at the place where it was made.
    pub day: NaiveDate,
    /// Seconds since 1970-01-01 UTC; from 1980 (where zip and ISO dates begin) to 2107.
    pub epoch_seconds: i64,
}

/// Everything that goes into one record copy.
pub struct Contents<'a> {
    /// Reference of the privacy request that is answered.
    pub request: String,
    /// The day on which that request was received.
    pub received_on: NaiveDate,
    /// Case number.
    pub case: String,
    /// Whose record it is.
    pub person: Person,
    /// The language the person chose. Every page is in both, this one first.
    pub language: Language,
    /// When the copy is made.
    pub produced_at: ProducedAt,
    /// Who makes it.
    pub organisation: String,
    /// Telephone that answers questions about the copy and the articles, as printed.
    pub phone: String,
    /// The released images, study by study and series by series, in the order wanted on the disc.
    pub images: Box<dyn Iterator<Item = io::Result<ImageObject<'a>>> + 'a>,
    /// What is known of each exam. Images of an exam that is not here are listed without a word about
    /// them; an exam here without images is listed too, and says so.
    pub exams: Vec<Exam>,
    /// The released documents, in the order wanted in the index.
    pub documents: Vec<Document<'a>>,
    /// Films and media on file: what no copy can hold.
    pub articles: Vec<Article>,
    /// Chain of custody of all articles, oldest first. Its page sorts it by article.
    pub custody: Vec<CustodyLine>,
    /// Accesses and communications, oldest first.
    pub disclosures: Vec<DisclosureLine>,
    /// The journal extract (JSON), as the ledger gave it.
    pub journal_extract: Vec<u8>,
    /// What is not in this copy, and why. Listed on the first page, never silent.
    pub withheld: Vec<Withheld>,
}

/// Whose record it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// As the record writes it.
    pub name: String,
    /// Date of birth.
    pub born: NaiveDate,
}

/// One exam: a study, as a person thinks of it.
#[derive(Debug, Clone)]
pub struct Exam {
    /// Study Instance UID: says which images are its own, and never becomes a name.
    pub study_uid: String,
    /// Day of the exam; none if its images give none that exists.
    pub on: Option<NaiveDate>,
    /// What it was called where it was made, in whatever language that was.
    pub description: Option<String>,
    /// Where it was made.
    pub institution: Option<String>,
    /// What is known of its series.
    pub series: Vec<ExamSeries>,
}

/// One series of an exam.
#[derive(Debug, Clone)]
pub struct ExamSeries {
    /// Series Instance UID: says which images are its own, and never becomes a name.
    pub series_uid: String,
    /// The kind of images in words, for instance `Radiographie (DX)`.
    pub kind: Option<Bilingual>,
    /// Pictures drawn from its images, in their order. At most 24 of them go into the copy, chosen
    /// evenly, and fewer if the copy would hold more than 2,000, or more files than a zip.
    pub previews: Vec<Preview>,
}

/// A picture drawn from an image: small, and never for diagnosis.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The image it was drawn from: its [`ImageObject::origin`].
    pub origin: String,
    /// A PNG of at most 256 by 256 pixels and 256 KiB. What is none, or larger, stays out of the copy.
    pub png: Vec<u8>,
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

/// Who keeps an article while the copy is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// The service that makes the copy: it shows it, lends it, has a duplicate made.
    Service,
    /// A carrier, on the way to somebody.
    Carrier,
    /// The recipient to whom it was sent.
    Recipient,
}

/// One film, disc or other article on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its label.
    pub label: String,
    /// What it is, for instance `film`.
    pub what: Bilingual,
    /// Who keeps it.
    pub keeper: Keeper,
    /// Where it is, or in whose hands.
    pub place: Bilingual,
}

/// One line of the chain of custody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyLine {
    /// Date and time as printed.
    pub at: String,
    /// Label of the article.
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
    pub recipient: Bilingual,
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
