//! Builds of record-copy packages: start, counts, end; the sealed forms; the passphrase.
//!
//! A package rests only in the vault, sealed; these rows say where. What opens the forms of a
//! superseded build is destroyed with the act that supersedes it, and the passphrase with the
//! act that shows it; their bytes go some time later.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Privacy, Relation};
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::fact::privacy::{
    FileCount, KeptWords, PackageBuilt, PackageFailed, PackageFetched, PackageKept, PackageStarted,
    PassphraseShown, SealedForm,
};
use doublelock_domain::fact::{Reading, Sealed};
use doublelock_domain::ids::{ObjectId, PackageId, RequestId};
use doublelock_domain::object::StoredObject;
use doublelock_domain::privacy::package::{
    BuildFault, Carrier, Holdings, Leaving, PackagePart, PackageState, may_show_passphrase,
};
use doublelock_domain::privacy::request::{IdentityEvidence, Step};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{Span, Timestamp};
use doublelock_vault::RecordKey;

use crate::claims::{Claim, ClaimKind, under_way};
use crate::columns::{count, counted, maybe_stored, signed, stored, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::objects::{self, NewObject};
use crate::opened::Opened;
use crate::privacy::holdings;
use crate::privacy::request::{self, Request};
use crate::schema::custody::{item, shipment};
use crate::schema::keys::sealed_object;
use crate::schema::privacy::{package_carrier, package_contents, package_progress, record_package};
use crate::sections;
use crate::unit::{Sight, Unit};

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
    /// What it holds of the record, as gathered with it.
    pub holds: Holdings,
    /// Every file.
    pub files: Vec<BuiltFile>,
    /// The sealed forms.
    pub carriers: Vec<SealedForm>,
    /// The vault's object that holds the passphrase of the encrypted form.
    pub passphrase: StoredObject,
    /// All of these objects, with what the vault gave back for them.
    pub objects: Vec<NewObject>,
}

/// A build that is under way, and the claim it is made under.
#[derive(Debug, Clone)]
pub struct BuildUnderWay {
    package: PackageId,
    claim: Claim,
}

impl BuildUnderWay {
    /// What is being built.
    pub const fn package(&self) -> &PackageId {
        &self.package
    }

    /// What to renew while it lasts.
    pub const fn claim(&self) -> &Claim {
        &self.claim
    }
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
    holds: Option<String>,
    fetched_at: Option<i64>,
    passphrase_object: Option<String>,
    passphrase_shown_at: Option<i64>,
    kept_at: Option<i64>,
    kept_sha256: Option<String>,
    kept_words: Option<i64>,
}

impl Row {
    fn build(&self) -> Result<u32> {
        counted(self.build)
    }

    fn holds(&self) -> Result<Option<Holdings>> {
        self.holds.as_deref().map(holdings::of_text).transpose()
    }
}

impl<'a> Sight<'a, Privacy> {
    /// The builds of a request, latest first.
    pub fn packages(&mut self, request: &Opened<'a, Request>) -> Result<Vec<Package>> {
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

    /// What opens an object of a package.
    fn object_key(&mut self, package: &PackageId, object: &str) -> Result<RecordKey> {
        let keys = self.keys();
        let found = objects::data_key(self.conn(), keys, &package.into(), object)?;
        sections::present(found)
    }
}

impl<'a> Unit<'a, Privacy> {
    /// Starts a build, claimed by `instance`, under a warrant that reaches this request's record
    /// and no other. Refused while one is under way or once the answer has left.
    pub fn start_build(
        &mut self,
        request: &Opened<'a, Request>,
        instance: &str,
        lease: Span,
    ) -> Result<BuildUnderWay> {
        let request = request::load(self, request.id.as_str())?;
        if !self
            .warrant()
            .relations()
            .contains(&Relation::OfRequest(request.reference))
        {
            return Err(Error::NotFound);
        }
        request.state.after(Step::BuildStarted)?;
        no_disc_is_sealed(self.conn(), &request.id)?;
        let last: Option<i32> = record_package::table
            .filter(record_package::request_id.eq(request.id.as_str()))
            .select(diesel::dsl::max(record_package::build))
            .first(self.conn())?;
        let build = counted(last.unwrap_or(0))?.saturating_add(1);
        let id = PackageId::new(self.now(), self.entropy());
        self.enact(PackageStarted {
            package: id.clone(),
            of: request.of(),
            build,
        })?;
        // A package that was not there a moment ago is nobody's.
        let claim = self
            .claim(ClaimKind::Build, id.as_str(), instance, lease)?
            .ok_or(Error::ClaimLost)?;
        Ok(BuildUnderWay { package: id, claim })
    }

