//! What the desk where copies are made has at hand. Where the work lies meanwhile is
//! [`super::Copies`]'s.

use std::sync::Arc;

use doublelock_domain::access::Actor;
use doublelock_domain::time::SiteZone;
use doublelock_store::Store;

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
    pub(super) fn words(&self) -> &Catalogues {
        self.renderer.catalogues()
    }
}
