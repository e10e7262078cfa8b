//! The DICOM receiver: what arrives is sealed, then recorded, then acknowledged.
//!
//! The protocol is `doublelock_imaging::scp`; this is the hand it lays objects into. It holds
//! the writing end of the vault only: whoever takes the receiver over can store objects and
//! can read none back.

mod pace;

use std::net::TcpListener;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use doublelock_domain::access::{Actor, Purpose, Reception, Warrant};
use doublelock_domain::ids::ObjectId;
use doublelock_imaging::part10::{self, FileMeta};
use doublelock_imaging::prescan::{Attribute, Header};
use doublelock_imaging::scp::{
    self, Announced, BadPolicy, Caller, Event, IncomingObject, IntakeFault, Network, Outcome,
    Policy, Received,
};
use doublelock_store::imaging::{Arrived, Held, Kept};
use doublelock_store::objects::NewObject;
use doublelock_store::{Error as StoreError, Store};
use doublelock_vault::VaultError;
use openssl::sha::Sha256;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::config::Dicom;
use crate::vaults;
use crate::web::office::Office;
use pace::Refusals;

/// Longest modality kept: VR CS has at most 16 characters (PS3.5 6.2).
const LONGEST_MODALITY: usize = 16;

/// The patient's attributes that tell one patient from another.
const PATIENT: [Attribute; 5] = [
    Attribute::PatientName,
    Attribute::PatientId,
    Attribute::IssuerOfPatientId,
    Attribute::PatientBirthDate,
    Attribute::PatientSex,
];

/// The intake of the provider: vault and records.
pub struct Receiver {
    vault: vaults::Intake,
    store: Store,
    appliance: Actor,
    kept: Arc<Notify>,
    refusals: Mutex<Refusals>,
}

/// An object on its way into the vault.
pub struct Incoming {
    id: ObjectId,
    bytes: vaults::Incoming,
    vault: vaults::Intake,
    store: Store,
    appliance: Actor,
    warrant: Warrant<Reception>,
    kept: Arc<Notify>,
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
    let receiver = Receiver::new(
        office.vault.intake(),
        office.store,
        office.appliance,
        office.describe_soon,
    );
    let listener = listener
        .set_nonblocking(true)
        .and_then(|()| tokio::net::TcpListener::from_std(listener));
    match listener {
        Ok(listener) => {
            let (_held, policy) = watch::channel(Arc::new(policy));
            scp::serve(listener, policy, Arc::new(receiver), stop).await;
        }
        Err(error) => tracing::error!(%error, "the DICOM receiver cannot listen"),
    }
}

impl Receiver {
    /// A receiver that writes to `vault` and `store` in the name of the appliance itself.
    /// `kept` is poked whenever an object was kept.
    pub fn new(vault: vaults::Intake, store: Store, appliance: Actor, kept: Arc<Notify>) -> Self {
        Self {
            vault,
            store,
            appliance,
            kept,
            refusals: Mutex::default(),
        }
    }

    fn warrant(&self) -> Result<Warrant<Reception>, StoreError> {
        Ok(self
            .appliance
            .take_up(Purpose::Import, self.store.clock().now())?)
    }

    /// Writes a refusal down, unless this address has had its share of the journal for now.
    fn note_refused(&self, caller: &Caller, reason: &str) {
        let now = self.store.clock().now();
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
        let noted = self.warrant().and_then(|warrant| {
            self.store.write(&warrant, |unit| {
                unit.note_intake_refused(&caller.calling_ae, &address, &reason)
            })
        });
        if let Err(error) = noted {
            tracing::error!(%error, reason, "a refusal could not be written down");
        }
    }
}

impl scp::Intake for Receiver {
    type Object = Incoming;

    fn begin(&self, _: &Caller, announced: &Announced) -> Result<Incoming, IntakeFault> {
        let id = ObjectId::new(self.store.clock().now(), &**self.store.entropy());
        let start = part10::start_of_file(&FileMeta {
            sop_class: announced.sop_class.clone(),
            sop_instance: announced.sop_instance.clone(),
            transfer_syntax: announced.transfer_syntax.clone(),
        })
        .map_err(|_| IntakeFault::Other)?;
        let mut bytes = self.vault.begin(&id).map_err(|error| of_vault(&error))?;
        bytes.append(&start).map_err(|error| of_vault(&error))?;
        let warrant = self.warrant().map_err(|error| of_store(&error))?;
        Ok(Incoming {
            id,
            bytes,
            vault: self.vault.clone(),
            store: self.store.clone(),
            appliance: self.appliance.clone(),
            warrant,
            kept: Arc::clone(&self.kept),
        })
    }

