//! Builds of record-copy packages: start, counts, end; the sealed forms; the passphrase.
//!
//! A package rests only in the vault, sealed; these rows say where. What a failed or
//! superseded build left there is no longer named by any row, so the vault's sweep
//! at the next start removes it.

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Privacy};
use doublelock_domain::act::Act;
use doublelock_domain::ids::{PackageId, RequestId};
use doublelock_domain::privacy::package::{BuildFault, Carrier, PackagePart, PackageState};
use doublelock_domain::privacy::request::Step;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;
use serde_json::json;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::privacy::request::{self, Request, stored};
use crate::schema::privacy::{package_carrier, package_file, package_progress, record_package};
use crate::store::Opened;
use crate::unit::{Unit, signed, unsigned};

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
    /// When its passphrase was shown; it is shown once.
    pub passphrase_shown_at: Option<Timestamp>,
    /// Done and total of each part, in the order of [`PackagePart::ALL`].
    pub progress: Vec<(PackagePart, u64, u64)>,
    /// The sealed forms.
    pub carriers: Vec<SealedCarrier>,
    /// Number of files, and their bytes.
    pub files: (u64, u64),
}

/// One form of a package, sealed in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCarrier {
    /// Which form.
    pub carrier: Carrier,
    /// Its object in the vault (26 characters).
    pub object: String,
    /// Bytes of the form itself.
    pub bytes: u64,
    /// SHA-256 of the form itself, in hexadecimal.
    pub sha256: String,
}

/// One file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltFile {
    /// Path within the package.
    pub path: String,
    /// Category of the manifest.
    pub category: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// What a finished build is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// SHA-256 of the manifest, in hexadecimal.
    pub manifest_sha256: String,
    /// SHA-256 of the signer's certificate, in hexadecimal.
    pub signer_sha256: String,
    /// Every file.
    pub files: Vec<BuiltFile>,
    /// The sealed forms.
    pub carriers: Vec<SealedCarrier>,
    /// The vault's object that holds the passphrase of the encrypted form.
    pub passphrase_object: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = record_package)]
struct Row {
    id: String,
    request_id: String,
    build: i32,
    state: String,
    started_at: i64,
    ended_at: Option<i64>,
    fault: Option<String>,
    manifest_sha256: Option<String>,
    signer_sha256: Option<String>,
    passphrase_object: Option<String>,
    passphrase_shown_at: Option<i64>,
}

