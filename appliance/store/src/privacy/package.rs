//! Record-copy packages as they stand: their states and counts, their sealed forms, and where their discs are.
//!
//! A package rests only in the vault, sealed; these rows say where.

use std::collections::BTreeSet;

use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::fact::Reading;
use doublelock_domain::fact::privacy::{FileCount, KeptWords, SealedForm};
use doublelock_domain::ids::{PackageId, RequestId};
use doublelock_domain::object::StoredObject;
use doublelock_domain::privacy::package::{BuildFault, Holdings, PackagePart, PackageState};
use doublelock_domain::time::Timestamp;

use crate::columns::{counted, maybe_stored, stored, unsigned};
use crate::conn::Conn;
use crate::error::Result;
use crate::opened::Opened;
use crate::privacy::holdings;
use crate::privacy::request::Request;
use crate::schema::custody::{item, shipment};
use crate::schema::keys::sealed_object;
use crate::schema::privacy::{package_carrier, package_contents, package_progress, record_package};
use crate::sections;
use crate::unit::Sight;

/// One build, for its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Opaque id.
    pub id: PackageId,
    /// Which build of the request this is, from 1.
    pub build: u32,
    /// Where it stands.
    pub state: PackageState,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it failed.
    pub fault: Option<BuildFault>,
    /// SHA-256 of its manifest, in hexadecimal: says what every file is.
    pub manifest_sha256: Option<String>,
    /// SHA-256 of the signer's certificate, in hexadecimal.
    pub signer_sha256: Option<String>,
    /// When a form of it was last taken out of the vault.
    pub fetched_at: Option<Timestamp>,
    /// When its passphrase was shown; it is shown once.
    pub passphrase_shown_at: Option<Timestamp>,
    /// What the record held when somebody said why this is the answer all the same
    /// ([`Holdings::sha256`]), when that was, and why.
    pub kept: Option<Kept>,
    /// Done and total of each part, in the order of [`PackagePart::ALL`].
    pub progress: Vec<(PackagePart, u64, u64)>,
    /// What it holds of the record, once it is built.
    pub holds: Option<Holdings>,
    /// The sealed forms.
    pub carriers: Vec<SealedForm>,
    /// Number of files, and their bytes.
    pub files: (u64, u64),
}

/// A copy that the record outgrew is the answer all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What the record held at that moment, as [`Holdings::sha256`].
    pub record_sha256: String,
    /// When it was said.
    pub at: Timestamp,
    /// Why.
    pub reason: Reading<EnteredText>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = record_package)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) request_id: String,
    build: i32,
    pub(super) state: String,
    started_at: i64,
    ended_at: Option<i64>,
    fault: Option<String>,
    pub(super) manifest_sha256: Option<String>,
    signer_sha256: Option<String>,
    pub(super) holds: Option<String>,
    pub(super) fetched_at: Option<i64>,
    pub(super) passphrase_object: Option<String>,
    pub(super) passphrase_shown_at: Option<i64>,
    kept_at: Option<i64>,
    pub(super) kept_sha256: Option<String>,
    kept_words: Option<i64>,
}

impl Row {
    pub(super) fn build(&self) -> Result<u32> {
        counted(self.build)
    }

    pub(super) fn holds(&self) -> Result<Option<Holdings>> {
        self.holds.as_deref().map(holdings::of_text).transpose()
    }
}

impl Sight<'_, Privacy> {
    /// The builds of a request, latest first.
    pub fn packages(&mut self, request: &Opened<'_, Request>) -> Result<Vec<Package>> {
        let rows: Vec<Row> = record_package::table
            .filter(record_package::request_id.eq(request.id.as_str()))
            .order(record_package::build.desc())
            .limit(20)
            .select(Row::as_select())
            .load(self.conn())?;
        let keys = self.keys();
        let said = rows.iter().filter_map(|row| row.kept_words);
        let opened = sections::open_all(self.conn(), keys, said)?;
        rows.into_iter()
            .map(|row| {
                let kept = row.kept_words.map(|words| opened.words(words));
                package_of(self.conn(), row, kept)
            })
            .collect()
    }
}

pub(super) fn ready(conn: &mut Conn, request: &RequestId) -> Result<Option<Row>> {
    Ok(record_package::table
        .filter(record_package::request_id.eq(request.as_str()))
        .filter(record_package::state.eq(PackageState::Ready.as_str()))
        .select(Row::as_select())
        .first(conn)
        .optional()?)
}

