//! The list of the journal, filtered, and what is shown of it as a table to take away.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::str::FromStr;

use chrono::NaiveDate;
use doublelock_domain::access::{Auditor, Purpose};
use doublelock_domain::act::Act;
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::PersonId;
use doublelock_domain::time::SiteZone;
use doublelock_store::journal::{EXPORTED, Entry as StoredEntry, Listed, Wanted};
use doublelock_store::{Error as StoreError, ReadUnit};
use rocket::form::FromForm;
use rocket::http::ContentType;
use rocket::{get, post};

use super::words::{about, checkpoint, number, records_of, says};
use crate::web::form::ProtectedForm;
use crate::web::format;
use crate::web::guard::On;
use crate::web::i18n::{Catalogues, Phrase, act};
use crate::web::jobs::{on_the_journal, shown};
use crate::web::links;
use crate::web::locale::Locale;
use crate::web::page::FieldError;
use crate::web::pages::journal::{Filter, Journal, Line, Named, Says, Verification};
use crate::web::problem::Problem;
use crate::web::reply::{Bytes, Html};

/// Entries on one page.
const PAGE: u32 = 50;
/// Longest number or label that is looked for, in characters.
const LONGEST: usize = 64;

/// The filter, as its form or its address has it.
#[derive(Debug, Clone, Default, FromForm)]
pub(super) struct Asked {
    /// Id of a person.
    #[field(default = String::new())]
    who: String,
    /// An act.
    #[field(default = String::new())]
    act: String,
    /// A number or a label.
    #[field(default = String::new())]
    about: String,
    /// A record, as a link of the list has it; what is typed as a number or a label counts before it.
    #[field(default = String::new())]
    record: String,
    /// `AAAA-MM-JJ`.
    #[field(default = String::new())]
    from: String,
    /// `AAAA-MM-JJ`, that day included.
    #[field(default = String::new())]
    until: String,
    /// Where a page of the list begins: entries before this one.
    before: Option<u64>,
}

/// What of it can be followed.
struct Read {
    wanted: Wanted,
    /// A number or a label: which records it means, the journal knows.
    named: Option<String>,
    errors: Vec<FieldError>,
}

impl Asked {
    fn read(&self, zone: SiteZone) -> Read {
        let mut errors = Vec::new();
        let mut day = |field: &'static str, text: &str| -> Option<NaiveDate> {
            match text.trim() {
                "" => None,
                text => text.parse().ok().or_else(|| {
                    errors.push(FieldError::new(field, Phrase::new("journal-wrong-date")));
                    None
                }),
            }
        };
        let from = day("from", &self.from).map(|date| zone.start_of(date));
        let until = day("until", &self.until).and_then(|date| date.succ_opt());
        let actor: Option<PersonId> = chosen("who", &self.who, &mut errors);
        let act: Option<Act> = chosen("act", &self.act, &mut errors);
        let about = self.about.trim();
        let record: Option<Subject> = if about.is_empty() {
            chosen("about", &self.record, &mut errors)
        } else {
            None
        };
        Read {
            wanted: Wanted {
                actor,
                act,
                records: record.map(|record| [record].into()),
                from,
                until: until.map(|date| zone.start_of(date)),
            },
            named: (!about.is_empty()).then(|| about.chars().take(LONGEST).collect()),
            errors,
        }
    }

    /// The address of a page of this list, in the order of its fields.
    fn address(&self, before: Option<u64>) -> String {
        let mut query = form_query(&[
            ("who", &self.who),
            ("act", &self.act),
            ("about", &self.about),
            (
                "record",
                if self.about.trim().is_empty() {
                    &self.record
                } else {
                    ""
                },
            ),
            ("from", &self.from),
            ("until", &self.until),
        ]);
        if let Some(before) = before {
            let joint = if query.is_empty() { "" } else { "&" };
            let _ = write!(query, "{joint}before={before}");
        }
        match query.as_str() {
            "" => "/journal".to_owned(),
            query => format!("/journal?{query}"),
        }
    }

    fn is_empty(&self) -> bool {
        self.address(None) == "/journal"
    }
}

