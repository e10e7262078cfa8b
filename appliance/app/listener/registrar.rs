//! From the spool to the journal: what came over one association is recorded together.
//!
//! An entry is written when the association ends, when [`StudyReceived::MOST`] images wait, or
//! when one has waited for a minute. Where the records cannot be written then, the spool keeps
//! what was acknowledged, and it is tried again, at the latest at the next start.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use doublelock_domain::access::{Actor, Purpose, Reception, Warrant};
use doublelock_domain::fact::imaging::{Intake, StudyReceived};
use doublelock_domain::ids::{IntakeId, ObjectId};
use doublelock_domain::imaging::IntakeKind;
use doublelock_domain::time::{Span, Timestamp};
use doublelock_imaging::scp::{Caller, IntakeFault, Received};
use doublelock_store::imaging::{Arrived, Delivery, Kept, Known};
use doublelock_store::{Error as StoreError, Keyholder, Store};
use doublelock_vault::{Left, Spool, VaultError};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::task::spawn_blocking;

use super::arrived::arrived;
use super::{of_store, of_vault};
use crate::vaults::{self, Settled};

/// Longest that an acknowledged image waits for its entry while its association goes on.
const LONGEST_WAIT: Span = Span::minutes(1);
/// How often to look whether one waited that long, or could not be recorded.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// One association: what it is, and what came over it and waits for its entry.
pub struct Association {
    delivery: Delivery,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    /// The file that names them; none while nothing waits.
    spool: Option<Spool>,
    images: Vec<(Settled, Arrived)>,
    /// No more comes.
    ended: bool,
}

/// What a frame of the spool holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    delivery: Delivery,
    arrived: Arrived,
}

/// What is known of an object that has just arrived.
pub(super) enum Standing {
    /// Nothing under its name.
    New,
    /// These very bytes are held, or wait to be recorded.
    Held,
    /// They were held in this object, which is damaged.
    Damaged(ObjectId),
    /// Other bytes have its name.
    Others,
}

/// Records what arrives, in the name of the appliance itself.
pub struct Registrar {
    vault: vaults::Intake,
    store: Store,
    appliance: Actor,
    kept: Arc<Notify>,
    /// Associations over which something came that waits.
    open: Mutex<BTreeMap<IntakeId, Arc<Association>>>,
}

impl Registrar {
    /// `kept` is poked whenever images were recorded.
    pub fn new(vault: vaults::Intake, store: Store, appliance: Actor, kept: Arc<Notify>) -> Self {
        Self {
            vault,
            store,
            appliance,
            kept,
            open: Mutex::default(),
        }
    }

    pub(super) const fn vault(&self) -> &vaults::Intake {
        &self.vault
    }

    pub(super) const fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn warrant(&self) -> Result<Warrant<Reception>, StoreError> {
        Ok(self
            .appliance
            .take_up(Purpose::Import, self.store.clock().now())?)
    }

    pub(super) fn new_id(&self) -> ObjectId {
        ObjectId::new(self.store.clock().now(), &**self.store.entropy())
    }

    pub(super) fn accept(&self, caller: &Caller) -> Association {
        Association {
            delivery: Delivery {
                intake: Intake {
                    id: IntakeId::new(self.store.clock().now(), &**self.store.entropy()),
                    kind: IntakeKind::Association,
                    calling_ae: caller.calling_ae.clone(),
                },
                address: caller.address.to_string(),
            },
            waiting: Mutex::default(),
        }
    }

    /// Refuses an object while as many wait as go into one entry and cannot be recorded.
    pub(super) fn make_room(&self, association: &Association) -> Result<(), IntakeFault> {
        let mut waiting = association.waiting();
        if waiting.images.len() < StudyReceived::MOST {
            return Ok(());
        }
        self.record(&association.delivery, &mut waiting)
            .map_err(|error| of_store(&error))
    }

