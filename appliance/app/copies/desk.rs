//! What the desk where copies are made has at hand. Where the work lies meanwhile is
//! [`super::Copies`]'s.

use std::sync::Arc;

use doublelock_domain::access::Actor;
use doublelock_domain::time::SiteZone;
use doublelock_store::Store;

use crate::office::Office;
use crate::vaults::Vaults;
use crate::web::i18n::Catalogues;
use crate::web::page::Renderer;

/// What a build needs of the appliance.
#[derive(Clone)]
pub struct Desk {
    /// All records.
    pub store: Store,
    /// Sealed objects.
    pub vaults: Vaults,
    /// Who asks the register what became of an object.
    pub appliance: Actor,
    /// Words of the pages inside the copy.
    pub renderer: Renderer,
    /// Who makes the copy, as printed.
    pub organisation: String,
    /// Telephone that answers questions, as printed.
    pub phone: String,
    /// The site's zone.
    pub zone: SiteZone,
    /// Name of this instance, under which it claims the build.
    pub instance: Arc<str>,
}

impl Desk {
    /// What that office has.
    pub fn of(office: &Office) -> Self {
        Self {
            store: office.store.clone(),
            vaults: office.vault.clone(),
            appliance: office.appliance.clone(),
            renderer: office.renderer.clone(),
            organisation: office.config.centre.name.clone(),
            phone: office.config.centre.phone.clone(),
            zone: office.config.centre.zone,
            instance: office.instance.clone(),
        }
    }

    pub(super) fn words(&self) -> &Catalogues {
        self.renderer.catalogues()
    }
}