    /// Counts of a part, for the page. Not an act: no entry.
    pub fn note_progress(
        &mut self,
        package: &PackageId,
        part: PackagePart,
        done: u64,
        total: u64,
    ) -> Result<()> {
        let counts = (
            package_progress::done.eq(signed(done)?),
            package_progress::total.eq(signed(total)?),
        );
        let row = package_progress::table.find((package.as_str(), part.as_str()));
        let known = diesel::update(row).set(counts).execute(self.conn())?;
        if known == 0 {
            diesel::insert_into(package_progress::table)
                .values((
                    package_progress::package_id.eq(package.as_str()),
                    package_progress::part.eq(part.as_str()),
                    package_progress::done.eq(signed(done)?),
                    package_progress::total.eq(signed(total)?),
                ))
                .execute(self.conn())?;
        }
        Ok(())
    }

    /// The build is done: every file's hash, the sealed forms, and the entry, at once.
    /// An earlier package of the request is superseded. Refused if the build was given up
    /// meanwhile.
    pub fn finish_build(&mut self, under_way: &BuildUnderWay, built: &Built) -> Result<()> {
        self.finish(&under_way.claim)?;
        let package = &under_way.package;
        let row = building(self.conn(), package)?;
        let request = request::load(self, &row.request_id)?;
        request.state.after(Step::BuildDone)?;
        let earlier = ready(self.conn(), &request.id)?;
        let supersedes = earlier.map(|row| stored(&row.id)).transpose()?;
        let mut files: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for file in &built.files {
            let count = files.entry(&file.category).or_default();
            *count = (count.0 + 1, count.1.saturating_add(file.bytes));
        }
        let files = files
            .into_iter()
            .map(|(category, (files, bytes))| FileCount {
                category: category.to_owned(),
                files,
                bytes,
            });
        let fact = PackageBuilt {
            package: package.clone(),
            of: request.of(),
            build: row.build()?,
            manifest_sha256: built.manifest_sha256.clone(),
            signer_sha256: built.signer_sha256.clone(),
            holds: built.holds.clone(),
            files: files.collect(),
            forms: built.carriers.clone(),
            passphrase: built.passphrase.clone(),
            supersedes,
        };
        let entry = self.enact(fact)?;
        objects::close(self.conn(), entry)?;
        let objects: Vec<_> = built.objects.iter().collect();
        objects::keep(self, &objects, &package.into())
    }

    /// Says why the ready copy is the answer although the record holds something else by now: it may
    /// leave for as long as the record holds what it holds at this moment.
    ///
    /// Refused if there is nothing to say, the record being what it was, or if it is not what the person saw who
    /// says so (`shown`, as [`Holdings::sha256`]).
    pub fn keep_copy(
        &mut self,
        request: &Opened<'a, Request>,
        shown: &str,
        reason: EnteredText,
    ) -> Result<()> {
        let request = request::load(self, request.id.as_str())?;
        request.state.must_await_its_disc()?;
        let copy = ReadyCopy::of(self.conn(), &request.id)?.ok_or(Error::NotFound)?;
        let record_sha256 = holdings::sha256_of(self.conn(), &request.case)?;
        copy.holds.must_be_outgrown(&record_sha256)?;
        if record_sha256 != shown {
            return Err(Refusal::RecordChanged.into());
        }
        self.enact(PackageKept {
            package: copy.package,
            of: request.of(),
            record_sha256,
            words: Sealed::new(&request.id, KeptWords { reason }),
        })?;
        Ok(())
    }

    /// Hands out one sealed form of the ready package, to be burned or sent. `open` opens it; that it was
    /// taken is written down before a byte of it leaves, and not if `open` fails, or says that nothing is
    /// sent (`None`).
    pub fn fetch_carrier<T>(
        &mut self,
        request: &Opened<'a, Request>,
        carrier: Carrier,
        open: impl FnOnce(&SealedForm, &RecordKey) -> Result<Option<T>>,
    ) -> Result<(SealedForm, Option<T>)> {
        IdentityEvidence::required(request.identity)?;
        let copy = ReadyCopy::taken_out(self.conn(), request)?;
        let sealed = carriers(self.conn(), copy.package.as_str())?
            .into_iter()
            .find(|sealed| sealed.carrier == carrier)
            .ok_or(Error::NotFound)?;
        let key = self.object_key(&copy.package, sealed.object.id.as_str())?;
        let opened = open(&sealed, &key)?;
        if opened.is_some() {
            self.enact(PackageFetched {
                package: copy.package,
                of: request.of(),
                carrier,
                sha256: sealed.sha256.clone(),
            })?;
        }
        Ok((sealed, opened))
    }

    /// Hands out, once, the vault's object that holds the passphrase.
    pub fn take_passphrase(
        &mut self,
        request: &Opened<'a, Request>,
    ) -> Result<(ObjectId, RecordKey)> {
        IdentityEvidence::required(request.identity)?;
        let copy = ReadyCopy::taken_out(self.conn(), request)?;
        may_show_passphrase(copy.passphrase_shown_at)?;
        let object = copy.passphrase_object.ok_or(Error::NotFound)?;
        let key = self.object_key(&copy.package, &object)?;
        let entry = self.enact(PassphraseShown {
            package: copy.package,
            of: request.of(),
        })?;
        // Once: whoever has this key now is the last to open it.
        objects::close(self.conn(), entry)?;
        Ok((stored(&object)?, key))
    }
}

impl<D: Duty> Unit<'_, D> {
    /// The build failed; the request falls back to where it stood.
    pub(super) fn give_up_build(&mut self, package: &PackageId, fault: BuildFault) -> Result<()> {
        let row = building(self.conn(), package)?;
        let request = request::load(self, &row.request_id)?;
        let had_package = ready(self.conn(), &request.id)?.is_some();
        let state = request.state.after(Step::BuildFailed { had_package })?;
        self.enact(PackageFailed {
            package: package.clone(),
            of: request.of(),
            build: row.build()?,
            fault,
            state,
        })?;
        Ok(())
    }
}

