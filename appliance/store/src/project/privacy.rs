//! Requests, packages, the register of communications.

use diesel::prelude::*;
use doublelock_domain::fact::Subject;
use doublelock_domain::fact::privacy::{
    DiscBound, Disclosed, FileCount, PackageBuilt, PackageFailed, PackageFetched, PackageKept,
    PackageStarted, PassphraseShown, RequestAnswered, RequestCorrected, RequestExtended,
    RequestIdentityConfirmed, RequestLogged, RequestOverdue, RequestReceiptConfirmed,
    RequestRefused, RequestWithdrawn,
};
use doublelock_domain::ids::{PackageId, RequestId};
use doublelock_domain::object::ObjectKind;
use doublelock_domain::privacy::package::{Holdings, PackageState};
use doublelock_domain::privacy::request::{IdentityEvidence, RequestState};
use serde::{Deserialize, Serialize};

use super::{Entry, objects};
use crate::columns::{number, signed};
use crate::conn::{Conn, Run};
use crate::error::{Error, Result};
use crate::schema::privacy::{
    disclosure, package_carrier, package_contents, package_disc, privacy_request, record_package,
    request_closing, request_extension, request_party,
};

/// Files by category, with the version of this shape.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredContents {
    pub(crate) v: u32,
    pub(crate) files: Vec<FileCount>,
}

/// What a copy holds, with the version of this shape.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredHoldings {
    pub(crate) v: u32,
    pub(crate) holds: Holdings,
}

