//! The record in words, in both languages: its sheet, its histories, the extract of
//! the journal with its proofs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::fact::Reading;
use doublelock_domain::ids::hex;
use doublelock_domain::imaging::InstanceState;
use doublelock_domain::privacy::disclosure::Recipient;
use doublelock_domain::privacy::regime::Regimes;
use doublelock_domain::time::{SiteZone, Timestamp};
use doublelock_recordcopy::{
    Article, Bilingual, CustodyLine, DisclosureLine, Exam, ExamSeries, Keeper, Person, Preview,
    Withheld,
};
use doublelock_store::imaging::{CopiedSeries, CopiedStudy};
use doublelock_store::openings::Opening;
use doublelock_store::privacy::{Contents, CustodyEntry, Disclosure};
use fluent_bundle::FluentArgs;
use serde_json::json;

use crate::web::described::with_seen;
use crate::web::i18n::{Catalogues, Phrase, act_key};
use crate::web::locale::Locale;

/// The catalogues, and the zone that times are printed in.
pub(super) struct Words<'a> {
    pub(super) catalogues: &'a Catalogues,
    pub(super) zone: SiteZone,
}

impl Words<'_> {
    fn one(&self, locale: Locale, key: &str, args: &FluentArgs<'_>) -> String {
        // A missing sentence fails the tests; a copy is not held back for one.
        self.catalogues
            .say(locale, key, args)
            .unwrap_or_else(|_| key.to_owned())
    }

    fn both(&self, key: &str) -> Bilingual {
        let none = FluentArgs::new();
        Bilingual::new(
            self.one(Locale::FrCa, key, &none),
            self.one(Locale::EnCa, key, &none),
        )
    }

    fn with_text(&self, key: &str, name: &str, fr: &str, en: &str) -> Bilingual {
        let say = |locale, value: &str| {
            let mut args = FluentArgs::new();
            args.set(name.to_owned(), value.to_owned());
            self.one(locale, key, &args)
        };
        Bilingual::new(say(Locale::FrCa, fr), say(Locale::EnCa, en))
    }

    /// `2026-11-21 14:30`, at the site.
    pub(super) fn at(&self, at: Timestamp) -> String {
        at.local(self.zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// One line of the chain of custody.
    // keys: copy-event-*
    pub(super) fn custody(&self, entry: &CustodyEntry) -> CustodyLine {
        CustodyLine {
            at: self.at(entry.at),
            item: entry.label.grouped(),
            event: self.both(&format!("copy-event-{}", entry.kind)),
            place: self.place(entry),
            by: entry.by.clone(),
        }
    }

    /// What an article is, and what is seen on it.
    // keys: copy-item-*
    fn what(&self, entry: &CustodyEntry) -> Bilingual {
        let kind = Phrase::new(format!("copy-item-{}", entry.item));
        let phrase = match &entry.words {
            Some(seen) => with_seen(kind, entry.item, seen),
            None => kind,
        };
        let say = |locale| {
            self.catalogues
                .say_plainly(locale, &phrase)
                .unwrap_or_else(|_| phrase.key().to_owned())
        };
        Bilingual::new(say(Locale::FrCa), say(Locale::EnCa))
    }

    /// Where an article was after an event, or in whose hands.
    // keys: copy-holder-*
    fn place(&self, entry: &CustodyEntry) -> Bilingual {
        let holder = format!("copy-holder-{}", entry.holder);
        self.with_text(&holder, "name", &entry.holder_name, &entry.holder_name)
    }

    /// One study as the person knows it: an exam.
    pub(super) fn exam(&self, study: &CopiedStudy) -> Exam {
        Exam {
            study_uid: study.study_uid.clone(),
            on: study.study_date.as_deref().and_then(day),
            description: said(study.description.as_deref()),
            institution: said(study.institution.as_deref()),
            series: study.series.iter().map(|one| self.series(one)).collect(),
        }
    }

    fn series(&self, series: &CopiedSeries) -> ExamSeries {
        let pictures = series.pictures.iter();
        ExamSeries {
            series_uid: series.series_uid.clone(),
            kind: said(series.modality.as_deref()).map(|code| self.modality(&code)),
            previews: pictures
                .map(|(image, picture)| Preview {
                    origin: image.to_string(),
                    png: picture.0.clone(),
                })
                .collect(),
        }
    }

    /// The word for a kind of device (0008,0060), or its code.
    // keys: modality-*
    fn modality(&self, code: &str) -> Bilingual {
        let key = format!("modality-{code}");
        let say = |locale| {
            let said = self.catalogues.say(locale, &key, &FluentArgs::new());
            said.unwrap_or_else(|_| code.to_owned())
        };
        Bilingual::new(say(Locale::FrCa), say(Locale::EnCa))
    }

    /// One line of the register of communications.
    // keys: communications-class-*, communications-purpose-*, request-method-*, law-*
    pub(super) fn disclosure(&self, entry: &Disclosure) -> DisclosureLine {
        let count = entry.contents.iter().map(|count| count.files).sum::<u64>();
        let files = |locale| {
            let mut args = FluentArgs::new();
            args.set("n", i64::try_from(count).unwrap_or(i64::MAX));
            self.one(locale, "communications-files", &args)
        };
        DisclosureLine {
            at: self.at(entry.made_at),
            class: self.both(&format!("communications-class-{}", entry.class)),
            recipient: self.recipient(&entry.recipient, &entry.received_by),
            items: Bilingual::new(files(Locale::FrCa), files(Locale::EnCa)),
            purpose: self.both(&format!("communications-purpose-{}", entry.purpose)),
            authority: self.laws(&entry.authority),
            method: self.both(&format!("request-method-{}", entry.method)),
        }
    }

    /// To whom, or that it was erased with another case of the person and by which entry.
    // keys: told-erased, told-missing
    fn recipient(
        &self,
        to: &Reading<Recipient>,
        received_by: &Reading<Option<EnteredText>>,
    ) -> Bilingual {
        match to {
            Reading::Open(to) => {
                let (name, to) = (to.name.as_str(), &to.address);
                let (street, locality) = (to.street.as_str(), to.locality.as_str());
                let country = to.country.as_str();
                let whole = format!("{name}, {street}, {locality}, {country}");
                // Who took it, or where the file was sent, beside whom it was for.
                let line = match received_by {
                    Reading::Open(Some(who)) => format!("{whole} ({})", who.as_str()),
                    _ => whole,
                };
                Bilingual::new(line.clone(), line)
            }
            Reading::Erased { by } => {
                let no = by.to_string();
                self.with_text("told-erased", "no", &no, &no)
            }
            Reading::Missing => self.both("told-missing"),
        }
    }

    /// One line of the same page: somebody of the staff saw the record.
    // keys: act-*, purpose-*, duty-*, copy-opening-*
    pub(super) fn opening(&self, entry: &Opening) -> DisclosureLine {
        DisclosureLine {
            at: self.at(entry.at),
            class: self.both("copy-opening-class"),
            recipient: Bilingual::new(entry.who.clone(), entry.who.clone()),
            items: self.both(&act_key(entry.act)),
            purpose: self.both(&format!("purpose-{}", entry.purpose)),
            authority: self.both(&format!("duty-{}", entry.duty)),
            method: self.both("copy-opening-method"),
        }
    }

    fn laws(&self, laws: &Regimes) -> Bilingual {
        let say = |locale| {
            let named = laws.rules().map(|law| {
                let name = self.one(locale, &format!("law-{}", law.id), &FluentArgs::new());
                let Some(section) = law.right_section else {
                    return name;
                };
                let mut args = FluentArgs::new();
                args.set("law", name);
                args.set("section", section);
                self.one(locale, "law-section", &args)
            });
            named.collect::<Vec<_>>().join("; ")
        };
        Bilingual::new(say(Locale::FrCa), say(Locale::EnCa))
    }

    /// The sheet of the record: what the centre itself wrote down, as plain text, French
    /// whole, then English whole. A byte order mark says that it is UTF-8: a browser that opens a
    /// text from a disc takes it for Windows-1252 otherwise.
    pub(super) fn sheet(&self, contents: &Contents) -> String {
        let part = |locale| {
            let say = |key: &str| self.one(locale, key, &FluentArgs::new());
            let patient = &contents.case.patient;
            let number = patient.hospital_number.as_ref().map_or_else(
                || say("copy-sheet-none"),
                |number| format!("{} ({})", number.value.as_str(), number.issuer.as_str()),
            );
            let question = contents.case.question.as_ref().map_or_else(
                || say("copy-sheet-none"),
                |question| question.as_str().to_owned(),
            );
            let studies: std::collections::BTreeSet<&str> = contents
                .instances
                .iter()
                .map(|image| image.study.as_str())
                .collect();
            let lines = [
                ("copy-sheet-case", contents.case.reference.to_string()),
                ("copy-sheet-opened", self.at(contents.case.opened_at)),
                (
                    "copy-sheet-family-name",
                    patient.family_name.as_str().to_owned(),
                ),
                (
                    "copy-sheet-given-names",
                    patient.given_names.as_str().to_owned(),
                ),
                ("copy-sheet-birth-date", patient.birth_date.to_string()),
                ("copy-sheet-sex", say(&format!("copy-sex-{}", patient.sex))),
                ("copy-sheet-hospital-number", number),
                ("copy-sheet-question", question),
                ("copy-sheet-studies", studies.len().to_string()),
                ("copy-sheet-images", contents.instances.len().to_string()),
            ];
            let mut text = format!("{}\r\n\r\n", say("copy-sheet-title"));
            for (key, value) in lines {
                text.push_str(&say(key));
                text.push(' ');
                text.push_str(&value);
                text.push_str("\r\n");
            }
            text
        };
        // keys: copy-sheet-*, copy-sex-*
        format!(
            "\u{feff}{}\r\n----\r\n\r\n{}",
            part(Locale::FrCa),
            part(Locale::EnCa)
        )
    }

    /// Images that came with the record's studies and are no part of it.
    // keys: copy-apart-*
    pub(super) fn apart(&self, state: InstanceState, number: u64) -> Withheld {
        let counted = |locale| {
            let mut args = FluentArgs::new();
            args.set("n", i64::try_from(number).unwrap_or(i64::MAX));
            self.one(locale, "copy-apart-images", &args)
        };
        Withheld {
            what: Bilingual::new(counted(Locale::FrCa), counted(Locale::EnCa)),
            ground: self.both(&format!("copy-apart-{state}")),
            provision: self.both("copy-apart-provision"),
        }
    }

    /// Title of the sheet in the index.
    pub(super) fn sheet_title(&self) -> Bilingual {
        self.both("copy-sheet-title")
    }
}

/// Whose record it is.
pub(super) fn person(contents: &Contents) -> Person {
    let patient = &contents.case.patient;
    let (given, family) = (patient.given_names.as_str(), patient.family_name.as_str());
    Person {
        name: format!("{given} {family}"),
        born: patient.birth_date,
    }
}

/// What is on file and in no copy: each article where its last event left it. The discs of copies are
/// not among them, nor what was registered by mistake.
pub(super) fn articles(words: &Words<'_>, contents: &Contents) -> Vec<Article> {
    // Oldest first: the last of a label stays.
    let last: BTreeMap<String, &CustodyEntry> = (contents.custody.iter())
        .filter(|entry| !entry.for_request)
        .map(|entry| (entry.label.grouped(), entry))
        .collect();
    let articles = last.into_iter().filter_map(|(label, entry)| {
        let keeper = match entry.holder {
            HolderKind::Person | HolderKind::Location | HolderKind::Parcel => Keeper::Service,
            HolderKind::Carrier => Keeper::Carrier,
            HolderKind::Recipient | HolderKind::Requester => Keeper::Recipient,
            HolderKind::Destroyed | HolderKind::Withdrawn => return None,
        };
        Some(Article {
            label,
            what: words.what(entry),
            keeper,
            place: words.place(entry),
        })
    });
    articles.collect()
}

/// A date (VR DA, PS3.5 6.2). What is none is no day of an exam.
fn day(received: &str) -> Option<NaiveDate> {
    let text = received.trim();
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let date = NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    date.filter(|_| digits)
}

/// Text as received, if there is some.
fn said(received: Option<&str>) -> Option<String> {
    let text = received.map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned)
}

