//! The DICOM receiver: what arrives is sealed, named in the spool, acknowledged; then recorded
//! with what came beside it.
//!
//! The protocol is `doublelock_imaging::scp`; this is the hand it lays objects into. It holds
//! the writing end of the vault only: whoever takes the receiver over can store objects and
//! can read none back.

mod arrived;
mod faults;
mod pace;
mod recovery;
mod registrar;

use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use doublelock_domain::ids::ObjectId;
use doublelock_edge::Repeated;
use doublelock_imaging::part10::{self, FileMeta};
use doublelock_imaging::scp::{
    self, Announced, BadPolicy, Caller, Event, IncomingObject, IntakeFault, Network, Outcome,
    Policy, Received,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::config::Dicom;
use crate::office::Office;
use crate::vaults;
use faults::of_vault;
use pace::Refusals;
pub use recovery::{RecoverFault, recover};
use registrar::Standing;
pub use registrar::{Association, Registrar};

/// The intake of the provider: vault, spool and records.
pub struct Receiver {
    registrar: Arc<Registrar>,
    refusals: Mutex<Refusals>,
    /// Lines about associations that were refused.
    turned_away: Repeated,
}

/// An object on its way into the vault.
pub struct Incoming {
    id: ObjectId,
    bytes: vaults::Incoming,
    registrar: Arc<Registrar>,
    association: Arc<Association>,
}

/// The rules of the provider, as configured. Fails only where the configuration was not checked.
pub fn policy(config: &Dicom) -> Result<Policy, BadPolicy> {
    let mut policy = Policy::closed(&config.called_ae)?;
    policy.max_object_bytes = config.max_object_bytes;
    for caller in &config.callers {
        let from: Vec<Network> = caller
            .addresses
            .iter()
            .copied()
            .map(Network::only)
            .collect();
        policy.allow(&caller.ae_title, &from)?;
    }
    Ok(policy)
}

/// Takes associations from `listener` until `stop` is cancelled; an object in hand is finished.
/// Of the office the receiver gets the writing end of the vault and the records, no more.
pub async fn serve(office: Office, policy: Policy, listener: TcpListener, stop: CancellationToken) {
    let registrar = Arc::new(Registrar::new(
        office.vault.intake(),
        office.store,
        office.appliance,
        office.describe_soon,
    ));
    let receiver = Receiver::new(Arc::clone(&registrar));
    let listener = listener
        .set_nonblocking(true)
        .and_then(|()| tokio::net::TcpListener::from_std(listener));
    match listener {
        Ok(listener) => {
            let (_held, policy) = watch::channel(Arc::new(policy));
            tokio::select! {
                () = scp::serve(listener, policy, Arc::new(receiver), stop) => {}
                () = registrar.keep_up() => {}
            }
        }
        Err(error) => tracing::error!(%error, "the DICOM receiver cannot listen"),
    }
}

impl Receiver {
    /// A receiver that hands on to `registrar`.
    pub fn new(registrar: Arc<Registrar>) -> Self {
        Self {
            registrar,
            refusals: Mutex::default(),
            turned_away: Repeated::default(),
        }
    }

    /// Writes a refusal down, unless this address has had its share of the journal for now.
    fn note_refused(&self, caller: &Caller, reason: &str) {
        let store = self.registrar.store();
        let now = store.clock().now();
        let share = self
            .refusals
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .share(caller.address, now);
        let Some(unwritten) = share else {
            tracing::debug!(reason, "a refusal was counted, not written");
            return;
        };
        let reason = if unwritten == 0 {
            reason.to_owned()
        } else {
            format!("{reason}; {unwritten} earlier not written")
        };
        let address = caller.address.to_string();
        let noted = self.registrar.warrant().and_then(|warrant| {
            store.write(&warrant, |unit| {
                unit.note_intake_refused(&caller.calling_ae, &address, &reason)
            })
        });
        if let Err(error) = noted {
            tracing::error!(%error, reason, "a refusal could not be written down");
        }
    }
}

impl scp::Intake for Receiver {
    type Association = Association;
    type Object = Incoming;

    fn accept(&self, caller: &Caller) -> Association {
        self.registrar.accept(caller)
    }

    fn begin(
        &self,
        association: &Arc<Association>,
        announced: &Announced,
    ) -> Result<Incoming, IntakeFault> {
        self.registrar.make_room(association)?;
        let id = self.registrar.new_id();
        let start = part10::start_of_file(&FileMeta {
            sop_class: announced.sop_class.clone(),
            sop_instance: announced.sop_instance.clone(),
            transfer_syntax: announced.transfer_syntax.clone(),
        })
        .map_err(|_| IntakeFault::Other)?;
        let vault = self.registrar.vault();
        let mut bytes = vault.begin(&id).map_err(|error| of_vault(&error))?;
        bytes.append(&start).map_err(|error| of_vault(&error))?;
        Ok(Incoming {
            id,
            bytes,
            registrar: Arc::clone(&self.registrar),
            association: Arc::clone(association),
        })
    }

    fn end(&self, association: &Association) {
        self.registrar.end(association);
    }

    fn audit(&self, caller: &Caller, event: &Event) {
        match event {
            Event::Refused(rejection) => {
                if let Some(times) = self.turned_away.happened(Instant::now()) {
                    tracing::info!(address = %caller.address, reason = %rejection, times, "association refused");
                }
                self.note_refused(caller, &rejection.to_string());
            }
            Event::ObjectRefused { refusal, .. } => {
                tracing::info!(address = %caller.address, reason = %refusal, "object refused");
                self.note_refused(caller, &refusal.to_string());
            }
            Event::Unrecognized(command) => {
                tracing::info!(address = %caller.address, command, "request not served");
                self.note_refused(caller, "a service that is not offered");
            }
            Event::Accepted => tracing::debug!(address = %caller.address, "association accepted"),
            Event::Ended { ending, tally } => tracing::info!(
                address = %caller.address,
                %ending,
                stored = tally.stored,
                already_held = tally.already_held,
                conflicts = tally.conflicts,
                refused = tally.refused,
                "association ended"
            ),
            Event::Shed(connections) => {
                tracing::warn!(connections, "connections closed unanswered");
            }
        }
    }
}

impl IncomingObject for Incoming {
    fn write(&mut self, bytes: &[u8]) -> Result<(), IntakeFault> {
        self.bytes.append(bytes).map_err(|error| of_vault(&error))
    }

    /// Durable first, named in the spool second: then the sender is told. Recorded with what came
    /// beside it third, in its place fourth. A crash before the second leaves a part that goes at
    /// the next start and a sender that was not told of success; a crash after it a part that is
    /// recorded and put in its place then.
    ///
    /// What is held already is believed only after all of it was read: an object that is
    /// damaged or gone is replaced by this one.
    fn commit(self, received: &Received) -> Result<Outcome, IntakeFault> {
        let Self {
            id,
            bytes,
            registrar,
            association,
        } = self;
        let standing = registrar.standing_of(&association, received)?;
        let (damaged, outcome) = match standing {
            Standing::Held => return Ok(Outcome::AlreadyHeld),
            Standing::Damaged(object) => (Some(object), Outcome::Stored),
            Standing::Others => (None, Outcome::ConflictKept),
            Standing::New => (None, Outcome::Stored),
        };
        let vault = registrar.vault();
        let settled = vault.settle(bytes, &id).map_err(|error| of_vault(&error))?;
        registrar.take(&association, settled, received, damaged)?;
        Ok(outcome)
    }

    fn abandon(self) {
        // What is dropped unfinished leaves nothing behind.
        drop(self.bytes);
    }
}