/// What was chosen of a list that the page gives; a word that is not in it is said, not passed over.
fn chosen<T: FromStr>(field: &'static str, text: &str, errors: &mut Vec<FieldError>) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok();
    if read.is_none() {
        errors.push(FieldError::new(field, Phrase::new("journal-wrong-choice")));
    }
    read
}

fn form_query(fields: &[(&str, &str)]) -> String {
    let mut query = String::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        for byte in value.bytes().take(200) {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b':' => {
                    query.push(char::from(byte));
                }
                other => {
                    let _ = write!(query, "%{other:02X}");
                }
            }
        }
    }
    query
}

#[get("/journal?<asked..>")]
pub(super) async fn journal(on: On<Auditor>, asked: Asked) -> Result<Html, Problem> {
    let (file, zone) = (file_name(&on, "jsonl"), on.office().config.centre.zone);
    let page = on
        .read(Purpose::Audit, move |unit| {
            read_journal(unit, &asked, zone, &file)
        })
        .await?;
    on.page(&page)
}

/// Entries that are asked for; none if something of the filter cannot be followed, which is said.
fn listed(
    unit: &mut ReadUnit<'_, Auditor>,
    asked: &Asked,
    limit: u32,
    zone: SiteZone,
) -> Result<(Listed, Vec<FieldError>), StoreError> {
    let Read {
        mut wanted,
        named,
        mut errors,
    } = asked.read(zone);
    if let Some(named) = named {
        let records: BTreeSet<Subject> = unit.records_named(&named)?;
        if records.is_empty() {
            errors.push(FieldError::new("about", Phrase::new("journal-wrong-about")));
        }
        wanted.records = Some(records);
    }
    let found = if errors.is_empty() {
        unit.entries_wanted(&wanted, asked.before, limit)?
    } else {
        Listed::default()
    };
    Ok((found, errors))
}

fn read_journal(
    unit: &mut ReadUnit<'_, Auditor>,
    asked: &Asked,
    zone: SiteZone,
    file: &str,
) -> Result<Journal, StoreError> {
    let standing = unit.journal_standing()?;
    let key = unit.verifying_key()?;
    let (found, errors) = listed(unit, asked, PAGE, zone)?;
    let lines = lines(unit, &found.entries)?;
    let verification = on_the_journal(unit)?.map(|run| {
        let seen = shown(&run);
        Verification {
            at: run.ended_at.unwrap_or(run.started_at).micros(),
            kind: seen.run.kind,
            word: seen.run.state,
            found: seen.run.found,
            broken: seen.broken,
        }
    });
    Ok(Journal {
        entries: number(standing.size),
        verification,
        checkpoint: standing
            .checkpoint
            .as_ref()
            .map(|stored| checkpoint(stored, &standing)),
        command: format!("doublelock-verify {file} --key {key}"),
        key,
        lines,
        filter: filter(unit, asked)?,
        errors,
        newest: asked.before.map(|_| asked.address(None)),
        older: found.more_before.map(|before| asked.address(Some(before))),
    })
}

fn lines(
    unit: &mut ReadUnit<'_, Auditor>,
    entries: &[StoredEntry],
) -> Result<Vec<Line>, StoreError> {
    let said = unit.said(&records_of(
        entries.iter().map(|entry| entry.leaf.as_slice()),
    ))?;
    Ok(entries
        .iter()
        .map(|entry| Line {
            no: number(entry.sequence),
            href: links::entry(entry.sequence),
            says: says(&entry.leaf, entry.times, &said),
        })
        .collect())
}