    /// What is known of an object that has arrived. One that is held already is read to its end.
    pub(super) fn standing_of(
        &self,
        association: &Association,
        received: &Received,
    ) -> Result<Standing, IntakeFault> {
        let header = &received.header;
        let uid = header.sop_instance();
        let mut others = false;
        for (_, one) in &association.waiting().images {
            if one.study_uid == header.study() && one.sop_instance_uid == uid {
                if one.sha256 == received.sha256 {
                    return Ok(Standing::Held);
                }
                others = true;
            }
        }
        let known = self
            .warrant()
            .and_then(|warrant| {
                let calling_ae = &association.delivery.intake.calling_ae;
                self.store.read(&warrant, |unit| {
                    unit.known(calling_ae, header.study(), uid, &received.sha256)
                })
            })
            .map_err(|error| of_store(&error))?;
        let object = match known {
            Known::These(object) => object,
            Known::Others => return Ok(Standing::Others),
            Known::Nothing if others => return Ok(Standing::Others),
            Known::Nothing => return Ok(Standing::New),
        };
        let sound = self
            .vault
            .is_sound(&object.id, &object.sealed_sha256, &mut |_| {
                ControlFlow::Continue(())
            })
            .map_err(|error| of_vault(&error))?;
        Ok(if sound {
            Standing::Held
        } else {
            Standing::Damaged(object.id)
        })
    }

    /// Takes an object that is durable. Once this returns it is named in the spool: whatever
    /// happens, it will be recorded.
    pub(super) fn take(
        &self,
        association: &Arc<Association>,
        settled: Settled,
        received: &Received,
        damaged: Option<ObjectId>,
    ) -> Result<(), IntakeFault> {
        let mut waiting = association.waiting();
        if waiting.spool.as_ref().is_some_and(Spool::failed) {
            self.record(&association.delivery, &mut waiting)
                .map_err(|error| of_store(&error))?;
        }
        let now = self.store.clock().now();
        let arrived = arrived(settled.offer().clone(), now, received, damaged);
        if let Err(error) = self.spool(&association.delivery, &mut waiting, &arrived) {
            settled.discard();
            return Err(of_vault(&error));
        }
        waiting.images.push((settled, arrived));
        self.open().insert(
            association.delivery.intake.id.clone(),
            Arc::clone(association),
        );
        if waiting.images.len() >= StudyReceived::MOST {
            self.record_or_later(&association.delivery, &mut waiting);
        }
        Ok(())
    }

    fn spool(
        &self,
        delivery: &Delivery,
        waiting: &mut Waiting,
        arrived: &Arrived,
    ) -> Result<(), VaultError> {
        let frame = Frame {
            delivery: delivery.clone(),
            arrived: arrived.clone(),
        };
        let content = serde_json::to_vec(&frame).map_err(|_| VaultError::TooLong)?;
        let spool = match &mut waiting.spool {
            Some(spool) => spool,
            None => waiting.spool.insert(self.vault.spool(&self.new_id())?),
        };
        self.vault
            .append_to(spool, &arrived.object.stored.id, &content)
    }

    /// No more comes over this association.
    pub(super) fn end(&self, association: &Association) {
        let mut waiting = association.waiting();
        waiting.ended = true;
        self.record_or_later(&association.delivery, &mut waiting);
        if waiting.images.is_empty() {
            self.open().remove(&association.delivery.intake.id);
        }
    }

    fn record_or_later(&self, delivery: &Delivery, waiting: &mut Waiting) {
        if let Err(error) = self.record(delivery, waiting) {
            let images = waiting.images.len();
            tracing::warn!(%error, images, "what arrived could not be recorded and waits in the spool");
        }
    }

    /// Records what waits, and puts it in its place. After an error it waits as before.
    fn record(&self, delivery: &Delivery, waiting: &mut Waiting) -> Result<(), StoreError> {
        if !waiting.images.is_empty() {
            let arrived: Vec<Arrived> = (waiting.images.iter())
                .map(|(_, arrived)| arrived.clone())
                .collect();
            let warrant = self.warrant()?;
            let kept = self
                .store
                .write(&warrant, |unit| unit.receive(delivery, &arrived))?;
            for ((settled, _), kept) in waiting.images.drain(..).zip(kept) {
                match kept {
                    Kept::Already => settled.discard(),
                    Kept::New | Kept::Before | Kept::Apart => settled.place(),
                    Kept::Healed => {
                        tracing::warn!(object = %settled.stored().id, "an object took the place of one that was damaged");
                        settled.place();
                    }
                }
            }
            self.kept.notify_one();
        }
        if let Some(spool) = waiting.spool.take() {
            self.vault.end_spool(&spool.id());
        }
        Ok(())
    }