impl Unit<'_, Privacy> {
    /// Starts a build. Refused while one is under way or once the answer has left.
    pub fn start_build(&mut self, request: &Opened<Request>) -> Result<PackageId> {
        let request = request::load(self.conn(), request.id.as_str())?;
        request::advance(self, &request, Step::BuildStarted)?;
        let last: Option<i32> = record_package::table
            .filter(record_package::request_id.eq(request.id.as_str()))
            .select(diesel::dsl::max(record_package::build))
            .first(self.conn())?;
        let build = last.unwrap_or(0).saturating_add(1);
        let now = self.now();
        let id = PackageId::new(now, self.entropy());
        let started_by = self.actor().to_string();
        diesel::insert_into(record_package::table)
            .values((
                record_package::id.eq(id.as_str()),
                record_package::request_id.eq(request.id.as_str()),
                record_package::build.eq(build),
                record_package::state.eq(PackageState::Building.as_str()),
                record_package::started_at.eq(now.micros()),
                record_package::started_by.eq(started_by),
            ))
            .execute(self.conn())?;
        for part in PackagePart::ALL {
            diesel::insert_into(package_progress::table)
                .values((
                    package_progress::package_id.eq(id.as_str()),
                    package_progress::part.eq(part.as_str()),
                    package_progress::done.eq(0i64),
                    package_progress::total.eq(0i64),
                ))
                .execute(self.conn())?;
        }
        let subjects = [id.as_str(), request.id.as_str(), request.case.as_str()];
        self.record(Act::PackageStarted, &subjects, &json!({ "build": build }))?;
        Ok(id)
    }

    /// Counts of a part, for the page. Not an act: no entry.
    pub fn note_progress(
        &mut self,
        package: &PackageId,
        part: PackagePart,
        done: u64,
        total: u64,
    ) -> Result<()> {
        diesel::update(package_progress::table.find((package.as_str(), part.as_str())))
            .set((
                package_progress::done.eq(signed(done)?),
                package_progress::total.eq(signed(total)?),
            ))
            .execute(self.conn())?;
        Ok(())
    }

    /// The build is done: every file's hash, the sealed forms, and the entry, at once.
    /// An earlier package of the request is superseded.
    pub fn finish_build(&mut self, package: &PackageId, built: &Built) -> Result<()> {
        let row = building(self.conn(), package)?;
        let request = request::load(self.conn(), &row.request_id)?;
        request::advance(self, &request, Step::BuildDone)?;
        supersede_earlier(self.conn(), &row)?;
        let now = self.now();
        diesel::update(record_package::table.find(package.as_str()))
            .set((
                record_package::state.eq(PackageState::Ready.as_str()),
                record_package::ended_at.eq(now.micros()),
                record_package::manifest_sha256.eq(&built.manifest_sha256),
                record_package::signer_sha256.eq(&built.signer_sha256),
                record_package::passphrase_object.eq(&built.passphrase_object),
            ))
            .execute(self.conn())?;
        for file in &built.files {
            diesel::insert_into(package_file::table)
                .values((
                    package_file::package_id.eq(package.as_str()),
                    package_file::path.eq(&file.path),
                    package_file::category.eq(&file.category),
                    package_file::bytes.eq(signed(file.bytes)?),
                    package_file::sha256.eq(&file.sha256),
                ))
                .execute(self.conn())?;
        }
        for sealed in &built.carriers {
            diesel::insert_into(package_carrier::table)
                .values((
                    package_carrier::package_id.eq(package.as_str()),
                    package_carrier::carrier.eq(sealed.carrier.as_str()),
                    package_carrier::object_id.eq(&sealed.object),
                    package_carrier::bytes.eq(signed(sealed.bytes)?),
                    package_carrier::sha256.eq(&sealed.sha256),
                ))
                .execute(self.conn())?;
        }
        let carriers: Vec<_> = built
            .carriers
            .iter()
            .map(|c| json!({ "carrier": c.carrier, "sha256": c.sha256 }))
            .collect();
        let payload = json!({
            "build": row.build,
            "manifest_sha256": built.manifest_sha256,
            "signer_sha256": built.signer_sha256,
            "files": built.files.len(),
            "carriers": carriers,
        });
        let subjects = [package.as_str(), request.id.as_str(), request.case.as_str()];
        self.record(Act::PackageBuilt, &subjects, &payload)?;
        Ok(())
    }

    /// The builds of a request, latest first.
    pub fn packages(&mut self, request: &Opened<Request>) -> Result<Vec<Package>> {
        let rows: Vec<Row> = record_package::table
            .filter(record_package::request_id.eq(request.id.as_str()))
            .order(record_package::build.desc())
            .limit(20)
            .select(Row::as_select())
            .load(self.conn())?;
        rows.into_iter()
            .map(|row| package_of(self.conn(), row))
            .collect()
    }

    /// Hands out one sealed form of the ready package, to be burned or sent; that it
    /// was taken is written down first.
    pub fn fetch_carrier(
        &mut self,
        request: &Opened<Request>,
        carrier: Carrier,
    ) -> Result<SealedCarrier> {
        identity_confirmed(request)?;
        let package = ready(self.conn(), &request.id)?.ok_or(Error::NotFound)?;
        let sealed = carriers(self.conn(), &package.id)?
            .into_iter()
            .find(|sealed| sealed.carrier == carrier)
            .ok_or(Error::NotFound)?;
        let subjects = [
            package.id.as_str(),
            request.id.as_str(),
            request.case.as_str(),
        ];
        self.record(
            Act::PackageFetched,
            &subjects,
            &json!({ "carrier": carrier, "sha256": sealed.sha256 }),
        )?;
        Ok(sealed)
    }

    /// Hands out, once, the vault's object that holds the passphrase.
    pub fn take_passphrase(&mut self, request: &Opened<Request>) -> Result<String> {
        identity_confirmed(request)?;
        let package = ready(self.conn(), &request.id)?.ok_or(Error::NotFound)?;
        if let Some(at) = package.passphrase_shown_at {
            return Err(Refusal::AlreadyDone {
                at: Timestamp::from_micros(at),
            }
            .into());
        }
        let object = package.passphrase_object.ok_or(Error::NotFound)?;
        let now = self.now().micros();
        diesel::update(record_package::table.find(&package.id))
            .set((
                record_package::passphrase_shown_at.eq(now),
                record_package::passphrase_object.eq(None::<String>),
            ))
            .execute(self.conn())?;
        let subjects = [package.id.as_str(), request.id.as_str()];
        self.record(Act::PassphraseShown, &subjects, &json!({}))?;
        Ok(object)
    }
}

