//! At a start: what a crash left in the spool is recorded, before anything is received.

use std::path::Path;

use doublelock_domain::access::Actor;
use doublelock_domain::fact::imaging::StudyReceived;
use doublelock_domain::ids::ObjectId;
use doublelock_domain::object::ObjectStanding;
use doublelock_store::imaging::{Arrived, Delivery, Kept, Known};
use doublelock_store::{Error as StoreError, Keyholder, Store};
use doublelock_vault::{Left, VaultError};

use super::registrar::{Frame, passes};
use crate::vaults::{self, Condition};

/// Why a start cannot go on. Whatever is wrong with single objects is no such reason.
#[derive(Debug, thiserror::Error)]
pub enum RecoverFault {
    /// The vault, or the spool beside it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The records.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Records what a crash left in the spool of `data`; says how many objects it names that could
/// not be. Their parts stay where they are, and the files that name them are put aside: the next
/// start tries again. Must run after what is found by equality was filled.
pub fn recover(
    data: &Path,
    vault: &vaults::Intake,
    store: &Store,
    appliance: &Actor,
    keys: &dyn Keyholder,
) -> Result<u64, RecoverFault> {
    let recovery = Recovery {
        vault,
        store,
        appliance,
    };
    let mut unresolved = 0;
    for left in vaults::left_in_spool(data)? {
        let missing = recovery.record(&left, keys)?;
        if missing == 0 && !left.damaged() {
            vault.end_spool(&left.id());
            continue;
        }
        tracing::error!(
            file = %left.id(), objects = missing, damaged = left.damaged(),
            "not all that a file of the spool names could be recorded"
        );
        vault.set_spool_aside(&left.id())?;
        unresolved += missing;
    }
    Ok(unresolved)
}

struct Recovery<'a> {
    vault: &'a vaults::Intake,
    store: &'a Store,
    appliance: &'a Actor,
}