pub(super) fn logged(conn: &mut Conn, entry: &Entry<'_>, fact: &RequestLogged) -> Result<()> {
    diesel::insert_into(privacy_request::table)
        .values((
            privacy_request::id.eq(fact.request.as_str()),
            privacy_request::reference.eq(fact.reference.to_string()),
            privacy_request::kind.eq(fact.kind.as_str()),
            privacy_request::case_id.eq(fact.case.as_str()),
            privacy_request::state.eq(RequestState::Logged.as_str()),
            privacy_request::channel.eq(fact.channel.as_str()),
            privacy_request::received_on.eq(fact.received_on.to_string()),
            privacy_request::entered_at.eq(entry.at.micros()),
            privacy_request::entered_by.eq(entry.actor.as_str()),
            privacy_request::laws.eq(fact.laws.to_string()),
            privacy_request::rule_pack.eq(&fact.rule_pack),
            privacy_request::due_on.eq(fact.due_on.to_string()),
            privacy_request::late_from.eq(fact.late_from.micros()),
        ))
        .run(conn)?;
    diesel::insert_into(request_party::table)
        .values((
            request_party::request_id.eq(fact.request.as_str()),
            request_party::words.eq(entry.section(&fact.words)?),
            request_party::identity_evidence.eq(fact.identity.map(IdentityEvidence::as_str)),
            request_party::identity_at.eq(fact.identity.map(|_| entry.at.micros())),
            request_party::carrier.eq(fact.carrier.as_str()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn identity_confirmed(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &RequestIdentityConfirmed,
) -> Result<()> {
    diesel::update(request_party::table.find(fact.of.request.as_str()))
        .set((
            request_party::identity_evidence.eq(fact.evidence.as_str()),
            request_party::identity_at.eq(entry.at.micros()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn extended(conn: &mut Conn, fact: &RequestExtended) -> Result<()> {
    let request = fact.of.request.as_str();
    diesel::insert_into(request_extension::table)
        .values((
            request_extension::request_id.eq(request),
            request_extension::days.eq(number(fact.days)),
            request_extension::notice_sent_on.eq(fact.notice_sent_on.to_string()),
        ))
        .run(conn)?;
    diesel::update(privacy_request::table.find(request))
        .set((
            privacy_request::due_on.eq(fact.due_on.to_string()),
            privacy_request::late_from.eq(fact.late_from.micros()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn overdue(conn: &mut Conn, entry: &Entry<'_>, fact: &RequestOverdue) -> Result<()> {
    diesel::update(privacy_request::table.find(fact.request.as_str()))
        .set(privacy_request::overdue_at.eq(entry.at.micros()))
        .run(conn)?;
    Ok(())
}

pub(super) fn answered(conn: &mut Conn, entry: &Entry<'_>, fact: &RequestAnswered) -> Result<()> {
    closed(conn, entry, &fact.of.request, fact.state)
}

pub(super) fn corrected(conn: &mut Conn, entry: &Entry<'_>, fact: &RequestCorrected) -> Result<()> {
    let request = fact.of.request.as_str();
    diesel::update(privacy_request::table.find(request))
        .set((
            privacy_request::channel.eq(fact.channel.as_str()),
            privacy_request::received_on.eq(fact.received_on.to_string()),
            privacy_request::due_on.eq(fact.due_on.to_string()),
            privacy_request::late_from.eq(fact.late_from.micros()),
        ))
        .run(conn)?;
    if fact.is_not_late {
        diesel::update(privacy_request::table.find(request))
            .set(privacy_request::overdue_at.eq(None::<i64>))
            .run(conn)?;
    }
    diesel::update(request_party::table.find(request))
        .set((
            request_party::words.eq(entry.section(&fact.words)?),
            request_party::carrier.eq(fact.carrier.as_str()),
        ))
        .run(conn)?;
    if fact.identity_is_open {
        diesel::update(request_party::table.find(request))
            .set((
                request_party::identity_evidence.eq(None::<String>),
                request_party::identity_at.eq(None::<i64>),
            ))
            .run(conn)?;
    }
    Ok(())
}

pub(super) fn withdrawn(conn: &mut Conn, entry: &Entry<'_>, fact: &RequestWithdrawn) -> Result<()> {
    let request = &fact.of.request;
    closed(conn, entry, request, RequestState::Withdrawn)?;
    if let Some(package) = &fact.package {
        supersede(conn, entry, package)?;
    }
    diesel::insert_into(request_closing::table)
        .values((
            request_closing::request_id.eq(request.as_str()),
            request_closing::why.eq(fact.why.as_str()),
            request_closing::duplicate_of.eq(fact.duplicate_of.as_ref().map(RequestId::as_str)),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn refused(conn: &mut Conn, entry: &Entry<'_>, fact: &RequestRefused) -> Result<()> {
    let request = &fact.of.request;
    closed(conn, entry, request, RequestState::Refused)?;
    if let Some(package) = &fact.package {
        supersede(conn, entry, package)?;
    }
    diesel::insert_into(request_closing::table)
        .values((
            request_closing::request_id.eq(request.as_str()),
            request_closing::notice_sent_on.eq(fact.notice_sent_on.to_string()),
            request_closing::words.eq(entry.section(&fact.words)?),
        ))
        .run(conn)?;
    Ok(())
}

fn closed(
    conn: &mut Conn,
    entry: &Entry<'_>,
    request: &RequestId,
    state: RequestState,
) -> Result<()> {
    move_on(conn, request, state)?;
    diesel::update(privacy_request::table.find(request.as_str()))
        .set(privacy_request::closed_at.eq(entry.at.micros()))
        .run(conn)?;
    Ok(())
}

pub(super) fn receipt_confirmed(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &RequestReceiptConfirmed,
) -> Result<()> {
    move_on(conn, &fact.of.request, fact.state)?;
    diesel::update(privacy_request::table.find(fact.of.request.as_str()))
        .set(privacy_request::receipt_at.eq(entry.at.micros()))
        .run(conn)?;
    Ok(())
}

fn move_on(conn: &mut Conn, request: &RequestId, state: RequestState) -> Result<()> {
    diesel::update(privacy_request::table.find(request.as_str()))
        .set(privacy_request::state.eq(state.as_str()))
        .run(conn)?;
    Ok(())
}

pub(super) fn package_started(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &PackageStarted,
) -> Result<()> {
    move_on(conn, &fact.of.request, RequestState::Building)?;
    diesel::insert_into(record_package::table)
        .values((
            record_package::id.eq(fact.package.as_str()),
            record_package::request_id.eq(fact.of.request.as_str()),
            record_package::build.eq(number(fact.build)),
            record_package::state.eq(PackageState::Building.as_str()),
            record_package::started_at.eq(entry.at.micros()),
            record_package::started_by.eq(entry.actor.as_str()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn package_failed(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &PackageFailed,
) -> Result<()> {
    move_on(conn, &fact.of.request, fact.state)?;
    diesel::update(record_package::table.find(fact.package.as_str()))
        .set((
            record_package::state.eq(PackageState::Failed.as_str()),
            record_package::ended_at.eq(entry.at.micros()),
            record_package::fault.eq(fact.fault.as_str()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn package_built(conn: &mut Conn, entry: &Entry<'_>, fact: &PackageBuilt) -> Result<()> {
    move_on(conn, &fact.of.request, RequestState::Ready)?;
    if let Some(earlier) = &fact.supersedes {
        supersede(conn, entry, earlier)?;
    }
    let package = fact.package.as_str();
    let holds = StoredHoldings {
        v: 1,
        holds: fact.holds.clone(),
    };
    let holds = serde_json::to_string(&holds).map_err(|_| Error::Corrupt("holdings"))?;
    diesel::update(record_package::table.find(package))
        .set((
            record_package::state.eq(PackageState::Ready.as_str()),
            record_package::ended_at.eq(entry.at.micros()),
            record_package::manifest_sha256.eq(&fact.manifest_sha256),
            record_package::signer_sha256.eq(&fact.signer_sha256),
            record_package::holds.eq(holds),
            record_package::passphrase_object.eq(fact.passphrase.id.as_str()),
        ))
        .run(conn)?;
    for count in &fact.files {
        diesel::insert_into(package_contents::table)
            .values((
                package_contents::package_id.eq(package),
                package_contents::category.eq(&count.category),
                package_contents::files.eq(signed(count.files)?),
                package_contents::bytes.eq(signed(count.bytes)?),
            ))
            .run(conn)?;
    }
    for form in &fact.forms {
        diesel::insert_into(package_carrier::table)
            .values((
                package_carrier::package_id.eq(package),
                package_carrier::carrier.eq(form.carrier.as_str()),
                package_carrier::object_id.eq(form.object.id.as_str()),
                package_carrier::bytes.eq(signed(form.bytes)?),
                package_carrier::sha256.eq(&form.sha256),
            ))
            .run(conn)?;
    }
    let record = Subject::from(&fact.package).to_string();
    for form in &fact.forms {
        objects::stored(conn, entry, &form.object, ObjectKind::Package, &record)?;
    }
    objects::stored(
        conn,
        entry,
        &fact.passphrase,
        ObjectKind::Passphrase,
        &record,
    )
}

pub(super) fn package_kept(conn: &mut Conn, entry: &Entry<'_>, fact: &PackageKept) -> Result<()> {
    diesel::update(record_package::table.find(fact.package.as_str()))
        .set((
            record_package::kept_at.eq(entry.at.micros()),
            record_package::kept_sha256.eq(&fact.record_sha256),
            record_package::kept_words.eq(entry.section(&fact.words)?),
        ))
        .run(conn)?;
    Ok(())
}

/// The forms of a package that is not sent go, and their objects are condemned.
fn supersede(conn: &mut Conn, entry: &Entry<'_>, earlier: &PackageId) -> Result<()> {
    objects::condemned(conn, entry, &earlier.into())?;
    diesel::delete(package_carrier::table.filter(package_carrier::package_id.eq(earlier.as_str())))
        .run(conn)?;
    diesel::update(record_package::table.find(earlier.as_str()))
        .set((
            record_package::state.eq(PackageState::Superseded.as_str()),
            record_package::passphrase_object.eq(None::<String>),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn package_fetched(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &PackageFetched,
) -> Result<()> {
    diesel::update(record_package::table.find(fact.package.as_str()))
        .set(record_package::fetched_at.eq(entry.at.micros()))
        .run(conn)?;
    Ok(())
}

pub(super) fn passphrase_shown(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &PassphraseShown,
) -> Result<()> {
    diesel::update(record_package::table.find(fact.package.as_str()))
        .set((
            record_package::passphrase_shown_at.eq(entry.at.micros()),
            record_package::passphrase_object.eq(None::<String>),
        ))
        .run(conn)?;
    objects::condemned_of_kind(conn, entry, &(&fact.package).into(), ObjectKind::Passphrase)
}

pub(super) fn disc_bound(conn: &mut Conn, fact: &DiscBound) -> Result<()> {
    diesel::insert_into(package_disc::table)
        .values((
            package_disc::item_id.eq(fact.item.as_str()),
            package_disc::package_id.eq(fact.package.as_str()),
        ))
        .run(conn)?;
    Ok(())
}

/// A row of the register of communications, as its fact makes it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = disclosure)]
pub(crate) struct DisclosureRow {
    pub(crate) id: String,
    pub(crate) made_at: i64,
    pub(crate) made_by: String,
    pub(crate) class: String,
    pub(crate) request_id: String,
    pub(crate) case_id: String,
    pub(crate) patient_id: String,
    pub(crate) purpose: String,
    pub(crate) authority: String,
    pub(crate) method: String,
    pub(crate) shipment_id: Option<String>,
    pub(crate) words: i64,
    pub(crate) package_id: String,
    pub(crate) package_sha256: String,
    pub(crate) record_then: String,
    pub(crate) contents: String,
    pub(crate) ledger_sequence: i64,
}

impl DisclosureRow {
    /// The row of a communication.
    pub(crate) fn of(entry: &Entry<'_>, fact: &Disclosed) -> Result<Self> {
        let contents = StoredContents {
            v: 1,
            files: fact.files.clone(),
        };
        Ok(Self {
            id: fact.disclosure.to_string(),
            made_at: entry.at.micros(),
            made_by: entry.actor.to_string(),
            class: fact.class.to_string(),
            request_id: fact.of.request.to_string(),
            case_id: fact.of.case.to_string(),
            patient_id: fact.patient.to_string(),
            purpose: fact.purpose.to_string(),
            authority: fact.authority.to_string(),
            method: fact.method.to_string(),
            shipment_id: fact.shipment.as_ref().map(ToString::to_string),
            words: entry.section(&fact.words)?,
            package_id: fact.package.to_string(),
            package_sha256: fact.package_sha256.clone(),
            record_then: fact.record_then.to_string(),
            contents: serde_json::to_string(&contents)
                .map_err(|_| Error::Corrupt("contents could not be written"))?,
            ledger_sequence: signed(entry.sequence)?,
        })
    }
}

pub(super) fn disclosed(conn: &mut Conn, entry: &Entry<'_>, fact: &Disclosed) -> Result<()> {
    diesel::insert_into(disclosure::table)
        .values(DisclosureRow::of(entry, fact)?)
        .run(conn)?;
    Ok(())
}