    fn audit(&self, caller: &Caller, event: &Event) {
        match event {
            Event::Refused(rejection) => {
                tracing::info!(address = %caller.address, reason = %rejection, "association refused");
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

    /// Durable first, recorded second, in its place third: a crash before the record leaves a
    /// part that goes at the next start and a sender that was not told of success, a crash after
    /// it a part that is put in its place then.
    ///
    /// What is held already is believed only after all of it was read: an object that is
    /// damaged or gone is replaced by this one.
    fn commit(self, received: &Received) -> Result<Outcome, IntakeFault> {
        let damaged = match self.held(received)? {
            Some((_, true)) => return Ok(Outcome::AlreadyHeld),
            Some((object, false)) => Some(object),
            None => None,
        };
        let Self {
            id,
            bytes,
            vault,
            store,
            appliance,
            warrant,
            kept,
        } = self;
        let settled = vault.settle(bytes, &id).map_err(|error| of_vault(&error))?;
        let arrived = arrived(settled.offer().clone(), received);
        let recorded = store.write(&warrant, |unit| unit.keep(&arrived, damaged.as_ref()));
        let outcome = match recorded {
            // The same bytes came over two associations at once.
            Ok(Kept::Already) => {
                settled.discard();
                return Ok(Outcome::AlreadyHeld);
            }
            Ok(Kept::New) => Outcome::Stored,
            Ok(Kept::Conflict) => Outcome::ConflictKept,
            Ok(Kept::Healed) => {
                tracing::warn!(object = %id, "an object took the place of one that was damaged");
                Outcome::Stored
            }
            Err(error) => {
                settled.doubt(&store, &appliance);
                return Err(of_store(&error));
            }
        };
        settled.place();
        kept.notify_one();
        Ok(outcome)
    }

    fn abandon(self) {
        // What is dropped unfinished leaves nothing behind.
        drop(self.bytes);
    }
}

impl Incoming {
    /// The object in which these very bytes are held already, and whether it is still what was
    /// stored.
    fn held(&self, received: &Received) -> Result<Option<(ObjectId, bool)>, IntakeFault> {
        let held = self
            .store
            .read(&self.warrant, |unit| {
                unit.held(received.header.sop_instance(), &received.sha256)
            })
            .map_err(|error| of_store(&error))?;
        let Some(Held { object, .. }) = held else {
            return Ok(None);
        };
        let sound = self
            .vault
            .is_sound(&object.id, &object.sealed_sha256, &mut |_| {
                ControlFlow::Continue(())
            })
            .map_err(|error| of_vault(&error))?;
        Ok(Some((object.id, sound)))
    }
}

fn arrived(object: NewObject, received: &Received) -> Arrived {
    let header = &received.header;
    let number = |attribute| {
        header
            .ascii(attribute)
            .and_then(|text| text.trim().parse().ok())
    };
    Arrived {
        object,
        study_uid: header.study().to_owned(),
        series_uid: header.series().to_owned(),
        sop_instance_uid: header.sop_instance().to_owned(),
        sop_class_uid: header.sop_class().to_owned(),
        transfer_syntax: received.announced.transfer_syntax.as_str().to_owned(),
        sha256: received.sha256,
        patient_print: patient_print(header),
        bytes: received.length,
        modality: header
            .ascii(Attribute::Modality)
            .filter(|text| text.len() <= LONGEST_MODALITY)
            .map(str::to_owned),
        series_number: number(Attribute::SeriesNumber),
        instance_number: number(Attribute::InstanceNumber),
        calling_ae: received.caller.calling_ae.clone(),
    }
}

/// SHA-256 over the patient's attributes as received, without their padding, 0x1F between.
/// An attribute that is absent counts as an empty one.
fn patient_print(header: &Header) -> [u8; 32] {
    let mut hash = Sha256::new();
    for attribute in PATIENT {
        let value = header.raw(attribute).unwrap_or_default();
        let end = value
            .iter()
            .rposition(|byte| !matches!(byte, b' ' | 0))
            .map_or(0, |last| last + 1);
        hash.update(&value[..end]);
        hash.update(&[0x1F]);
    }
    hash.finish()
}

fn of_vault(error: &VaultError) -> IntakeFault {
    tracing::warn!(%error, "the vault did not take an object");
    match error {
        VaultError::Full => IntakeFault::Full,
        VaultError::ReadOnly | VaultError::InUse => IntakeFault::Locked,
        _ => IntakeFault::Other,
    }
}

fn of_store(error: &StoreError) -> IntakeFault {
    tracing::warn!(%error, "an object could not be recorded");
    match error {
        StoreError::Full => IntakeFault::Full,
        StoreError::Busy | StoreError::Gone | StoreError::ReadOnly => IntakeFault::Locked,
        _ => IntakeFault::Other,
    }
}
