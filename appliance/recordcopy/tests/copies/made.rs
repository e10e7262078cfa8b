//! A small record, made up in code: images, documents, a signer.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::NaiveDate;
use dicom_core::value::{PixelFragmentSequence, Value};
use dicom_core::{DataElement, PrimitiveValue, Tag, VR, dicom_value};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use dicom_object::meta::FileMetaTableBuilder;
use doublelock_confine::Launcher;
use doublelock_recordcopy::{
    Article, Bilingual, Built, Contents, CustodyLine, DisclosureLine, Document, DocumentKind,
    ImageObject, Keeper, Language, Person, ProducedAt, Report, Signer, Tools, VerifyOptions,
    Withheld, build_folder, verify,
};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::{X509, X509NameBuilder};

pub(crate) const STUDY: &str = "1.2.826.0.1.3680043.10.999.1";

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// One image to be made.
#[derive(Clone)]
pub(crate) struct Image {
    pub(crate) series: u32,
    pub(crate) number: u32,
    pub(crate) syntax: &'static str,
    pub(crate) without: Vec<Tag>,
    pub(crate) preamble: u8,
    /// Says another SOP Instance UID in the head of the file than in the data set.
    pub(crate) two_uids: bool,
}

impl Image {
    pub(crate) fn new(series: u32, number: u32) -> Self {
        Self {
            series,
            number,
            syntax: uids::EXPLICIT_VR_LITTLE_ENDIAN,
            without: Vec::new(),
            preamble: 0,
            two_uids: false,
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let series = format!("{STUDY}.{}", self.series);
        let instance = format!("{series}.{}", self.number);
        let mut object = InMemDicomObject::new_empty();
        let texts = [
            (
                tags::SOP_CLASS_UID,
                VR::UI,
                uids::SECONDARY_CAPTURE_IMAGE_STORAGE.to_owned(),
            ),
            (tags::SOP_INSTANCE_UID, VR::UI, instance.clone()),
            (tags::STUDY_DATE, VR::DA, "20260301".to_owned()),
            (tags::STUDY_TIME, VR::TM, "101500".to_owned()),
            (tags::ACCESSION_NUMBER, VR::SH, "A1".to_owned()),
            (tags::MODALITY, VR::CS, "OT".to_owned()),
            (tags::CONVERSION_TYPE, VR::CS, "DF".to_owned()),
            (tags::STUDY_DESCRIPTION, VR::LO, "Examen".to_owned()),
            (tags::PATIENT_NAME, VR::PN, "Essai^Patiente".to_owned()),
            (tags::PATIENT_ID, VR::LO, "P-1".to_owned()),
            (tags::STUDY_INSTANCE_UID, VR::UI, STUDY.to_owned()),
            (tags::SERIES_INSTANCE_UID, VR::UI, series),
            (tags::STUDY_ID, VR::SH, "1".to_owned()),
            (tags::SERIES_NUMBER, VR::IS, self.series.to_string()),
            (tags::INSTANCE_NUMBER, VR::IS, self.number.to_string()),
            (
                tags::PHOTOMETRIC_INTERPRETATION,
                VR::CS,
                "MONOCHROME2".to_owned(),
            ),
        ];
        for (tag, vr, text) in texts {
            object.put(DataElement::new(tag, vr, PrimitiveValue::from(text)));
        }
        for (tag, number) in [
            (tags::SAMPLES_PER_PIXEL, 1_u16),
            (tags::ROWS, 8),
            (tags::COLUMNS, 8),
            (tags::BITS_ALLOCATED, 8),
            (tags::BITS_STORED, 8),
            (tags::HIGH_BIT, 7),
            (tags::PIXEL_REPRESENTATION, 0),
        ] {
            object.put(DataElement::new(tag, VR::US, dicom_value!(U16, number)));
        }
        if self.syntax == uids::JPEG_BASELINE8_BIT {
            // Not a picture: nothing on the way may decode it.
            let fragments =
                PixelFragmentSequence::new(vec![0_u32], vec![vec![0xFF, 0xD8, 0xFF, 0xD9]]);
            object.put(DataElement::new(
                tags::PIXEL_DATA,
                VR::OB,
                Value::PixelSequence(fragments),
            ));
        } else {
            let pixels = vec![self.number.to_le_bytes()[0]; 64];
            object.put(DataElement::new(
                tags::PIXEL_DATA,
                VR::OB,
                PrimitiveValue::from(pixels),
            ));
        }
        for tag in &self.without {
            object.remove_element(*tag);
        }
        let meta = FileMetaTableBuilder::new()
            .transfer_syntax(self.syntax)
            .media_storage_sop_class_uid(uids::SECONDARY_CAPTURE_IMAGE_STORAGE)
            .media_storage_sop_instance_uid(instance.clone());
        let mut bytes = Vec::new();
        object
            .with_meta(meta)
            .unwrap()
            .write_all(&mut bytes)
            .unwrap();
        bytes[..128].fill(self.preamble);
        if self.two_uids {
            let head = bytes
                .windows(instance.len())
                .position(|w| w == instance.as_bytes());
            bytes[head.unwrap() + instance.len() - 1] = b'7';
        }
        bytes
    }

    pub(crate) fn object(&self) -> ImageObject<'static> {
        ImageObject {
            study_uid: STUDY.to_owned(),
            series_uid: format!("{STUDY}.{}", self.series),
            origin: format!("IMG{:02}{:02}", self.series, self.number),
            object: Box::new(Cursor::new(self.bytes())),
        }
    }
}