/// A copy stays inside until it is known who asks for it.
fn identity_confirmed(request: &Request) -> Result<()> {
    match request.identity {
        Some(_) => Ok(()),
        None => Err(Refusal::IdentityNotConfirmed.into()),
    }
}

impl<D: Duty> Unit<'_, D> {
    /// The build failed; the request falls back to where it stood.
    pub(super) fn give_up_build(&mut self, package: &PackageId, fault: BuildFault) -> Result<()> {
        let row = building(self.conn(), package)?;
        let request = request::load(self.conn(), &row.request_id)?;
        let had_package = ready(self.conn(), &request.id)?.is_some();
        request::advance(self, &request, Step::BuildFailed { had_package })?;
        let now = self.now().micros();
        diesel::update(record_package::table.find(package.as_str()))
            .set((
                record_package::state.eq(PackageState::Failed.as_str()),
                record_package::ended_at.eq(now),
                record_package::fault.eq(fault.as_str()),
            ))
            .execute(self.conn())?;
        let subjects = [package.as_str(), request.id.as_str(), request.case.as_str()];
        self.record(
            Act::PackageFailed,
            &subjects,
            &json!({ "build": row.build, "fault": fault }),
        )?;
        Ok(())
    }
}

impl Unit<'_, Privacy> {
    /// See [`BuildFault`].
    pub fn fail_build(&mut self, package: &PackageId, fault: BuildFault) -> Result<()> {
        self.give_up_build(package, fault)
    }
}

impl Unit<'_, Clockwork> {
    /// Call at start-up, before anything builds: what is still "being built" was cut
    /// off. Returns how many; each can be built again.
    pub fn fail_cut_off_builds(&mut self) -> Result<u32> {
        let torn: Vec<String> = record_package::table
            .filter(record_package::state.eq(PackageState::Building.as_str()))
            .order(record_package::id)
            .select(record_package::id)
            .load(self.conn())?;
        for id in &torn {
            self.give_up_build(&stored(id)?, BuildFault::CutOff)?;
        }
        Ok(u32::try_from(torn.len()).unwrap_or(u32::MAX))
    }
}

/// True if a package needs this object of the vault: one of its forms, or a passphrase
/// that was not shown yet.
pub(crate) fn knows_package_object(conn: &mut Conn, object: &str) -> Result<bool> {
    let forms: i64 = package_carrier::table
        .filter(package_carrier::object_id.eq(object))
        .count()
        .get_result(conn)?;
    let phrases: i64 = record_package::table
        .filter(record_package::passphrase_object.eq(object))
        .count()
        .get_result(conn)?;
    Ok(forms + phrases > 0)
}

