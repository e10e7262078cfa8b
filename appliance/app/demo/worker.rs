//! Somebody of the demonstration's staff at work, without pages between them and the records.

use doublelock_domain::access::{Actor, Custody, Duty, Purpose};
use doublelock_domain::custody::station::Tone;
use doublelock_domain::ids::hex;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::SiteZone;
use doublelock_store::custody::Scanned;
use doublelock_store::{Error, Store, Unit};

/// Who works, with what.
#[derive(Clone)]
pub(super) struct Worker {
    pub(super) store: Store,
    pub(super) actor: Actor,
}

impl Worker {
    /// One act, or several in one transaction.
    pub(super) fn acts<D: Duty, T>(
        &self,
        purpose: Purpose,
        work: impl FnMut(&mut Unit<'_, D>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let now = self.store.clock().now();
        self.store.write(&self.actor.take_up(purpose, now)?, work)
    }

    /// One reading of the station in a transaction of its own.
    pub(super) fn scans(&self, code: &str) -> Result<(), Error> {
        self.acts(Purpose::Shipment, |unit| scan(unit, &self.store, code))
    }
}

/// One reading of the station. Refused if the station does not take it.
pub(super) fn scan(unit: &mut Unit<'_, Custody>, store: &Store, code: &str) -> Result<(), Error> {
    let mut nonce = [0; 16];
    store.entropy().fill(&mut nonce);
    // The demonstration's centre is in Montréal.
    let seen = unit.scan(&Scanned::new(code, &hex(&nonce)), SiteZone::MONTREAL)?;
    match seen.feedback.tone {
        Tone::Refused => Err(seen.refused.unwrap_or(Refusal::StationBusy).into()),
        _ => Ok(()),
    }
}