    /// Looks after what has waited long, until it is dropped.
    pub(super) async fn keep_up(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let registrar = Arc::clone(&self);
            if spawn_blocking(move || registrar.record_overdue())
                .await
                .is_err()
            {
                tracing::error!("recording what waits in the spool was cut off");
            }
        }
    }

    fn record_overdue(&self) {
        let now = self.store.clock().now();
        let open: Vec<Arc<Association>> = self.open().values().cloned().collect();
        for association in open {
            let mut waiting = association.waiting();
            if waiting.is_overdue(now) {
                self.record_or_later(&association.delivery, &mut waiting);
            }
            if waiting.images.is_empty() {
                self.open().remove(&association.delivery.intake.id);
            }
        }
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<IntakeId, Arc<Association>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Association {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn is_overdue(&self, now: Timestamp) -> bool {
        self.ended
            || self.images.first().is_some_and(|(_, first)| {
                now.since(first.received_at).micros() >= LONGEST_WAIT.micros()
            })
    }
}

/// Records what a crash left in the spool; says how many objects it names that could not be.
/// Must run before anything is received, and after what is found by equality was filled.
pub fn recover(
    vault: &vaults::Intake,
    store: &Store,
    appliance: &Actor,
    keys: &dyn Keyholder,
) -> Result<u64, RecoverFault> {
    let warrant = appliance
        .take_up::<Reception>(Purpose::Import, store.clock().now())
        .map_err(StoreError::from)?;
    let mut unresolved = 0;
    for left in vault.left_in_spool()? {
        let frames = frames_of(&left, keys)?;
        let mut missing = u64::from(left.unreadable());
        let mut deliveries: Vec<(Delivery, Vec<Arrived>)> = Vec::new();
        for frame in frames {
            let Some(Frame { delivery, arrived }) = frame else {
                missing += 1;
                continue;
            };
            let object = &arrived.object.stored;
            if !vault.is_sound(&object.id, &object.sealed_sha256, &mut |_| {
                ControlFlow::Continue(())
            })? {
                // Its sender was told that it was not kept, or the disk has lost it.
                tracing::warn!(object = %object.id, "what the spool names is not in the vault");
                continue;
            }
            match deliveries.last_mut() {
                Some((last, images)) if *last == delivery => images.push(arrived),
                _ => deliveries.push((delivery, vec![arrived])),
            }
        }
        for (delivery, images) in &deliveries {
            let kept = store.write(&warrant, |unit| unit.receive(delivery, images))?;
            for (arrived, kept) in images.iter().zip(kept) {
                let id = &arrived.object.stored.id;
                match kept {
                    Kept::Already => vault.discard(id)?,
                    Kept::New | Kept::Before | Kept::Apart | Kept::Healed => vault.place(id)?,
                }
            }
            tracing::info!(
                images = images.len(),
                "what was received before a crash is recorded"
            );
        }
        if missing == 0 {
            vault.end_spool(&left.id());
        } else {
            tracing::error!(file = %left.id(), objects = missing, "a file of the spool is damaged");
        }
        unresolved += missing;
    }
    Ok(unresolved)
}

/// Why what a crash left could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecoverFault {
    /// The vault, or the spool beside it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The records.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What each frame holds; none where one does not open.
fn frames_of(left: &Left, keys: &dyn Keyholder) -> Result<Vec<Option<Frame>>, RecoverFault> {
    if left.objects().next().is_none() {
        return Ok(Vec::new());
    }
    let Ok(key) = keys.data_key(left.id().as_str(), left.envelope()) else {
        return Ok(left.objects().map(|_| None).collect());
    };
    Ok(left
        .open(&key)?
        .into_iter()
        .map(|content| serde_json::from_slice(&content?).ok())
        .collect())
}