fn building(conn: &mut Conn, package: &PackageId) -> Result<Row> {
    let row: Row = record_package::table
        .find(package.as_str())
        .select(Row::as_select())
        .first(conn)?;
    let state: PackageState = stored(&row.state)?;
    if state == PackageState::Building {
        Ok(row)
    } else {
        Err(Refusal::WrongState {
            state: state.as_str(),
        }
        .into())
    }
}

fn ready(conn: &mut Conn, request: &RequestId) -> Result<Option<Row>> {
    Ok(record_package::table
        .filter(record_package::request_id.eq(request.as_str()))
        .filter(record_package::state.eq(PackageState::Ready.as_str()))
        .select(Row::as_select())
        .first(conn)
        .optional()?)
}

/// The ready package of a request: its id and the hash of its manifest.
pub(super) fn ready_package(
    conn: &mut Conn,
    request: &RequestId,
) -> Result<Option<(PackageId, String)>> {
    ready(conn, request)?
        .map(|row| Ok((stored(&row.id)?, row.manifest_sha256.unwrap_or_default())))
        .transpose()
}

/// Paths and categories of a package, for the register of communications.
pub(super) fn file_counts(conn: &mut Conn, package: &PackageId) -> Result<Vec<(String, i64)>> {
    Ok(package_file::table
        .filter(package_file::package_id.eq(package.as_str()))
        .group_by(package_file::category)
        .order(package_file::category)
        .select((package_file::category, diesel::dsl::count_star()))
        .load(conn)?)
}

/// Rows of the forms of an earlier package go: nothing names their objects any more.
fn supersede_earlier(conn: &mut Conn, current: &Row) -> Result<()> {
    let earlier: Vec<String> = record_package::table
        .filter(record_package::request_id.eq(&current.request_id))
        .filter(record_package::state.eq(PackageState::Ready.as_str()))
        .select(record_package::id)
        .load(conn)?;
    for id in earlier {
        diesel::delete(package_carrier::table.filter(package_carrier::package_id.eq(&id)))
            .execute(conn)?;
        diesel::update(record_package::table.find(&id))
            .set((
                record_package::state.eq(PackageState::Superseded.as_str()),
                record_package::passphrase_object.eq(None::<String>),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn carriers(conn: &mut Conn, package: &str) -> Result<Vec<SealedCarrier>> {
    let rows: Vec<(String, String, i64, String)> = package_carrier::table
        .filter(package_carrier::package_id.eq(package))
        .order(package_carrier::carrier)
        .select((
            package_carrier::carrier,
            package_carrier::object_id,
            package_carrier::bytes,
            package_carrier::sha256,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(carrier, object, bytes, sha256)| {
            Ok(SealedCarrier {
                carrier: stored(&carrier)?,
                object,
                bytes: unsigned(bytes)?,
                sha256,
            })
        })
        .collect()
}

fn package_of(conn: &mut Conn, row: Row) -> Result<Package> {
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
    progress.sort_by_key(|(part, ..)| *part);
    let sizes: Vec<i64> = package_file::table
        .filter(package_file::package_id.eq(&row.id))
        .select(package_file::bytes)
        .load(conn)?;
    let bytes = sizes
        .iter()
        .map(|size| unsigned(*size))
        .sum::<Result<u64>>()?;
    Ok(Package {
        carriers: carriers(conn, &row.id)?,
        id: stored(&row.id)?,
        build: u32::try_from(row.build).map_err(|_| Error::Corrupt("a package is malformed"))?,
        state: stored(&row.state)?,
        started_at: Timestamp::from_micros(row.started_at),
        ended_at: row.ended_at.map(Timestamp::from_micros),
        fault: row.fault.as_deref().map(stored).transpose()?,
        manifest_sha256: row.manifest_sha256,
        signer_sha256: row.signer_sha256,
        passphrase_shown_at: row.passphrase_shown_at.map(Timestamp::from_micros),
        progress,
        files: (sizes.len() as u64, bytes),
    })
}
