//! Finding by what others call a thing: by equality alone, through keyed tokens.
//!
//! Numbers that others gave (a tracking number, a label, UIDs) are sealed with the record
//! they belong to. A token is the HMAC of one, under the site's own key and for one index:
//! whoever has the database but not the keyring can neither read it nor try guesses. Names
//! and birth dates are found by no token; whether two images of one study name one patient is
//! asked by tokens under that study's own key. The table
//! may be thrown away; it is filled again from the journal, with keys, before intake opens.

mod filling;

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::fact::custody::Happening;
use doublelock_domain::fact::imaging::StudyReceived;
use doublelock_domain::fact::{Fact, Reading, Sealed, Subject};
use doublelock_domain::ids::StudyId;
use doublelock_domain::imaging::InstanceState;
use doublelock_domain::time::Entropy;

use crate::conn::Conn;
use crate::error::Result;
use crate::keys::{self, Keyholder, OF_THE_SITE};
use crate::schema::keys::equality_token;

/// What is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    /// A shipment, by the carrier's number.
    Waybill,
    /// An article, by another establishment's label.
    ForeignLabel,
    /// Studies, by their Study Instance UID.
    Study,
    /// Series, by their Series Instance UID.
    Series,
    /// Images, by their SOP Instance UID.
    Image,
    /// A study, by the print of a patient that one of its held images names. Asked within one
    /// study only, and keyed by it.
    PatientPrint,
}

impl Index {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Waybill => "waybill",
            Self::ForeignLabel => "foreign_label",
            Self::Study => "study",
            Self::Series => "series",
            Self::Image => "image",
            Self::PatientPrint => "patient_print",
        }
    }
}

/// One thing to be found.
pub(crate) struct Token {
    index: Index,
    value: String,
    found: String,
    record: Subject,
}

/// What a fact gives others to find by. Its words are in clear, before it is written or once
/// they were opened again; what is closed gives nothing.
pub(crate) fn of(fact: &Fact) -> Vec<Token> {
    let parcel = |waybill: &str, shipment: &str, of: &Subject| Token {
        index: Index::Waybill,
        value: waybill.to_owned(),
        found: shipment.to_owned(),
        record: of.clone(),
    };
    match fact {
        Fact::ShipmentAnnounced(fact) => (fact.words.clear())
            .and_then(|words| words.waybill.as_ref())
            .map(|waybill| parcel(waybill.as_str(), fact.shipment.as_str(), fact.words.of()))
            .into_iter()
            .collect(),
        Fact::ShipmentArrived(fact) => (fact.words.clear())
            .and_then(|words| words.waybill.as_ref())
            .map(|waybill| parcel(waybill.as_str(), fact.shipment.as_str(), fact.words.of()))
            .into_iter()
            .collect(),
        Fact::ShipmentCorrected(fact) => (fact.words.clear())
            .and_then(|words| words.waybill.as_ref())
            .map(|waybill| parcel(waybill.as_str(), fact.shipment.as_str(), fact.words.of()))
            .into_iter()
            .collect(),
        Fact::WaybillCorrected(fact) => (fact.words.clear())
            .map(|words| {
                let waybill = words.waybill.as_str();
                parcel(waybill, fact.shipment.as_str(), fact.words.of())
            })
            .into_iter()
            .collect(),
        Fact::ShipmentDispatched(fact) => (fact.words.clear())
            .map(|words| {
                let waybill = words.waybill.as_str();
                parcel(waybill, fact.shipment.as_str(), fact.words.of())
            })
            .into_iter()
            .collect(),
        Fact::CustodyEvent(event) => match &event.what {
            Happening::ExternalIdLinked { words } => (words.clear())
                .map(|label| Token {
                    index: Index::ForeignLabel,
                    value: label.code.clone(),
                    found: event.item.to_string(),
                    record: words.of().clone(),
                })
                .into_iter()
                .collect(),
            _ => Vec::new(),
        },
        Fact::StudyReceived(fact) => of_received(fact),
        _ => Vec::new(),
    }
}