impl Recovery<'_> {
    /// How many objects of a file could not be recorded.
    fn record(&self, left: &Left, keys: &dyn Keyholder) -> Result<u64, RecoverFault> {
        let mut missing = 0;
        let mut deliveries: Vec<(Delivery, Vec<Arrived>)> = Vec::new();
        for (object, frame) in left.objects().zip(frames_of(left, keys)?) {
            let Some(Frame {
                delivery,
                mut arrived,
                ..
            }) = frame
            else {
                missing += u64::from(!self.is_settled(object.as_str())?);
                continue;
            };
            match self.is_to_record(&mut arrived, &delivery)? {
                Fate::Record => {}
                Fate::Settled => continue,
                Fate::Missing => {
                    missing += 1;
                    continue;
                }
            }
            match deliveries.last_mut() {
                Some((last, images)) if *last == delivery => images.push(arrived),
                _ => deliveries.push((delivery, vec![arrived])),
            }
        }
        for (delivery, images) in &deliveries {
            for some in images.chunks(StudyReceived::MOST) {
                missing += self.receive(delivery, some)?;
            }
        }
        Ok(missing)
    }

    /// Whether an object whose frame does not open needs nothing more: it is recorded, or there is
    /// no part of it.
    fn is_settled(&self, object: &str) -> Result<bool, RecoverFault> {
        let Ok(id) = object.parse::<ObjectId>() else {
            return Ok(false);
        };
        let warrant = vaults::reception(self.store, self.appliance)?;
        let standing = self
            .store
            .witness(&warrant, |unit| unit.object_standing(object))?;
        if standing == ObjectStanding::Stored {
            self.place(&id);
        }
        let go_on = &mut |_| std::ops::ControlFlow::Continue(());
        Ok(standing != ObjectStanding::Unknown
            || self.vault.condition(&id, "", go_on)? == Condition::Gone)
    }

    /// What is to become of an object that a frame names.
    fn is_to_record(
        &self,
        arrived: &mut Arrived,
        delivery: &Delivery,
    ) -> Result<Fate, RecoverFault> {
        let warrant = vaults::reception(self.store, self.appliance)?;
        let stored = &arrived.object.stored;
        let standing = self
            .store
            .witness(&warrant, |unit| unit.object_standing(stored.id.as_str()))?;
        match standing {
            // The crash came between its entry and this.
            ObjectStanding::Stored => {
                self.place(&stored.id);
                return Ok(Fate::Settled);
            }
            ObjectStanding::Condemned | ObjectStanding::Destroyed => return Ok(Fate::Settled),
            ObjectStanding::Unknown => {}
        }
        let go_on = &mut |_| std::ops::ControlFlow::Continue(());
        match self
            .vault
            .condition(&stored.id, &stored.sealed_sha256, go_on)?
        {
            Condition::Sound => {}
            Condition::Damaged => return Ok(Fate::Missing),
            Condition::Gone => {
                // Its sender was told that it was not kept: the part was taken away, and its
                // frame stayed.
                tracing::warn!(object = %stored.id, "what the spool names is not in the vault");
                return Ok(Fate::Settled);
            }
        }
        let known = self.store.read(&warrant, |unit| {
            unit.known(
                &delivery.intake.calling_ae,
                &arrived.study_uid,
                &arrived.sop_instance_uid,
                &arrived.sha256,
            )
        })?;
        if let Known::These(held) = known
            && !self.vault.is_sound(&held)?
        {
            arrived.damaged = Some(held.id);
        }
        Ok(Fate::Record)
    }

    /// Records what came in one delivery; how much of it could not be.
    fn receive(&self, delivery: &Delivery, images: &[Arrived]) -> Result<u64, RecoverFault> {
        let warrant = vaults::reception(self.store, self.appliance)?;
        let recorded = self
            .store
            .write(&warrant, |unit| unit.receive(delivery, images));
        let kept = match recorded {
            Ok(kept) => kept,
            Err(error) if passes(&error) => return Err(error.into()),
            Err(error) if images.len() > 1 => {
                tracing::error!(%error, "what arrived together is recorded image by image");
                let each = images.iter().map(std::slice::from_ref);
                return each.map(|one| self.receive(delivery, one)).sum();
            }
            Err(error) => {
                tracing::error!(%error, "an image that arrived cannot be recorded");
                return Ok(1);
            }
        };
        for (arrived, kept) in images.iter().zip(kept) {
            let id = &arrived.object.stored.id;
            match kept {
                Kept::Already => self.discard(id),
                Kept::New | Kept::Before | Kept::Apart | Kept::Healed => self.place(id),
            }
        }
        tracing::info!(
            images = images.len(),
            "what was received before a crash is recorded"
        );
        Ok(0)
    }
}

impl Recovery<'_> {
    /// A part that cannot be put in its place is found where it is, and by the nightly reading.
    fn place(&self, id: &ObjectId) {
        if let Err(error) = self.vault.place(id) {
            tracing::error!(object = %id, %error, "a recorded object could not be put in its place");
        }
    }

    fn discard(&self, id: &ObjectId) {
        if let Err(error) = self.vault.discard(id) {
            tracing::error!(object = %id, %error, "an object that is held already could not be removed");
        }
    }
}

enum Fate {
    Record,
    /// It was, or there is nothing of it.
    Settled,
    Missing,
}

/// What each frame holds; none where one does not open.
fn frames_of(left: &Left, keys: &dyn Keyholder) -> Result<Vec<Option<Frame>>, RecoverFault> {
    if left.objects().next().is_none() {
        return Ok(Vec::new());
    }
    let Ok(key) = keys.data_key(left.id().as_str(), left.envelope()) else {
        return Ok(left.objects().map(|_| None).collect());
    };
    let opened = left.open(&key)?.into_iter().zip(left.objects());
    Ok(opened
        .map(|(content, object)| Frame::read(&content?, object.as_str()))
        .collect())
}
