//! Builds of record-copy packages: start, counts, end.
//!
//! What opens the forms of a superseded build is destroyed with the act that supersedes it; their bytes go some
//! time later.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Privacy, Relation};
use doublelock_domain::fact::privacy::{
    FileCount, PackageBuilt, PackageFailed, PackageStarted, SealedForm,
};
use doublelock_domain::ids::{PackageId, RequestId};
use doublelock_domain::object::StoredObject;
use doublelock_domain::privacy::package::{BuildFault, Holdings, PackagePart, PackageState};
use doublelock_domain::privacy::request::Step;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Span;

use crate::claims::{Claim, ClaimKind, under_way};
use crate::columns::{count, counted, signed, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::objects::{self, NewObject};
use crate::opened::Opened;
use crate::privacy::package::{Row, ready, sealed_among};
use crate::privacy::request::{self, Request};
use crate::schema::privacy::{package_progress, record_package};
use crate::unit::Unit;

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

/// Refused while a disc of the request is sealed in a parcel: another copy would make it void, and the parcel
/// would have to be opened again first.
pub(super) fn no_disc_is_sealed(conn: &mut Conn, request: &RequestId) -> Result<()> {
    if sealed_among(conn, &[request.as_str()])?.is_empty() {
        Ok(())
    } else {
        Err(Refusal::DiscSealed.into())
    }
}