/// Three images in two series.
pub(crate) fn three_images() -> Vec<Image> {
    vec![Image::new(1, 1), Image::new(1, 2), Image::new(2, 1)]
}

pub(crate) fn contents(images: Vec<Image>) -> Contents<'static> {
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
        images: Box::new(images.into_iter().map(|image| Ok(image.object()))),
        exams: Vec::new(),
        documents: vec![
            document(
                "DOC1",
                DocumentKind::Opinion,
                "application/pdf",
                b"%PDF-1.7 avis",
            ),
            document("DOC2", DocumentKind::Piece, "image/jpeg", b"\xFF\xD8 photo"),
            document(
                "DOC3",
                DocumentKind::Piece,
                "text/html",
                b"<script>alert(1)</script>",
            ),
        ],
        articles: vec![Article {
            label: "DI 1234 5678 12".to_owned(),
            what: Bilingual::new("film", "film"),
            keeper: Keeper::Service,
            place: Bilingual::new("Coffre-fort", "Safe"),
        }],
        custody: vec![CustodyLine {
            at: "2026-03-01 10:15".to_owned(),
            item: "DI 1234 5678 12".to_owned(),
            event: Bilingual::new("Inscription", "Registered"),
            place: Bilingual::new("Coffre-fort", "Safe"),
            by: "N. Roy".to_owned(),
        }],
        disclosures: vec![DisclosureLine {
            at: "2026-03-02 09:00".to_owned(),
            class: Bilingual::new("Accès du médecin spécialiste", "Specialist access"),
            recipient: Bilingual::new("Dre Roy", "Dr. Roy"),
            items: Bilingual::new("Images", "Images"),
            purpose: Bilingual::new("Deuxième avis médical", "Second medical opinion"),
            authority: Bilingual::new("Consentement", "Consent"),
            method: Bilingual::new("À l’écran", "On screen"),
        }],
        journal_extract: b"{\"entries\":[]}\n".to_vec(),
        withheld: vec![Withheld {
            what: Bilingual::new("Lettre d’un tiers", "Letter of a third party"),
            ground: Bilingual::new(
                "Renseignements sur une autre personne",
                "Information about another person",
            ),
            provision: Bilingual::new("P-39.1, a. 40", "P-39.1, s. 40"),
        }],
    }
}

fn document(
    id: &str,
    kind: DocumentKind,
    media_type: &str,
    body: &'static [u8],
) -> Document<'static> {
    Document {
        id: id.to_owned(),
        title: Bilingual::new(format!("Pièce {id} <&>"), format!("Item {id} <&>")),
        kind,
        media_type: media_type.to_owned(),
        body: Box::new(body),
    }
}

/// A self-signed certificate for a key, the same at every run but for the key.
pub(crate) fn self_signed(key: &PKey<Private>, name: &str) -> X509 {
    let mut subject = X509NameBuilder::new().unwrap();
    subject.append_entry_by_text("CN", name).unwrap();
    let subject = subject.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder
        .set_serial_number(&BigNum::from_u32(7).unwrap().to_asn1_integer().unwrap())
        .unwrap();
    builder.set_subject_name(&subject).unwrap();
    builder.set_issuer_name(&subject).unwrap();
    builder.set_pubkey(key).unwrap();
    builder
        .set_not_before(&Asn1Time::from_unix(1_700_000_000).unwrap())
        .unwrap();
    builder
        .set_not_after(&Asn1Time::from_unix(1_700_000_001).unwrap())
        .unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    builder.build()
}

pub(crate) fn rsa_signer(name: &str) -> Signer {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let certificate = self_signed(&key, name);
    Signer::from_pem(
        &certificate.to_pem().unwrap(),
        &key.private_key_to_pem_pkcs8().unwrap(),
    )
    .unwrap()
}

/// The real programs, started by the crate's own launcher.
pub(crate) fn tools() -> Tools {
    Tools::of_debian(Launcher {
        path: env!("CARGO_BIN_EXE_recordcopy-launcher").into(),
        arguments: Vec::new(),
    })
}

pub(crate) fn build(folder: &Path, name: &str, images: Vec<Image>, signer: &Signer) -> Built {
    build_folder(contents(images), signer, &tools(), &folder.join(name)).unwrap()
}

/// Every file under a folder, by its path from there.
pub(crate) fn files(root: &Path) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.push((
                    path.strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                    path,
                ));
            }
        }
    }
    found.sort();
    found
}

/// Checks a package with nothing known from elsewhere.
pub(crate) fn check(path: &Path) -> Report {
    verify(path, &VerifyOptions::default()).unwrap()
}

/// A counting stand-in for randomness.
pub(crate) fn entropy() -> impl FnMut(&mut [u8]) {
    let mut next = 0_u8;
    move |buffer| {
        for byte in buffer {
            next = next.wrapping_mul(5).wrapping_add(13);
            *byte = next;
        }
    }
}

/// Runs a stranger's tool; what it said.
pub(crate) fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
    said
}