impl Unit<'_, Privacy> {
    /// See [`BuildFault`].
    pub fn fail_build(&mut self, under_way: &BuildUnderWay, fault: BuildFault) -> Result<()> {
        self.finish(&under_way.claim)?;
        self.give_up_build(&under_way.package, fault)
    }
}

impl Unit<'_, Clockwork> {
    /// What is still "being built" and nobody is at work on was cut off. Returns how many;
    /// each can be built again.
    pub fn fail_cut_off_builds(&mut self) -> Result<u32> {
        let at_work = under_way(self.conn(), ClaimKind::Build)?;
        let torn: Vec<String> = record_package::table
            .filter(record_package::state.eq(PackageState::Building.as_str()))
            .filter(record_package::id.ne_all(at_work))
            .order(record_package::id)
            .select(record_package::id)
            .load(self.conn())?;
        for id in &torn {
            self.revoke(ClaimKind::Build, id)?;
            self.give_up_build(&stored(id)?, BuildFault::CutOff)?;
        }
        Ok(count(torn.len()))
    }
}

fn building(conn: &mut Conn, package: &PackageId) -> Result<Row> {
    let row: Row = record_package::table
        .find(package.as_str())
        .select(Row::as_select())
        .first(conn)?;
    stored::<PackageState>(&row.state)?.must_be_under_way()?;
    Ok(row)
}

fn ready(conn: &mut Conn, request: &RequestId) -> Result<Option<Row>> {
    Ok(record_package::table
        .filter(record_package::request_id.eq(request.as_str()))
        .filter(record_package::state.eq(PackageState::Ready.as_str()))
        .select(Row::as_select())
        .first(conn)
        .optional()?)
}

/// The ready package of a request, as far as it may be the answer.
pub(super) struct ReadyCopy {
    pub(super) package: PackageId,
    pub(super) manifest_sha256: String,
    pub(super) passphrase_shown_at: Option<Timestamp>,
    /// A form of it was taken out of the vault.
    pub(super) was_taken_out: bool,
    passphrase_object: Option<String>,
    holds: Holdings,
    kept_at: Option<String>,
}

impl ReadyCopy {
    /// It, if there is one.
    pub(super) fn of(conn: &mut Conn, request: &RequestId) -> Result<Option<Self>> {
        let Some(row) = ready(conn, request)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            package: stored(&row.id)?,
            holds: row.holds()?.ok_or(Error::Corrupt("a ready package"))?,
            kept_at: row.kept_sha256,
            manifest_sha256: row.manifest_sha256.unwrap_or_default(),
            passphrase_shown_at: row.passphrase_shown_at.map(Timestamp::from_micros),
            was_taken_out: row.fetched_at.is_some(),
            passphrase_object: row.passphrase_object,
        }))
    }

    /// The same, if it may leave at this moment.
    pub(super) fn leaving_now(conn: &mut Conn, request: &Request) -> Result<Self> {
        let copy = Self::of(conn, &request.id)?.ok_or(Error::NotFound)?;
        copy.may_leave(conn, request, Leaving::Now)?;
        Ok(copy)
    }

    /// The same, to be taken out of the vault: what was sent can be looked at afterwards, whatever
    /// the record holds since.
    fn taken_out(conn: &mut Conn, request: &Request) -> Result<Self> {
        if request.state.is_open() {
            Self::leaving_now(conn, request)
        } else {
            Self::of(conn, &request.id)?.ok_or(Error::NotFound)
        }
    }

    /// Whether the record holds something else by now ([`Holdings::may_leave`]).
    pub(super) fn may_leave(
        &self,
        conn: &mut Conn,
        request: &Request,
        leaving: Leaving,
    ) -> Result<bool> {
        let now = holdings::sha256_of(conn, &request.case)?;
        Ok(self
            .holds
            .may_leave(&now, self.kept_at.as_deref(), leaving)?)
    }
}

/// Refused while a disc of the request is sealed in a parcel: another copy would make it void, and the parcel
/// would have to be opened again first.
pub(super) fn no_disc_is_sealed(conn: &mut Conn, request: &RequestId) -> Result<()> {
    if sealed_among(conn, &[request.as_str()])?.is_empty() {
        Ok(())
    } else {
        Err(Refusal::DiscSealed.into())
    }
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

fn carriers(conn: &mut Conn, package: &str) -> Result<Vec<SealedForm>> {
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
