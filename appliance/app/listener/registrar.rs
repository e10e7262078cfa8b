//! From the spool to the journal: what came over one association is recorded together.
//!
//! An entry is written when the association ends, when [`StudyReceived::MOST`] images wait, or
//! when one has waited for a minute. Where the records cannot be written then, the spool keeps
//! what was acknowledged, and it is tried again, at the latest at the next start. Once
//! [`MOST_WAITING`] wait in all, no more is taken.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use doublelock_domain::access::{Actor, Reception, Warrant};
use doublelock_domain::fact::imaging::{Intake, StudyReceived};
use doublelock_domain::ids::{IntakeId, ObjectId};
use doublelock_domain::imaging::IntakeKind;
use doublelock_domain::time::{Span, Timestamp};
use doublelock_imaging::scp::{Caller, IntakeFault, Received};
use doublelock_store::imaging::{Arrived, Delivery, Kept, Known};
use doublelock_store::{Error as StoreError, Store};
use doublelock_vault::{Spool, VaultError};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::task::spawn_blocking;

use super::arrived::arrived;
use super::faults::{of_store, of_vault};
use crate::vaults::{self, Settled};

/// Longest that an acknowledged image waits for its entry while its association goes on.
const LONGEST_WAIT: Span = Span::minutes(1);
/// How often to look whether one waited that long, or could not be recorded.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Most acknowledged images that wait for their entries, of all associations together.
const MOST_WAITING: usize = 4096;
/// How often images of an association are tried before they are put aside: a minute's worth.
const MOST_TRIES: u32 = 12;
/// Version of what a frame of the spool holds.
const FRAME_VERSION: u32 = 1;

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
    /// How often in a row none of them could be recorded, for a reason that does not pass.
    tries: u32,
    /// Images were taken out to be recorded and have not come back: the file names them still.
    taken_out: bool,
}

/// What a frame of the spool holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Frame {
    v: u32,
    pub(super) delivery: Delivery,
    pub(super) arrived: Arrived,
}

impl Frame {
    /// What a frame says of an object; none if it is of another, or of no version that is known.
    pub(super) fn read(content: &[u8], object: &str) -> Option<Self> {
        let frame: Self = serde_json::from_slice(content).ok()?;
        let of = frame.arrived.object.stored.id.as_str();
        (frame.v == FRAME_VERSION && of == object).then_some(frame)
    }
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
    /// Images that wait.
    waiting: AtomicUsize,
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
            waiting: AtomicUsize::new(0),
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
        vaults::reception(&self.store, &self.appliance)
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

    /// Refuses an object while too many wait and cannot be recorded: of this association, or of
    /// all together.
    pub(super) fn make_room(&self, association: &Association) -> Result<(), IntakeFault> {
        if self.waiting.load(Ordering::Relaxed) >= MOST_WAITING {
            tracing::warn!("too much waits to be recorded");
            return Err(IntakeFault::Locked);
        }
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
            .is_sound(&object)
            .map_err(|error| of_vault(&error))?;
        Ok(if sound {
            Standing::Held
        } else {
            Standing::Damaged(object.id)
        })
    }

    /// Takes an object that is durable. Once this returns it is named in the spool: it will be
    /// recorded, or counted with its part left alone.
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
        self.waiting.fetch_add(1, Ordering::Relaxed);
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
            v: FRAME_VERSION,
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

    /// Records what waits, and puts it in its place. After an error what was not recorded waits
    /// as before. One study that cannot be recorded keeps no other from it.
    fn record(&self, delivery: &Delivery, waiting: &mut Waiting) -> Result<(), StoreError> {
        if std::mem::replace(&mut waiting.taken_out, true) {
            // A panic took them along: the file stays for the next start.
            waiting.spool = None;
        }
        let all = std::mem::take(&mut waiting.images);
        match self.record_some(delivery, all) {
            Ok(()) => {}
            Err((error, images)) if passes(&error) => {
                waiting.images = images;
                waiting.taken_out = false;
                return Err(error);
            }
            Err((_, images)) => self.record_by_study(delivery, waiting, images)?,
        }
        waiting.taken_out = false;
        waiting.tries = 0;
        if waiting.images.is_empty()
            && let Some(spool) = waiting.spool.take()
        {
            self.vault.end_spool(&spool.id());
        }
        Ok(())
    }