/// The entries of the journal behind the copy, each with its salt, its payload and its
/// proof, and the receipts of the images, as JSON (docs/journal-format.md, section 8).
pub(super) fn journal_extract(contents: &Contents) -> Vec<u8> {
    let path = |path: &[[u8; 32]]| path.iter().map(|hash| hex(hash)).collect::<Vec<_>>();
    let entries: Vec<_> = (contents.journal.iter())
        .map(|entry| {
            let inclusion = entry.inclusion.as_ref().map(|proof| {
                json!({
                    "leaf_hash": hex(&proof.leaf_hash),
                    "path": path(&proof.path),
                    "checkpoint_size": proof.checkpoint.size,
                    "checkpoint": proof.checkpoint.note,
                })
            });
            json!({
                "sequence": entry.sequence,
                "leaf": String::from_utf8_lossy(&entry.leaf),
                "salt": hex(&entry.salt),
                "payload": entry.payload,
                "sections": entry.sections.chunks(32).map(hex).collect::<Vec<_>>(),
                "inclusion": inclusion,
            })
        })
        .collect();
    let images: Vec<_> = (contents.receipts.iter())
        .map(|image| {
            json!({
                "entry": image.sequence,
                "index": image.index,
                "of": image.of,
                "path": path(&image.path),
                "receipt": image.text,
            })
        })
        .collect();
    let key = &contents.journal_key;
    let extract = json!({
        "format": "doublelock-journal-extract",
        "version": 2,
        "origin": key.name(),
        "vkey": key.to_string(),
        "entries": entries,
        "images": images,
    });
    let mut bytes = serde_json::to_vec_pretty(&extract).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Everything that was communicated outside, and every look that the staff took at the
/// record, oldest first.
pub(super) fn accesses(words: &Words<'_>, contents: &Contents) -> Vec<DisclosureLine> {
    let mut lines: Vec<(Option<u64>, DisclosureLine)> = contents
        .communications
        .iter()
        .map(|entry| (Some(entry.sequence), words.disclosure(entry)))
        .chain(
            contents
                .openings
                .iter()
                .map(|entry| (entry.sequence, words.opening(entry))),
        )
        .collect();
    lines.sort_by_key(|(sequence, _)| *sequence);
    lines.into_iter().map(|(_, line)| line).collect()
}