/// Those of the requests of which a disc is sealed in a parcel.
pub(super) fn sealed_among(conn: &mut Conn, requests: &[&str]) -> Result<BTreeSet<String>> {
    let packed: Vec<(Option<String>, String)> = item::table
        .filter(item::request_id.eq_any(requests))
        .filter(item::holder_kind.eq(HolderKind::Parcel.as_str()))
        .select((item::request_id, item::holder_id))
        .load(conn)?;
    let parcels = packed.iter().map(|(_, parcel)| parcel.as_str());
    let sealed: BTreeSet<String> = shipment::table
        .filter(shipment::id.eq_any(parcels))
        .filter(shipment::state.eq(ShipmentState::Sealed.as_str()))
        .select(shipment::id)
        .load_iter::<String, _>(conn)?
        .collect::<diesel::QueryResult<_>>()?;
    let inside = packed
        .into_iter()
        .filter(|(_, parcel)| sealed.contains(parcel));
    Ok(inside.filter_map(|(request, _)| request).collect())
}

/// Files of a package by category, for the register of communications.
pub(super) fn file_counts(conn: &mut Conn, package: &PackageId) -> Result<Vec<FileCount>> {
    let rows: Vec<(String, i64, i64)> = package_contents::table
        .filter(package_contents::package_id.eq(package.as_str()))
        .order(package_contents::category)
        .select((
            package_contents::category,
            package_contents::files,
            package_contents::bytes,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(category, files, bytes)| {
            Ok(FileCount {
                category,
                files: unsigned(files)?,
                bytes: unsigned(bytes)?,
            })
        })
        .collect()
}

pub(super) fn carriers(conn: &mut Conn, package: &str) -> Result<Vec<SealedForm>> {
    let rows: Vec<(String, String, String, i64, String)> = package_carrier::table
        .inner_join(sealed_object::table.on(sealed_object::id.eq(package_carrier::object_id)))
        .filter(package_carrier::package_id.eq(package))
        .order(package_carrier::carrier)
        .select((
            package_carrier::carrier,
            sealed_object::id,
            sealed_object::sealed_sha256,
            package_carrier::bytes,
            package_carrier::sha256,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(carrier, object, sealed_sha256, bytes, sha256)| {
            Ok(SealedForm {
                carrier: stored(&carrier)?,
                object: StoredObject {
                    id: stored(&object)?,
                    sealed_sha256,
                },
                bytes: unsigned(bytes)?,
                sha256,
            })
        })
        .collect()
}

fn package_of(conn: &mut Conn, row: Row, kept: Option<Reading<KeptWords>>) -> Result<Package> {
    let counts: Vec<(String, i64, i64)> = package_progress::table
        .filter(package_progress::package_id.eq(&row.id))
        .select((
            package_progress::part,
            package_progress::done,
            package_progress::total,
        ))
        .load(conn)?;
    let mut progress = counts
        .into_iter()
        .map(|(part, done, total)| Ok((stored(&part)?, unsigned(done)?, unsigned(total)?)))
        .collect::<Result<Vec<(PackagePart, u64, u64)>>>()?;
    // Parts that nothing was counted of yet.
    for part in PackagePart::ALL {
        if progress.iter().all(|(known, ..)| known != part) {
            progress.push((*part, 0, 0));
        }
    }
    progress.sort_by_key(|(part, ..)| *part);
    let id = stored(&row.id)?;
    let counts = file_counts(conn, &id)?;
    let files = (
        counts.iter().map(|count| count.files).sum(),
        counts.iter().map(|count| count.bytes).sum(),
    );
    Ok(Package {
        carriers: carriers(conn, &row.id)?,
        id,
        build: row.build()?,
        state: stored(&row.state)?,
        started_at: Timestamp::from_micros(row.started_at),
        ended_at: row.ended_at.map(Timestamp::from_micros),
        holds: row.holds()?,
        kept: match (row.kept_sha256.clone(), row.kept_at, kept) {
            (Some(record_sha256), Some(at), Some(words)) => Some(Kept {
                record_sha256,
                at: Timestamp::from_micros(at),
                reason: words.map(|words| words.reason),
            }),
            _ => None,
        },
        fault: maybe_stored(row.fault.as_deref())?,
        manifest_sha256: row.manifest_sha256,
        signer_sha256: row.signer_sha256,
        fetched_at: row.fetched_at.map(Timestamp::from_micros),
        passphrase_shown_at: row.passphrase_shown_at.map(Timestamp::from_micros),
        progress,
        files,
    })
}
