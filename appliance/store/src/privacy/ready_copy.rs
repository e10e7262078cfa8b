//! The copy that is ready: whether it may leave, the sealed forms that are taken out of the vault, the passphrase that is
//! shown once.

use doublelock_domain::access::Privacy;
use doublelock_domain::case::EnteredText;
use doublelock_domain::fact::Sealed;
use doublelock_domain::fact::privacy::{
    KeptWords, PackageFetched, PackageKept, PassphraseShown, SealedForm,
};
use doublelock_domain::ids::{ObjectId, PackageId, RequestId};
use doublelock_domain::privacy::package::{
    Carrier, Holdings, Leaving, RecordThen, may_show_passphrase,
};
use doublelock_domain::privacy::request::IdentityEvidence;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;
use doublelock_vault::RecordKey;

use crate::columns::stored;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::objects;
use crate::opened::Opened;
use crate::privacy::holdings;
use crate::privacy::package::{carriers, ready};
use crate::privacy::request::{self, Request};
use crate::sections;
use crate::unit::{Sight, Unit};

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

    /// What the record holds by now beside it ([`Holdings::may_leave`]).
    pub(super) fn may_leave(
        &self,
        conn: &mut Conn,
        request: &Request,
        leaving: Leaving,
    ) -> Result<RecordThen> {
        let now = holdings::sha256_of(conn, &request.case)?;
        Ok(self
            .holds
            .may_leave(&now, self.kept_at.as_deref(), leaving)?)
    }
}

impl Sight<'_, Privacy> {
    /// What opens an object of a package.
    fn object_key(&mut self, package: &PackageId, object: &str) -> Result<RecordKey> {
        let keys = self.keys();
        let found = objects::data_key(self.conn(), keys, &package.into(), object)?;
        sections::present(found)
    }
}

impl<'a> Unit<'a, Privacy> {
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