fn filter(unit: &mut ReadUnit<'_, Auditor>, asked: &Asked) -> Result<Filter, StoreError> {
    let people = unit.actors()?.into_iter().map(|(id, name)| Named {
        value: id.to_string(),
        name,
    });
    let record: Option<Subject> = asked.record.parse().ok();
    let record = match record.filter(|_| asked.about.trim().is_empty()) {
        Some(record) => {
            let said = unit.said(&[record.clone()].into())?;
            Some(about(&record, &said))
        }
        None => None,
    };
    Ok(Filter {
        on: !asked.is_empty(),
        who: asked.who.clone(),
        act: asked.act.clone(),
        record,
        before: asked.before.map(|before| before.to_string()),
        about: asked.about.chars().take(LONGEST).collect(),
        from: asked.from.clone(),
        until: asked.until.clone(),
        people: people.collect(),
        acts: Act::ALL
            .iter()
            .map(|known| (known.as_str().to_owned(), act(*known)))
            .collect(),
    })
}

/// What is shown, as a table: at most 10,000 entries. That it left is an act.
#[post("/journal/list", data = "<form>")]
pub(super) async fn export_list(
    on: On<Auditor>,
    form: ProtectedForm<Asked>,
) -> Result<Bytes, Problem> {
    let asked = form.into_inner();
    let zone = on.office().config.centre.zone;
    on.write(Purpose::Audit, |unit| unit.note_list_export().map(drop))
        .await?;
    let taken = on
        .read(Purpose::Audit, move |unit| {
            let (found, _) = listed(unit, &asked, EXPORTED, zone)?;
            Ok(Taken {
                lines: lines(unit, &found.entries)?,
                cut_before: found.more_before,
            })
        })
        .await?;
    let locale = on.signed_in().visitor.locale;
    let table = table(on.office().renderer.catalogues(), locale, zone, &taken);
    let kind = ContentType::CSV.with_params(("charset", "utf-8"));
    Ok(Bytes::attachment(
        table.into_bytes(),
        kind,
        file_name(&on, "csv"),
    ))
}

/// What a table holds.
struct Taken {
    lines: Vec<Line>,
    /// Entries before this one were not looked at.
    cut_before: Option<u64>,
}

/// Rows with the separator that spreadsheets of the language expect, and the mark that says UTF-8 to them.
/// A table that is not whole says so in its last row.
fn table(words: &Catalogues, locale: Locale, zone: SiteZone, taken: &Taken) -> String {
    let separator = match locale {
        Locale::FrCa => ';',
        Locale::EnCa => ',',
    };
    // What cannot be said is still told apart by its key.
    let say = |phrase: &Phrase| {
        let said = words.say_plainly(locale, phrase);
        said.unwrap_or_else(|_| phrase.key().to_owned())
    };
    // keys: journal-table-*
    let head = ["no", "at", "who", "act", "subjects", "duty", "purpose"];
    let head = head.map(|column| say(&Phrase::new(format!("journal-table-{column}"))));
    let mut text = String::from("\u{feff}");
    row(&mut text, separator, &head);
    for line in &taken.lines {
        let Some(says) = &line.says else {
            row(&mut text, separator, &[line.no.to_string()]);
            continue;
        };
        row(
            &mut text,
            separator,
            &[
                line.no.to_string(),
                instant(says.at, zone),
                says.actor
                    .name
                    .clone()
                    .unwrap_or_else(|| says.actor.id.clone()),
                repeated(say(&says.act), says.times),
                subjects(says, &say),
                say(&says.duty),
                say(&says.purpose),
            ],
        );
    }
    if let Some(before) = taken.cut_before {
        let cut = Phrase::new("journal-table-cut").with("no", before.to_string());
        row(&mut text, separator, &[say(&cut)]);
    }
    text
}

fn instant(micros: i64, zone: SiteZone) -> String {
    format::local(micros, zone.tz()).map_or_else(String::new, |at| {
        format!(
            "{} {}",
            format::date(at.date_naive()),
            format::time_seconds(&at)
        )
    })
}

/// An act, and how often if the entry stands for more than one.
fn repeated(act: String, times: Option<u32>) -> String {
    match times {
        Some(times) => format!("{act} × {times}"),
        None => act,
    }
}

