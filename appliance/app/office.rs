//! What every route, every job and the receiver can reach: the store, the staff directory, the
//! renderer.
//!
//! Built once by the command that serves; held by Rocket as managed state. A guard
//! that finds no [`Office`] refuses to launch (see `web::guard`).

use std::sync::Arc;

use doublelock_domain::access::{Actor, Duty, FrontDoor, Purpose, Warrant};
use doublelock_domain::time::Timestamp;
use doublelock_edge::Handlers;
use doublelock_store::refusals::Counts;
use doublelock_store::{Error, ReadUnit, Sight, Store, Unit};

use crate::blocking::run_blocking;
use crate::config::Config;
use crate::copies::desk::Desk;
use crate::proof::Door;
use crate::proof::throttle::Throttle;
use crate::staff::Staff;
use crate::web::page::Renderer;

/// The parts that routes, jobs and the receiver work with. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    /// The configuration.
    pub config: Arc<Config>,
    /// All records.
    pub store: Store,
    /// Sealed objects.
    pub vault: crate::vaults::Vaults,
    /// Builds copies of records.
    pub copies: crate::copies::Copies,
    /// Who works here, as the directory says.
    pub staff: Staff,
    /// Makes pages.
    pub renderer: Renderer,
    /// Slows guessing down.
    pub throttle: Arc<Throttle>,
    /// The appliance itself as an actor.
    pub appliance: Actor,
    /// Name of this instance, under which it claims work.
    pub instance: Arc<str>,
    /// Poked when objects arrived whose words are to be read.
    pub describe_soon: Arc<tokio::sync::Notify>,
    /// What the edge writes into every request it lets through.
    pub edge_secret: Arc<[u8; 32]>,
    /// The downloads that are under way.
    pub downloads: crate::downloads::Downloads,
    /// The requests that the edge let through and that are in work.
    pub handlers: Handlers,
}

impl Office {
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.store.clock().now()
    }

    /// The appliance at its own front door.
    pub fn front_door(&self) -> Result<Warrant<FrontDoor>, Error> {
        Ok(self.appliance.take_up(Purpose::SignIn, self.now())?)
    }

    /// Where people prove who they are.
    pub fn door(&self) -> Door {
        Door {
            store: self.store.clone(),
            appliance: self.appliance.clone(),
            staff: self.staff.clone(),
            throttle: self.throttle.clone(),
            at_the_machine: false,
        }
    }

    /// The desk where copies of records are made.
    pub fn copy_desk(&self) -> Desk {
        Desk {
            store: self.store.clone(),
            vaults: self.vault.clone(),
            appliance: self.appliance.clone(),
            renderer: self.renderer.clone(),
            organisation: self.config.centre.name.clone(),
            phone: self.config.centre.phone.clone(),
            zone: self.config.centre.zone,
            instance: self.instance.clone(),
        }
    }

    /// Writes refusals that were counted into the journal.
    pub async fn write_counted_refusals(&self, which: Counts) -> Result<usize, Error> {
        self.write(self.front_door()?, move |unit| {
            unit.write_counted_refusals(which)
        })
        .await
    }

    /// Runs a unit off the async runtime.
    pub async fn write<D: Duty, T: Send + 'static>(
        &self,
        warrant: Warrant<D>,
        work: impl FnMut(&mut Unit<'_, D>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let store = self.store.clone();
        run_blocking(move || store.write(&warrant, work)).await
    }

    /// Looks at records and has it written down, off the async runtime.
    pub async fn witness<D: Duty, T: Send + 'static>(
        &self,
        warrant: Warrant<D>,
        look: impl FnMut(&mut Sight<'_, D>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let store = self.store.clone();
        run_blocking(move || store.witness(&warrant, look)).await
    }

    /// Looks, off the async runtime.
    pub async fn read<D: Duty, T: Send + 'static>(
        &self,
        warrant: Warrant<D>,
        look: impl FnOnce(&mut ReadUnit<'_, D>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let store = self.store.clone();
        run_blocking(move || store.read(&warrant, look)).await
    }

    /// Does work of several units, off the async runtime.
    pub async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let store = self.store.clone();
        run_blocking(move || work(&store)).await
    }

    /// Fresh unpredictable bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.store.entropy().fill(&mut bytes);
        bytes
    }
}