    /// Study by study, since together they cannot be recorded. If none can, it may be otherwise
    /// later: they wait as before, for [`MOST_TRIES`].
    fn record_by_study(
        &self,
        delivery: &Delivery,
        waiting: &mut Waiting,
        images: Vec<(Settled, Arrived)>,
    ) -> Result<(), StoreError> {
        let all = images.len();
        let mut failed = Vec::new();
        for of_study in by_study(images) {
            failed.extend(self.record_some(delivery, of_study).err());
        }
        let left: usize = failed.iter().map(|(_, images)| images.len()).sum();
        waiting.tries += 1;
        let give_up = left < all || waiting.tries >= MOST_TRIES;
        let mut last = None;
        for (error, images) in failed {
            if give_up {
                self.put_aside(delivery, waiting, images, &error);
            } else {
                waiting.images.extend(images);
                last = Some(error);
            }
        }
        waiting.taken_out = false;
        last.map_or(Ok(()), Err)
    }

    /// Images that cannot be recorded while others can: they get a file of their own that keeps
    /// nobody waiting, and count as waiting until the next start tries them again. Where there is
    /// no room for that, they wait as before.
    fn put_aside(
        &self,
        delivery: &Delivery,
        waiting: &mut Waiting,
        images: Vec<(Settled, Arrived)>,
        error: &StoreError,
    ) {
        let mut alone = Waiting::default();
        let written = images
            .iter()
            .try_for_each(|(_, arrived)| self.spool(delivery, &mut alone, arrived));
        let file = alone.spool.map(|spool| spool.id());
        let aside =
            written.and_then(|()| file.map_or(Ok(()), |file| self.vault.set_spool_aside(&file)));
        match aside {
            Ok(()) => {
                let images = images.len();
                tracing::error!(%error, images, "images that arrived cannot be recorded and were put aside");
            }
            Err(fault) => {
                tracing::error!(%error, %fault, "images that arrived cannot be recorded");
                if let Some(file) = file {
                    self.vault.end_spool(&file);
                }
                waiting.images.extend(images);
            }
        }
    }

    /// All of these, or none: then they are given back.
    fn record_some(
        &self,
        delivery: &Delivery,
        images: Vec<(Settled, Arrived)>,
    ) -> Result<(), (StoreError, Vec<(Settled, Arrived)>)> {
        if images.is_empty() {
            return Ok(());
        }
        let arrived: Vec<Arrived> = images.iter().map(|(_, arrived)| arrived.clone()).collect();
        let recorded = self.warrant().and_then(|warrant| {
            self.store
                .write(&warrant, |unit| unit.receive(delivery, &arrived))
        });
        let kept = match recorded {
            Ok(kept) => kept,
            Err(error) => return Err((error, images)),
        };
        self.waiting.fetch_sub(images.len(), Ordering::Relaxed);
        for ((settled, _), kept) in images.into_iter().zip(kept) {
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
            if waiting.is_overdue(now)
                && let Err(error) = self.record(&association.delivery, &mut waiting)
            {
                let images = waiting.images.len();
                tracing::warn!(%error, images, "what arrived cannot be recorded yet");
                if passes(&error) {
                    // It would be the same with the others.
                    return;
                }
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

/// True if it may be otherwise in a moment, whatever is to be written.
pub(super) fn passes(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Busy | StoreError::Gone | StoreError::Full | StoreError::ReadOnly
    )
}

/// The images of each study together, in the order in which they arrived.
fn by_study(images: Vec<(Settled, Arrived)>) -> Vec<Vec<(Settled, Arrived)>> {
    let mut studies: BTreeMap<String, Vec<(Settled, Arrived)>> = BTreeMap::new();
    for image in images {
        let of = studies.entry(image.1.study_uid.clone()).or_default();
        of.push(image);
    }
    studies.into_values().collect()
}