fn of_received(fact: &StudyReceived) -> Vec<Token> {
    let Some(words) = Sealed::clear(&fact.words) else {
        return Vec::new();
    };
    let token = |index, value: &str, found: &str| Token {
        index,
        value: value.to_owned(),
        found: found.to_owned(),
        record: fact.words.of().clone(),
    };
    let study = fact.study.as_str();
    let mut all = vec![token(Index::Study, &words.study_uid, study)];
    let (mut series, mut prints) = (BTreeSet::new(), BTreeSet::new());
    for (image, of) in fact.images.iter().zip(&words.images) {
        let (uid, id) = (&of.sop_instance_uid, image.instance.as_str());
        all.push(token(Index::Image, uid, id));
        if series.insert(&image.series) {
            let found = image.series.as_str();
            all.push(token(Index::Series, &of.series_uid, found));
        }
        if image.state == InstanceState::Held && prints.insert(&of.patient_print) {
            all.push(token(Index::PatientPrint, &of.patient_print, study));
        }
    }
    all
}

/// Puts tokens into the table; one that is there stays.
pub(crate) fn put(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    entropy: &dyn Entropy,
    tokens: &[Token],
) -> Result<()> {
    if tokens.is_empty() {
        return Ok(());
    }
    let site = keys::of_no_record_or_new(conn, keys, entropy, OF_THE_SITE)?;
    for token in tokens {
        let index = token.index.as_str();
        let key = match token.index {
            // Of what is guessed easily: under the study's own key, which goes with it.
            Index::PatientPrint => match keys::of(conn, keys, &token.record)? {
                Reading::Open(key) => key,
                Reading::Erased { .. } | Reading::Missing => continue,
            },
            _ => site.clone(),
        };
        let bytes = key.token(index, &token.value)?;
        let known: i64 = equality_token::table
            .filter(equality_token::index_name.eq(index))
            .filter(equality_token::token.eq(&bytes[..]))
            .filter(equality_token::found.eq(&token.found))
            .count()
            .get_result(conn)?;
        if known == 0 {
            diesel::insert_into(equality_token::table)
                .values((
                    equality_token::index_name.eq(index),
                    equality_token::token.eq(&bytes[..]),
                    equality_token::found.eq(&token.found),
                    equality_token::record.eq(token.record.to_string()),
                ))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// What has this value, in the order of ids.
pub(crate) fn find(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    index: Index,
    value: &str,
) -> Result<Vec<String>> {
    let Some(bytes) = token_of(conn, keys, index, value)? else {
        return Ok(Vec::new());
    };
    Ok(equality_token::table
        .filter(equality_token::index_name.eq(index.as_str()))
        .filter(equality_token::token.eq(&bytes[..]))
        .order(equality_token::found)
        .select(equality_token::found)
        .load(conn)?)
}

/// The token of a value under the site's key; none while there is no such key, and nothing to
/// be found.
pub(crate) fn token_of(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    index: Index,
    value: &str,
) -> Result<Option<Vec<u8>>> {
    let mut one = tokens_of(conn, keys, index, [value])?;
    Ok(one.pop_first().map(|(token, _)| token))
}

/// The tokens of some values, each with its value.
pub(crate) fn tokens_of<'a>(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    index: Index,
    values: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeMap<Vec<u8>, &'a str>> {
    let Some(key) = keys::of_no_record(conn, keys, OF_THE_SITE)? else {
        return Ok(BTreeMap::new());
    };
    let mut all = BTreeMap::new();
    for value in values {
        all.insert(key.token(index.as_str(), value)?.to_vec(), value);
    }
    Ok(all)
}

/// Whether a held image of a study names the patient of this print.
pub(crate) fn names(
    conn: &mut Conn,
    keys: &dyn Keyholder,
    study: &StudyId,
    print: &str,
) -> Result<bool> {
    let key = keys::present(keys::of(conn, keys, &study.into())?)?;
    let bytes = key.token(Index::PatientPrint.as_str(), print)?;
    let known: i64 = equality_token::table
        .filter(equality_token::index_name.eq(Index::PatientPrint.as_str()))
        .filter(equality_token::token.eq(&bytes[..]))
        .filter(equality_token::found.eq(study.as_str()))
        .count()
        .get_result(conn)?;
    Ok(known > 0)
}

/// How many different values of an index lead to each of some things; those that none leads to
/// are left out.
pub(crate) fn values_of(
    conn: &mut Conn,
    index: Index,
    found: &[String],
) -> Result<BTreeMap<String, usize>> {
    let rows: Vec<String> = equality_token::table
        .filter(equality_token::index_name.eq(index.as_str()))
        .filter(equality_token::found.eq_any(found))
        .select(equality_token::found)
        .load(conn)?;
    let mut all = BTreeMap::new();
    for thing in rows {
        *all.entry(thing).or_default() += 1;
    }
    Ok(all)
}