fn subjects(says: &Says, say: &impl Fn(&Phrase) -> String) -> String {
    let each = says.subjects.iter().map(|about| {
        let word = about.word.as_deref().unwrap_or(&about.id);
        format!("{} {word}", say(&about.kind))
    });
    each.collect::<Vec<_>>().join(" · ")
}

/// One row (RFC 4180), its fields quoted. What a spreadsheet would take for a formula is text.
fn row(text: &mut String, separator: char, fields: &[String]) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            text.push(separator);
        }
        text.push('"');
        if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            text.push('\'');
        }
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// `journal-20261121.jsonl`: the day at the site, nothing else.
pub(super) fn file_name(on: &On<Auditor>, ending: &str) -> String {
    let office = on.office();
    let day = office.now().date_in(office.config.centre.zone);
    format!("journal-{}.{ending}", day.format("%Y%m%d"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_page_of_a_list_is_found_again_by_its_address() {
        let asked = Asked {
            act: "case.opened".into(),
            about: "DI 1234 & <x>".into(),
            ..<Asked as Default>::default()
        };
        assert_eq!(
            asked.address(Some(40)),
            "/journal?act=case.opened&about=DI%201234%20%26%20%3Cx%3E&before=40"
        );
        let of_record = Asked {
            record: "case:01JCZ".into(),
            ..<Asked as Default>::default()
        };
        assert_eq!(of_record.address(None), "/journal?record=case:01JCZ");
        assert_eq!(<Asked as Default>::default().address(None), "/journal");
        assert_eq!(
            <Asked as Default>::default().address(Some(7)),
            "/journal?before=7"
        );
    }

    #[test]
    fn a_day_that_is_none_is_said_and_the_last_day_is_whole() {
        let asked = |from: &str, until: &str| Asked {
            from: from.into(),
            until: until.into(),
            ..<Asked as Default>::default()
        };
        let zone = SiteZone::MONTREAL;
        let read = asked("2026-11-20", "2026-11-20").read(zone);
        let (from, until) = (read.wanted.from, read.wanted.until);
        let hours = from.zip(until).map(|(from, until)| until.since(from));
        assert_eq!(hours, Some(doublelock_domain::time::Span::hours(24)));
        let wrong = asked("hier", "2026-02-30").read(zone).errors;
        assert_eq!(wrong.len(), 2);
        let foreign = Asked {
            who: "x".into(),
            act: "case.openned".into(),
            record: "case".into(),
            ..<Asked as Default>::default()
        };
        assert_eq!(foreign.read(zone).errors.len(), 3);
    }

    #[test]
    fn a_table_that_is_not_whole_says_so_in_its_last_row() {
        let words = Catalogues::embedded().unwrap();
        let mut taken = Taken {
            lines: Vec::new(),
            cut_before: Some(412),
        };
        for locale in Locale::ALL {
            taken.cut_before = Some(412);
            let cut = table(&words, locale, SiteZone::MONTREAL, &taken);
            let last = cut.lines().last().unwrap();
            assert!(cut.lines().count() == 2 && last.contains("412"), "{cut}");
            taken.cut_before = None;
            let whole = table(&words, locale, SiteZone::MONTREAL, &taken);
            assert_eq!(whole.lines().count(), 1, "{whole}");
        }
    }

    #[test]
    fn an_entry_that_stands_for_many_says_how_many() {
        assert_eq!(repeated("Accès refusé".into(), None), "Accès refusé");
        let many = repeated("Accès refusé".into(), Some(1840));
        assert_eq!(many, "Accès refusé × 1840");
    }

    #[test]
    fn a_field_of_the_table_is_quoted_and_never_a_formula() {
        let mut text = String::new();
        let fields = ["=HYPERLINK(1)".to_owned(), "a;\"b\"".to_owned()];
        row(&mut text, ';', &fields);
        assert_eq!(text, "\"'=HYPERLINK(1)\";\"a;\"\"b\"\"\"\r\n");
    }
}
